"""What a hospital gets back: the receipt of a file, and how a claim came to be what it is."""

from __future__ import annotations

from collections import Counter

from psycopg.rows import TupleRow

from multiguna.audit.actions import SEVERAL, record_access
from multiguna.claims import plan
from multiguna.claims.queries.batches import no_batch
from multiguna.claims.rules.receipts import ROWS_MAX
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.claims.terms.receipts import Receipt, RefusedRow, Revision
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

BATCH = """
SELECT batch_id, provider_code, file_name, received_on, coalesce(columns, '{}'), rows, imported,
    corrected, unchanged, refused
FROM claims_batch WHERE region = %s AND batch_id = %s
"""
REFUSED = """
SELECT row_no, cells, problems FROM claims_refused_row
WHERE region = %s AND batch_id = %s ORDER BY row_no LIMIT %s
"""
CODES = """
SELECT said ->> 1, count(*)
FROM claims_refused_row CROSS JOIN LATERAL jsonb_array_elements(problems) AS said
WHERE region = %s AND batch_id = %s GROUP BY said ->> 1
"""


def receipt_card(cur: Cursor, by: Actor, *, batch_id: int) -> Receipt:
    """What became of a file, in numbers. Refuses (`batch_unknown`) one that `by` may not see."""
    key = [by.region, batch_id]
    found = cur.execute(BATCH, key).fetchone()
    if found is None:
        raise no_batch(batch_id)
    number, provider_code, file_name, received_on, columns, *counts = found
    codes = Counter({ProblemCode(code): n for code, n in cur.execute(CODES, key).fetchall()})
    return Receipt(number, provider_code, file_name, received_on, tuple(columns), codes, *counts)


def refused_rows(cur: Cursor, by: Actor, *, batch_id: int, limit: int = 50) -> list[RefusedRow]:
    """The first rows of a file that did not become claims, with what is wrong with them."""
    return [
        RefusedRow(
            row_no,
            tuple(cells),
            tuple(RowProblem(row_no, c, value, ProblemCode(code)) for c, code, value in problems),
        )
        for row_no, cells, problems in cur.execute(REFUSED, [by.region, batch_id, limit]).fetchall()
    ]


def receipt(cur: Cursor, by: Actor, *, batch_id: int) -> bytes:
    """The receipt of a file as a workbook (XLSX): its refused rows, to correct and send again.

    It names persons: written to the access log, once for the file. Refuses (`batch_unknown`) a file
    that `by` may not see.
    """
    card = receipt_card(cur, by, batch_id=batch_id)
    if card.refused:
        purpose = f"claims_receipt {batch_id}"
        record_access(cur, person_ids=[SEVERAL], purpose=purpose, by=by)
    from multiguna.claims.rules.receipt_book import receipt_workbook

    return receipt_workbook(card, refused_rows(cur, by, batch_id=batch_id, limit=ROWS_MAX))


def claim_history(cur: Cursor, by: Actor, claim_id: int) -> list[Revision]:
    """All revisions of a claim, from any of them, the first one first; empty when unknown.

    Each says which columns its correction changed. Written to the access log.
    """
    rows = cur.execute(
        plan.statement("revisions"), {"region": by.region, "claim_id": claim_id}
    ).fetchall()
    persons = sorted({row[-1] for row in rows if row[-1] is not None})
    if persons:
        record_access(cur, person_ids=persons, purpose="claim_history", by=by)
    return [_revision(row) for row in rows]


def _revision(row: TupleRow) -> Revision:
    (claim_id, revision, batch_id, file_name, received_on, billed_idr, corrected_by, outcome,
     approved_idr, decided_on, changed, _) = row  # fmt: skip
    return Revision(
        claim_id, revision, batch_id, file_name, received_on, billed_idr, corrected_by,
        None if outcome is None else Outcome(outcome), approved_idr, decided_on, tuple(changed),
    )  # fmt: skip
