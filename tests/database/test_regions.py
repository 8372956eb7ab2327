"""Several regions on one instance: each its own pack, budget, users and calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest
from click.testing import CliRunner, Result
from tests.browser.world import HOSPITAL, PASSWORD, World, city, logged_in
from tests.people import install, make_person, tangerang

from multiguna.accounts import queries
from multiguna.accounts.actions import add_user, close_user
from multiguna.accounts.rules import region_to_serve
from multiguna.cli.main import cli
from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import Care
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, system

EAST = "53.71"
"""Kota Kupang, an hour before Jakarta."""
TODAY = date(2012, 12, 31)


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(queries, "_zones", {})
    for module in ("opening", "hosting", "server"):
        monkeypatch.setattr(f"multiguna.cli.{module}.open_database", lambda: None)
    monkeypatch.setattr(clock, "use_zone", lambda name: None)
    yield from city(monkeypatch)


@pytest.fixture
def east(world: World) -> Actor:
    """A second region on the same instance, with a pack, a budget and a clerk of its own."""
    by = system(EAST)
    install(
        by,
        replace(tangerang(), name="kupang", region=EAST, region_name="Kota Kupang",
                timezone="Asia/Makassar"),
        budget={"RI": 9_000_000},
    )  # fmt: skip
    add_user(
        username="kristin", full_name="Kristin", role=Role.DESK_CLERK, password=PASSWORD,
        provider_code=HOSPITAL, language="en", by=by, on=TODAY,
    )  # fmt: skip
    return by


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def answer(*words: str) -> dict[str, object]:
    done = run(*words, "--json")
    assert done.exception is None, done.exception
    found: dict[str, object] = json.loads(done.stdout)
    return found


def refusal(*words: str) -> str:
    done = run(*words)
    assert isinstance(done.exception, Refused), done.output
    return done.exception.code


def test_the_only_region_needs_no_name_and_several_are_never_guessed() -> None:
    assert region_to_serve(["36.71"], None) == "36.71"
    assert region_to_serve(["36.71", EAST], EAST) == EAST
    for hosted, named, code in (
        ([], None, "region_unknown"),
        (["36.71", EAST], None, "region_unnamed"),
        (["36.71", EAST], "51.03", "region_not_hosted"),
        (["36.71"], EAST, "region_not_hosted"),
    ):
        with pytest.raises(Refused) as no:
            region_to_serve(hosted, named)
        assert no.value.code == code


def test_a_command_acts_for_the_region_it_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nik = ("coverage", "check", "--nik", str(world.siti.nik), "--kk", str(world.siti.kk))
    assert answer(*nik)["reason"] == "covered"
    _ = install(system(EAST), replace(tangerang(), region=EAST))
    assert refusal(*nik) == "region_unnamed"
    assert refusal("--region", "51.03", *nik) == "region_not_hosted"
    assert answer("--region", "36.71", *nik)["reason"] == "covered"
    assert answer("--region", EAST, *nik)["reason"] == "other_region_card"
    monkeypatch.setenv("MULTIGUNA_REGION", EAST)
    assert answer(*nik)["reason"] == "other_region_card"
    assert answer("--region", "36.71", *nik)["reason"] == "covered"


def test_regions_are_listed_with_their_pack_stage_and_users(world: World, east: Actor) -> None:
    rows = answer("regions")["regions"]
    assert isinstance(rows, list)
    assert [(r["region"], r["pack"], r["stage"], r["users"], r["timezone"]) for r in rows] == [
        ("36.71", "tangerang", "universal-2012", 11, "Asia/Jakarta"),
        (EAST, "kupang", "universal-2012", 1, "Asia/Makassar"),
    ]
    done = CliRunner().invoke(cli, ["regions", "figures", "--json"])
    sums = {one["region"]: one["appropriation_idr"] for one in json.loads(done.stdout)["regions"]}
    assert sums == {"36.71": 120_000_000, EAST: 9_000_000}


def test_the_worker_serves_every_region(
    world: World, east: Actor, superuser: psycopg.Connection
) -> None:
    for by in (system("36.71"), east):
        with transaction(by) as cursor:
            who = make_person(cursor)
        check_coverage(nik=who.nik, kk=who.kk, care=Care.INPATIENT, by=by, on=TODAY)
    assert run("work", "--once").exception is None
    numbered = superuser.execute("SELECT DISTINCT region FROM audit_checkpoint ORDER BY 1")
    assert numbered.fetchall() == [("36.71",), (EAST,)]


def test_an_administrator_touches_no_account_of_another_region(world: World, east: Actor) -> None:
    admin = Actor("ani", Role.ADMINISTRATOR, "36.71")
    with pytest.raises(Refused) as no:
        close_user(username="kristin", by=admin, on=TODAY)
    assert no.value.code == "user_unknown"
    assert refusal("--region", "36.71", "user", "close", "kristin") == "user_unknown"
    assert refusal("--region", "36.71", "user", "reset-code", "kristin") == "user_unknown"
    assert refusal("--region", "36.71", "user", "token", "kristin") == "user_unknown"
    assert queries.active_actor("kristin") == Actor("kristin", Role.DESK_CLERK, EAST, HOSPITAL)
    with pytest.raises(Refused) as taken:
        add_user(username="kristin", full_name="K", role=Role.PLANNER, password=PASSWORD,
                 by=admin, on=TODAY)  # fmt: skip
    assert taken.value.code == "user_exists"
    with pytest.raises(Refused) as clerk:
        close_user(username="lina", by=Actor("beni", Role.TREASURER, "36.71"), on=TODAY)
    assert clerk.value.code == "role_not_allowed"


def test_each_region_lives_by_its_own_calendar(
    world: World, east: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2012, 12, 31, 16, 30, tzinfo=UTC).astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.delenv("MULTIGUNA_TODAY")
    monkeypatch.setattr(clock, "datetime", Late)
    pages = {name: logged_in(name).get("/desk/").content.decode() for name in ("lina", "kristin")}
    assert 'value="2012-12-31"' in pages["lina"]
    assert 'value="2013-01-01"' in pages["kristin"]
    assert 'lang="id"' in pages["lina"]
    assert 'lang="en"' in pages["kristin"]
