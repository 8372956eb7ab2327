"""Verifiers decide line by line: what is written, who may, and that the ledger moves exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import psycopg
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
from tests.people import HOSPITAL, Someone

from multiguna.claims.actions import close_minutes, confirm, decide, disagree, withdraw
from multiguna.claims.queries import claim_detail, proposals, proposals_waiting
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Answer, LineDecision, Reviewed
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Role
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.choosing import number_or_none
from multiguna.programme.terms import Pack

__all__ = ["bill", "pack", "rate", "siti"]

REGION = "36.71"
DEWI = Actor("dewi", Role.VERIFIER, REGION)
RAHMAT = Actor("rahmat", Role.VERIFIER, REGION)
BILLER = Actor("biller", Role.BILLER, REGION, HOSPITAL)
WHY = "resume medis tidak mendukung"


def pended(db: Cursor, siti: Someone, bill: Bill, by: Actor, number: int = 1) -> int:
    """A claim with a question about its length of stay; gives its number."""
    assert adjudicate(by, bill(siti, number, LOS="9")) == {"pended": 1}
    return last_claim(db)


def last_claim(db: Cursor) -> int:
    [row] = rows_of(db, "SELECT max(claim_id) AS claim_id FROM claims_claim")
    assert isinstance(row["claim_id"], int)
    return row["claim_id"]


def say(
    claim_id: int,
    *lines: tuple[int, int],
    by: Actor = DEWI,
    version: int = 1,
    outcome: Outcome | None = None,
    reason: str = WHY,
    on: date = RECEIVED,
) -> Reviewed:
    """A decision of a verifier who looked at `version`."""
    words = tuple(LineDecision(number, amount) for number, amount in lines)
    return decide(claim_id=claim_id, expected_version=version, lines=words, outcome=outcome,
                  reason=reason, by=by, on=on)  # fmt: skip


def with_limit(pack: Pack, limit_idr: int | None, by: Actor) -> None:
    """Install the pack with an amount above which two verifiers decide."""
    parameters = tuple(
        replace(p, values=tuple(replace(v, value=limit_idr) for v in p.values))
        if p.name == "second_opinion_idr" else p
        for p in pack.parameters
    )  # fmt: skip
    install_pack(pack=replace(pack, version="1.2", parameters=parameters), by=by, on=RECEIVED)


def test_a_verifier_answers_a_question_and_the_bill_becomes_an_obligation(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    claim_id = pended(db, siti, bill, system_actor)
    assert balances(db) == (0, rate + 5000, 0)
    done = say(claim_id, outcome=Outcome.APPROVED, reason="LOS sesuai resume medis")
    assert (done.holds, done.version, done.approved_idr) == (True, 2, rate + 5000)
    assert balances(db) == (0, 0, rate + 5000)
    [held] = rows_of(db, "SELECT * FROM claims_adjudication WHERE version = 2")
    assert (held["basis"], held["reason"], held["decided_by"], held["outcome"]) == (
        "verifier", "LOS sesuai resume medis", "dewi", "approved",
    )  # fmt: skip
    assert rows_of(db, "SELECT * FROM claims_finding WHERE version = 2") == []


def test_a_cut_line_is_a_finding_that_the_hospital_can_read(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    claim_id = pended(db, siti, bill, system_actor)
    done = say(claim_id, (2, 1000))
    assert (done.outcome, done.approved_idr) == (Outcome.REDUCED, rate + 1000)
    assert balances(db) == (0, 0, rate + 1000)
    lines = rows_of(db, "SELECT line_no, approved_idr FROM claims_line_result WHERE version = 2 "
                        "ORDER BY line_no")  # fmt: skip
    assert [tuple(line.values()) for line in lines] == [(1, rate), (2, 1000)]
    with transaction(BILLER) as cur:
        detail = claim_detail(cur, BILLER, claim_id)
    assert detail is not None
    [finding] = detail.findings
    assert (finding.rule.code, finding.severity, finding.amount_idr) == ("verifier", "reduce", 4000)
    assert WHY in finding.detail.id
    assert f"SD {rupiah(1000)} dari {rupiah(5000)}" in finding.detail.id


def test_a_rejection_gives_the_bill_back(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    claim_id = pended(db, siti, bill, system_actor)
    assert say(claim_id, outcome=Outcome.REJECTED).outcome is Outcome.REJECTED
    assert balances(db) == (0, 0, 0)
    [finding] = rows_of(db, "SELECT severity FROM claims_finding WHERE version = 2")
    assert finding["severity"] == "reject"


def test_the_record_holds_what_was_decided_and_what_before_and_names_no_patient(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    claim_id = pended(db, siti, bill, system_actor)
    done = say(claim_id, (1, 0), (2, 1000))
    [row] = rows_of(db, f"SELECT body FROM audit_record WHERE record_id = {done.record_id}")
    body = json.loads(str(row["body"]))
    assert body["facts"]["before"] == {"approved_idr": 0, "outcome": "pended", "version": 1}
    assert [line["approved_idr"] for line in body["facts"]["lines"]] == [0, 1000]
    assert (body["facts"]["basis"], body["facts"]["reason"], body["actor"]) == (
        "verifier", WHY, "dewi",
    )  # fmt: skip
    assert str(siti.nik) not in str(row["body"])


def test_a_verifier_may_overrule_the_rules_and_only_the_difference_moves(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    assert adjudicate(system_actor, bill(siti, 1)) == {"approved": 1}
    claim_id = last_claim(db)
    say(claim_id, (2, 0))
    assert balances(db) == (0, 0, rate)
    [entry] = rows_of(db, f"SELECT billed_idr, obligations_idr FROM ledger_entry "
                          f"WHERE entry_id = 'approve:{claim_id}:2'")  # fmt: skip
    assert tuple(entry.values()) == (0, -5000)
    with pytest.raises(Refused, match="decided_by_person"):
        say(claim_id, by=RAHMAT, version=2, outcome=Outcome.APPROVED)


def test_what_minutes_state_changes_on_appeal_only(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert adjudicate(system_actor, bill(siti, 1)) == {"approved": 1}
    close_minutes(provider_code=HOSPITAL, month="2012-03", by=RAHMAT, on=RECEIVED)
    with pytest.raises(Refused, match="stated_in_minutes"):
        say(last_claim(db), outcome=Outcome.REJECTED)


def test_two_who_looked_at_the_same_version_cannot_both_decide(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, outcome=Outcome.REJECTED)
    with pytest.raises(Refused, match="decided_meanwhile"):
        say(claim_id, outcome=Outcome.APPROVED, by=RAHMAT)
    assert len(rows_of(db, "SELECT FROM claims_adjudication")) == 2


@pytest.mark.parametrize("role", sorted({*Role} - {Role.VERIFIER}))
def test_only_a_verifier_decides_and_never_unattended_work(role: Role) -> None:
    by = Actor("x", role, REGION, HOSPITAL if role in HOSPITAL_ROLES else None)
    with pytest.raises(Refused, match="role_not_allowed"):
        say(1, by=by, outcome=Outcome.APPROVED)


def test_four_eyes_and_days(db: Cursor, siti: Someone, bill: Bill, system_actor: Actor) -> None:
    bill(siti, 1, by=DEWI)
    claim_id = last_claim(db)
    with pytest.raises(Refused, match="taken_in_by_you"):
        say(claim_id, version=0, outcome=Outcome.APPROVED)
    with pytest.raises(Refused, match="not_received_yet"):
        say(claim_id, by=RAHMAT, version=0, outcome=Outcome.APPROVED,
            on=RECEIVED - timedelta(days=1))  # fmt: skip
    assert say(claim_id, by=RAHMAT, version=0, outcome=Outcome.APPROVED).version == 1
    with pytest.raises(Refused, match="claim_unknown"):
        say(999, outcome=Outcome.APPROVED)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("  ", "reason_missing"), ("NIK 3671990101800001 keliru", "reason_names"),
     ("x" * 2001, "reason_too_long")],
)  # fmt: skip
def test_a_reason_is_written_and_names_nobody(reason: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        say(1, outcome=Outcome.REJECTED, reason=reason)


def test_above_an_amount_two_verifiers_decide(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    proposed = say(claim_id, (2, 1000))
    assert (proposed.holds, proposed.attempt) == (False, 1)
    assert balances(db) == (0, rate + 5000, 0)
    with pytest.raises(Refused, match="proposal_waiting"):
        say(claim_id, by=RAHMAT, outcome=Outcome.APPROVED)
    with pytest.raises(Refused, match="second_by_first"):
        confirm(claim_id=claim_id, attempt=1, by=DEWI, on=RECEIVED)
    [waiting] = proposals_waiting(db, RAHMAT)
    assert (waiting.proposal.claim_id, waiting.proposal.by) == (claim_id, "dewi")
    done = confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)
    assert (done.version, done.approved_idr) == (2, rate + 1000)
    assert balances(db) == (0, 0, rate + 1000)
    [held] = rows_of(db, "SELECT basis, reason, decided_by FROM claims_adjudication "
                         "WHERE version = 2")  # fmt: skip
    assert tuple(held.values()) == ("second", WHY, "rahmat")
    assert proposals_waiting(db, RAHMAT) == []
    with pytest.raises(Refused, match="proposal_ended"):
        confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)


def test_a_second_verifier_may_disagree_and_then_propose(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, outcome=Outcome.REJECTED)
    ended = disagree(claim_id=claim_id, attempt=1, reason="LOS benar", by=RAHMAT, on=RECEIVED)
    assert ended.opinion is not None
    assert (ended.opinion.answer, ended.opinion.by) == (Answer.DISAGREED, "rahmat")
    assert balances(db) == (0, rate + 5000, 0)
    assert say(claim_id, by=RAHMAT, outcome=Outcome.APPROVED).attempt == 2
    withdraw(claim_id=claim_id, attempt=2, reason="keliru", by=RAHMAT, on=RECEIVED)
    with pytest.raises(Refused, match="proposal_unknown"):
        confirm(claim_id=claim_id, attempt=3, by=DEWI, on=RECEIVED)
    assert [one.attempt for one in proposals(db, DEWI, claim_id)] == [2, 1]
    with transaction(BILLER) as cur:
        assert proposals(cur, BILLER, claim_id) == []


def test_a_proposal_that_another_decision_overtook_lapses(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, outcome=Outcome.REJECTED)
    [batch] = rows_of(db, "SELECT batch_id FROM claims_batch")
    batch_id = batch["batch_id"]
    assert isinstance(batch_id, int)
    assert adjudicate(system_actor, batch_id) == {"pended": 1}
    with pytest.raises(Refused, match="decided_meanwhile"):
        confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)
    assert say(claim_id, version=2, outcome=Outcome.APPROVED).attempt == 2
    assert [one.opinion and one.opinion.answer for one in proposals(db, DEWI, claim_id)] == [
        None, Answer.LAPSED,
    ]  # fmt: skip


def test_the_database_refuses_a_second_opinion_of_the_first(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, outcome=Outcome.REJECTED)
    opinion = (
        "INSERT INTO claims_opinion (region, claim_id, attempt, proposed_by, answer, version, "
        "reason, record_id, decided_on, decided_by) VALUES ('36.71', %s, 1, %s, 'confirmed', 1, "
        "'', 0, now(), 'dewi')"
    )
    with pytest.raises(psycopg.errors.CheckViolation), db.connection.transaction():
        db.execute(opinion, [claim_id, "dewi"])
    with pytest.raises(psycopg.errors.ForeignKeyViolation), db.connection.transaction():
        db.execute(opinion, [claim_id, "somebody"])


def test_without_the_packs_amount_one_verifier_is_enough(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, system_actor: Actor
) -> None:
    with_limit(pack, None, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    assert say(claim_id, outcome=Outcome.REJECTED).holds
    older = replace(pack, parameters=tuple(
        p for p in pack.parameters if p.name != "second_opinion_idr"))  # fmt: skip
    assert number_or_none(older, "second_opinion_idr", RECEIVED) is None
