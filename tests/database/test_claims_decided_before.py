"""What people rejected is not paid by the rules after a correction: a person looks at it again."""

from __future__ import annotations

from collections.abc import Callable

from tests.database.test_claims_adjudicating import RECEIVED, Bill, bill, pack, rate, rows_of, siti
from tests.database.test_claims_adjudicating import decide as adjudicate
from tests.people import HOSPITAL, Someone

from multiguna.claims.actions import (
    approve_clean,
    close_minutes,
    correct_claim,
    decide,
    decide_appeal,
    file_appeal,
)
from multiguna.claims.rules.bulk import approvable
from multiguna.claims.terms import Outcome
from multiguna.claims.terms.reviewing import Verdict
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.terms import Pack

__all__ = ["bill", "pack", "rate", "siti"]

MONTH = "2012-03"


def claim_of(batch_id: int, db: Cursor) -> int:
    row = db.execute("SELECT claim_id FROM claims_claim WHERE batch_id = %s", [batch_id]).fetchone()
    assert row is not None
    return int(row[0])


def corrected(claim_id: int, by: Actor, **changes: str) -> int:
    filed = correct_claim(claim_id=claim_id, changes=changes, by=by, on=RECEIVED)
    assert filed.claim_id not in (None, claim_id), filed
    return int(str(filed.claim_id))


def found(db: Cursor, claim_id: int) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT rule_code, severity, facts FROM claims_finding WHERE claim_id = %s", [claim_id]
    ).fetchall()


def test_a_correction_of_what_a_verifier_rejected_waits_for_a_person(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, actor: Callable[..., Actor],
    pack: Pack,
) -> None:  # fmt: skip
    dewi, wati = actor(Role.VERIFIER, name="dewi"), actor(Role.VERIFIER, name="wati")
    biller = actor(Role.BILLER, HOSPITAL, "koder")
    first = claim_of(bill(siti, 1), db)
    decide(
        claim_id=first, expected_version=0, outcome=Outcome.REJECTED, reason="Tidak ada bukti",
        by=dewi, on=RECEIVED,
    )  # fmt: skip
    second = corrected(first, biller, MRN="MR-77")
    assert adjudicate(system_actor) == {"pended": 1}
    assert found(db, second) == [("decided_before", "pend", {"other_claim": first})]
    third = corrected(second, biller, MRN="MR-78")  # once more does not shake it off
    assert adjudicate(system_actor) == {"pended": 1}
    assert found(db, third) == [("decided_before", "pend", {"other_claim": first})]
    approve_clean(claim_ids=[third], reason="Dilihat", by=wati, on=RECEIVED)
    assert len(rows_of(db, f"SELECT 1 FROM claims_adjudication WHERE claim_id = {third}")) == 1
    assert "decided_before" not in approvable(pack, RECEIVED)


def test_so_does_a_correction_of_what_was_ruled_on(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    biller, dewi = actor(Role.BILLER, HOSPITAL, "koder"), actor(Role.VERIFIER, name="dewi")
    first = claim_of(bill(siti, 1, INACBG="X-0-98-X"), db)
    assert adjudicate(system_actor) == {"rejected": 1}
    appeal = file_appeal(claim_id=first, grounds="Koding sudah benar", by=biller, on=RECEIVED)
    decide_appeal(
        appeal_no=appeal.appeal_no,
        verdict=Verdict.UPHELD,
        reason="Tidak benar",
        by=dewi,
        on=RECEIVED,
    )
    second = corrected(first, biller, INACBG="K-4-17-I")
    assert adjudicate(system_actor) == {"pended": 1}
    assert ("decided_before", "pend", {"other_claim": first}) in found(db, second)


def test_what_the_rules_alone_rejected_may_be_corrected_and_paid(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    first = claim_of(bill(siti, 1, INACBG="X-0-98-X"), db)
    assert adjudicate(system_actor) == {"rejected": 1}
    corrected(first, system_actor, INACBG="K-4-17-I")
    assert adjudicate(system_actor) == {"approved": 1}


def test_a_rejection_that_minutes_state_is_not_overturned_by_the_rules(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    first = claim_of(bill(siti, 1, INACBG="X-0-98-X"), db)
    assert adjudicate(system_actor) == {"rejected": 1}
    dewi = actor(Role.VERIFIER, name="dewi")
    close_minutes(provider_code=HOSPITAL, month=MONTH, by=dewi, on=RECEIVED)
    second = corrected(first, system_actor, INACBG="K-4-17-I")
    assert adjudicate(system_actor) == {"pended": 1}
    assert ("decided_before", "pend", {"other_claim": first}) in found(db, second)
