"""Bulk approval: what is clean is approved as a set, the rest is given back with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.claims_city import parameter
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
from tests.database.test_claims_reviewing import DEWI, RAHMAT, last_claim
from tests.people import Someone, make_person

from multiguna.claims.actions import approve_clean
from multiguna.claims.rules.bulk import approvable
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack, ParameterValueType

__all__ = ["bill", "pack", "rate", "siti"]

START = date(2008, 1, 1)
WHY = "sudah dilihat bersama"


def law(pack: Pack, by: Actor, **values: ParameterValueType) -> Pack:
    """Install the pack with other values; every bill needs a look, in every stage."""
    values = {"auto_approve_max_idr": 1, "second_opinion_idr": None} | values
    kept = tuple(one for one in pack.parameters if one.name not in values)
    changed = tuple(parameter(name, (START, value)) for name, value in values.items())
    stages = tuple(
        replace(stage, rules=(*(r for r in stage.rules if r != "needs_review"), "needs_review"))
        for stage in pack.stages
    )
    pack = replace(pack, version="1.3", stages=stages, parameters=(*kept, *changed))
    install_pack(pack=pack, by=by, on=RECEIVED)
    return pack


def test_what_only_needs_a_look_is_approved_at_once_and_the_rest_given_back(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    law(pack, system_actor)
    ani = make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}")
    bill(siti, 1)
    clean = last_claim(db)
    bill(ani, 2, LOS="9")
    asked = last_claim(db)
    assert adjudicate(system_actor) == {"pended": 2}
    done = approve_clean(reason=WHY, by=DEWI, on=RECEIVED)
    assert (done.claims, done.approved_idr) == (1, rate + 5000)
    [left] = done.left_out
    assert (left.claim_id, left.why, left.rules) == (
        asked, "other_findings", ("los_mismatch", "needs_review"),
    )  # fmt: skip
    assert balances(db) == (0, rate + 5000, rate + 5000)
    [held] = rows_of(
        db,
        "SELECT basis, reason, decided_by, outcome, record_id FROM claims_adjudication "
        f"WHERE claim_id = {clean} AND version = 2",
    )
    assert list(held.values())[:4] == ["bulk", WHY, "dewi", "approved"]
    [row] = rows_of(db, f"SELECT body FROM audit_record WHERE record_id = {held['record_id']}")
    text = str(row["body"])
    assert (json.loads(text)["facts"]["basis"], json.loads(text)["facts"]["reason"]) == (
        "bulk", WHY,
    )  # fmt: skip
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert approve_clean(claim_ids=[clean], reason=WHY, by=RAHMAT, on=RECEIVED).claims == 0


def test_a_cut_that_the_pack_lists_stays_a_cut(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    listed = ("needs_review", "annual_ceiling")
    law(pack, system_actor, annual_ceiling_idr=rate, bulk_approvable=listed)
    bill(siti, 1)
    assert adjudicate(system_actor) == {"pended": 1}
    done = approve_clean(reason=WHY, by=DEWI, on=RECEIVED)
    assert (done.claims, done.approved_idr) == (1, rate), done.left_out
    assert balances(db) == (0, 0, rate)


def test_what_the_rules_find_meanwhile_is_left_to_people(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, system_actor: Actor
) -> None:
    law(pack, system_actor)
    bill(siti, 1)
    claim_id = last_claim(db)
    assert adjudicate(system_actor) == {"pended": 1}
    db.execute("UPDATE registry_person SET died_on = '2012-03-02' WHERE person_id = %s",
               [siti.person_id])  # fmt: skip
    done = approve_clean(claim_ids=[claim_id], reason=WHY, by=DEWI, on=RECEIVED)
    [left] = done.left_out
    assert (done.claims, left.why) == (0, "other_findings")
    assert "after_death" in left.rules
    assert len(rows_of(db, "SELECT FROM claims_adjudication")) == 1


def test_large_bills_own_files_and_unknown_claims_are_left_out(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    law(pack, system_actor, second_opinion_idr=rate)
    bill(siti, 1, by=RAHMAT)
    claim_id = last_claim(db)
    assert adjudicate(system_actor) == {"pended": 1}
    for by, why in ((DEWI, "second_opinion"), (RAHMAT, "taken_in_by_you")):
        done = approve_clean(claim_ids=[claim_id, 999], reason=WHY, by=by, on=RECEIVED)
        assert [(one.claim_id, one.why) for one in done.left_out] == [
            (claim_id, why), (999, "unknown"),
        ]  # fmt: skip
        assert done.left_out[0].sentence.en
    with pytest.raises(Refused, match="role_not_allowed"):
        approve_clean(reason=WHY, by=Actor("x", Role.TREASURER, "36.71"), on=RECEIVED)


def test_a_rule_that_rejects_is_never_waived(pack: Pack) -> None:
    listed = parameter("bulk_approvable", (START, ("needs_review", "not_covered", "los_mismatch")))
    others = tuple(one for one in pack.parameters if one.name != "bulk_approvable")
    asking = replace(pack, parameters=(*others, listed))
    assert approvable(asking, RECEIVED) == ("needs_review", "los_mismatch")
    assert approvable(replace(pack, parameters=others), RECEIVED) == ("needs_review",)
