"""What moves an item of readiness: old files, ending agreements, claims, notes, another region."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.test.utils import override_settings
from tests.database.test_registry import SITI, written
from tests.people import HOSPITAL, make_person
from tests.planning_city import Town, steady
from tests.ready_region import (
    MISSING,
    NOT_NEEDED,
    ON,
    PARTLY,
    PROFILE,
    READY,
    Region,
    founded,
    put_claim,
    small_pack,
)

from multiguna.cli.readiness import readiness as command
from multiguna.coverage.actions.listing import enrol_device, invite_device, make_lists
from multiguna.kernel.clock import start_of
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, system
from multiguna.planning.actions import note_readiness
from multiguna.planning.queries.readiness import readiness
from multiguna.planning.terms.readiness import Item, ItemCode
from multiguna.programme.terms.signing import Provenance
from multiguna.registry.actions import import_membership, import_residents
from multiguna.registry.terms import MEMBERSHIP_COLUMNS


@pytest.fixture
def region(
    real_db: None, system_actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Region]:
    """A home and a database with nothing in them."""
    monkeypatch.setenv("MULTIGUNA_HOME", str(tmp_path / "home"))
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Region(system_actor, tmp_path, small_pack())


def test_a_registry_is_measured_against_the_profile_and_grows_old(region: Region) -> None:
    founded(region)
    with transaction(region.by) as cursor:
        for _ in range(8):
            make_person(cursor)
        make_person(cursor, died_on=date(2012, 1, 1))
        make_person(cursor, resident="{[1980-05-17,2011-01-01)}")
    residents = region.item(ItemCode.RESIDENTS, profile=PROFILE)
    assert (residents.state, residents.evidence.en.replace("\u00a0", " ")) == (
        PARTLY, "Residents: 8, 80 % of the 10 in the profile (sensus contoh).",
    )  # fmt: skip
    broken = {**SITI, "NIK": "12"}
    import_residents(path=written(region.folder, [SITI, broken]), by=region.by, on=ON)
    assert region.item(ItemCode.RESIDENTS, profile=PROFILE).state is READY
    rows = region.item(ItemCode.REGISTRY_ROWS)
    assert (rows.state, rows.evidence.en[:27]) == (PARTLY, "Rows read: 2, refused: 1, w")
    assert region.item(ItemCode.REGISTRY_AGE, ON + timedelta(days=31)).state is READY
    assert region.item(ItemCode.REGISTRY_AGE, ON + timedelta(days=32)).state is PARTLY


def test_the_gap_stage_waits_for_the_jkn_file(region: Region) -> None:
    founded(region)
    on = date(2016, 2, 1)
    assert region.item(ItemCode.JKN_STATUS).state is NOT_NEEDED
    waiting = region.item(ItemCode.JKN_STATUS, on)
    assert (waiting.state, waiting.blocks) == (MISSING, True)
    with transaction(region.by) as cursor:
        siti = make_person(cursor)
    path = region.folder / "jkn.csv"
    row = (str(siti.nik), "0001234567890", "PPU", "AKTIF", "2014-01-01", "")
    path.write_text(f"{';'.join(MEMBERSHIP_COLUMNS)}\n{';'.join(row)}\n")
    import_membership(path=path, by=region.by, on=on)
    assert region.item(ItemCode.JKN_STATUS, on).state is READY
    assert region.item(ItemCode.JKN_STATUS, on + timedelta(days=40)).state is PARTLY


def test_an_agreement_that_ends_is_named_unless_another_follows(region: Region) -> None:
    founded(region)
    soon = date(2015, 12, 1)
    assert region.item(ItemCode.AGREEMENT_ENDS, soon).state is READY, "the next one follows"
    only = tuple(one for one in region.pack.agreements if one.starts < date(2016, 1, 1))
    region.install(agreements=only)
    ending = region.item(ItemCode.AGREEMENT_ENDS, soon)
    assert ending.state is PARTLY
    assert "1\u00a0Jan\u00a02016" in ending.evidence.id
    assert region.item(ItemCode.AGREEMENTS, date(2016, 1, 1)).state is MISSING


def test_what_claims_really_carry_shows_the_gaps_of_rates_and_payers(region: Region) -> None:
    founded(region)
    rated = region.pack.rates[0].code
    put_claim(region, 1, rated)
    put_claim(region, 2, "X-0-98-X")
    assert region.item(ItemCode.TARIFFS).state is READY, "a grouping error has no rate"
    assert region.item(ItemCode.PAYERS).state is READY
    put_claim(region, 3, "Z-9-99-0", payor_id="99")
    assert region.item(ItemCode.TARIFFS).evidence.en.startswith("Codes that have a rate: 50")
    assert region.item(ItemCode.PAYERS).evidence.en.endswith("not mapped: 1.")
    assert region.item(ItemCode.TARIFFS, ON + timedelta(days=400)).state is READY, "long ago"


def test_months_of_letters_say_whether_the_budget_lasts(db: Cursor, system_actor: Actor) -> None:
    def enough(on: date) -> Item:
        found = readiness(db, system_actor, on=on).items
        return next(one for one in found if one.code is ItemCode.BUDGET_ENOUGH)

    town = Town(db, system_actor).build(60_000_000)
    steady(town, date(2012, 1, 3), 120)
    town.post()
    on = date(2012, 5, 1)
    short = enough(on)
    assert (short.state, short.refuted) == (PARTLY, True)
    town.appropriate(900_000_000, on=on)
    assert enough(on).state is READY


def test_a_desk_with_a_device_needs_the_days_list(region: Region) -> None:
    founded(region)
    region.account("lina", Role.DESK_CLERK, HOSPITAL)
    import_residents(path=written(region.folder, [SITI]), by=region.by, on=ON)
    assert region.item(ItemCode.OFFLINE_LISTS).state is NOT_NEEDED
    _, code = invite_device(provider_code=HOSPITAL, name="Loket", by=region.by, on=ON)
    enrol_device(code=code, by=Actor("lina", Role.DESK_CLERK, "36.71", HOSPITAL), on=ON)
    assert region.item(ItemCode.OFFLINE_LISTS).state is MISSING
    make_lists(by=region.by, on=ON, at=start_of(ON))
    assert region.item(ItemCode.OFFLINE_LISTS).state is READY
    assert region.item(ItemCode.OFFLINE_LISTS, ON + timedelta(days=2)).state is PARTLY


def test_broken_books_keep_the_desk_closed(region: Region, superuser: psycopg.Connection) -> None:
    founded(region)
    assert region.item(ItemCode.DOCTOR).state is READY
    superuser.execute(
        "UPDATE ledger_account SET appropriation_idr = 5 WHERE account_id = '2012/RI'"
    )
    broken = region.item(ItemCode.DOCTOR)
    assert broken.blocks
    assert "I2 balances are the fold of entries" in broken.evidence.en


def test_a_template_that_does_not_compile_is_named(region: Region) -> None:
    letters = tuple(
        replace(one, source="#panic()") if one.name == "card" else one
        for one in region.pack.letters
    )
    region.install(letters=letters)
    assert region.item(ItemCode.LETTERS).evidence.en == "Cannot be printed: card.typ."


def test_another_region_is_not_counted(region: Region) -> None:
    founded(region)
    region.account("vera", Role.VERIFIER)
    note_readiness(code=ItemCode.BACKUP, text="Dipulihkan", by=region.by, on=ON)
    other = Region(system("51.03"), region.folder, region.pack)
    found = {one.code: one for one in other.look().items}
    assert found[ItemCode.PACK].state is MISSING
    assert found[ItemCode.VERIFIERS].state is MISSING
    assert found[ItemCode.BACKUP].note is None


def test_notes_are_added_recorded_and_hold_no_nik(db: Cursor, actor: Callable[..., Actor]) -> None:
    planner = actor(Role.PLANNER, name="putri")

    def note(text: str, by: Actor = planner) -> int:
        return note_readiness(code=ItemCode.PRACTICE_DESK, text=text, by=by, on=ON)

    assert (note("Dilatih  2 Maret"), note("Dilatih 9 Maret")) == (1, 2)
    rows = db.execute("SELECT seq, text, recorded_by FROM planning_readiness_note ORDER BY seq")
    assert rows.fetchall() == [(1, "Dilatih 2 Maret", "putri"), (2, "Dilatih 9 Maret", "putri")]
    record = db.execute("SELECT body FROM audit_record WHERE kind = 'readiness_note'").fetchall()
    assert len(record) == 2
    assert "Dilatih" not in record[0][0], "its hash stands in the log, not its words"
    found = {one.code: one for one in readiness(db, planner, on=ON).items}
    assert found[ItemCode.PRACTICE_DESK].note is not None
    assert found[ItemCode.PRACTICE_DESK].note.text == "Dilatih 9 Maret"
    for text, by, code in (
        ("  ", planner, "note_empty"),
        ("NIK 3671 9941 0190 0001", planner, "note_holds_nik"),
        ("Dilatih", actor(Role.VERIFIER), "role_not_allowed"),
        ("Dilatih", actor(Role.DESK_CLERK, HOSPITAL), "role_not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            note(text, by)
        assert refused.value.code == code
    for verb in ("UPDATE planning_readiness_note SET text = 'x'",
                 "DELETE FROM planning_readiness_note"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connection.transaction():
            db.execute(verb)


def test_the_command_says_it_all_and_strictly(region: Region) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(command, arguments, obj=region.by)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    body = json.loads(run("--on", "2012-03-01", "--json"))
    assert (body["can_open"], body["region"]) == (False, "36.71")
    assert [one["code"] for one in body["items"]] == [code.value for code in ItemCode]
    assert sum(body["counts"].values()) == len(body["items"])
    first = body["items"][0]
    assert (first["code"], first["state"], first["blocks"]) == ("pack", "missing", True)
    assert first["command"] == "multiguna pack install PATH"
    assert set(first["evidence"]) == {"id", "en"}
    assert "the desk waits for: pack, scenarios" in run("--on", "2012-03-01")
    run("--on", "2012-03-01", "--strict", code=1)
    run("note", "backup", "--text", "Dipulihkan 1 Maret", "--on", "2012-03-01")
    backup = json.loads(run("--on", "2012-03-01", "--json"))["items"][-5]
    assert (backup["code"], backup["state"]) == ("backup", "ready")
    assert backup["note"] == {"text": "Dipulihkan 1 Maret", "on": "2012-03-01", "by": "system"}
    with pytest.raises(Refused) as refused:
        run("note", "backup", "--text", "x", "--as", "tidak.ada")
    assert refused.value.code == "user_unknown"


def test_a_pack_that_is_signed_after_its_installation_is_ready(region: Region) -> None:
    """What the item advises: sign your own, and install it again."""
    founded(region)
    assert region.item(ItemCode.SIGNATURE).state is MISSING
    region.install(Provenance("00112233aabbccdd", "Dinas Contoh"))
    signed = region.item(ItemCode.SIGNATURE)
    assert (signed.state, signed.evidence.en) == (READY, "Publisher: Dinas Contoh.")


def test_a_partners_hospital_waits_for_no_account_here(
    region: Region, superuser: psycopg.Connection
) -> None:
    """Its staff have theirs in their own region, and are refused one here."""
    founded(region)
    region.account("lina", Role.DESK_CLERK, HOSPITAL)
    assert region.item(ItemCode.DESK_ACCOUNTS).state is READY
    for table, also in (
        ("providers_provider", "'home_region', '36.74'"),
        ("providers_agreement", "'agreement_no', '36.74:' || agreement_no"),
    ):
        superuser.execute(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object("
            f"'provider_code', '3674901', {also}))).* FROM {table} t"
        )
    assert region.item(ItemCode.DESK_ACCOUNTS).state is READY
    superuser.execute("UPDATE providers_provider SET home_region = NULL")
    assert region.item(ItemCode.DESK_ACCOUNTS).state is PARTLY, "of an own one an account is asked"
