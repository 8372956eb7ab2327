"""What a pattern lets through unseen is what the rules would let through."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.registry.plan import (
    SURE_DAY,
    SURE_NUMBER,
    resident_columns,
    update_columns,
    welfare_columns,
)
from multiguna.registry.rules import (
    calendar_day,
    nik_is_possible,
    resident_faults,
    update_faults,
    welfare_faults,
)

VILLAGES = [f"36.71.{d:02}.{v}" for d in range(1, 14) for v in range(1001, 1009)]
DIGITS = st.text("0123456789", min_size=16, max_size=16)
NEARLY = st.builds(
    "{}{}{}{:02}{:02}{:02}{}".format,
    st.sampled_from(["36", "11", "96", "20", "00"]),
    st.sampled_from(["71", "00", "01"]),
    st.sampled_from(["99", "00", "07"]),
    st.integers(0, 75),
    st.integers(0, 14),
    st.integers(0, 99),
    st.sampled_from(["0001", "0000", "9999", "1000", "12", "12345", "00x1"]),
)
WRITTEN = st.builds(
    "{:04}{}{:02}{}{:02}".format,
    st.integers(1840, 2160),
    st.sampled_from("-/."),
    st.integers(0, 13),
    st.sampled_from("-/"),
    st.integers(0, 32),
)
BACKWARDS = st.builds(
    "{:02}{}{:02}{}{:04}".format,
    st.integers(0, 32),
    st.sampled_from("-/"),
    st.integers(0, 13),
    st.sampled_from("-/"),
    st.integers(1840, 2160),
)
DAYS = st.one_of(WRITTEN, BACKWARDS, st.text(max_size=11), st.dates().map(str))
NUMBERS = st.one_of(DIGITS, NEARLY, st.text(max_size=17))
ODD = st.sampled_from(["", " ", "0", "1", "2", "11", "12", "L", "P", "LAKI-LAKI", "MISKIN", "１"])
ANY = st.one_of(ODD, NUMBERS, DAYS, st.sampled_from([*VILLAGES, "36.71.07.1999", "36x71.07.1003"]))


def sure(pattern: str, text: str) -> bool:
    """As the intake asks: on bytes, the whole text."""
    return re.fullmatch(pattern.encode(), text.encode()) is not None


@given(NUMBERS)
@settings(max_examples=1000, deadline=None)
def test_a_sure_number_is_possible(text: str) -> None:
    if sure(SURE_NUMBER, text):
        assert nik_is_possible(text)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans(), st.integers(1, 9999))
@settings(max_examples=500, deadline=None)
def test_nearly_every_possible_number_is_sure(born: date, woman: bool, serial: int) -> None:
    nik = f"367199{born.day + 40 * woman:02}{born:%m%y}{serial:04}"
    assert nik_is_possible(nik)
    assert sure(SURE_NUMBER, nik) == ((born.month, born.day) != (2, 29))


@given(DAYS)
@settings(max_examples=1000, deadline=None)
def test_a_sure_day_is_in_the_calendar(text: str) -> None:
    if sure(SURE_DAY, text):
        assert calendar_day(text) == date.fromisoformat(text)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_row_of_sure_texts_has_no_fault(data: st.DataObject) -> None:
    columns = resident_columns(VILLAGES)
    row = {name: data.draw(ANY, name) for name in columns}
    for name, column in columns.items():
        if not sure(column.sure, row[name]):
            row[name] = data.draw(st.from_regex(column.sure.encode(), fullmatch=True)).decode(
                errors="replace"
            )
    assert resident_faults(row, frozenset(VILLAGES)) == []


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_welfare_row_of_sure_texts_has_no_fault(data: st.DataObject) -> None:
    row = {
        name: data.draw(st.from_regex(column.sure.encode(), fullmatch=True), name).decode()
        for name, column in welfare_columns().items()
    }
    assert welfare_faults(row) == []


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_row_of_an_update_file_of_sure_texts_has_no_fault(data: st.DataObject) -> None:
    row = {
        name: data.draw(st.from_regex(column.sure.encode(), fullmatch=True), name).decode()
        for name, column in update_columns(VILLAGES).items()
    }
    assert update_faults(row, frozenset(VILLAGES)) == []
