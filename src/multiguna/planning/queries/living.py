"""A year of a city, person by person, through the statement that decides claims.

Everything happens in temporary tables that stand before the lasting ones, under a database role
that cannot write to those, and is rolled back.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import WORK_MEMORY
from multiguna.coverage.queries.columns import population_columns
from multiguna.coverage.rules import stage_times
from multiguna.coverage.rules.population import decide_population
from multiguna.coverage.terms import Reason
from multiguna.coverage.terms.population import (
    COVERED_CODES,
    NEVER,
    REASONS,
    Population,
    Questions,
)
from multiguna.kernel import sqlplan
from multiguna.kernel.columns import Integers, copy_in, copy_out
from multiguna.kernel.db import Cursor, as_planner
from multiguna.kernel.embedded import PLANNER
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.planning.rules import living
from multiguna.planning.terms.living import (
    LivedOutcome,
    LivedSum,
    LivedYear,
    LivingNeeds,
    Offer,
    Residents,
    Visits,
)
from multiguna.planning.terms.profile import RegionProfile
from multiguna.programme.terms import Pack
from multiguna.providers.actions import REPLACED, try_agreements

THREADS = os.cpu_count() or 1
READ_ONLY = "SET TRANSACTION READ ONLY"
NO_LOOPS = "SET LOCAL enable_nestloop = off"
SHADOWED = (
    "registry_person", "registry_person_past", "registry_merged", "guarantees_letter",
    "claims_claim", "claims_line", "claims_adjudication", "claims_matching",
    "claims_minutes_claim", "claims_ruling",
)  # fmt: skip
"""What the deciding statement reads beside the run: it finds these empty, but for the patients and
the lines of their claims. One that were missing here, the planner's role could not read."""
OFFERS = """
CREATE TEMPORARY TABLE living_offers (
    offer_no integer, provider_code text, care text, cbg_code text, care_class smallint,
    rate_idr bigint
) ON COMMIT DROP
"""
PUT_OFFER = "INSERT INTO living_offers VALUES (%s, %s, %s, %s, %s, %s)"
TABLES: dict[str, dict[str, str]] = {
    "living_visits": {"claim_id": "q", "person_id": "q", "offer_no": "i", "admission": "i",
                      "discharge": "i", "emergency": "i"},
    "living_people": {"person_id": "q", "household": "q", "sex": "h", "birth": "i", "died": "i"},
    "living_periods": {"person_id": "q", "kind": "i", "starts": "i", "until": "i"},
}  # fmt: skip
TYPES = {"h": "smallint", "i": "integer", "q": "bigint"}
CLAIM = """claim_id, version, provider_code, account_id, person_id, care, care_class,
    admission_date, discharge_date, service_date, received_on, discharge_status, id_type, id_value,
    birth_date, sex, primary_diagnosis, procedures, cbg_code, drg_code, los, billed_idr, charge_idr,
    charges_idr, payor_id, payor_name, letter_no, letter_care, letter_from, letter_until, born_on,
    letter_end, letter_emergency, letter_village_code, candidates, letter_candidates, confirmed,
    corrects"""
PERSON = """region, person_id, nik, kk, sex, birth_date, died_on, residency, poor, near_poor,
    other_payer"""
LINE = "region, claim_id, line_no, provider_code, kind, code, billed_idr"
PERSONS = """
SELECT count(DISTINCT person_id) FROM claims_decided WHERE outcome IN ('approved', 'reduced')
"""


def live_year(
    cursor: Cursor, by: Actor, *, pack: Pack, year: int, needs: LivingNeeds | None = None,
    residents: int | None = None, profile: RegionProfile | None = None, seed: int = 1,
) -> LivedYear:  # fmt: skip
    """What a pack's rules make of a year of a city; nothing is written.

    The people are the region's registered ones, or so many (`residents`) invented after a profile.
    Without `needs` they come as often as the pack expects. Compare packs with the same needs and
    seed: then the same people fall ill on the same days. Refuses the registry of another region
    than the pack's (`pack_of_other_region`), and an empty one (`nobody_registered`).
    """
    require(by, Role.PLANNER, Role.TREASURER, Role.ADMINISTRATOR)
    clock = _Clock()
    with cursor.connection.transaction(force_rollback=True):
        people = _people(cursor, by, pack, year, residents, profile, seed)
        clock.lap("people")
        covered, covered_bp = _covered(people, pack, year)
        clock.lap("coverage")
        if needs is None:
            needs = living.needs_of_pack(pack, year, covered_bp=covered_bp)
        offers = living.offers_of(pack, year)
        visits = living.a_year_of_visits(people, offers, needs, year, seed=seed)
        clock.lap("visits")
        asked, days = people.facts.take(visits.rows), Questions(visits.admission)
        codes = decide_population(asked, stage_times(pack), days, threads=THREADS)
        said = Counter(REASONS[code] for code in codes.tolist())
        claims = visits.take(np.flatnonzero(COVERED_CODES[codes]))
        clock.lap("coverage")
        with decided(cursor, by, pack, people, offers, claims, clock.lap):
            outcome = _outcome(cursor, pack)
        clock.lap("sums")
    return LivedYear(
        pack_name=pack.name, pack_version=pack.version, year=year, seed=seed,
        residents=len(people), covered=covered, visits=len(visits),
        turned_away={str(r): said[r] for r in REASONS if said[r] and not r.covered},
        claims=len(claims), outcome=outcome, took_ms=clock.took_ms,
    )  # fmt: skip


def needs_as_expected(
    cursor: Cursor, by: Actor, *, pack: Pack, year: int, residents: int | None = None,
    profile: RegionProfile | None = None, seed: int = 1,
) -> LivingNeeds:  # fmt: skip
    """What `live_year` takes for the needs of these people where it is given none: to be given to
    other packs too, whomever they cover."""
    people = _people(cursor, by, pack, year, residents, profile, seed)
    return living.needs_of_pack(pack, year, covered_bp=_covered(people, pack, year)[1])


AWAY = (Reason.NOT_BORN_YET, Reason.DIED, Reason.NOT_RESIDENT_YET, Reason.MOVED_OUT)


def _covered(people: Residents, pack: Pack, year: int) -> tuple[int, int]:
    """How many are covered on 1 July, and their share of those who are here, in basis points."""
    middle = Questions(date(year, 7, 1).toordinal())
    codes = decide_population(people.facts, stage_times(pack), middle, threads=THREADS)
    counted = np.bincount(codes, minlength=len(REASONS))
    covered = int(counted[COVERED_CODES].sum())
    here = len(people) - sum(int(counted[REASONS.index(reason)]) for reason in AWAY)
    return covered, covered * living.WHOLE // max(1, here)


@contextmanager
def decided(
    cursor: Cursor, by: Actor, pack: Pack, people: Residents, offers: tuple[Offer, ...],
    claims: Visits, lap: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:  # fmt: skip
    """Inside, covered visits stand decided in `claims_decided`; the caller rolls back.

    From the moment when the tables are made to the end the rights are the planner's.
    """
    cursor.execute(WORK_MEMORY)
    cursor.execute(NO_LOOPS)
    plan.drop_temporary(cursor, *plan.RUN_TABLES)
    plan.create_run(cursor)
    for table in SHADOWED:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS "
            f"SELECT * FROM public.{table} WITH NO DATA"
        )
    try_agreements(cursor, pack=pack, by=by)
    for table in (*plan.RUN_TABLES, *SHADOWED, *REPLACED):
        cursor.execute(f"ALTER TABLE pg_temp.{table} OWNER TO {PLANNER}")
    with as_planner(cursor):
        values = {"region": by.region, **plan.adjudication_parameters(pack)}
        _stage(cursor, pack, people, offers, claims, values)
        lap("staging")
        cursor.execute(READ_ONLY)
        cursor.execute(plan.trying(), values, prepare=False)
        lap("deciding")
        yield


def _people(
    cursor: Cursor, by: Actor, pack: Pack, year: int, residents: int | None,
    profile: RegionProfile | None, seed: int,
) -> Residents:  # fmt: skip
    if residents is not None:
        return living.a_city(residents, year, profile, seed=seed)
    if pack.region != by.region:
        raise Refused(
            "pack_of_other_region",
            Text(
                f"Paket ini untuk wilayah {pack.region}, data penduduk untuk {by.region}. Sebutkan "
                "jumlah penduduk (--residents) agar dipakai penduduk buatan.",
                f"This pack is for region {pack.region}, the registry for {by.region}. Give a "
                "number of residents (--residents) to use invented ones.",
            ),
        )
    with as_planner(cursor):
        ids, sex, facts = population_columns(cursor, by)
    if not len(ids):
        raise Refused(
            "nobody_registered",
            Text(
                "Belum ada data penduduk. Impor dahulu, atau sebutkan jumlah penduduk "
                "(--residents) agar dipakai penduduk buatan.",
                "Nobody is registered. Import residents first, or give a number of residents "
                "(--residents) to use invented ones.",
            ),
        )
    return Residents(ids, sex, facts, _households(cursor, by, pack, ids))


HOUSEHOLDS = {"person_id": "q", "household_no": "q"}


def _households(cursor: Cursor, by: Actor, pack: Pack, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of these people share a family card, where a rule of the pack asks: the planner's role
    may not read cards, and is given numbers that stand for them."""
    if not any("household_ceiling" in stage.rules for stage in pack.stages):
        return np.zeros(len(ids), np.int64)
    found = copy_out(cursor, _step("living_households"), HOUSEHOLDS, {"region": by.region})
    rows = np.searchsorted(found["person_id"], ids)
    return found["household_no"][rows].astype(np.int64)


def _stage(
    cursor: Cursor, pack: Pack, people: Residents, offers: tuple[Offer, ...], claims: Visits,
    law: Mapping[str, object],
) -> None:  # fmt: skip
    """Put patients, claims and lines where the deciding statement looks for them."""
    cursor.execute(OFFERS)
    cursor.executemany(
        PUT_OFFER,
        [
            (n, x.provider_code, x.care, x.cbg_code, x.care_class, x.rate_idr)
            for n, x in enumerate(offers)
        ],
    )
    patients = np.unique(claims.rows)
    facts, ids = people.facts.take(patients), people.person_ids
    for table, fields in TABLES.items():
        columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in fields.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
    copy_in(cursor, "living_people", TABLES["living_people"], {
        "person_id": ids[patients], "household": people.households[patients],
        "sex": people.sex[patients], "birth": facts.birth, "died": facts.died,
    })  # fmt: skip
    copy_in(cursor, "living_periods", TABLES["living_periods"], _periods(ids[patients], facts))
    copy_in(cursor, "living_visits", TABLES["living_visits"], {
        "claim_id": np.arange(1, len(claims) + 1), "person_id": ids[claims.rows],
        "offer_no": claims.offers, "admission": claims.admission, "discharge": claims.discharge,
        "emergency": claims.emergency.astype(np.int32),
    })  # fmt: skip
    payor = next((one for one in pack.payors if one.payer == "programme"), None)
    values = {
        **law, "payor_id": payor.payor_id if payor else "",
        "payor_name": payor.payor_name.upper() if payor else "",
    }  # fmt: skip
    regimes = [sqlplan.load("claims", "regimes")]
    _fill(cursor, "registry_person", PERSON, _step("living_people"))
    _fill(cursor, "claims_run", CLAIM, sqlplan.join(regimes, _step("living_claims")), values)
    _fill(cursor, "claims_line", LINE, _step("living_lines"))
    for table in (*plan.RUN_TABLES, *SHADOWED):
        cursor.execute(f"ANALYZE pg_temp.{table}")


def _fill(
    cursor: Cursor, table: str, columns: str, select: str,
    values: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    insert = f"INSERT INTO pg_temp.{table} ({columns})\n{select}"
    cursor.execute(insert, values, prepare=False)


def _periods(ids: NDArray[np.int64], facts: Population) -> dict[str, Integers]:
    """Every period of every patient, a row each."""
    kinds = (facts.residency, facts.poor, facts.near_poor, facts.other_payer)
    parts = []
    for kind, spells in enumerate(kinds):
        rows = np.flatnonzero(spells.starts != NEVER)
        who = np.concatenate((rows, spells.more_rows))
        parts.append({
            "person_id": ids[who], "kind": np.full(len(who), kind),
            "starts": np.concatenate((spells.starts[rows], spells.more_starts)),
            "until": np.concatenate((spells.untils[rows], spells.more_untils)),
        })  # fmt: skip
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _step(name: str) -> str:
    return sqlplan.load("planning", name).select


def _outcome(cursor: Cursor, pack: Pack) -> LivedOutcome:
    """What stands in `claims_decided`, summed."""
    classes = {one.provider_code: one.provider_class for one in pack.providers}
    rows = cursor.execute(_step("living_sums")).fetchall()
    sums: dict[tuple[str, str, date], list[int]] = {}
    for care, provider, month, claims, approved, *_ in rows:
        cell = sums.setdefault((care, classes.get(provider, ""), month), [0, 0])
        cell[0], cell[1] = cell[0] + claims, cell[1] + approved
    found = cursor.execute(_step("living_findings")).fetchall()
    treated = cursor.execute(PERSONS).fetchone()
    assert treated is not None
    approved, reduced, rejected, pended = (sum(row[at] for row in rows) for at in range(4, 8))
    return LivedOutcome(
        approved_idr=approved, reduced_idr=reduced, rejected_idr=rejected, pended_idr=pended,
        treated=treated[0],
        at_ceiling=next((persons for rule, _, persons in found if rule == "annual_ceiling"), 0),
        sums=tuple(LivedSum(*key, *cell) for key, cell in sorted(sums.items())),
        findings={rule: claims for rule, claims, _ in found},
    )  # fmt: skip


@dataclass
class _Clock:
    """Where the time goes, by part."""

    took_ms: dict[str, int] = field(default_factory=dict)
    since_ns: int = field(default_factory=time.perf_counter_ns)

    def lap(self, part: str) -> None:
        """Add the time since the last lap to a part."""
        now_ns = time.perf_counter_ns()
        self.took_ms[part] = self.took_ms.get(part, 0) + (now_ns - self.since_ns) // 1_000_000
        self.since_ns = now_ns
