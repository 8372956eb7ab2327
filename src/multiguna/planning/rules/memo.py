"""Writes a decision memo from a study: the answer first, then what it rests on.

No figure stands without its range. Whole sentences are written in both languages; figures are
written once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from multiguna.kernel.money import grouped
from multiguna.kernel.saying import in_unit, short_rupiah, unit_of
from multiguna.kernel.terms import Text
from multiguna.planning.rules.frontier_words import between, levers_in_words, percent_rounded
from multiguna.planning.rules.memo_sources import beneath, limits, past
from multiguna.planning.terms.forecast import Spread, YearForecast
from multiguna.planning.terms.frontier import WIDTH_ORDER
from multiguna.planning.terms.memo import (
    Figure,
    Memo,
    Points,
    Say,
    Section,
    Studied,
    Study,
    Table,
)

CHARTS = ("cost", "years", "services", "months", "quarters", "drivers", "frontier")
"""The charts of a memo, by name."""
PARTS = (50, 80, 95, 99)
Cell = Callable[[Studied, str], str]


def memo_of(study: Study) -> Memo:
    """The memo of a study, section by section."""
    money = [short_rupiah(study.budget_idr, language) for language in ("id", "en")]
    name, first = study.profile.name, study.first_year
    return Memo(
        place=name,
        on=study.known_on,
        question=Text(
            f"Apa yang dapat dijamin {name} dengan {money[0]} setahun, mulai {first}?",
            f"What can {name} cover with {money[1]} a year, from {first} on?",
        ),
        answer=study.frontier.answer,
        warning=_warning(study),
        sections=(
            _side_by_side(study), _what_it_costs(study), _when(study), _drivers(study),
            _frontier(study), *beneath(study), limits(study), past(study),
        ),
    )  # fmt: skip


def _warning(study: Study) -> Text | None:
    """That the choice for the first year may not hold: use grows once care is free."""
    after = [(year, _over_bp(year)) for year in study.later[1:]]
    if not after or max(bp for _, bp in after) <= 100 * (100 - study.frontier.confidence):
        return None
    (first, first_bp), (last, last_bp) = after[0], after[-1]
    ends = {first.year: first_bp, last.year: last_bp}
    said = [
        ", ".join(f"{percent_rounded(bp, language)} {word} {year}" for year, bp in ends.items())
        for language, word in (("id", "pada"), ("en", "in"))
    ]
    low, high = last.cost.q05_idr, last.cost.q95_idr
    return Text(
        f"Itu untuk {study.first_year} saja. Pemakaian tumbuh setelah perawatan gratis: peluang "
        f"pilihan ini melampaui pagu yang sama {said[0]}, ketika biayanya "
        f"{between(low, high, 'id')} (9 dari 10).",
        f"That is for {study.first_year} alone. Use grows once care is free: the chance that this "
        f"choice exceeds the same budget is {said[1]}, when it costs {between(low, high, 'en')} "
        "(9 of 10).",
    )


def _over_bp(year: YearForecast) -> int:
    assert year.over_bp is not None, "a study has a budget"
    return year.over_bp


def _side_by_side(study: Study) -> Section:
    head = (Text("", ""), *(one.scenario.title for one in study.scenarios))
    words = tuple(
        Text(f"{one.scenario.title.id}: {levers_in_words(one.scenario.levers).id}.",
             f"{one.scenario.title.en}: {levers_in_words(one.scenario.levers).en}.")
        for one in study.scenarios
    )  # fmt: skip
    rows = tuple(
        (title, *(Text(cell(one, "id"), cell(one, "en")) for one in study.scenarios))
        for title, cell in (*_amounts(study), *_cash(study))
    )
    return Section(
        Text("Pilihan berdampingan", "The choices side by side"),
        (Points(words), Table(head, rows), Say(Text(
            "50/80/95/99 %: yang tidak dilampaui dalam sekian dari 100 kemungkinan. Cadangan: "
            "jarak dari 50 % ke 95 % tahun pertama. Semua pilihan dihitung "
            "dengan kemungkinan yang sama.",
            "50/80/95/99 %: what is not exceeded in so many of 100 cases. Reserve: from 50 % to "
            "95 % of the first year. All choices are computed in the same futures.",
        ))),
    )  # fmt: skip


def _amounts(study: Study) -> Iterator[tuple[Text, Cell]]:
    """The rows about people, cost and chances: a title, and what stands in a scenario's column."""
    first, years = study.first_year, study.years
    yield Text("Warga punya penjamin", "Residents with a payer"), _people
    yield Text("Dibayar program ini", "Paid for by this programme"), _paid
    for part in PARTS:
        yield Text(f"Biaya {first}, {part} %", f"Cost {first}, {part} %"), _first_year(part)
    yield Text(f"Peluang {first} melampaui pagu", f"Chance that {first} exceeds the budget"), _over
    for part in PARTS:
        yield Text(f"Biaya {years} tahun, {part} %", f"Cost {years} years, {part} %"), _whole(part)
    yield (
        Text(f"Peluang melampaui {years} pagu", f"Chance of exceeding {years} budgets"),
        _over_whole,
    )


def _cash(study: Study) -> Iterator[tuple[Text, Cell]]:
    """The rows about reserve, cash and what is paid later."""
    first = study.first_year
    yield Text("Cadangan tahun pertama", "First year's reserve"), _reserve
    for at in range(4):
        yield (
            Text(f"Kas triwulan {at + 1}, 5–95 %", f"Cash, quarter {at + 1}, 5–95 %"),
            _quarter(at),
        )
    yield Text(f"Belum dibayar akhir {first}, 5–95 %", f"Unpaid, end of {first}, 5–95 %"), _unpaid


def _people(one: Studied, language: str) -> str:
    return counted(one.people, language)


def _paid(one: Studied, language: str) -> str:
    return counted(one.forecast.covered_people, language)


def _over(one: Studied, language: str) -> str:
    return _chance(one.forecast.years[0].over_bp, language)


def _over_whole(one: Studied, language: str) -> str:
    return _chance(one.forecast.over_whole_bp, language)


def _reserve(one: Studied, language: str) -> str:
    return short_rupiah(one.forecast.reserve_idr, language)


def _unpaid(one: Studied, language: str) -> str:
    return _range(one.forecast.years[0].unpaid, language)


def _first_year(part: int) -> Cell:
    return lambda one, language: _part(one.forecast.years[0].cost, part, language)


def _whole(part: int) -> Cell:
    return lambda one, language: _part(one.forecast.whole, part, language)


def _quarter(at: int) -> Cell:
    return lambda one, language: _range(one.forecast.years[0].quarters[at].cash, language)


def counted(number: int, language: str) -> str:
    """A count with its thousands apart."""
    return f"{number:,}" if language == "en" else grouped(number)


def _part(cost: Spread, part: int, language: str) -> str:
    found = {50: cost.q50_idr, 80: cost.q80_idr, 95: cost.q95_idr, 99: cost.q99_idr}
    return short_rupiah(found[part], language)


def _range(cost: Spread, language: str) -> str:
    size, unit = unit_of(cost.q95_idr, language)
    low, high = (in_unit(amount, size, language) for amount in (cost.q05_idr, cost.q95_idr))
    return f"Rp\u00a0{low}–{high} {unit}".strip()


def _chance(bp: int | None, language: str) -> str:
    return "–" if bp is None else percent_rounded(bp, language)


def _what_it_costs(study: Study) -> Section:
    main = study.main
    cost, last = main.forecast.years[0].cost, main.forecast.years[-1]
    said = [main.scenario.title.in_(language) for language in ("id", "en")]
    return Section(
        Text(f"Biaya: {said[0].lower()}", f"What it costs: {said[1].lower()}"),
        (
            Say(Text(
                f"Tahun {study.first_year} menelan {between(cost.q05_idr, cost.q95_idr, 'id')} "
                f"dalam 9 dari 10 kemungkinan; pada {last.year} "
                f"{between(last.cost.q05_idr, last.cost.q95_idr, 'id')}. Ketidaktahuan tentang "
                "pemakaian dan tagihan jauh lebih besar daripada kebetulan.",
                f"The year {study.first_year} costs {between(cost.q05_idr, cost.q95_idr, 'en')} in "
                f"9 of 10 cases; {last.year} "
                f"{between(last.cost.q05_idr, last.cost.q95_idr, 'en')}. "
                "Not knowing use and bills matters far more than chance.",
            )),
            Figure("cost"), Figure("years"), Figure("services"),
        ),
    )  # fmt: skip


def _when(study: Study) -> Section:
    unpaid = study.main.forecast.years[0].unpaid
    return Section(
        Text("Kapan uang diperlukan", "When the money is needed"),
        (
            Figure("months"), Figure("quarters"),
            Say(Text(
                "Tagihan dibayar sekitar dua bulan setelah perawatan. Pada akhir "
                f"{study.first_year} masih harus dibayar "
                f"{between(unpaid.q05_idr, unpaid.q95_idr, 'id')} (9 dari 10 kemungkinan); siapkan "
                "dalam anggaran tahun berikutnya.",
                "Bills are paid about two months after care. At the end of "
                f"{study.first_year} {between(unpaid.q05_idr, unpaid.q95_idr, 'en')} is still to "
                "be paid (9 of 10 cases); put it into the next year's budget.",
            )),
        ),
    )  # fmt: skip


def _drivers(study: Study) -> Section:
    found = study.main.forecast.drivers
    judged = sum(one.is_judgement for one in found)
    return Section(
        Text("Apa yang menggerakkan biaya", "What drives the cost"),
        (
            Say(Text(
                f"{judged} dari {len(found)} penggerak di bawah adalah anggapan tanpa angka yang "
                "diterbitkan. Yang teratas paling layak diteliti sebelum memutuskan.",
                f"{judged} of the {len(found)} drivers below are judgements without published "
                "figures. The topmost deserve study before a decision.",
            )),
            Figure("drivers"),
        ),
    )  # fmt: skip


def _frontier(study: Study) -> Section:
    found = study.frontier
    order = [aspect.label for aspect in found.order]
    usual = found.order == WIDTH_ORDER
    return Section(
        Text("Dari jaminan tersempit ke terluas", "From the narrowest cover to the widest"),
        (
            Figure("frontier"),
            Points(tuple(step.sentence for step in found.path), numbered=True),
            Say(Text(
                f"{found.tried} gabungan tuas dicoba pada keyakinan {found.confidence} %. Yang "
                f"lebih luas ditentukan berurutan: {', '.join(one.id for one in order)}. Urutan "
                f"{'ini' if usual else 'pilihan daerah ini'} adalah penilaian, bukan hitungan.",
                f"{found.tried} combinations of levers were tried at {found.confidence} % "
                "confidence. What is wider is decided in this order: "
                f"{', '.join(one.en for one in order)}. "
                f"{'The' if usual else 'The region’s own'} order is a value judgement, no result.",
            )),
        ),
    )  # fmt: skip
