"""A claim as a form shows it, to be corrected."""

from __future__ import annotations

from multiguna.audit.actions import record_access
from multiguna.claims.rules.filing import ClaimForm, claim_values
from multiguna.kernel.db import Cursor, dicts
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

STORED = "SELECT * FROM claims_claim WHERE region = %s AND claim_id = %s"
LINES = """
SELECT kind, code, billed_idr FROM claims_line WHERE region = %s AND claim_id = %s ORDER BY line_no
"""


def claim_form(cur: Cursor, by: Actor, claim_id: int) -> ClaimForm:
    """A claim in e-Klaim's columns, as a form shows it. Written to the access log.

    Refuses (`claim_unknown`) one that `by` may not see.
    """
    key = [by.region, claim_id]
    cur.execute(STORED, key)
    found = dicts(cur)
    if not found:
        raise Refused(
            "claim_unknown",
            Text(id="Tidak ada klaim dengan nomor ini.", en="No claim has this number."),
        )
    [stored] = found
    person_id, content_hash = stored["person_id"], stored["content_hash"]
    assert isinstance(content_hash, bytes)
    if isinstance(person_id, int):
        record_access(cur, person_ids=[person_id], purpose="claim_form", by=by)
    lines = cur.execute(LINES, key).fetchall()
    return ClaimForm(
        claim_id, str(stored["provider_code"]), content_hash,
        claim_values(stored, [(kind, code, amount) for kind, code, amount in lines]),
    )  # fmt: skip
