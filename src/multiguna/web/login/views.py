"""Logging in: password, second factor for the city's roles, language, and the way home."""

from __future__ import annotations

import time

import pyotp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from multiguna.accounts import actions, queries
from multiguna.accounts.models import User
from multiguna.accounts.rules import needs_second_factor
from multiguna.accounts.terms import (
    DEMO_PASSWORD,
    LOGIN_REFUSALS,
    PENDING_LOGIN_SECONDS,
    ROLE_NAMES,
)
from multiguna.kernel import clock, qr
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Role
from multiguna.web import languages, menus
from multiguna.web.pages import UNPROCESSABLE, page, user

PENDING = "login_pending"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def _login_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    accounts = queries.demo_accounts() if settings.DEMO else []
    context = {
        "refused": refused,
        "username": request.POST.get("username", "") if refused else "",
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo_accounts": [(account, ROLE_NAMES[account.role]) for account in accounts],
        "demo_password": DEMO_PASSWORD,
    }
    return render(request, "login/login.html", context, status=UNPROCESSABLE if refused else 200)


@page(public=True, methods=("GET", "POST"), refused=_login_page)
def log_in(request: HttpRequest) -> HttpResponse:
    """The landing page: username and password; refuses after five failures in ten minutes."""
    if request.method != "POST":
        return redirect("home") if request.user.is_authenticated else _login_page(request)
    username = request.POST.get("username", "").strip().lower()
    if queries.name_must_wait(username, now=clock.now()):
        raise Refused("login_waiting", LOGIN_REFUSALS["login_waiting"])
    known = authenticate(request, username=username, password=request.POST.get("password", ""))
    if not isinstance(known, User):
        actions.note_login_failure(username=username, at=clock.now())
        raise Refused("login_wrong", LOGIN_REFUSALS["login_wrong"])
    target = _safe_next(request)
    if not needs_second_factor(Role(known.role), demo=settings.DEMO):
        return _enter(request, known, target)
    request.session.flush()
    request.session[PENDING] = {"user": known.pk, "at": int(time.time()), "next": target}
    return redirect("login-code" if known.totp_secret else "login-enrol")


def _code_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    status = UNPROCESSABLE if refused else 200
    return render(request, "login/code.html", {"refused": refused}, status=status)


@page(public=True, methods=("GET", "POST"), refused=_code_page)
def code(request: HttpRequest) -> HttpResponse:
    """The second factor of a user who has an authenticator."""
    waiting = _pending_user(request)
    if waiting is None or not waiting.totp_secret:
        return redirect("login")
    if request.method != "POST":
        return _code_page(request)
    _guard_code(waiting)
    with _counting_failures(waiting):
        actions.accept_code(user=waiting, code=_typed_code(request), at=clock.now())
    return _enter(request, waiting, str(request.session[PENDING]["next"]))


def _enrol_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    waiting = _pending_user(request)
    secret = request.session[PENDING]["secret"]
    assert waiting is not None
    address = pyotp.TOTP(secret).provisioning_uri(name=waiting.username, issuer_name="Multiguna")
    label = "Kode QR untuk aplikasi autentikator"
    context = {
        "refused": refused,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": qr.svg(address, label=label),
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "login/enrol.html", context, status=status)


@page(public=True, methods=("GET", "POST"), refused=_enrol_page)
def enrol(request: HttpRequest) -> HttpResponse:
    """First login of a city role: scan a code with an authenticator app and type what it shows."""
    waiting = _pending_user(request)
    if waiting is None or waiting.totp_secret:
        return redirect("login")
    pending = request.session[PENDING]
    if "secret" not in pending:
        request.session[PENDING] = pending = {**pending, "secret": pyotp.random_base32()}
    if request.method != "POST":
        return _enrol_page(request)
    _guard_code(waiting)
    with _counting_failures(waiting):
        actions.enrol_second_factor(
            user=waiting, secret=pending["secret"], code=_typed_code(request), at=clock.now()
        )
    return _enter(request, waiting, str(pending["next"]))


@page(public=True, methods=("POST",))
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    language = request.session.get(languages.SESSION_KEY)
    logout(request)
    if language:
        request.session[languages.SESSION_KEY] = language
    return redirect("login")


@page(public=True, methods=("POST",))
def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages and keep it with the account."""
    language = request.POST.get("language", "")
    if language in languages.LANGUAGES:
        request.session[languages.SESSION_KEY] = language
        if request.user.is_authenticated:
            actions.choose_language(user=user(request), language=language)
    return HttpResponseRedirect(_safe_next(request) or reverse("home"))


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Where a role starts."""
    entries = menus.entries_for(Role(user(request).role))
    return redirect(entries[0].address) if entries else render(request, "home.html")


def _enter(request: HttpRequest, known: User, target: str) -> HttpResponse:
    """Begin the session of a user who proved who they are."""
    actions.forget_login_failures(username=known.username)
    language = request.session.get(languages.SESSION_KEY)
    login(request, known, backend=BACKEND)
    request.session.pop(PENDING, None)
    if language:
        request.session[languages.SESSION_KEY] = language
    return HttpResponseRedirect(target or reverse("home"))


def _safe_next(request: HttpRequest) -> str:
    """The page to go to after a form: only a path of ours."""
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/")
    return target if own else ""


def _pending_user(request: HttpRequest) -> User | None:
    """Who gave a right password and still owes a code; None when that took too long."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_LOGIN_SECONDS:
        return None
    return User.objects.filter(pk=pending["user"], is_active=True).first()


def _typed_code(request: HttpRequest) -> str:
    return request.POST.get("code", "").replace(" ", "")


def _guard_code(waiting: User) -> None:
    """Codes are guessed like passwords, so their failures are counted with them."""
    if queries.name_must_wait(waiting.username, now=clock.now()):
        raise Refused("login_waiting", LOGIN_REFUSALS["login_waiting"])


class _counting_failures:
    """Counts a refused code as a failed login of this user."""

    def __init__(self, waiting: User) -> None:
        self.username = waiting.username

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None and issubclass(kind, Refused):
            actions.note_login_failure(username=self.username, at=clock.now())
