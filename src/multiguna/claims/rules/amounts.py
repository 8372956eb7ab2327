"""Rules that cut lines: the agreed rate, the covered class; and what each line is worth.

Each is the twin of `sql/finding_<rule>.sql`; the lines are the twin of
`sql/write_line_results.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping

from multiguna.claims.rules.saying import cuts
from multiguna.claims.terms.deciding import ClaimContext, ClaimFacts, Finding


def finding_rate_above_agreement(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The group's tariff or a top-up is above the rate agreed for it; each is cut to its rate."""
    above = {
        kind: amount - cut
        for kind, amount in claim.lines
        if (cut := over_rate(claim, context).get(kind))
    }
    if not above:
        return None
    billed = sum(amount for kind, amount in claim.lines if kind in above)
    rate = sum(above.values())
    return cuts(
        "rate_above_agreement", billed - rate,
        billed_idr=billed, lines=list(above), rate_idr=rate,
    )  # fmt: skip


def over_rate(claim: ClaimFacts, context: ClaimContext) -> dict[str, int]:
    """By how much each kind of line is above its agreed rate, where it is."""
    rates = {**context.topup_rates_idr, "cbg": context.claimed_rate_idr}
    return {
        kind: amount - rate
        for kind, amount in claim.lines
        if (rate := rates.get(kind)) is not None and amount > rate
    }


def finding_class_above_entitlement(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The claimed class is above the covered one and costs more; cut to the covered rate."""
    entitled, rate = context.regime.entitled_class, context.payable_rate_idr
    if entitled is None or claim.care_class >= entitled or rate is None:
        return None
    agreed = claim.cbg_idr
    if context.claimed_rate_idr is not None:
        agreed = min(agreed, context.claimed_rate_idr)
    if agreed <= rate:
        return None
    return cuts(
        "class_above_entitlement", agreed - rate,
        care_class=claim.care_class, entitled=entitled, rate_idr=rate,
    )  # fmt: skip


def line_cuts(
    claim: ClaimFacts, context: ClaimContext, cut_idr: int, by_rate: bool
) -> dict[str, int]:
    """The cuts before the ceiling by kind of line: a top-up's own, the rest on the group."""
    over = over_rate(claim, context) if by_rate else {}
    topups = {kind: cut for kind, cut in over.items() if kind != "cbg"}
    return {**topups, "cbg": cut_idr - sum(topups.values())}


def approved_lines(
    claim: ClaimFacts, *, cuts_idr: Mapping[str, int], approved_idr: int
) -> tuple[int, ...]:
    """What each line is worth: the cuts of its kind taken off (by rate; by class on the group's
    tariff), then from the last line backwards until the lines add up to `approved_idr`.

    >>> from datetime import date
    >>> claim = ClaimFacts(1, "3671901", "inpatient", 3, date(2012, 1, 1), date(2012, 1, 2),
    ...     date(2012, 2, 1), "A09", "K-4-17-I", 150, 0, (), (("cbg", 100), ("sp", 50)))
    >>> approved_lines(claim, cuts_idr={"cbg": 30}, approved_idr=90)
    (70, 20)
    """
    left, amounts = approved_idr, []
    for kind, billed in claim.lines:
        payable = billed - cuts_idr.get(kind, 0)
        amounts.append(min(payable, max(0, left)))
        left -= payable
    return tuple(amounts)
