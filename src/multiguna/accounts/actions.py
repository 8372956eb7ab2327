"""The writers of accounts: new users, failed logins, second factors, language."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date, datetime

import pyotp
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db import transaction as django_transaction

from multiguna.accounts import queries
from multiguna.accounts.models import LoginFailure, UsedCode, User
from multiguna.accounts.rules import check_new_user, failure_key
from multiguna.accounts.terms import (
    CODE_STEP_SECONDS,
    DEMO_ACCOUNTS,
    DEMO_PASSWORD,
    FAILURE_WINDOW,
    LOGIN_REFUSALS,
    PASSWORD_CHARACTERS_MIN,
    USER_REFUSALS,
)
from multiguna.audit.actions import record_decision
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Role

HOST = """
INSERT INTO accounts_region (code, name, timezone) VALUES (%s, %s, %s)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, timezone = excluded.timezone
WHERE (accounts_region.name, accounts_region.timezone) <> (excluded.name, excluded.timezone)
"""


def add_user(
    *,
    username: str,
    full_name: str,
    role: Role,
    password: str,
    provider_code: str | None = None,
    language: str = "id",
    by: Actor,
    on: date,
) -> User:
    """Open an account in `by`'s region, never in another, and record who opened it.

    Refuses: `role_not_allowed`, `username_invalid`, `provider_needed`, `provider_not_allowed`,
    `password_short`, `password_common`, `user_exists`.
    """
    require(by, Role.ADMINISTRATOR)
    check_new_user(username, role, provider_code)
    _check_password(password)
    user = User(
        username=username,
        full_name=full_name,
        region=by.region,
        role=role.value,
        provider_code=provider_code,
        language=language,
    )
    user.set_password(password)
    with transaction(by) as cur:
        try:
            with transaction(by):
                user.save()
        except IntegrityError:
            raise Refused("user_exists", USER_REFUSALS["user_exists"]) from None
        record_decision(
            cur,
            kind="account",
            subject=f"account:{user.pk}",
            facts={"provider_code": provider_code, "role": role.value},
            outcome="opened",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
    return user


def host_region(*, name: str, timezone: str, by: Actor) -> None:
    """Serve `by`'s region from here on under this name and time zone; its pack says both."""
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cur:
        cur.execute(HOST, [by.region, name, timezone])
    queries.forget_zone(by.region)


def add_demo_users(*, provider_code: str, by: Actor, on: date) -> Sequence[str]:
    """Open the public accounts of a demo; those that exist stay as they are. Gives the new names.

    Hospital accounts are bound to `provider_code`. The edge calls this in demo mode alone.
    """
    added = []
    for account in DEMO_ACCOUNTS:
        if User.objects.filter(username=account.username).exists():
            continue
        add_user(
            username=account.username,
            full_name=account.full_name,
            role=account.role,
            password=DEMO_PASSWORD,
            provider_code=provider_code if account.role in HOSPITAL_ROLES else None,
            by=by,
            on=on,
        )
        added.append(account.username)
    return added


def close_user(*, username: str, by: Actor, on: date) -> None:
    """Close an account of `by`'s region: it can no longer log in. Refuses with `user_unknown`."""
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cur:
        user = User.objects.filter(username=username, region=by.region).first()
        if user is None:
            raise Refused("user_unknown", USER_REFUSALS["user_unknown"])
        User.objects.filter(pk=user.pk).update(is_active=False)
        record_decision(
            cur,
            kind="account",
            subject=f"account:{user.pk}",
            facts={},
            outcome="closed",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )


def reset_second_factor(*, username: str, by: Actor, on: date) -> None:
    """Forget a lost authenticator; the next login enrols a new one. Refuses `user_unknown`."""
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cur:
        user = User.objects.filter(username=username, region=by.region).first()
        if user is None:
            raise Refused("user_unknown", USER_REFUSALS["user_unknown"])
        User.objects.filter(pk=user.pk).update(totp_secret="")
        record_decision(
            cur,
            kind="account",
            subject=f"account:{user.pk}",
            facts={},
            outcome="second_factor_reset",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )


def note_login_failure(*, username: str, at: datetime) -> None:
    """Count one failure under the typed name's hash and forget those that no longer count."""
    LoginFailure.objects.filter(failed_at__lt=at - FAILURE_WINDOW).delete()
    LoginFailure.objects.create(key=failure_key(username), failed_at=at)


def forget_login_failures(*, username: str) -> None:
    """Start counting anew after a login that succeeded."""
    LoginFailure.objects.filter(key=failure_key(username)).delete()


def enrol_second_factor(*, user: User, secret: str, code: str, at: datetime) -> None:
    """Bind an authenticator to a user who has none, once its first code is right.

    Refuses with `code_wrong`; a user who has one already keeps it (`code_wrong` too).
    """
    with django_transaction.atomic():
        _use_code(user, secret, code, at)
        bound = User.objects.filter(pk=user.pk, totp_secret="").update(totp_secret=secret)
        if not bound:
            raise Refused("code_wrong", LOGIN_REFUSALS["code_wrong"])


def accept_code(*, user: User, code: str, at: datetime) -> None:
    """Accept the user's current code, once. Refuses with `code_wrong`."""
    with django_transaction.atomic():
        _use_code(user, user.totp_secret, code, at)


def choose_language(*, user: User, language: str) -> None:
    """Keep the user's language of screens."""
    User.objects.filter(pk=user.pk).update(language=language)


def _use_code(user: User, secret: str, code: str, at: datetime) -> None:
    """Find the step whose code this is (one step of clock drift either way) and use it up."""
    refused = Refused("code_wrong", LOGIN_REFUSALS["code_wrong"])
    if not secret or not (code.isascii() and code.isdigit()):
        raise refused
    generator = pyotp.TOTP(secret, interval=CODE_STEP_SECONDS)
    now = int(at.timestamp()) // CODE_STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(generator.generate_otp(step), code):
            _, fresh = UsedCode.objects.get_or_create(user=user, step=step)
            if not fresh:
                raise refused
            UsedCode.objects.filter(user=user, step__lt=now - 1).delete()
            return
    raise refused


def _check_password(password: str) -> None:
    if len(password) < PASSWORD_CHARACTERS_MIN:
        raise Refused("password_short", USER_REFUSALS["password_short"])
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise Refused("password_common", USER_REFUSALS["password_common"]) from None
