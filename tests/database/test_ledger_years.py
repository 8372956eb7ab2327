"""The end of a fiscal year: carried, reconciled, closed for good."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from tests.conftest import REGION

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger import plan
from multiguna.ledger.actions import (
    close_year,
    enter_documents,
    open_accounts,
    post,
    post_batch,
    roll_up,
)
from multiguna.ledger.queries import (
    closing_gaps,
    entries,
    misrolled_accounts,
    stock,
    stock_by,
    total,
    unbalanced_accounts,
)
from multiguna.ledger.terms import (
    Already,
    BudgetDocument,
    BudgetLine,
    EntryKind,
    LineClosing,
    Pending,
    Posted,
    Posting,
)

START, NOVEMBER, END = date(2012, 1, 2), date(2012, 11, 20), date(2012, 12, 31)
SIGN = date(2013, 1, 10)


def open_lines(by: Actor, *years: int, released_idr: int = 50) -> None:
    for year in years:
        line = BudgetLine(
            year, "RI", None, Text("Rawat inap", "Inpatient"), "1.02.02.2.02.0026",
            "5.1.02.02.01.0077", "inpatient", "unfunded",
        )  # fmt: skip
        day = date(year, 1, 2)
        open_accounts(lines=[line], by=by, on=day)
        budget = [
            BudgetDocument(f"DPA-{year}", "DPA", year, "RI", day, 100),
            BudgetDocument(f"SPD-{year}", "SPD", year, "RI", day, released_idr),
        ]
        enter_documents(documents=budget, by=by, on=day)


def posting(
    entry_id: str, kind: EntryKind, on: date, account: str = "2012/RI", **values: Any
) -> Posting:
    of = {"provider_code": "3671901", "care": "inpatient", **values}
    return Posting(entry_id, account, kind, on, **of)


def a_year(db: Cursor, by: Actor, *, paid_idr: int = 30) -> None:
    """2012: two letters, one of them billed; a bill verified; one paid; 100 appropriated."""
    open_lines(by, 2012, 2013)
    for number, amount, on in (("A", 40, START), ("B", 25, NOVEMBER)):
        letter = posting(
            f"reserve:{number}", EntryKind.RESERVE, on, reservation_id=number, committed_idr=amount
        )
        post(db, letter, by=by)
    for one in (
        posting("bill:1", EntryKind.BILL, NOVEMBER, reservation_id="A", committed_idr=-40,
                billed_idr=45, claim_id=1),
        posting("bill:2", EntryKind.BILL, NOVEMBER, billed_idr=20, claim_id=2),
        posting("approve:2:1", EntryKind.APPROVE, END, billed_idr=-20, obligations_idr=18),
        posting("bill:3", EntryKind.BILL, NOVEMBER, billed_idr=paid_idr),
        posting("approve:3:1", EntryKind.APPROVE, NOVEMBER, billed_idr=-paid_idr,
                obligations_idr=paid_idr),
        posting("order:3", EntryKind.ORDER, END, obligations_idr=-paid_idr, ordered_idr=paid_idr),
    ):  # fmt: skip
        post(db, one, by=by, may_overrun=True)


def pay(db: Cursor, by: Actor, amount_idr: int = 30) -> None:
    moved = {"ordered_idr": -amount_idr, "paid_idr": amount_idr}
    post(db, posting("pay:3", EntryKind.PAY, END, **moved), by=by)


def test_what_is_pending_opens_the_next_year_and_nothing_is_lost(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    before = total(stock(db, system_actor, year=2012))
    assert before.arrears_idr == 25 + 45 + 18 + 30 - 100
    closing = close_year(year=2012, by=system_actor, on=SIGN)
    pending = Pending(committed_idr=25, billed_idr=45, obligations_idr=18)
    assert closing.lines == (
        LineClosing("2012/RI", "2013/RI", SIGN, 100, 50, 30, 70, handed=pending, taken=pending),
    )
    assert closing.reconciled
    old, new = (total(stock(db, system_actor, year=year)) for year in (2012, 2013))
    assert (old.available_idr, old.paid_idr, old.used_idr, old.arrears_idr) == (70, 30, 30, 0)
    assert (new.committed_idr, new.billed_idr, new.obligations_idr) == (25, 45, 18)
    assert (new.available_idr, new.arrears_idr) == (12, 0)
    assert unbalanced_accounts(db, system_actor) == []
    assert closing_gaps(db, system_actor) == []
    [(record,)] = db.execute(
        "SELECT body::jsonb FROM audit_record "
        "WHERE kind = 'budget_year' AND subject = 'budget:2012'"
    ).fetchall()
    assert (record["outcome"], record["facts"]["lines"][0]["unused_idr"]) == ("closed", 70)


def test_debt_beyond_next_years_budget_is_arrears_there(db: Cursor, system_actor: Actor) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    more = posting("bill:9", EntryKind.BILL, END, billed_idr=200)
    post(db, more, by=system_actor, may_overrun=True)
    close_year(year=2012, by=system_actor, on=SIGN)
    old, new = (total(stock(db, system_actor, year=year)) for year in (2012, 2013))
    assert (old.arrears_idr, new.arrears_idr, new.available_idr) == (0, 188, 0)
    assert unbalanced_accounts(db, system_actor) == []


def test_closing_again_gives_the_same_and_does_nothing(db: Cursor, system_actor: Actor) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    first = close_year(year=2012, by=system_actor, on=SIGN)
    [(before, records)] = db.execute(
        "SELECT count(*), (SELECT count(*) FROM audit_record) FROM ledger_entry"
    ).fetchall()
    assert close_year(year=2012, by=system_actor, on=date(2013, 2, 1)) == first
    [after] = db.execute(
        "SELECT count(*), (SELECT count(*) FROM audit_record) FROM ledger_entry"
    ).fetchall()
    assert after == (before, records)


def test_a_promise_keeps_its_age_and_its_end_over_the_new_year(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    close_year(year=2012, by=system_actor, on=SIGN)
    roll_up(by=system_actor, on=SIGN)
    ages = stock_by(db, system_actor, year=2013, face="age", on=SIGN)
    assert {one.key: one.committed_idr for one in ages if one.committed_idr} == {"31-60": 25}
    [old] = entries(db, system_actor, year=2013, kind="carry", balance="committed_idr")
    assert (old.reserved_on, old.provider_code, old.committed_idr) == (NOVEMBER, "3671901", 25)
    bill = posting(
        "bill:4", EntryKind.BILL, date(2013, 1, 20), reservation_id="B", committed_idr=-25,
        billed_idr=30,
    )  # fmt: skip
    post(db, bill, by=system_actor, may_overrun=True)
    ages = stock_by(db, system_actor, year=2013, face="age", on=date(2013, 2, 1))
    assert [one for one in ages if one.committed_idr] == []
    assert total(stock(db, system_actor, year=2013)).billed_idr == 75
    assert total(stock(db, system_actor, year=2012)).billed_idr == 0


def test_the_debt_of_a_year_can_be_carried_over_several(db: Cursor, system_actor: Actor) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    open_lines(system_actor, 2014)
    close_year(year=2012, by=system_actor, on=SIGN)
    first = close_year(year=2012, by=system_actor, on=SIGN)
    close_year(year=2013, by=system_actor, on=date(2013, 12, 31))
    assert close_year(year=2012, by=system_actor, on=SIGN) == first
    settled = posting(
        "approve:1:1", EntryKind.APPROVE, date(2014, 1, 3), billed_idr=-45, obligations_idr=41
    )
    post(db, settled, by=system_actor, may_overrun=True)
    new = total(stock(db, system_actor, year=2014))
    assert (new.committed_idr, new.billed_idr, new.obligations_idr) == (25, 0, 59)
    assert isinstance(post(db, settled, by=system_actor), Already)
    assert closing_gaps(db, system_actor) == unbalanced_accounts(db, system_actor) == []


def test_an_earlier_year_can_be_closed_after_the_one_that_would_take_over(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    open_lines(system_actor, 2014)
    close_year(year=2013, by=system_actor, on=date(2013, 12, 31))
    [line] = close_year(year=2012, by=system_actor, on=date(2014, 1, 5)).lines
    assert line.carried_to == "2014/RI"
    assert total(stock(db, system_actor, year=2014)).committed_idr == 25
    assert closing_gaps(db, system_actor) == []


def leave_an_order(db: Cursor, by: Actor) -> None:
    """The order of a_year is not paid."""


def post_in_february(db: Cursor, by: Actor) -> None:
    pay(db, by)
    late = posting("bill:8", EntryKind.BILL, date(2013, 2, 1), billed_idr=1)
    post(db, late, by=by, may_overrun=True)


def spoil_the_books(db: Cursor, by: Actor) -> None:
    pay(db, by)
    db.execute(
        "UPDATE ledger_account SET paid_idr = 31, arrears_idr = arrears_idr + 1 "
        "WHERE account_id = '2012/RI'"
    )


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("orders_open", leave_an_order),
        ("entries_later", post_in_february),
        ("books_unbalanced", spoil_the_books),
    ],
)
def test_a_year_is_not_closed_over_what_is_not_in_order(
    db: Cursor, system_actor: Actor, code: str, spoil: Callable[[Cursor, Actor], None]
) -> None:
    a_year(db, system_actor)
    spoil(db, system_actor)
    with pytest.raises(Refused, match=code):
        close_year(year=2012, by=system_actor, on=SIGN)
    assert entries(db, system_actor, year=2013, kind="carry") == []


def test_a_year_is_closed_when_it_is_over_and_someone_takes_over(
    db: Cursor, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    open_lines(system_actor, 2012)
    for year, on, code in (
        (2012, date(2012, 12, 30), "year_not_over"),
        (2012, END, "next_year_missing"),
        (2007, END, "year_unknown"),
    ):
        with pytest.raises(Refused, match=code):
            close_year(year=year, by=system_actor, on=on)
    with pytest.raises(Refused, match="role_not_allowed"):
        close_year(year=2012, by=actor(Role.VERIFIER), on=END)
    open_lines(system_actor, 2013)
    closing = close_year(year=2012, by=actor(Role.TREASURER), on=END)
    assert [line.handed.total_idr for line in closing.lines] == [0]


def test_the_doctor_finds_a_closed_year_that_is_not_in_order(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    close_year(year=2012, by=system_actor, on=SIGN)
    stray = (
        "INSERT INTO ledger_entry (region, entry_id, account_id, kind, on_date, recorded_by, "
        "committed_idr) VALUES (%s, %s, %s, 'carry', %s, 'x', 5)"
    )
    for entry_id, account, on in (
        ("late", "2012/RI", date(2013, 1, 11)),
        ("carried:2012/RI:99", "2013/RI", SIGN),
    ):
        with db.connection.transaction(force_rollback=True):
            db.execute(stray, [REGION, entry_id, account, on])
            assert closing_gaps(db, system_actor) == ["2012/RI"]
    assert closing_gaps(db, system_actor) == []


def test_a_payment_of_a_closed_year_comes_back_to_the_one_in_progress(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    close_year(year=2012, by=system_actor, on=SIGN)

    def come_back(entry_id: str) -> None:
        plan.create_posting_table(db)
        db.execute(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", paid_idr, ordered_idr) '
            "VALUES (%s, '2012/RI', 'return', %s, -30, 30)",
            [entry_id, SIGN],
        )
        post_batch(db, by=system_actor, on=SIGN)

    with pytest.raises(Refused, match="paid_below_zero"):
        come_back("return:1")
    for one in (
        posting("order:9", EntryKind.ORDER, SIGN, "2013/RI", obligations_idr=-18, ordered_idr=18),
        posting("pay:9", EntryKind.PAY, SIGN, "2013/RI", ordered_idr=-18, paid_idr=18),
        posting("bill:9", EntryKind.BILL, SIGN, "2013/RI", billed_idr=-12, paid_idr=12),
    ):
        assert isinstance(post(db, one, by=system_actor), Posted)
    come_back("return:1")
    now = total(stock(db, system_actor, year=2013))
    assert (now.paid_idr, now.ordered_idr) == (0, 30)
    assert total(stock(db, system_actor, year=2012)).paid_idr == 30
    assert unbalanced_accounts(db, system_actor) == closing_gaps(db, system_actor) == []


def test_postings_race_with_the_closing_of_their_year(real_db: None, system_actor: Actor) -> None:
    """Eight desks promise on 2012 while it is closed: each promise stands once, in 2013."""
    open_lines(system_actor, 2012, 2013)
    ready = Barrier(9)

    def desk(number: int) -> list[object]:
        answers: list[object] = []
        ready.wait()
        for n in range(25):
            letter = posting(
                f"reserve:{number}-{n}", EntryKind.RESERVE, END, reservation_id=f"{number}-{n}",
                committed_idr=1,
            )  # fmt: skip
            with transaction(system_actor) as cursor:
                answers.append(post(cursor, letter, by=system_actor))
            roll_up(by=system_actor, on=SIGN)
        connections["default"].close()
        return answers

    with ThreadPoolExecutor(9) as people:
        desks = [people.submit(desk, number) for number in range(8)]
        ready.wait()
        closing = close_year(year=2012, by=system_actor, on=SIGN)
        answers = [answer for one in desks for answer in one.result()]
    assert all(isinstance(answer, Posted) for answer in answers)
    with transaction(system_actor) as cursor:
        assert closing.reconciled
        assert total(stock(cursor, system_actor, year=2012)).committed_idr == 0
        assert total(stock(cursor, system_actor, year=2013)).committed_idr == len(answers) == 200
        now = stock(cursor, system_actor, year=2013)
        assert stock(cursor, system_actor, year=2013, on=SIGN) == now
        assert unbalanced_accounts(cursor, system_actor) == []
        assert misrolled_accounts(cursor, system_actor) == []
        assert closing_gaps(cursor, system_actor) == []


def test_a_batch_of_old_and_new_years_posts_once_and_where_it_belongs(
    db: Cursor, system_actor: Actor
) -> None:
    a_year(db, system_actor)
    pay(db, system_actor)
    close_year(year=2012, by=system_actor, on=SIGN)
    for repeated in (0, 2):
        plan.create_posting_table(db)
        db.execute(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", billed_idr) '
            "VALUES ('bill:5', '2012/RI', 'bill', %s, 7), ('bill:6', '2013/RI', 'bill', %s, 8)",
            [END, END],
        )
        assert post_batch(db, by=system_actor, on=END).repeated == repeated
    days = {one.entry_id: one.on for one in entries(db, system_actor, year=2013, kind="bill")}
    assert days == {"bill:5": SIGN, "bill:6": END}
