"""Corrections: a claim sent again with other content takes the place of the one that is not paid.

The corrected claim stays as it was, gets a last decision (`replaced`) and gives back what was still
billed; its correction is a claim of its own, one revision later, under the same letter.
"""

from __future__ import annotations

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import LOCK
from multiguna.claims.rules.eklaim_copy import content_hash
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.importing import ReadClaim
from multiguna.kernel.db import Cursor, beyond_own_rows
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

STANDS = """
SELECT next.claim_id IS NOT NULL, (
    SELECT a.outcome FROM claims_adjudication AS a
    WHERE a.region = c.region AND a.claim_id = c.claim_id ORDER BY a.version DESC LIMIT 1
), EXISTS (
    SELECT FROM claims_appeal AS f
    WHERE f.region = c.region AND f.claim_id = c.claim_id AND NOT EXISTS (
        SELECT FROM claims_ruling AS r
        WHERE r.region = f.region AND r.claim_id = f.claim_id AND r.attempt = f.attempt
    )
)
FROM claims_claim AS c
LEFT JOIN claims_claim AS next ON next.region = c.region AND next.corrects = c.claim_id
WHERE c.region = %s AND c.claim_id = %s
"""
TAKEN = """
WITH RECURSIVE own AS (
    SELECT claim_id, corrects, provider_code FROM claims_claim
    WHERE region = %(region)s AND claim_id = %(claim_id)s
    UNION ALL
    SELECT before.claim_id, before.corrects, before.provider_code
    FROM own
    JOIN claims_claim AS before
        ON before.region = %(region)s AND before.claim_id = own.corrects
)
SELECT FROM claims_claim AS c
WHERE c.region = %(region)s AND c.provider_code = (SELECT provider_code FROM own LIMIT 1)
  AND c.claim_no = %(claim_no)s AND c.admission_date = %(admission_date)s
  AND c.discharge_date = %(discharge_date)s AND c.claim_id NOT IN (SELECT claim_id FROM own)
"""
"""A claim of the hospital with that number and dates, also a replaced one, but for its own past."""

SAID_BEFORE = """
SELECT FROM claims_claim AS c
WHERE c.region = %(region)s AND c.provider_code = (
    SELECT o.provider_code FROM claims_claim AS o
    WHERE o.region = c.region AND o.claim_id = %(claim_id)s
) AND c.claim_no = %(claim_no)s AND c.admission_date = %(admission_date)s
  AND c.discharge_date = %(discharge_date)s AND c.content_hash = %(content_hash)s
LIMIT 1
"""
ONE_VERDICT = """
CREATE TEMPORARY TABLE claims_verdict ON COMMIT DROP AS
SELECT row_no, 'corrected'::text AS verdict, %(corrects)s::bigint AS corrects FROM claims_staging
"""
CORRECTING = "SELECT FROM claims_verdict WHERE verdict IN ('corrected', 'reused') LIMIT 1"


def look_up(cursor: Cursor, values: dict[str, object], *, by: Actor) -> None:
    """Say of each staged row what it is, in the temporary table `claims_verdict`.

    A form says itself which claim it corrects. When a row of a file speaks of a known claim with
    other content, deciding is held off until the end of the transaction and the rows are looked up
    again: what is corrected cannot be decided meanwhile.
    """
    if values["corrects"] is not None:
        cursor.execute(ONE_VERDICT, values)
        return
    plan.materialise(cursor, "claims_verdict", "import_verdicts", values)
    if cursor.execute(CORRECTING).fetchone() is not None:
        cursor.execute(LOCK, [by.region])
        cursor.execute("DROP TABLE claims_verdict")
        plan.materialise(cursor, "claims_verdict", "import_verdicts", values)


def replace_claims(cursor: Cursor, values: dict[str, object], *, by: Actor) -> int:
    """Write the last decision of every claim that `claims_match` corrects; gives how many.

    A proposal that waits on one of them lapses; hospitals see no proposals. Leaves the claims in
    the temporary table `claims_replaced`, from which their amounts are posted.
    """
    plan.materialise(cursor, "claims_replaced", "import_replaced", values)
    counted = cursor.execute("SELECT count(*) FROM claims_replaced").fetchone()
    assert counted is not None
    if counted[0]:
        cursor.execute(plan.statement("import_replacements"), values)
        cursor.execute(plan.statement("import_replaced_lines"), values)
        cursor.execute(plan.statement("import_replaced_findings"), values)
        cursor.execute(plan.replacing(), values)
        with beyond_own_rows(cursor, by):
            cursor.execute(plan.statement("import_lapsed"), values)
    return int(counted[0])


def hold_correctable(cursor: Cursor, claim_id: int, correction: ReadClaim, *, by: Actor) -> None:
    """Hold deciding off until the transaction ends, and see that the claim may be corrected so.

    Refuses a claim that was corrected before (`claim_replaced`), is approved (`claim_approved`) or
    appealed (`appeal_open`), a correction with the number and dates of another claim
    (`claim_no_taken`), and what an earlier revision said already (`claim_said_before`): in a file
    too that changes nothing, so that an old file or form never undoes a correction.
    """
    cursor.execute(LOCK, [by.region])
    row = cursor.execute(STANDS, [by.region, claim_id]).fetchone()
    assert row is not None, "the caller has read the claim"
    replaced, outcome, appealed = row
    if replaced:
        raise Refused(
            "claim_replaced",
            Text(
                id="Klaim ini sudah diganti perbaikannya. Perbaiki klaim yang menggantikannya.",
                en="This claim was corrected before. Correct the claim that replaced it.",
            ),
        )
    if outcome in (Outcome.APPROVED, Outcome.REDUCED):
        raise Refused(
            "claim_approved",
            Text(
                id="Klaim ini sudah disetujui dan tidak dapat diperbaiki lagi. Ajukan keberatan.",
                en="This claim was approved and cannot be corrected any more. File an appeal.",
            ),
        )
    if appealed:
        raise Refused(
            "appeal_open",
            Text(
                id="Keberatan atas klaim ini belum diputus. Tunggu putusannya, lalu perbaiki.",
                en="An appeal about this claim waits for its ruling. Correct it after that.",
            ),
        )
    _check_content(cursor, claim_id, correction, by=by)


def _check_content(cursor: Cursor, claim_id: int, correction: ReadClaim, *, by: Actor) -> None:
    """Refuse the number of another claim, and what a replaced revision said."""
    taken = {
        "region": by.region, "claim_id": claim_id, "claim_no": correction.claim_no,
        "admission_date": correction.admission_date,
        "discharge_date": correction.discharge_date,
    }  # fmt: skip
    if cursor.execute(TAKEN, taken).fetchone() is not None:
        raise Refused(
            "claim_no_taken",
            Text(
                id="Nomor dan tanggal ini milik klaim lain. Periksa nomor surat jaminan dan "
                "tanggalnya.",
                en="Another claim has this number and these dates. Check the letter's number and "
                "the dates.",
            ),
        )
    said = taken | {"content_hash": content_hash(correction)}
    if cursor.execute(SAID_BEFORE, said).fetchone() is not None:
        raise Refused(
            "claim_said_before",
            Text(
                id="Isi ini sama persis dengan versi lama yang sudah diganti. Versi lama tidak "
                "berlaku lagi dengan dikirim ulang; bila versi itu yang benar, jelaskan kepada "
                "verifikator.",
                en="This is exactly what a replaced revision said. Sending it again does not bring "
                "it back; if that revision was right, explain it to the verifier.",
            ),
        )
