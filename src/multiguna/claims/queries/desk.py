"""A claim with all that stands beside it, to decide it by or to understand the decision."""

from __future__ import annotations

from datetime import date

from multiguna.claims.queries.attachments import attachments
from multiguna.claims.queries.details import claim_detail
from multiguna.claims.queries.matching import matching_card
from multiguna.claims.queries.receipts import claim_history
from multiguna.claims.queries.reviewing import appeals, proposals
from multiguna.claims.queries.talking import thread
from multiguna.claims.queries.worklist import claim_risk
from multiguna.claims.rules.clocks import judge_appeal_clock
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Appeal
from multiguna.claims.terms.talking import Pause, QueryCard
from multiguna.claims.terms.views import ClaimDetail
from multiguna.claims.terms.working import AppealOnClock, ClaimDesk, HistoryClaim
from multiguna.guarantees.queries import letters_of_person
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry.queries import person_by_id, same_person
from multiguna.registry.terms import PersonCard

PERSON = """
SELECT CASE WHEN whom.holds THEN whom.person_id ELSE c.person_id END
FROM claims_claim c
LEFT JOIN LATERAL (
    SELECT m.kind = 'match' AS holds, m.person_id FROM claims_matching m
    WHERE m.region = c.region AND m.claim_id = c.claim_id ORDER BY m.seq DESC LIMIT 1
) whom ON true
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
"""
HISTORY_MAX = 100
"""How many of a person's other claims and letters a desk shows, the newest first."""


def claim_desk(cur: Cursor, by: Actor, claim_id: int, *, on: date) -> ClaimDesk | None:
    """A claim as its desk shows it on a day; None when there is none that `by` may see.

    A hospital sees its own rows alone: of the person's history too, and what the registry knows of
    the person only for a claim on a letter of its own. Whose record it is is written to the access
    log.
    """
    claim = claim_detail(cur, by, claim_id, on=on)
    if claim is None:
        return None
    row = cur.execute(PERSON, {"region": by.region, "claim_id": claim_id}).fetchone()
    assert row is not None
    person_id: int | None = same_person(cur, by, row[0])[0] if row[0] else None
    letters = letters_of_person(cur, by, person_id, limit=HISTORY_MAX) if person_id else []
    revisions = tuple(claim_history(cur, by, claim_id))
    so_far = [one.claim_id for one in revisions if one.claim_id < claim_id]
    talk = thread(cur, by, claim_id, *so_far)
    own = tuple(query for query in talk if query.claim_id == claim_id)
    return ClaimDesk(
        claim=claim,
        clock=claim.row.clock,
        person=_person(cur, by, claim, person_id),
        claims=person_claims(cur, by, person_id, beside=claim_id) if person_id else (),
        letters=tuple(one for one in letters if one.letter_no != claim.letter_no),
        thread=talk,
        attachments=tuple(attachments(cur, by, *so_far, claim_id)),
        revisions=revisions,
        proposals=() if by.scope else tuple(proposals(cur, by, claim_id)),
        appeals=tuple(_on_clock(one, own, on) for one in appeals(cur, by, claim_id)),
        risk=None if by.scope else claim_risk(cur, by, claim_id, on=on),
        matching=matching_card(cur, by, claim_id),
    )


def _person(cur: Cursor, by: Actor, claim: ClaimDetail, person_id: int | None) -> PersonCard | None:
    """Whom the claim is about, as the registry knows them.

    To a hospital only the holder of a letter of its own, whom it has met at the desk: a row of a
    file may name anybody's NIK. What differs, the findings say.
    """
    if person_id is None:
        return None
    if by.scope:
        letter = claim.letter
        if letter is None or letter.provider_code != by.scope:
            return None
        if person_id not in same_person(cur, by, letter.person_id):
            return None
    return person_by_id(cur, by, person_id, purpose="claim_desk")


def _on_clock(appeal: Appeal, talk: tuple[QueryCard, ...], on: date) -> AppealOnClock:
    """An appeal with its clock; queries since it was filed rest it."""
    pauses = [
        Pause(query.asked_on, query.answer_by, query.answer.answered_on if query.answer else None)
        for query in talk
    ]
    ruled_on = appeal.ruling.on if appeal.ruling else None
    clock = judge_appeal_clock(
        appeal.filed_on, appeal.decide_by, on=on, pauses=pauses, ruled_on=ruled_on
    )
    return AppealOnClock(appeal, clock)


def person_claims(
    cur: Cursor, by: Actor, person_id: int, *, beside: int
) -> tuple[HistoryClaim, ...]:
    """A person's other claims beside one, the newest first, at most a hundred."""
    values = {
        "region": by.region, "person_ids": list(same_person(cur, by, person_id)),
        "claim_id": beside, "limit": HISTORY_MAX,
    }  # fmt: skip
    rows = cur.execute(sqlplan.load("claims", "person_claims").select, values).fetchall()
    return tuple(
        HistoryClaim(*(*row[:11], None if row[11] is None else Outcome(row[11]), *row[12:]))
        for row in rows
    )
