"""Reads of accounts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from multiguna.accounts.models import HostedRegion, LoginFailure, User
from multiguna.accounts.rules import failure_key, must_wait
from multiguna.accounts.terms import (
    DEMO_ACCOUNTS,
    FAILURE_WINDOW,
    USER_REFUSALS,
    DemoAccount,
    RegionCard,
)
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

TOKEN_LIFE = timedelta(days=90)
TOKEN_SALT = "multiguna.api"  # noqa: S105 (a name, not a secret)

DEFAULT_ZONE = "Asia/Jakarta"
_zones: dict[str, str] = {}


def hosted_regions() -> list[RegionCard]:
    """The regions that this instance serves, by code."""
    users = (
        User.objects.filter(region=OuterRef("code"), is_active=True)
        .values("region")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = HostedRegion.objects.annotate(n=Coalesce(Subquery(users), 0)).order_by("code")
    return [RegionCard(row.code, row.name, row.timezone, row.n) for row in rows]


def zone_of(region: str) -> str:
    """The time zone of a region, read once a process; Jakarta's before its pack is installed."""
    if region not in _zones:
        row = HostedRegion.objects.filter(code=region).first()
        if row is None:
            return DEFAULT_ZONE
        _zones[region] = row.timezone
    return _zones[region]


def forget_zone(region: str) -> None:
    """Read a region's time zone anew: its pack may say another one now."""
    _zones.pop(region, None)


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


def api_token(username: str, *, region: str | None = None) -> str:
    """A token with which a hospital's system asks in this user's name for 90 days.

    Signed by our key; no two are the same. Refuses with `user_unknown` a name that there is not,
    or that is of another region than the one given.
    """
    user = user_named(username)
    if region not in (None, user.region):
        raise Refused("user_unknown", USER_REFUSALS["user_unknown"])
    body = {"user": user.username, "nonce": secrets.token_hex(8)}
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
