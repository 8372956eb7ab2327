"""A share for the patient and a ceiling for the household, from the letter to the obligation."""

from __future__ import annotations

from datetime import date

import pytest
from tests.database.test_claims_adjudicating import (
    RECEIVED,
    Bill,
    balances,
    bill,
    decide,
    pack,
    rate,
    rows_of,
    siti,
)
from tests.people import Someone, make_person, sharing

from multiguna.claims.queries import claim_detail
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack

__all__ = ["bill", "pack", "rate", "siti"]
LEFT = 1_000


@pytest.fixture
def capped(pack: Pack, rate: int, system_actor: Actor) -> int:
    """A household's year has room for one bill and a little of a second."""
    ceiling_idr = rate + 5_000 + LEFT
    law = sharing(pack, copayment_bp=0, household_ceiling_idr=ceiling_idr)
    install_pack(pack=law, by=system_actor, on=RECEIVED)
    return ceiling_idr


def with_card(cursor: Cursor, kk: int) -> Someone:
    """Ani, on a family card."""
    return make_person(cursor, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}", kk=kk)


def moved(cursor: Cursor, who: Someone, known_at: str) -> None:
    """The registry learns at an instant that somebody is on another card."""
    cursor.execute(
        "INSERT INTO registry_person_past (region, person_id, nik, body, import_hash, replaced_at) "
        "SELECT region, person_id, nik, to_jsonb(p), '', %s FROM registry_person AS p "
        "WHERE person_id = %s",
        [known_at, who.person_id],
    )
    cursor.execute(
        "UPDATE registry_person SET kk = 3671990101009999 WHERE person_id = %s", [who.person_id]
    )


def approved(cursor: Cursor) -> list[object]:
    rows = rows_of(cursor, "SELECT approved_idr FROM claims_adjudication ORDER BY claim_id")
    return [row["approved_idr"] for row in rows]


def test_those_on_one_card_share_what_a_year_pays(
    db: Cursor, siti: Someone, bill: Bill, capped: int, system_actor: Actor
) -> None:
    ani = with_card(db, siti.kk)
    assert decide(system_actor, bill(siti, 1)) == {"approved": 1}
    assert decide(system_actor, bill(ani, 2)) == {"reduced": 1}
    assert approved(db) == [capped - LEFT, LEFT]
    assert balances(db) == (0, 0, capped)
    [finding] = rows_of(db, "SELECT claim_id, rule_code, amount_idr, facts FROM claims_finding")
    claim_id = finding.pop("claim_id")
    assert finding == {
        "rule_code": "household_ceiling", "amount_idr": capped - 2 * LEFT,
        "facts": {"ceiling_idr": capped, "used_idr": capped - LEFT},
    }  # fmt: skip
    assert isinstance(claim_id, int)
    detail = claim_detail(db, system_actor, claim_id)
    assert detail is not None
    said = str(detail)
    assert str(siti.kk) not in said, "who else is on the card is not the hospital's to know"


def test_two_in_one_run_share_it_too_and_a_stranger_has_a_ceiling_of_her_own(
    db: Cursor, siti: Someone, bill: Bill, capped: int, system_actor: Actor
) -> None:
    ani, stranger = with_card(db, siti.kk), with_card(db, siti.kk + 1)
    for number, who in enumerate((siti, ani, stranger), 1):
        bill(who, number)
    assert decide(system_actor) == {"approved": 2, "reduced": 1}
    assert approved(db) == [capped - LEFT, LEFT, capped - LEFT]


@pytest.mark.parametrize(
    ("known_at", "own"),
    [("2012-02-01T00:00Z", True), ("2012-03-01T16:59Z", True), ("2012-03-01T17:00Z", False),
     ("2012-09-01T00:00Z", False)],
)  # fmt: skip
def test_the_card_of_the_day_of_service_counts_whatever_is_learned_later(
    db: Cursor, siti: Someone, bill: Bill, capped: int, system_actor: Actor, known_at: str,
    own: bool,
) -> None:  # fmt: skip
    """The day of service, 1 March, ends in Jakarta at 17:00 UTC."""
    ani = with_card(db, siti.kk)
    batches = [bill(siti, 1), bill(ani, 2)]
    moved(db, ani, known_at)
    for batch_id in batches:
        decide(system_actor, batch_id)
    assert approved(db) == [capped - LEFT, capped - LEFT if own else LEFT]


def test_what_was_decided_before_counts_to_its_own_days_card(
    db: Cursor, siti: Someone, bill: Bill, capped: int, system_actor: Actor
) -> None:
    """Siti leaves the card after her care; what it cost stays with the card."""
    decide(system_actor, bill(siti, 1))
    ani = with_card(db, siti.kk)
    moved(db, siti, "2012-03-20T00:00Z")
    decide(system_actor, bill(ani, 2))
    assert approved(db) == [capped - LEFT, LEFT]


def test_the_patients_share_is_not_owed_to_the_hospital(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    law = sharing(pack, copayment_bp=1_250)
    install_pack(pack=law, by=system_actor, on=RECEIVED)
    billed = rate + 5_000
    own = (billed * 1_250 + 5_000) // 10_000
    assert decide(system_actor, bill(siti, 1)) == {"reduced": 1}
    assert approved(db) == [billed - own]
    assert balances(db) == (0, 0, billed - own)
    [finding] = rows_of(db, "SELECT rule_code, amount_idr, facts FROM claims_finding")
    assert finding == {
        "rule_code": "copayment", "amount_idr": own,
        "facts": {"payable_idr": billed, "share_bp": 1_250},
    }  # fmt: skip
