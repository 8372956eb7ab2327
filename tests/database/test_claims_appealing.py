"""Appeals: who may file and when, who rules, and what a granted one moves."""

from __future__ import annotations

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
from tests.database.test_claims_reviewing import (
    BILLER,
    DEWI,
    RAHMAT,
    last_claim,
    pended,
    say,
    with_limit,
)
from tests.people import Someone, make_person

from multiguna.claims.actions import confirm, decide_appeal, disagree, file_appeal
from multiguna.claims.queries import appeals, appeals_open
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Appeal, LineDecision, Verdict
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.terms import Pack

__all__ = ["bill", "pack", "rate", "siti"]

GROUNDS = "resume medis terlampir mendukung obat itu"
OTHER = Actor("other biller", Role.BILLER, "36.71", "3671902")


def appeal_against(claim_id: int, on: date = RECEIVED, by: Actor = BILLER) -> Appeal:
    return file_appeal(claim_id=claim_id, grounds=GROUNDS, by=by, on=on)


def rule(filed: Appeal, verdict: Verdict, *lines: tuple[int, int], by: Actor = RAHMAT) -> Appeal:
    words = tuple(LineDecision(number, amount) for number, amount in lines)
    return decide_appeal(appeal_no=filed.appeal_no, verdict=verdict, lines=words,
                         reason="bukti cukup", by=by, on=RECEIVED)  # fmt: skip


@pytest.fixture
def cut(db: Cursor, siti: Someone, bill: Bill, system_actor: Actor) -> int:
    """A claim whose drugs a verifier cut from 5,000 to 1,000."""
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, (2, 1000))
    return claim_id


def test_a_granted_appeal_raises_the_obligation_by_the_difference(
    db: Cursor, cut: int, rate: int
) -> None:
    filed = appeal_against(cut)
    assert (filed.version, filed.decide_by) == (2, RECEIVED + timedelta(days=15))
    assert [one.appeal.appeal_no for one in appeals_open(db, RAHMAT)] == [filed.appeal_no]
    ruled = rule(filed, Verdict.GRANTED, (2, 4000))
    assert ruled.ruling is not None
    assert (ruled.ruling.version, ruled.ruling.by) == (3, "rahmat")
    assert balances(db) == (0, 0, rate + 4000)
    [held] = rows_of(db, "SELECT basis, approved_idr FROM claims_adjudication WHERE version = 3")
    assert tuple(held.values()) == ("appeal", rate + 4000)
    assert appeals_open(db, RAHMAT) == []
    with pytest.raises(Refused, match="appeal_ended"):
        rule(filed, Verdict.UPHELD)
    with pytest.raises(Refused, match="appeal_decided"):
        appeal_against(cut)


def test_an_upheld_decision_stands_and_is_final(db: Cursor, cut: int, rate: int) -> None:
    ruled = rule(appeal_against(cut), Verdict.UPHELD)
    assert ruled.ruling is not None
    assert ruled.ruling.version is None
    assert balances(db) == (0, 0, rate + 1000)
    with pytest.raises(Refused, match="appeal_decided"):
        appeal_against(cut)
    with transaction(BILLER) as cur:
        [seen] = appeals(cur, BILLER, cut)
    assert seen == ruled


def test_who_decided_does_not_rule(db: Cursor, cut: int) -> None:
    filed = appeal_against(cut)
    with pytest.raises(Refused, match="decided_by_you"):
        rule(filed, Verdict.UPHELD, by=DEWI)
    with pytest.raises(psycopg.errors.CheckViolation), db.connection.transaction():
        db.execute(
            "INSERT INTO claims_ruling (region, claim_id, attempt, appeal_no, deciders, "
            "provider_code, outcome, reason, record_id, decided_on, decided_by) "
            "SELECT region, claim_id, attempt, appeal_no, deciders, provider_code, 'upheld', 'x', "
            "0, filed_on, 'dewi' FROM claims_appeal"
        )
    with pytest.raises(psycopg.errors.ForeignKeyViolation), db.connection.transaction():
        db.execute(
            "INSERT INTO claims_ruling (region, claim_id, attempt, appeal_no, deciders, "
            "provider_code, outcome, reason, record_id, decided_on, decided_by) "
            "SELECT region, claim_id, attempt, appeal_no, '{}', provider_code, 'upheld', 'x', "
            "0, filed_on, 'dewi' FROM claims_appeal"
        )


def test_neither_of_two_deciders_rules(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    claim_id = pended(db, siti, bill, system_actor)
    say(claim_id, outcome=Outcome.REJECTED)
    confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)
    filed = appeal_against(claim_id)
    [row] = rows_of(db, "SELECT deciders FROM claims_appeal")
    assert row["deciders"] == ["dewi", "rahmat", "system"]
    for by in (DEWI, RAHMAT):
        with pytest.raises(Refused, match="decided_by_you"):
            rule(filed, Verdict.UPHELD, by=by)
    third, fourth = (Actor(name, Role.VERIFIER, "36.71") for name in ("sari", "joko"))
    assert rule(filed, Verdict.GRANTED, by=third).ruling is None
    assert balances(db) == (0, 0, 0)
    for by, code in ((third, "second_by_first"), (DEWI, "decided_by_you")):
        with pytest.raises(Refused, match=code):
            confirm(claim_id=claim_id, attempt=2, by=by, on=RECEIVED)
    with pytest.raises(Refused, match="proposal_waiting"):
        rule(filed, Verdict.UPHELD, by=fourth)
    assert confirm(claim_id=claim_id, attempt=2, by=fourth, on=RECEIVED).version == 3
    [ended] = appeals(db, fourth, claim_id)
    assert ended.ruling is not None
    assert (ended.ruling.verdict, ended.ruling.by) == (Verdict.GRANTED, "joko")
    [held] = rows_of(db, "SELECT basis, proposed_by, decided_by FROM claims_adjudication "
                         "WHERE version = 3")  # fmt: skip
    assert tuple(held.values()) == ("appeal", "sari", "joko")
    assert balances(db) == (0, 0, rate + 5000)


def test_another_verifier_may_disagree_with_a_grant_and_uphold(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    claim_id = last_claim(db)
    filed = appeal_against(claim_id)
    assert rule(filed, Verdict.GRANTED, by=DEWI).ruling is None
    disagree(claim_id=claim_id, attempt=1, reason="JKN membayar", by=RAHMAT, on=RECEIVED)
    ruled = rule(filed, Verdict.UPHELD)
    assert ruled.ruling is not None
    assert balances(db) == (0, 0, 0)


def test_a_rejection_granted_beyond_the_budget_opens_arrears(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    adjudicate(system_actor, bill(siti, 1, PAYOR_ID="3;JKN"))
    filed = appeal_against(last_claim(db))
    db.execute("UPDATE ledger_account SET appropriation_idr = 1000, released_idr = 1000 "
               "WHERE account_id = '2012/RI'")  # fmt: skip
    rule(filed, Verdict.GRANTED)
    [account] = rows_of(db, "SELECT obligations_idr, arrears_idr FROM ledger_account "
                            "WHERE account_id = '2012/RI'")  # fmt: skip
    assert tuple(account.values()) == (rate + 5000, rate + 4000)


def test_an_appeal_has_its_time_its_hospital_and_a_decision(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, cut: int
) -> None:
    with pytest.raises(Refused, match="appeal_too_late"):
        appeal_against(cut, RECEIVED + timedelta(days=31))
    with pytest.raises(Refused, match="claim_unknown"):
        appeal_against(cut, by=OTHER)
    with pytest.raises(Refused, match="role_not_allowed"):
        appeal_against(cut, by=DEWI)
    ani = make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}")
    open_claim = pended(db, ani, bill, system_actor, 2)
    with pytest.raises(Refused, match="not_decided"):
        appeal_against(open_claim)
    say(open_claim, outcome=Outcome.APPROVED)
    with pytest.raises(Refused, match="nothing_to_appeal"):
        appeal_against(open_claim)
    assert appeal_against(cut, RECEIVED + timedelta(days=30)).ruling is None


def test_one_appeal_is_open_and_nobody_decides_beside_it(db: Cursor, cut: int) -> None:
    filed = appeal_against(cut)
    with pytest.raises(Refused, match="appeal_open"):
        appeal_against(cut)
    with pytest.raises(Refused, match="appeal_open"):
        say(cut, version=2, outcome=Outcome.APPROVED, by=RAHMAT)
    with pytest.raises(psycopg.errors.UniqueViolation), db.connection.transaction():
        db.execute(
            "INSERT INTO claims_appeal (region, claim_id, attempt, version, provider_code, "
            "grounds, deciders, record_id, filed_on, filed_by) SELECT region, claim_id, 2, version,"
            " provider_code, 'x', deciders, 0, filed_on, filed_by FROM claims_appeal"
        )
    with pytest.raises(psycopg.errors.ForeignKeyViolation), db.connection.transaction():
        db.execute(
            "INSERT INTO claims_appeal (region, claim_id, attempt, version, provider_code, "
            "grounds, deciders, record_id, filed_on, filed_by) SELECT region, claim_id, 2, 1,"
            " provider_code, 'x', deciders, 0, filed_on, filed_by FROM claims_appeal"
        )
    with pytest.raises(Refused, match="appeal_gives_no_more"):
        rule(filed, Verdict.GRANTED, (2, 1000))


def test_an_appeals_grounds_are_on_record_by_their_hash_alone(db: Cursor, cut: int) -> None:
    filed = appeal_against(cut)
    [row] = rows_of(db, f"SELECT body FROM audit_record WHERE record_id = {filed.record_id}")
    assert "grounds_sha256" in str(row["body"])
    assert GROUNDS not in str(row["body"])


def test_a_hospital_sees_no_appeal_of_another(db: Cursor, cut: int) -> None:
    rule(appeal_against(cut), Verdict.UPHELD)
    for table in ("claims_appeal", "claims_ruling"):
        for by, seen in ((BILLER, 1), (OTHER, 0)):
            with transaction(by) as cur:
                assert len(cur.execute(f"SELECT FROM {table}").fetchall()) == seen
