"""A city's year person by person: the rules of the desk and the office, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import psycopg
import pytest
from tests.living_loop import loop_year
from tests.people import install, sharing, tangerang
from tests.property.test_coverage import World, put

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.planning.queries import living as queries
from multiguna.planning.queries.living import live_year
from multiguna.planning.rules import living
from multiguna.planning.terms.living import LivedYear, LivingNeeds
from multiguna.planning.terms.profile import AgeBand, RegionProfile
from multiguna.programme.terms import Pack, ParameterValueType

YEAR, SIZE, SEED = 2012, 1_500, 3
CITY = RegionProfile(
    "36.71", "Kota Contoh", 1_500, date(2012, 1, 1), 0, 4_000, 2_500, 10_000, 10_000, 1_500,
    (AgeBand(0, 15, 1_300, 1_200), AgeBand(15, 65, 3_500, 3_400), AgeBand(65, 90, 250, 350)),
    (), None, (),
)  # fmt: skip


def changed(pack: Pack, **numbers: ParameterValueType) -> Pack:
    """The pack with other values of parameters, from the beginning."""
    parameters = tuple(
        replace(one, values=(replace(one.values[0], value=numbers[one.name], until=None),))
        if one.name in numbers else one
        for one in pack.parameters
    )  # fmt: skip
    assert {one.name for one in parameters} >= set(numbers)
    return replace(pack, parameters=parameters)


@pytest.fixture(scope="module")
def needs() -> LivingNeeds:
    """Much care for few people, so that they meet all that binds one person."""
    usual = living.needs_of_pack(tangerang(), YEAR, covered_bp=10_000)
    return replace(
        usual, frailty_bp=60_000,
        inpatient=replace(usual.inpatient, per_million=400_000),
        outpatient=replace(usual.outpatient, per_million=900_000),
    )  # fmt: skip


def live(cursor: Cursor, by: Actor, pack: Pack, needs: LivingNeeds, year: int = YEAR) -> LivedYear:
    return live_year(
        cursor, by, pack=pack, year=year, needs=needs, residents=SIZE, profile=CITY, seed=SEED
    )


@pytest.mark.parametrize(
    ("year", "ceiling_idr"), [(2010, None), (2012, None), (2012, 6_000_000), (2018, 15_000_000)]
)
def test_a_lived_year_is_the_plain_rules_to_the_rupiah(
    db: Cursor, system_actor: Actor, needs: LivingNeeds, year: int, ceiling_idr: int | None
) -> None:
    pack = changed(tangerang(), annual_ceiling_idr=ceiling_idr)
    lived = live(db, system_actor, pack, needs, year)
    loop = loop_year(pack, year, needs, SIZE, CITY, SEED)
    assert lived.visits == loop.visits > 300
    assert lived.turned_away == loop.turned_away
    assert lived.claims == len(loop.decided) > 100
    for amount in ("approved_idr", "reduced_idr", "rejected_idr", "pended_idr"):
        assert getattr(lived.outcome, amount) == loop.total(amount), amount
    assert lived.outcome.findings == loop.findings()
    assert lived.outcome.at_ceiling == loop.persons("annual_ceiling")
    treated = {c.person_id for c, d in loop.decided if d.outcome in ("approved", "reduced")}
    assert lived.outcome.treated == len(treated)
    assert sum(one.approved_idr for one in lived.outcome.sums) == lived.outcome.approved_idr
    assert sum(one.claims for one in lived.outcome.sums) == lived.claims


@pytest.mark.parametrize(("share_bp", "ceiling_idr"), [(1_250, 12_000_000), (0, 7_000_000)])
def test_copayment_and_household_ceiling_take_as_the_plain_rules_say(
    db: Cursor, system_actor: Actor, needs: LivingNeeds, share_bp: int, ceiling_idr: int
) -> None:
    usual = live(db, system_actor, tangerang(), needs)
    pack = sharing(tangerang(), copayment_bp=share_bp, household_ceiling_idr=ceiling_idr)
    lived = live(db, system_actor, pack, needs)
    loop = loop_year(pack, YEAR, needs, SIZE, CITY, SEED)
    assert lived.outcome.findings == loop.findings()
    assert lived.outcome.findings["household_ceiling"] >= 5
    assert ("copayment" in lived.outcome.findings) == (share_bp > 0)
    assert lived.outcome.approved_idr == loop.total("approved_idr") < usual.outcome.approved_idr
    assert lived.outcome.reduced_idr == loop.total("reduced_idr")


def test_registered_people_share_the_ceiling_of_their_card(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    """One card for all is one ceiling for all; the planner is told who shares one, and no card."""
    install(system_actor)
    put(db, World(8).facts)
    pack = sharing(tangerang(), copayment_bp=0, household_ceiling_idr=10_000_000)
    planner = replace(system_actor, name="perencana", role=Role.PLANNER)
    paid = []
    for card in ("3671010101010000 + person_id", "3671010101010001"):
        db.execute(f"UPDATE registry_person SET kk = {card}")
        ids = np.array([row[0] for row in db.execute("SELECT person_id FROM registry_person")])
        numbers = queries._households(db, planner, pack, np.sort(ids))
        assert 0 < numbers.min() <= numbers.max() <= len(ids)
        lived = live_year(db, planner, pack=pack, year=2013, needs=needs, seed=SEED)
        paid.append(lived.outcome.approved_idr)
    assert paid[0] > paid[1] == 10_000_000


def test_who_has_no_card_is_counted_alone(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    pack = sharing(tangerang(), copayment_bp=0, household_ceiling_idr=7_000_000)
    people = living.a_city(SIZE, YEAR, CITY, seed=SEED)
    offers = living.offers_of(pack, YEAR)
    visits = living.a_year_of_visits(people, offers, needs, YEAR, seed=SEED)
    paid = []
    for households in (people.person_ids * 0, people.person_ids, people.person_ids * 0 + 1):
        some = replace(people, households=households)
        outer = db.connection.transaction(force_rollback=True)
        with outer, queries.decided(db, system_actor, pack, some, offers, visits):
            found = db.execute("SELECT sum(approved_idr) FROM claims_decided").fetchone()
            assert found is not None
            paid.append(int(found[0]))
    assert paid[0] == paid[1] > paid[2] == 7_000_000


def test_the_year_meets_what_binds_one_person(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    """The agreement above is worth something only if the rules find something."""
    lived = live(db, system_actor, changed(tangerang(), annual_ceiling_idr=6_000_000), needs)
    for rule in ("annual_ceiling", "readmission", "overlapping_stay", "outpatient_during_stay"):
        assert lived.outcome.findings[rule] >= 5, rule
    assert "not_covered" not in lived.outcome.findings  # bulk and SQL agree who is covered
    assert live(db, system_actor, tangerang(), needs, 2010).turned_away["not_poor"] > 100
    gap = live(db, system_actor, tangerang(), needs, 2018).turned_away
    assert gap["other_payer"] > 50
    assert gap["residency_too_short"] > 5


def test_levers_move_the_cost_of_the_same_people(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    pack = tangerang()
    free = live(db, system_actor, pack, needs)
    costs = [free.outcome.approved_idr]
    for ceiling_idr in (20_000_000, 6_000_000, 1_000_000):
        lived = live(db, system_actor, changed(pack, annual_ceiling_idr=ceiling_idr), needs)
        assert (lived.visits, lived.claims) == (free.visits, free.claims)
        costs.append(lived.outcome.approved_idr)
    assert costs == sorted(set(costs), reverse=True)
    dearer = live(db, system_actor, changed(pack, care_class_entitled=1), needs)
    assert dearer.claims == free.claims
    assert dearer.outcome.approved_idr > free.outcome.approved_idr
    cheap = replace(
        pack, rates=tuple(replace(r, amount_idr=r.amount_idr * 9 // 10) for r in pack.rates)
    )
    lived = live(db, system_actor, cheap, needs)
    assert 0.85 < lived.outcome.approved_idr / free.outcome.approved_idr < 0.9001
    waiting = live(db, system_actor, changed(pack, residency_days_min=360), needs)
    assert waiting.outcome.approved_idr < free.outcome.approved_idr
    assert waiting.turned_away["residency_too_short"] > 0


def test_the_same_seed_is_the_same_year_and_another_is_not(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    first, again = (live(db, system_actor, tangerang(), needs) for _ in range(2))
    assert first == again
    other = live_year(
        db, system_actor, pack=tangerang(), year=YEAR, needs=needs, residents=SIZE, profile=CITY,
        seed=SEED + 1,
    )  # fmt: skip
    assert other.outcome.approved_idr != first.outcome.approved_idr


def test_the_registered_people_live_too_and_nothing_is_left(
    db: Cursor, system_actor: Actor, actor: type[Actor], needs: LivingNeeds
) -> None:
    install(system_actor)
    put(db, World(8).facts)
    planner = replace(system_actor, name="perencana", role=Role.PLANNER)
    before = everything(db)
    lived = live_year(db, planner, pack=tangerang(), year=2013, needs=needs, seed=SEED)
    assert lived.residents == len(World(8).facts)
    assert lived.claims > 20
    assert lived.turned_away
    assert everything(db) == before
    assert db.execute("SELECT current_user = session_user").fetchone() == (True,)
    temporary = "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
    assert [name for (name,) in db.execute(temporary) if "living" in name] == []


def everything(cursor: Cursor) -> list[tuple[int, ...]]:
    tables = ("registry_person", "claims_claim", "claims_adjudication", "audit_record",
              "ledger_entry", "providers_rate", "guarantees_letter")  # fmt: skip
    return [cursor.execute(f"SELECT count(*) FROM public.{table}").fetchone() for table in tables]


def test_claims_are_decided_with_the_planners_rights_alone(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    people = living.a_city(SIZE, YEAR, CITY, seed=SEED)
    offers = living.offers_of(tangerang(), YEAR)
    visits = living.a_year_of_visits(people, offers, needs, YEAR, seed=SEED)
    outer = db.connection.transaction(force_rollback=True)
    with outer, queries.decided(db, system_actor, tangerang(), people, offers, visits):
        assert db.execute("SELECT current_user").fetchone() == ("multiguna_planner",)
        assert db.execute("SELECT count(*) > 500 FROM claims_decided").fetchone() == (True,)
        refused = (
            "INSERT INTO public.ledger_entry (region) VALUES ('36.71')",
            "INSERT INTO public.claims_adjudication SELECT * FROM public.claims_adjudication",
            "UPDATE public.registry_person SET sex = 1", "SELECT * FROM public.claims_claim",
        )  # fmt: skip
        for statement in refused:
            with pytest.raises((
                psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction,
            )), db.connection.transaction():  # fmt: skip
                db.execute(statement)


def test_what_cannot_be_lived_is_refused(
    db: Cursor, system_actor: Actor, needs: LivingNeeds
) -> None:
    elsewhere = replace(tangerang(), region="13.06")
    bare = replace(tangerang(), rates=())
    refusals = []
    for pack, residents, by in (
        (elsewhere, None, system_actor), (tangerang(), None, system_actor),
        (bare, SIZE, system_actor), (tangerang(), SIZE, replace(system_actor, role=Role.AUDITOR)),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            live_year(db, by, pack=pack, year=YEAR, needs=needs, residents=residents)
        refusals.append(refused.value.code)
    assert refusals == [
        "pack_of_other_region", "nobody_registered", "nothing_on_offer", "role_not_allowed",
    ]  # fmt: skip
    lived = live_year(db, system_actor, pack=elsewhere, year=YEAR, needs=needs, residents=SIZE)
    assert lived.claims > 0
