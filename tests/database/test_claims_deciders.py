"""Who decides claims: verifiers and unattended work, and nobody what they took in themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.database.test_claims_adjudicating import (
    RECEIVED,
    Bill,
    bill,
    decide,
    pack,
    rate,
    rows_of,
    siti,
)
from tests.people import HOSPITAL, Someone

from multiguna.claims.actions import adjudicate_batch, import_claims
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Role
from multiguna.programme.terms import Pack

__all__ = ["bill", "pack", "rate", "siti"]


@pytest.mark.parametrize("role", sorted({*Role} - {Role.VERIFIER, Role.SYSTEM}))
def test_nobody_but_a_verifier_decides(
    db: Cursor, pack: Pack, actor: Callable[..., Actor], role: Role
) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        decide(actor(role, HOSPITAL if role in HOSPITAL_ROLES else None))


def test_an_unknown_batch_is_refused(db: Cursor, pack: Pack, system_actor: Actor) -> None:
    with pytest.raises(Refused, match="batch_unknown"):
        adjudicate_batch(batch_id=999_999, by=system_actor, on=RECEIVED)


def test_a_verifier_leaves_to_somebody_else_what_they_took_in(
    db: Cursor, siti: Someone, bill: Bill, actor: Callable[..., Actor]
) -> None:
    receiver = actor(Role.VERIFIER)
    other = Actor("other verifier", Role.VERIFIER, receiver.region)
    own = bill(siti, 1, by=receiver)
    assert decide(receiver, own) == {}
    assert decide(receiver) == {}
    assert rows_of(db, "SELECT * FROM claims_adjudication") == []
    assert decide(other) == {"approved": 1}


def test_unattended_work_decides_what_it_took_in(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1)) == {"approved": 1}


def test_a_claim_is_not_decided_before_it_was_received(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    assert decide(system_actor, batch_id, RECEIVED - timedelta(days=1)) == {}
    assert decide(system_actor, batch_id, RECEIVED) == {"approved": 1}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TREASURER, Role.PLANNER])
def test_who_neither_bills_nor_verifies_hands_in_no_file(
    tmp_path: Path, actor: Callable[..., Actor], role: Role
) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        import_claims(path=tmp_path / "P.txt", provider_code=HOSPITAL, by=actor(role), on=RECEIVED)
