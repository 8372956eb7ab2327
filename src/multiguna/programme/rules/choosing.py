"""Which stage and which value of a parameter hold on a day."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Pack, ParameterValue, ParameterValueType, Period, Stage


def stage_on(pack: Pack, on: date) -> Stage | None:
    """The stage that decides on a day, or None before the first, between two, after the last."""
    for stage in pack.stages:
        if Period(stage.starts, stage.until).holds(on):
            return stage
    return None


def value_on(pack: Pack, name: str, on: date) -> ParameterValue | None:
    """The value of a parameter with its source on a day, or None when none holds."""
    for parameter in pack.parameters:
        if parameter.name == name:
            for value in parameter.values:
                if Period(value.starts, value.until).holds(on):
                    return value
    return None


def parameter_on(pack: Pack, name: str, on: date) -> ParameterValueType:
    """A parameter's value on a day, in its unit; refuses (`parameter_missing`) when none holds.

    A checked pack has a value on every day of each stage that needs the parameter; None is a
    value (no annual ceiling).
    """
    value = value_on(pack, name, on)
    if value is None:
        raise Refused(
            "parameter_missing",
            Text(
                id=f"Paket {pack.name} tidak punya nilai {name} pada {on}. Tambahkan.",
                en=f"Pack {pack.name} has no value of {name} on {on}. Add one.",
            ),
            parameter=name,
        )
    return value.value


def number_on(pack: Pack, name: str, on: date) -> int:
    """A parameter that is a whole number, on a day, in its unit."""
    value = parameter_on(pack, name, on)
    assert isinstance(value, int), f"{name} is not a number; the catalogue says what it is"
    return value


def number_or_none(pack: Pack, name: str, on: date) -> int | None:
    """A whole number that a pack may leave out, on a day; None where it has none."""
    found = value_on(pack, name, on)
    value = None if found is None else found.value
    assert value is None or isinstance(value, int), f"{name} is not a number; see the catalogue"
    return value


def codes_on(pack: Pack, name: str, on: date) -> tuple[str, ...]:
    """A parameter that is a list of code prefixes, on a day."""
    value = parameter_on(pack, name, on)
    assert isinstance(value, tuple), f"{name} is not a list; the catalogue says what it is"
    return value
