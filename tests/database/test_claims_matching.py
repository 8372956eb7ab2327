"""Claims with damaged numbers: found, asked about, decided by a person, never paid on a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import psycopg
import pytest
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
from tests.database.test_registry_merging import FAMILIES, NAMES
from tests.people import HOSPITAL, Someone, make_person

from multiguna.claims.actions.matching import match_claims
from multiguna.claims.actions.whom import accept_matches, decide_match, decide_none, undo_match
from multiguna.claims.queries.desk import claim_desk
from multiguna.claims.queries.matching import matching_card, open_matchings
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.kernel.db import Cursor, connection, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.registry.actions import merge_persons, undo_merge

__all__ = ["bill", "pack", "rate", "siti"]

NUMBER = f"{HOSPITAL}0312J000001"
CANDIDATES = "SELECT method, score_bp, person_id, letter_no FROM claims_candidate"


@pytest.fixture
def verifier(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.VERIFIER)


def promise(person: Someone, by: Actor) -> str:
    """A letter for somebody, which the claims to come do not name rightly."""
    answer = issue_guarantee(
        letter_no=NUMBER, nik=person.nik, kk=person.kk, provider_code=HOSPITAL,
        care=Care.INPATIENT, by=by, on=ADMITTED,
    )  # fmt: skip
    assert answer.letter is not None
    return NUMBER


def findings(db: Cursor) -> list[dict[str, object]]:
    return rows_of(
        db,
        "SELECT rule_code, severity, facts FROM claims_finding "
        "WHERE version = (SELECT max(version) FROM claims_adjudication) ORDER BY rule_code",
    )


def damaged_nik(person: Someone) -> str:
    """The last digit but one is wrong."""
    text = str(person.nik)
    return f"{text[:14]}{(int(text[14]) + 5) % 10}{text[15]}"


def test_a_letter_number_written_otherwise_is_that_letter(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    promise(siti, system_actor)
    assert decide(system_actor, bill(siti, 7, letter=False, SEP="3671901/0312-jO0000l")) == {
        "approved": 1
    }
    (card,) = [matching_card(db, system_actor, row["claim_id"]) for row in rows_of(  # type: ignore[arg-type]
        db, "SELECT claim_id FROM claims_claim")]  # fmt: skip
    assert card.holds is not None
    assert (card.holds.basis, card.holds.letter_no) == ("safe", NUMBER)
    assert rows_of(db, "SELECT kind FROM guarantees_resolution") == [{"kind": "billed"}]
    committed, billed, obligations = balances(db)
    assert (committed, billed) == (0, 0)
    assert (
        obligations
        == rows_of(db, "SELECT approved_idr FROM claims_adjudication")[0]["approved_idr"]
    )


def test_a_slip_in_the_letter_number_waits_for_a_verifier(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    promise(siti, system_actor)
    batch = bill(siti, 2, letter=False, NAMA_PASIEN="CONTOH WARGA")
    assert decide(system_actor, batch) == {"pended": 1}
    assert findings(db) == [
        {"rule_code": "no_guarantee", "severity": "pend", "facts": {"letter": "candidates"}}
    ]
    committed, billed, obligations = balances(db)
    assert isinstance(committed, int)
    assert committed > 0
    assert obligations == 0
    (row,) = rows_of(db, CANDIDATES)
    assert row == {
        "method": "person_letter", "score_bp": 9900, "person_id": siti.person_id,
        "letter_no": NUMBER,
    }  # fmt: skip
    (waiting,), total = open_matchings(db, verifier)
    assert (total, waiting.letter_no, waiting.candidates) == (1, NUMBER, 1)
    decide_match(claim_id=waiting.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    latest = rows_of(db, "SELECT outcome FROM claims_adjudication ORDER BY version DESC LIMIT 1")
    assert latest == [{"outcome": "approved"}]
    committed, billed, obligations = balances(db)
    assert (committed, billed) == (0, 0)
    assert isinstance(obligations, int)
    assert obligations > 0
    assert open_matchings(db, verifier) == ([], 0)
    with pytest.raises(Refused, match="claim_decided"):
        undo_match(claim_id=waiting.claim_id, reason="Keliru", by=verifier, on=RECEIVED)


def test_a_damaged_nik_and_number_find_the_person_and_the_letter(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    promise(siti, system_actor)
    batch = bill(siti, 3, letter=False, NOKARTU=damaged_nik(siti), SEP="3671901KLAIM3")
    assert decide(verifier, batch) == {"pended": 1}
    assert [(one["rule_code"], one["severity"]) for one in findings(db)] == [
        ("no_guarantee", "pend"), ("not_covered", "pend"),
    ]  # fmt: skip
    (claim,) = open_matchings(db, verifier)[0]
    (candidate,) = matching_card(db, verifier, claim.claim_id).candidates
    assert candidate.method.code == "nik_digits"
    assert candidate.score_bp == 7000  # another name
    assert candidate.letter_no == NUMBER
    assert str(siti.nik)[:12] not in candidate.nik_masked
    decide_match(claim_id=claim.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    assert rows_of(db, "SELECT outcome FROM claims_adjudication ORDER BY version DESC LIMIT 1") == [
        {"outcome": "approved"}
    ]
    assert findings(db) == []  # a verifier has compared the identity


def test_without_any_candidate_the_claim_is_rejected_as_before(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    make_person(db, born=date(1980, 2, 29), sex=2, name="ORANG LAIN")
    assert decide(system_actor, bill(siti, 4, letter=False)) == {"rejected": 1}
    assert rows_of(db, CANDIDATES) == []


def test_none_of_them_is_a_decision_and_can_be_undone(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    promise(siti, system_actor)
    batch = bill(siti, 2, letter=False)
    assert match_claims(batch_id=batch, linkage=False, by=verifier, on=RECEIVED).found == 1
    (claim,) = open_matchings(db, verifier)[0]
    decide_none(claim_id=claim.claim_id, reason="Bukan orang ini", by=verifier, on=RECEIVED)
    assert open_matchings(db, verifier)[1] == 0
    with pytest.raises(Refused, match="match_decided"):
        decide_match(claim_id=claim.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    undo_match(claim_id=claim.claim_id, reason="Terburu-buru", by=verifier, on=RECEIVED)
    with pytest.raises(Refused, match="match_unknown"):
        undo_match(claim_id=claim.claim_id, reason="Lagi", by=verifier, on=RECEIVED)
    assert open_matchings(db, verifier)[1] == 1
    decide_none(claim_id=claim.claim_id, reason="Sungguh bukan", by=verifier, on=RECEIVED)
    assert decide(system_actor, batch) == {"rejected": 1}
    kinds = [one.kind for one in matching_card(db, verifier, claim.claim_id).decisions]
    assert kinds == ["none", "undo", "none"]


def test_what_may_not_be_decided_is_refused(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor,
    actor: Callable[..., Actor],
) -> None:  # fmt: skip
    promise(siti, system_actor)
    bill(siti, 2, letter=False, by=verifier)
    other = actor(Role.VERIFIER, name="lain")
    match_claims(linkage=False, by=system_actor, on=RECEIVED)
    [(claim_id,)] = db.execute("SELECT claim_id FROM claims_claim").fetchall()

    def refuses(code: str, by: Actor, claim: int = claim_id, **said: object) -> None:
        with pytest.raises(Refused, match=code):
            decide_match(claim_id=claim, by=by, on=RECEIVED, **said)  # type: ignore[arg-type]

    refuses("own_file", verifier, candidate_no=1)
    refuses("claim_unknown", other, 0, candidate_no=1)
    refuses("candidate_unknown", other, candidate_no=9)
    refuses("reason_missing", other, letter_no=NUMBER)
    refuses("letter_unknown", other, letter_no="X", reason="Dari berkas")
    with transaction(system_actor):
        pass
    decide_match(claim_id=claim_id, letter_no=NUMBER, reason="Dari berkas", by=other, on=RECEIVED)
    (said,) = matching_card(db, system_actor, claim_id).decisions
    assert said.method is not None
    assert (said.method.code, said.person_id) == ("by_hand", siti.person_id)


def test_only_a_verifier_decides(
    real_db: None, actor: Callable[..., Actor], system_actor: Actor
) -> None:
    for role in (Role.BILLER, Role.TREASURER):
        by = actor(role, HOSPITAL) if role is Role.BILLER else actor(role)
        with pytest.raises(Refused, match="role_not_allowed"):
            decide_match(claim_id=1, candidate_no=1, by=by, on=RECEIVED)
        with pytest.raises(Refused, match="role_not_allowed"):
            match_claims(by=by, on=RECEIVED)


def test_a_hospital_sees_decisions_of_its_own_claims_and_no_candidates(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    promise(siti, system_actor)
    bill(siti, 2, letter=False)
    match_claims(linkage=False, by=system_actor, on=RECEIVED)
    [(claim_id,)] = db.execute("SELECT claim_id FROM claims_claim").fetchall()
    decide_match(claim_id=claim_id, candidate_no=1, by=actor(Role.VERIFIER), on=RECEIVED)
    scope = "SELECT set_config('multiguna.provider', %s, true)"
    for provider, seen in ((HOSPITAL, (0, 1)), ("3671902", (0, 0)), ("", (1, 1))):
        db.execute(scope, [provider])
        counted = db.execute(
            "SELECT (SELECT count(*) FROM claims_candidate), (SELECT count(*) FROM claims_matching)"
        ).fetchone()
        assert counted == seen
    db.execute(scope, [HOSPITAL])
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection().transaction():
        db.execute(
            "INSERT INTO claims_candidate SELECT '36.71', 1, 2, 'linkage', 1, 1, NULL, '{}', '', "
            "now(), now()"
        )
    db.execute(scope, [""])
    for statement in ("UPDATE claims_matching SET reason = ''", "DELETE FROM claims_candidate"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection().transaction():
            db.execute(statement)


def test_the_database_lets_no_rule_guess(db: Cursor, siti: Someone, bill: Bill) -> None:
    """`safe` is only for a number that is the same; everything else says a verifier."""
    bill(siti, 1)
    guess = (
        "INSERT INTO claims_matching (region, claim_id, seq, provider_code, kind, basis, method, "
        "person_id, reason, record_id, decided_by, decided_on) SELECT region, claim_id, 1, "
        f"provider_code, 'match', 'safe', 'linkage', {siti.person_id}, '', 1, 'x', now() "
        "FROM claims_claim"
    )
    with pytest.raises(psycopg.errors.CheckViolation), connection().transaction():
        db.execute(guess)


def test_sure_ones_are_accepted_together_and_doubtful_ones_are_left(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    rina = make_person(db, born=date(1975, 1, 2), sex=2, resident="{[1980-02-29,)}")
    promise(siti, system_actor)
    other = f"{HOSPITAL}0312J000009"
    issue_guarantee(
        letter_no=other, nik=rina.nik, kk=rina.kk, provider_code=HOSPITAL,
        care=Care.INPATIENT, by=system_actor, on=ADMITTED,
    )  # fmt: skip
    bill(siti, 21, letter=False, NAMA_PASIEN="CONTOH WARGA")
    bill(rina, 22, letter=False, BIRTH_DATE="02/01/1975", NAMA_PASIEN="SIAPA")
    match_claims(linkage=False, by=system_actor, on=RECEIVED)
    with pytest.raises(Refused, match="reason_missing"):
        accept_matches(method="person_letter", least_bp=9000, reason="", by=verifier, on=RECEIVED)
    assert (
        accept_matches(
            method="person_letter", least_bp=9000, reason="NIK dan lahir sama", by=verifier,
            on=RECEIVED,
        )
        == 1
    )  # fmt: skip
    assert rows_of(db, "SELECT letter_no, basis FROM claims_matching") == [
        {"letter_no": NUMBER, "basis": "verifier"}
    ]
    (left,) = open_matchings(db, verifier)[0]
    assert (left.letter_no, left.score_bp) == (other, 7400)


def test_linkage_finds_by_name_and_birth_and_leaves_the_decision(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    """NIK and letter number say nothing at all; the name is misspelt and has a title."""
    dice = Random(5)
    for _ in range(300):
        name = " ".join((*dice.sample(NAMES, 2), dice.choice(FAMILIES)))
        make_person(db, name=name, born=date(1950, 1, 1) + timedelta(days=dice.randrange(20_000)))
    ratna = make_person(
        db, name="RATNA KUSUMAWARDANI", born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}"
    )
    promise(ratna, system_actor)
    bill(siti, 5, letter=False, NAMA_PASIEN="NY. RATNA KUSUMAWARDHANI", NOKARTU="0001234567890",
         SEP="KLAIM5")  # fmt: skip
    assert match_claims(linkage=False, by=system_actor, on=RECEIVED).without == 1
    result = match_claims(by=system_actor, on=RECEIVED)
    assert (result.claims, result.decided, result.found, result.without) == (1, 0, 1, 0)
    assert dict(result.by_method) == {"linkage": 1}
    (best, *_) = rows_of(db, f"{CANDIDATES} ORDER BY score_bp DESC")
    assert (best["person_id"], best["letter_no"]) == (ratna.person_id, NUMBER)
    assert 5_000 < best["score_bp"] < 10_000  # type: ignore[operator]
    before = rows_of(db, CANDIDATES)
    match_claims(by=system_actor, on=RECEIVED)
    assert rows_of(db, CANDIDATES) == before
    assert decide(system_actor) == {"pended": 1}
    assert rows_of(db, "SELECT * FROM claims_matching") == []


def test_claims_under_both_numbers_of_one_person_are_neighbours(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    twin = make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}")
    bill(siti, 1)
    bill(twin, 2)
    act = merge_persons(
        kept=twin.person_id, absorbed=siti.person_id, reason="Sama", by=system_actor, on=RECEIVED
    )
    assert decide(system_actor) == {"approved": 1, "rejected": 1}
    assert "duplicate_claim" in {one["rule_code"] for one in rows_of(
        db, "SELECT rule_code FROM claims_finding")}  # fmt: skip
    undo_merge(merge_no=act, reason="Beda", by=system_actor, on=RECEIVED)
    bill(siti, 3)
    assert decide(system_actor) != {"approved": 1}


def test_what_was_approved_first_stays_the_earlier_one_after_a_merge(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    twin = make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}")
    late, paid = bill(siti, 1), bill(twin, 2)
    assert decide(system_actor, paid) == {"approved": 1}
    merge_persons(
        kept=twin.person_id, absorbed=siti.person_id, reason="Sama", by=system_actor, on=RECEIVED
    )
    assert decide(system_actor, late) == {"rejected": 1}
    [(paid_id,)] = db.execute(
        "SELECT claim_id FROM claims_claim WHERE batch_id = %s", [paid]
    ).fetchall()
    facts = db.execute("SELECT facts FROM claims_finding WHERE rule_code = 'duplicate_claim'")
    assert facts.fetchall() == [({"earlier_claim": paid_id},)]


def test_the_desk_shows_candidates_and_the_history_under_every_number(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    twin = make_person(db, born=date(1980, 2, 29), sex=2)
    bill(twin, 8)
    promise(siti, system_actor)
    bill(siti, 2, letter=False)
    match_claims(linkage=False, by=system_actor, on=RECEIVED)
    (claim,) = open_matchings(db, verifier)[0]
    desk = claim_desk(db, verifier, claim.claim_id, on=RECEIVED)
    assert desk is not None
    assert [one.letter_no for one in desk.matching.candidates] == [NUMBER]
    assert (desk.claims, desk.claim.letter_no) == ((), None)
    merge_persons(
        kept=siti.person_id, absorbed=twin.person_id, reason="Sama", by=system_actor, on=RECEIVED
    )
    decide_match(claim_id=claim.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    desk = claim_desk(db, verifier, claim.claim_id, on=RECEIVED)
    assert desk is not None
    assert desk.claim.letter_no == NUMBER
    assert desk.matching.holds is not None
    assert [one.letter_no for one in desk.letters] == [f"{HOSPITAL}0312J000008"]
    (other,) = desk.claims
    assert other.letter_no == f"{HOSPITAL}0312J000008"
    assert (desk.person.person_id if desk.person else None) == siti.person_id


def test_a_verifier_may_confirm_who_the_patient_is(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor, verifier: Actor
) -> None:
    """The letter is right and the birth date is not: the question ends with a decision."""
    batch = bill(siti, 1, BIRTH_DATE="01/01/1981")
    assert decide(system_actor, batch) == {"pended": 1}
    assert rows_of(db, CANDIDATES) == []
    assert match_claims(linkage=False, by=verifier, on=RECEIVED).found == 1
    (claim,) = open_matchings(db, verifier)[0]
    assert (claim.letter_no, claim.score_bp) == (NUMBER, 5_900)
    decide_match(claim_id=claim.claim_id, candidate_no=1, by=verifier, on=RECEIVED)
    latest = rows_of(db, "SELECT outcome FROM claims_adjudication ORDER BY version DESC LIMIT 1")
    assert latest == [{"outcome": "approved"}]
