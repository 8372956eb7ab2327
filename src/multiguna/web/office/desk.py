"""One claim in full: for the verifier to decide it by, for the hospital to understand and answer.

Both see the same page; each has its own acts on it. What an act refuses is said on top of it, with
what was typed still there.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.claims.queries import claim_desk, claim_history
from multiguna.claims.queries.matching import matching_card
from multiguna.claims.queries.reviewing import appeals, claim_under_review, proposals
from multiguna.claims.rules.appealing import (
    check_appealable,
    check_may_rule,
    last_day_to_appeal,
)
from multiguna.claims.rules.reviewing import check_open, needs_second
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import ClaimUnderReview, Proposal
from multiguna.claims.terms.working import ClaimDesk
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_or_none
from multiguna.providers.queries import providers
from multiguna.web import menus
from multiguna.web.office.comparing import compare
from multiguna.web.pages import UNPROCESSABLE, actor, page


def show(request: HttpRequest, claim_id: int, refused: Refused | None = None) -> HttpResponse:
    """The page of a claim, with what went wrong on top; 404 when there is none for the user."""
    by, on = actor(request), clock.today()
    with transaction(by) as cur:
        desk = claim_desk(cur, by, claim_id, on=on)
        if desk is None:
            raise Http404
        review = claim_under_review(cur, by, claim_id)
        said = proposals(cur, by, claim_id)
        matched = matching_card(cur, by, claim_id)
        context: dict[str, object] = {
            "desk": desk,
            "claim": desk.claim,
            "review": review,
            "compared": compare(
                desk, {card.provider_code: card.name for card in providers(cur, by)}
            ),
            "appeals": appeals(cur, by, claim_id),
            "proposals": said,
            "matching": matched,
            "documents": desk.attachments,
            "revisions": claim_history(cur, by, claim_id),
        }
    context |= {
        "is_city": not by.scope,
        "may_attach": by.role in menus.SENDING,
        "role_bills": by.role in menus.BILLING,
        "refused": refused,
        "typed": request.POST,
        **(_verifier(by, desk, review, said) if by.role is Role.VERIFIER else {}),
        **(_biller(by, review) if by.role is Role.BILLER else {}),
    }
    if by.role is Role.VERIFIER and review.outcome in (None, Outcome.PENDED):
        holds = matched.holds is not None
        context |= {"may_match": not holds, "may_undo_match": holds}
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/desk.html", context, status=status)


def refused_at(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What an act on a claim refuses, on the claim's own page."""
    match = request.resolver_match
    assert match is not None
    return show(request, int(match.kwargs["claim_id"]), refused)


@page(*menus.CLAIMS)
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim: what is billed, letter, person, history, findings, talk and decisions."""
    return show(request, claim_id)


def _verifier(
    by: Actor, desk: ClaimDesk, review: ClaimUnderReview, said: list[Proposal]
) -> dict[str, object]:
    """What a verifier may do here, and why not, by the rules that the acts ask."""
    on = clock.today()
    waiting = next((one for one in said if one.opinion is None), None)
    rules = review.open_appeal is not None
    hindered = None
    if waiting is None or rules:
        hindered = _refusal(
            (lambda: check_may_rule(review, by=by))
            if rules
            else lambda: check_open(review, by=by, expected_version=review.version, on=on)
        )
    limit_idr = number_or_none(pack_in_force(by), "second_opinion_idr", on)
    second = waiting is not None and (not rules or not review.proposal_stale)
    acting = "" if hindered or second else "rule" if rules else "decide"
    return {
        "waiting": waiting,
        "may_second": waiting is not None,
        "own_proposal": waiting is not None and waiting.by == by.name,
        "hindered": hindered,
        "acting": acting,
        "needs_second": needs_second(review.billed_idr, limit_idr),
        "may_ask": desk.open_query is None
        and (review.outcome in (None, Outcome.PENDED) or rules)
        and not review.replaced,
    }


def _biller(by: Actor, review: ClaimUnderReview) -> dict[str, object]:
    """What the claim's hospital may do here, by the rules that the acts ask."""
    on = clock.today()
    decided_on = review.decided_on or on
    days = number_or_none(pack_in_force(by), "appeal_days", decided_on)
    refusal = _refusal(lambda: check_appealable(review, on=on, appeal_days=days))
    return {
        "may_correct": not review.replaced
        and review.outcome in (None, Outcome.PENDED, Outcome.REJECTED),
        "may_appeal": refusal is None,
        "appeal_until": last_day_to_appeal(decided_on, days),
    }


def _refusal(check: Callable[[], None]) -> Refused | None:
    """What a rule refuses, None when it lets pass."""
    try:
        check()
    except Refused as refused:
        return refused
    return None
