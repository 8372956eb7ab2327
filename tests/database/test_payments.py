"""Orders pay what was approved, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from tests.payments_city import ANGSANA, BERINGIN, ON, RI, RJ, City, january, refused

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import order_payments
from multiguna.payments.terms import StepName


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def test_one_order_per_hospital_over_what_is_approved(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 2_000_000, 1_500_000)
    city.claim("A3", 400_000, 400_000, account=RJ)
    city.claim("A4", 900_000, 0, outcome="rejected")
    city.claim("A5", 800_000, 0, outcome="pended")
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    city.claim("A6", 600_000, 600_000, discharge=date(2012, 2, 1))

    made = order_payments(period="2012-01", by=city.by, on=ON)

    assert [(o.order_no, o.claim_count, o.amount_idr) for o in made] == [
        (f"SPP-{ANGSANA}-2012-01", 3, 2_900_000),
        (f"SPP-{BERINGIN}-2012-01", 1, 700_000),
    ]
    assert [(s.step, s.document_no, s.on) for s in made[0].steps] == [
        (StepName.SPP, f"SPP-{ANGSANA}-2012-01", ON)
    ]
    assert (made[0].state, made[0].next_step) == ("ordered", StepName.CHECK)
    stock = city.stock()
    assert (stock.ordered_idr, stock.obligations_idr, stock.billed_idr) == (
        3_600_000, 600_000, 800_000,
    )  # fmt: skip
    entries = db.execute(
        "SELECT entry_id, account_id, obligations_idr, ordered_idr FROM ledger_entry "
        "WHERE kind = 'order' ORDER BY claim_id"
    ).fetchall()
    assert entries[2] == ("order:3", RJ, -400_000, 400_000)
    assert len(entries) == 4


def test_an_order_has_one_decision_record_with_the_facts_it_rests_on(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 500_000, 500_000, account=RJ)
    order = order_payments(period="2012-01", by=city.by, on=ON)[0]
    rows = db.execute(
        "SELECT record_id, subject, body FROM audit_record WHERE kind = 'payment_order'"
    ).fetchall()
    assert [row[:2] for row in rows] == [(order.record_id, f"order:{order.order_no}")]
    body = json.loads(rows[0][2])
    assert body["outcome"] == "ordered"
    assert body["facts"]["amount_idr"] == 1_500_000
    assert body["facts"]["accounts"] == {RI: 1_000_000, RJ: 500_000}
    digest = db.execute("SELECT encode(sha256('1:1:1000000\n2:1:500000'::bytea), 'hex')").fetchone()
    assert digest is not None
    assert body["facts"]["claims_sha256"] == digest[0]
    assert body["pack"] == {"pack_hashes": ["hash"]}


def test_ordering_again_orders_nothing_and_moves_nothing(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    january(city.by)
    before = city.stock()
    assert january(city.by) == []
    assert city.stock() == before


def test_what_is_approved_later_comes_in_a_supplement(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 800_000, 0, outcome="pended")
    january(city.by)
    city.decide("A2", 750_000, version=2)
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01-2"]
    city.claim("A3", 10, 10)
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01-3"]
    assert city.stock().ordered_idr == 1_750_010


def test_only_the_latest_decision_counts(city: City) -> None:
    city.claim("A1", 1_000_000, 0, outcome="pended")
    city.decide("A1", 0, version=2, outcome="rejected")
    city.claim("A2", 500_000, 0, outcome="pended")
    city.decide("A2", 500_000, version=2, decided_on=date(2012, 3, 1))
    assert january(city.by) == [], "rejected in the end, and decided after the order's date"
    assert january(city.by, on=date(2012, 3, 1)) == [f"SPP-{ANGSANA}-2012-01"]


def test_one_hospital_may_be_ordered_alone(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    assert january(city.by, provider_code=BERINGIN) == [f"SPP-{BERINGIN}-2012-01"]
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01"]


def test_only_treasurers_and_unattended_work_order(city: City, actor: Callable[..., Actor]) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    for role in (Role.VERIFIER, Role.AUDITOR, Role.PLANNER, Role.ADMINISTRATOR):
        refused("role_not_allowed", lambda role=role: january(actor(role)))
    refused("role_not_allowed", lambda: january(actor(Role.BILLER, ANGSANA)))
    assert january(actor(Role.TREASURER)) == [f"SPP-{ANGSANA}-2012-01"]
