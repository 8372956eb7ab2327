"""The budget's books: guards, repeats, arrears, and the race for the last rupiah."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from psycopg.errors import CheckViolation

from multiguna.kernel.db import Cursor, connection, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger import plan
from multiguna.ledger.actions import (
    enter_documents,
    import_budget,
    open_accounts,
    post,
    post_batch,
)
from multiguna.ledger.queries import stock, total, unbalanced_accounts
from multiguna.ledger.terms import (
    Already,
    BudgetDocument,
    BudgetImport,
    BudgetLine,
    EntryKind,
    LineStock,
    Posted,
    Posting,
    Short,
)

DAY = date(2012, 3, 1)
ACCOUNT = "2012/RI"


def open_line(by: Actor, *, policy: str, appropriation_idr: int, released_idr: int = 0) -> None:
    line = BudgetLine(
        2012, "RI", None, Text("Rawat inap", "Inpatient"), "1.02.02.2.02.0026",
        "5.1.02.02.01.0077", "inpatient", policy,
    )  # fmt: skip
    open_accounts(lines=[line], by=by, on=DAY)
    documents = [BudgetDocument("DPA-1", "DPA", 2012, "RI", DAY, appropriation_idr)]
    if released_idr:
        documents.append(BudgetDocument("SPD-1", "SPD", 2012, "RI", DAY, released_idr))
    enter_documents(documents=documents, by=by, on=DAY)


def reserve(number: int | str, amount_idr: int) -> Posting:
    return Posting(
        f"reserve:{number}", ACCOUNT, EntryKind.RESERVE, DAY, str(number), committed_idr=amount_idr
    )


def the_stock(cursor: Cursor, by: Actor) -> LineStock:
    return total(stock(cursor, by, year=2012))


def test_a_promise_takes_from_what_is_available(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    assert post(db, reserve(1, 60), by=system_actor) == Posted(0)
    now = the_stock(db, system_actor)
    assert (now.committed_idr, now.available_idr, now.arrears_idr) == (60, 40, 0)


def test_a_promise_that_does_not_fit_is_answered_and_changes_nothing(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    assert post(db, reserve(1, 101), by=system_actor) == Short(100)
    assert the_stock(db, system_actor).committed_idr == 0


def test_an_unfunded_promise_opens_arrears_and_a_bigger_budget_closes_them(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="unfunded", appropriation_idr=100)
    assert post(db, reserve(1, 130), by=system_actor) == Posted(30)
    now = the_stock(db, system_actor)
    assert (now.available_idr, now.arrears_idr) == (0, 30)
    added = [BudgetDocument("DPAP-1", "DPAP", 2012, "RI", DAY, 50)]
    enter_documents(documents=added, by=system_actor, on=DAY)
    now = the_stock(db, system_actor)
    assert (now.available_idr, now.arrears_idr) == (20, 0)
    assert unbalanced_accounts(db, system_actor) == []


def test_a_repeat_has_one_effect_and_other_content_is_refused(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    post(db, reserve(1, 60), by=system_actor)
    assert post(db, reserve(1, 60), by=system_actor) == Already(0)
    with pytest.raises(Refused, match="entry_id_reused"):
        post(db, reserve(1, 61), by=system_actor)
    assert the_stock(db, system_actor).committed_idr == 60


def test_a_batch_posts_as_a_set_and_a_repeat_of_it_changes_nothing(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    for _ in range(2):
        plan.create_posting_table(db)
        db.execute(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", billed_idr) '
            "SELECT 'bill:' || n, %s, 'bill', %s, 10 FROM generate_series(1, 15) n",
            [ACCOUNT, DAY],
        )
        done = post_batch(db, by=system_actor, on=DAY)
    assert (done.posted, done.repeated) == (0, 15)
    now = the_stock(db, system_actor)
    assert (now.billed_idr, now.arrears_idr, now.available_idr) == (150, 50, 0)
    assert unbalanced_accounts(db, system_actor) == []


def test_nothing_is_paid_beyond_the_released_funds(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100, released_idr=40)
    plan.create_posting_table(db)
    db.execute(
        'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", paid_idr) '
        "VALUES ('pay:1', %s, 'pay', %s, 41)",
        [ACCOUNT, DAY],
    )
    with pytest.raises(Refused, match="funds_not_released"):
        post_batch(db, by=system_actor, on=DAY)
    assert the_stock(db, system_actor).paid_idr == 0


def test_the_stock_on_a_day_is_the_fold_of_its_entries(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    later = Posting("reserve:2", ACCOUNT, EntryKind.RESERVE, date(2012, 4, 1), "2", committed_idr=7)
    post(db, reserve(1, 60), by=system_actor)
    post(db, later, by=system_actor)
    on_the_day = total(stock(db, system_actor, year=2012, on=DAY))
    assert on_the_day.committed_idr == 60
    assert total(stock(db, system_actor, year=2012, on=date(2012, 4, 1))).committed_idr == 67


def test_sixteen_desks_race_for_the_last_rupiah(real_db: None, system_actor: Actor) -> None:
    """2,000 letters of 3 on a line of 3,001: 1,000 get in, 1 is left, nobody sees an error."""
    open_line(system_actor, policy="refuse", appropriation_idr=3_001)

    def desk(numbers: range) -> list[object]:
        answers: list[object] = []
        for number in numbers:
            with transaction(system_actor) as cursor:
                answers.append(post(cursor, reserve(number, 3), by=system_actor))
        from django.db import connection as mine

        mine.close()
        return answers

    with ThreadPoolExecutor(16) as desks:
        answers = [
            answer
            for desk_answers in desks.map(desk, [range(i, 2_000, 16) for i in range(16)])
            for answer in desk_answers
        ]
    assert len(answers) == 2_000
    assert answers.count(Posted(0)) == 1_000
    assert all(isinstance(answer, Posted | Short) for answer in answers)
    with transaction(system_actor) as cursor:
        now = the_stock(cursor, system_actor)
        assert (now.committed_idr, now.available_idr) == (3_000, 1)
        assert unbalanced_accounts(cursor, system_actor) == []
    connection()


def test_a_later_document_waits_for_its_day(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    file = tmp_path / "budget.csv"
    file.write_text(
        "document_no,kind,fiscal_year,line_code,on,amount_idr,legal\n"
        "SPD-A,SPD,2012,RI,2012-03-01,40,x\nSPD-B,SPD,2012,RI,2012-07-01,50,x\n"
    )
    assert import_budget(path=file, by=system_actor, on=DAY) == BudgetImport(1, 1)
    assert the_stock(db, system_actor).released_idr == 40
    assert import_budget(path=file, by=system_actor, on=date(2012, 7, 1)) == BudgetImport(1, 0)
    assert the_stock(db, system_actor).released_idr == 90


def test_a_desk_enters_no_budget(
    db: Cursor, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    more = [BudgetDocument("DPAP-1", "DPAP", 2012, "RI", DAY, 50)]
    with pytest.raises(Refused, match="role_not_allowed"):
        enter_documents(documents=more, by=actor(Role.DESK_CLERK, "3671901"), on=DAY)


def test_a_document_never_changes_its_amount(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    changed = [BudgetDocument("DPA-1", "DPA", 2012, "RI", DAY, 101)]
    with pytest.raises(Refused, match="document_changed"):
        enter_documents(documents=changed, by=system_actor, on=DAY)


def test_a_reservation_keeps_the_day_it_was_made(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    post(db, reserve("A", 30), by=system_actor)
    post(db, reserve("B", 20), by=system_actor)
    later = date(2012, 4, 9)
    released = Posting("release:A", ACCOUNT, EntryKind.RELEASE, later, "A", committed_idr=-30)
    post(db, released, by=system_actor)
    plan.create_posting_table(db)
    db.execute(
        'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reservation_id, '
        "committed_idr, billed_idr) VALUES ('bill:1', %s, 'bill', %s, 'B', -20, 25), "
        "('bill:2', %s, 'bill', %s, NULL, 0, 5)",
        [ACCOUNT, later, ACCOUNT, later],
    )
    post_batch(db, by=system_actor, on=later)
    days = db.execute("SELECT entry_id, reserved_on FROM ledger_entry WHERE kind <> 'appropriate'")
    assert dict(days.fetchall()) == {
        "reserve:A": DAY, "release:A": DAY, "reserve:B": DAY, "bill:1": DAY, "bill:2": None,
    }  # fmt: skip


NEW_YEAR = date(2013, 1, 2)


def close_by_hand(db: Cursor, by: Actor) -> None:
    """2012/RI is closed and 2013/RI took over; the year's end itself has tests of its own."""
    line = BudgetLine(
        2013, "RI", None, Text("Rawat inap", "Inpatient"), "1.02.02.2.02.0026",
        "5.1.02.02.01.0077", "inpatient", "refuse",
    )  # fmt: skip
    open_accounts(lines=[line], by=by, on=NEW_YEAR)
    budget = [BudgetDocument("DPA-2", "DPA", 2013, "RI", NEW_YEAR, 100)]
    enter_documents(documents=budget, by=by, on=NEW_YEAR)
    db.execute(
        "UPDATE ledger_account SET closed_on = %s, carried_to = '2013/RI' WHERE account_id = %s",
        [NEW_YEAR, ACCOUNT],
    )


def test_what_names_a_closed_account_goes_where_it_was_carried(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    close_by_hand(db, system_actor)
    for answer in (Posted(0), Already(0)):
        assert post(db, reserve("A", 60), by=system_actor) == answer
    assert post(db, reserve("B", 41), by=system_actor) == Short(40)
    for repeated in (0, 1):
        plan.create_posting_table(db)
        db.execute(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", billed_idr) '
            "VALUES ('bill:1', %s, 'bill', %s, 55)",
            [ACCOUNT, DAY],
        )
        done = post_batch(db, by=system_actor, on=DAY)
        assert (done.posted, done.repeated) == (1 - repeated, repeated)
    rows = db.execute(
        "SELECT entry_id, account_id, on_date FROM ledger_entry "
        "WHERE kind IN ('reserve', 'bill', 'arrears') ORDER BY entry_no"
    ).fetchall()
    assert rows == [
        ("reserve:A", "2013/RI", NEW_YEAR),
        ("bill:1", "2013/RI", NEW_YEAR),
        ("arrears:2013/RI:bill:1", "2013/RI", NEW_YEAR),
    ]
    assert unbalanced_accounts(db, system_actor) == []


def test_what_was_posted_before_the_closing_is_known_after_it(
    db: Cursor, system_actor: Actor
) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    post(db, reserve("A", 60), by=system_actor)
    post(
        db, Posting("release:A", ACCOUNT, EntryKind.RELEASE, DAY, "A", committed_idr=-60),
        by=system_actor,
    )  # fmt: skip
    close_by_hand(db, system_actor)
    assert post(db, reserve("A", 60), by=system_actor) == Already(0)


def test_a_closed_account_owes_nothing(db: Cursor, system_actor: Actor) -> None:
    open_line(system_actor, policy="refuse", appropriation_idr=100)
    post(db, reserve("A", 60), by=system_actor)
    with pytest.raises(CheckViolation, match="ledger_account_closed_is_empty"):
        close_by_hand(db, system_actor)
