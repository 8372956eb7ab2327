"""Two implementations, one truth: which claims a bulk approval takes, in SQL and in Python."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims_rows import put
from tests.office_city import KENANGA, MELATI, Office

from multiguna.claims import plan
from multiguna.claims.rules.bulk import left_out
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import BulkFacts
from multiguna.kernel.db import Cursor, connection
from multiguna.kernel.terms import Actor

TODAY = date(2012, 4, 10)
CODES = ("needs_review", "los_mismatch")
CLAIMS = 60
seen: Counter[str | None] = Counter()


def a_claim(dice: random.Random, office: Office) -> tuple[int, BulkFacts]:
    """A claim with anything around it; gives its number and what Python is told of it."""
    provider = dice.choice([MELATI, KENANGA])
    received = TODAY + timedelta(days=dice.choice([-3, -1, 0, 0, 1]))
    billed = dice.choice([0, 99, 100, 101, 200])
    batch_id = 3 if provider == KENANGA and dice.random() < 0.3 else 0
    takers = {"dewi" if batch_id == 3 else "koder"}
    before = None
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        own = provider == KENANGA and dice.random() < 0.3
        takers.add("dewi" if own else "koder")
        before = office.claim(provider=provider, batch_id=3 if own else None, corrects=before)
    claim_id = office.claim(
        provider=provider, billed_idr=billed, received_on=received, batch_id=batch_id or None,
        corrects=before,
    )  # fmt: skip
    outcome = dice.choice([None, "pended", "pended", "pended", "approved", "rejected"])
    found = dice.sample(["needs_review", "los_mismatch", "readmission", "rate_above_agreement"],
                        dice.choice([0, 1, 1, 2]))  # fmt: skip
    if outcome is not None:
        if dice.random() < 0.3:
            office.decide(claim_id, "pended", TODAY, findings={"readmission": "pend"})
            office.decide(claim_id, outcome, TODAY, version=2, approved_idr=0,
                          findings=dict.fromkeys(found, "pend"))  # fmt: skip
        else:
            office.decide(claim_id, outcome, TODAY, findings=dict.fromkeys(found, "pend"))
    proposal = dice.choice(["", "", "", "open", "ended"])
    query = dice.choice(["", "", "", "open", "answered"])
    beside(office.cursor, claim_id, provider, proposal, query)
    facts = BulkFacts(
        outcome=None if outcome is None else Outcome(outcome),
        billed_idr=billed,
        received_on=received,
        received_by=takers,
        findings=frozenset(found if outcome else ()),
        proposal_waiting=proposal == "open",
        query_open=query == "open",
    )
    return claim_id, facts


def beside(cur: Cursor, claim_id: int, provider: str, proposal: str, query: str) -> None:
    """A proposal and a query of a claim, open or ended."""
    if proposal:
        put(cur, "claims_proposal", [
            {"claim_id": claim_id, "attempt": 1, "version": 0, "outcome": "rejected",
             "approved_idr": 0, "lines": [], "reason": "x", "record_id": 0, "proposed_on": TODAY,
             "proposed_by": "dewi", "recorded_at": TODAY}
        ])  # fmt: skip
    if proposal == "ended":
        put(cur, "claims_opinion", [
            {"claim_id": claim_id, "attempt": 1, "proposed_by": "dewi", "answer": "disagreed",
             "reason": "x", "record_id": 0, "decided_on": TODAY, "decided_by": "sari",
             "recorded_at": TODAY}
        ])  # fmt: skip
    if query:
        put(cur, "claims_query", [
            {"query_no": claim_id, "claim_id": claim_id, "seq": 1, "provider_code": provider,
             "text": "x", "asked_by": "dewi", "asked_on": TODAY, "answer_by": TODAY,
             "record_id": 0, "recorded_at": TODAY}
        ])  # fmt: skip
    if query == "answered":
        put(cur, "claims_answer", [
            {"query_no": claim_id, "claim_id": claim_id, "provider_code": provider, "text": "x",
             "answered_by": "rs", "answered_on": TODAY, "record_id": 0, "recorded_at": TODAY}
        ])  # fmt: skip


def check(db: Cursor, by: Actor, seed: int, limit_idr: int | None) -> None:
    dice = random.Random(seed)
    office = Office(db, by)
    facts = dict(a_claim(dice, office) for _ in range(CLAIMS))
    values = {
        "region": "36.71", "claim_ids": list(facts), "provider_code": None, "batch_id": None,
        "approvable": list(CODES), "limit_idr": limit_idr, "not_from": "dewi", "on": TODAY,
    }  # fmt: skip
    rows = db.execute(plan.bulk(), values).fetchall()
    answered = {claim_id: why for claim_id, why, _ in rows}
    expected = {
        claim_id: left_out(one, codes=CODES, limit_idr=limit_idr, by="dewi", on=TODAY)
        for claim_id, one in facts.items()
    }
    assert answered == expected
    seen.update(expected.values())
    asked_all = db.execute(plan.bulk(), values | {"claim_ids": None}).fetchall()
    pended = {claim_id for claim_id, one in facts.items() if one.outcome is Outcome.PENDED}
    assert {claim_id for claim_id, _, _ in asked_all} == pended


def test_sql_and_python_leave_out_the_same_claims(db: Cursor, system_actor: Actor) -> None:
    Office(db, system_actor).build()
    put(db, "claims_batch", [
        {"batch_id": 3, "provider_code": KENANGA, "file_hash": "own", "file_name": "p.txt",
         "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "corrected": 0,
         "refused": 0, "received_on": TODAY, "received_by": "dewi", "recorded_at": TODAY}
    ])  # fmt: skip
    seen.clear()

    @settings(max_examples=20, deadline=None, database=None,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(seed=st.integers(0, 10**9), limit_idr=st.sampled_from([None, 100, 0]))
    def run(seed: int, limit_idr: int | None) -> None:
        with connection().transaction(force_rollback=True):
            check(db, system_actor, seed, limit_idr)

    run()
    assert set(seen) == {
        None, "not_pended", "taken_in_by_you", "not_received_yet", "proposal_waiting",
        "query_open", "other_findings", "second_opinion",
    }  # fmt: skip
