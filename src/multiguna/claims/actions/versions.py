"""The next version of one claim's decision, written by a person: lines, finding, record, ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.claims.queries.reviewing import claim_under_review
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Basis, ClaimUnderReview, Weighed
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posting
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.rules.choosing import stage_on

BESIDE_RUNS = (
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('multiguna.claims.adjudicate ' || %s, 0))"
)
"""No run of the rules decides at the same time; decisions by people go on beside each other."""
ONE_CLAIM = """
SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.claim ' || %s || ' ' || %s, 0))
"""
WRITE_DECISION = """
INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, billed_idr,
    approved_idr, reduced_idr, rejected_idr, pended_idr, stage_code, pack_hash, basis, reason,
    record_id, decided_on, decided_by, proposed_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, %s, %s, %s, %s)
"""
WRITE_LINES = """
INSERT INTO claims_line_result (region, claim_id, version, line_no, provider_code, approved_idr)
SELECT %s, %s, %s, line_no, %s, approved_idr
FROM unnest(%s::smallint[], %s::bigint[]) AS line (line_no, approved_idr)
"""
WRITE_FINDING = """
INSERT INTO claims_finding (region, claim_id, version, rule_code, provider_code, severity,
    amount_idr, facts)
VALUES (%s, %s, %s, 'verifier', %s, %s, %s, %s)
"""


def hold_claim(cursor: Cursor, by: Actor, claim_id: int) -> ClaimUnderReview:
    """The claim as it stands, held until the transaction ends: nobody else decides it meanwhile."""
    cursor.execute(BESIDE_RUNS, [by.region])
    cursor.execute(ONE_CLAIM, [by.region, str(claim_id)])
    return claim_under_review(cursor, by, claim_id)


def write_decision(
    cursor: Cursor,
    claim: ClaimUnderReview,
    weighed: Weighed,
    *,
    basis: Basis,
    reason: str,
    beside: Mapping[str, Json],
    by: Actor,
    on: date,
    proposed_by: str | None = None,
) -> tuple[int, int]:
    """Write the next version of a held claim's decision; gives its number and its record's.

    `beside` are further facts for the record, `proposed_by` the first of two verifiers. The
    ledger moves by the difference to the decision that held; what does not fit any more opens
    arrears.
    """
    pack = pack_in_force(by)
    stage = stage_on(pack, claim.service_date)
    version, stage_code = claim.version + 1, stage.code if stage else None
    record_id = record_decision(
        cursor,
        kind="claim_review",
        subject=f"claim:{claim.claim_id}",
        facts=seen(claim) | {**weighed.facts, **beside, "basis": basis.value, "version": version},
        outcome=weighed.outcome.value,
        reasons=["verifier"],
        pack={"hash": pack_hash(pack), "stage": stage_code},
        by=by,
        on=on,
    )
    own = [by.region, claim.claim_id, version]
    amounts = [weighed.approved_idr, weighed.reduced_idr, weighed.rejected_idr]
    cursor.execute(
        WRITE_DECISION,
        [*own, claim.provider_code, weighed.outcome, claim.billed_idr, *amounts, stage_code,
         pack_hash(pack), basis, reason, record_id, on, by.name, proposed_by],
    )  # fmt: skip
    cursor.execute(
        WRITE_LINES,
        [*own, claim.provider_code, [line.line_no for line in weighed.lines],
         [line.approved_idr for line in weighed.lines]],
    )  # fmt: skip
    if weighed.approved_idr != claim.billed_idr:
        severity = "reject" if weighed.outcome is Outcome.REJECTED else "reduce"
        taken = weighed.reduced_idr + weighed.rejected_idr
        finding = [claim.provider_code, severity, taken, Jsonb(weighed.facts)]
        cursor.execute(WRITE_FINDING, [*own, *finding])
    _post_difference(cursor, claim, weighed, version, by, on)
    return version, record_id


def seen(claim: ClaimUnderReview) -> dict[str, Json]:
    """The decision that a person's decision replaces, and whose claim it is."""
    return {
        "account_id": claim.account_id,
        "before": None
        if claim.outcome is None
        else {
            "approved_idr": claim.approved_idr,
            "outcome": claim.outcome.value,
            "version": claim.version,
        },
        "letter_no": claim.letter_no,
        "person_id": claim.person_id,
        "service_date": claim.service_date.isoformat(),
    }


def _post_difference(
    cursor: Cursor, claim: ClaimUnderReview, weighed: Weighed, version: int, by: Actor, on: date
) -> None:
    still_billed = claim.outcome in (None, Outcome.PENDED)
    posting = Posting(
        entry_id=f"approve:{claim.claim_id}:{version}",
        account_id=claim.account_id,
        kind=EntryKind.APPROVE,
        on=on,
        billed_idr=-claim.billed_idr if still_billed else 0,
        obligations_idr=weighed.approved_idr - claim.approved_idr,
        provider_code=claim.provider_code,
        care=claim.care,
        village_code=claim.village_code,
        claim_id=claim.claim_id,
    )
    if (posting.billed_idr, posting.obligations_idr) != (0, 0):
        post(cursor, posting, by=by, may_overrun=True)
