"""What a scenario needs: a region's profile under levers, with what was known on a day.

A region that has a programme starts from its own cases and bills; one without starts from what
Tangerang's residents used in their first free year, reaches towards what JKN's members use, and
pays the mean bills of INA-CBG. Services are split by the national case-mix once that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import beliefs_on
from multiguna.planning.terms.costing import Group, Levers, Needs, Reach, Service, ServiceNeed
from multiguna.planning.terms.evidence import Evidence
from multiguna.planning.terms.profile import AgeBand, PresentCare, RegionProfile

YEAR_DAYS = 365.0
CV_UNKNOWN = 1.0
"""A judgement: bills spread as widely as their mean. A city's quantiles hardly feel it."""
CATASTROPHIC_FLOOR_IDR = 30_000_000
NATIONAL_YEAR = 2025
"""The year of the national mean bills."""
AGE_NEED = ((15, 0.95), (65, 0.9), (999, 2.6))
"""A judgement: care needed by age, as a multiple of the mean; the first figure is not reached."""
REFERENCE_AGES = ((15, 0.2516), (65, 0.7066), (999, 0.0418))
"""Kota Tangerang in the census of 2020, where first-year use was seen (databoks 13-09-2021)."""
CLASS_COST = {"A": 8_650_000 / 6_100_000, "B": 1.0, "C": 0.85, "D": 0.75}
"""A to B as published medians of rates stand; C and D are judgements."""
REFERENCE_CLASSES = {"A": 0.05, "B": 0.35, "C": 0.45, "D": 0.15}
"""A judgement: the national mix of hospital classes behind the mean bills."""


@dataclass(frozen=True, slots=True)
class _Start:
    """First-year rates of every service, mean bills, spread, and where growth ends."""

    rates: Mapping[Service, float]
    mature: Mapping[Service, float]
    bills: Mapping[Service, float]
    bill_cap: float | None
    cv: float


def needs_of(
    profile: RegionProfile, levers: Levers, known: Evidence, *, code: str, title: Text,
    first_year: int, pay_lag_months: float = 2.0,
) -> Needs:  # fmt: skip
    """What a scenario needs in its first forecast year and after, in the region's own prices.

    The people are those of the middle of `first_year`. A programme that covered others before goes
    on for them; those whom it takes in begin their first free year. Refuses `known_too_little` on a
    day before the figures that this profile needs.
    """
    beliefs = beliefs_on(known)
    growth = profile.growth_bp / 10_000
    covered = covered_share(profile, levers)
    now = _people_in(profile, first_year)
    present = profile.present
    start = _start(profile, known)
    groups = _groups(profile, present, start, covered * now, first_year)
    used = {"mature_use", "fading", "use_growth", "bill_level", "price_growth"}
    used |= {factor for group in groups for factor in group.factors}
    if present is not None:
        used.add("bill_growth")
    used |= {"copay_answer"} if levers.copayment_bp else set()
    used |= {"referral_effect"} if levers.referral and "referral_effect" in beliefs else set()
    used |= {f"class_{levers.care_class}"} if levers.care_class < 3 else set()
    return Needs(
        code=code,
        title=title,
        region=profile.region,
        first_year=first_year,
        growth=growth,
        years_open=(present.years_free or 0) if present else 0,
        price_years=first_year - (present.year if present else NATIONAL_YEAR),
        people=now * covered,
        services=_services(start, known),
        groups=groups,
        levers=levers,
        beliefs={name: beliefs[name] for name in sorted(used)},
        class_shares=class_shares(profile),
        pay_lag_months=pay_lag_months,
    )


def covered_share(profile: RegionProfile, levers: Levers) -> float:
    """The part of the residents whom a scenario covers, before anyone falls ill."""
    share = 1.0 if levers.reach is Reach.EVERYONE else profile.poor_bp / 10_000
    if levers.others_pay_first:
        share *= 1 - profile.insured_bp / 10_000
    waiting = profile.arrivals_bp / 10_000 * min(1.0, levers.residency_days / YEAR_DAYS)
    return share * (1 - waiting)


def age_need(ages: tuple[AgeBand, ...]) -> float:
    """How much care these ages need beside Tangerang's; 1 where ages are unknown."""
    if not ages:
        return 1.0
    whole = sum(band.men_bp + band.women_bp for band in ages)
    weighed = sum(
        (band.men_bp + band.women_bp) * _weight((band.age_from + min(band.age_until, 90)) / 2)
        for band in ages
    )
    return weighed / whole / sum(share * _weight(until - 1) for until, share in REFERENCE_AGES)


def _weight(age: float) -> float:
    return next(weight for until, weight in AGE_NEED if age < until)


def class_shares(profile: RegionProfile) -> tuple[tuple[str, float], ...]:
    """Each hospital class's part of the cost: its share of cases times how dear it is."""
    cost: dict[str, float] = {}
    for group in profile.hospitals:
        part = group.share_bp * CLASS_COST[group.hospital_class]
        cost[group.hospital_class] = cost.get(group.hospital_class, 0.0) + part
    whole = sum(cost.values())
    return tuple((name, part / whole) for name, part in sorted(cost.items()))


def class_level(profile: RegionProfile) -> float:
    """How dear the region's mix of hospital classes is beside the national one."""
    if not profile.hospitals:
        return 1.0
    whole = sum(group.share_bp for group in profile.hospitals)
    own = sum(group.share_bp * CLASS_COST[group.hospital_class] for group in profile.hospitals)
    national = sum(share * CLASS_COST[name] for name, share in REFERENCE_CLASSES.items())
    return own / whole / national


def _people_in(profile: RegionProfile, year: int) -> float:
    """Residents in the middle of a year."""
    apart = year + 0.5 - (profile.people_on.year + (profile.people_on.month - 0.5) / 12)
    return float(profile.people * (1 + profile.growth_bp / 10_000) ** apart)


def _groups(
    profile: RegionProfile, present: PresentCare | None, start: _Start, covered: float,
    first_year: int,
) -> tuple[Group, ...]:  # fmt: skip
    """Those who are covered in the first forecast year, by how long they have been."""
    if present is None:
        return (Group(covered, start.rates, 0, ("first_use",)),)
    since = first_year - present.year
    if present.years_free is not None:
        seasoned = present.seasoned_bp / 10_000
        parts = ((seasoned, None), (1 - seasoned, present.years_free))
        return tuple(
            Group(covered, _times(start.rates, part), free, ("present_use",), since, part)
            for part, free in parts
            if part
        )
    grown = _people_in(profile, first_year) / _people_in(profile, present.year)
    kept = Group(min(present.people * grown, covered), start.rates, None, ("present_use",), since)
    new = covered - kept.people
    if not new:
        return (kept,)
    return (kept, Group(new, start.rates, 0, ("present_use", "use_of_new")))


def _times(rates: Mapping[Service, float], part: float) -> dict[Service, float]:
    return {service: rate * part for service, rate in rates.items()}


def _start(profile: RegionProfile, known: Evidence) -> _Start:
    national = known.has("inpatient_bill_2025", "jkn_inpatients_2018")
    mix = _case_mix(known) if national else UNSPLIT
    level = profile.cost_bp / 10_000 * class_level(profile)
    bills = _national_bills(known, level) if national else {}
    mature = _mature(profile, known, mix) if national else {}
    cv = _bill_spread(known)
    present = profile.present
    if present is None:
        if not national:
            raise Refused(
                "known_too_little",
                Text(f"Pada {known.on} belum ada angka nasional. Pilih hari sesudahnya, atau isi "
                     "program yang berjalan.",
                     f"On {known.on} there are no national figures yet. Choose a later day, or "
                     "give the present programme."),
            )  # fmt: skip
        need = age_need(profile.ages) * profile.access_bp / 10_000
        seen = {"inpatient": known["tangerang_inpatients_2012"],
                "outpatient": known["tangerang_outpatients_2012"]}  # fmt: skip
        rates = {
            service: seen[care] / known["tangerang_people"] * part * need
            for service, (care, part) in mix.items()
        }
        return _Start(rates, mature, bills, 1.0, cv)
    counts = {"inpatient": present.inpatients, "outpatient": present.outpatients}
    rates = {service: counts[care] / present.people * part for service, (care, part) in mix.items()}
    if not national:
        mean = present.amount_idr / (present.inpatients + present.outpatients)
        return _Start(rates, {}, dict.fromkeys(mix, mean), None, cv)
    usual = sum(rates[service] * present.people * bills[service] for service in mix)
    part = present.amount_idr / usual
    own = {service: bill * part for service, bill in bills.items()}
    return _Start(rates, mature, own, max(1.0, 1 / part), cv)


UNSPLIT: Mapping[Service, tuple[str, float]] = {
    Service.INPATIENT: ("inpatient", 1.0), Service.OUTPATIENT: ("outpatient", 1.0),
}  # fmt: skip


def _case_mix(known: Evidence) -> dict[Service, tuple[str, float]]:
    """Each service's part of the cases of its care, as INA-CBG counted them in 2025."""
    births = known["caesareans_2025"] + known["labours_2025"]
    dear = known["ventilations_2025"] + known["knees_2025"]
    stays, visits = known["inpatients_2025"], known["outpatients_2025"]
    return {
        Service.INPATIENT: ("inpatient", 1 - (births + dear) / stays),
        Service.MATERNITY: ("inpatient", births / stays),
        Service.CATASTROPHIC: ("inpatient", dear / stays),
        Service.OUTPATIENT: ("outpatient", 1 - known["dialyses_2025"] / visits),
        Service.DIALYSIS: ("outpatient", known["dialyses_2025"] / visits),
    }


def _national_bills(known: Evidence, level: float) -> dict[Service, float]:
    """Mean bills of 2025 by service, at a region's level; what is left is the rest's mean."""
    births = known["caesareans_2025"] + known["labours_2025"]
    birth_sum = sum(
        known[f"{kind}s_2025"] * known[f"{kind}_bill_2025"] for kind in ("caesarean", "labour")
    )
    dear = known["ventilations_2025"] + known["knees_2025"]
    dear_sum = sum(
        known[f"{kind}s_2025"] * known[f"{kind}_bill_2025"] for kind in ("ventilation", "knee")
    )
    stays, visits = known["inpatients_2025"], known["outpatients_2025"]
    dialyses = known["dialyses_2025"]
    rest = (stays * known["inpatient_bill_2025"] - birth_sum - dear_sum) / (stays - births - dear)
    seen = visits * known["outpatient_bill_2025"] - dialyses * known["dialysis_bill_2025"]
    return {
        Service.INPATIENT: rest * level,
        Service.MATERNITY: birth_sum / births * level,
        Service.CATASTROPHIC: dear_sum / dear * level,
        Service.OUTPATIENT: seen / (visits - dialyses) * level,
        Service.DIALYSIS: known["dialysis_bill_2025"] * level,
    }


def _mature(
    profile: RegionProfile, known: Evidence, mix: Mapping[Service, tuple[str, float]]
) -> dict[Service, float]:
    """What JKN's members used in 2018, as people of this region reach care."""
    used = {"inpatient": known["jkn_inpatients_2018"], "outpatient": known["jkn_outpatients_2018"]}
    need = age_need(profile.ages) * profile.access_bp / 10_000
    return {
        service: used[care] / known["jkn_members_2018"] * part * need
        for service, (care, part) in mix.items()
    }


def _bill_spread(known: Evidence) -> float:
    """Standard deviation of a bill by its mean: log-normal, from a published mean and median."""
    if not known.has("bogor_bill_mean", "bogor_bill_median"):
        return CV_UNKNOWN
    return float(((known["bogor_bill_mean"] / known["bogor_bill_median"]) ** 2 - 1) ** 0.5)


def _services(start: _Start, known: Evidence) -> tuple[ServiceNeed, ...]:
    found = []
    for service, rate in start.rates.items():
        bill, mature = start.bills[service], start.mature.get(service)
        if service is not Service.CATASTROPHIC:
            found.append(ServiceNeed(service, rate, mature, bill, start.bill_cap, start.cv))
            continue
        # The floor moves with the region's prices, so that the law of bills keeps its shape.
        floor = CATASTROPHIC_FLOOR_IDR * bill / _national_bills(known, 1.0)[service]
        index = bill / (bill - floor)
        found.append(ServiceNeed(service, rate, mature, bill, start.bill_cap, 0.0, floor, index))
    return tuple(found)
