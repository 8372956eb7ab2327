"""A region from nothing to an open desk: each item moves when its cause is mended, and no other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test.utils import override_settings
from tests.database.test_registry import SITI, written
from tests.people import HOSPITAL
from tests.planning_city import Town
from tests.ready_region import (
    MISSING,
    NOT_NEEDED,
    ON,
    PARTLY,
    PARTS,
    READY,
    Region,
    put_file,
    small_pack,
)

from multiguna.accounts.models import User
from multiguna.audit.actions import sequence_leaves
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel import keys
from multiguna.kernel.db import transaction
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import enter_documents
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import order_payments
from multiguna.planning.actions import note_readiness, watch
from multiguna.planning.terms.readiness import ItemCode
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import Provenance
from multiguna.registry.actions import import_residents


@pytest.fixture
def region(
    real_db: None, system_actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Region]:
    """A home and a database with nothing in them."""
    monkeypatch.setenv("MULTIGUNA_HOME", str(tmp_path / "home"))
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield Region(system_actor, tmp_path, small_pack())


def test_from_nothing_to_an_open_desk_item_by_item(region: Region) -> None:
    whole = region.pack
    assert not region.look().can_open
    assert set(region.moved().values()) == {MISSING, READY, NOT_NEEDED}
    assert {code for code, state in region.seen.items() if state is READY} == {ItemCode.DOCTOR}

    region.install(**dict.fromkeys(PARTS, ()))
    assert region.moved() == {
        ItemCode.PACK: READY, ItemCode.STAGE: READY, ItemCode.LAW: READY,
        ItemCode.SCENARIOS: PARTLY,
    }  # fmt: skip
    wrong = replace(whole.scenarios[0], expect="covered", reason="not_poor")
    region.install(scenarios=(wrong, *whole.scenarios[1:]))
    assert region.moved() == {ItemCode.SCENARIOS: MISSING}
    region.install(scenarios=whole.scenarios)
    assert region.moved() == {ItemCode.SCENARIOS: READY}
    region.install(villages=whole.villages)
    assert region.moved() == {ItemCode.VILLAGES: PARTLY}, "nobody lives there yet"
    region.install(letters=whole.letters)
    assert region.moved() == {ItemCode.LETTERS: READY}
    region.install(version="9.0", provenance=Provenance("ab12", "Dinas Kesehatan"))
    assert region.moved() == {ItemCode.SIGNATURE: READY}
    assert "Dinas Kesehatan" in region.item(ItemCode.SIGNATURE).evidence.id
    _hospital_and_budget(region, whole)
    _people_and_staff(region)
    _papers_and_practice(region)

    found = region.look()
    assert found.can_open
    assert {one.code for one in found.items if one.state is not READY} == {
        ItemCode.JKN_STATUS, ItemCode.OFFLINE_LISTS,
    }, "neither is asked for in 2012"  # fmt: skip


def _hospital_and_budget(region: Region, whole: Pack) -> None:
    signed = Provenance("ab12", "Dinas Kesehatan")
    inpatient = tuple(replace(one, services=("inpatient",)) for one in whole.agreements)
    region.install(signed, agreements=inpatient)
    assert region.moved() == {
        ItemCode.AGREEMENTS: READY, ItemCode.AGREEMENT_ENDS: READY, ItemCode.SERVICES: PARTLY,
    }  # fmt: skip
    region.install(signed, agreements=whole.agreements)
    assert region.moved() == {ItemCode.SERVICES: READY}
    region.install(signed, estimates=whole.estimates)
    assert region.moved() == {ItemCode.ESTIMATES: READY}
    region.install(signed, rates=whole.rates)
    assert region.moved() == {ItemCode.TARIFFS: READY}
    region.install(signed, payors=whole.payors)
    assert region.moved() == {ItemCode.PAYERS: READY}
    region.install(signed, budget_lines=whole.budget_lines)
    assert region.moved() == {ItemCode.BUDGET_LINES: READY}
    for line, states in (("RI", {ItemCode.APPROPRIATION: PARTLY}),
                         ("RJ", {ItemCode.APPROPRIATION: READY})):  # fmt: skip
        enter_documents(
            documents=[BudgetDocument(f"DPA/{line}", "DPA", 2012, line, ON, 600_000_000)],
            by=region.by, on=ON,
        )  # fmt: skip
        assert region.moved() == states
    for number, state in ((1, PARTLY), (2, READY)):
        enter_documents(
            documents=[BudgetDocument(f"SPD/{number}", "SPD", 2012, "RI", ON, 60_000_000)],
            by=region.by, on=ON,
        )  # fmt: skip
        assert region.moved() == {ItemCode.RELEASE: state}


def _people_and_staff(region: Region) -> None:
    import_residents(path=written(region.folder, [SITI]), by=region.by, on=ON)
    assert region.moved() == {
        ItemCode.RESIDENTS: READY, ItemCode.REGISTRY_AGE: READY, ItemCode.REGISTRY_ROWS: READY,
        ItemCode.VILLAGES: READY,
    }  # fmt: skip
    region.account("lina", Role.DESK_CLERK, HOSPITAL)
    assert region.moved() == {ItemCode.DESK_ACCOUNTS: READY}
    region.account("karim", Role.BILLER, HOSPITAL)
    assert region.moved() == {ItemCode.BILLER_ACCOUNTS: READY}
    region.account("vera", Role.VERIFIER)
    assert region.moved() == {ItemCode.VERIFIERS: PARTLY}
    region.account("wati", Role.VERIFIER)
    assert region.moved() == {ItemCode.VERIFIERS: READY}
    for name in ("beni", "prita", "kamal"):
        region.account(name, Role.TREASURER)
    assert region.moved() == {ItemCode.TREASURERS: PARTLY}
    region.account("bowo", Role.TREASURER)
    assert region.moved() == {ItemCode.TREASURERS: READY}
    region.account("audi", Role.AUDITOR)
    assert region.moved() == {ItemCode.CITY_ACCOUNTS: PARTLY}
    region.account("putri", Role.PLANNER)
    region.account("ani", Role.ADMINISTRATOR)
    assert region.moved() == {ItemCode.CITY_ACCOUNTS: READY}
    User.objects.filter(username="vera").update(totp_secret="X")
    assert region.moved() == {ItemCode.SECOND_FACTOR: PARTLY}
    User.objects.filter(provider_code=None).update(totp_secret="X")
    assert region.moved() == {ItemCode.SECOND_FACTOR: READY}


def _papers_and_practice(region: Region) -> None:
    keys.signing_key(home(), "letters")
    assert region.moved() == {ItemCode.LETTER_KEY: READY}
    deadline = time.monotonic() + 60
    while not sequence_leaves(by=region.by, on=ON):  # others' transactions may make us wait
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert region.moved() == {ItemCode.CHECKPOINT: READY}
    watch(by=region.by, on=ON)
    assert region.moved() == {ItemCode.WORKER: READY}
    assert [one.code for one in region.look().blocking] == [ItemCode.PRACTICE_DESK]
    note_readiness(code=ItemCode.BACKUP, text="Dipulihkan", by=region.by, on=ON)
    assert region.moved() == {ItemCode.BACKUP: READY}
    issue_guarantee(
        letter_no=letter_number(HOSPITAL, ON, 1), nik=int(SITI["NIK"]), kk=int(SITI["NO_KK"]),
        provider_code=HOSPITAL, care=Care.INPATIENT, by=region.by, on=ON,
    )  # fmt: skip
    assert region.moved() == {ItemCode.PRACTICE_DESK: READY}
    note_readiness(code=ItemCode.BUDGET_ENOUGH, text="Rencana: 95 %", by=region.by, on=ON)
    assert region.moved() == {ItemCode.BUDGET_ENOUGH: READY}, "too few letters to know better"
    put_file(region, 1)
    assert region.moved() == {ItemCode.PRACTICE_BILLING: READY}
    with transaction(region.by) as cursor:
        town = Town(cursor, region.by)
        claim_id = town.claim(ON, ON, 2_000_000, care="inpatient")
        town.approve(claim_id, ON, 2_000_000, care="inpatient")
        town.post()
    assert region.moved() == {}, "what the rules decide alone is nobody's practice"
    region.rows(
        "claims_adjudication", claim_id=claim_id, version=2, provider_code=HOSPITAL,
        outcome="approved", billed_idr=2_000_000, approved_idr=2_000_000, reduced_idr=0,
        rejected_idr=0, pended_idr=0, pack_hash="", record_id=1, decided_on=ON, decided_by="vera",
        recorded_at=ON, basis="verifier", reason="benar",
    )  # fmt: skip
    assert region.moved() == {ItemCode.PRACTICE_VERIFYING: READY}
    order_payments(period="2012-03", by=region.by, on=ON)
    assert region.moved() == {ItemCode.PRACTICE_PAYING: READY}
