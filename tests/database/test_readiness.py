"""A region from nothing to an open desk: each item moves when its cause is mended, and no other."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.test.utils import override_settings
from tests.claims_rows import put
from tests.database.test_registry import SITI, written
from tests.people import HOSPITAL, make_person, tangerang
from tests.planning_city import Town, steady

from multiguna.accounts.actions import add_user
from multiguna.accounts.models import User
from multiguna.audit.actions import sequence_leaves
from multiguna.cli.readiness import readiness as command
from multiguna.coverage.actions.listing import enrol_device, invite_device, make_lists
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel import keys
from multiguna.kernel.clock import start_of
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import enter_documents, open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import order_payments
from multiguna.planning.actions import note_readiness, watch
from multiguna.planning.queries.examining import examine
from multiguna.planning.queries.readiness import readiness
from multiguna.planning.terms.profile import RegionProfile
from multiguna.planning.terms.readiness import Item, ItemCode, Readiness, State
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import Provenance
from multiguna.providers.actions import take_agreements
from multiguna.registry.actions import import_membership, import_residents
from multiguna.registry.terms import MEMBERSHIP_COLUMNS

ON = date(2012, 3, 1)
VILLAGE = SITI["KODE_KEL"]
PARTS = ("scenarios", "villages", "letters", "agreements", "estimates", "rates", "payors",
         "budget_lines")  # fmt: skip
READY, PARTLY, MISSING, NOT_NEEDED = State
PROFILE = RegionProfile(
    "36.71", "Kota Tangerang", 10, ON, 0, 0, 0, 10_000, 10_000, 0, (), (), None,
    (("population", "sensus contoh"),),
)  # fmt: skip


def small_pack() -> Pack:
    """Kota Tangerang with one hospital, one village and the budget lines of 2012."""
    pack = tangerang()
    return replace(
        pack,
        providers=tuple(one for one in pack.providers if one.provider_code == HOSPITAL),
        agreements=tuple(one for one in pack.agreements if one.provider_code == HOSPITAL),
        exclusions=(),
        rates=tuple(one for one in pack.rates if one.provider_code == HOSPITAL),
        villages=tuple(one for one in pack.villages if one.village_code == VILLAGE),
        budget_lines=tuple(one for one in pack.budget_lines if one.fiscal_year == 2012),
    )


@dataclass
class Region:
    """A region under construction: its pack so far, and how ready it was when last looked at."""

    by: Actor
    folder: Path
    pack: Pack
    seen: dict[ItemCode, State] = field(default_factory=dict)

    def look(self, on: date = ON, **asked: object) -> Readiness:
        """How ready the region is, with its books examined."""
        examined = examine(self.by)
        with transaction(self.by) as cursor:
            return readiness(cursor, self.by, on=on, examined=examined, **asked)  # type: ignore[arg-type]

    def item(self, code: ItemCode, on: date = ON, **asked: object) -> Item:
        """How one item stands."""
        return next(one for one in self.look(on, **asked).items if one.code is code)

    def moved(self) -> dict[ItemCode, State]:
        """What stands otherwise than at the last look."""
        now = {one.code: one.state for one in self.look().items}
        changes = {code: state for code, state in now.items() if self.seen.get(code) != state}
        self.seen = now
        return changes

    def install(self, provenance: Provenance | None = None, **parts: object) -> None:
        """Install the pack with some parts changed."""
        self.pack = replace(self.pack, **parts)  # type: ignore[arg-type]
        with transaction(self.by):
            if provenance is None:
                install_pack(pack=self.pack, by=self.by, on=ON)
            else:
                install_pack(pack=self.pack, by=self.by, on=ON, provenance=provenance)
            take_agreements(pack=self.pack, by=self.by, on=ON)
            open_accounts(lines=budget_lines(self.pack), by=self.by, on=ON)

    def account(self, name: str, role: Role, provider_code: str | None = None) -> None:
        """Open an account."""
        add_user(
            username=name, full_name=name.title(), role=role, password="rahasia-benar-9",
            provider_code=provider_code, by=self.by, on=ON,
        )  # fmt: skip

    def rows(self, table: str, **row: object) -> None:
        """A row that real work would have left behind."""
        with transaction(self.by) as cursor:
            put(cursor, table, [row])


@pytest.fixture
def region(
    real_db: None, system_actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Region]:
    """A home and a database with nothing in them."""
    monkeypatch.setenv("MULTIGUNA_HOME", str(tmp_path / "home"))
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Region(system_actor, tmp_path, small_pack())


def founded(region: Region) -> Region:
    """The region with its whole pack."""
    region.install()
    return region


def test_from_nothing_to_an_open_desk_item_by_item(region: Region) -> None:
    whole = region.pack
    assert not region.look().can_open
    assert set(region.moved().values()) == {MISSING, READY, NOT_NEEDED}
    assert {code for code, state in region.seen.items() if state is READY} == {ItemCode.DOCTOR}

    region.install(**dict.fromkeys(PARTS, ()))
    assert region.moved() == {
        ItemCode.PACK: READY, ItemCode.STAGE: READY, ItemCode.LAW: READY,
        ItemCode.SCENARIOS: PARTLY,
    }  # fmt: skip
    wrong = replace(whole.scenarios[0], expect="covered", reason="not_poor")
    region.install(scenarios=(wrong, *whole.scenarios[1:]))
    assert region.moved() == {ItemCode.SCENARIOS: MISSING}
    region.install(scenarios=whole.scenarios)
    assert region.moved() == {ItemCode.SCENARIOS: READY}
    region.install(villages=whole.villages)
    assert region.moved() == {ItemCode.VILLAGES: PARTLY}, "nobody lives there yet"
    region.install(letters=whole.letters)
    assert region.moved() == {ItemCode.LETTERS: READY}
    region.install(version="9.0", provenance=Provenance("ab12", "Dinas Kesehatan"))
    assert region.moved() == {ItemCode.SIGNATURE: READY}
    assert "Dinas Kesehatan" in region.item(ItemCode.SIGNATURE).evidence.id
    _hospital_and_budget(region, whole)
    _people_and_staff(region)
    _papers_and_practice(region)

    found = region.look()
    assert found.can_open
    assert {one.code for one in found.items if one.state is not READY} == {
        ItemCode.JKN_STATUS, ItemCode.OFFLINE_LISTS,
    }, "neither is asked for in 2012"  # fmt: skip


def _hospital_and_budget(region: Region, whole: Pack) -> None:
    signed = Provenance("ab12", "Dinas Kesehatan")
    inpatient = tuple(replace(one, services=("inpatient",)) for one in whole.agreements)
    region.install(signed, agreements=inpatient)
    assert region.moved() == {
        ItemCode.AGREEMENTS: READY, ItemCode.AGREEMENT_ENDS: READY, ItemCode.SERVICES: PARTLY,
    }  # fmt: skip
    region.install(signed, agreements=whole.agreements)
    assert region.moved() == {ItemCode.SERVICES: READY}
    region.install(signed, estimates=whole.estimates)
    assert region.moved() == {ItemCode.ESTIMATES: READY}
    region.install(signed, rates=whole.rates)
    assert region.moved() == {ItemCode.TARIFFS: READY}
    region.install(signed, payors=whole.payors)
    assert region.moved() == {ItemCode.PAYERS: READY}
    region.install(signed, budget_lines=whole.budget_lines)
    assert region.moved() == {ItemCode.BUDGET_LINES: READY}
    for line, states in (("RI", {ItemCode.APPROPRIATION: PARTLY}),
                         ("RJ", {ItemCode.APPROPRIATION: READY})):  # fmt: skip
        enter_documents(
            documents=[BudgetDocument(f"DPA/{line}", "DPA", 2012, line, ON, 600_000_000)],
            by=region.by, on=ON,
        )  # fmt: skip
        assert region.moved() == states
    for number, state in ((1, PARTLY), (2, READY)):
        enter_documents(
            documents=[BudgetDocument(f"SPD/{number}", "SPD", 2012, "RI", ON, 60_000_000)],
            by=region.by, on=ON,
        )  # fmt: skip
        assert region.moved() == {ItemCode.RELEASE: state}


def _people_and_staff(region: Region) -> None:
    import_residents(path=written(region.folder, [SITI]), by=region.by, on=ON)
    assert region.moved() == {
        ItemCode.RESIDENTS: READY, ItemCode.REGISTRY_AGE: READY, ItemCode.REGISTRY_ROWS: READY,
        ItemCode.VILLAGES: READY,
    }  # fmt: skip
    region.account("lina", Role.DESK_CLERK, HOSPITAL)
    assert region.moved() == {ItemCode.DESK_ACCOUNTS: READY}
    region.account("karim", Role.BILLER, HOSPITAL)
    assert region.moved() == {ItemCode.BILLER_ACCOUNTS: READY}
    region.account("vera", Role.VERIFIER)
    assert region.moved() == {ItemCode.VERIFIERS: PARTLY}
    region.account("wati", Role.VERIFIER)
    assert region.moved() == {ItemCode.VERIFIERS: READY}
    for name in ("beni", "prita", "kamal"):
        region.account(name, Role.TREASURER)
    assert region.moved() == {ItemCode.TREASURERS: PARTLY}
    region.account("bowo", Role.TREASURER)
    assert region.moved() == {ItemCode.TREASURERS: READY}
    region.account("audi", Role.AUDITOR)
    assert region.moved() == {ItemCode.CITY_ACCOUNTS: PARTLY}
    region.account("putri", Role.PLANNER)
    region.account("ani", Role.ADMINISTRATOR)
    assert region.moved() == {ItemCode.CITY_ACCOUNTS: READY}
    User.objects.filter(username="vera").update(totp_secret="X")
    assert region.moved() == {ItemCode.SECOND_FACTOR: PARTLY}
    User.objects.filter(provider_code=None).update(totp_secret="X")
    assert region.moved() == {ItemCode.SECOND_FACTOR: READY}


def _papers_and_practice(region: Region) -> None:
    keys.signing_key(home(), "letters")
    assert region.moved() == {ItemCode.LETTER_KEY: READY}
    deadline = time.monotonic() + 60
    while not sequence_leaves(by=region.by, on=ON):  # others' transactions may make us wait
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert region.moved() == {ItemCode.CHECKPOINT: READY}
    watch(by=region.by, on=ON)
    assert region.moved() == {ItemCode.WORKER: READY}
    assert [one.code for one in region.look().blocking] == [ItemCode.PRACTICE_DESK]
    note_readiness(code=ItemCode.BACKUP, text="Dipulihkan", by=region.by, on=ON)
    assert region.moved() == {ItemCode.BACKUP: READY}
    issue_guarantee(
        letter_no=letter_number(HOSPITAL, ON, 1), nik=int(SITI["NIK"]), kk=int(SITI["NO_KK"]),
        provider_code=HOSPITAL, care=Care.INPATIENT, by=region.by, on=ON,
    )  # fmt: skip
    assert region.moved() == {ItemCode.PRACTICE_DESK: READY}
    note_readiness(code=ItemCode.BUDGET_ENOUGH, text="Rencana: 95 %", by=region.by, on=ON)
    assert region.moved() == {ItemCode.BUDGET_ENOUGH: READY}, "too few letters to know better"
    _file(region, 1)
    assert region.moved() == {ItemCode.PRACTICE_BILLING: READY}
    with transaction(region.by) as cursor:
        town = Town(cursor, region.by)
        claim_id = town.claim(ON, ON, 2_000_000, care="inpatient")
        town.approve(claim_id, ON, 2_000_000, care="inpatient")
        town.post()
    assert region.moved() == {}, "what the rules decide alone is nobody's practice"
    region.rows(
        "claims_adjudication", claim_id=claim_id, version=2, provider_code=HOSPITAL,
        outcome="approved", billed_idr=2_000_000, approved_idr=2_000_000, reduced_idr=0,
        rejected_idr=0, pended_idr=0, pack_hash="", record_id=1, decided_on=ON, decided_by="vera",
        recorded_at=ON, basis="verifier", reason="benar",
    )  # fmt: skip
    assert region.moved() == {ItemCode.PRACTICE_VERIFYING: READY}
    order_payments(period="2012-03", by=region.by, on=ON)
    assert region.moved() == {ItemCode.PRACTICE_PAYING: READY}


def _file(region: Region, number: int) -> None:
    """A claim file of the hospital."""
    region.rows(
        "claims_batch", batch_id=number, provider_code=HOSPITAL, file_hash=f"h{number}",
        file_name="f", format="eklaim", rows=1, imported=1, unchanged=0, corrected=0, refused=0,
        received_on=ON, received_by="x", recorded_at=ON,
    )  # fmt: skip


def _claim(region: Region, number: int, code: str, payor_id: str = "5") -> None:
    """A claim that a hospital's file brought."""
    _file(region, number)
    region.rows(
        "claims_claim", claim_id=number, batch_id=number, row_no=1, provider_code=HOSPITAL,
        claim_no=f"C{number}", mrn="MR", patient_name="CONTOH", id_type="nik",
        id_value=SITI["NIK"], care="inpatient", care_class=3, admission_date=ON,
        discharge_date=ON, service_date=ON, primary_diagnosis="J18.9", diagnoses=["J18.9"],
        procedures=[], cbg_code=code, cbg_description="", charge_idr=0, charges=[], billed_idr=2,
        payor_id=payor_id, payor_name="LAIN" if payor_id == "99" else "JAMKESDA", doctor="",
        tariff_class_code="BS", cbg_version="", grouper_version="", raw={}, content_hash="\\x00",
        account_id="2012/RI", received_on=ON, revision=0,
    )  # fmt: skip


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
    _claim(region, 1, rated)
    _claim(region, 2, "X-0-98-X")
    assert region.item(ItemCode.TARIFFS).state is READY, "a grouping error has no rate"
    assert region.item(ItemCode.PAYERS).state is READY
    _claim(region, 3, "Z-9-99-0", payor_id="99")
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
