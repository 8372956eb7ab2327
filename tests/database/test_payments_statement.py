"""The statement of a hospital: every claim, why it was reduced, how late, as the books say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.payments_city import ANGSANA, BERINGIN, ON, RJ, City, january, refused

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import roll_up
from multiguna.payments.actions import (
    cancel_order,
    order_payments,
    record_overpayment,
    record_step,
    return_step,
)
from multiguna.payments.queries import ageing, statement, unpaid_past_due
from multiguna.payments.terms import Lateness, PastDue, Standing

DUE = date(2012, 2, 25)
FEBRUARY = date(2012, 2, 5)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """Angsana has 15 days from the decision of 10 February to be paid; Beringin no agreement."""
    city = City(system_actor).build()
    city.agree(late_penalty_bp=100)
    return city


def lived(city: City) -> None:
    """Claims in every place: paid, ordered, owed, asked about, turned down, recovered."""
    city.claim("A1", 1_000_000, 900_000, findings={"rate_above_agreement": ("reduce", 100_000)})
    city.claim("A2", 400_000, 400_000, account=RJ)
    [first] = january(city.by)
    city.papers(first, on=date(2012, 4, 10))
    record_overpayment(claim_id=1, amount_idr=50_000, reason="x", by=city.by, on=date(2012, 4, 11))
    city.claim("A3", 700_000, 700_000, discharge=FEBRUARY)
    order_payments(period="2012-02", by=city.by, on=date(2012, 4, 12))
    city.claim("A4", 300_000, 300_000)
    city.claim("A5", 250_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    city.claim("A6", 90_000, 0, outcome="rejected", findings={"no_guarantee": ("reject", 90_000)})
    city.claim("B1", 800_000, 800_000, provider=BERINGIN)


def test_a_statement_tells_each_claim_and_adds_up_to_the_ledger(city: City, db: Cursor) -> None:
    lived(city)
    made = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 4, 30))
    assert made.provider_name == f"RS Contoh {ANGSANA}"
    told = {claim.claim_no: claim for claim in made.claims}
    assert list(told) == ["A1", "A2", "A4", "A5", "A6", "A3"]
    assert told["A1"].paid_on == date(2012, 4, 10)
    assert (told["A1"].due_on, told["A1"].days_late) == (DUE, 45), "late until it was paid"
    assert [reason.rule_code for reason in told["A1"].reasons] == ["rate_above_agreement"]
    assert told["A3"].order_no == f"SPP-{ANGSANA}-2012-02"
    assert (told["A4"].days_late, told["A4"].lateness) == (65, Lateness.OVER_60)
    assert (told["A5"].due_on, told["A5"].lateness) == (None, None)
    assert told["A6"].standing == Standing()
    penalty = 9_000 + 4_000
    assert made.standing == Standing(
        billed_idr=250_000, obligations_idr=300_000,
        ordered_idr=700_000 - 50_000 + penalty, paid_idr=1_300_000,
    )  # fmt: skip
    assert made.ledger == made.standing
    assert [line.amount_idr for line in made.lines] == [-50_000, 9_000, 4_000]
    buckets = {each.lateness: (each.claims, each.amount_idr) for each in made.ageing}
    assert buckets == {
        Lateness.NOT_DUE: (0, 0), Lateness.TO_15: (0, 0), Lateness.TO_30: (0, 0),
        Lateness.TO_60: (0, 0), Lateness.OVER_60: (2, 1_000_000),
    }  # fmt: skip
    assert made.late_idr == 1_000_000
    assert statement(db, city.by, provider_code=BERINGIN, on=ON).late_idr == 0
    refused("provider_unknown", lambda: statement(db, city.by, provider_code="X", on=ON))


def test_a_statement_of_every_day_is_what_the_ledger_said_on_that_day(
    city: City, db: Cursor
) -> None:
    lived(city)
    card = january(city.by, on=date(2012, 4, 20))[0]
    city.papers(card, on=date(2012, 4, 21))
    return_step(order_no=card, reason="account", by=city.by, on=date(2012, 4, 24))
    record_step(order_no=card, step="sp2d", document_no="2", by=city.by, on=date(2012, 4, 26))
    february = f"SPP-{ANGSANA}-2012-02"
    cancel_order(order_no=february, reason="twice", by=city.by, on=date(2012, 4, 28))
    roll_up(by=city.by, on=date(2012, 4, 28))
    seen = set()
    for back in range(110):
        day = date(2012, 4, 30) - timedelta(days=back)
        for provider_code in (ANGSANA, BERINGIN):
            made = statement(db, city.by, provider_code=provider_code, on=day)
            assert made.standing == made.ledger, day
            seen.add(repr(made.standing))
    assert len(seen) > 8
    before = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 1, 19))
    assert (before.claims, before.standing) == ((), Standing())


def test_what_ended_before_the_first_day_is_counted_and_not_listed(city: City, db: Cursor) -> None:
    lived(city)
    made = statement(
        db, city.by, provider_code=ANGSANA, on=date(2012, 4, 30), starts=date(2012, 4, 11)
    )
    assert [claim.claim_no for claim in made.claims] == ["A4", "A5", "A3"]
    assert (made.paid_since_idr, made.standing.paid_idr) == (0, 1_300_000)


def test_a_claim_paid_again_stands_once_with_its_latest_payment(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    city.papers(order_no, on=ON)
    return_step(order_no=order_no, reason="account", by=city.by, on=date(2012, 3, 20))
    db.execute(
        "INSERT INTO payments_step (region, order_no, seq, event, provider_code, document_no, "
        "on_date, amount_idr, reason, record_id, recorded_by) "
        "SELECT region, order_no, 6, event, provider_code, 'again', '2012-03-01', amount_idr, "
        "reason, record_id, recorded_by FROM payments_step WHERE event = 'sp2d'"
    )
    db.execute(
        "INSERT INTO payments_paid_claim (region, claim_id, attempt, order_no, seq, provider_code, "
        "amount_idr) SELECT region, claim_id, 2, order_no, 6, provider_code, amount_idr "
        "FROM payments_paid_claim"
    )
    made = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 3, 10))
    assert [claim.paid_on for claim in made.claims] == [date(2012, 3, 1)]


def test_past_due_is_as_known_on_the_day(city: City, db: Cursor) -> None:
    lived(city)
    assert unpaid_past_due(db, city.by, on=DUE) == [], "the due day itself is in time"
    after = DUE + timedelta(days=1)
    assert unpaid_past_due(db, city.by, on=after) == [PastDue(ANGSANA, 4, 2_300_000, DUE)]
    assert unpaid_past_due(db, city.by, on=date(2012, 4, 10)) == [
        PastDue(ANGSANA, 2, 1_000_000, DUE)
    ], "paid on that day"
    late = {(a.provider_code, a.lateness): a.amount_idr for a in ageing(db, city.by, on=after)}
    assert late == {
        (ANGSANA, Lateness.TO_15): 2_300_000,
        (BERINGIN, Lateness.NOT_DUE): 800_000,
    }
    only = ageing(db, city.by, on=after, provider_code=BERINGIN)
    assert [each.provider_code for each in only] == [BERINGIN]


def test_a_hospital_reads_its_own_statement_alone(
    city: City, db: Cursor, actor: Callable[..., Actor]
) -> None:
    lived(city)
    city_says = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 4, 30))
    biller = actor(Role.BILLER, ANGSANA)
    with transaction(biller) as cur:
        own = statement(cur, biller, provider_code=ANGSANA, on=date(2012, 4, 30))
        other = statement(cur, biller, provider_code=BERINGIN, on=date(2012, 4, 30))
    assert own == city_says
    assert (other.claims, other.standing, other.ledger) == ((), Standing(), Standing())
