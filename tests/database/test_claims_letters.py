"""Deciding claims by their letters and patients: what a letter is good for, and for whom."""

from __future__ import annotations

from dataclasses import replace

from tests.database.test_claims_adjudicating import (
    ADMITTED,
    RECEIVED,
    Bill,
    balances,
    bill,
    decide,
    pack,
    rate,
    rows_of,
    siti,
)
from tests.people import HOSPITAL, Someone

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee, settle_guarantee
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Pack
from multiguna.providers.actions import take_agreements

__all__ = ["bill", "pack", "rate", "siti"]

LETTER = """
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, provider_code, care,
    care_class, emergency, diagnosis, issued_on, valid_from, valid_until, account_id, reserved_idr,
    arrears_idr, provider_class, estimate_settled, q10_idr, q50_idr, q80_idr, q90_idr, q95_idr,
    reason_code, stage_code, village_code, record_id, issued_by)
VALUES ('36.71', %s, %s, 'nik', %s, 'outpatient', 3, %s, 'A09', '2012-03-02', '2012-03-02',
    '2012-03-10', '2012/RI', 0, 0, 'B', 0, 0, 0, 0, 0, 0, 'covered', 'universal-2012',
    '36.71.01.1002', 1, 'desk')
"""


def test_a_letter_settled_by_hand_pays_no_claim_as_well(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    letter_no = f"{HOSPITAL}0312J000001"
    issue_guarantee(
        letter_no=letter_no, nik=siti.nik, kk=siti.kk, provider_code=HOSPITAL,
        care=Care.INPATIENT, by=system_actor, on=ADMITTED,
    )  # fmt: skip
    settle_guarantee(letter_no=letter_no, amount_idr=700, by=system_actor, on=RECEIVED)
    assert decide(system_actor, bill(siti, 1, letter=False)) == {"rejected": 1}
    [finding] = rows_of(db, "SELECT rule_code, facts FROM claims_finding")
    assert finding == {"rule_code": "no_guarantee", "facts": {"letter": "settled"}}
    assert balances(db) == (0, 0, 700)


def test_a_claim_that_falls_by_itself_takes_no_good_one_with_it(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    bill(siti, 1, letter=False)
    bill(siti, 2)
    assert decide(system_actor) == {"rejected": 1, "approved": 1}
    findings = rows_of(db, "SELECT rule_code, facts FROM claims_finding")
    assert findings == [{"rule_code": "no_guarantee", "facts": {"letter": "none"}}]


def test_twins_are_two_patients_and_the_same_newborn_twice_is_one(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    newborn = {"BIRTH_DATE": f"{ADMITTED:%d/%m/%Y}"}
    for number in (1, 2):
        bill(siti, number, born_on=ADMITTED, **newborn)
    assert decide(system_actor) == {"approved": 2}
    again = {"SEP": f"{HOSPITAL}0312J000001", "DISCHARGE_DATE": "05/03/2012", "LOS": "5"}
    bill(siti, 3, letter=False, **newborn, **again)
    assert decide(system_actor) == {"rejected": 1}
    findings = rows_of(db, "SELECT rule_code FROM claims_finding ORDER BY rule_code")
    assert [row["rule_code"] for row in findings] == ["no_guarantee", "overlapping_stay"]


def test_an_emergency_outpatient_may_be_kept_in_and_its_letter_may_follow(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, system_actor: Actor
) -> None:
    agreements = tuple(
        replace(row, services=("emergency",)) if row.provider_code == HOSPITAL else row
        for row in pack.agreements
    )
    take_agreements(pack=replace(pack, agreements=agreements), by=system_actor, on=RECEIVED)
    for number, emergency in ((1, True), (2, False)):  # outpatient, from the stay's second day
        letter_no = f"{HOSPITAL}0312J{number:06}"
        db.execute(LETTER, [letter_no, siti.person_id, HOSPITAL, emergency])
        batch_id = bill(siti, number, letter=False)
        assert decide(system_actor, batch_id) == {"approved" if emergency else "rejected": 1}
    findings = rows_of(db, "SELECT rule_code, facts FROM claims_finding ORDER BY rule_code")
    assert [row["rule_code"] for row in findings] == [
        "duplicate_claim", "no_agreement", "outside_letter",
    ]  # fmt: skip
    assert findings[2]["facts"] == {"care": True, "dates": True}


def test_a_promise_that_the_registry_no_longer_bears_out_is_for_a_person_to_decide(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    db.execute(
        "UPDATE registry_person SET residency = '{[1980-02-29,2012-02-01)}' WHERE person_id = %s",
        [siti.person_id],
    )
    assert decide(system_actor, batch_id) == {"pended": 1}
    assert decide(system_actor, bill(siti, 2, letter=False)) == {"rejected": 1}
    findings = rows_of(db, "SELECT severity FROM claims_finding WHERE rule_code = 'not_covered' "
                           "ORDER BY claim_id")  # fmt: skip
    assert [row["severity"] for row in findings] == ["pend", "reject"]


def test_a_stay_of_some_hours_is_part_of_the_stay_it_touches(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1)) == {"approved": 1}
    hours = {"ADMISSION_DATE": "04/03/2012", "DISCHARGE_DATE": "04/03/2012", "LOS": "1"}
    assert decide(system_actor, bill(siti, 2, **hours)) == {"rejected": 1}
    findings = rows_of(db, "SELECT rule_code FROM claims_finding ORDER BY rule_code")
    assert [row["rule_code"] for row in findings] == ["overlapping_stay", "readmission"]
