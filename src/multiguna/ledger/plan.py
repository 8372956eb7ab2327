"""The SQL of the ledger: one guarded movement, and a batch of movements posted as a set.

Both lock the accounts first, in account order, so that two writers can never wait for each other
in a circle, and so that the statement after the lock sees every entry of whoever held it before.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.rows import TupleRow

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

LOCK_ACCOUNT = """
SELECT appropriation_idr + arrears_idr
       - (committed_idr + billed_idr + obligations_idr + ordered_idr + paid_idr),
       carried_to, closed_on
FROM ledger_account WHERE region = %(region)s AND account_id = %(account_id)s FOR UPDATE
"""

LOCK_FIRST = """
SELECT FROM ledger_account WHERE region = %(region)s AND account_id = ANY(%(named)s)
ORDER BY account_id LIMIT 1 FOR UPDATE
"""

LOCK_NAMED = """
SELECT account_id, carried_to, closed_on FROM ledger_account
WHERE region = %(region)s AND (account_id = ANY(%(named)s) OR account_id IN (
    SELECT carried_to FROM ledger_account
    WHERE region = %(region)s AND account_id = ANY(%(named)s)))
ORDER BY account_id FOR UPDATE
"""

REDIRECT = """
UPDATE ledger_posting p SET account_id = a.carried_to, "on" = greatest(p."on", a.closed_on)
FROM ledger_account a
WHERE a.region = %s AND a.account_id = p.account_id AND a.carried_to IS NOT NULL
"""

PAID_BELOW_ZERO = """
SELECT a.account_id FROM ledger_account a
JOIN (SELECT account_id, sum(paid_idr) AS paid_idr FROM ledger_posting GROUP BY account_id) AS t
     USING (account_id)
WHERE a.region = %(region)s AND a.paid_idr + t.paid_idr < 0
ORDER BY a.account_id LIMIT 1
"""

CREATE_POSTINGS = """
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_posting (
    entry_id text NOT NULL,
    account_id text NOT NULL,
    kind text NOT NULL,
    "on" date NOT NULL,
    reservation_id text,
    reserved_on date,
    appropriation_idr bigint NOT NULL DEFAULT 0,
    released_idr bigint NOT NULL DEFAULT 0,
    committed_idr bigint NOT NULL DEFAULT 0,
    billed_idr bigint NOT NULL DEFAULT 0,
    obligations_idr bigint NOT NULL DEFAULT 0,
    ordered_idr bigint NOT NULL DEFAULT 0,
    paid_idr bigint NOT NULL DEFAULT 0,
    provider_code text,
    care text,
    village_code text,
    claim_id bigint
) ON COMMIT DROP
"""


def create_posting_table(cursor: Cursor) -> None:
    """Make the empty temporary table `ledger_posting` for a batch of this transaction."""
    cursor.execute(CREATE_POSTINGS)
    cursor.execute("TRUNCATE ledger_posting")


def lock_accounts(cursor: Cursor, region: str) -> None:
    """Hold all accounts of the region, in order, before looking at what a batch will move."""
    cursor.execute(
        "SELECT FROM ledger_account WHERE region = %s ORDER BY account_id FOR UPDATE", [region]
    )


def hold_books(cursor: Cursor, region: str) -> None:
    """Hold all accounts, and keep new ones from being opened: nothing is posted meanwhile."""
    hold_opening(cursor, region)
    lock_accounts(cursor, region)


def hold_opening(cursor: Cursor, region: str) -> None:
    """Keep others from opening accounts until this transaction ends."""
    cursor.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.ledger.accounts ' || %s, 0))",
        [region],
    )


def lock_named(cursor: Cursor, region: str, named: Sequence[str]) -> list[TupleRow]:
    """Hold some accounts and those they were carried to, in order: id, carried_to, closed_on.

    The first one is held before looking where the others went: from then on no year is being
    closed, because a closing holds all accounts.
    """
    values = {"region": region, "named": list(named)}
    cursor.execute(LOCK_FIRST, values)
    return cursor.execute(LOCK_NAMED, values).fetchall()


def rolled_through(cursor: Cursor, region: str) -> dict[str, int]:
    """How far the roll-ups reach, to bind: the last entry in days and the last one in months.

    A reader asks this first: what is rolled up meanwhile is then counted once, and the planner
    knows how few entries are left.
    """
    rows = cursor.execute(
        "SELECT grain, max(through_no) FROM ledger_rollup WHERE region = %s GROUP BY grain",
        [region],
    ).fetchall()
    reached: dict[str, int] = dict(rows)
    return {
        "through_no": reached.get("day", 0),
        "months_through_no": reached.get("month", 0),
    }


def over(*steps: str) -> str:
    """The last of some steps as a statement over those before it."""
    *before, last = steps
    return sqlplan.join([sqlplan.load("ledger", name) for name in before], statement(last))


def of_year(*steps: str) -> str:
    """The last of some steps as a statement over those before it and the year's accounts."""
    return over("year_accounts", *steps)


def statement(name: str) -> str:
    """One of the ledger's own statements in `sql/`."""
    return sqlplan.load("ledger", name).select
