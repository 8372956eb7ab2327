"""A resident of one region at another's desk: who decides, who pays, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from tests.border import HERE, HOSPITAL_THERE, THERE
from tests.browser.world import HOSPITAL, TODAY, World
from tests.portability_city import HOME, HOST, TOMI, pack_of, put, row, two_regions

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions.guests import issue_for_guest
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import GuaranteeAnswer, Outcome
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.queries import stock, total
from multiguna.providers.actions import take_partner
from multiguna.providers.queries import guest_actor, partners, portability_between, provider


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from two_regions(monkeypatch)


def take(by: Actor = HOME) -> None:
    """The patient's region takes the other's hospital over."""
    partner = THERE if by.region == HERE else HERE
    take_partner(partner_region=partner, provider_code=HOSPITAL_THERE, by=by, on=TODAY)


def letter(world: World, number: int = 1, *, by: Actor = TOMI, **asked: object) -> GuaranteeAnswer:
    """Tomi issues a letter for Siti, who lives in the other region."""
    wanted: dict[str, object] = {"care": Care.INPATIENT, "diagnosis": "A09"} | asked
    return issue_for_guest(
        home_region=HERE, letter_no=letter_number(HOSPITAL_THERE, TODAY, number),
        nik=world.siti.nik, kk=world.siti.kk, by=by, on=TODAY, **wanted,  # type: ignore[arg-type]
    )  # fmt: skip


def refusal(world: World, **asked: object) -> str:
    with pytest.raises(Refused) as no:
        letter(world, **asked)  # type: ignore[arg-type]
    return no.value.code


def committed(by: Actor) -> int:
    with transaction(by) as cursor:
        return total(stock(cursor, by, year=2012)).committed_idr


def test_a_guest_is_decided_on_at_home_and_reserved_on_the_home_budget(
    world: World, superuser: psycopg.Connection
) -> None:
    reason = check_coverage(
        nik=world.siti.nik, kk=world.siti.kk, care=Care.INPATIENT, by=TOMI, on=TODAY
    ).decision.reason
    assert reason == "other_region_card", "by the law of the region she is in she is a stranger"
    take()
    answer = letter(world)
    assert answer.outcome is Outcome.ISSUED
    assert answer.letter is not None
    assert (committed(HOME), committed(HOST)) == (answer.letter.reserved_idr, 0)
    rows = superuser.execute(
        "SELECT region, provider_code, issued_by FROM guarantees_letter"
    ).fetchall()
    assert rows == [(HERE, HOSPITAL_THERE, f"{THERE}/tomi")]
    kinds = superuser.execute(
        "SELECT kind FROM audit_record WHERE region = %s AND actor = %s ORDER BY record_id",
        [HERE, f"{THERE}/tomi"],
    ).fetchall()
    assert kinds == [("coverage",), ("guarantee",)]


def test_it_holds_only_while_both_regions_say_so_and_say_the_same(world: World) -> None:
    take()
    assert letter(world).outcome is Outcome.ISSUED
    for theirs in (
        (),
        (row(HERE, settlement="host"),),
        (row(HERE, until=TODAY),),
        (row("36.73"),),
    ):
        put(HOST, pack_of(THERE, *theirs))
        assert refusal(world, number=2) == "portability_missing"
    put(HOST, pack_of(THERE, row(HERE, services=("outpatient", "emergency"))))
    assert refusal(world, number=2) == "portability_service"
    assert letter(world, 3, emergency=True).outcome is Outcome.ISSUED
    assert letter(world, 4, care=Care.OUTPATIENT).outcome is Outcome.ISSUED
    put(HOST, pack_of(THERE, row(HERE)))
    put(HOME, pack_of(HERE))
    assert refusal(world, number=5) == "portability_missing"


def test_the_two_halves_are_read_each_in_its_own_region(world: World) -> None:
    agreed = portability_between(HERE, THERE, on=TODAY)
    assert agreed is not None
    assert agreed.partner_region == THERE
    assert portability_between(HERE, THERE, on=date(2011, 12, 31)) is None
    assert portability_between(HERE, "36.73", on=TODAY) is None
    [one] = partners(HOME, on=TODAY)
    assert (one.in_force, one.hospitals) == (True, 0)
    put(HOST, pack_of(THERE))
    assert [one.in_force for one in partners(HOME, on=TODAY)] == [False]


def test_nobody_acts_for_a_hospital_that_was_not_taken_over_or_is_not_theirs(world: World) -> None:
    assert refusal(world) == "partner_hospital_missing"
    take()
    for who, code in (
        (Actor("dini", Role.DESK_CLERK, THERE, HOSPITAL), "partner_hospital_missing"),
        (Actor("dini", Role.DESK_CLERK, THERE, "3674902"), "partner_hospital_missing"),
        (Actor("tuti", Role.VERIFIER, THERE), "not_of_a_hospital"),
        (Actor("dini", Role.DESK_CLERK, "36.73", HOSPITAL_THERE), "portability_missing"),
        (Actor("lina", Role.DESK_CLERK, HERE, HOSPITAL), "portability_missing"),
    ):
        with pytest.raises(Refused) as no:
            guest_actor(who, HERE, on=TODAY)
        assert no.value.code == code, who


def test_a_guests_hospital_sees_its_own_rows_there_and_no_others(
    world: World, superuser: psycopg.Connection
) -> None:
    take()
    assert letter(world).outcome is Outcome.ISSUED
    superuser.execute(
        "INSERT INTO guarantees_letter SELECT (jsonb_populate_record(l, jsonb_build_object("
        "'letter_no', 'own', 'provider_code', %s::text))).* FROM guarantees_letter l",
        [HOSPITAL],
    )
    guest, _ = guest_actor(TOMI, HERE, on=TODAY)
    with transaction(guest) as cursor:
        seen = cursor.execute("SELECT DISTINCT provider_code FROM guarantees_letter").fetchall()
    assert seen == [(HOSPITAL_THERE,)]
    with transaction(HOME) as cursor:
        both = cursor.execute("SELECT count(*) FROM guarantees_letter").fetchone()
    assert both == (2,)


def test_what_was_taken_over_is_the_partners_and_outlasts_our_next_pack(
    world: World, superuser: psycopg.Connection
) -> None:
    take()

    def terms() -> list[tuple[object, ...]]:
        return superuser.execute(
            "SELECT (SELECT array_agg(agreement_no ORDER BY agreement_no) "
            "        FROM providers_agreement a "
            "        WHERE (a.region, a.provider_code) = (p.region, p.provider_code)), "
            "       (SELECT count(*) FROM providers_rate r "
            "        WHERE (r.region, r.provider_code) = (p.region, p.provider_code)), "
            "       (SELECT count(*) FROM providers_payor y "
            "        WHERE (y.region, y.provider_code) = (p.region, p.provider_code)), home_region "
            "FROM providers_provider p WHERE region = %s AND provider_code = %s",
            [HERE, HOSPITAL_THERE],
        ).fetchall()

    pack = pack_of(THERE)
    numbers = [a.agreement_no for a in pack.agreements if a.provider_code == HOSPITAL_THERE]
    [before] = terms()
    assert before[0] == [f"{THERE}:{number}" for number in sorted(numbers)]
    assert before[1] == len(pack.rates)
    assert before[3] == THERE
    put(HOME, pack_of(HERE, row(THERE, monthly_ceiling_idr=1)))
    assert terms() == [before]
    take()
    assert terms() == [before]
    with transaction(HOME) as cursor:
        card = provider(cursor, HOME, HOSPITAL)
    assert card is not None
    assert card.home_region is None


def test_a_hospital_with_our_own_agreement_is_not_taken_over(world: World) -> None:
    with pytest.raises(Refused) as no:
        take_partner(partner_region=THERE, provider_code=HOSPITAL, by=HOME, on=TODAY)
    assert no.value.code == "partner_hospital_unknown", "it is in our pack, not in theirs"
    ours, theirs = pack_of(HERE, row(THERE)), pack_of(THERE, row(HERE))
    put(HOME, replace(ours, providers=(*ours.providers, theirs.providers[0])))
    with pytest.raises(Refused) as no:
        take()
    assert no.value.code == "provider_own"


def test_a_hospital_of_one_partner_is_not_taken_from_another(
    world: World, superuser: psycopg.Connection
) -> None:
    """Its guests' claims would leave the statement to the first, and stand in the second's."""
    take()
    superuser.execute(
        "UPDATE providers_provider SET home_region = '36.73' WHERE region = %s "
        "AND provider_code = %s",
        [HERE, HOSPITAL_THERE],
    )
    with pytest.raises(Refused) as no:
        take()
    assert no.value.code == "provider_of_other_partner"


def test_a_letter_sent_twice_is_one_letter_at_the_ceiling_too(world: World) -> None:
    take()
    first = letter(world).letter
    assert first is not None
    put(HOME, pack_of(HERE, row(THERE, monthly_ceiling_idr=first.reserved_idr)))
    again = letter(world)
    assert (again.outcome, again.letter) == (Outcome.ALREADY, first)
    assert refusal(world, care=Care.OUTPATIENT) == "letter_no_reused"
    assert refusal(world, number=2) == "portability_ceiling"


def test_a_months_ceiling_stops_planned_care_and_never_an_emergency(world: World) -> None:
    take()
    first = letter(world).letter
    assert first is not None
    put(HOME, pack_of(HERE, row(THERE, monthly_ceiling_idr=first.reserved_idr)))
    assert refusal(world, number=2) == "portability_ceiling"
    assert letter(world, 3, emergency=True).outcome is Outcome.ISSUED
    put(HOME, pack_of(HERE, row(THERE, monthly_ceiling_idr=first.reserved_idr * 2 + 1)))
    assert letter(world, 4).outcome is Outcome.ISSUED
