"""The nouns of a what-if: what would be decided under another pack, beside what holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Weight:
    """How many claims, and what they come to, whole rupiah."""

    claims: int = 0
    billed_idr: int = 0
    approved_idr: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Claims that have one outcome now and would have another, or the same, under the pack.

    `before` may also be `undecided`.
    """

    before: str
    after: str
    claims: int
    billed_idr: int
    approved_before_idr: int
    approved_after_idr: int


@dataclass(frozen=True, slots=True)
class RuleShift:
    """What one rule finds now and would find: claims, and rupiah taken away."""

    rule_code: str
    claims_before: int
    claims_after: int
    amount_before_idr: int
    amount_after_idr: int


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A claim that would be decided otherwise; `rules` are the codes that would find something."""

    claim_id: int
    provider_code: str
    before: str
    after: str
    approved_before_idr: int
    approved_after_idr: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A try: under which pack, every move, every rule, and the claims that would change most.

    `changed` is how many would be decided otherwise; `most` are at most a hundred of them, those
    with the largest difference first.
    """

    pack_name: str
    pack_version: str
    pack_hash: str
    moves: tuple[Move, ...]
    rules: tuple[RuleShift, ...]
    changed: int
    most: tuple[ChangedClaim, ...]

    @property
    def before(self) -> dict[str, Weight]:
        """What holds now, by outcome."""
        return _sums((m.before, m.claims, m.billed_idr, m.approved_before_idr) for m in self.moves)

    @property
    def after(self) -> dict[str, Weight]:
        """What would be decided, by outcome."""
        return _sums((m.after, m.claims, m.billed_idr, m.approved_after_idr) for m in self.moves)

    @property
    def claims(self) -> int:
        """How many claims were tried."""
        return sum(move.claims for move in self.moves)

    @property
    def difference_idr(self) -> int:
        """What would be approved more (or, below zero, less) than now."""
        return sum(move.approved_after_idr - move.approved_before_idr for move in self.moves)


def _sums(rows: Iterable[tuple[str, int, int, int]]) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    for outcome, *amounts in rows:
        old = found.get(outcome, Weight())
        found[outcome] = Weight(
            old.claims + amounts[0], old.billed_idr + amounts[1], old.approved_idr + amounts[2]
        )
    return found
