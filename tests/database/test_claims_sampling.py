"""Samples of what the rules approved: drawn once, checked once, and reported when whole."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from tests.office_city import KENANGA, MELATI, Office

from multiguna.claims.actions import check_sampled, draw_sample
from multiguna.claims.queries import sample, samples
from multiguna.claims.terms.sampling import Allocation, Sample
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

REGION = "36.71"
DEWI = Actor("dewi", Role.VERIFIER, REGION)
AUDITOR = Actor("audit", Role.AUDITOR, REGION)
APRIL, MAY = date(2012, 4, 1), date(2012, 5, 1)


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    """Twenty approved claims of two hospitals, and some that no sample may draw."""
    office = Office(db, system_actor).build()
    for number in range(20):
        claim_id = office.claim(provider=MELATI if number % 2 else KENANGA, billed_idr=1000)
        cut = 100 if number % 5 == 0 else 0
        outcome = "reduced" if cut else "approved"
        office.decide(claim_id, outcome, APRIL, approved_idr=1000 - cut)
    for outcome in ("pended", "rejected"):
        office.decide(office.claim(), outcome, APRIL)
    office.decide(office.claim(), "approved", MAY, approved_idr=1_000_000)
    changed = office.claim()
    office.decide(changed, "approved", APRIL, approved_idr=1_000_000)
    office.decide(changed, "rejected", APRIL, version=2)
    return office


def april(size: int = 8, seed: int = 3, by: Actor = DEWI) -> Sample:
    return draw_sample(period_from=APRIL, period_until=MAY, size=size, seed=seed, by=by, on=MAY)


def test_only_what_the_rules_approved_in_the_period_is_drawn_from(office: Office) -> None:
    drawn = april()
    assert (drawn.population, len(drawn.items), drawn.checked) == (20, 8, 0)
    assert {item.billed_idr for item in drawn.items} == {1000}
    assert drawn.estimate is None
    assert april() == drawn, "the same draw again gives the same sample"
    assert [one.sample_no for one in samples(office.cursor, DEWI)] == [drawn.sample_no]
    assert april(seed=4).sample_no != drawn.sample_no


def test_a_decision_by_a_person_leaves_the_population(office: Office) -> None:
    office.cursor.execute(
        "INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, "
        "billed_idr, approved_idr, reduced_idr, rejected_idr, pended_idr, pack_hash, record_id, "
        "decided_on, decided_by, basis, reason) SELECT region, claim_id, 2, provider_code, "
        "outcome, billed_idr, approved_idr, reduced_idr, 0, 0, '', 0, decided_on, 'dewi', "
        "'verifier', 'x' FROM claims_adjudication WHERE outcome = 'reduced'"
    )
    assert april().population == 16


def test_checks_add_up_to_an_estimate(office: Office) -> None:
    drawn = april()
    for item in drawn.items:
        wrong = item.claim_id == drawn.items[0].claim_id
        check_sampled(
            sample_no=drawn.sample_no, claim_id=item.claim_id,
            correct_idr=0 if wrong else item.approved_idr,
            reason="pasien tidak pernah dirawat" if wrong else "", by=AUDITOR, on=MAY,
        )  # fmt: skip
    whole = sample(office.cursor, DEWI, drawn.sample_no)
    assert (whole.checked, whole.errors) == (8, 1)
    assert whole.estimate is not None
    assert whole.estimate.error_low_idr <= whole.estimate.error_idr
    assert 0 < whole.estimate.error_idr <= whole.estimate.error_high_idr
    assert 0 < whole.estimate.rate_low_bp < whole.estimate.rate_bp < whole.estimate.rate_high_bp
    [row] = samples(office.cursor, DEWI)
    assert (row.drawn, row.checked, row.errors) == (8, 8, 1)


def test_a_claim_is_checked_once_within_its_bill_and_an_error_is_explained(
    office: Office,
) -> None:
    drawn = april()
    item = drawn.items[0]
    ask = {"sample_no": drawn.sample_no, "claim_id": item.claim_id}
    with pytest.raises(Refused, match="reason_missing"):
        check_sampled(**ask, correct_idr=5, by=DEWI, on=MAY)
    with pytest.raises(Refused, match="sample_amount"):
        check_sampled(**ask, correct_idr=1001, reason="x", by=DEWI, on=MAY)
    kept = check_sampled(**ask, correct_idr=5, reason="salah", by=DEWI, on=MAY)
    assert kept.error_idr == item.approved_idr - 5
    assert check_sampled(**ask, correct_idr=5, reason="salah", by=DEWI, on=MAY) == kept
    with pytest.raises(Refused, match="sample_checked"):
        check_sampled(**ask, correct_idr=6, reason="salah", by=AUDITOR, on=MAY)
    with pytest.raises(psycopg.errors.UniqueViolation), office.cursor.connection.transaction():
        office.cursor.execute(
            "INSERT INTO claims_sample_check (region, sample_no, claim_id, correct_idr, reason, "
            "record_id, checked_on, checked_by) SELECT region, sample_no, claim_id, 1, 'x', 0, "
            "checked_on, 'x' FROM claims_sample_check"
        )
    with pytest.raises(Refused, match="sample_item_unknown"):
        check_sampled(sample_no=drawn.sample_no, claim_id=0, correct_idr=1, by=DEWI, on=MAY)
    with pytest.raises(Refused, match="sample_unknown"):
        sample(office.cursor, DEWI, 999)


def test_who_draws_checks_and_sees(office: Office) -> None:
    drawn = april(by=AUDITOR)
    biller = Actor("rs", Role.BILLER, REGION, MELATI)
    with pytest.raises(Refused, match="role_not_allowed"):
        april(by=biller)
    receiver = Actor("koder", Role.VERIFIER, REGION)
    item = drawn.items[0]
    with pytest.raises(Refused, match="taken_in_by_you"):
        check_sampled(sample_no=drawn.sample_no, claim_id=item.claim_id,
                      correct_idr=item.approved_idr, by=receiver, on=MAY)  # fmt: skip
    with transaction(biller) as cur:
        assert samples(cur, biller) == []
        assert cur.execute("SELECT FROM claims_sample_item").fetchall() == []


def test_nothing_to_draw_from_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="sample_empty"):
        draw_sample(period_from=APRIL - timedelta(days=31), period_until=APRIL, size=5, seed=1,
                    allocation=Allocation.PROPORTIONAL, by=DEWI, on=MAY)  # fmt: skip
