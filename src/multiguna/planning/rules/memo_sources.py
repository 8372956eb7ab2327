"""The part of a memo that says what it rests on: facts, judgements, limits, and the past."""

from __future__ import annotations

from collections.abc import Iterator

from multiguna.kernel.saying import day, short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.rules.frontier_words import between, percent, percent_rounded
from multiguna.planning.terms.evidence import Belief, Fact
from multiguna.planning.terms.forecast import HindcastYear
from multiguna.planning.terms.memo import Points, Say, Section, Study, Table
from multiguna.planning.terms.profile import RegionProfile

PARTS = {
    "population": Text("Penduduk", "Population"),
    "ages": Text("Susunan umur", "Ages"),
    "insured": Text("Punya penjamin lain", "Insured elsewhere"),
    "poor": Text("Miskin dan hampir miskin", "Poor and near-poor"),
    "hospitals": Text("Rumah sakit", "Hospitals"),
    "access": Text("Keterjangkauan", "Access"),
    "cost": Text("Tingkat harga", "Price level"),
    "arrivals": Text("Pendatang setahun", "Arrivals a year"),
    "present": Text("Program yang berjalan", "The present programme"),
}
FACT_WORDS = {
    "jembrana_visits": Text("Kunjungan Jembrana", "Visits, Jembrana"),
    "jembrana_claims": Text("Klaim Jembrana", "Claims, Jembrana"),
    "tangerang_people": Text("Penduduk Tangerang", "People, Tangerang"),
    "tangerang_cards": Text("Pemegang kartu Tangerang", "Card holders, Tangerang"),
    "tangerang_inpatients": Text("Rawat inap Tangerang", "Inpatients, Tangerang"),
    "tangerang_outpatients": Text("Rawat jalan Tangerang", "Outpatients, Tangerang"),
    "tangerang_cost": Text("Biaya Tangerang", "Cost, Tangerang"),
    "tangerang_cases": Text("Kasus Tangerang", "Cases, Tangerang"),
    "tangerang_billed": Text("Tagihan Tangerang", "Billed, Tangerang"),
    "jkn_inpatients": Text("Rawat inap JKN", "Inpatients, JKN"),
    "jkn_outpatients": Text("Rawat jalan JKN", "Outpatients, JKN"),
    "jkn_members": Text("Peserta JKN", "Members, JKN"),
    "inpatient_bill": Text("Tagihan rawat inap", "Inpatient bill"),
    "inpatients": Text("Rawat inap nasional", "Inpatients, national"),
    "outpatient_bill": Text("Tagihan rawat jalan", "Outpatient bill"),
    "outpatients": Text("Rawat jalan nasional", "Outpatients, national"),
    "dialysis_bill": Text("Tagihan cuci darah", "Dialysis bill"),
    "dialyses": Text("Cuci darah nasional", "Dialyses, national"),
    "caesarean_bill": Text("Tagihan operasi sesar", "Caesarean bill"),
    "caesareans": Text("Operasi sesar nasional", "Caesareans, national"),
    "labour_bill": Text("Tagihan persalinan", "Labour bill"),
    "labours": Text("Persalinan nasional", "Labours, national"),
    "ventilation_bill": Text("Tagihan ventilator", "Ventilation bill"),
    "ventilations": Text("Ventilator nasional", "Ventilations, national"),
    "knee_bill": Text("Tagihan ganti lutut", "Knee replacement bill"),
    "knees": Text("Ganti lutut nasional", "Knee replacements, national"),
    "bogor_bill": Text("Tagihan Jamkesda Bogor", "Jamkesda bill, Bogor"),
    "class_a": Text("Tarif kelas A", "Rate, class A"),
    "class_b": Text("Tarif kelas B", "Rate, class B"),
}
UNITS = {
    "visits per 1,000 a month": Text("per 1.000 sebulan", "per 1,000 a month"),
    "IDR a year": Text("rupiah setahun", "rupiah a year"),
    "IDR a case": Text("rupiah sekasus", "rupiah a case"),
    "IDR": Text("rupiah", "rupiah"),
    "people": Text("orang", "people"),
    "cases": Text("kasus", "cases"),
}


def beneath(study: Study) -> Iterator[Section]:
    """Facts of the region, published figures, and judgements, each with its source."""
    yield Section(
        Text("Daerah ini, dan dari mana diketahui", "This region, and how it is known"),
        (Table((Text("Bagian", "Part"), Text("Dipakai", "Used"), Text("Sumber", "Source")),
               tuple(_profile_rows(study.profile)), wordy=True),),
    )  # fmt: skip
    yield Section(
        Text("Angka terbitan yang dipakai", "Published figures used"),
        (Table((Text("Angka", "Figure"), Text("Nilai", "Value"),
                Text("Diketahui", "Known by"), Text("Sumber", "Source")),
               tuple(_fact_row(fact) for fact in study.facts), wordy=True),),
    )  # fmt: skip
    derived = [one for one in study.beliefs if not one.is_judgement]
    judged = [one for one in study.beliefs if one.is_judgement]
    yield Section(
        Text("Rentang yang dipercaya", "Ranges believed"),
        (
            Say(Text("Diturunkan dari angka terbitan (9 dari 10 kemungkinan di antaranya):",
                     "Derived from published figures (9 of 10 cases lie between):")),
            Table(RANGE_HEAD, tuple(_belief_row(one) for one in derived), wordy=True),
            Say(Text("Anggapan: belum ada angka yang diterbitkan. Ganti bila daerah tahu lebih "
                     "baik.",
                     "Judgements: nothing is published. Replace them where the region knows "
                     "better.")),
            Table(RANGE_HEAD, tuple(_belief_row(one) for one in judged), wordy=True),
        ),
    )  # fmt: skip


RANGE_HEAD = (Text("Apa", "What"), Text("Rentang", "Range"), Text("Sumber", "Source"))


def _profile_rows(profile: RegionProfile) -> Iterator[tuple[Text, ...]]:
    for part, source in profile.sources:
        used = _used(profile, part)
        yield PARTS.get(part, Text(part, part)), used, Text(source, source)


def _used(profile: RegionProfile, part: str) -> Text:
    match part:
        case "population":
            return Text(
                f"{number(profile.people, 'id')} orang ({day(profile.people_on, 'id')}), "
                f"{percent(profile.growth_bp, 'id')} setahun",
                f"{number(profile.people, 'en')} people ({day(profile.people_on, 'en')}), "
                f"{percent(profile.growth_bp, 'en')} a year",
            )
        case "ages":
            return Text(f"{len(profile.ages)} golongan", f"{len(profile.ages)} groups")
        case "hospitals":
            shares: dict[str, int] = {}
            for one in profile.hospitals:
                own = shares.get(one.hospital_class, 0) + one.share_bp
                shares[one.hospital_class] = own
            said = [
                ", ".join(f"{name} {percent(bp, language)}" for name, bp in sorted(shares.items()))
                for language in ("id", "en")
            ]
            return Text(f"kelas {said[0]}", f"class {said[1]}")
        case "present":
            present = profile.present
            assert present is not None
            return Text(
                f"{present.year}: {short_rupiah(present.amount_idr, 'id')}",
                f"{present.year}: {short_rupiah(present.amount_idr, 'en')}",
            )
    shares_of = {"insured": profile.insured_bp, "poor": profile.poor_bp,
                 "access": profile.access_bp, "cost": profile.cost_bp,
                 "arrivals": profile.arrivals_bp}  # fmt: skip
    bp = shares_of[part]
    return Text(percent(bp, "id"), percent(bp, "en"))


def number(value: float, language: str) -> str:
    """A figure as it was published, in a language's marks.

    >>> number(319.5, "id"), number(6360000, "en")
    ('319,5', '6,360,000')
    """
    text = f"{value:,.1f}".removesuffix(".0")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _fact_row(fact: Fact) -> tuple[Text, ...]:
    stem = max((name for name in FACT_WORDS if fact.code.startswith(name)), key=len, default="")
    name = FACT_WORDS.get(stem, Text(fact.code, fact.code))
    rest = _rest(fact.code.removeprefix(stem).strip("_"))
    unit = UNITS.get(fact.unit, Text(fact.unit, fact.unit))
    return (
        Text(f"{name.id} {rest.id}".strip(), f"{name.en} {rest.en}".strip()),
        Text(f"{number(fact.value, 'id')} {unit.id}", f"{number(fact.value, 'en')} {unit.en}"),
        Text(day(fact.known_by, "id"), day(fact.known_by, "en")),
        Text(fact.source, fact.source),
    )


REST = {
    "mean": Text("(rata-rata)", "(mean)"),
    "median": Text("(median)", "(median)"),
    "before": Text("sebelumnya", "before"),
    "after": Text("sesudahnya", "after"),
    "rate": Text("", ""),
    "early_2013": Text("Jan–Feb 2013", "Jan–Feb 2013"),
    "ten_months_2013": Text("Jan–Okt 2013", "Jan–Oct 2013"),
}


def _rest(text: str) -> Text:
    return REST.get(text, Text(text, text))


def _belief_row(belief: Belief) -> tuple[Text, ...]:
    low, high = belief.low, belief.high
    return (
        belief.title,
        Text(*(f"{_factor(low, mark)} – {_factor(high, mark)}" for mark in (",", "."))),
        belief.source,
    )


def _factor(value: float, mark: str) -> str:
    return f"{value:.2f}".replace(".", mark)


def limits(study: Study) -> Section:
    """What the model cannot say, so that nobody hears it say so."""
    return Section(
        Text("Yang tidak dapat dikatakan model ini", "What this model cannot say"),
        (Points((
            Text("Wabah, bencana, atau perubahan undang-undang tidak ada di dalamnya.",
                 "Epidemics, disasters and changes of law are not in it."),
            Text("Rumah sakit dianggap punya tempat; antrean dan kapasitas tidak dihitung.",
                 "Hospitals are taken to have room; queues and capacity are not counted."),
            Text("Warga dengan dan tanpa penjamin lain dianggap sama sakitnya.",
                 "Residents with and without another payer are taken to be equally ill."),
            Text("Kecurangan dan salah kode di luar yang sudah ada dalam angka terbitan.",
                 "Fraud and miscoding beyond what published figures already hold."),
            Text("Manfaat bagi kesehatan; hanya biaya dan siapa yang terjamin.",
                 "The good for health: only the cost, and who has cover."),
            Text("Dua tahun di satu kota dan satu kabupaten memberi arah pertumbuhan; daerah lain "
                 "dapat berbeda. Karena itu rentangnya lebar.",
                 "Two years of one city and one regency tell how use grows; other regions may "
                 "differ. That is why the ranges are wide."),
        )),
            Say(Text(
                f"Dihitung dari paket {study.pack} dengan {number(study.runs, 'id')} kemungkinan, "
                f"benih acak {study.seed}, angka yang diketahui pada "
                f"{day(study.known_on, 'id', short=False)}. Masukan yang sama memberi memo yang "
                "sama.",
                f"Computed from pack {study.pack} with {number(study.runs, 'en')} futures, random "
                f"seed {study.seed}, figures known on {day(study.known_on, 'en', short=False)}. "
                "The same input gives the same memo.",
            )),
        ),
    )  # fmt: skip


def past(study: Study) -> Section:
    """What the model would have said of years that are over, beside the truth."""
    return Section(
        Text("Model ini ditanya tentang masa lalu", "This model asked about the past"),
        (Points(tuple(_past(one) for one in study.hindcast)),),
    )


def _past(one: HindcastYear) -> Text:
    inside = one.q05_idr <= one.truth_idr <= one.q95_idr
    months = one.months < 12
    truth = [short_rupiah(one.truth_idr, language) for language in ("id", "en")]
    last = [short_rupiah(one.last_year_idr, language) for language in ("id", "en")]
    return Text(
        f"Tangerang {one.year}{f' ({one.months} bulan)' if months else ''}: diperkirakan "
        f"{between(one.q05_idr, one.q95_idr, 'id')}; ternyata {truth[0]}, "
        f"{'di dalam' if inside else 'di luar'} rentang (melebihi "
        f"{percent_rounded(one.truth_bp, 'id')} kemungkinan). Angka tahun sebelumnya: {last[0]}.",
        f"Tangerang {one.year}{f' ({one.months} months)' if months else ''}: foreseen "
        f"{between(one.q05_idr, one.q95_idr, 'en')}; in truth {truth[1]}, "
        f"{'inside' if inside else 'outside'} the range (above "
        f"{percent_rounded(one.truth_bp, 'en')} of cases). The year before: {last[1]}.",
    )
