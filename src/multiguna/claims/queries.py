"""Reads of claims: the list, one claim in full, and what all decisions come to."""

from __future__ import annotations

from datetime import date, timedelta

from psycopg.rows import TupleRow

from multiguna.audit.actions import record_access
from multiguna.claims import plan
from multiguna.claims.rules.explaining import explain
from multiguna.claims.terms.catalogue import RULES
from multiguna.claims.terms.deciding import Outcome, OutcomeSum, Severity
from multiguna.claims.terms.importing import COST_COLUMNS
from multiguna.claims.terms.views import (
    ClaimDetail,
    ClaimRow,
    DecisionCard,
    FindingCard,
    LineCard,
)
from multiguna.guarantees.queries import letter
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack

DETAIL = """
SELECT c.batch_id, c.row_no, b.file_name, c.mrn, c.birth_date, c.sex, c.diagnoses, c.procedures,
    c.cbg_description, c.los, c.charge_idr, c.charges, c.payor_id || ';' || c.payor_name, c.doctor,
    c.account_id, c.letter_no
FROM claims_claim c JOIN claims_batch b ON b.batch_id = c.batch_id
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
    decided_on, decided_by, record_id
FROM claims_adjudication WHERE region = %(region)s AND claim_id = %(claim_id)s
ORDER BY version DESC
"""
SUMS = """
SELECT a.outcome, count(*), sum(a.billed_idr)::bigint, sum(a.approved_idr)::bigint,
    sum(a.reduced_idr)::bigint, sum(a.rejected_idr)::bigint, sum(a.pended_idr)::bigint
FROM claims_adjudication a JOIN latest_decisions d USING (claim_id, version)
GROUP BY a.outcome
"""
UNDECIDED = "undecided"


def claim_list(
    cur: Cursor,
    by: Actor,
    *,
    outcome: str | None = None,
    provider_code: str | None = None,
    rule_code: str | None = None,
    batch_id: int | None = None,
    search: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[ClaimRow], int]:
    """One page of the claims that `by` may see, the newest first, and how many there are.

    `outcome` may also be `undecided`; `search` is the beginning of a claim number, a whole
    medical record number or our claim number, never a name. Whose rows are shown is written to
    the access log.
    """
    values: dict[str, object] = {
        "outcome": outcome,
        "provider_code": provider_code,
        "rule_code": rule_code,
        "batch_id": batch_id,
        "search": search,
        "limit": page_size,
        "skip": (page - 1) * page_size,
    }
    counted = cur.execute(plan.claim_count(), values).fetchone()
    assert counted is not None
    rows = cur.execute(plan.claim_page(), values).fetchall()
    if not rows:
        return [], counted[0]
    _log(cur, by, rows, "claim_list")
    pack = pack_in_force(by)
    return [_row(pack, row) for row in rows], counted[0]


def claim_detail(cur: Cursor, by: Actor, claim_id: int) -> ClaimDetail | None:
    """One claim in full, None when there is none that `by` may see. Written to the access log."""
    values: dict[str, object] = {"region": by.region, "claim_id": claim_id}
    found = cur.execute(DETAIL, values).fetchone()
    if found is None:
        return None
    shown = cur.execute(plan.claim_alone(), values).fetchall()
    _log(cur, by, shown, "claim_detail")
    decisions = tuple(
        DecisionCard(version, Outcome(outcome), *rest)
        for version, outcome, *rest in cur.execute(DECISIONS, values).fetchall()
    )
    values["version"] = decisions[0].version if decisions else 0
    lines = tuple(LineCard(*line) for line in cur.execute(LINES, values).fetchall())
    findings = tuple(
        FindingCard(RULES[code], Severity(severity), amount_idr, explain(code, facts), facts)
        for code, severity, amount_idr, facts in cur.execute(FINDINGS, values).fetchall()
    )
    (batch_id, row_no, file_name, mrn, born, sex, diagnoses, procedures, described, los,
     charge_idr, charges, payor, doctor, account_id, letter_no) = found  # fmt: skip
    return ClaimDetail(
        row=_row(pack_in_force(by), shown[0]),
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


def outcome_sums(cur: Cursor, by: Actor) -> dict[Outcome, OutcomeSum]:
    """What the decisions that hold come to, by outcome; every outcome is there."""
    rows = cur.execute(plan.with_latest(SUMS), {"region": by.region}).fetchall()
    sums = {Outcome(outcome): OutcomeSum(*amounts) for outcome, *amounts in rows}
    return {outcome: sums.get(outcome, OutcomeSum()) for outcome in Outcome}


def _row(pack: Pack, row: TupleRow) -> ClaimRow:
    received_on, outcome, codes = row[10], row[12], row[15]
    decided = None if outcome is None else Outcome(outcome)
    return ClaimRow(
        claim_id=row[0],
        claim_no=row[1],
        provider_code=row[2],
        provider_name=row[3],
        patient_name=row[4],
        care=row[5],
        care_class=row[6],
        admission_date=row[7],
        discharge_date=row[8],
        cbg_code=row[9],
        received_on=received_on,
        billed_idr=row[11],
        outcome=decided,
        approved_idr=row[13],
        decide_by=_decide_by(pack, received_on) if decided in (None, Outcome.PENDED) else None,
        rules=tuple(RULES[code] for code in codes),
    )


def _decide_by(pack: Pack, received_on: date) -> date:
    """The last day to decide a claim (pack: decide_days_max, by the day of receipt)."""
    return received_on + timedelta(days=number_on(pack, "decide_days_max", received_on))


def _log(cur: Cursor, by: Actor, rows: list[TupleRow], purpose: str) -> None:
    persons = sorted({row[14] for row in rows if row[14] is not None})
    if persons:
        record_access(cur, person_ids=persons, purpose=purpose, by=by)
