"""What two packs differ in, as sentences that a mayor reads; nothing is dropped unseen."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from multiguna.kernel.terms import Text
from multiguna.programme.rules import diff_packs, read_pack
from multiguna.programme.terms import (
    BudgetPolicy,
    Condition,
    Mode,
    Pack,
    ParameterValueType,
    PortabilityRow,
)

PACKS = Path(__file__).parents[2] / "packs"
WORDS = {"grouper_error": Text("Tidak dapat dikelompokkan; lihat.", "No group; see.")}


@cache
def pack(name: str = "agam") -> Pack:
    return read_pack(PACKS / name)


def english(old: Pack, new: Pack) -> list[str]:
    return [text.en for text in diff_packs(old, new, WORDS)]


def with_value(
    name: str, value: ParameterValueType, *, since: date | None = None, until: date | None = None
) -> Pack:
    """Agam's pack with a value of a parameter changed, from a day on."""
    [parameter] = [one for one in pack().parameters if one.name == name]
    [first] = parameter.values
    changed = replace(first, value=value, starts=since or first.starts, until=until)
    values = (changed,)
    if since:
        values = (replace(first, until=since), changed)
        if until:
            values = (*values, replace(first, starts=until))
    new = replace(parameter, values=values)
    return replace(
        pack(), parameters=tuple(new if one is parameter else one for one in pack().parameters)
    )


@pytest.mark.parametrize("name", ["agam", "tangerang", "template"])
def test_a_pack_does_not_differ_from_itself(name: str) -> None:
    assert diff_packs(pack(name), pack(name)) == []


def test_a_number_is_told_with_its_title_unit_and_day_in_both_languages() -> None:
    new = with_value("residency_days_min", 365, since=date(2027, 1, 1))
    [told] = diff_packs(pack(), new)
    assert told == Text(
        id="Sejak 1 Januari 2027 lama tinggal paling sedikit naik dari 180 menjadi 365 hari.",
        en="From 1 January 2027 the shortest time of residence rises from 180 to 365 days.",
    )


def test_a_number_for_a_time_ends_on_its_last_day() -> None:
    new = with_value("claim_deadline_days", 90, since=date(2027, 1, 1), until=date(2028, 1, 1))
    assert english(pack(), new) == [
        "From 1 January 2027 until 31 December 2027 the days after discharge to file a claim fall "
        "from 180 to 90 days."
    ]


def test_amounts_classes_shares_limits_and_codes_have_their_own_words() -> None:
    told = {
        name: english(pack(), with_value(name, value))[0]
        for name, value in {
            "care_class_entitled": 2, "annual_ceiling_idr": 100_000_000,
            "estimate_spread_bp": 6_550, "excluded_diagnoses": ("Z41", "N97"),
            "expected_inpatient_per_1000": 12,
        }.items()
    }  # fmt: skip
    assert told["care_class_entitled"].endswith("changes from class 3 to class 2.")
    assert told["annual_ceiling_idr"].endswith("changes from no limit to Rp 100.000.000.")
    assert told["estimate_spread_bp"].endswith("falls from 70 % to 65.5 %.")
    assert told["excluded_diagnoses"].endswith("the diagnoses that are not covered: N97 added.")
    assert "from 10 to 12 cases per 1,000 residents a year" in told["expected_inpatient_per_1000"]


def test_a_stage_is_told_in_words_and_before_money() -> None:
    [stage] = pack().stages
    grant = pack().appropriations[0]
    gap = replace(
        stage, mode=Mode.GAP, universal=False,
        conditions=(*stage.conditions[:2], Condition("no_other_payer"), *stage.conditions[3:]),
        rules=tuple(rule for rule in stage.rules if rule != "grouper_error"),
    )  # fmt: skip
    raised = replace(grant, amount_idr=grant.amount_idr + 5)
    new = replace(
        pack(), version="1.1", stages=(gap,), appropriations=(raised, *pack().appropriations[1:])
    )
    assert english(pack(), new) == [
        "Version: from 1.0 to 1.1.",
        "From 1 January 2026 the way of covering is: only what JKN does not cover (before: covered "
        "in full).",
        "From 1 January 2026 the programme is no longer for everyone.",
        "From 1 January 2026 a new condition is: to have no other payer such as JKN.",
        "From 1 January 2026 this condition is gone: newborns come in through their mother.",
        "From 1 January 2026 claims are no longer checked for: “No group” (grouper_error).",
        "The budget of 2026 rises by Rp 5: from Rp 25.000.000.000 to Rp 25.000.000.005.",
        "The budget of 2026 for Inpatient claims rises by Rp 5: from Rp 20.000.000.000 to Rp "
        "20.000.000.005.",
        "Budget documents changed (1): DPA/2026 2026 RI.",
    ]


def test_a_new_stage_and_an_end_are_told_with_their_days() -> None:
    [stage] = pack().stages
    day = date(2030, 1, 1)
    ended = replace(pack(), stages=(replace(stage, until=day),))
    assert english(pack(), ended) == [
        "From 1 January 2030 no stage holds any more (before: every resident)."
    ]
    told = english(ended, pack())
    assert told[0].startswith("From 1 January 2030 a new stage holds: every resident, covered in")


def test_rates_are_counted_with_the_middle_change() -> None:
    raised = tuple(
        replace(rate, amount_idr=rate.amount_idr * 11 // 10) if rate.code == "K-4-17-I" else rate
        for rate in pack().rates
    )
    assert english(pack(), replace(pack(), rates=raised)) == [
        "Agreed rates: 3 rise and 0 fall, 9 stay; the middle change is +10 %.",
        "Lines of rates changed: 3.",
    ]


def test_hospitals_and_agreements_come_and_end_by_name() -> None:
    first = pack().agreements[0]
    new = replace(
        pack(),
        providers=pack().providers[:2],
        agreements=(replace(first, until=date(2027, 7, 1)), *pack().agreements[1:2]),
    )
    assert english(pack(), new) == [
        "Agreement PKS/1/2026 with RSUD Contoh Agam ends; its last day is 30 June 2027.",
        "Hospitals removed (1): RS Contoh Maninjau 1306903.",
        "Agreements removed (1): PKS/3/2026 1306903.",
        "Agreements changed (1): PKS/1/2026 1306901 (until: – → 2027-07-01).",
    ]


def test_many_like_differences_are_counted_not_dropped() -> None:
    old = pack("tangerang")
    [told] = english(old, replace(old, villages=old.villages[:50]))
    assert told.startswith("Villages removed (54): ")
    assert told.endswith(" and 44 more.")


def test_two_regions_are_compared_from_the_day_both_have_a_law() -> None:
    told = english(pack("tangerang"), pack("badung"))
    assert any("compared from 1 January 2026" in sentence for sentence in told)
    assert not any(sentence.startswith("From 1 January 2008") for sentence in told)
    assert any("the shortest time of residence rises from 180 to 365 days" in s for s in told)
    assert "Villages removed (104): " in "\n".join(told)


PORTABLE = PortabilityRow("36.71", date(2026, 1, 1), None, ("inpatient",), "direct", 5, "PKS")


def other(value: object) -> object:
    """Another value of the same type."""
    match value:
        case None:
            return 5
        case bool():
            return not value
        case Mode():
            return Mode.CONTRIBUTION
        case BudgetPolicy():
            return BudgetPolicy.REFUSE
        case str():
            return f"{value}x"
        case int():
            return value + 1
        case date():
            return value + timedelta(days=400)
        case Text():
            return Text(value.id, f"{value.en}x")
        case tuple():
            return value[1:] if len(value) > 1 else ()
    assert dataclasses.is_dataclass(value)
    first = dataclasses.fields(value)[0].name
    return replace(value, **{first: other(getattr(value, first))})  # type: ignore[type-var]


TABLES = [
    field.name for field in dataclasses.fields(Pack) if field.name not in ("currency", "budget")
]


@pytest.mark.parametrize("table", [*TABLES, "budget"])
def test_no_change_of_any_field_goes_untold(table: str) -> None:
    """Each field of the pack, and of a row of each of its tables, is changed by itself."""
    old = replace(pack(), portability=(PORTABLE,), exclusions=pack("template").exclusions)
    rows = getattr(old, table)
    assert diff_packs(old, replace(old, **{table: other(rows)})) != []
    if not isinstance(rows, tuple) or not dataclasses.is_dataclass(rows[0]):
        return
    for field in dataclasses.fields(rows[0]):
        value = getattr(rows[0], field.name)
        if field.name == "until":
            value = date(2030, 1, 1)
        changed = replace(rows[0], **{field.name: other(value)})
        told = diff_packs(old, replace(old, **{table: (changed, *rows[1:])}))
        assert told != [], f"{table}.{field.name}"


def test_no_change_of_a_value_goes_untold() -> None:
    old = pack()
    first, *rest = old.parameters
    [value] = first.values
    for changed in (
        replace(value, legal="x"), replace(value, checked_on=date(2020, 1, 1)),
        replace(value, until=date(2029, 1, 1)), replace(value, starts=date(2025, 1, 1)),
    ):  # fmt: skip
        new = replace(old, parameters=(replace(first, values=(changed,)), *rest))
        assert len(diff_packs(old, new)) == 1, changed
    split = (replace(value, until=date(2029, 1, 1)), replace(value, starts=date(2029, 1, 1)))
    new = replace(old, parameters=(replace(first, values=split), *rest))
    assert len(diff_packs(old, new)) == 1
