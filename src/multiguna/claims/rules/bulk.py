"""Which pended claims may be approved at once: the twin of `sql/review_bulk.sql`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from multiguna.claims.rules.regimes import ALWAYS
from multiguna.claims.rules.reviewing import needs_second
from multiguna.claims.terms.catalogue import RULES
from multiguna.claims.terms.deciding import Outcome, Severity
from multiguna.claims.terms.reviewing import BulkFacts
from multiguna.programme.rules.choosing import value_on
from multiguna.programme.terms import Pack

DEFAULT = ("needs_review",)
"""What may be approved in bulk where a pack does not say."""


def approvable(pack: Pack, on: date) -> tuple[str, ...]:
    """The rules that may have found something in a claim that is approved in bulk: of those that
    the pack lists, the ones that ask or cut, never one that rejects or that always holds.
    Questions are answered by the approval; cuts stay."""
    found = value_on(pack, "bulk_approvable", on)
    listed = DEFAULT if found is None else found.value
    assert isinstance(listed, tuple), "bulk_approvable is a list in the catalogue"
    known = [code for code in listed if code in RULES and code not in ALWAYS]
    return tuple(code for code in known if RULES[code].severity is not Severity.REJECT)


def left_out(
    claim: BulkFacts, *, codes: Sequence[str], limit_idr: int | None, by: str, on: date
) -> str | None:
    """Why a claim is left to people (a key of `LEFT_OUT`), None when it may be approved.

    >>> found = frozenset({"needs_review"})
    >>> claim = BulkFacts(Outcome.PENDED, 100, date(2012, 4, 5), {"rs"}, found)
    >>> left_out(claim, codes=("needs_review",), limit_idr=50, by="dewi", on=date(2012, 4, 6))
    'second_opinion'
    """
    if claim.replaced:
        return "replaced"
    if claim.outcome is not Outcome.PENDED:
        return "not_pended"
    if by in claim.received_by:
        return "taken_in_by_you"
    if claim.received_on > on:
        return "not_received_yet"
    if claim.proposal_waiting:
        return "proposal_waiting"
    if claim.query_open:
        return "query_open"
    if not claim.findings <= set(codes):
        return "other_findings"
    return "second_opinion" if needs_second(claim.billed_idr, limit_idr) else None


def without(pack: Pack, codes: Sequence[str]) -> Pack:
    """The pack as if no stage listed those of these rules that ask."""
    asking = {code for code in codes if RULES[code].severity is Severity.PEND}
    stages = tuple(
        replace(stage, rules=tuple(code for code in stage.rules if code not in asking))
        for stage in pack.stages
    )
    return replace(pack, stages=stages)
