"""People at once: one decision, one second opinion, one ruling, one appeal, one check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.claims_city import parameter
from tests.claims_rows import put
from tests.database.test_office_races import at_once, one_of
from tests.office_city import MELATI, RECEIVED, Office
from tests.people import tangerang

from multiguna.claims.actions import (
    approve_clean,
    confirm,
    decide,
    decide_appeal,
    disagree,
    file_appeal,
)
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Appeal, BulkApproved, Proposal, Reviewed, Verdict
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.actions import install_pack

pytestmark = pytest.mark.usefixtures("real_db")
REGION = "36.71"
VERA, WATI, RAHMAT = (Actor(n, Role.VERIFIER, REGION) for n in ("vera", "wati", "rahmat"))
BILLER, CASHIER = (Actor(n, Role.BILLER, REGION, MELATI) for n in ("biller", "kasir"))
BILL = 1_000_000
Act = Callable[[], object]


@pytest.fixture
def claim_id(system_actor: Actor) -> int:
    """A claim of which the rules ask for a look, billed on its account."""
    with transaction(system_actor) as cur:
        office = Office(cur, system_actor).build()
        cur.execute(
            "UPDATE ledger_account SET appropriation_idr = 10000000, billed_idr = %s "
            "WHERE account_id = 'A'", [BILL],
        )  # fmt: skip
        claim_id = office.claim(billed_idr=BILL)
        put(cur, "claims_line", [
            {"claim_id": claim_id, "line_no": 1, "provider_code": MELATI, "kind": "cbg",
             "code": "K", "billed_idr": BILL}
        ])  # fmt: skip
        office.decide(claim_id, "pended", RECEIVED, findings={"readmission": "pend"})
    return claim_id


def deciding(
    claim_id: int, by: Actor, outcome: Outcome = Outcome.APPROVED, version: int = 1
) -> Act:
    return lambda: decide(
        claim_id=claim_id, expected_version=version, outcome=outcome, reason="sudah dilihat",
        by=by, on=RECEIVED,
    )  # fmt: skip


def balance(by: Actor) -> tuple[int, int]:
    with transaction(by) as cur:
        row = cur.execute(
            "SELECT billed_idr, obligations_idr FROM ledger_account WHERE account_id = 'A'"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_of_two_verifiers_one_decides(claim_id: int, system_actor: Actor) -> None:
    answers = at_once(deciding(claim_id, VERA), deciding(claim_id, WATI, Outcome.REJECTED))
    one_of(answers, Reviewed, "decided_meanwhile")
    [done] = [one for one in answers if isinstance(one, Reviewed)]
    assert balance(system_actor) == (0, done.approved_idr)


def test_a_verifier_and_a_bulk_approval_do_not_both_decide(
    claim_id: int, system_actor: Actor
) -> None:
    pack = tangerang()
    listed = parameter("bulk_approvable", (date(2008, 1, 1), ("readmission",)))
    others = tuple(one for one in pack.parameters if one.name != "bulk_approvable")
    stages = tuple(replace(stage, rules=("readmission",)) for stage in pack.stages)
    law = replace(pack, version="1.4", stages=stages, parameters=(*others, listed))
    install_pack(pack=law, by=system_actor, on=RECEIVED)
    answers = at_once(
        deciding(claim_id, VERA, Outcome.REJECTED),
        lambda: approve_clean(claim_ids=[claim_id], reason="bersih", by=WATI, on=RECEIVED),
    )
    [bulk] = [one for one in answers if isinstance(one, BulkApproved)]
    with transaction(system_actor) as cur:
        versions = cur.execute("SELECT version FROM claims_adjudication").fetchall()
    assert sorted(versions) == [(1,), (2,)]
    decided = [one for one in answers if isinstance(one, Reviewed)]
    assert len(decided) + bulk.claims == 1
    assert balance(system_actor) == (0, BILL * bulk.claims)


def test_a_proposal_is_answered_once(claim_id: int, system_actor: Actor) -> None:
    pack = tangerang()
    limit = parameter("second_opinion_idr", (date(2008, 1, 1), 1))
    others = tuple(one for one in pack.parameters if one.name != "second_opinion_idr")
    law = replace(pack, version="1.4", parameters=(*others, limit))
    install_pack(pack=law, by=system_actor, on=RECEIVED)
    one_of(at_once(deciding(claim_id, VERA), deciding(claim_id, WATI)), Reviewed,
           "proposal_waiting")  # fmt: skip
    answers = at_once(
        lambda: confirm(claim_id=claim_id, attempt=1, by=RAHMAT, on=RECEIVED),
        lambda: disagree(claim_id=claim_id, attempt=1, reason="belum", by=RAHMAT, on=RECEIVED),
    )
    assert "proposal_ended" in answers
    ended = [isinstance(one, Reviewed | Proposal) for one in answers]
    assert sorted(ended) == [False, True]


def test_an_appeal_is_filed_and_decided_once(claim_id: int, system_actor: Actor) -> None:
    deciding(claim_id, VERA, Outcome.REJECTED)()
    answers = at_once(
        *(
            lambda by=by: file_appeal(claim_id=claim_id, grounds="bukti", by=by, on=RECEIVED)
            for by in (BILLER, CASHIER)
        )
    )
    one_of(answers, Appeal, "appeal_open")
    [filed] = [one for one in answers if isinstance(one, Appeal)]
    rulings = at_once(
        *(
            lambda by=by: decide_appeal(
                appeal_no=filed.appeal_no, verdict=Verdict.GRANTED, reason="cukup", by=by,
                on=RECEIVED,
            )
            for by in (WATI, RAHMAT)
        )
    )  # fmt: skip
    one_of(rulings, Appeal, "appeal_ended")
    assert balance(system_actor) == (0, BILL)
