"""A guest's claim from the hospital to its payment, and the month between two regions' books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.border import HERE, HOSPITAL_THERE, THERE
from tests.browser.office_world import RATE_IDR, adjudicate, eklaim_file, eklaim_row
from tests.browser.world import TODAY, World
from tests.people import Someone, make_person
from tests.portability_city import HOME, HOST, TINA, TOMI, pack_of, put, row, two_regions

from multiguna.audit.queries.log import log_key
from multiguna.claims.actions import import_for_guests
from multiguna.cli.intake import import_files
from multiguna.cli.portability import portability
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions.guests import issue_for_guest
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.queries import stock, total
from multiguna.payments.actions import order_payments, record_step, return_step
from multiguna.payments.actions.guests import receive_statement, state_guests
from multiguna.payments.queries.portability import guest_balance
from multiguna.payments.rules.portability import partner_key, signed_statement
from multiguna.payments.terms import StepName
from multiguna.providers.actions import take_partner

MONTH = "2012-12"


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for world in two_regions(monkeypatch):
        take_partner(partner_region=THERE, provider_code=HOSPITAL_THERE, by=HOME, on=TODAY)
        yield world


Patient = tuple[Someone, str]
"""Somebody with the number of a letter."""


def patients(count: int) -> list[Patient]:
    """Residents of the payer, each with a letter for the other region's hospital."""
    on, found = TODAY - timedelta(days=20), []
    for number in range(count):
        with transaction(HOME) as cursor:
            who = make_person(cursor, born=date(1984, 4, 9), sex=2, name="SITI CONTOH",
                              resident="{[1984-04-09,)}")  # fmt: skip
        letter_no = letter_number(HOSPITAL_THERE, on, number)
        issue_for_guest(
            home_region=HERE, letter_no=letter_no, nik=who.nik, kk=who.kk, care=Care.INPATIENT,
            diagnosis="A09", by=TOMI, on=on,
        )  # fmt: skip
        found.append((who, letter_no))
    return found


def claims_file(folder: Path, *of: Patient, **changed: str) -> Path:
    """The hospital's e-Klaim file with a stay for each letter."""
    rows = [eklaim_row(who, number, KODE_RS=HOSPITAL_THERE, **changed) for who, number in of]
    path = folder / "P.txt"
    path.write_bytes(eklaim_file(*rows))
    return path


def filed(tmp_path: Path, count: int = 2) -> Path:
    """Claims of as many patients, filed at their region and decided there."""
    path = claims_file(tmp_path, *patients(count))
    taken = import_for_guests(home_region=HERE, path=path, by=TINA, on=TODAY)
    assert (taken.imported, taken.refused) == (count, 0), taken.problems
    adjudicate()
    return path


def paid() -> str:
    """The payer's treasury pays what it approved; gives the order's number."""
    [order] = order_payments(period=MONTH, by=HOME, on=TODAY)
    steps = ((StepName.CHECK, "prita"), (StepName.SPM, "kamal"), (StepName.SP2D, "bowo"))
    for step, username in steps:
        who = Actor(username, Role.TREASURER, HERE)
        record_step(order_no=order.order_no, step=step, document_no=f"{step}-1", by=who, on=TODAY)
    return order.order_no


def stood(by: Actor) -> tuple[int, int, int]:
    with transaction(by) as cursor:
        whole = total(stock(cursor, by, year=2012))
    return whole.billed_idr, whole.obligations_idr, whole.paid_idr


def balances() -> tuple[int | None, int | None]:
    """What each side believes the other owes it on balance."""
    found = []
    for by, partner in ((HOME, THERE), (HOST, HERE)):
        with transaction(by) as cursor:
            found.append(guest_balance(cursor, by, partner=partner, month=MONTH, on=TODAY).net_idr)
    return found[0], found[1]


def test_a_guests_claim_is_decided_and_paid_at_home_at_the_hosts_rates(
    world: World, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    filed(tmp_path)
    rows = superuser.execute(
        "SELECT c.region, c.provider_code, a.outcome, a.approved_idr, b.received_by "
        "FROM claims_claim c JOIN claims_adjudication a USING (region, claim_id) "
        "JOIN claims_batch b USING (region, batch_id)"
    ).fetchall()
    assert rows == [(HERE, HOSPITAL_THERE, "approved", RATE_IDR, f"{THERE}/tina")] * 2
    assert stood(HOME) == (0, 2 * RATE_IDR, 0)
    paid()
    assert stood(HOME) == (0, 0, 2 * RATE_IDR)
    assert stood(HOST) == (0, 0, 0), "the host's budget was never touched"


def test_where_the_host_settles_the_money_goes_to_its_treasury(
    world: World, superuser: psycopg.Connection
) -> None:
    def payee() -> str:
        found = superuser.execute(
            "SELECT bank_account_name FROM providers_provider WHERE region = %s "
            "AND provider_code = %s",
            [HERE, HOSPITAL_THERE],
        ).fetchone()
        assert found is not None
        return str(found[0])

    assert payee() == pack_of(THERE).providers[0].bank_account_name
    put(HOME, pack_of(HERE, row(THERE, settlement="host")))
    put(HOST, pack_of(THERE, row(HERE, settlement="host")))
    take_partner(partner_region=THERE, provider_code=HOSPITAL_THERE, by=HOME, on=TODAY)
    assert payee() == f"Kas Daerah {pack_of(THERE).region_name}"


def test_both_sides_come_to_the_same_rupiah(
    world: World, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    filed(tmp_path)
    paid()
    ours, text = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    assert (ours.approved_idr, ours.paid_idr) == (2 * RATE_IDR, 2 * RATE_IDR)
    assert "SITI" not in text
    assert "36719949" not in text, "no card's number either"
    assert balances() == (None, None), "neither has the other's statement"
    received, found = receive_statement(text=text, by=HOST, on=TODAY)
    assert (received, list(found)) == (ours, [])
    _, back = state_guests(partner=HERE, month=MONTH, by=HOST, on=TODAY)
    receive_statement(text=back, by=HOME, on=TODAY)
    assert balances() == (-2 * RATE_IDR, 2 * RATE_IDR)
    receive_statement(text=text, by=HOST, on=TODAY)
    words = ["statement", "--partner", HERE, "--month", MONTH]
    shown = CliRunner().invoke(portability, words, obj=HOST).stdout
    assert f"dibayar / paid {rupiah(2 * RATE_IDR)}" in shown, "so that nobody pays it once more"
    assert "balance, paid or not" in shown
    kept = superuser.execute("SELECT region, approved_idr FROM payments_guest_statement ORDER BY 1")
    assert kept.fetchall() == [(HERE, 0), (THERE, 2 * RATE_IDR)]


def test_money_that_came_back_later_was_paid_until_then(world: World, tmp_path: Path) -> None:
    filed(tmp_path)
    order_no, later = paid(), TODAY + timedelta(days=3)
    return_step(
        order_no=order_no, reason="Rekening ditutup", by=Actor("bowo", Role.TREASURER, HERE),
        on=later,
    )  # fmt: skip
    known = [
        state_guests(partner=THERE, month=MONTH, by=HOME, on=on)[0].paid_idr
        for on in (TODAY, later)
    ]
    assert known == [2 * RATE_IDR, 0]


def test_what_the_two_sides_do_not_both_know_is_shown_claim_by_claim(
    world: World, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    path = filed(tmp_path, 3)
    superuser.execute("DELETE FROM claims_guest WHERE claim_id = (SELECT min(claim_id) "
                      "FROM claims_guest)")  # fmt: skip
    superuser.execute(
        "UPDATE claims_guest SET billed_idr = 1 WHERE claim_id = (SELECT max(claim_id) "
        "FROM claims_guest)"
    )
    superuser.execute(
        "INSERT INTO claims_guest SELECT region, home_region, 999, provider_code, 'LAIN', "
        "discharge_date, 5, NULL, filed_on, filed_by, now() FROM claims_guest LIMIT 1"
    )
    _, text = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    _, found = receive_statement(text=text, by=HOST, on=TODAY)
    assert [(one.code, one.stated_idr, one.filed_idr) for one in found] == [
        ("not_filed", RATE_IDR, None), ("other_amount", RATE_IDR, 1), ("not_stated", None, 5),
    ]  # fmt: skip
    again = import_for_guests(home_region=HERE, path=path, by=TINA, on=TODAY)
    assert again.known
    _, found = receive_statement(text=text, by=HOST, on=TODAY)
    assert [one.code for one in found] == ["other_amount", "not_stated"], "the note is complete"


def test_a_corrected_claim_counts_once_on_both_sides(
    world: World, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    [one] = patients(1)
    wrong = claims_file(tmp_path, one, LOS="9")
    import_for_guests(home_region=HERE, path=wrong, by=TINA, on=TODAY)
    adjudicate()
    right = claims_file(tmp_path, one)
    taken = import_for_guests(home_region=HERE, path=right, by=TINA, on=TODAY)
    assert taken.corrected == 1
    adjudicate()
    ours, text = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    assert (len(ours.claims), ours.approved_idr) == (1, RATE_IDR)
    assert receive_statement(text=text, by=HOST, on=TODAY)[1] == []


def test_a_statement_that_was_changed_or_is_not_for_us_is_not_taken_in(
    world: World, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    filed(tmp_path)
    _, text = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    _, other = state_guests(partner="36.73", month=MONTH, by=HOME, on=TODAY)
    for file, by, code in (
        (text.replace(f'"approved_idr": {RATE_IDR}', '"approved_idr": 99000000'), HOST,
         "statement_forged"),
        (text, HOME, "statement_not_ours"),
        (other, HOST, "statement_not_ours"),
        ("{}", HOST, "statement_unreadable"),
        ("bukan", HOST, "statement_unreadable"),
        ("[" * 200_000, HOST, "statement_unreadable"),
        (text, Actor("tuti", Role.VERIFIER, THERE), "role_not_allowed"),
    ):  # fmt: skip
        with pytest.raises(Refused) as no:
            receive_statement(text=file, by=by, on=TODAY)
        assert no.value.code == code
    kept = superuser.execute("SELECT count(*) FROM payments_guest_statement").fetchone()
    assert kept == (0,)


def run(group: object, by: Actor, *words: str) -> dict[str, object]:
    done = CliRunner().invoke(group, [*words, "--json"], obj=by)  # type: ignore[arg-type]
    if done.exception is not None:
        raise done.exception
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_whole_way_by_commands(world: World, tmp_path: Path) -> None:
    at = ("--home", HERE, "--provider", HOSPITAL_THERE)
    nik = ("--nik", str(world.siti.nik), "--kk", str(world.siti.kk), "--care", "inpatient")
    assert run(portability, HOST, "check", *at, *nik, "--as", "tomi")["covered"] is True
    on = ("--on", (TODAY - timedelta(days=20)).isoformat())
    made = run(portability, HOST, "issue", *at, *nik, "--diagnosis", "A09", *on)
    path = claims_file(tmp_path, (world.siti, str(made["letter_no"])))
    words = (str(path), "--provider", HOSPITAL_THERE, "--for", HERE)
    assert run(import_files, HOST, *words)["imported"] == 1
    adjudicate()
    out = str(tmp_path / "statement.json")
    month = ("--month", MONTH)
    ours = run(portability, HOME, "statement", "--partner", THERE, *month, "--out", out)
    theirs = run(portability, HOST, "receive", out)
    assert theirs["approved_idr"] == RATE_IDR
    assert theirs["differences"] == []
    balance = run(portability, HOST, "statement", "--partner", HERE, *month)
    assert balance["owed"] == ours["owe"]
    assert balance["net_idr"] == RATE_IDR
    assert balance["filed_here"] == {"claims": 1, "billed_idr": RATE_IDR}
    [partner] = run(portability, HOME, "list")["partners"]  # type: ignore[misc]
    assert (partner["partner"], partner["in_force"], partner["hospitals"]) == (THERE, True, 1)


def test_an_account_acts_at_its_own_hospital_alone_by_commands_too(world: World) -> None:
    words = ("check", "--home", HERE, "--provider", "3674902", "--nik", str(world.siti.nik))
    with pytest.raises(Refused) as no:
        run(portability, HOST, *words, "--as", "tomi")
    assert no.value.code == "other_provider"


def test_a_claim_that_is_stated_twice_is_not_owed_twice(world: World, tmp_path: Path) -> None:
    filed(tmp_path, 1)
    ours, _ = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    text = signed_statement(replace(ours, claims=ours.claims * 2), log_key())
    with pytest.raises(Refused) as no:
        receive_statement(text=text, by=HOST, on=TODAY)
    assert no.value.code == "statement_unreadable"


def test_a_partner_of_another_instance_is_believed_by_its_key(world: World, tmp_path: Path) -> None:
    filed(tmp_path)
    ours, _ = state_guests(partner=THERE, month=MONTH, by=HOME, on=TODAY)
    theirs = Ed25519PrivateKey.generate()
    text = signed_statement(ours, theirs)
    with pytest.raises(Refused) as no:
        receive_statement(text=text, by=HOST, on=TODAY)
    assert no.value.code == "statement_forged"
    key = partner_key(theirs.public_key().public_bytes_raw().hex())
    assert receive_statement(text=text, key=key, by=HOST, on=TODAY) == (ours, [])
    for wrong in ("", "xx", "ab" * 31):
        with pytest.raises(Refused) as unreadable:
            partner_key(wrong)
        assert unreadable.value.code == "key_unreadable"
