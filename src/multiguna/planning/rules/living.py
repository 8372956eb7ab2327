"""Invent a city's people and a year of their visits, in columns. Pure; a seed gives the same again.

What stands here in figures and is not an argument is a judgement about need, named as one: no
series by age for Indonesia was found. Rates come from the pack or the planner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from multiguna.claims.terms.plausibility import PLAUSIBLE
from multiguna.coverage.terms.population import NEVER, Column, Population, Spells
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import STAYS as BEDS
from multiguna.planning.terms.forecast import Forecast
from multiguna.planning.terms.living import (
    AgeNeed,
    CareNeed,
    LivingNeeds,
    Offer,
    Residents,
    Visits,
)
from multiguna.planning.terms.profile import AgeBand, RegionProfile
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack, Period

INPATIENT, OUTPATIENT = "inpatient", "outpatient"
MAN, WOMAN = 1, 2
WHOLE = 10_000
YEAR_DAYS = 365.25
OLDEST = 95

STAY_BY_AGE = (
    AgeNeed(1, 23_000, 21_000), AgeNeed(5, 15_500, 14_500), AgeNeed(15, 7_200, 7_000),
    AgeNeed(25, 7_500, 10_500), AgeNeed(45, 7_800, 13_000), AgeNeed(65, 15_500, 14_500),
    AgeNeed(999, 28_000, 25_000),
)  # fmt: skip
"""A judgement: infants and the old need most, women of childbearing age more than men."""
VISIT_BY_AGE = (
    AgeNeed(5, 13_000, 12_500), AgeNeed(15, 7_000, 7_000), AgeNeed(25, 5_500, 7_000),
    AgeNeed(45, 8_500, 11_000), AgeNeed(65, 16_000, 17_500), AgeNeed(999, 25_000, 25_000),
)  # fmt: skip
"""A judgement of the same kind."""
LEAN_MOST, LEAN_STEPS = 20.0, 60
FRAILTY_BP, DEAR_BP, EMERGENCY_BP = 20_000, 300, 4_000
"""Judgements: a few come often, three stays in a hundred are very dear, four in ten urgent."""
SEVERITY_WEIGHT = {"0": 1.0, "I": 0.52, "II": 0.33, "III": 0.15}
"""A judgement: how cases of a group divide by severity."""
SEVERITY_DAYS = {"0": 0, "I": 1, "II": 2, "III": 4}
MORE_DAYS = 1.5
"""A judgement: the shortest stay by severity, and the mean of what is added to it."""
STAYS = frozenset("1468")
"""Case types (second part of an INA-CBG code) of inpatients."""
CENSUS = (
    AgeBand(0, 15, 1_280, 1_236), AgeBand(15, 65, 3_570, 3_496), AgeBand(65, 90, 190, 228),
)  # fmt: skip
"""Kota Tangerang in the census of 2020 by three ages (databoks 13-09-2021), halved by sex as a
judgement; used where a profile has no ages."""
HOUSEHOLD_PEOPLE = 1_797_715 / 470_000
"""People and households of Kota Tangerang in the census of 2010 (tangerangnews 3543)."""
DEATHS_BP = 60
"""A judgement: deaths in a year of ten thousand people; they fall on the old by need of care."""


def needs_of_pack(pack: Pack, year: int, *, covered_bp: int) -> LivingNeeds:
    """What the pack expects of a year: visits of all residents (`expected_…_per_1000`) as the rates
    of those whom it covers, who make `covered_bp` of all, at the mean that a letter reserves.
    """
    middle, offers = date(year, 7, 1), offers_of(pack, year)

    def need(care: str, by_age: tuple[AgeNeed, ...], dear_bp: int) -> CareNeed:
        of_residents = number_on(pack, f"expected_{care}_per_1000", middle) * 1_000
        bills = [
            one.amount_idr for one in pack.estimates
            if one.care == care and Period(one.starts, one.until).holds(middle)
        ]  # fmt: skip
        own = [one for one in offers if one.care == care]
        mean_idr = sum(bills) / len(bills) if bills else None
        return CareNeed(
            of_residents * WHOLE // max(1, covered_bp), by_age,
            mix_of(own, bill_idr=mean_idr, dear_bp=dear_bp),
        )  # fmt: skip

    return _needs(need)


def needs_of_forecast(found: Forecast, offers: Sequence[Offer]) -> LivingNeeds:
    """What the planner's middle run expects of the first year: visits of the covered and the mean
    bill, by care. Forecast without a ceiling: here it is counted person by person."""
    services = found.years[0].services

    def need(care: str, by_age: tuple[AgeNeed, ...], dear_bp: int) -> CareNeed:
        of_care = [one for one in services if (one.service in BEDS) == (care == INPATIENT)]
        cases = sum(one.cases for one in of_care)
        bill = sum(one.cost.q50_idr for one in of_care) / cases if cases else None
        own = [one for one in offers if one.care == care]
        return CareNeed(
            cases * 1_000_000 // max(1, found.covered_people), by_age,
            mix_of(own, bill_idr=bill, dear_bp=dear_bp),
        )  # fmt: skip

    return _needs(need)


def _needs(need: Callable[[str, tuple[AgeNeed, ...], int], CareNeed]) -> LivingNeeds:
    """The needs of both kinds of care, each by its own ages and its own share of dear visits."""
    return LivingNeeds(
        inpatient=need(INPATIENT, STAY_BY_AGE, DEAR_BP),
        outpatient=need(OUTPATIENT, VISIT_BY_AGE, 0),
        frailty_bp=FRAILTY_BP,
        emergency_bp=EMERGENCY_BP,
    )


def mix_of(offers: Sequence[Offer], *, bill_idr: float | None, dear_bp: int) -> dict[str, int]:
    """How many of a million visits are of each group: as the severities divide, with `dear_bp` of
    them among the dearest tenth, and leaning to the cheap or dear so far that the mean agreed rate
    is `bill_idr` (None: not leaning), or as near as the groups allow.
    """
    by_code: dict[str, list[int]] = {}
    for one in offers:
        by_code.setdefault(one.cbg_code, []).append(one.rate_idr)
    codes = sorted(by_code)
    if not codes:
        return {}
    prices = np.array([np.mean(by_code[code]) for code in codes])
    usual = np.array([SEVERITY_WEIGHT.get(code.rpartition("-")[2], 1.0) for code in codes])
    dear = usual * (prices >= np.quantile(prices, 0.9)) * (dear_bp > 0)
    part = dear_bp / WHOLE if dear.any() else 0.0

    def mixed(lean: float) -> NDArray[np.float64]:
        weights = usual * np.exp(-lean * (prices / prices.mean() - 1))
        mixed = weights / weights.sum() * (1 - part) + dear / max(dear.sum(), 1e-9) * part
        return np.asarray(mixed)

    low, high = (0.0, 0.0) if bill_idr is None else (-LEAN_MOST, LEAN_MOST)
    for _ in range(LEAN_STEPS):
        middle = (low + high) / 2
        above = bill_idr is not None and float(mixed(middle) @ prices) > bill_idr
        low, high = (middle, high) if above else (low, middle)
    shares = np.rint(mixed((low + high) / 2) * 1e6).astype(int)
    return dict(zip(codes, shares.tolist(), strict=True))


def a_city(size: int, year: int, profile: RegionProfile | None, *, seed: int) -> Residents:
    """Invented residents by the profile's ages, poverty, other payers and moves; else by Kota
    Tangerang's ages, with nobody poor, insured or moving.

    In a year as many leave as come, and some die. Numbers go from 1. Households are put together
    by chance, as a judgement: that who is old or poor lives with their like is left out.
    """
    rng = np.random.default_rng([seed, 1])
    bands = profile.ages if profile is not None and profile.ages else CENSUS
    poor, insured, moving = (
        (profile.poor_bp, profile.insured_bp, profile.arrivals_bp) if profile else (0, 0, 0)
    )
    shares = np.array([share for band in bands for share in (band.men_bp, band.women_bp)], float)
    cell = rng.choice(len(shares), size, p=shares / shares.sum())
    low = np.array([band.age_from for band in bands])[cell // 2]
    high = np.array([min(band.age_until, OLDEST) for band in bands])[cell // 2]
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    aged = low + rng.random(size) * (high - low)
    birth = (last - np.floor(aged * YEAR_DAYS)).astype(np.int32)
    need = _weights(STAY_BY_AGE, birth, np.full(size, MAN, np.int8), date(year, 7, 1))
    day = rng.integers(first, last + 1, size).astype(np.int32)
    dies = rng.random(size) < DEATHS_BP / WHOLE * np.square(need) / np.square(need).mean()
    moves = rng.random(size)
    comes, goes = moves < moving / WHOLE, (moves >= 1 - moving / WHOLE) & ~dies
    return Residents(
        np.arange(1, size + 1),
        np.where(cell % 2 == 0, MAN, WOMAN).astype(np.int8),
        Population(
            birth, _or_never(dies, np.maximum(day, birth)),
            _spells(np.where(comes, np.maximum(day, birth), birth),
                    _or_never(goes, np.maximum(day, birth) + 1)),
            _share(rng, birth, poor), _share(rng, birth, 0), _share(rng, birth, insured),
        ),
        np.random.default_rng([seed, 0]).integers(
            1, max(1, round(size / HOUSEHOLD_PEOPLE)) + 1, size
        ),
    )  # fmt: skip


def offers_of(pack: Pack, year: int) -> tuple[Offer, ...]:
    """What can be had in the year: every INA-CBG group with an agreed rate at a hospital that is
    paid by groups, both holding at the year's start or from a day within it; in the best ward that
    patients are entitled to and a rate is agreed for.

    Groups of services that an agreement does not have are left out. Refuses `nothing_on_offer`.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    terms = {
        one.provider_code: one.services for one in pack.agreements
        if one.basis == "inacbg" and _meets(Period(one.starts, one.until), first, last)
    }  # fmt: skip
    entitled = number_on(pack, "care_class_entitled", first)
    found: dict[tuple[str, str], Offer] = {}
    for rate in pack.rates:
        care = INPATIENT if rate.code.split("-")[1:2] and rate.code[2:3] in STAYS else OUTPATIENT
        if (
            rate.code_system == "inacbg" and rate.care_class >= entitled
            and care in terms.get(rate.provider_code, ())
            and _meets(Period(rate.starts, rate.until), first, last)
        ):  # fmt: skip
            key = rate.provider_code, rate.code
            if key not in found or rate.care_class < found[key].care_class:
                found[key] = Offer(
                    rate.provider_code, care, rate.code, rate.care_class, rate.amount_idr
                )
    if not found:
        raise Refused(
            "nothing_on_offer",
            Text(
                f"Paket {pack.name} tidak punya tarif INA-CBG yang disepakati pada {year}. "
                "Isi tariffs/rates.csv dan agreements/agreements.csv.",
                f"Pack {pack.name} has no agreed INA-CBG rate in {year}. Fill in "
                "tariffs/rates.csv and agreements/agreements.csv.",
            ),
            year=year,
        )
    return tuple(found[key] for key in sorted(found))


def a_year_of_visits(
    people: Residents, offers: Sequence[Offer], needs: LivingNeeds, year: int, *, seed: int
) -> Visits:
    """Who comes when, for what and for how long, in order of day.

    A person's own rate is the age's, times a gamma that stands for what is not known of the person
    and holds for both kinds of care; visits are Poisson. Nobody comes before birth, arrival or
    after death or leaving, and a stay ends with the patient's death. The same people, offers and
    needs give the same visits by a seed; another pack's offers change what is had and not who comes
    (common random numbers).
    """
    size, first = len(people), date(year, 1, 1).toordinal()
    days = date(year, 12, 31).toordinal() - first + 1
    shape = WHOLE / needs.frailty_bp
    frailty = np.random.default_rng([seed, 2]).standard_gamma(shape, size) / shape
    here = _part_of_year(people.facts, first, first + days)
    parts = []
    for number, (care, need) in enumerate(
        ((INPATIENT, needs.inpatient), (OUTPATIENT, needs.outpatient))
    ):
        rng, own = np.random.default_rng([seed, 3 + number]), _weighed(offers, care, need.mix)
        if not own:
            continue
        rate = _weights(need.by_age, people.facts.birth, people.sex, date(year, 7, 1))
        rate *= need.per_million / 1e6 * here.sum() / (rate * here).sum()
        rows = np.repeat(np.arange(size), rng.poisson(rate * frailty))
        admission = (first + rng.integers(0, days, len(rows))).astype(np.int32)
        comes = _is_here(people.facts, rows, admission)
        luck = rng.random((len(rows), 2))
        more = rng.poisson(MORE_DAYS, len(rows)).astype(np.int32)
        rows, admission, luck, more = rows[comes], admission[comes], luck[comes], more[comes]
        chosen = _chosen(people, offers, own, rows, admission, luck[:, 0])
        length = _shortest(offers)[chosen]
        discharge = admission + np.where(length > 0, length + more, 0)
        died = people.facts.died[rows]
        emergency = luck[:, 1] < needs.emergency_bp / WHOLE
        parts.append(Visits(rows, chosen, admission, np.minimum(discharge, died), emergency))
    whole = Visits(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))
    return whole.take(np.argsort(whole.admission, kind="stable"))


_COLUMNS = ("rows", "offers", "admission", "discharge", "emergency")


def _part_of_year(facts: Population, first: int, until: int) -> NDArray[np.float64]:
    """The part of the days from `first` to before `until` that each person is here, as `_is_here`
    takes it: needs are for so many person-years."""
    come = np.where(facts.residency.starts == NEVER, facts.birth, facts.residency.starts)
    come[facts.residency.more_rows] = facts.birth[facts.residency.more_rows]
    go = facts.residency.untils.copy()
    go[facts.residency.more_rows] = NEVER
    begin = np.maximum(np.maximum(come, facts.birth), first)
    end = np.minimum(np.minimum(go, facts.died + 1), until)
    return np.asarray(np.maximum(0, end - begin) / (until - first))


def _is_here(facts: Population, rows: NDArray[np.intp], on: Column) -> NDArray[np.bool_]:
    """Whether a person lives, and has come and not gone, on each day; who never lived here for a
    while only is taken as here all the time (coverage says no)."""
    residency = facts.residency
    alive = (facts.birth[rows] <= on) & (on <= facts.died[rows])
    inside = (residency.starts[rows] <= on) & (on < residency.untils[rows])
    again = np.zeros(len(facts), np.bool_)
    again[residency.more_rows] = True
    never = residency.starts[rows] == NEVER
    found: NDArray[np.bool_] = alive & (inside | again[rows] | never)
    return found


def _weighed(offers: Sequence[Offer], care: str, mix: Mapping[str, int]) -> dict[int, float]:
    """The offers of a care by how often they are taken; each group's hospitals alike."""
    own = [n for n, one in enumerate(offers) if one.care == care]
    hospitals = Counter(offers[n].cbg_code for n in own)
    return {n: mix.get(code, 0) / hospitals[code] for n in own for code in [offers[n].cbg_code]}


def _chosen(
    people: Residents, offers: Sequence[Offer], weighed: Mapping[int, float],
    rows: NDArray[np.intp], on: Column, luck: NDArray[np.float64],
) -> NDArray[np.int32]:  # fmt: skip
    """An offer for each visit among those of groups that the patient can have."""
    ages = np.digitize(on - people.facts.birth[rows], AGE_DAYS)
    chosen = np.zeros(len(rows), np.int32)
    for sex, age in product((MAN, WOMAN), range(len(AGE_DAYS) + 1)):
        wanted = np.flatnonzero((people.sex[rows] == sex) & (ages == age))
        own = [n for n in weighed if _can_have(offers[n], sex, age)] or [*weighed]
        if len(wanted):
            weights = np.cumsum([weighed[n] for n in own])
            at = np.searchsorted(weights, luck[wanted] * weights[-1], "right")
            chosen[wanted] = np.array(own, np.int32)[np.minimum(at, len(own) - 1)]
    return chosen


AGE_DAYS = (365, 15 * 365, 50 * 365)
INFANT, OF_CHILDBEARING_AGE = 0, 2


def _can_have(offer: Offer, sex: int, age: int) -> bool:
    """Whether a group is plausible for people of a sex and one of the four ages of AGE_DAYS."""
    rule = PLAUSIBLE.get(offer.cbg_code[:1])
    if rule is None:
        return True
    if rule.sex not in (None, sex):
        return False
    if rule.least_days is not None:
        return age == OF_CHILDBEARING_AGE
    return rule.most_days is None or age == INFANT


def _shortest(offers: Sequence[Offer]) -> Column:
    """The shortest stay of each offer; 0 for a visit."""
    return np.array(
        [SEVERITY_DAYS.get(one.severity, 1) if one.care == INPATIENT else 0 for one in offers],
        np.int32,
    )


def _weights(
    by_age: Sequence[AgeNeed], birth: Column, sex: NDArray[np.int8], on: date
) -> NDArray[np.float64]:
    """How much care each person needs beside the mean, by age on a day and sex."""
    years = (on.toordinal() - birth) / YEAR_DAYS
    band = np.digitize(years, [need.age_until for need in by_age[:-1]])
    table = np.array([(need.men_bp, need.women_bp) for need in by_age], float) / WHOLE
    return np.asarray(table[band, sex - 1])


def _meets(period: Period, first: date, last: date) -> bool:
    """Whether a period holds on the first day or begins by the last."""
    return period.holds(first) or first < period.starts <= last


def _share(rng: np.random.Generator, since: Column, share_bp: int) -> Spells:
    """One open period from birth for a share of the people."""
    has = rng.random(len(since)) < share_bp / WHOLE
    return _spells(_or_never(has, since), np.full(len(since), NEVER))


def _spells(starts: NDArray[np.integer], untils: NDArray[np.integer]) -> Spells:
    none = np.empty(0, np.int32)
    return Spells(starts.astype(np.int32), untils.astype(np.int32), none, none, none)


def _or_never(has: NDArray[np.bool_], day: Column) -> Column:
    return np.where(has, day, np.int32(NEVER)).astype(np.int32)
