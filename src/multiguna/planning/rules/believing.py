"""What may be believed on a day: ranges made from the facts known by then, and named judgements.

One rule turns observations of a growth into a range, so that nothing is tuned on an answer: of a
single observation, nine in ten futures lie between no effect and twice the effect (in logarithms);
of several, around their mean with their own spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, log, sqrt

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.terms.evidence import FACTS, Belief, Evidence, Fact

HALF = 1.6448536269514722
"""Standard normal deviations between the middle and the 95th of a hundred."""
JUDGED = Text("Anggapan; tidak ada angka yang diterbitkan.", "A judgement; nothing is published.")


def evidence_on(on: date, facts: Iterable[Fact] = FACTS) -> Evidence:
    """The facts that were known by a day."""
    return Evidence(on, {fact.code: fact for fact in facts if fact.known_by <= on})


def growth_range(observed: Sequence[float]) -> tuple[float, float]:
    """Nine in ten futures of a yearly growth that was observed so often (multiples, above 0).

    >>> [round(end, 2) for end in growth_range([2.0])]
    [1.0, 4.0]
    """
    logs = [log(one) for one in observed]
    middle = sum(logs) / len(logs)
    spread = HALF * sqrt(sum((one - middle) ** 2 for one in logs) / max(1, len(logs) - 1))
    half = abs(middle) if len(logs) == 1 else spread * sqrt(1 + 1 / len(logs))
    return exp(middle - half), exp(middle + half)


FREE_CARE_SEEN = ("jembrana_visits_2003", "jembrana_visits_2004", "jembrana_claims_before",
                  "jembrana_claims_after")  # fmt: skip


def beliefs_on(known: Evidence) -> dict[str, Belief]:
    """Every belief by its code, from what was known.

    Refuses `known_too_little` on a day before anybody had tried free care.
    """
    if not known.has(*FREE_CARE_SEEN):
        raise Refused(
            "known_too_little",
            Text(f"Sampai {known.on} belum ada daerah yang mencoba pengobatan gratis; pilih hari "
                 "sesudah 2005.",
                 f"By {known.on} no region had tried free care; choose a day after 2005."),
        )  # fmt: skip
    found = [_use_growth(known), _bill_growth(known), _use_of_new(known), *JUDGEMENTS]
    if known.has("jembrana_visits_2004", "jembrana_visits_2005"):
        found.append(_referral(known))
    return {belief.code: belief for belief in found}


def _use_growth(known: Evidence) -> Belief:
    """How much more care is used in its second free year than in the first."""
    codes = ["jembrana_visits_2003", "jembrana_visits_2004"]
    observed = [known["jembrana_visits_2004"] / known["jembrana_visits_2003"]]
    second = ("tangerang_cost_2012", "tangerang_billed_ten_months_2013", *EARLY, *CASES_2012)
    if known.has(*second):
        cost = known["tangerang_billed_ten_months_2013"] * 1.2 / known["tangerang_cost_2012"]
        observed.append(cost / (_bill_early_2013(known) / _bill_2012(known)))
        codes += second
    return Belief(
        "use_growth", *growth_range(observed),
        Text("Pemakaian tahun kedua gratis, kelipatan tahun pertama",
             "Use in the second free year, as a multiple of the first"),
        Text("Jembrana 2003-2004, dan Tangerang 2012-2013 bila sudah diketahui",
             "Jembrana 2003-2004, and Tangerang 2012-2013 where already known"),
        known=tuple(codes),
    )  # fmt: skip


def _bill_growth(known: Evidence) -> Belief:
    """How much dearer a bill is in the second year of free care."""
    claims = known["jembrana_claims_after"] / known["jembrana_claims_before"]
    observed = [claims * known["jembrana_visits_2003"] / known["jembrana_visits_2004"]]
    codes = [*FREE_CARE_SEEN]
    if known.has(*EARLY, *CASES_2012, "tangerang_cost_2012"):
        observed.append(_bill_early_2013(known) / _bill_2012(known))
        codes += [*EARLY, *CASES_2012, "tangerang_cost_2012"]
    return Belief(
        "bill_growth", *growth_range(observed),
        Text("Tagihan tahun kedua gratis, kelipatan tahun pertama",
             "A bill in the second free year, as a multiple of the first"),
        Text("Jembrana: klaim dibagi kunjungan, dan Tangerang Januari-Februari 2013 bila diketahui",
             "Jembrana: claims by visits, and Tangerang January-February 2013 where known"),
        known=tuple(codes),
    )  # fmt: skip


EARLY = ("tangerang_cost_early_2013", "tangerang_cases_early_2013")
CASES_2012 = ("tangerang_inpatients_2012", "tangerang_outpatients_2012")


def _bill_2012(known: Evidence) -> float:
    return known["tangerang_cost_2012"] / sum(known[code] for code in CASES_2012)


def _bill_early_2013(known: Evidence) -> float:
    return known["tangerang_cost_early_2013"] / known["tangerang_cases_early_2013"]


def _use_of_new(known: Evidence) -> Belief:
    """How much those use whom a programme takes in, beside those whom it covered before."""
    first = ("tangerang_people", "tangerang_cards", "tangerang_inpatients_2011",
             "tangerang_outpatients_2011", *CASES_2012)  # fmt: skip
    title = Text("Pemakaian warga yang baru dijamin, bagian dari pemakaian yang lama",
                 "Use of people newly covered, as a part of that of those before")  # fmt: skip
    if not known.has(*first):
        return Belief("use_of_new", 0.0, 1.0, title, JUDGED, even=True)
    cards, new = known["tangerang_cards"], known["tangerang_people"] - known["tangerang_cards"]
    parts = []
    for care in ("inpatients", "outpatients"):
        before, after = known[f"tangerang_{care}_2011"], known[f"tangerang_{care}_2012"]
        parts.append((after - before) / new / (before / cards))
    return Belief(
        "use_of_new", min(parts), max(parts), title,
        Text("Tangerang 2011-2012: rawat inap dan rawat jalan",
             "Tangerang 2011-2012: inpatients and outpatients"),
        even=True, known=first,
    )  # fmt: skip


def _referral(known: Evidence) -> Belief:
    low, high = growth_range([known["jembrana_visits_2005"] / known["jembrana_visits_2004"]])
    return Belief(
        "referral_effect", low, high,
        Text("Rawat jalan yang tetap datang bila rujukan diwajibkan",
             "Outpatient visits that still come where a referral is asked for"),
        Text("Jembrana 2005: jarak kunjungan ulang 3 menjadi 5 hari dan imbalan turun",
             "Jembrana 2005: re-visit interval 3 to 5 days, and lower fees"),
        known=("jembrana_visits_2004", "jembrana_visits_2005"),
    )  # fmt: skip


def _judged(code: str, low: float, high: float, title: Text, *, even: bool = False) -> Belief:
    return Belief(code, low, high, title, JUDGED, even=even)


JUDGEMENTS = (
    _judged("first_use", 0.5, 2.0,
            Text("Pemakaian tahun pertama, kelipatan tahun pertama Tangerang",
                 "First-year use, as a multiple of Tangerang's first year")),
    _judged("present_use", 0.95, 1.05,
            Text("Pemakaian tahun lalu yang berulang", "Last year's use that comes again")),
    _judged("mature_use", 0.7, 1.4,
            Text("Batas pemakaian, kelipatan pemakaian peserta JKN 2018",
                 "Where use ends, as a multiple of that of JKN members in 2018")),
    _judged("fading", 0.2, 0.8,
            Text("Pertumbuhan tiap tahun, pangkat dari pertumbuhan tahun sebelumnya",
                 "Each year's growth, as a power of the growth before it"), even=True),
    _judged("bill_level", 0.85, 1.18,
            Text("Tingkat tagihan di daerah ini", "The level of bills in this region")),
    _judged("price_growth", 1.01, 1.07,
            Text("Kenaikan harga setahun", "Rise of prices a year")),
    _judged("copay_answer", 0.5, 2.0,
            Text("Jawaban pasien atas urun biaya: logaritma kunjungan per bagian yang dibayar",
                 "Patients' answer to co-payment: log of visits for the part they pay")),
    _judged("class_2", 1.12, 1.28,
            Text("Tarif kelas 2, kelipatan kelas 3", "Rates of class 2, as a multiple of class 3")),
    _judged("class_1", 1.3, 1.55,
            Text("Tarif kelas 1, kelipatan kelas 3", "Rates of class 1, as a multiple of class 3")),
)  # fmt: skip
