"""Coverage decided in bulk and for one person, from the same conditions.

A city of two million asks twice: everybody on one day in each of the law's three stages, and
everybody on a day of their own. The floor is a bare numpy pass over the same bytes: each column
compared with the day once, by as many threads. The two ways must agree on a sample.
"""

from __future__ import annotations

import os
import sys
import timeit
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import floor
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.coverage.rules import coverage_stage, decide_coverage, stage_times
from multiguna.coverage.rules.population import PIECE, decide_population
from multiguna.coverage.terms import CoverageFacts, CoverageRequest
from multiguna.coverage.terms.population import (
    NEVER,
    REASONS,
    Column,
    Population,
    Questions,
    Spells,
)
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Period

PACK = Path(__file__).parent.parent / "packs" / "tangerang"
DAYS = (date(2010, 5, 5), date(2013, 5, 5), date(2018, 5, 5))
WANTED = 10_000_000
SAMPLE = 2_000


def run() -> list[Figure]:
    """Persons a second in bulk, beside the bare pass, and one person in microseconds."""
    size, threads = int(os.environ.get("MULTIGUNA_BENCH_PEOPLE", "2000000")), os.cpu_count() or 1
    city, stages = a_city(size), stage_times(read_pack(PACK))
    rng = np.random.default_rng(2)
    own_days = rng.integers(DAYS[0].toordinal(), DAYS[2].toordinal(), size).astype(np.int32)
    asked = [*(Questions(day.toordinal()) for day in DAYS), Questions(own_days)]
    check(city, asked[-1])
    speeds = [
        size / floor.best(lambda one=one: decide_population(city, stages, one, threads=threads), 7)
        for one in asked
    ]
    bare = size / floor.best(lambda: bare_pass(city, asked[-1].on, threads), 7)
    for name, speed in zip((*map(str, DAYS), "a day of their own"), speeds, strict=True):
        print(f"{name}: {speed / 1e6:.1f} million persons/s", file=sys.stderr)
    return [
        Ratio("rules: persons in bulk, slowest of four", "persons/s", min(speeds), "asked", WANTED,
              1.0),
        Ratio("rules: persons in bulk, each on a day", "persons/s", speeds[-1],
              "a numpy pass over the same bytes", bare, 0.05),
        Limit("rules: one person with the stage of the day", "us", one_person(), 50),
    ]  # fmt: skip


def a_city(size: int) -> Population:
    """Residents with moves, deaths, poverty and JKN, some of them more than once."""
    rng = np.random.default_rng(1)
    birth = rng.integers(DAYS[0].toordinal() - 25_000, DAYS[2].toordinal(), size)
    died = np.where(rng.random(size) < 0.05, birth + rng.integers(0, 25_000, size), NEVER)
    moved_in = np.where(rng.random(size) < 0.6, birth, birth + rng.integers(0, 9_000, size))
    return Population(
        birth.astype(np.int32), died.astype(np.int32), spells(rng, moved_in, 1.0, 0.15),
        spells(rng, birth, 0.2, 0.3), spells(rng, birth, 0.1, 0.3), spells(rng, birth, 0.7, 0.3),
    )  # fmt: skip


def spells(
    rng: np.random.Generator, first: np.ndarray[tuple[int], np.dtype[np.int64]], share: float,
    ended: float,
) -> Spells:  # fmt: skip
    """A share of the people with a period, some of them ended, and a quarter of those again."""
    size = len(first)
    starts = np.where(rng.random(size) < share, first, NEVER)
    ends = (rng.random(size) < ended) & (starts < NEVER)
    untils = np.where(ends, starts + rng.integers(1, 12_000, size), NEVER)
    again = np.flatnonzero(ends & (rng.random(size) < 0.25))
    later = untils[again] + rng.integers(1, 2_000, len(again))
    columns = (starts, untils, again, later, later + rng.integers(1, 9_000, len(again)))
    return Spells(*(column.astype(np.int32) for column in columns))


def columns_of(city: Population) -> list[Column]:
    """Every column that is one row a person."""
    spells = (city.residency, city.poor, city.near_poor, city.other_payer)
    return [city.birth, city.died, *(one for s in spells for one in (s.starts, s.untils))]


def bare_pass(city: Population, on: int | Column, threads: int) -> None:
    """Compare every column with the day once, in pieces, keeping the count."""

    def look(first: int) -> int:
        day = on if isinstance(on, int) else on[first : first + PIECE]
        return sum(
            int(np.count_nonzero(column[first : first + PIECE] <= day))
            for column in columns_of(city)
        )

    with ThreadPoolExecutor(threads) as pool:
        sum(pool.map(look, range(0, len(city), PIECE)))


def check(city: Population, asked: Questions) -> None:
    """A sample of the city decided one by one, which must come to the same."""
    pack, rows = read_pack(PACK), np.arange(0, len(city), max(1, len(city) // SAMPLE))
    assert not isinstance(asked.on, int)
    part, days = city.take(rows), asked.on[rows]
    codes = decide_population(part, stage_times(pack), Questions(days))
    for row, (code, day) in enumerate(zip(codes, days, strict=True)):
        on = date.fromordinal(int(day))
        facts = person(part, row)
        assert (
            decide_coverage(facts, coverage_stage(pack, on), CoverageRequest(on)).reason
            == (REASONS[code])
        )


def person(city: Population, row: int) -> CoverageFacts:
    """One row of the columns as facts about a person."""
    died = int(city.died[row])
    return CoverageFacts(
        row, 1, date.fromordinal(int(city.birth[row])),
        None if died == NEVER else date.fromordinal(died),
        *(periods(s, row) for s in (city.residency, city.poor, city.near_poor, city.other_payer)),
    )  # fmt: skip


def periods(spells: Spells, row: int) -> tuple[Period, ...]:
    """One person's periods of a kind."""
    at = np.flatnonzero(spells.more_rows == row)
    bounds = [(int(spells.starts[row]), int(spells.untils[row]))]
    bounds += [(int(spells.more_starts[n]), int(spells.more_untils[n])) for n in at]
    return tuple(
        Period(date.fromordinal(a), None if b == NEVER else date.fromordinal(b))
        for a, b in bounds
        if a != NEVER
    )


def one_person() -> float:
    """Microseconds for one person on a day, the stage of the day looked up too."""
    pack, times = read_pack(PACK), 5_000
    facts = CoverageFacts(
        1, 1, date(1980, 2, 3), None, (Period(date(1980, 2, 3)),),
        (Period(date(2008, 1, 1), date(2011, 1, 1)),), (), (Period(date(2019, 1, 1)),),
    )  # fmt: skip

    def decide(on: date) -> None:
        decide_coverage(facts, coverage_stage(pack, on), CoverageRequest(on))

    taken = [min(timeit.repeat(lambda on=on: decide(on), number=times, repeat=5)) for on in DAYS]
    return 1e6 * max(taken) / times
