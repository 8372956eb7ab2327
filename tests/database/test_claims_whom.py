"""Whom a claim is about is decided by a person, with a reason that names nobody, once a letter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.database.test_claims_adjudicating import RECEIVED, Bill, bill, pack, rate, rows_of, siti
from tests.database.test_claims_matching import NUMBER, promise
from tests.people import Someone

from multiguna.claims.actions.matching import match_claims
from multiguna.claims.actions.whom import accept_matches, decide_match, decide_none, undo_match
from multiguna.claims.queries.matching import open_matchings
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

__all__ = ["bill", "pack", "rate", "siti"]


@pytest.fixture
def verifier(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.VERIFIER)


def test_a_letter_on_which_another_claim_stands_is_not_given_away(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    """The candidate was found while the letter was free; then the claim with its number came."""
    promise(siti, system_actor)
    bill(siti, 21, letter=False, NAMA_PASIEN="CONTOH WARGA")
    assert match_claims(linkage=False, by=system_actor, on=RECEIVED).found == 1
    (claim,) = open_matchings(db, verifier)[0]
    bill(siti, 1, letter=False)
    assert rows_of(db, "SELECT count(*) FROM claims_claim WHERE letter_no IS NOT NULL") == [
        {"count": 1}
    ]
    many = {"method": "person_letter", "least_bp": 9000, "reason": "NIK sama"}
    assert accept_matches(**many, by=verifier, on=RECEIVED) == 0  # type: ignore[arg-type]
    with pytest.raises(Refused, match="letter_used"):
        decide_match(claim_id=claim.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    with pytest.raises(Refused, match="letter_used"):
        decide_match(
            claim_id=claim.claim_id, letter_no=NUMBER, reason="Berkas", by=verifier, on=RECEIVED
        )


def test_unattended_work_decides_nothing(real_db: None, system_actor: Actor) -> None:
    by, on = system_actor, RECEIVED
    with pytest.raises(Refused, match="role_not_allowed"):
        decide_match(claim_id=1, candidate_no=1, by=by, on=on)
    with pytest.raises(Refused, match="role_not_allowed"):
        decide_none(claim_id=1, reason="Bukan", by=by, on=on)
    with pytest.raises(Refused, match="role_not_allowed"):
        undo_match(claim_id=1, reason="Keliru", by=by, on=on)
    with pytest.raises(Refused, match="role_not_allowed"):
        accept_matches(method="nik_digits", least_bp=9000, reason="Sama", by=by, on=on)


def test_a_reason_names_nobody_by_number(real_db: None, verifier: Actor) -> None:
    reason, by, on = "sama dengan 3671990101800001", verifier, RECEIVED
    with pytest.raises(Refused, match="reason_names"):
        decide_match(claim_id=1, candidate_no=1, reason=reason, by=by, on=on)
    with pytest.raises(Refused, match="reason_names"):
        decide_match(claim_id=1, letter_no=NUMBER, reason=reason, by=by, on=on)
    with pytest.raises(Refused, match="reason_names"):
        decide_none(claim_id=1, reason=reason, by=by, on=on)
    with pytest.raises(Refused, match="reason_names"):
        undo_match(claim_id=1, reason=reason, by=by, on=on)
    with pytest.raises(Refused, match="reason_names"):
        accept_matches(method="nik_digits", least_bp=9000, reason=reason, by=by, on=on)
