"""Clocks and risks in Python and in SQL say the same of random claims."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims_rows import put
from tests.office_city import MELATI, RECEIVED, Office

from multiguna.claims.queries import claim_risk, clock, worklist
from multiguna.claims.rules.clocks import judge_clock
from multiguna.claims.rules.risk import HOSPITAL_DAYS, judge_risk
from multiguna.claims.terms.deciding import Severity
from multiguna.claims.terms.talking import Pause
from multiguna.claims.terms.working import RiskFacts
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

DAYS_MAX = 15
QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
gaps = st.integers(0, 12)


@st.composite
def talks(draw: st.DrawFn) -> tuple[tuple[Pause, ...], int | None, int]:
    """Queries one after the other (days after receipt), the day of a decision, the day to look."""
    pauses, day = [], 0
    for _ in range(draw(st.integers(0, 3))):
        asked = day + draw(gaps)
        until = asked + draw(gaps)
        answered = draw(st.none() | st.integers(asked, asked + 15))
        pauses.append(
            Pause(*(RECEIVED + timedelta(days=n) for n in (asked, until)),
                  None if answered is None else RECEIVED + timedelta(days=answered))
        )  # fmt: skip
        day = until + 1 if answered is None else min(until + 1, answered)
    return tuple(pauses), draw(st.none() | st.integers(0, 45)), draw(st.integers(0, 60))


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    return Office(db, system_actor).build()


def ask(office: Office, claim_id: int, pauses: tuple[Pause, ...]) -> None:
    """The queries and answers of a claim, as rows."""
    for seq, pause in enumerate(pauses, 1):
        number = claim_id * 10 + seq
        put(office.cursor, "claims_query", [
            {"query_no": number, "claim_id": claim_id, "seq": seq, "provider_code": MELATI,
             "text": "?", "asked_by": "v", "asked_on": pause.asked_on,
             "answer_by": pause.answer_by, "record_id": 0, "recorded_at": RECEIVED}
        ])  # fmt: skip
        if pause.answered_on is not None:
            put(office.cursor, "claims_answer", [
                {"query_no": number, "claim_id": claim_id, "provider_code": MELATI, "text": "!",
                 "answered_by": "b", "answered_on": pause.answered_on, "record_id": 0,
                 "recorded_at": RECEIVED}
            ])  # fmt: skip


@QUIET
@given(talk=talks(), pended=st.booleans())
def test_the_clock_of_a_claim_is_the_same_in_both(
    office: Office, talk: tuple[tuple[Pause, ...], int | None, int], pended: bool
) -> None:
    pauses, stopped, look = talk
    claim_id = office.claim()
    ask(office, claim_id, pauses)
    if pended:
        office.decide(claim_id, "pended", RECEIVED)
    stopped_on = None if stopped is None else RECEIVED + timedelta(days=stopped)
    if stopped_on is not None:
        office.decide(claim_id, "rejected", stopped_on, version=2 if pended else 1)
    on = RECEIVED + timedelta(days=look)
    told = clock(office.cursor, office.by, claim_id, on=on)
    assert told == judge_clock(RECEIVED, DAYS_MAX, on=on, pauses=pauses, stopped_on=stopped_on)
    if stopped_on is None:
        items, _ = worklist(office.cursor, office.by, on=on, page_size=10_000)
        assert told in [item.row.clock for item in items if item.row.claim_id == claim_id]


SEVERITIES = st.lists(st.sampled_from(Severity), max_size=5)
RULES = ("readmission", "identity_mismatch", "rate_unknown", "los_mismatch", "total_mismatch")


BILLS = (0, 1, 1_667_899, 1_667_900, 2_000_001, 3_335_799, 3_335_800, 10**13)
SCORE = sqlplan.join(
    [sqlplan.load("claims", name) for name in ("open_claims", "hospital_shares", "claim_risks")],
    "SELECT risk_bp FROM claim_risks WHERE claim_id = %(claim_id)s",
)


@QUIET
@given(
    severities=SEVERITIES,
    billed_idr=st.sampled_from(BILLS) | st.integers(0, 6_000_000),
    known=st.booleans(),
    others=st.lists(st.sampled_from(["approved", "rejected", "pended"]), max_size=3),
)
def test_the_risk_of_a_claim_is_the_same_in_both(
    office: Office,
    severities: list[Severity],
    billed_idr: int,
    known: bool,
    others: list[str],
) -> None:
    for outcome in others:
        office.decide(office.claim(), outcome, date(2012, 4, 20))
    claim_id = office.claim(billed_idr=billed_idr, cbg_code="K-4-17-I" if known else "K-9-99-X")
    said = dict(zip(RULES, (one.value for one in severities), strict=False))
    office.decide(claim_id, "pended", RECEIVED, findings=said)
    facts = RiskFacts(
        tuple(severities), billed_idr, rate_of(office, claim_id), *decided_lately(office)
    )
    assert (facts.rate_idr is not None) == known
    risk = judge_risk(facts)
    values = {
        "region": office.by.region, "claim_id": claim_id, "on": date(2012, 5, 1),
        "hospital_days": HOSPITAL_DAYS, "provider_code": None, "rule_code": None,
    }  # fmt: skip
    assert office.cursor.execute(SCORE, values).fetchone() == (risk.bp,)
    told = claim_risk(office.cursor, office.by, claim_id, on=date(2012, 5, 1))
    assert told is not None
    assert {(part.code, part.bp) for part in told.parts} == {
        (part.code, part.bp) for part in risk.parts
    }


def rate_of(office: Office, claim_id: int) -> int | None:
    """The agreed rate of a claim by the pack's own rows."""
    row = office.cursor.execute(
        "SELECT r.amount_idr FROM claims_claim c JOIN providers_rate r ON r.code = c.cbg_code "
        "AND (r.provider_code, r.care_class) = (c.provider_code, c.care_class) WHERE "
        "c.claim_id = %s AND c.service_date <@ daterange(r.valid_from, r.valid_until)",
        [claim_id],
    ).fetchone()
    return row[0] if row else None


def decided_lately(office: Office) -> tuple[int, int]:
    """How many claims of the first hospital are decided for good, and how many not approved."""
    row = office.cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE outcome <> 'approved') FROM claims_adjudication "
        "WHERE provider_code = %s AND outcome <> 'pended'",
        [MELATI],
    ).fetchone()
    assert row is not None
    return row[0], row[1]
