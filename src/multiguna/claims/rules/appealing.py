"""The judgements about appeals: who may appeal and until when, who may rule, what a grant gives."""

from __future__ import annotations

from datetime import date, timedelta

from multiguna.claims.rules.reviewing import (
    check_four_eyes,
    check_no_proposal,
    check_stands,
    refuse,
)
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Basis, ClaimUnderReview, Weighed
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor


def last_day_to_appeal(decided_on: date, appeal_days: int | None) -> date | None:
    """The last day on which a hospital may appeal; None when the pack sets no limit.

    >>> last_day_to_appeal(date(2012, 4, 5), 14)
    datetime.date(2012, 4, 19)
    """
    return None if appeal_days is None else decided_on + timedelta(days=appeal_days)


def check_appealable(claim: ClaimUnderReview, *, on: date, appeal_days: int | None) -> None:
    """Whether the decision that holds can be appealed today.

    Refuses `not_decided`, `claim_replaced`, `nothing_to_appeal` (the whole bill is approved),
    `appeal_open`, `appeal_decided` (an appeal decided it: that is final here), `appeal_too_late`
    and `proposal_waiting` (verifiers are about to decide it anew).
    """
    if claim.outcome in (None, Outcome.PENDED) or claim.decided_on is None:
        raise refuse(
            "not_decided",
            "Klaim ini belum diputus; yang belum diputus tidak dapat dikeberatani.",
            "This claim is not decided yet; there is nothing to appeal against.",
        )
    check_stands(claim, on)
    if claim.open_appeal is not None:
        raise refuse(
            "appeal_open",
            "Keberatan atas klaim ini sudah diajukan dan belum diputus.",
            "An appeal on this claim was filed and is not decided yet.",
            appeal_no=claim.open_appeal,
        )
    if claim.outcome is Outcome.APPROVED:
        raise refuse(
            "nothing_to_appeal",
            "Seluruh tagihan klaim ini disetujui.",
            "The whole bill of this claim is approved.",
        )
    if claim.appealed or claim.basis is Basis.APPEAL:
        raise _appeal_decided()
    last = last_day_to_appeal(claim.decided_on, appeal_days)
    if last is not None and on > last:
        raise refuse(
            "appeal_too_late",
            f"Batas keberatan atas keputusan {claim.decided_on} adalah {last}.",
            f"The last day to appeal against the decision of {claim.decided_on} was {last}.",
            last_day=last.isoformat(),
        )
    check_no_proposal(claim)


def _appeal_decided() -> Refused:
    return refuse(
        "appeal_decided",
        "Keberatan atas klaim ini sudah diputus; keputusan itu akhir di kantor ini.",
        "An appeal on this claim was decided; that decision is final in this office.",
    )


def check_may_rule(claim: ClaimUnderReview, *, by: Actor) -> None:
    """Who decides an appeal decided nothing of the claim before (`decided_by_you`), nor took its
    file in."""
    if by.name in claim.deciders:
        raise refuse(
            "decided_by_you",
            "Anda sudah memutus klaim ini; keberatan diputus verifikator lain.",
            "You decided this claim before; another verifier decides the appeal.",
        )
    check_four_eyes(claim, by)


def check_grant(claim: ClaimUnderReview, weighed: Weighed) -> None:
    """A granted appeal gives more than the decision it changes (`appeal_gives_no_more`)."""
    if weighed.approved_idr <= claim.approved_idr:
        raise refuse(
            "appeal_gives_no_more",
            f"Keputusan lama menyetujui {rupiah(claim.approved_idr)}; keberatan yang dikabulkan "
            "memberi lebih. Bila tidak, pertahankan keputusannya.",
            f"The old decision approves {rupiah(claim.approved_idr)}; a granted appeal gives "
            "more. If not, uphold the decision.",
        )
