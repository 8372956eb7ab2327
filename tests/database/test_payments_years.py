"""Claims that a closed year left unpaid are ordered and paid from the year that took them over."""

from __future__ import annotations

from datetime import date

import pytest
from tests.payments_city import ON, City, january, open_next_year, refused

from multiguna.claims.queries.reviewing import claim_under_review
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import close_year
from multiguna.ledger.queries import stock, total, unbalanced_accounts
from multiguna.ledger.terms import LineStock
from multiguna.payments.actions import (
    cancel_order,
    order_payments,
    ordering,
    record_overpayment,
    return_step,
)
from multiguna.payments.queries import unbalanced_orders, unfounded_accounts
from multiguna.payments.terms import OrderState

FEBRUARY, YEAR_END, NEXT = date(2012, 2, 20), date(2012, 12, 31), date(2013, 1, 15)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back, with lines of 2012 and 2013."""
    city = City(system_actor).build()
    open_next_year(system_actor)
    return city


def year(db: Cursor, city: City, of: int) -> LineStock:
    """The stock of a year, with the books balanced and every rupiah founded."""
    assert unbalanced_accounts(db, city.by) == []
    assert unfounded_accounts(db, city.by) == []
    assert unbalanced_orders(db, city.by) == []
    return total(stock(db, city.by, year=of))


def test_what_a_closed_year_owes_is_paid_by_the_next(city: City, db: Cursor) -> None:
    paid = city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first)
    city.claim("A2", 700_000, 700_000)
    city.claim("A3", 300_000, 0, outcome="pended")
    [open_order] = january(city.by, on=date(2012, 12, 20))
    refused("orders_open", lambda: close_year(year=2012, by=city.by, on=YEAR_END))
    cancel_order(order_no=open_order, reason="year's end", by=city.by, on=date(2012, 12, 28))
    close_year(year=2012, by=city.by, on=YEAR_END)

    old, new = year(db, city, 2012), year(db, city, 2013)
    assert (old.paid_idr, old.used_idr) == (1_000_000, 1_000_000)
    assert (new.obligations_idr, new.billed_idr) == (700_000, 300_000)

    record_overpayment(claim_id=paid, amount_idr=200_000, reason="x", by=city.by, on=NEXT)
    [made] = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert (made.claims_idr, made.recovered_idr) == (700_000, 200_000)
    assert db.execute(
        "SELECT DISTINCT account_id FROM payments_order_claim WHERE order_no = %s",
        [made.order_no],
    ).fetchall() == [("2013/RI",)]
    assert year(db, city, 2013).ordered_idr == 500_000
    city.papers(made.order_no, on=NEXT)
    assert (year(db, city, 2013).paid_idr, year(db, city, 2012).paid_idr) == (500_000, 1_000_000)
    return_step(order_no=made.order_no, reason="account", by=city.by, on=NEXT)
    assert year(db, city, 2013).ordered_idr == 500_000
    cancel_order(order_no=made.order_no, reason="account", by=city.by, on=NEXT)
    assert year(db, city, 2013).obligations_idr == 700_000


def test_money_that_comes_back_after_its_year_was_closed_is_owed_by_the_next(
    city: City, db: Cursor
) -> None:
    claim_id = city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    city.papers(order_no)
    close_year(year=2012, by=city.by, on=YEAR_END)
    assert claim_under_review(db, city.by, claim_id).ordered_idr == 1_000_000
    for _ in range(2):  # the same return again has no effect
        back = return_step(order_no=order_no, reason="account", by=city.by, on=NEXT)
        assert back.state is OrderState.CANCELLED
        assert (year(db, city, 2012).paid_idr, year(db, city, 2013).obligations_idr) == (
            1_000_000, 1_000_000,
        )  # fmt: skip
    assert claim_under_review(db, city.by, claim_id).ordered_idr == 0
    [again] = order_payments(period="2012-01", by=city.by, on=NEXT)
    city.papers(again.order_no, on=NEXT)
    assert (year(db, city, 2012).paid_idr, year(db, city, 2013).paid_idr) == (1_000_000, 1_000_000)
    return_step(order_no=again.order_no, reason="account", by=city.by, on=NEXT)
    assert year(db, city, 2013).ordered_idr == 1_000_000


def test_a_part_that_comes_back_after_the_closing_leaves_the_other_parts_paid(
    city: City, db: Cursor
) -> None:
    overpaid = city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first)
    record_overpayment(claim_id=overpaid, amount_idr=200_000, reason="x", by=city.by, on=FEBRUARY)
    city.claim("A2", 700_000, 700_000)
    city.claim("A3", 300_000, 300_000)
    [order_no] = january(city.by, on=FEBRUARY)
    city.papers(order_no, upto="spm", on=FEBRUARY)
    city.disburse(order_no, "SP2D/1", on=FEBRUARY, amount_idr=500_000)
    city.disburse(order_no, "SP2D/2", on=FEBRUARY)
    close_year(year=2012, by=city.by, on=YEAR_END)

    part = return_step(order_no=order_no, reason="bank", by=city.by, on=NEXT)
    assert (part.state, part.paid_idr) == (OrderState.RETURNED, 500_000)
    assert year(db, city, 2013).obligations_idr == 300_000
    refused("nothing_to_pay", lambda: city.disburse(order_no, "SP2D/3", on=NEXT))
    whole = return_step(order_no=order_no, reason="bank again", by=city.by, on=NEXT)
    assert whole.state is OrderState.CANCELLED
    assert year(db, city, 2012).paid_idr == 1_800_000
    assert year(db, city, 2013).obligations_idr == 1_000_000
    [again] = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert (again.claims_idr, again.recovered_idr) == (1_000_000, 200_000)
    city.papers(again.order_no, on=NEXT)
    assert year(db, city, 2013).paid_idr == 800_000


def test_nothing_is_ordered_from_the_next_year_before_this_one_ended(
    city: City, db: Cursor
) -> None:
    paid = city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first)
    record_overpayment(claim_id=paid, amount_idr=50_000, reason="x", by=city.by, on=ON)
    city.claim("A2", 700_000, 700_000)
    close_year(year=2012, by=city.by, on=YEAR_END)
    day_before = date(2012, 12, 30)
    assert order_payments(period="2012-01", by=city.by, on=day_before) == []
    city.claim("A3", 300_000, 300_000, account="2013/RI", discharge=date(2012, 2, 20))
    [early] = order_payments(period="2012-02", by=city.by, on=day_before)
    assert (early.claims_idr, early.recovered_idr) == (300_000, 0), "what is recovered waits too"
    assert all(
        total(stock(db, city.by, year=2013, on=on)).obligations_idr >= 0
        for on in (day_before, YEAR_END)
    )
    [made] = order_payments(period="2012-01", by=city.by, on=YEAR_END)
    assert (made.claims_idr, made.recovered_idr) == (700_000, 50_000)


def test_a_year_that_ends_while_it_is_ordered_from_stops_the_order(
    city: City, db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.agree(late_penalty_bp=100)
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=date(2012, 5, 3))
    city.claim("A2", 300_000, 300_000, discharge=date(2012, 2, 20))
    create_posting_table = ordering.create_posting_table

    def late_treasurer(cur: Cursor) -> None:
        close_year(year=2012, by=city.by, on=YEAR_END)
        create_posting_table(cur)

    monkeypatch.setattr(ordering, "create_posting_table", late_treasurer)
    refused(
        "claim_decided_again",
        lambda: order_payments(period="2012-02", by=city.by, on=YEAR_END),
    )
    monkeypatch.undo()
    [made] = order_payments(period="2012-02", by=city.by, on=YEAR_END)
    assert made.penalty_idr == 20_000
    assert year(db, city, 2012).ordered_idr == 320_000


def test_an_order_stands_on_one_years_budget(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 700_000, 700_000, account="2013/RI")
    made = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert [(one.order_no[-2:], one.amount_idr) for one in made] == [
        ("01", 1_000_000), ("-2", 700_000),
    ]  # fmt: skip
    for one in made:
        city.papers(one.order_no, on=NEXT)
    close_year(year=2012, by=city.by, on=NEXT)
    for one in made:
        return_step(order_no=one.order_no, reason="bank", by=city.by, on=NEXT)
    old, new = year(db, city, 2012), year(db, city, 2013)
    assert (old.paid_idr, new.paid_idr) == (1_000_000, 0)
    assert (new.obligations_idr, new.ordered_idr) == (1_000_000, 700_000)
    [again] = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert again.order_no.endswith("-3")
