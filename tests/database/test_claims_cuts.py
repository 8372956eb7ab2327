"""Answering a question leaves what the rules cut beside it, in a decision and on appeal."""

from __future__ import annotations

import pytest
from tests.database.test_claims_adjudicating import (
    RECEIVED,
    Bill,
    balances,
    bill,
    pack,
    rate,
    rows_of,
    siti,
)
from tests.database.test_claims_adjudicating import decide as adjudicate
from tests.database.test_claims_bulk import law
from tests.database.test_claims_reviewing import BILLER, DEWI, RAHMAT, last_claim, say
from tests.people import Someone

from multiguna.claims.actions import decide, decide_appeal, file_appeal
from multiguna.claims.queries import claim_under_review
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import LineDecision, Verdict
from multiguna.claims.terms.views import LineCard
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Pack
from multiguna.web.templatetags.multiguna import typed_amount

__all__ = ["bill", "pack", "rate", "siti"]


@pytest.fixture
def asked_and_cut(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> int:
    """A claim that needs a look, of which a ceiling leaves the group's tariff alone."""
    law(pack, system_actor, annual_ceiling_idr=rate)
    bill(siti, 1)
    assert adjudicate(system_actor) == {"pended": 1}
    return last_claim(db)


def test_what_the_rules_cut_stays_cut_when_the_question_is_answered(
    db: Cursor, asked_and_cut: int, rate: int
) -> None:
    done = say(asked_and_cut, outcome=Outcome.APPROVED, reason="sudah dilihat")
    assert (done.outcome, done.approved_idr) == (Outcome.REDUCED, rate)
    assert balances(db) == (0, 0, rate)
    lines = rows_of(db, "SELECT approved_idr FROM claims_line_result WHERE version = 2 "
                        "ORDER BY line_no")  # fmt: skip
    assert [line["approved_idr"] for line in lines] == [rate, 0]


def test_more_than_the_rules_leave_is_said_with_a_reason(
    db: Cursor, asked_and_cut: int, rate: int
) -> None:
    with pytest.raises(Refused, match="reason_above_cut"):
        say(asked_and_cut, (2, 5000))
    done = decide(
        claim_id=asked_and_cut, expected_version=1, lines=(LineDecision(2, 5000, "kuota lain"),),
        reason="lihat baris", by=DEWI, on=RECEIVED,
    )  # fmt: skip
    assert done.approved_idr == rate + 5000


def test_a_granted_appeal_without_lines_leaves_the_rules_cuts(
    db: Cursor, asked_and_cut: int, rate: int
) -> None:
    say(asked_and_cut, outcome=Outcome.REJECTED)
    filed = file_appeal(claim_id=asked_and_cut, grounds="resume ada", by=BILLER, on=RECEIVED)
    ruled = decide_appeal(
        appeal_no=filed.appeal_no, verdict=Verdict.GRANTED, reason="cukup", by=RAHMAT, on=RECEIVED
    )
    assert ruled.ruling is not None
    assert balances(db) == (0, 0, rate)


def test_the_page_is_filled_with_what_the_cuts_leave(
    db: Cursor, asked_and_cut: int, rate: int
) -> None:
    review = claim_under_review(db, DEWI, asked_and_cut)
    assert [(line.left_idr, line.cut_by) for line in review.lines] == [
        (rate, ()), (0, ("annual_ceiling",)),
    ]  # fmt: skip
    shown = LineCard(2, "sd", "YY-02", 5000, None)
    assert typed_amount({}, shown, review) == "0"
    assert typed_amount({"approved-2": "7"}, shown, review) == "7"
