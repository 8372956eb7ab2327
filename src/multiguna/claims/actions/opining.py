"""Second opinions: a verifier proposes, another one confirms or disagrees."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.ruling import grant, write_ruling
from multiguna.claims.actions.versions import hold_claim, seen, write_decision
from multiguna.claims.queries.reviewing import appeal, line_words, proposals
from multiguna.claims.rules import appealing
from multiguna.claims.rules import reviewing as rules
from multiguna.claims.terms.reviewing import (
    Answer,
    Basis,
    ClaimUnderReview,
    Proposal,
    Reviewed,
    Verdict,
    Weighed,
)
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash

WRITE_PROPOSAL = """
INSERT INTO claims_proposal (region, claim_id, attempt, version, outcome, approved_idr, lines,
    reason, record_id, proposed_on, proposed_by)
SELECT %(region)s, %(claim_id)s, 1 + count(*), %(version)s, %(outcome)s, %(approved_idr)s,
    %(lines)s, %(reason)s, %(record_id)s, %(on)s, %(by)s
FROM claims_proposal WHERE region = %(region)s AND claim_id = %(claim_id)s
RETURNING attempt
"""
WRITE_OPINION = """
INSERT INTO claims_opinion (region, claim_id, attempt, proposed_by, answer, version, reason,
    record_id, decided_on, decided_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def confirm(*, claim_id: int, attempt: int, by: Actor, on: date) -> Reviewed:
    """Another verifier says yes to proposal `attempt` of a claim: it is decided, by both.

    The claim is judged as `decide` judges it, on the day of the second opinion. Refuses
    `role_not_allowed`, `proposal_unknown`, `proposal_ended`, `second_by_first`, and what
    `rules.reviewing.check_open` refuses: four eyes, `decided_meanwhile` when another decision came
    after the proposal, an appeal, closed minutes or an order that came meanwhile.
    """
    require_person(by, Role.VERIFIER)
    with transaction(by) as cursor:
        claim, proposal = _hold_proposal(cursor, by, claim_id, attempt)
        rules.check_second(claim, proposed_by=proposal.by, by=by, on=on)
        weighed = rules.weigh(
            claim.billed_idr, claim.lines, proposal.outcome, proposal.lines, proposal.reason
        )
        if claim.open_appeal is not None:
            return _confirm_grant(cursor, claim, proposal, weighed, by, on)
        rules.check_open(claim, by=by, expected_version=proposal.version, on=on)
        beside: dict[str, Json] = {
            "proposal_record_id": proposal.record_id,
            "proposed_by": proposal.by,
        }
        version, record_id = write_decision(
            cursor, claim, weighed, basis=Basis.SECOND, reason=proposal.reason, beside=beside,
            by=by, on=on, proposed_by=proposal.by,
        )  # fmt: skip
        _end(cursor, proposal, Answer.CONFIRMED, version, "", record_id, by, on)
        return Reviewed(
            claim_id, weighed.outcome, weighed.approved_idr, version, attempt, record_id
        )


def _confirm_grant(
    cursor: Cursor, claim: ClaimUnderReview, proposal: Proposal, weighed: Weighed, by: Actor,
    on: date,
) -> Reviewed:  # fmt: skip
    """The second yes to a grant: while an appeal is open nothing else is proposed."""
    assert claim.open_appeal is not None
    rules.check_version(claim, proposal.version)
    appealing.check_may_rule(claim, by=by)
    appealing.check_grant(claim, weighed)
    filed = appeal(cursor, by, claim.open_appeal)
    version, record_id = grant(
        cursor, claim, filed, weighed, proposal.reason, by, on, proposed_by=proposal.by
    )
    _end(cursor, proposal, Answer.CONFIRMED, version, "", record_id, by, on)
    write_ruling(
        cursor, filed.appeal_no, Verdict.GRANTED, version, proposal.reason, record_id, by, on
    )
    return Reviewed(
        claim.claim_id, weighed.outcome, weighed.approved_idr, version, proposal.attempt, record_id
    )


def disagree(*, claim_id: int, attempt: int, reason: str, by: Actor, on: date) -> Proposal:
    """Another verifier says no to a proposal: nothing is decided, the claim is open again.

    Refuses as `confirm` does, but for `decided_meanwhile`, and `reason_missing`.
    """
    require_person(by, Role.VERIFIER)
    reason = rules.checked_reason(reason)
    with transaction(by) as cursor:
        claim, proposal = _hold_proposal(cursor, by, claim_id, attempt)
        rules.check_second(claim, proposed_by=proposal.by, by=by, on=on)
        record_id = _record_opinion(cursor, claim, proposal, Answer.DISAGREED, reason, by, on)
        _end(cursor, proposal, Answer.DISAGREED, None, reason, record_id, by, on)
        return _proposal(cursor, by, claim_id, attempt)


def withdraw(*, claim_id: int, attempt: int, reason: str, by: Actor, on: date) -> Proposal:
    """Its author takes a proposal back; refuses everybody else with `proposal_of_another`."""
    require_person(by, Role.VERIFIER)
    reason = rules.checked_reason(reason)
    with transaction(by) as cursor:
        claim, proposal = _hold_proposal(cursor, by, claim_id, attempt)
        if proposal.by != by.name:
            raise Refused(
                "proposal_of_another",
                Text(
                    id="Usulan ini dibuat verifikator lain; nyatakan setuju atau tidak.",
                    en="Another verifier made this proposal; confirm it or disagree.",
                ),
            )
        record_id = _record_opinion(cursor, claim, proposal, Answer.WITHDRAWN, reason, by, on)
        _end(cursor, proposal, Answer.WITHDRAWN, None, reason, record_id, by, on)
        return _proposal(cursor, by, claim_id, attempt)


def propose(
    cursor: Cursor, claim: ClaimUnderReview, weighed: Weighed, reason: str, by: Actor, on: date
) -> Reviewed:
    """Keep a decision on a held claim until another verifier says yes or no to it."""
    record_id = record_decision(
        cursor,
        kind="claim_proposal",
        subject=f"claim:{claim.claim_id}",
        facts={**seen(claim), **weighed.facts, "version": claim.version},
        outcome=weighed.outcome.value,
        reasons=["second_opinion"],
        pack={"hash": pack_hash(pack_in_force(by))},
        by=by,
        on=on,
    )
    values = {
        "region": by.region,
        "claim_id": claim.claim_id,
        "version": claim.version,
        "outcome": weighed.outcome.value,
        "approved_idr": weighed.approved_idr,
        "lines": Jsonb(line_words(weighed.lines)),
        "reason": reason,
        "record_id": record_id,
        "on": on,
        "by": by.name,
    }
    row = cursor.execute(WRITE_PROPOSAL, values).fetchone()
    assert row is not None
    return Reviewed(claim.claim_id, weighed.outcome, weighed.approved_idr, None, row[0], record_id)


def end_stale_proposal(cursor: Cursor, claim: ClaimUnderReview, by: Actor, on: date) -> None:
    """End a proposal that another decision overtook; refuses when one waits."""
    if claim.open_proposal is None:
        return
    rules.check_no_proposal(claim)
    proposal = _proposal(cursor, by, claim.claim_id, claim.open_proposal)
    record_id = _record_opinion(cursor, claim, proposal, Answer.LAPSED, "", by, on)
    _end(cursor, proposal, Answer.LAPSED, None, "", record_id, by, on)


def _hold_proposal(
    cursor: Cursor, by: Actor, claim_id: int, attempt: int
) -> tuple[ClaimUnderReview, Proposal]:
    claim = hold_claim(cursor, by, claim_id)
    proposal = _proposal(cursor, by, claim_id, attempt)
    if proposal.opinion is not None:
        raise Refused(
            "proposal_ended",
            Text(
                id="Usulan ini sudah selesai; muat ulang.",
                en="This proposal has ended; reload the page.",
            ),
            attempt=attempt,
        )
    return claim, proposal


def _proposal(cursor: Cursor, by: Actor, claim_id: int, attempt: int) -> Proposal:
    for proposal in proposals(cursor, by, claim_id):
        if proposal.attempt == attempt:
            return proposal
    raise Refused(
        "proposal_unknown",
        Text(id="Tidak ada usulan itu.", en="There is no such proposal."),
        claim_id=claim_id,
        attempt=attempt,
    )


def _record_opinion(
    cursor: Cursor,
    claim: ClaimUnderReview,
    proposal: Proposal,
    answer: Answer,
    reason: str,
    by: Actor,
    on: date,
) -> int:
    return record_decision(
        cursor,
        kind="claim_opinion",
        subject=f"claim:{claim.claim_id}",
        facts={
            "attempt": proposal.attempt,
            "proposal_record_id": proposal.record_id,
            "proposed_by": proposal.by,
            "reason": reason,
            "version": claim.version,
        },
        outcome=answer.value,
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )


def _end(
    cursor: Cursor,
    proposal: Proposal,
    answer: Answer,
    version: int | None,
    reason: str,
    record_id: int,
    by: Actor,
    on: date,
) -> None:
    cursor.execute(
        WRITE_OPINION,
        [by.region, proposal.claim_id, proposal.attempt, proposal.by, answer, version, reason,
         record_id, on, by.name],
    )  # fmt: skip
