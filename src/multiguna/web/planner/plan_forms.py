"""What the planner's form says, read once, and what it shows before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.http import QueryDict

from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import grouped
from multiguna.kernel.terms import Text
from multiguna.planning.rules.frontier import CONFIDENCES
from multiguna.planning.rules.plans import with_days
from multiguna.planning.rules.profiles import profile_of
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.evidence import FACTS
from multiguna.planning.terms.memo import Scenario
from multiguna.planning.terms.plans import Asked
from multiguna.programme.terms import Pack
from multiguna.web.treasury.forms import read_amount

SCENARIOS = 4
NAME_CHARACTERS_MAX, SOURCE_CHARACTERS_MAX = 40, 300
CLASSES = ("A", "B", "C", "D")
SHARES = ("insured", "poor", "access", "cost", "arrivals")
KEYS = {"access": "access_bp", "cost": "cost_level_bp", "insured": "insured_bp",
        "poor": "poor_bp", "arrivals": "arrivals_bp"}  # fmt: skip
SHARE_NAMES = {
    "insured": Text("Warga dengan penjamin lain aktif (JKN), %", "Residents insured elsewhere, %"),
    "poor": Text("Miskin dan hampir miskin, %", "Poor and near-poor, %"),
    "access": Text("Keterjangkauan, 100 % = nasional", "Access to care, 100 % = national"),
    "cost": Text("Tingkat harga, 100 % = nasional", "Price level, 100 % = national"),
    "arrivals": Text("Pendatang setahun, %", "Arrivals a year, %"),
}
KNOWN_FROM = max(fact.known_by for fact in FACTS)
"""From this day on every published figure is known; in a demonstration of the past it is later."""
UNKNOWN = "Anggapan; belum ada sumber"


def read_asked(
    form: QueryDict, uploaded: Mapping[str, Json] | None, earlier: Mapping[str, Json] | None, *,
    pack: Pack, base: Levers
) -> Asked:  # fmt: skip
    """The plan that a form asks for; an uploaded profile counts instead of the typed one.

    Ages and the present programme are not typed: they stay as in the `earlier` profile. Refuses
    `field_wrong`, and what reading a profile refuses.
    """
    written = dict(uploaded) if uploaded is not None else _typed(form, earlier or {}, pack)
    budget = read_amount(form.get("budget", ""))
    confidence = form.get("confidence", "")
    if not budget:
        raise wrong("budget", Text("Pagu setahun", "A year's budget"))
    if confidence not in {str(one) for one in CONFIDENCES}:
        raise wrong("confidence", Text("Keyakinan", "Confidence"))
    return Asked(
        written=written, profile=profile_of(with_days(written)), base=base,
        scenarios=tuple(_scenarios(form, base)), pack=pack.name, known_on=_known_on(form),
        first_year=_whole(form, "first_year", 2000, 2200, Text("Tahun pertama", "First year")),
        budget_idr=budget, confidence=int(confidence),
    )  # fmt: skip


def wrong(field: str, name: Text) -> Refused:
    """A field that cannot be read, named as it stands on the page."""
    return Refused(
        "field_wrong",
        Text(f"Isian \"{name.id}\" tidak terbaca. Perbaiki.",
             f"The field \"{name.en}\" cannot be read. Correct it."),
        field=field,
    )  # fmt: skip


def _known_on(form: QueryDict) -> date:
    try:
        return date.fromisoformat(form.get("known_on", ""))
    except ValueError:
        raise wrong("known_on", Text("Angka sampai tanggal", "Figures known by")) from None


def _typed(form: QueryDict, earlier: Mapping[str, Json], pack: Pack) -> dict[str, Json]:
    population = earlier.get("population")
    written = dict(earlier) | {
        "region": pack.region,
        "name": pack.region_name,
        "population": (dict(population) if isinstance(population, Mapping) else {}) | {
            "people": _whole(form, "people", 1, 300_000_000, Text("Penduduk", "People")),
            "on": form.get("people_on", "")[:10],
            "growth_bp": _percent(form, "growth", Text("Pertumbuhan", "Growth")),
            "source": _source(form, "population"),
        },
        "hospitals": [
            {"class": one, "ownership": "government", "share_bp": bp}
            for one in CLASSES
            if (bp := _percent(form, f"class_{one}", Text(f"Kelas {one}", f"Class {one}")))
        ],
        "hospitals_source": _source(form, "hospitals"),
    }  # fmt: skip
    for share in SHARES:
        written[KEYS[share]] = _percent(form, share, SHARE_NAMES[share])
        written[f"{share}_source"] = _source(form, share)
    return written


def _source(form: QueryDict, part: str) -> str:
    text = " ".join(form.get(f"{part}_source", "").split())[:SOURCE_CHARACTERS_MAX]
    return text or UNKNOWN


def _scenarios(form: QueryDict, base: Levers) -> list[Scenario]:
    """The scenarios that have a name."""
    found = []
    for number in range(1, SCENARIOS + 1):
        name = " ".join(form.get(f"s{number}_name", "").split())[:NAME_CHARACTERS_MAX]
        if name:
            found.append(Scenario(f"s{number}", Text(name, name), _levers(form, number, base)))
    return found


def _levers(form: QueryDict, number: int, base: Levers) -> Levers:
    at = f"s{number}_"
    care_class = _whole(form, f"{at}class", 1, 3, Text("Kelas rawat", "Ward"))
    excluded = form.getlist(f"{at}excluded")
    reach = form.get(f"{at}reach", "")
    if reach not in list(Reach) or not set(excluded) <= set(Service):
        raise wrong(f"{at}reach", Text("Siapa dijamin", "Who is covered"))
    rates = _percent(form, f"{at}rates", Text("Tarif", "Rates"))
    copayment = _percent(form, f"{at}copay", Text("Urun biaya", "Co-payment"))
    if not 0 < rates <= 50_000 or not 0 <= copayment <= 10_000:
        raise wrong(f"{at}rates", Text("Tarif atau urun biaya", "Rates or co-payment"))
    ceiling = read_amount(form.get(f"{at}ceiling", ""))
    return replace(
        base, reach=Reach(reach), others_pay_first=bool(form.get(f"{at}others")),
        residency_days=_whole(form, f"{at}residency", 0, 3650, Text("Hari tinggal", "Residence")),
        care_class=care_class, rates_bp=rates, copayment_bp=copayment,
        referral=bool(form.get(f"{at}referral")), ceiling_idr=None if ceiling == 0 else ceiling,
        excluded=frozenset(Service(one) for one in excluded),
    )  # fmt: skip


def _whole(form: QueryDict, field: str, least: int, most: int, name: Text) -> int:
    digits = form.get(field, "").replace(".", "").strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else -1
    if not least <= number <= most:
        raise wrong(field, name)
    return number


def _percent(form: QueryDict, field: str, name: Text) -> int:
    found = read_percent(form.get(field, ""))
    if found is None:
        raise wrong(field, name)
    return found


def read_percent(text: str) -> int | None:
    """A percentage as people write it, in basis points; empty is 0, unreadable None.

    >>> read_percent("86,24 %"), read_percent("-0.5"), read_percent(""), read_percent("x")
    (8624, -50, 0, None)
    """
    plain = text.replace("%", "").replace(",", ".").strip()
    sign = -1 if plain.startswith("-") else 1
    whole, _, part = plain.removeprefix("-").partition(".")
    digits = f"{whole or 0}{part.ljust(2, '0')}"
    if len(part) > 2 or not digits.isascii() or not digits.isdigit() or len(digits) > 6:
        return None
    return sign * int(digits)


def percent_text(bp: object) -> str:
    """Basis points as they are typed.

    >>> percent_text(8624), percent_text(10000), percent_text(-50)
    ('86,24', '100', '-0,5')
    """
    number = bp if isinstance(bp, int) else 0
    whole, part = divmod(abs(number), 100)
    text = f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)
    return f"-{text}" if number < 0 else text


def shown_before(earlier: Asked | None, pack: Pack, base: Levers, today: date) -> dict[str, object]:
    """What the form shows first: the last plan again, or what the pack says and assumptions."""
    written: Mapping[str, Json] = earlier.written if earlier else {}
    population = written.get("population")
    people: Mapping[str, Json] = population if isinstance(population, Mapping) else {}
    shown: dict[str, object] = {
        "people": grouped(number) if isinstance(number := people.get("people"), int) else "",
        "people_on": str(people.get("on", "")),
        "growth": percent_text(people.get("growth_bp", 0)),
        "population_source": str(people.get("source", UNKNOWN)),
        "hospitals_source": str(written.get("hospitals_source", UNKNOWN)),
        "budget": grouped(earlier.budget_idr) if earlier else "",
        "confidence": str(earlier.confidence) if earlier else "95",
        "known_on": max(today, KNOWN_FROM).isoformat(),
        "first_year": str(earlier.first_year if earlier else max(today, KNOWN_FROM).year + 1),
    }
    usual = {"access": 10_000, "cost": 10_000}
    for share in SHARES:
        known = KEYS[share] in written or share in usual
        shown[share] = percent_text(written.get(KEYS[share], usual.get(share))) if known else ""
        shown[f"{share}_source"] = str(written.get(f"{share}_source", UNKNOWN))
    hospitals = written.get("hospitals", [{"class": "C", "share_bp": 10_000}])
    for one in CLASSES:
        part = sum(
            bp
            for group in (hospitals if isinstance(hospitals, list) else [])
            if isinstance(group, Mapping) and group.get("class") == one
            and isinstance(bp := group.get("share_bp"), int)
        )  # fmt: skip
        shown[f"class_{one}"] = percent_text(part) if part else ""
    scenarios = earlier.scenarios if earlier else ()
    for number in range(1, SCENARIOS + 1):
        known_one = scenarios[number - 1] if number <= len(scenarios) else None
        name = known_one.title.id if known_one else ""
        if not scenarios and number == 1:
            name = "Paket sekarang"
        shown |= _levers_shown(number, name, known_one.levers if known_one else base)
    return shown


def _levers_shown(number: int, name: str, levers: Levers) -> dict[str, object]:
    at = f"s{number}_"
    return {
        f"{at}name": name,
        f"{at}reach": levers.reach.value,
        f"{at}others": "on" if levers.others_pay_first else "",
        f"{at}residency": str(levers.residency_days),
        f"{at}class": str(levers.care_class),
        f"{at}rates": percent_text(levers.rates_bp),
        f"{at}copay": percent_text(levers.copayment_bp),
        f"{at}referral": "on" if levers.referral else "",
        f"{at}ceiling": "" if levers.ceiling_idr is None else grouped(levers.ceiling_idr),
        f"{at}excluded": sorted(levers.excluded),
    }
