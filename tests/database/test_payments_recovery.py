"""What was overpaid is taken off the next order, what late payment costs is added to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import psycopg
import pytest
from tests.payments_city import BERINGIN, ON, RI, RJ, City, january, refused

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import enter_documents
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import (
    cancel_order,
    order_payments,
    record_overpayment,
    record_step,
    return_step,
)
from multiguna.payments.queries import order_card, order_lines, payable_part, recoveries
from multiguna.payments.rules import due_on, months_late, penalty_idr
from multiguna.payments.terms import OrderState, Recovery

LATE = date(2012, 5, 3)
FEBRUARY = date(2012, 2, 15)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def overpaid(city: City, claim_id: int, amount_idr: int, reason: str = "wrong group") -> Recovery:
    return record_overpayment(
        claim_id=claim_id, amount_idr=amount_idr, reason=reason, by=city.by, on=ON
    )


def paid(city: City, claim_no: str, amount_idr: int, account: str = RI) -> int:
    """A claim of January that is ordered and paid."""
    claim_id = city.claim(claim_no, amount_idr, amount_idr, account=account)
    for order_no in january(city.by):
        city.papers(order_no)
    return claim_id


def february(city: City, on: date = ON) -> list[str]:
    made = order_payments(period="2012-02", by=city.by, on=on)
    return [order.order_no for order in made]


def test_an_overpayment_is_a_negative_line_of_the_next_order(city: City, db: Cursor) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    overpaid(city, claim_id, 300_000)
    before = city.stock()
    city.claim("A2", 500_000, 500_000, discharge=FEBRUARY)
    city.claim("B1", 200_000, 200_000, discharge=FEBRUARY, provider=BERINGIN)
    first, other = february(city)

    card = order_card(db, city.by, first)
    assert (card.claims_idr, card.recovered_idr, card.amount_idr) == (500_000, 300_000, 200_000)
    assert order_card(db, city.by, other).recovered_idr == 0, "another hospital's order"
    [line] = order_lines(db, city.by, first)
    assert (line.kind, line.claim_no, line.amount_idr) == ("recovery", "A1", -300_000)
    assert "wrong group" in line.reason.id
    assert city.stock().ordered_idr == 400_000
    assert recoveries(db, city.by, open_only=True) == []
    city.papers(first)
    city.papers(other)
    after = city.stock()
    assert after.paid_idr == before.paid_idr + 400_000
    assert after.used_idr == before.used_idr + 400_000, "what came back may be promised again"
    moved = db.execute(
        "SELECT ordered_idr, paid_idr, claim_id FROM ledger_entry WHERE kind = 'recover' "
        "ORDER BY entry_no"
    ).fetchall()
    assert moved == [(-300_000, 0, claim_id), (300_000, -300_000, claim_id)]


def test_a_recovery_larger_than_the_order_is_taken_in_parts_on_its_own_line(
    city: City, db: Cursor
) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    overpaid(city, claim_id, 800_000)
    city.claim("A2", 100_000, 100_000, discharge=FEBRUARY)
    city.claim("A3", 250_000, 250_000, discharge=FEBRUARY, account=RJ)
    [first] = february(city)
    assert order_card(db, city.by, first).amount_idr == 250_000, "RJ money pays no RI mistake"
    city.papers(first)
    city.claim("A4", 200_000, 200_000, discharge=FEBRUARY)
    [second] = february(city)
    card = order_card(db, city.by, second)
    assert (card.amount_idr, card.recovered_idr) == (1, 199_999), "something is left to pay"
    city.papers(second)
    [rest] = recoveries(db, city.by)
    assert (rest.taken_idr, rest.open_idr) == (299_999, 500_001)
    city.claim("A5", 700_000, 700_000, discharge=FEBRUARY)
    [third] = february(city)
    assert order_card(db, city.by, third).amount_idr == 199_999
    city.papers(third)
    assert city.stock().paid_idr == 1_000_000 + 1_250_000 - 800_000


def test_what_a_cancelled_or_returned_order_took_is_open_again(city: City, db: Cursor) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    overpaid(city, claim_id, 300_000)
    city.claim("A2", 500_000, 500_000, discharge=FEBRUARY)
    before = city.stock()
    [first] = february(city)
    city.papers(first)
    return_step(order_no=first, reason="account closed", by=city.by, on=ON)
    assert (city.stock().paid_idr, city.stock().ordered_idr) == (1_000_000, 200_000)
    cancel_order(order_no=first, reason="other bank", by=city.by, on=ON)
    assert city.stock() == before
    [open_again] = recoveries(db, city.by, open_only=True)
    assert open_again.open_idr == 300_000
    [second] = february(city)
    assert order_card(db, city.by, second).recovered_idr == 300_000
    city.papers(second)
    assert city.stock().paid_idr == 1_200_000


def test_no_more_is_recovered_than_was_paid(
    city: City, db: Cursor, actor: Callable[..., Actor]
) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    unpaid = city.claim("A2", 500_000, 500_000, discharge=FEBRUARY)
    refused("claim_not_paid", lambda: overpaid(city, unpaid, 1))
    refused("reason_missing", lambda: overpaid(city, claim_id, 1, " "))
    for wrong in (0, -5, 1_000_001):
        refused("recovery_too_large", lambda wrong=wrong: overpaid(city, claim_id, wrong))
    first = overpaid(city, claim_id, 400_000)
    assert overpaid(city, claim_id, 400_000) == first, "a repeat has no effect"
    told = refused("recovery_too_large", lambda: overpaid(city, claim_id, 600_001, "more"))
    assert told.facts["most_idr"] == 600_000
    for role in (Role.AUDITOR, Role.PLANNER, Role.ADMINISTRATOR):
        refused(
            "role_not_allowed",
            lambda role=role: record_overpayment(
                claim_id=claim_id, amount_idr=1, reason="x", by=actor(role), on=ON
            ),
        )
    by = actor(Role.VERIFIER)
    record_overpayment(claim_id=claim_id, amount_idr=600_000, reason="double", by=by, on=ON)
    kinds = db.execute("SELECT subject FROM audit_record WHERE kind = 'payment_recovery'")
    assert kinds.fetchall() == [(f"claim:{claim_id}",)] * 2


def test_a_part_payment_takes_the_lines_with_its_first_sp2d(city: City, db: Cursor) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    overpaid(city, claim_id, 300_000)
    for number, amount_idr in enumerate((200_000, 400_000, 50_000), start=2):
        city.claim(f"A{number}", amount_idr, amount_idr, discharge=FEBRUARY)
    [order_no] = february(city)
    city.papers(order_no, upto="spm")
    assert payable_part(db, city.by, order_no) == (350_000, [2, 3, 4])
    assert payable_part(db, city.by, order_no, 300_000) == (300_000, [2, 3])
    assert payable_part(db, city.by, order_no, 40_000)[0] == 0, "less than is recovered"
    for amount_idr, state in ((300_000, OrderState.PARTLY_PAID), (None, OrderState.PAID)):
        card = record_step(
            order_no=order_no, step="sp2d", document_no=f"{state}", by=city.by, on=ON,
            amount_idr=amount_idr,
        )  # fmt: skip
        assert card.state is state
        city.stock()
    assert city.stock().paid_idr == 1_350_000
    return_step(order_no=order_no, reason="first", by=city.by, on=ON)
    assert city.stock().paid_idr == 1_300_000, "the lines stay with the SP2D that is left"
    return_step(order_no=order_no, reason="second", by=city.by, on=ON)
    assert city.stock().paid_idr == 1_000_000


def test_late_payment_adds_a_penalty_once_for_each_claim(city: City, db: Cursor) -> None:
    city.agree(late_penalty_bp=150)
    city.agree(late_penalty_bp=150, provider=BERINGIN)
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 333_333, 333_333, account=RJ)
    city.claim("B1", 500_000, 500_000, provider=BERINGIN)
    first, other = january(city.by)
    city.papers(first, on=LATE)
    city.papers(other, on=date(2012, 3, 24))
    city.claim("A3", 100_000, 100_000, discharge=FEBRUARY)
    city.claim("B2", 100_000, 100_000, discharge=FEBRUARY, provider=BERINGIN)
    before = city.stock()

    second, others = february(city, LATE)

    card = order_card(db, city.by, second)
    assert (card.penalty_idr, card.amount_idr) == (30_000 + 10_000, 140_000)
    assert order_card(db, city.by, others).penalty_idr == 0, "less than a full month late"
    lines = order_lines(db, city.by, second)
    assert [(line.claim_no, line.amount_idr) for line in lines] == [("A1", 30_000), ("A2", 10_000)]
    assert "2 months × 1.5 %" in lines[0].reason.en
    assert city.stock().ordered_idr == before.ordered_idr + 240_000
    city.papers(second, on=LATE)
    assert city.stock().paid_idr == before.paid_idr + 140_000
    rows = db.execute(
        "SELECT claim_id, due_on, paid_on, months, rate_bp, amount_idr FROM payments_penalty "
        "ORDER BY claim_id"
    ).fetchall()
    assert rows[0] == (1, date(2012, 2, 25), LATE, 2, 150, 30_000)
    city.claim("A4", 100_000, 100_000, discharge=FEBRUARY)
    [third] = february(city, LATE)
    [line] = order_lines(db, city.by, third)
    assert (line.claim_no, line.amount_idr) == ("A3", 3_000), "once for each claim"
    again = "INSERT INTO payments_penalty SELECT * FROM payments_penalty"
    with pytest.raises(psycopg.errors.UniqueViolation), db.connection.transaction():
        db.execute(again)


def test_the_statement_and_the_rule_say_the_same_penalty(city: City, db: Cursor) -> None:
    random = Random(11)
    city.agree(late_penalty_bp=137)
    expected = []
    for round_no in range(12):
        decided_on = date(2012, 1, 20) + timedelta(days=random.randrange(60))
        amount_idr = random.choice([9, 40, 1_825_001, random.randrange(1, 3_000_000)])
        claim_id = city.claim(f"A{round_no}", amount_idr, 0, outcome="pended")
        city.decide(f"A{round_no}", amount_idr, version=2, decided_on=decided_on)
        [order_no] = january(city.by, on=decided_on)
        paid_on = decided_on + timedelta(days=random.randrange(150))
        city.papers(order_no, on=paid_on)
        due = due_on(decided_on, 15)
        months = months_late(due, paid_on)
        penalty = penalty_idr(amount_idr, months, 137)
        if penalty:
            expected.append((claim_id, due, paid_on, months, penalty))
    city.claim("Z", 5, 5, discharge=FEBRUARY)
    february(city, date(2012, 12, 1))
    rows = db.execute(
        "SELECT claim_id, due_on, paid_on, months, amount_idr FROM payments_penalty "
        "ORDER BY claim_id"
    ).fetchall()
    assert rows == expected
    assert len(expected) > 3


def test_a_penalty_of_a_cancelled_order_is_owed_again_and_stands_once(
    city: City, db: Cursor
) -> None:
    city.agree(late_penalty_bp=100)
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=LATE)
    city.claim("A2", 100_000, 100_000, discharge=FEBRUARY)
    [second] = february(city, LATE)
    part = (
        "INSERT INTO payments_order_line (region, kind, due_no, part, order_no, provider_code, "
        "claim_id, account_id, care, amount_idr) SELECT region, kind, due_no, {part}, {order_no}, "
        "provider_code, claim_id, account_id, care, amount_idr FROM payments_order_line"
    )
    for wrong, statement in (
        (psycopg.errors.UniqueViolation, part.format(part=1, order_no=f"'{first}'")),
        (psycopg.errors.ForeignKeyViolation, part.format(part=2, order_no=f"'{first}'")),
    ):
        with pytest.raises(wrong), db.connection.transaction():
            db.execute(statement)
    cancel_order(order_no=second, reason="made twice", by=city.by, on=LATE)
    [third] = february(city, LATE)
    assert order_card(db, city.by, third).penalty_idr == 20_000
    city.papers(third, on=LATE)
    assert city.stock().paid_idr == 1_120_000


def test_a_penalty_fits_the_limit_or_waits(city: City, db: Cursor) -> None:
    city.agree(late_penalty_bp=100)
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=LATE)
    city.claim("A2", 100_000, 100_000, discharge=FEBRUARY)

    def order(limit_idr: int) -> int:
        [made] = order_payments(period="2012-02", by=city.by, on=LATE, limit_idr=limit_idr)
        return made.amount_idr

    assert order(119_999) == 100_000
    city.claim("A3", 100_000, 100_000, discharge=FEBRUARY)
    assert order(120_000) == 120_000


def test_what_a_returned_payment_owes_waits_until_it_is_paid_again(city: City, db: Cursor) -> None:
    city.agree(late_penalty_bp=100)
    claim_id = city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=LATE)
    overpaid(city, claim_id, 30_000)
    city.claim("A2", 100_000, 100_000, discharge=FEBRUARY)
    [second] = february(city, LATE)
    assert len(order_lines(db, city.by, second)) == 2
    cancel_order(order_no=second, reason="wait", by=city.by, on=LATE)
    return_step(order_no=first, reason="account", by=city.by, on=LATE)
    [third] = february(city, LATE)
    assert order_lines(db, city.by, third) == []
    record_step(order_no=first, step="sp2d", document_no="again", by=city.by, on=LATE)
    city.claim("A3", 100_000, 100_000, discharge=FEBRUARY)
    [fourth] = february(city, LATE)
    assert [line.amount_idr for line in order_lines(db, city.by, fourth)] == [-30_000, 20_000]


def test_what_a_cancelled_order_took_is_owed_again_from_that_day(city: City, db: Cursor) -> None:
    claim_id = paid(city, "A1", 1_000_000)
    overpaid(city, claim_id, 30_000)
    for number in (2, 3, 4):
        city.claim(f"A{number}", 100_000, 100_000, discharge=FEBRUARY)
        [latest] = february(city, LATE - timedelta(days=4 - number))
        if number == 2:
            cancel_order(order_no=latest, reason="wait", by=city.by, on=LATE)
        recovered = order_card(db, city.by, latest).recovered_idr
        assert recovered == {2: 30_000, 3: 0, 4: 30_000}[number]


def test_a_penalty_that_no_released_funds_cover_waits_and_holds_up_nothing(
    db: Cursor, system_actor: Actor
) -> None:
    city = City(system_actor).build(released_idr=1_000_000)
    city.agree(late_penalty_bp=100)
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=LATE)
    city.claim("A2", 100_000, 100_000, account=RJ, discharge=FEBRUARY)
    [second] = february(city, LATE)
    assert order_card(db, city.by, second).penalty_idr == 0, "the line RI has no funds left"
    city.papers(second, on=LATE)
    release(city, 25_000)
    city.claim("A3", 100_000, 100_000, account=RJ, discharge=FEBRUARY)
    [third] = february(city, LATE)
    assert order_card(db, city.by, third).penalty_idr == 22_000
    city.papers(third, on=LATE)
    assert city.stock().paid_idr == 1_222_000


def test_nothing_is_proposed_when_the_funds_do_not_cover_a_penalty(
    db: Cursor, system_actor: Actor
) -> None:
    city = City(system_actor).build(released_idr=1_020_000)
    city.agree(late_penalty_bp=100)
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=LATE)
    city.claim("A2", 100_000, 100_000, account=RJ, discharge=FEBRUARY)
    [second] = february(city, LATE)
    city.papers(second, upto="spm", on=LATE)
    assert payable_part(db, city.by, second) == (120_000, [2])
    city.claim("A3", 5_000, 5_000)
    [third] = january(city.by, on=LATE)
    city.papers(third, on=LATE)
    assert payable_part(db, city.by, second) == (0, [])


def release(city: City, amount_idr: int) -> None:
    """More funds for the line RI."""
    spd = BudgetDocument("SPD/more", "SPD", 2012, "RI", LATE, amount_idr)
    enter_documents(documents=[spd], by=city.by, on=LATE)
