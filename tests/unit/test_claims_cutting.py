"""What the rules' cuts leave of each line, as the rules themselves would say it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiguna.claims.rules.amounts import approved_lines
from multiguna.claims.rules.cutting import cut_lines, rule_cut
from multiguna.claims.rules.reviewing import weigh
from multiguna.claims.terms.deciding import ClaimFacts, Outcome
from multiguna.claims.terms.reviewing import BilledLine, LineDecision
from multiguna.kernel.errors import Refused

KINDS = ("cbg", "sp", "sr", "sd")


@given(
    billed=st.lists(st.integers(0, 100), min_size=1, max_size=4),
    rate_cut=st.integers(0, 100), of=st.integers(0, 3), class_cut=st.integers(0, 100),
    cap=st.integers(0, 150),
)  # fmt: skip
def test_the_lines_are_worth_what_the_rules_would_approve(
    billed: list[int], rate_cut: int, of: int, class_cut: int, cap: int
) -> None:
    kinds = KINDS[: len(billed)]
    of = min(of, len(billed) - 1)
    rate_cut = min(rate_cut, billed[of])
    class_cut = min(class_cut, billed[0] - (rate_cut if of == 0 else 0))
    total = sum(billed)
    cap = min(cap, total - rate_cut - class_cut)
    own = dict.fromkeys(kinds, 0)
    own[kinds[of]] += rate_cut
    own["cbg"] += class_cut
    claim = ClaimFacts(
        1, "3671901", "inpatient", 3, date(2012, 1, 1), date(2012, 1, 2), date(2012, 2, 1), "A09",
        "K-4-17-I", total, 0, (), tuple(zip(kinds, billed, strict=True)),
    )  # fmt: skip
    expected = approved_lines(claim, cuts_idr=own, approved_idr=total - rate_cut - class_cut - cap)
    lines = [BilledLine(n, k, "X", b) for n, (k, b) in enumerate(zip(kinds, billed, strict=True))]
    cuts = [
        rule_cut("rate_above_agreement", rate_cut, {"lines": [kinds[of]]}),
        rule_cut("class_above_entitlement", class_cut, {"care_class": 1}),
        rule_cut("annual_ceiling", cap, {"used_idr": 0}),
    ]
    assert tuple(line.left_idr for line in cut_lines(total, lines, cuts)) == expected


def cut() -> tuple[BilledLine, ...]:
    """Two lines, of which a ceiling leaves 100 and 5."""
    lines = [BilledLine(1, "cbg", "K", 100), BilledLine(2, "sd", "Y", 20)]
    return cut_lines(120, lines, [rule_cut("annual_ceiling", 15, {})])


def test_approving_without_lines_takes_what_the_cuts_leave() -> None:
    for outcome in (Outcome.APPROVED, Outcome.REDUCED):
        done = weigh(120, cut(), outcome, [], "sudah dijawab")
        assert (done.outcome, done.approved_idr, done.reduced_idr) == (Outcome.REDUCED, 105, 15)
        assert done.lines[1].reason == "aturan: annual_ceiling"


def test_a_line_that_is_not_named_is_worth_what_the_cuts_leave() -> None:
    done = weigh(120, cut(), None, [LineDecision(1, 90, "obat")], "x")
    assert [line.approved_idr for line in done.lines] == [90, 5]


def test_more_than_the_cuts_leave_needs_a_reason_on_the_line() -> None:
    with pytest.raises(Refused, match="reason_above_cut"):
        weigh(120, cut(), None, [LineDecision(2, 6)], "x")
    done = weigh(120, cut(), None, [LineDecision(2, 20, "kuota ditambah")], "x")
    assert (done.outcome, done.approved_idr) == (Outcome.APPROVED, 120)


def test_a_cut_claim_is_rejected_as_a_whole() -> None:
    assert weigh(120, cut(), Outcome.REJECTED, [], "x").rejected_idr == 120
