"""Appeals: a hospital appeals against a decision, a verifier who decided nothing of it rules."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.attaching import attach
from multiguna.claims.actions.opining import end_stale_proposal, propose
from multiguna.claims.actions.ruling import grant, write_ruling
from multiguna.claims.actions.versions import hold_claim
from multiguna.claims.queries.reviewing import appeal, claim_under_review
from multiguna.claims.rules import appealing
from multiguna.claims.rules import reviewing as rules
from multiguna.claims.terms.reviewing import (
    Appeal,
    ClaimUnderReview,
    LineDecision,
    Verdict,
    Weighed,
)
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, beyond_own_rows, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.rules.choosing import number_or_none

WRITE_APPEAL = """
INSERT INTO claims_appeal (region, claim_id, attempt, version, provider_code, grounds, deciders,
    record_id, filed_on, decide_by, filed_by)
SELECT %(region)s, %(claim_id)s, 1 + count(*), %(version)s, %(provider_code)s, %(grounds)s,
    %(deciders)s, %(record_id)s, %(on)s, %(decide_by)s, %(by)s
FROM claims_appeal WHERE region = %(region)s AND claim_id = %(claim_id)s
RETURNING appeal_no
"""


def file_appeal(
    *,
    claim_id: int,
    grounds: str,
    by: Actor,
    on: date,
    files: Sequence[tuple[str, Path | bytes]] = (),
) -> Appeal:
    """A hospital appeals against the decision on its claim, within the pack's `appeal_days`.

    `files` are supporting documents by name; they are attached with the appeal, or there is none.

    A decision is appealed against once; what an appeal decided is final here. The ruling is due
    `appeal_decide_days` later. The grounds are kept beside the claim; their record holds their
    hash. Refuses everybody but billers (`role_not_allowed`), an empty text and one with an identity
    number (`reason_missing`, `reason_names`), `claim_unknown`, `not_decided`, `nothing_to_appeal`,
    `appeal_open`, `appeal_decided`, `claim_replaced`, `appeal_too_late`, and `proposal_waiting`
    while two verifiers are about to decide the claim anew: proposals, which hospitals do not see,
    are looked at for this and for who may not rule.
    """
    require_person(by, Role.BILLER)
    grounds = rules.checked_reason(grounds)
    with transaction(by) as cursor:
        hold_claim(cursor, by, claim_id)
        with beyond_own_rows(cursor, by):
            claim = claim_under_review(cursor, by, claim_id)
        pack = pack_in_force(by)
        decided_on = claim.decided_on or on
        appeal_days = number_or_none(pack, "appeal_days", decided_on)
        appealing.check_appealable(claim, on=on, appeal_days=appeal_days)
        days = number_or_none(pack, "appeal_decide_days", on)
        record_id = _record(
            cursor, claim, "filed",
            {"grounds_sha256": hashlib.sha256(grounds.encode()).hexdigest()}, by, on,
        )  # fmt: skip
        values = {
            "region": by.region,
            "claim_id": claim_id,
            "version": claim.version,
            "provider_code": claim.provider_code,
            "grounds": grounds,
            "deciders": list(claim.deciders),
            "record_id": record_id,
            "on": on,
            "decide_by": None if days is None else on + timedelta(days=days),
            "by": by.name,
        }
        row = cursor.execute(WRITE_APPEAL, values).fetchone()
        assert row is not None
        for name, file in files:
            attach(claim_id=claim_id, file=file, name=name, by=by, on=on, appeal_no=row[0])
        return appeal(cursor, by, row[0])


def decide_appeal(
    *,
    appeal_no: int,
    verdict: Verdict,
    lines: tuple[LineDecision, ...] = (),
    reason: str,
    by: Actor,
    on: date,
) -> Appeal:
    """A verifier who decided nothing of the claim rules on its appeal.

    `upheld` leaves the decision as it is. `granted` writes the next version of the decision, by
    these lines (none: all that the rules' cuts leave), which approves more than before; obligations
    rise by the difference, into arrears if the budget is short. What an order already took for the
    claim is not ordered again: the difference goes into the hospital's next order as a
    `supplement`. A grant of a bill above the pack's `second_opinion_idr` is only proposed: the
    appeal stays open until another verifier who decided nothing of it confirms.

    Refuses everybody but verifiers, `appeal_unknown`, `appeal_ended`, `decided_by_you`,
    `taken_in_by_you`, `appeal_gives_no_more`, `decided_meanwhile` (the claim got another decision
    after the appeal: it can only be upheld), `proposal_waiting` and what the lines refuse.
    """
    require_person(by, Role.VERIFIER)
    reason = rules.checked_reason(reason)
    with transaction(by) as cursor:
        claim = hold_claim(cursor, by, appeal(cursor, by, appeal_no).claim_id)
        filed = appeal(cursor, by, appeal_no)
        if filed.ruling is not None:
            raise _ended(appeal_no)
        appealing.check_may_rule(claim, by=by)
        end_stale_proposal(cursor, claim, by, on)
        if verdict is Verdict.GRANTED:
            weighed = _weigh_grant(claim, filed, lines, reason)
            limit_idr = number_or_none(pack_in_force(by), "second_opinion_idr", on)
            if rules.needs_second(claim.billed_idr, limit_idr):
                propose(cursor, claim, weighed, reason, by, on)
                return appeal(cursor, by, appeal_no)
            version, record_id = grant(cursor, claim, filed, weighed, reason, by, on)
        else:
            version = None
            facts: dict[str, Json] = {"appeal_record_id": filed.record_id, "reason": reason}
            record_id = _record(cursor, claim, verdict.value, facts, by, on)
        write_ruling(cursor, appeal_no, verdict, version, reason, record_id, by, on)
        return appeal(cursor, by, appeal_no)


def _weigh_grant(
    claim: ClaimUnderReview, filed: Appeal, lines: tuple[LineDecision, ...], reason: str
) -> Weighed:
    rules.check_version(claim, filed.version)
    words = rules.checked_lines(lines) or tuple(
        LineDecision(line.line_no, line.left_idr) for line in claim.lines
    )
    weighed = rules.weigh(claim.billed_idr, claim.lines, None, words, reason)
    appealing.check_grant(claim, weighed)
    return weighed


def _record(
    cursor: Cursor,
    claim: ClaimUnderReview,
    outcome: str,
    facts: dict[str, Json],
    by: Actor,
    on: date,
) -> int:
    return record_decision(
        cursor,
        kind="claim_appeal",
        subject=f"claim:{claim.claim_id}",
        facts={
            "approved_idr": claim.approved_idr,
            "billed_idr": claim.billed_idr,
            "version": claim.version,
            **facts,
        },
        outcome=outcome,
        reasons=[],
        pack={"hash": pack_hash(pack_in_force(by))},
        by=by,
        on=on,
    )


def _ended(appeal_no: int) -> Refused:
    return Refused(
        "appeal_ended",
        Text(
            id="Keberatan ini sudah diputus; muat ulang.",
            en="This appeal was decided; reload the page.",
        ),
        appeal_no=appeal_no,
    )
