"""One claim in full: as billed, its letter, findings and decisions."""

from __future__ import annotations

from datetime import date

from multiguna.claims.queries.lists import claim_rows
from multiguna.claims.rules.explaining import explain
from multiguna.claims.terms.catalogue import SAID
from multiguna.claims.terms.deciding import Outcome, Severity
from multiguna.claims.terms.importing import COST_COLUMNS
from multiguna.claims.terms.views import ClaimDetail, DecisionCard, FindingCard, LineCard
from multiguna.guarantees.queries import letter
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

DETAIL = """
SELECT c.batch_id, c.row_no, b.file_name, c.mrn, c.birth_date, c.sex, c.diagnoses, c.procedures,
    c.cbg_description, c.los, c.charge_idr, c.charges, c.payor_id || ';' || c.payor_name, c.doctor,
    c.account_id, CASE WHEN whom.holds THEN whom.letter_no ELSE c.letter_no END
FROM claims_claim c JOIN claims_batch b ON b.batch_id = c.batch_id
LEFT JOIN LATERAL (
    SELECT m.kind = 'match' AS holds, m.letter_no FROM claims_matching m
    WHERE m.region = c.region AND m.claim_id = c.claim_id ORDER BY m.seq DESC LIMIT 1
) whom ON true
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
"""
LINES = """
SELECT l.line_no, l.kind, l.code, l.billed_idr, r.approved_idr
FROM claims_line l
LEFT JOIN claims_line_result r ON r.region = l.region AND r.claim_id = l.claim_id
    AND r.line_no = l.line_no AND r.version = %(version)s
WHERE l.region = %(region)s AND l.claim_id = %(claim_id)s ORDER BY l.line_no
"""
FINDINGS = """
SELECT rule_code, severity, amount_idr, facts FROM claims_finding
WHERE region = %(region)s AND claim_id = %(claim_id)s AND version = %(version)s
ORDER BY array_position(ARRAY['reject', 'pend', 'reduce'], severity), rule_code
"""
DECISIONS = """
SELECT version, outcome, approved_idr, reduced_idr, rejected_idr, pended_idr, stage_code,
    decided_on, decided_by, record_id, basis, reason
FROM claims_adjudication WHERE region = %(region)s AND claim_id = %(claim_id)s
ORDER BY version DESC
"""


def claim_detail(
    cur: Cursor, by: Actor, claim_id: int, *, on: date | None = None
) -> ClaimDetail | None:
    """One claim in full, None when there is none that `by` may see. Written to the access log.

    Its clock is the one on the day `on`; None without a day.
    """
    values: dict[str, object] = {"region": by.region, "claim_id": claim_id}
    found = cur.execute(DETAIL, values).fetchone()
    if found is None:
        return None
    row = claim_rows(cur, by, [claim_id], on=on, purpose="claim_detail")[claim_id]
    decisions = tuple(
        DecisionCard(version, Outcome(outcome), *rest)
        for version, outcome, *rest in cur.execute(DECISIONS, values).fetchall()
    )
    values["version"] = decisions[0].version if decisions else 0
    lines = tuple(LineCard(*line) for line in cur.execute(LINES, values).fetchall())
    findings = tuple(
        FindingCard(SAID[code], Severity(severity), amount_idr, explain(code, facts), facts)
        for code, severity, amount_idr, facts in cur.execute(FINDINGS, values).fetchall()
    )
    (batch_id, row_no, file_name, mrn, born, sex, diagnoses, procedures, described, los,
     charge_idr, charges, payor, doctor, account_id, letter_no) = found  # fmt: skip
    return ClaimDetail(
        row=row,
        batch_id=batch_id,
        row_no=row_no,
        file_name=file_name,
        mrn=mrn,
        birth_date=born,
        sex=sex,
        diagnoses=tuple(diagnoses),
        procedures=tuple(procedures),
        cbg_description=described,
        los=los,
        charge_idr=charge_idr,
        charges=tuple(
            (name, amount)
            for name, amount in zip(COST_COLUMNS, charges, strict=False)
            if amount != 0
        ),
        payor=payor,
        doctor=doctor,
        account_id=account_id,
        letter_no=letter_no,
        letter=letter(cur, by, letter_no) if letter_no else None,
        lines=lines,
        findings=findings,
        decisions=decisions,
    )
