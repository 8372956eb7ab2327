"""A small city for tests of pages: two hospitals, their staff, the city's staff, three people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.test.utils import override_settings
from tests.people import HOSPITAL, Someone, install, make_person

from multiguna.accounts.actions import add_user
from multiguna.accounts.models import User
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Role, system

OTHER_HOSPITAL = "3671902"
PASSWORD = "rahasia-benar-9"
TODAY = date(2012, 12, 31)
BUDGET_IDR = 60_000_000
STAFF = {
    "lina": (Role.DESK_CLERK, HOSPITAL),
    "dewi": (Role.DESK_CLERK, OTHER_HOSPITAL),
    "karim": (Role.BILLER, HOSPITAL),
    "vera": (Role.VERIFIER, None),
    "beni": (Role.TREASURER, None),
    "audi": (Role.AUDITOR, None),
    "putri": (Role.PLANNER, None),
}


@dataclass(frozen=True)
class World:
    """Who lives here: Siti and her family card, Budi who moved away, and nobody with `NOBODY`."""

    siti: Someone
    budi: Someone


def city(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The body of a fixture: a world on the last day of 2012, with a quick password hash."""
    monkeypatch.setenv("MULTIGUNA_TODAY", TODAY.isoformat())
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield _build()


def logged_in(username: str) -> Client:
    """A browser in which someone is logged in (city roles past their second factor)."""
    client = Client()
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def _build() -> World:
    """Install the pack with a budget, open the accounts, put the people in the registry."""
    by = system("36.71")
    install(by, budget={"RI": BUDGET_IDR, "RJ": BUDGET_IDR})
    for username, (role, provider_code) in STAFF.items():
        add_user(
            username=username,
            full_name=username.title(),
            role=role,
            password=PASSWORD,
            provider_code=provider_code,
            by=by,
            on=TODAY,
        )
    with transaction(by) as cursor:
        siti = make_person(
            cursor,
            name="SITI CONTOH",
            sex=2,
            born=date(1984, 4, 9),
            resident="{[1984-04-09,)}",
        )
        budi = make_person(cursor, name="BUDI CONTOH", resident="{[1980-05-17,2010-01-01)}")
    return World(siti, budi)
