"""Reads for decisions by people: one claim under review, proposals, appeals."""

from __future__ import annotations

from psycopg.rows import TupleRow

from multiguna.claims import plan
from multiguna.claims.rules.cutting import cut_lines, rule_cut
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import (
    Answer,
    Appeal,
    Basis,
    BilledLine,
    ClaimUnderReview,
    LineDecision,
    OpenAppeal,
    Opinion,
    Proposal,
    Ruling,
    Verdict,
    WaitingProposal,
)
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

LINES = """
SELECT line_no, kind, code, billed_idr FROM claims_line
WHERE region = %(region)s AND claim_id = %(claim_id)s ORDER BY line_no
"""
CUTS = """
SELECT f.rule_code, f.amount_idr, f.facts FROM claims_finding AS f
WHERE f.region = %(region)s AND f.claim_id = %(claim_id)s AND f.severity = 'reduce'
  AND f.rule_code <> 'verifier' AND f.version = (
      SELECT max(a.version) FROM claims_adjudication AS a
      WHERE a.region = f.region AND a.claim_id = f.claim_id AND a.basis IN ('rules', 'bulk')
  )
ORDER BY f.rule_code
"""
"""What the rules cut when they last decided the claim, whoever decided it since."""


def claim_under_review(cur: Cursor, by: Actor, claim_id: int) -> ClaimUnderReview:
    """What a person's decision on a claim is judged by; refuses `claim_unknown`."""
    values: dict[str, object] = {"region": by.region, "claim_id": claim_id}
    row = cur.execute(plan.statement("review_claim"), values).fetchone()
    if row is None:
        raise Refused(
            "claim_unknown",
            Text(
                id=f"Tidak ada klaim nomor {claim_id}.", en=f"There is no claim number {claim_id}."
            ),
            claim_id=claim_id,
        )
    outcome, basis = row[12], row[14]
    billed = [BilledLine(*line) for line in cur.execute(LINES, values).fetchall()]
    cuts = [rule_cut(*cut) for cut in cur.execute(CUTS, values).fetchall()]
    lines = cut_lines(row[10], billed, cuts)
    facts = [
        *row[:9],
        tuple(row[9]),
        *row[10:12],
        None if outcome is None else Outcome(outcome),
        row[13],
        None if basis is None else Basis(basis),
        row[15],
        tuple(row[16]),
        *row[17:],
        lines,
    ]
    return ClaimUnderReview(*facts)


def proposals(cur: Cursor, by: Actor, claim_id: int) -> list[Proposal]:
    """A claim's proposals with how each ended, the latest first; none for a hospital."""
    return [waiting.proposal for waiting in _proposals(cur, by, claim_id=claim_id)]


def proposals_waiting(cur: Cursor, by: Actor) -> list[WaitingProposal]:
    """The proposals that wait for another verifier's opinion, the oldest first."""
    return _proposals(cur, by, claim_id=None)[::-1]


def _proposals(cur: Cursor, by: Actor, *, claim_id: int | None) -> list[WaitingProposal]:
    values = {"region": by.region, "claim_id": claim_id}
    rows = cur.execute(plan.statement("review_proposals"), values).fetchall()
    return [WaitingProposal(_proposal(row[:10], row[10:14]), *row[14:]) for row in rows]


def _proposal(row: TupleRow, ended: TupleRow) -> Proposal:
    said = tuple(LineDecision(*line) for line in row[5])
    opinion = None if ended[0] is None else Opinion(Answer(ended[0]), *ended[1:])
    facts = [*row[:3], Outcome(row[3]), row[4], said, *row[6:], opinion]
    return Proposal(*facts)


def appeals(cur: Cursor, by: Actor, claim_id: int) -> list[Appeal]:
    """A claim's appeals with their rulings, the latest first."""
    return [one.appeal for one in _appeals(cur, by, claim_id=claim_id)]


def appeal(cur: Cursor, by: Actor, appeal_no: int) -> Appeal:
    """One appeal; refuses `appeal_unknown`."""
    found = _appeals(cur, by, appeal_no=appeal_no)
    if not found:
        raise Refused(
            "appeal_unknown",
            Text(
                id=f"Tidak ada keberatan nomor {appeal_no}.",
                en=f"There is no appeal number {appeal_no}.",
            ),
            appeal_no=appeal_no,
        )
    return found[0].appeal


def appeals_open(cur: Cursor, by: Actor, *, provider_code: str | None = None) -> list[OpenAppeal]:
    """The appeals that wait for a ruling, the most urgent first."""
    return _appeals(cur, by, open_only=True, provider_code=provider_code)


def _appeals(
    cur: Cursor,
    by: Actor,
    *,
    claim_id: int | None = None,
    appeal_no: int | None = None,
    provider_code: str | None = None,
    open_only: bool = False,
) -> list[OpenAppeal]:
    values = {
        "region": by.region,
        "claim_id": claim_id,
        "appeal_no": appeal_no,
        "provider_code": provider_code,
        "open_only": open_only,
    }
    rows = cur.execute(plan.statement("review_appeals"), values).fetchall()
    return [_open_appeal(row) for row in rows]


def _open_appeal(row: TupleRow) -> OpenAppeal:
    facts = [*row[:9], _ruling(row[9:15])]
    shown = [Appeal(*facts), *row[15:19], Outcome(row[19])]
    return OpenAppeal(*shown)


def _ruling(row: TupleRow) -> Ruling | None:
    return None if row[0] is None else Ruling(Verdict(row[0]), *row[1:])


def line_words(lines: tuple[LineDecision, ...]) -> list[Json]:
    """Lines as a proposal keeps them: [line, approved, reason]."""
    return [[line.line_no, line.approved_idr, line.reason] for line in lines]
