"""The remittance explains every rupiah of an order, and what it does not pay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from tests.payments_city import BERINGIN, City, january, refused

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Role, system
from multiguna.payments.queries import orders, remittance, remittance_csv


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def test_the_remittance_explains_every_rupiah_and_shows_what_is_not_paid(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    reduce = {"rate_above_agreement": ("reduce", 500_000)}
    city.claim("A2", 2_000_000, 1_500_000, findings=reduce)
    reject = {"no_guarantee": ("reject", 900_000), "past_deadline": ("reject", 900_000)}
    city.claim("A3", 900_000, 0, outcome="rejected", findings=reject)
    city.claim("A4", 800_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    city.claim("B1", 700_000, 0, outcome="rejected", provider=BERINGIN)
    city.claim("A5", 600_000, 0, outcome="rejected", discharge=date(2012, 2, 1))
    [order_no] = january(city.by)

    made = remittance(db, city.by, order_no)

    assert [(c.claim_no, c.approved_idr, c.difference_idr, c.outcome) for c in made.claims] == [
        ("A1", 1_000_000, 0, "approved"),
        ("A2", 1_500_000, -500_000, "reduced"),
        ("A3", 0, -900_000, "rejected"),
        ("A4", 0, -800_000, "pended"),
    ]
    for claim in made.claims:
        taken = claim.reduced_idr + claim.rejected_idr + claim.pended_idr
        assert claim.billed_idr == claim.approved_idr + taken
        assert bool(claim.reasons) == (taken > 0), "whoever is told no is told why"
    totals = made.totals
    assert totals.approved_idr == made.order.amount_idr == 2_500_000
    assert totals.billed_idr == 4_700_000
    assert (totals.reduced_idr, totals.rejected_idr, totals.pended_idr) == (
        500_000, 900_000, 800_000,
    )  # fmt: skip
    assert [r.rule_code for r in made.claims[2].reasons] == ["no_guarantee", "past_deadline"]
    assert all(r.sentence.id and r.sentence.en for c in made.claims for r in c.reasons)


def test_a_remittance_stays_what_it_was_and_a_supplement_shows_its_own(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 800_000, 0, outcome="pended")
    city.claim("A3", 50_000, 0, outcome="rejected")
    [first] = january(city.by)
    as_sent = remittance(db, city.by, first)
    city.decide("A2", 750_000, version=2)
    [second] = january(city.by)
    city.claim("A4", 70_000, 0, outcome="rejected")

    assert remittance(db, city.by, first).claims == as_sent.claims
    supplement = remittance(db, city.by, second)
    assert [(c.claim_no, c.approved_idr) for c in supplement.claims] == [
        ("A2", 750_000), ("A3", 0),
    ]  # fmt: skip
    assert supplement.totals.approved_idr == supplement.order.amount_idr


def test_a_hospital_sees_its_own_orders_and_no_others(
    city: City, db: Cursor, actor: Callable[..., Actor]
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    first, second = january(city.by)
    biller = actor(Role.BILLER, BERINGIN)
    with transaction(biller) as cur:
        assert [order.order_no for order in orders(cur, biller)] == [second]
        assert remittance(cur, biller, second).totals.approved_idr == 700_000
        told = refused("order_unknown", lambda: remittance(cur, biller, first))
    assert told.facts == {"order_no": first}
    elsewhere = system("36.04")
    with transaction(elsewhere) as cur:
        assert orders(cur, elsewhere) == []


def test_the_csv_is_plain_whole_rupiah_without_a_patient(city: City, db: Cursor) -> None:
    reduce = {"rate_above_agreement": ("reduce", 500_000), "annual_ceiling": ("reduce", 0)}
    city.claim("=cmd|' /C calc'!A0", 2_000_000, 1_500_000, findings=reduce)
    city.claim("A2", 800_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    [order_no] = january(city.by)

    made = remittance_csv(remittance(db, city.by, order_no))

    assert made.startswith(b"\xef\xbb\xbforder_no,claim_no,")
    assert b";" not in made
    assert b"SITI" not in made and b"3671994101900001" not in made
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [(r["billed_idr"], r["approved_idr"], r["difference_idr"]) for r in rows] == [
        ("2000000", "1500000", "-500000"),
        ("800000", "0", "-800000"),
    ]
    assert rows[0]["claim_no"].startswith("'="), "no cell begins a formula"
    assert rows[0]["rules"] == "annual_ceiling | rate_above_agreement"
    assert rows[0]["reasons_id"].count(" | ") == 1
