"""A region's profile is read whole or refused with every problem; levers come from a pack."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.people import sharing

from multiguna.kernel.errors import Refused
from multiguna.planning.rules.levering import change, levers_of
from multiguna.planning.rules.profiles import FILE, read_profile
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.profile import AgeBand, HospitalGroup, PresentCare, RegionProfile
from multiguna.programme.rules import read_pack

PACKS = Path(__file__).parents[2] / "packs"
GOOD: dict[str, Any] = {
    "region": "99.01", "name": "Kabupaten Contoh",
    "population": {
        "people": 500_000, "on": date(2020, 9, 1), "growth_bp": -50, "source": "sensus contoh",
        "by_age": [
            {"from": 0, "until": 15, "men_bp": 1_300, "women_bp": 1_200},
            {"from": 15, "until": 120, "men_bp": 3_700, "women_bp": 3_800},
        ],
        "age_source": "umur contoh",
    },
    "insured_bp": 8_000, "insured_source": "jkn contoh", "poor_bp": 1_000,
    "poor_source": "miskin contoh",
    "hospitals": [
        {"class": "C", "ownership": "government", "beds": 150, "share_bp": 6_000},
        {"class": "D", "ownership": "private", "share_bp": 4_000},
    ],
    "hospitals_source": "rs contoh", "access_bp": 9_000, "access_source": "akses contoh",
    "cost_level_bp": 9_500, "cost_source": "harga contoh",
    "arrivals_bp": 150, "arrivals_source": "pindah contoh",
    "present": {
        "year": 2024, "inpatients": 3_000, "outpatients": 9_000, "amount_idr": 20_000_000_000,
        "people": 480_000, "source": "laporan contoh", "years_free": 2, "seasoned_bp": 1_000,
    },
}  # fmt: skip


def written(folder: Path, profile: object) -> Path:
    """A pack's folder with nothing but this profile."""
    (folder / "planning").mkdir(exist_ok=True)
    text = profile if isinstance(profile, str) else yaml.safe_dump(profile, allow_unicode=True)
    (folder / FILE).write_text(text)
    return folder


def test_a_profile_is_read_as_it_is_written(tmp_path: Path) -> None:
    expected = RegionProfile(
        region="99.01", name="Kabupaten Contoh", people=500_000, people_on=date(2020, 9, 1),
        growth_bp=-50, insured_bp=8_000, poor_bp=1_000, access_bp=9_000, cost_bp=9_500,
        arrivals_bp=150, ages=(AgeBand(0, 15, 1_300, 1_200), AgeBand(15, 120, 3_700, 3_800)),
        hospitals=(HospitalGroup("C", "government", 150, 6_000),
                   HospitalGroup("D", "private", None, 4_000)),
        present=PresentCare(2024, 3_000, 9_000, 20_000_000_000, 480_000, 2, 1_000,
                            "laporan contoh"),
        sources=(("population", "sensus contoh"), ("ages", "umur contoh"),
                 ("insured", "jkn contoh"), ("poor", "miskin contoh"), ("hospitals", "rs contoh"),
                 ("access", "akses contoh"), ("cost", "harga contoh"),
                 ("arrivals", "pindah contoh"), ("present", "laporan contoh")),
    )  # fmt: skip
    folder = written(tmp_path, GOOD)
    assert read_profile(folder) == expected
    assert read_profile(folder / FILE) == expected


def test_what_may_be_left_out_may_be_left_out(tmp_path: Path) -> None:
    lean = copy.deepcopy(GOOD)
    for key in ("present", "arrivals_bp", "arrivals_source"):
        del lean[key]
    for key in ("by_age", "age_source"):
        del lean["population"][key]
    profile = read_profile(written(tmp_path, lean))
    assert (profile.present, profile.arrivals_bp, profile.ages) == (None, 0, ())
    assert {name for name, _ in profile.sources} == {
        "population", "insured", "poor", "hospitals", "access", "cost",
    }  # fmt: skip


Spoil = Callable[[dict[str, Any]], object]
WRONG: tuple[tuple[str, Spoil], ...] = (
    ("region", lambda p: p.update(region="9901")),
    ("region", lambda p: p.pop("region")),
    ("name", lambda p: p.update(name="")),
    ("population.people", lambda p: p["population"].update(people=0)),
    ("population.people", lambda p: p["population"].update(people="banyak")),
    ("population.on", lambda p: p["population"].update(on="September")),
    ("population.growth_bp", lambda p: p["population"].update(growth_bp=9_000)),
    ("population.source", lambda p: p["population"].pop("source")),
    ("population.by_age", lambda p: p["population"]["by_age"][0].update(men_bp=1_299)),
    ("population.by_age[2].until", lambda p: p["population"]["by_age"][1].update(until=15)),
    ("population.by_age[1].men_bp", lambda p: p["population"]["by_age"][0].pop("men_bp")),
    ("insured_bp", lambda p: p.update(insured_bp=10_001)),
    ("insured_source", lambda p: p.pop("insured_source")),
    ("poor_bp", lambda p: p.update(poor_bp=-1)),
    ("hospitals", lambda p: p["hospitals"].pop()),
    ("hospitals[1].class", lambda p: p["hospitals"][0].update({"class": "E"})),
    ("hospitals[2].ownership", lambda p: p["hospitals"][1].update(ownership="yayasan")),
    ("access_bp", lambda p: p.update(access_bp=0)),
    ("cost_level_bp", lambda p: p.update(cost_level_bp=1.5)),
    ("arrivals_source", lambda p: p.pop("arrivals_source")),
    ("population.age_source", lambda p: p["population"].pop("age_source")),
    ("present.amount_idr", lambda p: p["present"].update(amount_idr=0)),
    ("present.seasoned_bp", lambda p: p["present"].pop("years_free")),
    ("kelurahan", lambda p: p.update(kelurahan=7)),
)


@pytest.mark.parametrize(("place", "spoil"), WRONG, ids=[f"{n}-{p}" for n, (p, _) in
                                                         enumerate(WRONG)])  # fmt: skip
def test_each_problem_is_named_with_its_place(tmp_path: Path, place: str, spoil: Spoil) -> None:
    bad = copy.deepcopy(GOOD)
    spoil(bad)
    with pytest.raises(Refused) as refused:
        read_profile(written(tmp_path, bad))
    assert refused.value.code == "profile_wrong"
    for text in (refused.value.message.id, refused.value.message.en):
        assert any(f"{FILE}, {place}: " in line for line in text.splitlines()), text


def test_all_problems_are_named_in_one_reading(tmp_path: Path) -> None:
    bad = copy.deepcopy(GOOD)
    bad.update(region="?", poor_bp=-1, access_bp=0)
    bad["present"].update(year=1066)
    with pytest.raises(Refused) as refused:
        read_profile(written(tmp_path, bad))
    assert refused.value.facts["problems"] == 4
    assert len(refused.value.message.en.splitlines()) == 4


@pytest.mark.parametrize("text", ["", "[]", "halo", "region: [", "population: 7\n"])
def test_a_file_that_is_no_profile_is_refused_and_never_a_crash(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_profile(written(tmp_path, text))
    assert refused.value.code == "profile_wrong"


def test_a_pack_without_a_profile_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_profile(tmp_path)
    assert refused.value.code == "profile_missing"
    assert "packs/template" in refused.value.message.en


@pytest.mark.parametrize(
    ("on", "reach", "residency_days"),
    [(date(2009, 6, 1), Reach.POOR, 0), (date(2011, 12, 31), Reach.POOR, 0),
     (date(2012, 1, 1), Reach.EVERYONE, 0), (date(2013, 6, 1), Reach.EVERYONE, 0),
     (date(2020, 6, 1), Reach.EVERYONE, 180)],
)  # fmt: skip
def test_the_stages_of_tangerang_are_levers(on: date, reach: Reach, residency_days: int) -> None:
    levers = levers_of(read_pack(PACKS / "tangerang"), on)
    assert (levers.reach, levers.residency_days) == (reach, residency_days)
    assert (levers.care_class, levers.copayment_bp, levers.excluded) == (3, 0, frozenset())
    assert levers.others_pay_first, "the packs' claim rules send what another payer owes back"


def test_a_ceiling_of_a_pack_is_a_lever() -> None:
    levers = levers_of(read_pack(PACKS / "badung"), date(2026, 6, 1))
    assert levers.ceiling_idr == 250_000_000


def test_a_copayment_of_a_pack_is_a_lever_where_its_stage_lists_the_rule() -> None:
    pack = sharing(read_pack(PACKS / "badung"), copayment_bp=1_250)
    assert levers_of(pack, date(2026, 6, 1)).copayment_bp == 1_250
    stages = tuple(
        replace(one, rules=tuple(rule for rule in one.rules if rule != "copayment"))
        for one in pack.stages
    )
    assert levers_of(replace(pack, stages=stages), date(2026, 6, 1)).copayment_bp == 0


def test_before_the_first_stage_there_is_nothing_to_plan() -> None:
    with pytest.raises(Refused) as refused:
        levers_of(read_pack(PACKS / "tangerang"), date(2007, 12, 31))
    assert refused.value.code == "stage_missing"


def test_changes_are_made_as_people_write_them() -> None:
    changed = change(Levers(), [
        "reach=poor", " care_class = 2 ", "rates_bp=9000", "copayment_bp=1000", "referral=yes",
        "ceiling_idr=50000000", "excluded=dialysis, maternity", "others_pay_first=yes",
        "residency_days=180",
    ])  # fmt: skip
    assert changed == Levers(
        Reach.POOR, True, 180, 2, 9_000, 1_000, True, 50_000_000,
        frozenset({Service.DIALYSIS, Service.MATERNITY}),
    )  # fmt: skip
    back = change(changed, [
        "reach=everyone", "care_class=3", "rates_bp=10000", "copayment_bp=0", "referral=no",
        "ceiling_idr=none", "excluded=none", "others_pay_first=no", "residency_days=0",
    ])  # fmt: skip
    assert back == Levers()


def test_the_last_of_two_changes_counts() -> None:
    assert change(Levers(), ["care_class=1", "care_class=2"]).care_class == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [("kelas=2", "lever_unknown"), ("", "lever_unknown"), ("care_class", "lever_wrong"),
     ("care_class=0", "lever_wrong"), ("care_class=4", "lever_wrong"),
     ("care_class=dua", "lever_wrong"), ("care_class=²", "lever_wrong"),
     ("copayment_bp=10001", "lever_wrong"), ("copayment_bp=-1", "lever_wrong"),
     ("rates_bp=0", "lever_wrong"), ("rates_bp=" + "9" * 5_000, "lever_wrong"),
     ("ceiling_idr=0", "lever_wrong"), ("ceiling_idr=1e6", "lever_wrong"),
     ("residency_days=3651", "lever_wrong"), ("reach=rich", "lever_wrong"),
     ("referral=true", "lever_wrong"), ("excluded=teeth", "lever_wrong"),
     ("excluded=dialysis,,maternity", "lever_wrong"), ("care_class=2=3", "lever_wrong")],
)  # fmt: skip
def test_a_change_that_cannot_be_made_says_what_may_be_written(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(Levers(), [text])
    assert refused.value.code == code
    name = text.partition("=")[0] if code == "lever_wrong" else "care_class"
    assert f"{name}" in refused.value.message.en
    assert refused.value.message.id != refused.value.message.en
