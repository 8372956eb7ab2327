"""A second opinion is judged on its own day: by what happened to the claim since the first."""

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
from tests.database.test_claims_correcting import Again, again, bill_once
from tests.database.test_claims_matching import promise
from tests.database.test_claims_reviewing import (
    BILLER,
    DEWI,
    RAHMAT,
    WHY,
    last_claim,
    say,
    with_limit,
)
from tests.people import HOSPITAL, Someone, make_person

from multiguna.claims.actions import (
    accept_matches,
    close_minutes,
    confirm,
    decide_appeal,
    decide_match,
    disagree,
    file_appeal,
    match_claims,
    withdraw,
)
from multiguna.claims.queries import claim_detail, proposals, proposals_waiting
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Answer, Verdict
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import order_payments
from multiguna.programme.terms import Pack

__all__ = ["again", "bill", "bill_once", "pack", "rate", "siti"]

SARI = Actor("sari", Role.VERIFIER, "36.71")
GROUNDS = "resume medis terlampir"


@pytest.fixture
def proposed(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> int:
    """A claim that the rules approved and a verifier proposes to cut by its drugs."""
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill(siti, 1)) == {"approved": 1}
    claim_id = last_claim(db)
    assert not say(claim_id, (2, 0)).holds
    return claim_id


def test_what_an_order_took_meanwhile_is_not_decided_anew(
    db: Cursor, proposed: int, rate: int, system_actor: Actor
) -> None:
    assert order_payments(period="2012-03", by=system_actor, on=RECEIVED)
    before = rows_of(db, "SELECT obligations_idr, ordered_idr FROM ledger_account")
    with pytest.raises(Refused, match="claim_ordered"):
        confirm(claim_id=proposed, attempt=1, by=RAHMAT, on=RECEIVED)
    assert rows_of(db, "SELECT obligations_idr, ordered_idr FROM ledger_account") == before
    ended = disagree(claim_id=proposed, attempt=1, reason="sudah SPP", by=RAHMAT, on=RECEIVED)
    assert ended.opinion is not None


def test_what_minutes_state_meanwhile_is_not_decided_anew(
    db: Cursor, proposed: int, rate: int
) -> None:
    close_minutes(provider_code=HOSPITAL, month="2012-03", by=RAHMAT, on=RECEIVED)
    with pytest.raises(Refused, match="stated_in_minutes"):
        confirm(claim_id=proposed, attempt=1, by=RAHMAT, on=RECEIVED)
    assert balances(db) == (0, 0, rate + 5000)


def test_nobody_appeals_while_a_proposal_waits(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    claim_id = last_claim(db)
    say(claim_id, outcome=Outcome.APPROVED)
    with pytest.raises(Refused, match="proposal_waiting"):
        file_appeal(claim_id=claim_id, grounds=GROUNDS, by=BILLER, on=RECEIVED)
    with transaction(BILLER) as cur:
        assert proposals(cur, BILLER, claim_id) == []
        assert claim_detail(cur, BILLER, claim_id) is not None
    confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)
    assert balances(db) == (0, 0, rate + 5000)


def test_who_proposed_is_among_those_who_do_not_rule(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    claim_id = last_claim(db)
    say(claim_id, outcome=Outcome.APPROVED)
    withdraw(claim_id=claim_id, attempt=1, reason="ragu", by=DEWI, on=RECEIVED)
    filed = file_appeal(claim_id=claim_id, grounds=GROUNDS, by=BILLER, on=RECEIVED)
    [row] = rows_of(db, "SELECT deciders FROM claims_appeal")
    assert row["deciders"] == ["dewi", "system"]
    with pytest.raises(Refused, match="decided_by_you"):
        decide_appeal(
            appeal_no=filed.appeal_no, verdict=Verdict.UPHELD, reason=WHY, by=DEWI, on=RECEIVED
        )


def test_a_hospital_sees_its_own_rows_again_after_what_it_is_judged_by(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    claim_id = last_claim(db)
    say(claim_id, outcome=Outcome.APPROVED)
    with transaction(BILLER) as cur:
        with pytest.raises(Refused, match="proposal_waiting"):
            file_appeal(claim_id=claim_id, grounds=GROUNDS, by=BILLER, on=RECEIVED)
        assert cur.execute("SELECT current_setting('multiguna.provider')").fetchone() == (HOSPITAL,)
        assert cur.execute("SELECT FROM claims_proposal").fetchall() == []


def test_a_confirmation_has_its_day(db: Cursor, proposed: int) -> None:
    with pytest.raises(Refused, match="not_received_yet"):
        confirm(claim_id=proposed, attempt=1, by=RAHMAT, on=RECEIVED - timedelta(days=1))


@pytest.mark.parametrize("amount", ["approved", "reduced", "rejected", "pended"])
def test_the_database_refuses_a_decision_with_an_amount_below_zero(
    db: Cursor, proposed: int, amount: str
) -> None:
    """Even where the four add up to the bill."""
    amounts = dict.fromkeys(("approved", "reduced", "rejected", "pended"), "0")
    amounts |= {"approved" if amount != "approved" else "pended": "billed_idr + 1", amount: "-1"}
    columns = ", ".join(f"{name}_idr" for name in amounts)
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="claims_adjudication_adds_up"),
        db.connection.transaction(),
    ):
        db.execute(
            "INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, "
            f"billed_idr, pack_hash, record_id, decided_on, decided_by, {columns}) "
            "SELECT region, claim_id, 2, provider_code, 'reduced', billed_idr, pack_hash, 1, "
            f"decided_on, 'dewi', {', '.join(amounts.values())} FROM claims_adjudication"
        )


def corrected(db: Cursor, claim_id: int, times: int = 1) -> int:
    """The claim that corrects one, taken in by somebody else; gives its number."""
    for _ in range(times):
        [row] = rows_of(
            db,
            "INSERT INTO claims_batch (region, provider_code, file_hash, file_name, format, rows, "
            "imported, unchanged, corrected, refused, received_on, received_by) "
            f"SELECT region, provider_code, 'again {claim_id}', file_name, format, 0, 0, 0, 0, 0, "
            "received_on, 'biller' FROM claims_batch LIMIT 1 RETURNING batch_id",
        )
        columns = [
            str(one["column_name"])
            for one in rows_of(db, "SELECT column_name FROM information_schema.columns WHERE "
                                   "table_name = 'claims_claim' AND is_generated = 'NEVER'")
        ]  # fmt: skip
        new = {"batch_id": str(row["batch_id"]), "claim_id": "nextval('claims_claim_seq')",
               "corrects": "claim_id", "revision": "revision + 1",
               "first_received_on": "coalesce(first_received_on, received_on)"}  # fmt: skip
        [made] = rows_of(
            db,
            f"INSERT INTO claims_claim ({', '.join(columns)}) "
            f"SELECT {', '.join(new.get(column, column) for column in columns)} "
            f"FROM claims_claim WHERE claim_id = {claim_id} RETURNING claim_id",
        )
        assert isinstance(made["claim_id"], int)
        claim_id = made["claim_id"]
    return claim_id


@pytest.mark.parametrize("times", [1, 2])
def test_who_took_a_claim_in_decides_none_of_its_corrections(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, times: int
) -> None:
    bill(siti, 1, by=DEWI)
    claim_id = corrected(db, last_claim(db), times)
    [row] = rows_of(db, f"SELECT batch_id FROM claims_claim WHERE claim_id = {claim_id}")
    batch_id = row["batch_id"]
    assert isinstance(batch_id, int)
    with pytest.raises(Refused, match="taken_in_by_you"):
        say(claim_id, version=0, outcome=Outcome.APPROVED)
    assert adjudicate(DEWI, batch_id) == {}
    assert adjudicate(DEWI) == {}
    assert adjudicate(RAHMAT, batch_id) != {}


def test_who_decided_a_claim_does_not_rule_on_an_appeal_about_its_correction(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    adjudicate(system_actor, bill(siti, 1, LOS="9"))
    first = last_claim(db)
    bill(make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}"), 2)
    say(first, outcome=Outcome.REJECTED)
    again = corrected(db, first)
    say(again, by=RAHMAT, version=0, outcome=Outcome.REJECTED)
    filed = file_appeal(claim_id=again, grounds=GROUNDS, by=BILLER, on=RECEIVED)
    for by in (DEWI, RAHMAT):
        with pytest.raises(Refused, match="decided_by_you"):
            decide_appeal(
                appeal_no=filed.appeal_no, verdict=Verdict.UPHELD, reason=WHY, by=by, on=RECEIVED
            )
    ruled = decide_appeal(
        appeal_no=filed.appeal_no, verdict=Verdict.UPHELD, reason=WHY, by=SARI, on=RECEIVED
    )
    assert ruled.ruling is not None


def test_who_took_a_claim_in_does_not_say_whom_its_correction_is_about(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    promise(siti, system_actor)
    bill(siti, 21, letter=False, by=DEWI, NAMA_PASIEN="CONTOH WARGA")
    claim_id = corrected(db, last_claim(db))
    db.execute("INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome,"
               " billed_idr, approved_idr, reduced_idr, rejected_idr, pended_idr, pack_hash, "
               "record_id, decided_on, decided_by) SELECT region, claim_id, 1, provider_code, "
               "'rejected', billed_idr, 0, 0, billed_idr, 0, '', 1, received_on, 'biller' "
               "FROM claims_claim WHERE corrects IS NULL")  # fmt: skip
    assert match_claims(linkage=False, by=system_actor, on=RECEIVED).found == 1
    with pytest.raises(Refused, match="own_file"):
        decide_match(claim_id=claim_id, candidate_no=1, by=DEWI, on=RECEIVED)
    all_of = {"method": "person_letter", "least_bp": 1, "reason": "NIK sama"}
    assert accept_matches(**all_of, by=DEWI, on=RECEIVED) == 0  # type: ignore[arg-type]
    assert accept_matches(**all_of, by=RAHMAT, on=RECEIVED) == 1  # type: ignore[arg-type]


def test_a_proposal_on_a_claim_that_is_corrected_lapses(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, pack: Pack, rate: int,
    system_actor: Actor,
) -> None:  # fmt: skip
    """The hospital sends the correction, and sees nothing of the proposal."""
    with_limit(pack, rate, system_actor)
    assert adjudicate(system_actor, bill_once(siti, 1, LOS="9")) == {"pended": 1}
    claim_id = last_claim(db)
    say(claim_id, outcome=Outcome.REJECTED)
    assert again(BILLER, LOS="4").corrected == 1
    with transaction(RAHMAT) as cur:
        assert proposals_waiting(cur, RAHMAT) == []
        [ended] = proposals(cur, RAHMAT, claim_id)
    assert ended.opinion is not None
    assert (ended.opinion.answer, ended.opinion.by) == (Answer.LAPSED, "biller")
    with transaction(BILLER) as cur:
        assert cur.execute("SELECT FROM claims_opinion").fetchall() == []
    with pytest.raises(Refused, match="proposal_ended"):
        confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED)
