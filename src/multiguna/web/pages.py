"""What every page does: who may see it, its language, its headers, and how it says no.

A view is decorated with `page(...)`, which names the roles that may see it. A refusal (`Refused`)
from an action or query becomes a message here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Protocol, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from multiguna.accounts.models import User
from multiguna.accounts.queries import DEFAULT_ZONE, zone_of
from multiguna.kernel import clock
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.web import languages

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
UNPROCESSABLE = 422
UNREADABLE = Text(
    id="Isian memuat tanda yang tidak dapat disimpan. Ketik ulang, jangan tempel.",
    en="What was sent holds a character that cannot be kept. Type it anew, do not paste it.",
)


class View(Protocol):
    """A view: a request and the parts of its address in, a response out."""

    def __call__(self, request: HttpRequest, /, **parts: str | int) -> HttpResponse: ...


RefusalView: TypeAlias = Callable[[HttpRequest, Refused], HttpResponse]


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page of its own, or as the fragment that an HTMX request asked for."""
    template = "refused_fragment.html" if is_fragment(request) else "refused.html"
    return render(request, template, {"refused": refused}, status=UNPROCESSABLE)


def page(
    *roles: Role,
    public: bool = False,
    methods: tuple[str, ...] = ("GET",),
    refused: RefusalView = refused_page,
) -> Callable[[Callable[..., HttpResponse]], View]:
    """Make a view a page: `roles` may see it (any user when none is named, anyone if `public`)."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def shown(request: HttpRequest, /, **parts: str | int) -> HttpResponse:
            languages.use(request)
            if request.method not in allowed:
                return secured(HttpResponseNotAllowed(allowed))
            if not public:
                if not request.user.is_authenticated:
                    return secured(_to_login(request))
                if roles and actor(request).role not in roles:
                    return forbidden(request)
            if _has_nul(request):
                return secured(refused_page(request, Refused("text_unreadable", UNREADABLE)))
            with _calendar(request):
                try:
                    return secured(view(request, **parts))
                except Refused as no:
                    return secured(_say_no(request, no, refused))

        shown.page_roles = roles  # type: ignore[attr-defined]
        shown.page_public = public  # type: ignore[attr-defined]
        return shown

    return decorate


def _say_no(request: HttpRequest, no: Refused, refused: RefusalView) -> HttpResponse:
    """The refusal on its page; on one of its own where that page shows what there is not."""
    try:
        return refused(request, no)
    except Refused as nothing:
        return refused_page(request, nothing)


@contextmanager
def _calendar(request: HttpRequest) -> Iterator[None]:
    """The day and the hours of the user's region, for as long as a page is made."""
    known = request.user
    zone = zone_of(known.region) if isinstance(known, User) else DEFAULT_ZONE
    with clock.in_zone(zone), timezone.override(zone):
        yield


def _has_nul(request: HttpRequest) -> bool:
    """Whether something typed holds a NUL, which no database keeps and nobody types."""
    return any(
        "\x00" in value
        for form in (request.GET, request.POST)
        for _, values in form.lists()
        for value in values
        if isinstance(value, str)
    )


def actor(request: HttpRequest) -> Actor:
    """Who acts: the user that is logged in."""
    return user(request).actor


def user(request: HttpRequest) -> User:
    """The user that is logged in; pages without `public` always have one."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


def is_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of the page rather than the page."""
    return bool(getattr(request, "htmx", False))


def secured(response: HttpResponse) -> HttpResponse:
    """The response with the headers of every page: no foreign content, nothing kept in caches."""
    if response.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    return response


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the login page, and back again to what was asked for when that is safe to repeat."""
    address = reverse("login")
    if request.method == "GET" and request.path != "/" and not is_fragment(request):
        address += "?" + urlencode({"next": request.path})
    if is_fragment(request):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is for another role."""
    return _error(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing at this address, or it is another hospital's."""
    return _error(request, 404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere."""
    return _error(request, 403, template="403_csrf.html")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a bug. Reads nothing from the database, which may be what is broken."""
    text = render_to_string("500.html", {"demo": settings.DEMO})
    return secured(HttpResponse(text, status=500))


def _error(request: HttpRequest, status: int, *, template: str = "") -> HttpResponse:
    languages.use(request)
    if is_fragment(request):
        return secured(render(request, "error_fragment.html", {"status": status}, status=status))
    return secured(render(request, template or f"{status}.html", {}, status=status))
