"""The SQL of payment: choose what is payable, make its orders, post them, and read them back.

What is chosen lies in the temporary table `payments_chosen` for the rest of the transaction, so
that the orders, the decision records and the postings speak of the same claims.
"""

from __future__ import annotations

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.payments ' || %s, 0))"
"""One payment action at a time in a region: claims are chosen and steps judged without a race."""

CREATE_CHOSEN = """
CREATE TEMPORARY TABLE IF NOT EXISTS payments_chosen (
    claim_id bigint PRIMARY KEY,
    version smallint NOT NULL,
    order_no text NOT NULL,
    provider_code text NOT NULL,
    account_id text NOT NULL,
    care text NOT NULL,
    village_code text,
    amount_idr bigint NOT NULL,
    pack_hash text NOT NULL
) ON COMMIT DROP
"""

CHOOSE = """
INSERT INTO payments_chosen (claim_id, version, order_no, provider_code, account_id, care,
    village_code, amount_idr, pack_hash)
{chosen}
"""
CHOSEN = """
SELECT p.claim_id, p.version, n.order_no, p.provider_code, p.account_id, p.care, p.village_code,
       p.amount_idr, p.pack_hash
FROM payable_claims AS p
INNER JOIN order_numbers AS n ON n.provider_code = p.provider_code
"""

INSERT_ORDER = """
INSERT INTO payments_order (region, order_no, provider_code, period, amount_idr, claim_count,
    record_id, created_on, created_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
INSERT_CLAIMS = """
INSERT INTO payments_order_claim (region, claim_id, version, order_no, provider_code, account_id,
    amount_idr)
SELECT %s, claim_id, version, order_no, provider_code, account_id, amount_idr FROM payments_chosen
"""
INSERT_STEP = """
INSERT INTO payments_step (region, order_no, step, provider_code, document_no, on_date,
    recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
DOCUMENT_USED = """
SELECT order_no FROM payments_step
WHERE region = %s AND step = %s AND document_no = %s AND order_no <> %s
"""
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


def statement(name: str) -> str:
    """One of the steps of payment in `sql/`, as a statement of its own."""
    return sqlplan.load("payments", name).select


def postings(name: str) -> str:
    """The statement that puts a step's rows into the ledger's batch."""
    return POST.format(postings=statement(name))


def remittance_reasons() -> str:
    """The findings of the claims of a remittance."""
    steps = [sqlplan.load("payments", "remittance_claims")]
    return sqlplan.join(steps, statement("remittance_reasons"))
