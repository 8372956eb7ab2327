"""Reads of accounts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core import signing

from multiguna.accounts.models import LoginFailure, User
from multiguna.accounts.rules import failure_key, must_wait
from multiguna.accounts.terms import DEMO_ACCOUNTS, FAILURE_WINDOW, USER_REFUSALS, DemoAccount
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

TOKEN_LIFE = timedelta(days=90)
TOKEN_SALT = "multiguna.api"  # noqa: S105 (a name, not a secret)


def user_named(username: str) -> User:
    """The user of that name; refuses with `user_unknown`."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused("user_unknown", USER_REFUSALS["user_unknown"])
    return user


def active_actor(username: str) -> Actor | None:
    """The actor behind a username, or None when there is none or the account is closed."""
    user = User.objects.filter(username=username, is_active=True).first()
    return user.actor if user else None


def api_token(username: str) -> str:
    """A token with which a hospital's system asks in this user's name for 90 days.

    Signed by our key; no two are the same. Refuses with `user_unknown`.
    """
    body = {"user": user_named(username).username, "nonce": secrets.token_hex(8)}
    return signing.dumps(body, salt=TOKEN_SALT)


def token_actor(token: str) -> Actor | None:
    """Who a token speaks for; None when it is forged or its account is closed."""
    try:
        return active_actor(signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_LIFE)["user"])
    except signing.BadSignature:
        return None


def name_must_wait(username: str, *, now: datetime) -> bool:
    """Whether logins under this name are refused for the moment."""
    failures = LoginFailure.objects.filter(
        key=failure_key(username), failed_at__gt=now - FAILURE_WINDOW
    )
    return must_wait(list(failures.values_list("failed_at", flat=True)), now)


def demo_accounts() -> list[DemoAccount]:
    """The public accounts of a demo that exist in this database, in their order."""
    there = set(
        User.objects.filter(
            username__in=[account.username for account in DEMO_ACCOUNTS]
        ).values_list("username", flat=True)
    )
    return [account for account in DEMO_ACCOUNTS if account.username in there]
