"""What makes a row of the registry's files sound. Pure: texts come in, faults come out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from multiguna.registry.rules.identity import calendar_day, kk_is_possible, nik_is_possible
from multiguna.registry.terms import FEMALE, MALE, WELFARE_STATUS

RELATIONS = frozenset(map(str, range(1, 12)))
MARITAL = frozenset(map(str, range(1, 5)))

Faults = list[tuple[str, str]]


def resident_faults(row: Mapping[str, str], villages: Collection[str]) -> Faults:
    """What is wrong in a row of residents, as (code, column) of `terms.CHECKS`; sound: nothing.

    Looks at each text by itself; what takes two dates or two rows is judged in SQL. `villages` are
    the region's village codes.
    """
    judged = [
        ("nik_invalid", "NIK", not nik_is_possible(row["NIK"])),
        ("kk_invalid", "NO_KK", not kk_is_possible(row["NO_KK"])),
        ("value_missing", "NAMA_LGKP", not row["NAMA_LGKP"].strip()),
        ("code_invalid", "JENIS_KLMIN", row["JENIS_KLMIN"] not in (*MALE, *FEMALE)),
        ("date_invalid", "TGL_LHR", calendar_day(row["TGL_LHR"]) is None),
        ("code_invalid", "KODE_KEL", row["KODE_KEL"] not in villages),
        ("code_invalid", "STAT_HBKEL", row["STAT_HBKEL"] not in RELATIONS),
        ("code_invalid", "STATUS_KAWIN", row["STATUS_KAWIN"] not in MARITAL),
        ("nik_invalid", "NIK_IBU", row["NIK_IBU"] != "" and not nik_is_possible(row["NIK_IBU"])),
    ]
    judged += [
        ("date_invalid", column, row[column] != "" and calendar_day(row[column]) is None)
        for column in ("TGL_DATANG", "TGL_PINDAH", "TGL_MATI")
    ]
    return [(code, column) for code, column, wrong in judged if wrong]


def welfare_faults(row: Mapping[str, str]) -> Faults:
    """What is wrong in a row of welfare status, as (code, column) of `terms.CHECKS`."""
    judged = (
        ("nik_invalid", "NIK", not nik_is_possible(row["NIK"])),
        ("code_invalid", "STATUS", row["STATUS"] not in WELFARE_STATUS),
        ("date_invalid", "SEJAK", calendar_day(row["SEJAK"]) is None),
        ("date_invalid", "SAMPAI", row["SAMPAI"] != "" and calendar_day(row["SAMPAI"]) is None),
    )
    return [(code, column) for code, column, wrong in judged if wrong]
