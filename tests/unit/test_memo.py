"""The decision memo: answer first, every figure with its range and source, the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape

import pytest

from multiguna.kernel.errors import Refused
from multiguna.planning.queries.drawing import svg
from multiguna.planning.queries.memo.charts import chart
from multiguna.planning.queries.memo.papers import memo_html, memo_pdf
from multiguna.planning.rules.memo import CHARTS, memo_of
from multiguna.planning.rules.studying import scenario_of, study
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.memo import Points, Study, Table
from multiguna.planning.terms.profile import HospitalGroup, RegionProfile

BN = 10**9
SOURCES = {
    "population": "Sensus contoh", "insured": "Anggapan: JKN contoh", "poor": "Dinsos contoh",
    "hospitals": "Dinkes contoh", "access": "Anggapan: jarak", "cost": "Anggapan: harga",
}  # fmt: skip
TOWN = RegionProfile(
    region="13.06", name="Kabupaten Contoh", people=500_000, people_on=date(2020, 9, 1),
    growth_bp=67, insured_bp=8_600, poor_bp=1_300, access_bp=10_000, cost_bp=10_000,
    arrivals_bp=0, ages=(), hospitals=(HospitalGroup("C", "government", None, 10_000),),
    present=None, sources=tuple(SOURCES.items()),
)  # fmt: skip
BASE = Levers(others_pay_first=True)
WRITTEN = ("kelas 3: care_class=3", "kelas 1: care_class=1", "miskin: reach=poor",
           "semua: others_pay_first=no")  # fmt: skip


@cache
def town(budget_idr: int = 8 * BN, written: tuple[str, ...] = WRITTEN) -> Study:
    return study(
        TOWN, BASE, [scenario_of(text, BASE) for text in written], pack="contoh",
        known_on=date(2026, 11, 24), first_year=2027, budget_idr=budget_idr, runs=600,
    )  # fmt: skip


def words(found: Study, language: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", memo_html(found, language)))


def test_the_answer_stands_above_everything_else() -> None:
    found = town()
    page = words(found, "id")
    question = "Apa yang dapat dijamin Kabupaten Contoh dengan Rp\xa08 miliar setahun"
    assert page.index(question) < page.index(found.frontier.answer.id)
    assert page.index(found.frontier.answer.id) < page.index("Pilihan berdampingan")


def test_four_scenarios_stand_side_by_side_with_their_chances() -> None:
    section = memo_of(town()).sections[0]
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [title.id for title in table.head] == ["", "kelas 3", "kelas 1", "miskin", "semua"]
    rows = {row[0].id: row[1:] for row in table.rows}
    for part in (50, 80, 95, 99):
        assert f"Biaya 2027, {part} %" in rows
        assert f"Biaya 5 tahun, {part} %" in rows
    chances = [one.forecast.years[0].over_bp for one in town().scenarios]
    assert chances[2] == 0
    assert chances[3] is not None
    assert chances[3] > 9_000
    assert rows["Peluang 2027 melampaui pagu"][2].id == "0\xa0%"
    assert {f"Kas triwulan {n}, 5–95 %" for n in (1, 2, 3, 4)} < set(rows)


def test_the_tally_counts_every_run_and_turns_red_where_the_budget_ends() -> None:
    for one in town().scenarios:
        assert sum(one.tally.runs) == 600
    drawn = svg(chart(town(6 * BN), "cost", language="id"))
    assert "Pagu 6" in drawn


def test_every_judgement_is_named_as_one_and_every_fact_has_its_source() -> None:
    found = town()
    page = words(found, "id")
    judged = [one for one in found.beliefs if one.is_judgement]
    assert judged
    for belief in judged:
        assert belief.title.id in page
    assert page.count("Anggapan; tidak ada angka yang diterbitkan.") == len(judged)
    assert "(anggapan)" in page
    for fact in found.facts:
        assert fact.source in page
    for source in SOURCES.values():
        assert source in page


def test_only_facts_that_were_read_are_told() -> None:
    codes = {fact.code for fact in town().facts}
    assert {"tangerang_inpatients_2012", "jkn_members_2018", "jembrana_visits_2004"} <= codes
    assert "inpatient_bill_2025" in codes
    # The poor of 2011 say how newcomers use care; nobody here is taken in beside them.
    assert "tangerang_inpatients_2011" not in codes
    # Referral is asked for nowhere.
    assert "jembrana_visits_2005" not in codes


def test_the_past_is_told_as_it_was() -> None:
    past = memo_of(town()).sections[-1].blocks[0]
    assert isinstance(past, Points)
    assert len(past.items) == 2
    for said, year in zip(past.items, town().hindcast, strict=True):
        inside = year.q05_idr <= year.truth_idr <= year.q95_idr
        assert ("di dalam rentang" in said.id) == inside
        assert ("inside the range" in said.en) == inside


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [336, 720])
def test_every_chart_is_drawn_in_both_languages_and_sizes(
    name: str, language: str, width: int
) -> None:
    drawn = chart(town(), name, language=language, width=width)
    assert drawn.title in unescape(svg(drawn))
    assert len(drawn.description) > len(drawn.title)


def test_the_page_needs_nothing_else_and_no_script() -> None:
    page = memo_html(town(), "en")
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "url(http" not in page
    assert '<html lang="en">' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_same_study_gives_the_same_bytes() -> None:
    again = study(
        TOWN, BASE, [scenario_of(text, BASE) for text in WRITTEN], pack="contoh",
        known_on=date(2026, 11, 24), first_year=2027, budget_idr=8 * BN, runs=600,
    )  # fmt: skip
    first = memo_pdf(town(), "id")
    assert first.startswith(b"%PDF")
    assert memo_pdf(again, "id") == first
    assert memo_html(again, "id") == memo_html(town(), "id")


def test_another_budget_is_another_answer() -> None:
    poor, rich = town(1 * BN), town(200 * BN)
    assert poor.frontier.chosen != rich.frontier.chosen
    assert "tidak cukup" in town(1_000).frontier.answer.id


def test_without_scenarios_the_pack_and_the_widest_that_fits_are_compared() -> None:
    found = town(written=())
    assert found.main.scenario.levers == BASE
    assert found.frontier.chosen is not None
    assert found.scenarios[1].scenario.levers == found.frontier.chosen.levers
    assert found.scenarios[-1].scenario.levers == replace(BASE, others_pay_first=False)


def test_scenarios_are_written_as_people_write_them() -> None:
    one = scenario_of("Hemat: reach=poor; excluded=dialysis,maternity, copayment_bp=500", BASE)
    assert one.title.id == "Hemat"
    assert one.levers.reach is Reach.POOR
    assert one.levers.excluded == {Service.DIALYSIS, Service.MATERNITY}
    assert one.levers.copayment_bp == 500
    with pytest.raises(Refused, match="scenario_unnamed"):
        scenario_of("reach=poor", BASE)
    with pytest.raises(Refused, match="lever_unknown"):
        scenario_of("x: nothing=1", BASE)
    with pytest.raises(Refused, match="scenarios_many"):
        town(written=("a:", "b:", "c:", "d:", "e:"))


def test_it_warns_where_the_first_year_fits_and_later_ones_do_not() -> None:
    found = town()
    assert found.frontier.chosen is not None
    assert found.later[0].over_bp is not None
    assert found.later[0].over_bp <= 600
    over = found.later[1].over_bp
    assert over is not None
    assert over > 2_000
    warning = memo_of(found).warning
    assert warning is not None
    assert f"{(over + 50) // 100}\xa0% pada 2028" in warning.id
    assert warning.en in words(found, "en")
    assert memo_of(town(10_000 * BN)).warning is None
    assert memo_of(town(1_000)).warning is None
