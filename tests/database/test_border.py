"""Nobody crosses from one region into another: tried by SQL, on the web and with commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests import border_edges, border_sql
from tests.border import HERE, THERE, Attempts, Other, build_other, snapshot
from tests.browser.world import World, city

from multiguna.accounts import queries
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import system

ALIKE = {
    "claims-work-next",  # goes on from any number, to the next of one's own worklist
    "desk-guest-letter", "desk-guest-letter-pdf",  # opened by agreement: see test_web_guests
    "desk-offline-list",  # no desk of this world keeps lists: see test_offline_lists
    "treasury-chart", "treasury-sipd-ours",  # named by a kind and a month, which every region has
}  # fmt: skip
"""Addresses that answer the other region's own people as they answer us, in this world."""
SOURCE = Path(__file__).parents[2] / "src" / "multiguna"


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(queries, "_zones", {})
    yield from city(monkeypatch)


@pytest.fixture
def other(world: World, superuser: psycopg.Connection) -> Other:
    return build_other(superuser)


def told(attempts: Attempts) -> None:
    """Print how many attempts there were, of which kinds, and how they ended."""
    print(f"attempts: {attempts.count}; {dict(attempts.tried)}; {dict(attempts.ended)}")


def test_no_statement_of_the_app_reaches_another_regions_row(
    other: Other, superuser: psycopg.Connection
) -> None:
    attempts = Attempts()
    border_sql.try_tables(superuser, attempts)
    border_sql.try_keys(superuser, attempts)
    border_sql.try_tricks(attempts)
    told(attempts)
    assert attempts.count >= 100
    assert attempts.crossed == []


def test_no_page_shows_or_does_anything_across_the_border(
    world: World, other: Other, superuser: psycopg.Connection
) -> None:
    before, attempts = snapshot(superuser, THERE), Attempts()
    answers = border_edges.try_addresses(other, attempts)
    border_edges.try_smuggling(attempts)
    border_edges.try_tokens(other, attempts)
    told(attempts)
    assert attempts.crossed == []
    assert snapshot(superuser, THERE) == before
    assert attempts.count >= 100
    assert set(border_edges.silent_addresses(other, answers)) == ALIKE
    assert snapshot(superuser, THERE) != before, "its own people can change things"


def test_no_command_shows_or_does_anything_across_the_border(
    world: World, other: Other, superuser: psycopg.Connection, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    region = HERE
    for module in ("cards", "coverage", "guarantees", "offline"):
        monkeypatch.setattr(f"multiguna.cli.{module}.open_actor", lambda: system(region))
    before, attempts = snapshot(superuser, THERE), Attempts()
    said = border_edges.try_commands(other, str(tmp_path), attempts)
    told(attempts)
    assert attempts.crossed == []
    assert snapshot(superuser, THERE) == before
    region = THERE
    silent = border_edges.silent_commands(other, str(tmp_path), said)
    print(f"commands with nothing to show or do in this world, on either side: {silent}")
    proving = len(list(border_edges.commands())) - len(silent)
    assert 2 * proving >= 100
    assert snapshot(superuser, THERE) != before, "the region itself can change things"


def test_a_crossing_would_be_seen(other: Other, superuser: psycopg.Connection) -> None:
    """The probes are not blind: with the border taken away, they report it."""
    attempts = Attempts()
    with superuser.transaction(force_rollback=True):
        superuser.execute("ALTER TABLE claims_claim DISABLE ROW LEVEL SECURITY")
        border_sql.try_tables(superuser, attempts)
    assert {one.rpartition(":")[0] for one in attempts.crossed} == {
        "read: claims_claim", "read all: claims_claim", "add: claims_claim", "copy: claims_claim",
    }  # fmt: skip


def test_the_apps_role_may_choose_its_region_and_only_the_transaction_does(db: Cursor) -> None:
    """What row-level security does not hold: whoever holds the app's password names the region.

    It keeps apart what the application asks for by mistake. That nobody chooses the region for
    the application is the edges' to keep: a page and a token have their user's, and no other.
    """
    db.execute("SELECT set_config('multiguna.region', %s, true)", [THERE])
    assert db.execute("SELECT current_setting('multiguna.region')").fetchone() == (THERE,)
    scoping, acting = set(), set()
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        name = path.relative_to(SOURCE).as_posix()
        if "set_config('multiguna.region'" in text:
            scoping.add(name)
        if name.startswith("web/") and re.search(r"\b(Actor|system)\(", text):
            acting.add(name)
    assert scoping == {"kernel/db.py"}
    assert acting == set(), "pages take the actor of the user who is logged in"
