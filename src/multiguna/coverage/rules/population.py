"""Who is covered among millions: the conditions of `conditions` over columns. Pure.

Columns are judged in pieces that stay in the processor's cache. In a piece every judgement is one
comparison of columns; the last is written first, so that the first that holds has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from multiguna.coverage.rules.conditions import judgements
from multiguna.coverage.rules.deciding import StageTime
from multiguna.coverage.terms.deciding import CoverageFacts, CoverageStage, Reason
from multiguna.coverage.terms.population import (
    NEVER,
    REASONS,
    Column,
    DatedFacts,
    Days,
    Population,
    Questions,
    Spells,
)
from multiguna.programme.terms import Period

PIECE = 1 << 17
"""Rows judged at once: few calls for many rows, and columns of half a megabyte, which stay in the
cache that the cores share. Measured: 80 million a second; with pieces of 32,768 rows 60."""
EPOCH = 719_163
"""The day number of 1970-01-01, where numpy counts from."""
CODE = {reason: code for code, reason in enumerate(REASONS)}
Codes: TypeAlias = NDArray[np.uint8]


def decide_population(
    population: Population, stages: Sequence[StageTime], questions: Questions, *, threads: int = 1
) -> Codes:
    """The reason of each question, as its place in REASONS: what decide_coverage says one by one.

    `stages` are those of a pack (`stage_times`). One thread a core is of use: numpy lets the others
    go on.
    """
    codes = np.empty(len(population), np.uint8)

    def decide(first: int) -> None:
        last = min(first + PIECE, len(population))
        asked = questions.pick(lambda column: column[first:last])
        codes[first:last] = _decided(population.part(first, last), stages, asked)

    pieces = range(0, len(population), PIECE)
    if threads == 1:
        for first in pieces:
            decide(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(decide, pieces))
    return codes


def _decided(population: Population, stages: Sequence[StageTime], questions: Questions) -> Codes:
    """A piece: each day's questions by its own stage, newborns apart."""
    on, born = questions.on, questions.newborn_born
    least, most = (on, on) if isinstance(on, int) else (int(on.min()), int(on.max()))
    stages = [one for one in stages if one[0] <= most and least < one[1]]
    facts = dated(population, questions, {kind for *_, stage in stages for kind in stage.kinds})
    if isinstance(on, int) and born is None and stages:
        return _judged(facts, stages[0][2], len(population), newborn=False)
    codes = np.full(len(population), CODE[Reason.NO_STAGE], np.uint8)
    newborns = np.zeros(len(codes), np.bool_) if born is None else born != NEVER
    for starts, until, stage in stages:
        inside = np.broadcast_to((starts <= on) & (on < until), codes.shape)
        for newborn, wanted in ((False, inside & ~newborns), (True, inside & newborns)):
            if wanted.all():
                return _judged(facts, stage, len(codes), newborn=newborn)
            rows = np.flatnonzero(wanted)
            if len(rows):
                codes[rows] = _judged(facts.take(rows), stage, len(rows), newborn=newborn)
    return codes


def _judged(facts: DatedFacts, stage: CoverageStage, size: int, *, newborn: bool) -> Codes:
    """Questions of one stage: all of newborns, or none."""
    if newborn:
        facts = facts._replace(died=NEVER, ktp=0, grown_on=NEVER)
    elif "papers" in stage.kinds and not isinstance(facts.ktp, int):
        facts = facts._replace(grown_on=birthdays(np.asarray(facts.birth), stage.ktp_age_min))
    covered = Reason.COVERED_NEWBORN if newborn else Reason.COVERED
    codes = np.full(size, CODE[covered], np.uint8)
    for reason, holds in reversed(judgements(stage, newborn=newborn)):
        against = holds(facts, stage)
        if not isinstance(against, bool):
            np.copyto(codes, np.uint8(CODE[reason]), where=against)
        elif against:
            codes[:] = CODE[reason]
    return codes


def dated(population: Population, questions: Questions, kinds: Set[str]) -> DatedFacts:
    """What the registry comes to on each question's day: the columns that the conditions compare.

    What no condition of these kinds asks for, and what all questions share, stays one number.
    """
    on, shown = questions.on, questions.papers
    facts = DatedFacts(
        on=on,
        birth=population.birth,
        born=_born(population.birth, questions.newborn_born),
        died=population.died,
        first_resident=population.residency.starts,
        resident_since=since(population.residency, on) if "resident" in kinds else NEVER,
        poor_since=since(population.poor, on) if "welfare" in kinds else NEVER,
        near_poor_since=since(population.near_poor, on) if "welfare" in kinds else NEVER,
        payer_since=since(population.other_payer, on) if "no_other_payer" in kinds else NEVER,
        known=1 if questions.known is None else questions.known,
        grown_on=NEVER,
    )
    if shown is None:
        return facts
    return facts._replace(
        other_kk=shown.other_kk, kk=shown.kk, ktp=shown.ktp, guardian_ktp=shown.guardian_ktp,
        emergency=shown.emergency,
    )  # fmt: skip


def _born(birth: Column, newborn_born: Column | None) -> Column:
    """The birth of whom each question is about."""
    if newborn_born is None:
        return birth
    return np.where(newborn_born == NEVER, birth, newborn_born)


def since(spells: Spells, on: Days) -> Column:
    """The first day of each person's period that holds on the day; a later day where none does."""
    found = np.where(spells.untils > on, spells.starts, np.int32(NEVER))
    if len(spells.more_rows):
        day = on if isinstance(on, int) else on[spells.more_rows]
        held = (spells.more_starts <= day) & (spells.more_untils > day)
        found[spells.more_rows[held]] = spells.more_starts[held]
    return found


def birthdays(births: Column, years: int) -> Column:
    """The day on which each person is so many years old: `birthday` over a column."""
    days = (births - EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    grown = (months + 12 * years).astype("datetime64[D]") + (days - months)
    numbers: Column = (grown.astype(np.int64) + EPOCH).astype(np.int32)
    return numbers


def population_of(people: Sequence[CoverageFacts]) -> Population:
    """Facts about persons one by one as columns, a row each."""
    return Population(
        np.array([one.birth_date.toordinal() for one in people], np.int32),
        np.array([_or_never(one.died_on) for one in people], np.int32),
        spells_of([one.residency for one in people]),
        spells_of([one.poor for one in people]),
        spells_of([one.near_poor for one in people]),
        spells_of([one.other_payer for one in people]),
    )


def spells_of(periods: Sequence[Sequence[Period]]) -> Spells:
    """Everybody's periods, earliest first and apart, as columns."""
    first = [own[0] if own else None for own in periods]
    more = [(row, one) for row, own in enumerate(periods) for one in own[1:]]
    columns = (
        [NEVER if one is None else one.starts.toordinal() for one in first],
        [NEVER if one is None else _or_never(one.until) for one in first],
        [row for row, _ in more],
        [one.starts.toordinal() for _, one in more],
        [_or_never(one.until) for _, one in more],
    )
    return Spells(*(np.array(column, np.int32) for column in columns))


def _or_never(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()
