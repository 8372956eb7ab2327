"""A family's cards: one a covered member, checked offline, void once, and good by a trusted key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.offline_city import AT, MAYOR
from tests.people import DAY, Someone, install, make_person

from multiguna.coverage.actions.cards import end_card, issue_cards
from multiguna.coverage.actions.signing import rotate_signer
from multiguna.coverage.queries.cards import card_sheet, cards_of_family, revocations
from multiguna.coverage.queries.listing import key_ring, signers, trusted_keys
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.cards import check_card, read_card
from multiguna.coverage.terms.cards import CardCheck, CardEnd, FamilyCards
from multiguna.coverage.terms.listing import ListKind
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.registry.actions import merge_persons

KK = 3671990101009999
LATER = DAY + timedelta(10)


@pytest.fixture
def family(db: Cursor, system_actor: Actor) -> list[Someone]:
    """Mother, child, a son who moved away, and a grandfather who died."""
    install(system_actor)
    return [
        make_person(db, kk=KK, sex=2, name="SITI CONTOH"),
        make_person(db, kk=KK, born=date(2008, 1, 9), resident="{[2008-01-09,)}"),
        make_person(db, kk=KK, resident="{[1980-05-17,2010-01-01)}"),
        make_person(db, kk=KK, died_on=date(2010, 1, 1)),
    ]


@pytest.fixture
def check(db: Cursor) -> Callable[..., CardCheck]:
    """Check a card with files alone, as a desk without a network has them."""

    def look(token: str, on: date = DAY, nik: int | None = None) -> CardCheck:
        keys = listing.read_ring(key_ring(db, MAYOR, made_at=1), trusted_keys(db, MAYOR, "lists"))
        void = listing.read_list(
            revocations(db, MAYOR, on=on, at=AT + (on - DAY)), listing.trusted(keys, "lists")
        )
        return check_card(token, listing.trusted(keys, "cards"), on, region="36.71", revoked=void,
                          nik=None if nik is None else str(nik))  # fmt: skip

    return look


def issued(on: date = DAY, **changes: bool) -> FamilyCards:
    return issue_cards(kk=KK, by=MAYOR, on=on, **changes)


def test_each_covered_member_gets_a_card_and_others_a_reason(
    family: list[Someone], check: Callable[..., CardCheck]
) -> None:
    made = issued()
    assert [card.person_id for card in made.cards] == [one.person_id for one in family[:2]]
    assert made.without == ((family[2].person_id, "moved_out"),)
    for card, person in zip(made.cards, family, strict=False):
        found = check(card.token, nik=person.nik)
        assert (found.good, found.belongs, found.ended) == (True, True, None)
        assert found.as_of == DAY.isoformat()
        assert found.claims.card_id.hex() == card.card_id
        assert card.expires_on == found.claims.expires_on == DAY + timedelta(365)
    stranger = check(made.cards[0].token, nik=family[1].nik)
    assert (stranger.good, stranger.belongs) == (False, False)
    assert check(made.cards[0].token).belongs is None


def test_who_is_registered_twice_gets_one_card(
    db: Cursor, family: list[Someone], system_actor: Actor
) -> None:
    twice = make_person(db, kk=KK)
    merge_persons(kept=family[0].person_id, absorbed=twice.person_id, reason="one",
                  by=system_actor, on=DAY)  # fmt: skip
    assert [card.person_id for card in issued().cards] == [one.person_id for one in family[:2]]


def test_again_gives_the_same_cards_and_anew_makes_the_old_ones_void(
    db: Cursor, family: list[Someone], check: Callable[..., CardCheck]
) -> None:
    first = issued()
    again = issued(LATER)
    assert (again.cards, again.again) == (first.cards, 2)
    fresh = issued(LATER, anew=True)
    assert {card.card_id for card in fresh.cards}.isdisjoint(card.card_id for card in first.cards)
    assert check(first.cards[0].token, LATER).ended is CardEnd.REPLACED
    assert check(fresh.cards[0].token, LATER).good
    assert len(cards_of_family(db, MAYOR, KK)) == 4
    expired = issued(DAY + timedelta(400))
    assert expired.again == 0


def test_a_lost_card_is_void_once(
    db: Cursor, family: list[Someone], check: Callable[..., CardCheck]
) -> None:
    card = issued().cards[0]
    for _ in range(2):
        ended = end_card(card_id=card.card_id, reason=CardEnd.LOST, by=MAYOR, on=DAY)
        assert ended.ended is CardEnd.LOST
    found = check(card.token)
    assert (found.good, found.ended) == (False, CardEnd.LOST)
    for number, reason, code in (
        (card.card_id, CardEnd.DIED, "card_ended"),
        ("00" * 7, CardEnd.LOST, "card_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            end_card(card_id=number, reason=reason, by=MAYOR, on=DAY)
        assert refused.value.code == code
    outcomes = db.execute(
        "SELECT body::json->>'outcome' FROM audit_record WHERE kind = 'card' ORDER BY record_id"
    ).fetchall()
    assert outcomes == [("issued",), ("issued",), ("void",)]


def test_dates_and_regions_are_checked(
    db: Cursor, family: list[Someone], check: Callable[..., CardCheck]
) -> None:
    token = issued().cards[0].token
    keys = trusted_keys(db, MAYOR, "cards")
    for on, region, code in (
        (DAY - timedelta(1), "36.71", "card_not_yet_valid"),
        (DAY + timedelta(365), "36.71", "card_expired"),
        (DAY, "36.03", "card_region"),
    ):
        with pytest.raises(Refused) as refused:
            check_card(token, keys, on, region=region)
        assert refused.value.code == code
    assert read_card(token, keys, DAY + timedelta(364)).region == "36.71"


def test_void_cards_are_looked_for_in_the_regions_own_list_of_these_days(
    db: Cursor, family: list[Someone]
) -> None:
    card = issued().cards[0]
    before = listing.read_list(
        revocations(db, MAYOR, on=DAY, at=AT), trusted_keys(db, MAYOR, "lists")
    )
    end_card(card_id=card.card_id, reason=CardEnd.LOST, by=MAYOR, on=DAY)
    keys = trusted_keys(db, MAYOR, "cards")
    assert check_card(card.token, keys, DAY + timedelta(2), revoked=before).good
    other = replace(before, header=replace(before.header, region="36.03"))
    people = replace(before, header=replace(before.header, kind=ListKind.POPULATION))
    for void, on, code in (
        (before, DAY + timedelta(4), "revocations_old"),
        (other, DAY, "revocations_other"),
        (people, DAY, "revocations_other"),
    ):
        with pytest.raises(Refused) as refused:
            check_card(card.token, keys, on, revoked=void)
        assert refused.value.code == code


def test_cards_of_an_earlier_key_stay_good_unless_it_is_distrusted(
    db: Cursor, family: list[Someone], check: Callable[..., CardCheck]
) -> None:
    first = issued()
    assert rotate_signer(use="cards", by=MAYOR, on=LATER) == 2
    assert check(first.cards[0].token, LATER).good
    second = issued(LATER, anew=True)
    assert second.cards[0].key_id != first.cards[0].key_id
    rotate_signer(use="cards", distrust_earlier=True, by=MAYOR, on=LATER)
    assert [one.trusted for one in signers(db, MAYOR) if one.use == "cards"] == [False, False, True]
    with pytest.raises(Refused) as refused:
        check(second.cards[0].token, LATER)
    assert refused.value.code == "token_wrong_key"
    third = issued(LATER)
    assert third.again == 0, "a card of a distrusted key is no good card"
    assert check(third.cards[0].token, LATER).good


def test_a_changed_code_is_refused(db: Cursor, family: list[Someone]) -> None:
    token = issued().cards[0].token
    keys = trusted_keys(db, MAYOR, "cards")
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(Refused):
            read_card(changed, keys, DAY)


def test_a_code_says_no_name_and_no_number(db: Cursor, family: list[Someone]) -> None:
    from multiguna.kernel import cose

    card = issued().cards[0]
    message = cose.decode_text(card.token, "MGC1:")
    for secret in (str(family[0].nik), str(KK), "SITI"):
        assert secret.encode() not in message
    assert len(card.token) < 300, "one small QR code"
    records = str(db.execute("SELECT body FROM audit_record").fetchall())
    assert str(family[0].nik) not in records


def test_the_sheet_is_a_pdf_and_its_reading_is_logged(db: Cursor, family: list[Someone]) -> None:
    made = issued()
    assert card_sheet(db, MAYOR, made.cards).startswith(b"%PDF")
    seen = db.execute("SELECT person_id FROM audit_access WHERE purpose = 'print_card'").fetchall()
    assert {row[0] for row in seen} == {card.person_id for card in made.cards}
    with pytest.raises(Refused) as refused:
        card_sheet(db, MAYOR, [])
    assert refused.value.code == "card_unknown"


def test_who_may_issue_and_to_whom(family: list[Someone], db: Cursor) -> None:
    for by in (Actor("vera", Role.VERIFIER, "36.71"), Actor("li", Role.DESK_CLERK, "36.71", "1")):
        with pytest.raises(Refused) as refused:
            issue_cards(kk=KK, by=by, on=DAY)
        assert refused.value.code == "role_not_allowed"
    with pytest.raises(Refused) as refused:
        issue_cards(kk=KK + 1, by=MAYOR, on=DAY)
    assert refused.value.code == "family_unknown"


def test_a_pack_without_a_period_issues_no_card(db: Cursor, system_actor: Actor) -> None:
    from tests.people import tangerang

    pack = tangerang()
    without = tuple(one for one in pack.parameters if one.name != "card_days_max")
    install(system_actor, replace(pack, version="without", parameters=without))
    with pytest.raises(Refused) as refused:
        issue_cards(kk=KK, by=MAYOR, on=DAY)
    assert refused.value.code == "card_not_allowed"
