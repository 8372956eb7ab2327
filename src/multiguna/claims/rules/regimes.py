"""The law of a pack cut into periods in which stage and numbers stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.claims.terms.deciding import Regime
from multiguna.programme.rules.choosing import stage_on, value_on
from multiguna.programme.terms import Pack

NUMBERS = {
    "care_class_entitled": "entitled_class",
    "claim_deadline_days": "deadline_days",
    "readmission_days": "readmission_days",
    "severity_los_min": "severity_los_min",
    "annual_ceiling_idr": "annual_ceiling_idr",
    "household_ceiling_idr": "household_ceiling_idr",
    "copayment_bp": "copayment_bp",
    "auto_approve_max_idr": "auto_approve_max_idr",
    "papers_hours_emergency": "papers_hours",
}
CODES = {"excluded_diagnoses": "excluded_diagnoses", "excluded_cbg": "excluded_cbg"}
WITHOUT_STAGE = ("not_covered",)
ALWAYS = ("decided_before",)
"""Rules that hold in every stage, last where a stage does not list them; no bulk approval waives
them."""


def regimes(pack: Pack) -> tuple[Regime, ...]:
    """Periods without a gap, from always to always, each with one stage and one set of numbers.

    A number that no stage asks for may have no value; it is None and no rule reads it.
    """
    cuts = {stage.starts for stage in pack.stages}
    cuts |= {stage.until for stage in pack.stages if stage.until is not None}
    for parameter in pack.parameters:
        if parameter.name in NUMBERS or parameter.name in CODES:
            cuts |= {value.starts for value in parameter.values}
            cuts |= {value.until for value in parameter.values if value.until is not None}
    days = sorted(cuts)
    if not days:
        return (_regime(pack, None, None),)
    inner = [_regime(pack, day, until) for day, until in zip(days, [*days[1:], None], strict=True)]
    return (_regime(pack, None, days[0]), *inner)


def regime_on(periods: Sequence[Regime], on: date) -> Regime:
    """The regime of a day; there is always one."""
    for regime in periods:
        if (regime.starts is None or regime.starts <= on) and (
            regime.until is None or on < regime.until
        ):
            return regime
    raise AssertionError("regimes leave no day out")


def _regime(pack: Pack, starts: date | None, until: date | None) -> Regime:
    stage = stage_on(pack, starts) if starts is not None else None
    if starts is None or stage is None:
        return Regime(starts, until, None, WITHOUT_STAGE)
    numbers: dict[str, int | None] = {}
    for name, field in NUMBERS.items():
        found = value_on(pack, name, starts)
        value = found.value if found is not None else None
        assert value is None or isinstance(value, int), f"{name} is a number in the catalogue"
        numbers[field] = value
    codes: dict[str, tuple[str, ...]] = {}
    for name, field in CODES.items():
        found = value_on(pack, name, starts)
        listed = found.value if found is not None else ()
        assert isinstance(listed, tuple), f"{name} is a list in the catalogue"
        codes[field] = listed
    return Regime(
        starts,
        until,
        stage.code,
        (*stage.rules, *(code for code in ALWAYS if code not in stage.rules)),
        entitled_class=numbers["entitled_class"],
        deadline_days=numbers["deadline_days"],
        readmission_days=numbers["readmission_days"],
        severity_los_min=numbers["severity_los_min"],
        annual_ceiling_idr=numbers["annual_ceiling_idr"],
        household_ceiling_idr=numbers["household_ceiling_idr"],
        copayment_bp=numbers["copayment_bp"],
        auto_approve_max_idr=numbers["auto_approve_max_idr"],
        papers_hours=numbers["papers_hours"],
        excluded_diagnoses=codes["excluded_diagnoses"],
        excluded_cbg=codes["excluded_cbg"],
    )
