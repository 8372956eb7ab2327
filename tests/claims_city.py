"""Random small cities of claims for the twins: people, letters, agreements, rates, the past.

Few people, days and amounts, so that claims collide. Everything follows from a seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from multiguna.claims.rules.adjudicating import RULE_FUNCTIONS
from multiguna.claims.rules.ceilings import CAPS
from multiguna.claims.terms import AgreementFacts, ClaimFacts
from multiguna.kernel.terms import Text
from multiguna.programme.terms import (
    Condition,
    Mode,
    Pack,
    Parameter,
    ParameterValue,
    ParameterValueType,
    Period,
    Stage,
)

T = TypeVar("T")
PROVIDERS = ("3671901", "3671902")
START = date(2011, 12, 20)
LEAP = date(2012, 2, 29)
LATER = date(2014, 1, 1)
ALL_RULES = (*RULE_FUNCTIONS, *CAPS)
GROUPS = ("K-4-17-I", "K-1-17-III", "O-6-13-I", "P-8-17-I", "Q-5-44-0", "X-0-98-X", "V-1-10-I")
DIAGNOSES = ("A09", "N97.0", "O80.0", "N40", "Z31.1", "J189")
PAYERS = {
    (PROVIDERS[0], "5", "JAMKESDA"): "programme", (PROVIDERS[1], "5", "JAMKESDA"): "programme",
    (PROVIDERS[0], "3", "JKN"): "self", (PROVIDERS[1], "3", "JKN"): "jkn",
    (PROVIDERS[0], "9", "JAMKESDA"): "programme", (PROVIDERS[1], "9", "JAMKESDA"): "programme",
    (PROVIDERS[0], "9", "LAIN"): "unknown", (PROVIDERS[1], "9", "LAIN"): "unknown",
}  # fmt: skip
"""What each hospital's payer ids and names come to by the lists that `insert` writes: the common
one, and one of the first hospital's own."""
TOPUPS = {"sp": "YY-01-II", "sd": "YY-02", "chronic": ""}
"""Kinds of top-ups and their codes."""
PROCEDURES = ("86.22", "99.04", "74.1")
CARDS = (3671010101010001, 3671010101010002)
DRGS = ("1412301", "0612002", "3600001")
EXCLUDED = (
    ("diagnosis", "Z31"), ("diagnosis", "A0.9"), ("procedure", "74"), ("procedure", "9.90"),
    ("group", "Q-5"), ("group", "14"), ("group", "V"),
)  # fmt: skip
ENDS = ("billed", "released", "settled", "expired")
PAYORS = (("5", "JAMKESDA"), ("3", "JKN"), ("9", "JAMKESDA"), ("9", "LAIN"))


@dataclass
class Person:
    """A person of the city, with the person's days as resident.

    `card` is the family card of now; `moved` is the day on which the registry learned of it, and
    the card before.
    """

    person_id: int
    birth_date: date
    sex: int
    died_on: date | None
    resident: Period
    card: int = 0
    moved: tuple[date, int] | None = None

    @property
    def nik(self) -> str:
        return str(3671990000000000 + self.person_id)

    def card_on(self, on: date) -> int:
        """The family card that the registry had at the end of a day."""
        return self.moved[1] if self.moved and on < self.moved[0] else self.card


@dataclass
class Letter:
    """A letter, open or ended, perhaps a newborn's on the mother's."""

    letter_no: str
    person: Person
    provider_code: str
    care: str
    valid_from: date
    valid_until: date
    end: str | None
    born_on: date | None
    emergency: bool

    def is_like(self, other: Letter | None) -> bool:
        """Whether it is the other one, or its twin's."""
        return other is not None and self.letter_no[1:] == other.letter_no[1:]


@dataclass
class Claim:
    """A claim and what is known of its past: `run`, or the latest decision outside the run.

    `found` says whom it may be about: nobody asked, a `person` or a `letter` was found, or a
    verifier `confirmed` what the facts say and the claim's own row does not. `twin` has it under
    the number of one who is the same person. `before` is what it corrects: nothing, what the
    `rules` rejected, or a `person`, what stands in `minutes`, or one `between` that corrects what a
    person decided.
    """

    facts: ClaimFacts
    payor: tuple[str, str]
    past: str
    approved_idr: int
    letter: Letter | None
    found: str = ""
    twin: bool = False
    before: str = ""


@dataclass
class Terms:
    """A hospital's agreement for a period."""

    provider_code: str
    period: Period
    facts: AgreementFacts


@dataclass
class City:
    """Everything that one example puts into the database."""

    pack: Pack
    people: list[Person] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    agreements: list[Terms] = field(default_factory=list)
    rates: list[tuple[str, str, str, int, date, date | None, int]] = field(default_factory=list)

    def rate(self, provider: str, system: str, code: str, care: int, on: date) -> int | None:
        """The agreed rate, found by looking through all of them."""
        for row in self.rates:
            if row[:4] == (provider, system, code, care) and Period(row[4], row[5]).holds(on):
                return row[6]
        return None


def parameter(name: str, *values: tuple[date, ParameterValueType]) -> Parameter:
    """A parameter of the pack with its values from days on."""
    return Parameter(
        name, Text(name, name), "",
        tuple(ParameterValue(day, None if n + 1 == len(values) else values[n + 1][0], value,
                             "contoh", START) for n, (day, value) in enumerate(values)),
    )  # fmt: skip


def pack_of(rng: random.Random) -> Pack:
    """A pack of two stages with a day on which the numbers change; the later stage is poorer."""
    new_year, march = date(2012, 1, 1), date(2012, 3, 1)
    amended = rng.choice([date(2012, 1, 20), LEAP])
    later = tuple(rng.sample(ALL_RULES, rng.randint(0, len(ALL_RULES))))
    conditions = (
        Condition("alive"),
        Condition("resident", days_min="residency_days_min"),
        Condition("newborn_on_mother", days_max="newborn_days_max"),
    )
    stage = Stage(
        "universal", Text("a", "a"), new_year, march, Mode.FULL, True, "contoh", conditions,
        tuple(rng.sample(ALL_RULES, len(ALL_RULES))),
    )  # fmt: skip
    second = replace(stage, code="second", starts=march, until=None, rules=later)
    return Pack(
        name="t", version="1", region="36.71", region_name="Kota Contoh",
        title=Text("t", "t"), languages=("id",),
        timezone="Asia/Jakarta", currency="IDR", legal_note=Text("", ""),
        stages=(stage, second),
        parameters=(
            parameter("residency_days_min", (new_year, 0), (amended, rng.choice([0, 30]))),
            parameter("newborn_days_max", (new_year, 28)),
            parameter("care_class_entitled", (new_year, 3), (amended, rng.choice([2, 3]))),
            parameter("claim_deadline_days", (new_year, 20), (amended, 40)),
            parameter("readmission_days", (new_year, 30), (amended, rng.choice([0, 7]))),
            parameter("severity_los_min", (new_year, 3)),
            parameter("auto_approve_max_idr", (new_year, None), (amended, rng.choice([110, 0]))),
            parameter("papers_hours_emergency", (new_year, 25), (amended, rng.choice([0, 72]))),
            parameter("annual_ceiling_idr", (new_year, rng.choice([None, 150])),
                      (amended, rng.choice([None, 90, 400, 0]))),
            parameter("household_ceiling_idr", (new_year, rng.choice([None, 60, 120])),
                      (amended, rng.choice([None, 40, 100, 0]))),
            parameter("copayment_bp", (new_year, rng.choice([0, 0, 333])),
                      (amended, rng.choice([0, 500, 1250, 10_000]))),
            parameter("excluded_diagnoses", (new_year, ("N97", "Z31.1")), (amended, ())),
            parameter("excluded_cbg", (new_year, ()), (amended, ("Q-5",))),
        ),
        providers=(), agreements=(), payors=(), rates=(), budget_lines=(), appropriations=(),
        estimates=(), villages=(), letters=(), scenarios=(),
    )  # fmt: skip


class Dice(random.Random):
    """Random choices that are mostly sound in a tidy city and anything in an untidy one."""

    tidy = 0.0

    def mostly(self, sound: T, *odd: T) -> T:
        """The sound value, or one of all in so far as the city is untidy."""
        return sound if self.random() < self.tidy else self.choice([sound, *odd])

    def day(self, last: int = 90) -> date:
        """A day from the start of the city's time."""
        return START + timedelta(days=self.randint(0, last))


def a_city(seed: int, claims: int) -> City:
    """A small city: few people with many claims, few days, few amounts, so that things collide."""
    dice = Dice(seed)
    dice.tidy = dice.choice([0.0, 0.6, 0.97, 0.99])
    city = City(pack_of(dice))
    for number in range(1, dice.randint(1, 4) + 1):
        born = dice.choice([date(1950, 5, 1), date(1980, 2, 29), date(2004, 7, 1), LEAP])
        died = dice.mostly(None, dice.day(), LEAP)
        since = dice.mostly(born, date(2011, 6, 1), date(2012, 2, 10))
        until = dice.mostly(None, since + timedelta(days=dice.randint(1, 250)))
        person = Person(number, born, dice.randint(1, 2), died, Period(since, until))
        city.people.append(person)
    families = Dice(seed + 1)  # beside, so that the rest of a seed's city stays what it was
    for person in city.people:
        person.card = families.choice(CARDS)
        if families.random() < 0.5:
            person.moved = families.day(), families.choice(CARDS)
    for provider in PROVIDERS:
        terms_of(dice, city, provider)
    for number in range(dice.randint(0, 8 if dice.tidy < 0.9 else 20)):
        person, start = dice.choice(city.people), dice.day()
        care = dice.choice(["inpatient", "inpatient", "outpatient"])
        city.letters.append(
            Letter(f"L{number}", person, dice.choice(PROVIDERS), care, start,
                   start + timedelta(days=dice.randint(1, 40)), dice.mostly(None, None, *ENDS),
                   dice.mostly(None, start) if person.birth_date < START else None,
                   dice.random() < 0.3)
        )  # fmt: skip
        if city.letters[-1].born_on and dice.random() < 0.5:
            city.letters.append(replace(city.letters[-1], letter_no=f"T{number}"))  # twins
    for claim_id in range(1, claims + 1):
        city.claims.append(a_claim(dice, city, claim_id))
    return city


def terms_of(dice: Dice, city: City, provider: str) -> None:
    """A hospital's agreement and rates, amended in the middle of the time."""
    amended = dice.choice([LEAP, date(2012, 1, 15)])
    both = ("inpatient", "outpatient")
    services = dice.mostly((*both, "emergency"), ("inpatient",), ("outpatient", "emergency"))
    periods = [(Period(date(2012, 1, 1), amended), services, 30)]
    if dice.mostly(True, False):
        periods.append((Period(amended, None), both, dice.mostly(60, 0)))
    for number, (period, cares, days) in enumerate(periods):
        facts = AgreementFacts(
            f"{provider}/{number}", cares, days, basis=dice.choice(["inacbg", "idrg", "fee"])
            if dice.random() < 0.5 else "inacbg", lesser_of=dice.random() < 0.3,
            claim_ceiling_idr=dice.mostly(None, 90, 60, 0),
            month_ceiling_idr=dice.choice([None, None, 200, 90, 0]),
            exclusions=tuple(dice.sample(EXCLUDED, dice.mostly(0, 0, 1, 2))),
        )  # fmt: skip
        city.agreements.append(Terms(provider, period, facts))
    codes = [*(("inacbg", code) for code in GROUPS[:5]), ("special", TOPUPS["sp"]),
             ("special", TOPUPS["sd"]), *(("idrg", code) for code in DRGS[:2]),
             *(("fee", code) for code in PROCEDURES)]  # fmt: skip
    codes += [("package", code) for code in PROCEDURES[1:] if dice.random() < 0.25]
    for system, code in codes:
        for care_class in (1, 2, 3):
            if dice.mostly(True, True, False) and (system != "fee" or dice.random() < 0.7):
                price = dice.choice([0, 50, 80, 100]) + 10 * (3 - care_class)
                price //= 5 if system == "special" else 2 if system == "fee" else 1
                row = provider, system, code, care_class
                city.rates.append((*row, date(2012, 1, 1), amended, price))
                city.rates.append((*row, amended, None, price + 5))


def a_claim(dice: Dice, city: City, claim_id: int) -> Claim:
    """A claim, sometimes another one again under a new number."""
    if city.claims and dice.random() < 0.15 - dice.tidy / 10:
        again = dice.choice(city.claims)
        letter = dice.choice([x for x in city.letters if x.is_like(again.letter)] or [None])
        facts = replace(
            again.facts, claim_id=claim_id, letter_no=letter.letter_no if letter else None
        )
        past = dice.choice(["run", "run", "approved", "rejected"])
        return replace(again, facts=facts, letter=letter, past=past)  # fmt: skip
    used = {one.facts.letter_no for one in city.claims}
    fresh = [x for x in city.letters if x.letter_no not in used]
    letter = dice.mostly(dice.choice([*fresh, None]), *city.letters, None)
    person = letter.person if letter else dice.choice([*city.people, None])
    provider = letter.provider_code if letter else dice.choice(PROVIDERS)
    admission = letter.valid_from if letter else dice.day()
    admission += timedelta(days=dice.mostly(0, *range(-4, 12)))
    past = dice.choice(["run"] * 6 + ["again", "undecided", "approved", "rejected", "pended"])
    if past == "approved" and dice.random() < 0.3:
        admission += timedelta(days=365)  # another calendar year
    care = letter.care if letter else "inpatient"
    care = dice.mostly(care, care, "inpatient", "outpatient")
    length = dice.randint(0, 6) if care == "inpatient" else 0
    discharge = admission + timedelta(days=length)
    lines = [("cbg", dice.choice([0, 50, 60, 85, 100, 120]))]
    lines += dice.sample([("sp", 30), ("sd", 7), ("chronic", 1)], dice.mostly(0, 1, 2))
    total = sum(amount for _, amount in lines)
    done = [f"{code}{times}" for code in dice.sample(PROCEDURES, dice.randint(0, 2))
            for times in [dice.choice(["", "", "+2", "+3"])]]  # fmt: skip
    most = dice.choice([3, 12])
    charges = tuple(dice.randint(0, most) for _ in range(18))
    born = letter.born_on if letter and letter.born_on else person and person.birth_date
    sex = person.sex if person else 1
    nik, id_type = person.nik if person else "3671999999999999", dice.choice(["nik", "jkn_card"])
    facts = ClaimFacts(
        claim_id=claim_id, provider_code=provider, care=care,
        care_class=dice.mostly(3, 2, 1), admission_date=admission, discharge_date=discharge,
        received_on=discharge + timedelta(days=dice.mostly(20, 0, 30, 31, 41, 61)),
        primary_diagnosis=dice.mostly("A09", *DIAGNOSES), cbg_code=dice.mostly(
            dice.choice(GROUPS[:2]), *GROUPS),
        billed_idr=dice.mostly(total, total, total, total + 10, 0),
        charge_idr=dice.mostly(sum(charges), 5), charges=charges, lines=tuple(lines),
        los=dice.mostly(length + 1, length, None), discharge_status=dice.choice([None, 1, 4]),
        id_type=id_type,
        id_value=dice.mostly(nik, "3671999999999999", str(int(nik) + 10**13))
        if id_type == "nik" else "0001234567890",
        birth_date=dice.mostly(born, None, LEAP, date(1990, 1, 1)),
        sex=dice.mostly(sex, None, 3 - sex), letter_no=letter.letter_no if letter else None,
        person_id=person.person_id if person else None, procedures=tuple(done),
        drg_code=dice.mostly(DRGS[0], *DRGS, None),
    )  # fmt: skip
    approved = dice.choice([0, facts.billed_idr]) if past == "approved" else 0
    found = dice.mostly("", "person", "letter", "confirmed" if person else "")
    payor = dice.mostly(("5", "JAMKESDA"), *PAYORS)
    twin = person is not None and dice.random() < 0.2
    before = dice.mostly("", "", "rules", "person", "minutes", "between")
    return Claim(facts, payor, past, approved, letter, found, twin, before)


def is_run(claim: Claim) -> bool:
    """Whether the claim is decided now; `again` had a question before."""
    return claim.past in ("run", "again")


def decisions(claim: Claim) -> list[str]:
    """The outcomes of the decisions before this run; a rejected one was pended first."""
    return {"approved": ["approved"], "rejected": ["pended", "rejected"], "pended": ["pended"],
            "again": ["pended"]}.get(claim.past, [])  # fmt: skip
