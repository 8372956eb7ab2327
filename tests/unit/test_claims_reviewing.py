"""What a person's word on the lines comes to, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiguna.claims.rules.explaining import explain
from multiguna.claims.rules.reviewing import needs_second, weigh
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import (
    LEFT_OUT,
    Answer,
    Basis,
    BilledLine,
    LineDecision,
    Verdict,
)
from multiguna.kernel.errors import Refused

LINES = [BilledLine(1, "cbg", "K-4-17-I", 100), BilledLine(2, "sd", "YY-02", 20)]


@pytest.mark.parametrize(
    ("bill", "outcome", "said", "code"),
    [
        (120, None, [], "nothing_decided"),
        (120, Outcome.REDUCED, [], "nothing_decided"),
        (120, Outcome.PENDED, [(1, 5)], "outcome_not_final"),
        (120, None, [(3, 5)], "line_unknown"),
        (120, None, [(1, 5), (1, 6)], "line_twice"),
        (120, None, [(1, 101)], "line_amount"),
        (120, None, [(1, -1)], "line_amount"),
        (110, Outcome.APPROVED, [], "above_bill"),
        (120, Outcome.APPROVED, [(1, 5)], "outcome_differs"),
        (120, Outcome.REJECTED, [(1, 0)], "outcome_differs"),
        (130, Outcome.APPROVED, [], "outcome_differs"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    bill: int, outcome: Outcome | None, said: list[tuple[int, int]], code: str
) -> None:
    words = [LineDecision(number, amount) for number, amount in said]
    with pytest.raises(Refused, match=code):
        weigh(bill, LINES, outcome, words, "x")


@given(
    amounts=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=5),
    more=st.integers(0, 20),
)
def test_the_amounts_add_up_to_the_bill_and_to_the_lines(
    amounts: list[tuple[int, int]], more: int
) -> None:
    lines = [BilledLine(n, "cbg", "K", max(pair)) for n, pair in enumerate(amounts, 1)]
    words = [LineDecision(n, min(pair), "x") for n, pair in enumerate(amounts, 1)]
    bill = sum(line.billed_idr for line in lines) + more
    done = weigh(bill, lines, None, words, "alasan")
    assert done.approved_idr + done.reduced_idr + done.rejected_idr == bill
    assert done.approved_idr == sum(line.approved_idr for line in done.lines)
    assert (done.outcome is Outcome.APPROVED) == (done.approved_idr == bill)
    assert (done.outcome is Outcome.REJECTED) == (done.approved_idr == 0 < bill)
    assert "alasan" in explain("verifier", done.facts).id


def test_a_limit_is_passed_by_more_than_it() -> None:
    assert [needs_second(bill, 50) for bill in (49, 50, 51)] == [False, False, True]


def test_every_word_has_both_languages() -> None:
    for text in (*LEFT_OUT.values(), *(one.label for kind in (Basis, Answer, Verdict)
                                       for one in kind)):  # fmt: skip
        assert text.id
        assert text.en
