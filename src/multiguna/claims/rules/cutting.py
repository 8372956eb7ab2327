"""What the rules' cuts leave of each line of a claim that a person decides.

The cuts are the findings of the last decision by the rules; the lines come to what the rules
themselves would approve if nobody had to be asked (see `amounts.approved_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from multiguna.claims.terms.reviewing import BilledLine, RuleCut
from multiguna.kernel.canonical import Json

GROUP = "cbg"


def rule_cut(rule_code: str, amount_idr: int, facts: Mapping[str, Json]) -> RuleCut:
    """A finding that cuts: by rate the lines it names, by class the group's tariff, else a cap."""
    named = facts.get("lines")
    kinds: tuple[str, ...] = ()
    if rule_code == "rate_above_agreement" and isinstance(named, list):
        kinds = tuple(str(kind) for kind in named)
    elif rule_code == "class_above_entitlement":
        kinds = (GROUP,)
    return RuleCut(rule_code, amount_idr, kinds)


def cut_lines(
    billed_idr: int, lines: Sequence[BilledLine], cuts: Sequence[RuleCut]
) -> tuple[BilledLine, ...]:
    """The lines with what the rules cut of each: by rate and class of their own lines, the group's
    tariff first; then caps, and what is above the bill, from the last line backwards.

    >>> lines = [BilledLine(1, "cbg", "K", 100), BilledLine(2, "sp", "Y", 50)]
    >>> cuts = [RuleCut("class_above_entitlement", 30, ("cbg",)), RuleCut("annual_ceiling", 30)]
    >>> [line.left_idr for line in cut_lines(150, lines, cuts)]
    [70, 20]
    """
    if not cuts:
        return tuple(lines)
    taken = {line.line_no: 0 for line in lines}
    for cut in cuts:
        of = [line for line in lines if line.kind in cut.kinds]
        _take(taken, sorted(of, key=lambda line: line.kind != GROUP), cut.amount_idr)
    kept = sum(line.billed_idr - taken[line.line_no] for line in lines)
    caps = sum(cut.amount_idr for cut in cuts if not cut.kinds)
    _take(taken, lines[::-1], kept - max(0, min(billed_idr, kept) - caps))
    codes = tuple(cut.rule_code for cut in cuts)
    return tuple(
        replace(line, cut_idr=cut, cut_by=codes if cut else ())
        for line in lines
        for cut in (taken[line.line_no],)
    )


def _take(taken: dict[int, int], lines: Sequence[BilledLine], amount_idr: int) -> None:
    """Take an amount of these lines in order, of none more than it bills."""
    for line in lines:
        part = min(amount_idr, line.billed_idr - taken[line.line_no])
        taken[line.line_no] += part
        amount_idr -= part
