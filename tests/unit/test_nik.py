"""Identity numbers and days as people write them: what is possible, what is not."""

from __future__ import annotations

from datetime import date

import pytest

from multiguna.registry.rules import (
    calendar_day,
    kk_is_possible,
    masked,
    nik_is_possible,
    resident_faults,
    welfare_faults,
)

SITI = {
    "NIK": "3671995505800001", "NO_KK": "3671990408060001", "NAMA_LGKP": "SITI CONTOH",
    "JENIS_KLMIN": "2", "TMPT_LHR": "TANGERANG", "TGL_LHR": "1980-05-15", "ALAMAT": "JL CONTOH",
    "NO_RT": "001", "NO_RW": "002", "KODE_KEL": "36.71.07.1003", "STAT_HBKEL": "3",
    "STATUS_KAWIN": "2", "EKTP_STATUS": "1", "NIK_IBU": "", "TGL_DATANG": "", "TGL_PINDAH": "",
    "TGL_MATI": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "nik",
    [
        "3671070101800001",
        "3671077112990042",  # a woman born on 31 December
        "3671992902000001",
        "3671992902120001",
        "3671990101800001",  # district 99: unknown, and only that
        "1101010101800001",
    ],
)
def test_a_possible_nik(nik: str) -> None:
    assert nik_is_possible(nik)


@pytest.mark.parametrize(
    "nik",
    [
        "",
        "367107010180000",
        "36710701018000011",
        "367107010180000A",
        "36710701018000０1",  # a full-width digit
        "0071070101800001",  # no such province
        "3600070101800001",  # regency 00
        "3671000101800001",  # district 00
        "3671070001800001",
        "3671073201800001",
        "3671074001800001",  # day 40 is nobody's
        "3671077201800001",
        "3671073104800001",
        "3671072902810001",
        "3671070100800001",
        "3671070113800001",
        "3671070101800000",  # serial 0000
    ],
)
def test_an_impossible_nik(nik: str) -> None:
    assert not nik_is_possible(nik)
    assert not kk_is_possible(nik)


@pytest.mark.parametrize("text", ["1980-12-31", "31-12-1980", "31/12/1980"])
def test_a_day_may_be_written_in_three_ways(text: str) -> None:
    assert calendar_day(text) == date(1980, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "1980-02-30", "1981-02-29", "1900-02-29", "1849-12-31", "2150-01-01", "80-12-31",
     "31-12/1980", "1980/12/31", "1980-12-31 ", "31.12.1980", "１980-12-31"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert calendar_day(text) is None


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("NIK", "36719955058000", "nik_invalid"),
        ("NO_KK", "3671990408060000", "kk_invalid"),
        ("NAMA_LGKP", "  ", "value_missing"),
        ("JENIS_KLMIN", "7", "code_invalid"),
        ("TGL_LHR", "", "date_invalid"),
        ("KODE_KEL", "36.71.07.1999", "code_invalid"),
        ("STAT_HBKEL", "12", "code_invalid"),
        ("STATUS_KAWIN", "0", "code_invalid"),
        ("NIK_IBU", "1", "nik_invalid"),
        ("TGL_DATANG", "2012-02-30", "date_invalid"),
        ("TGL_PINDAH", "x", "date_invalid"),
        ("TGL_MATI", "31/04/2012", "date_invalid"),
    ],
)
def test_each_fault_of_a_resident_is_named(column: str, text: str, code: str) -> None:
    villages = {"36.71.07.1003"}
    assert resident_faults(SITI, villages) == []
    assert resident_faults({**SITI, column: text}, villages) == [(code, column)]


def test_each_fault_of_a_welfare_row_is_named() -> None:
    row = {"NIK": SITI["NIK"], "STATUS": "MISKIN", "SEJAK": "2010-01-01", "SAMPAI": ""}
    assert welfare_faults(row) == []
    bad = {"NIK": "1", "STATUS": "KAYA", "SEJAK": "", "SAMPAI": "2010-13-01"}
    assert welfare_faults({**row, **bad}) == [
        ("nik_invalid", "NIK"),
        ("code_invalid", "STATUS"),
        ("date_invalid", "SEJAK"),
        ("date_invalid", "SAMPAI"),
    ]


def test_a_masked_number_shows_its_last_four_digits() -> None:
    assert masked(3671995505800001) == "••••••••••••0001"
