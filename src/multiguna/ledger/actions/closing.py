"""The end of a fiscal year: what is pending is carried to the next, and the line takes no more."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger import plan
from multiguna.ledger.actions.posting import post_batch
from multiguna.ledger.queries.books import unbalanced_accounts
from multiguna.ledger.queries.years import year_closing
from multiguna.ledger.rules import check_closable
from multiguna.ledger.terms import Closable, YearClosing

CLOSE = """
UPDATE ledger_account a SET closed_on = %(on)s, carried_to = l.target
FROM unnest(%(accounts)s::text[], %(targets)s::text[]) AS l(account_id, target)
WHERE a.region = %(region)s AND a.account_id = l.account_id
"""
CARRY_ON = """
UPDATE ledger_account a SET carried_to = l.target
FROM unnest(%(accounts)s::text[], %(targets)s::text[]) AS l(account_id, target)
WHERE a.region = %(region)s AND a.carried_to = l.account_id
"""


def close_year(*, year: int, by: Actor, on: date) -> YearClosing:
    """Close every line of a fiscal year: what is pending goes to the same line of the next year.

    Committed, billed and obligations are carried by `carry` entries, one pair per hospital, care,
    village and day of reservation, so that every split and age goes on; what was not used lapses.
    Later postings to a closed line go to the one that took over. The result reconciles each line:
    handed over = taken over, appropriation = paid + unused. Closing again gives the same result
    and changes nothing. Holds all accounts; one decision record.

    Refuses `year_not_over` (before 31 December), `year_unknown`, `orders_open` (money is on its
    way: pay or cancel first), `entries_later` (the line has entries dated after `on`),
    `next_year_missing` and `books_unbalanced`. Legal: Permendagri 77/2020 (utang belanja).
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    values: dict[str, object] = {"region": by.region, "year": year, "on": on}
    with transaction(by) as cursor:
        plan.hold_books(cursor, by.region)
        rows = cursor.execute(plan.statement("closable"), values).fetchall()
        lines = [Closable(*row) for row in rows]
        if lines:
            check_closable(lines, year=year, on=on)
            _check_balanced(cursor, by)
            values["accounts"] = [line.account_id for line in lines]
            values["targets"] = [line.target for line in lines]
            plan.create_posting_table(cursor)
            cursor.execute(plan.statement("carry_postings"), values)
            post_batch(cursor, by=by, on=on)
            cursor.execute(CLOSE, values)
            cursor.execute(CARRY_ON, values)
        closing = year_closing(cursor, by, year=year)
        if not closing.lines:
            raise Refused(
                "year_unknown",
                Text(
                    id=f"Tidak ada baris anggaran tahun {year}.",
                    en=f"There is no budget line of {year}.",
                ),
                year=year,
            )
        assert closing.reconciled, "what a line hands over is what the next one takes"
        if lines:
            _record(cursor, closing, by, on)
    return closing


def _check_balanced(cursor: Cursor, by: Actor) -> None:
    wrong = unbalanced_accounts(cursor, by)
    if wrong:
        raise Refused(
            "books_unbalanced",
            Text(
                id=f"Saldo {', '.join(wrong)} bukan jumlah catatannya; tahun tidak dapat ditutup. "
                "Jalankan 'multiguna doctor' dan cari sebabnya dahulu.",
                en=f"The balances of {', '.join(wrong)} are not the sums of their entries; the "
                "year cannot be closed. Run 'multiguna doctor' and find out why first.",
            ),
        )


def _record(cursor: Cursor, closing: YearClosing, by: Actor, on: date) -> None:
    lines: list[Json] = [
        {
            "account_id": line.account_id,
            "carried_to": line.carried_to,
            "appropriation_idr": line.appropriation_idr,
            "paid_idr": line.paid_idr,
            "unused_idr": line.unused_idr,
            "committed_idr": line.handed.committed_idr,
            "billed_idr": line.handed.billed_idr,
            "obligations_idr": line.handed.obligations_idr,
        }
        for line in closing.lines
    ]
    record_decision(
        cursor,
        kind="budget_year",
        subject=f"budget:{closing.year}",
        facts={"lines": lines},
        outcome="closed",
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )
