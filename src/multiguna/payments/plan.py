"""The SQL of payment: choose what is payable, make its orders, post them, and read them back.

What is chosen lies in the temporary table `payments_chosen` for the rest of the transaction, so
that the orders, the decision records and the postings speak of the same claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.payments ' || %s, 0))"
"""One payment action at a time in a region: claims are chosen and steps judged without a race."""

CREATE_CHOSEN = """
CREATE TEMPORARY TABLE IF NOT EXISTS payments_chosen (
    claim_id bigint PRIMARY KEY,
    attempt smallint NOT NULL,
    version smallint NOT NULL,
    order_no text NOT NULL,
    provider_code text NOT NULL,
    account_id text NOT NULL,
    care text NOT NULL,
    village_code text,
    decided_on date NOT NULL,
    amount_idr bigint NOT NULL,
    pack_hash text NOT NULL
) ON COMMIT DROP
"""

CHOOSE = """
INSERT INTO payments_chosen (claim_id, attempt, version, order_no, provider_code, account_id, care,
    village_code, decided_on, amount_idr, pack_hash)
{chosen}
"""
CHOSEN = """
SELECT p.claim_id, p.attempt, p.version, n.order_no, p.provider_code, p.account_id, p.care,
       p.village_code, p.decided_on, p.amount_idr, p.pack_hash
FROM payable_claims AS p
INNER JOIN ledger_account AS a ON a.region = %(region)s AND a.account_id = p.account_id
INNER JOIN order_numbers AS n
    ON n.provider_code = p.provider_code AND n.fiscal_year = a.fiscal_year
"""
OLDEST_CHOSEN = """
SELECT claim_id, account_id, amount_idr FROM payments_chosen ORDER BY decided_on, claim_id
"""
KEEP_CHOSEN = "DELETE FROM payments_chosen WHERE claim_id <> ALL(%s)"

INSERT_ORDER = """
INSERT INTO payments_order (region, order_no, provider_code, period, amount_idr, claims_idr,
    recovered_idr, penalty_idr, supplement_idr, claim_count, record_id, created_on, created_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
INSERT_CLAIMS = """
INSERT INTO payments_order_claim (region, claim_id, attempt, version, order_no, provider_code,
    account_id, care, village_code, decided_on, amount_idr)
SELECT %s, claim_id, attempt, version, order_no, provider_code, account_id, care, village_code,
       decided_on, amount_idr
FROM payments_chosen
"""
INSERT_EVENT = """
INSERT INTO payments_step (region, order_no, seq, event, provider_code, document_no, on_date,
    amount_idr, reason, voids, record_id, recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
DOCUMENT_USED = """
SELECT order_no FROM payments_step
WHERE region = %s AND event = %s AND document_no = %s AND order_no <> %s
"""
PAY_CLAIMS = """
INSERT INTO payments_paid_claim (region, claim_id, attempt, order_no, seq, provider_code,
    amount_idr)
SELECT %(region)s, claim_id, attempt, %(order_no)s, %(seq)s, provider_code, amount_idr
FROM ({unpaid}) AS unpaid
WHERE %(claim_ids)s::bigint[] IS NULL OR claim_id = ANY(%(claim_ids)s)
"""
RETURN_CLAIMS = """
INSERT INTO payments_returned_claim (region, claim_id, attempt, order_no, seq, provider_code,
    after_closing)
SELECT region, claim_id, attempt, order_no, %(seq)s, provider_code, %(after_closing)s
FROM payments_paid_claim
WHERE region = %(region)s AND order_no = %(order_no)s AND seq = %(voids)s
"""
CANCEL_CLAIMS = """
INSERT INTO payments_cancelled_claim (region, claim_id, attempt, order_no, seq, provider_code)
SELECT region, claim_id, attempt, order_no, %(seq)s, provider_code FROM payments_order_claim
WHERE region = %(region)s AND order_no = %(order_no)s
"""
OWE_AGAIN = """
INSERT INTO payments_cancelled_claim (region, claim_id, attempt, order_no, seq, provider_code)
SELECT o.region, o.claim_id, o.attempt, o.order_no, %(seq)s, o.provider_code
FROM payments_order_claim o
JOIN payments_paid_claim p ON p.region = o.region AND p.order_no = o.order_no
    AND p.claim_id = o.claim_id AND p.seq = %(voids)s
WHERE o.region = %(region)s AND o.order_no = %(order_no)s
"""
CANCEL_LINES = """
INSERT INTO payments_cancelled_line (region, kind, due_no, part, order_no, provider_code,
    after_closing)
SELECT region, kind, due_no, part, order_no, provider_code, %(after_closing)s
FROM payments_order_line
WHERE region = %(region)s AND order_no = %(order_no)s
"""
ADD_PENALTIES = """
INSERT INTO payments_penalty (region, claim_id, provider_code, due_on, paid_on, months, rate_bp,
    amount_idr)
SELECT %(region)s, claim_id, provider_code, due_on, paid_on, months, rate_bp, amount_idr
FROM ({late}) AS late
"""
INSERT_LINE = """
INSERT INTO payments_order_line (region, order_no, provider_code, kind, due_no, part, claim_id,
    account_id, care, village_code, amount_idr)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
INSERT_RECOVERY = """
INSERT INTO payments_recovery (region, claim_id, provider_code, amount_idr, reason, record_id,
    on_date, recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING recovery_no
"""
SAME_RECOVERY = """
SELECT recovery_no FROM payments_recovery
WHERE region = %s AND claim_id = %s AND amount_idr = %s AND reason = %s AND on_date = %s
"""
ORDER_ACCOUNTS = """
SELECT DISTINCT account_id FROM payments_order_claim WHERE region = %s AND order_no = %s
UNION SELECT account_id FROM payments_order_line WHERE region = %s AND order_no = %s
"""
ORDER_LINES = """
SELECT due_no, account_id, amount_idr FROM payments_order_line WHERE region = %s AND order_no = %s
"""
ACCOUNT_YEARS = "SELECT account_id, fiscal_year FROM ledger_account WHERE region = %s"
FUNDS = """
SELECT account_id, released_idr - paid_idr FROM ledger_account
WHERE region = %s AND account_id = ANY(%s)
"""
OUR_CODES = """
SELECT DISTINCT fiscal_year, sub_activity_code, account_code FROM ledger_account WHERE region = %s
"""
LATEST_REALISATION = """
SELECT rows FROM payments_realisation
WHERE region = %s AND month = %s ORDER BY import_no DESC LIMIT 1
"""
INSERT_REALISATION = """
INSERT INTO payments_realisation (region, month, file_name, file_hash, rows, imported_on,
    imported_by)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
YEARS = "SELECT DISTINCT fiscal_year FROM ledger_account WHERE region = %s ORDER BY 1"
POST = """
INSERT INTO ledger_posting (entry_id, account_id, kind, "on", obligations_idr, ordered_idr,
    paid_idr, provider_code, care, village_code, claim_id)
{postings}
"""


def choose(cursor: Cursor, values: dict[str, object]) -> int:
    """Fill `payments_chosen` with what is payable now; gives how many claims."""
    cursor.execute(CREATE_CHOSEN)
    cursor.execute("TRUNCATE payments_chosen")
    steps = [sqlplan.load("payments", name) for name in ("payable_claims", "order_numbers")]
    cursor.execute(CHOOSE.format(chosen=sqlplan.join(steps, CHOSEN)), values)
    return cursor.rowcount


def add_penalties() -> str:
    """The statement that notes what late payment of the chosen hospitals' claims costs."""
    return ADD_PENALTIES.format(late=statement("late_payments"))


def pay_claims() -> str:
    """The statement that notes which claims an SP2D pays: all unpaid ones, or those named."""
    return PAY_CLAIMS.format(unpaid=statement("unpaid_claims"))


def statement(name: str) -> str:
    """One of the steps of payment in `sql/`, as a statement of its own."""
    return sqlplan.load("payments", name).select


def postings(name: str) -> str:
    """The statement that puts a step's rows into the ledger's batch."""
    return POST.format(postings=statement(name))


@contextmanager
def without_loops(cursor: Cursor) -> Iterator[None]:
    """Run statements over whole sets: row-level security hides from the planner how many rows
    there are, and a loop over what it takes for a handful is quadratic."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    cursor.execute("SET LOCAL enable_nestloop = on")


def past_due() -> str:
    """What each hospital should have been paid, and has not been."""
    return sqlplan.join([sqlplan.load("payments", "owed_claims")], statement("past_due"))


def waiting_days() -> str:
    """How long what is owed to each hospital has waited."""
    return sqlplan.join([sqlplan.load("payments", "owed_claims")], statement("waiting_days"))


def statement_reasons() -> str:
    """The findings of the claims of a hospital's statement."""
    steps = [sqlplan.load("payments", "statement_claims")]
    return sqlplan.join(steps, statement("statement_reasons"))


def remittance_reasons() -> str:
    """The findings of the claims of a remittance."""
    steps = [sqlplan.load("payments", "remittance_claims")]
    return sqlplan.join(steps, statement("remittance_reasons"))
