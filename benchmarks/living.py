"""A year of 1.9 million residents through the real rules, beside OpenFisca.

The year is everything: people, visits, coverage in bulk, and every covered visit decided by the
statement that decides claims. OpenFisca computes who is covered in two stages, for the same people
in the same run; so do our rules in bulk, and both must say the same of everybody.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import floor
from benchmarks.clients.eligibility import city_of, covered_on
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.coverage.rules import stage_times
from multiguna.coverage.rules.population import decide_population
from multiguna.coverage.terms.population import COVERED_CODES, Questions
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.planning.queries.living import live_year
from multiguna.planning.rules import living
from multiguna.planning.terms.living import LivedYear
from multiguna.planning.terms.profile import RegionProfile
from multiguna.programme.rules import read_pack

PACK = Path(__file__).parent.parent / "packs" / "tangerang"
STAGES = (date(2010, 7, 1), date(2012, 7, 1))
"""A day of poor-2008 and one of universal-2012."""
CITY = RegionProfile(
    "36.71", "Kota Tangerang", 1_900_000, date(2012, 1, 1), 0, 3_000, 2_000, 10_000, 10_000, 300,
    (), (), None, (),
)  # fmt: skip
SECONDS = 120
MUCH = 12
"""Visits of a second year, as a multiple: as many as JKN's members made."""


def run() -> list[Figure]:
    """A year as the pack expects it and one of far more visits; and who is covered, both ways."""
    size, pack = int(os.environ.get("MULTIGUNA_BENCH_PEOPLE", "1900000")), read_pack(PACK)
    usual = living.needs_of_pack(pack, 2012, covered_bp=10_000)
    much = replace(
        usual, **{
            care: replace(getattr(usual, care), per_million=MUCH * getattr(usual, care).per_million)
            for care in ("inpatient", "outpatient")
        }
    )  # fmt: skip
    years = []
    for needs in (usual, much):
        with transaction(system("36.71")) as cursor:
            years.append(floor.seconds(lambda c=cursor, n=needs: live_year(
                c, system("36.71"), pack=pack, year=2012, needs=n, residents=size, profile=CITY,
            )))  # fmt: skip
    for took, lived in years:
        print(_said(took, lived), file=sys.stderr)
    ours, theirs = eligibility(size)
    return [
        Limit(f"living: a year of {size:,} residents", "s", years[0][0], SECONDS),
        Limit(f"living: the same with {years[1][1].claims:,} claims", "s", years[1][0], SECONDS),
        Ratio("living: residents through the year", "persons/s", size / years[0][0],
              "openfisca-core: covered in two stages", theirs, 0.0),
        Ratio("rules: covered in the same two stages", "persons/s", ours, "openfisca-core", theirs,
              1.0),
    ]  # fmt: skip


def eligibility(size: int) -> tuple[float, float]:
    """Persons a second who are decided for both stages: ours and OpenFisca's, which agree."""
    pack, people = read_pack(PACK), living.a_city(size, 2012, CITY, seed=1).facts
    stages, threads, theirs = stage_times(pack), os.cpu_count() or 1, city_of(people)
    for on in STAGES:
        codes = decide_population(people, stages, Questions(on.toordinal()), threads=threads)
        expected = covered_on(theirs, on)
        assert np.array_equal(COVERED_CODES[codes], expected), on
        print(f"{on}: {int(expected.sum()):,} of {size:,} covered, both ways", file=sys.stderr)

    def in_bulk() -> None:
        for on in STAGES:
            decide_population(people, stages, Questions(on.toordinal()), threads=threads)

    def by_openfisca() -> None:
        for on in STAGES:
            covered_on(theirs, on)

    return size / floor.best(in_bulk, 5), size / floor.best(by_openfisca, 5)


def _said(took: float, lived: LivedYear) -> str:
    parts = ", ".join(f"{part} {ms / 1000:.1f}" for part, ms in lived.took_ms.items())
    return (
        f"{lived.residents:,} residents, {lived.visits:,} visits, {lived.claims:,} claims, Rp "
        f"{lived.outcome.approved_idr:,} in {took:.1f} s ({parts})"
    )
