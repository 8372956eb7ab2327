"""New files are decided by the rules unattended; the result is provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.office_city import RECEIVED, Office

from multiguna.claims.actions import decide_new
from multiguna.claims.queries import claim_list
from multiguna.cli.server import do_due
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    return Office(db, system_actor).build()


def undecided(office: Office) -> int:
    return claim_list(office.cursor, office.by, outcome="undecided")[1]


def test_the_worker_decides_what_came_in_once(office: Office) -> None:
    first = office.claim(billed_idr=0)
    assert decide_new(by=office.by, on=RECEIVED) == 1
    assert decide_new(by=office.by, on=RECEIVED) == 0
    [row], _ = claim_list(office.cursor, office.by, on=RECEIVED)
    assert (row.claim_id, row.is_provisional) == (first, True)


def test_what_people_decided_hides_no_other_claim_of_its_file(office: Office) -> None:
    for _ in range(3):
        office.decide(office.claim(billed_idr=0), "rejected", RECEIVED)
    left = office.claim(billed_idr=0)
    assert decide_new(by=office.by, on=RECEIVED) == 1
    rows = office.cursor.execute("SELECT claim_id FROM claims_adjudication").fetchall()
    assert (left,) in rows


def test_several_files_are_decided_in_one_run(office: Office) -> None:
    office.claim(billed_idr=0)
    office.claim(billed_idr=0, provider="3671902")
    assert decide_new(by=office.by, on=RECEIVED) == 2
    assert undecided(office) == 0


def test_what_came_later_or_lies_long_is_left(office: Office) -> None:
    office.claim(billed_idr=0)
    assert decide_new(by=office.by, on=RECEIVED - timedelta(days=1)) == 0
    assert decide_new(by=office.by, on=RECEIVED + timedelta(days=31)) == 0
    assert undecided(office) == 1


def test_a_round_of_the_worker_decides_new_claims(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULTIGUNA_TODAY", date(2012, 4, 2).isoformat())
    office.claim(billed_idr=0)
    assert do_due(office.by)["claims_decided"] == 1
