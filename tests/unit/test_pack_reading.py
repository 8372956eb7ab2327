"""What a sound pack says on a day, what a new version changes, and its body and hash."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from multiguna.kernel.errors import Refused
from multiguna.programme.rules import (
    check_pack,
    codes_on,
    diff_packs,
    number_on,
    pack_body,
    pack_from_body,
    pack_hash,
    parameter_on,
    read_pack,
    stage_on,
    value_on,
)
from multiguna.programme.terms import PROTECTED_ATTRIBUTES, BudgetPolicy, Mode, Pack

PACKS = Path(__file__).parents[2] / "packs"


@cache
def tangerang() -> Pack:
    return read_pack(PACKS / "tangerang")


@cache
def template() -> Pack:
    return read_pack(PACKS / "template")


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2007, 12, 31), None),
        (date(2008, 1, 1), "poor-2008"),
        (date(2011, 12, 31), "poor-2008"),
        (date(2012, 1, 1), "universal-2012"),
        (date(2015, 12, 31), "universal-2012"),
        (date(2016, 1, 1), "gap-2016"),
        (date(2026, 11, 24), "gap-2016"),
    ],
)
def test_the_stage_of_a_day(on: date, code: str | None) -> None:
    stage = stage_on(tangerang(), on)
    assert (stage.code if stage else None) == code


def test_a_penalty_for_late_payment_and_the_names_of_codes_may_be_left_out(
    tmp_path: Path,
) -> None:
    assert [row.late_penalty_bp_month for row in template().agreements] == [100]
    assert {row.late_penalty_bp_month for row in tangerang().agreements} == {None}
    names = tangerang().budget
    assert names is not None
    assert names.name_of("5.1.02.02.01.0077").startswith("Belanja Jasa")
    assert names.name_of("1.1") == ""
    shutil.copytree(PACKS / "template", tmp_path / "template")
    agreements = tmp_path / "template" / "agreements" / "agreements.csv"
    written = agreements.read_text()
    for wrong in ("-1", "10001", "1.5"):
        agreements.write_text(written.replace(",180,100,", f",180,{wrong},"))
        [problem] = check_pack(tmp_path / "template")
        assert (problem.code, problem.where) == ("value_wrong", "row 2, late_penalty_bp_month")
    agreements.write_text(written.replace(",180,100,", ",180,,"))
    programme = tmp_path / "template" / "programme.yaml"
    said = programme.read_text()
    block = said[said.index("budget:") : said.index("stages:")]
    programme.write_text(said.replace(block, ""))
    changed = read_pack(tmp_path / "template")
    assert (changed.budget, changed.agreements[0].late_penalty_bp_month) == (None, None)
    told = [text.en for text in diff_packs(template(), changed)]
    assert told == [
        "The names of budget codes changed.",
        "Agreements changed (1): PKS/1/2026 9901901 (late_penalty_bp_month: 100 → –).",
    ]
    assert pack_from_body(pack_body(changed)) == changed
    assert pack_from_body(pack_body(template())) == template()


def test_the_history_of_tangerang_is_told() -> None:
    poor, everyone, gap = tangerang().stages
    assert (poor.mode, poor.universal) == (Mode.FULL, False)
    assert [c.any_of for c in poor.conditions if c.kind == "welfare"] == [("poor", "near_poor")]
    assert (everyone.mode, everyone.universal) == (Mode.FULL, True)
    assert not any(c.reads & PROTECTED_ATTRIBUTES for c in everyone.conditions)
    assert gap.mode is Mode.GAP
    assert "no_other_payer" in [c.kind for c in gap.conditions]


def test_the_tables_of_tangerang_have_the_published_sizes() -> None:
    pack = tangerang()
    assert len(pack.villages) == 104
    assert len({village.district_code for village in pack.villages}) == 13
    assert len(pack.providers) == 32
    assert {agreement.provider_code for agreement in pack.agreements} == {
        provider.provider_code for provider in pack.providers
    }
    assert {line.policy for line in pack.budget_lines} == {BudgetPolicy.UNFUNDED}


def test_the_budget_of_2012_is_the_published_64_8_billion() -> None:
    of_2012 = [row for row in tangerang().appropriations if row.fiscal_year == 2012]
    granted = sum(row.amount_idr for row in of_2012 if row.kind in ("DPA", "DPAP"))
    released = sum(row.amount_idr for row in of_2012 if row.kind == "SPD")
    assert (granted, released) == (64_800_000_000, 64_800_000_000)


def test_a_rate_is_agreed_for_every_hospital_and_code_of_2012() -> None:
    on = date(2012, 6, 1)
    rates = [
        (rate.provider_code, rate.code)
        for rate in tangerang().rates
        if rate.starts <= on and (rate.until is None or on < rate.until) and rate.care_class == 3
    ]
    codes = {code for _, code in rates}
    assert len(codes) >= 45
    assert len(rates) == len(set(rates)) == 32 * len(codes)


def test_a_parameter_changes_on_its_day() -> None:
    pack = tangerang()
    assert number_on(pack, "residency_days_min", date(2015, 12, 31)) == 0
    assert number_on(pack, "residency_days_min", date(2016, 1, 1)) == 180
    assert parameter_on(pack, "annual_ceiling_idr", date(2012, 1, 1)) is None
    assert "N97" in codes_on(pack, "excluded_diagnoses", date(2012, 1, 1))
    value = value_on(pack, "residency_days_min", date(2016, 1, 1))
    assert value is not None
    assert "Depok" in value.legal
    assert value.checked_on == date(2026, 11, 24)


def test_a_parameter_without_a_value_on_the_day_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        parameter_on(tangerang(), "residency_days_min", date(2007, 12, 31))
    assert refused.value.code == "parameter_missing"
    assert "2007-12-31" in refused.value.message.en


def test_a_stored_pack_comes_back_whole() -> None:
    pack = tangerang()
    assert pack_from_body(pack_body(pack)) == pack


def test_the_hash_follows_the_content() -> None:
    pack = template()
    same = pack_from_body(pack_body(pack))
    other = replace(pack, rates=(replace(pack.rates[0], amount_idr=1), *pack.rates[1:]))
    assert pack_hash(same) == pack_hash(pack)
    assert pack_hash(other) != pack_hash(pack)
    assert len(pack_hash(pack)) == 64


@pytest.mark.parametrize(
    "spoiled",
    [
        {"version": 1},
        {"version": None},
        {"stages": [{"code": "x"}]},
        {"stages": None},
        {"extra": 1},
        {"title": {"id": "x"}},
        {"villages": [[]]},
        {"languages": [1]},
    ],
)
def test_another_body_is_refused(spoiled: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        pack_from_body({**pack_body(template()), **spoiled})
    assert refused.value.code == "pack_body_wrong"


@pytest.mark.parametrize(
    ("field", "value"), [("starts", "2026-13-01"), ("mode", "half"), ("universal", 1)]
)
def test_a_wrong_value_in_a_body_is_refused(field: str, value: object) -> None:
    body = pack_body(template())
    stages = body["stages"]
    assert isinstance(stages, list)
    stage = stages[0]
    assert isinstance(stage, dict)
    with pytest.raises(Refused) as refused:
        pack_from_body({**body, "stages": [{**stage, field: value}]})
    assert refused.value.code == "pack_body_wrong"
