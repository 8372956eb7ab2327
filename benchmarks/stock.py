"""The stock of a past day in a city's whole year, early, in the middle and late.

`MULTIGUNA_BENCH_VISITS` sets the size (1,200,000 when not given): each visit has a letter, and as
far as the year reaches a bill, a verdict, a place in an order and a payment, about four entries.
They are added day by day and rolled up as the worker does it; the last day waits unrolled.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks import floor
from benchmarks.floor import Figure, Limit
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Text, system
from multiguna.ledger.actions import enter_documents, open_accounts, roll_up
from multiguna.ledger.queries import (
    day_ends,
    promises,
    stock,
    stock_by,
    total,
    unbalanced_accounts,
)
from multiguna.ledger.terms import BALANCES, BudgetDocument, BudgetLine, LineStock

VISITS = int(os.environ.get("MULTIGUNA_BENCH_VISITS", "1200000"))
BY = system("36.71")
FIRST, LAST = date(2012, 1, 1), date(2012, 12, 31)
ROLL_UP_ENTRIES = 20_000
EARLY, MIDDLE, LATE = date(2012, 1, 20), date(2012, 7, 10), date(2012, 12, 30)
PLENTY_IDR = 100_000_000_000_000

ENTRIES = f"""
CREATE TEMPORARY TABLE bench_entry AS
SELECT moved.kind || ':' || visit.n AS entry_id, visit.account_id, moved.kind, moved.reservation_id,
       moved.reserved_on, moved.committed_idr, moved.billed_idr, moved.obligations_idr,
       moved.ordered_idr, moved.paid_idr, visit.provider_code, visit.care, visit.village_code,
       CASE WHEN moved.kind <> 'reserve' THEN visit.n END AS claim_id,
       visit.on_date + moved.after_days AS on_date
FROM (
    SELECT n, DATE '2012-01-01' + (n * 366 / {VISITS + 1})::int AS on_date,
           CASE WHEN n % 10 < 3 THEN '2012/RI' ELSE '2012/RJ' END AS account_id,
           CASE WHEN n % 10 < 3 THEN 'inpatient' ELSE 'outpatient' END AS care,
           CASE WHEN n % 10 < 3 THEN 3000000 ELSE 300000 END AS reserved_idr,
           CASE WHEN n % 10 < 3 THEN 2000000 ELSE 200000 END + n * 7919 % 1500000 AS billed_idr,
           (36719010 + n % 35)::text AS provider_code,
           '36.71.' || lpad((n % 13 + 1)::text, 2, '0') || '.' || (1001 + n % 8) AS village_code
    FROM generate_series(1::bigint, {VISITS}) AS n
) AS visit
CROSS JOIN LATERAL (
    VALUES ('reserve', 0, n::text, on_date, reserved_idr, 0, 0, 0, 0),
           ('bill', 20 + (n % 45)::int, n::text, on_date, -reserved_idr, billed_idr, 0, 0, 0),
           ('approve', 35 + (n % 45)::int, NULL, NULL, 0, -billed_idr, billed_idr, 0, 0),
           ('order', 50 + (n % 45)::int, NULL, NULL, 0, 0, -billed_idr, billed_idr, 0),
           ('pay', 60 + (n % 45)::int, NULL, NULL, 0, 0, 0, -billed_idr, billed_idr)
) AS moved(kind, after_days, reservation_id, reserved_on, committed_idr, billed_idr,
           obligations_idr, ordered_idr, paid_idr)
WHERE visit.on_date + moved.after_days <= '2012-12-31'
"""
ADD = """
INSERT INTO ledger_entry (region, entry_id, account_id, kind, reservation_id, reserved_on,
    committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr, provider_code, care,
    village_code, claim_id, on_date, recorded_by)
SELECT '36.71', entry_id, account_id, kind, reservation_id, reserved_on, committed_idr, billed_idr,
       obligations_idr, ordered_idr, paid_idr, provider_code, care, village_code, claim_id, on_date,
       'system'
FROM bench_entry WHERE on_date = %s
"""
BALANCE = """
UPDATE ledger_account a
SET committed_idr = e.committed_idr, billed_idr = e.billed_idr,
    obligations_idr = e.obligations_idr, ordered_idr = e.ordered_idr, paid_idr = e.paid_idr
FROM (SELECT account_id, sum(committed_idr) AS committed_idr, sum(billed_idr) AS billed_idr,
             sum(obligations_idr) AS obligations_idr, sum(ordered_idr) AS ordered_idr,
             sum(paid_idr) AS paid_idr
      FROM ledger_entry GROUP BY account_id) AS e
WHERE a.account_id = e.account_id
"""
FOLD = "SELECT {} FROM ledger_entry WHERE on_date <= %s".format(
    ", ".join(f"sum({name})::bigint" for name in BALANCES)
)


def run() -> list[Figure]:
    """Any day's stock and its splits within 200 ms, and no slower late in the year than early."""
    _build()
    with transaction(BY) as cursor:
        assert unbalanced_accounts(cursor, BY) == []
        for on in (EARLY, MIDDLE, LATE):
            folded = cursor.execute(FOLD, [on]).fetchone()  # type: ignore[arg-type]
            whole = _stock(cursor, on)
            assert folded == tuple(getattr(whole, name) for name in BALANCES)
    early, middle, late = (
        _milliseconds(lambda cursor, on=on: _stock(cursor, on))  # type: ignore[misc]
        for on in (EARLY, MIDDLE, LATE)
    )
    figures: list[Figure] = [
        Limit(f"ledger: stock on {EARLY}", "ms", early, 200),
        Limit(f"ledger: stock on {MIDDLE}", "ms", middle, 200),
        Limit(f"ledger: stock on {LATE}", "ms", late, 200),
        Limit("ledger: stock late in the year, of early", "%", 100 * late / early, 200),
    ]
    for face in ("provider", "village", "age"):
        took = _milliseconds(
            lambda cursor, face=face: stock_by(cursor, BY, year=2012, face=face, on=LATE)  # type: ignore[misc]
        )
        figures.append(Limit(f"ledger: stock by {face} on {LATE}", "ms", took, 200))
    took = _milliseconds(lambda cursor: day_ends(cursor, BY, year=2012))
    figures.append(Limit("ledger: every day's end", "ms", took, 500))
    took = _milliseconds(
        lambda cursor: promises(cursor, BY, starts=FIRST, until=LAST + timedelta(days=1))
    )
    figures.append(Limit("ledger: a year's promises by day and hospital", "ms", took, 1_000))
    return figures


def _build() -> None:
    """A year's entries, added day by day and rolled up as the worker does it."""
    lines = [
        BudgetLine(2012, code, None, Text(code, code), "1.02.02.2.02.0026", "5.1.02.02.01.0077",
                   care, "unfunded")
        for code, care in (("RI", "inpatient"), ("RJ", "outpatient"))
    ]  # fmt: skip
    open_accounts(lines=lines, by=BY, on=FIRST)
    documents = [
        BudgetDocument(kind, kind, 2012, line.line_code, FIRST, PLENTY_IDR)
        for kind in ("DPA", "SPD")
        for line in lines
    ]
    enter_documents(documents=documents, by=BY, on=FIRST)
    with transaction(BY) as cursor:
        cursor.execute(ENTRIES)
        cursor.execute("CREATE INDEX ON bench_entry (on_date)")
        cursor.execute("ANALYZE bench_entry")
    day = FIRST
    while day <= LAST:
        with transaction(BY) as cursor:
            cursor.execute(ADD, [day])
        if day < LAST:
            roll_up(by=BY, on=day, min_entries=ROLL_UP_ENTRIES)
        day += timedelta(days=1)
    with transaction(BY) as cursor:
        cursor.execute(BALANCE)
        cursor.execute("DROP TABLE bench_entry")
        cursor.execute("ANALYZE ledger_entry")


def _stock(cursor: Cursor, on: date) -> LineStock:
    return total(stock(cursor, BY, year=2012, on=on))


def _milliseconds(read: Callable[[Cursor], object]) -> float:
    """The time of one read in a transaction of its own, the shortest of several."""

    def once() -> None:
        with transaction(BY) as cursor:
            read(cursor)

    return 1_000 * floor.best(once, times=5)
