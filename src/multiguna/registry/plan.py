"""The SQL of a registry import: checks of the staged rows, then sets of inserts and updates.

The expressions here are the twins of `rules`; a property test holds them together. They are put
together from our own constants; values of the file are never pasted into SQL.
"""

from __future__ import annotations

from multiguna.kernel import sqlplan
from multiguna.registry.rules import PROVINCES

_PROVINCES = ", ".join(f"'{code}'" for code in sorted(PROVINCES))
DATE_COLUMNS = ("tgl_lhr", "tgl_datang", "tgl_pindah", "tgl_mati")


def identity_possible(column: str) -> str:
    """SQL that is true where a text column can be a NIK or KK (twin of `nik_is_possible`)."""
    month, year = f"substr({column}, 9, 2)", f"substr({column}, 11, 2)::int"
    day = f"(substr({column}, 7, 2)::int - CASE WHEN substr({column}, 7, 2) > '40' THEN 40 ELSE 0 END)"
    return f"""CASE WHEN length({column}) = 16 AND translate({column}, '0123456789', '') = '' THEN
        substr({column}, 1, 2) IN ({_PROVINCES}) AND substr({column}, 3, 2) <> '00'
        AND substr({column}, 5, 2) <> '00' AND substr({column}, 13, 4) <> '0000'
        AND {month} BETWEEN '01' AND '12' AND {day} >= 1
        AND ({day} <= 28 OR {day} <= CASE WHEN {month} = '02' THEN 28 + (mod({year}, 4) = 0)::int
             WHEN {month} IN ('04', '06', '09', '11') THEN 30 ELSE 31 END)
    ELSE false END"""


def date_possible(column: str) -> str:
    """SQL that is true where a text column is a calendar day as yyyy-mm-dd, 1850 to 2149."""
    year, month, day = (f"substr({column}, {at})" for at in ("1, 4", "6, 2", "9, 2"))
    leap = (
        f"(mod({year}::int, 4) = 0 AND (mod({year}::int, 100) <> 0 OR mod({year}::int, 400) = 0))"
    )
    return f"""CASE WHEN {column} ~ '^\\d{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' THEN
        {year} BETWEEN '1850' AND '2149' AND ({day} <= '28' OR CASE
            WHEN {month} = '02' THEN {day} = '29' AND {leap}
            WHEN {month} IN ('04', '06', '09', '11') THEN {day} <= '30' ELSE true END)
    ELSE false END"""


def _arrival(alias: str) -> str:
    return f"CASE WHEN {alias}.tgl_datang = '' THEN {alias}.tgl_lhr ELSE {alias}.tgl_datang END"


# What makes a staged resident unfit, each named by its code and column in `terms.CHECKS`.
RESIDENT_FAULTS: tuple[tuple[str, str, str], ...] = (
    ("nik_invalid", "NIK", f"NOT {identity_possible('nik')}"),
    ("kk_invalid", "NO_KK", f"NOT {identity_possible('no_kk')}"),
    ("value_missing", "NAMA_LGKP", "nama_lgkp = ''"),
    (
        "code_invalid", "JENIS_KLMIN",
        "jenis_klmin NOT IN ('1', '2', 'L', 'P', 'LAKI-LAKI', 'PEREMPUAN')",
    ),
    ("date_invalid", "TGL_LHR", f"NOT {date_possible('tgl_lhr')}"),
    ("date_invalid", "TGL_DATANG", f"tgl_datang <> '' AND NOT {date_possible('tgl_datang')}"),
    ("date_invalid", "TGL_PINDAH", f"tgl_pindah <> '' AND NOT {date_possible('tgl_pindah')}"),
    ("date_invalid", "TGL_MATI", f"tgl_mati <> '' AND NOT {date_possible('tgl_mati')}"),
    ("period_reversed", "TGL_PINDAH", f"tgl_pindah <> '' AND tgl_pindah < {_arrival('s')}"),
    ("code_invalid", "KODE_KEL", "NOT (kode_kel = ANY(%(villages)s::text[]))"),
    (
        "code_invalid", "STAT_HBKEL",
        "stat_hbkel NOT IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11')",
    ),
    ("code_invalid", "STATUS_KAWIN", "status_kawin NOT IN ('1', '2', '3', '4')"),
    ("nik_invalid", "NIK_IBU", f"nik_ibu <> '' AND NOT {identity_possible('nik_ibu')}"),
)  # fmt: skip
WELFARE_FAULTS: tuple[tuple[str, str, str], ...] = (
    ("nik_invalid", "NIK", f"NOT {identity_possible('nik')}"),
    ("code_invalid", "STATUS", "status NOT IN ('MISKIN', 'HAMPIR_MISKIN')"),
    ("date_invalid", "SEJAK", f"NOT {date_possible('sejak')}"),
    (
        "date_invalid", "SAMPAI",
        f"sampai <> '' AND (NOT {date_possible('sampai')} OR sampai <= sejak)",
    ),
)  # fmt: skip


def faults(table: str, faults: tuple[tuple[str, str, str], ...]) -> str:
    """A SELECT of (row_no, code, column, value) of every fault in a staged table.

    The whole set is scanned once; only unfit rows are looked at fault by fault.
    """
    unfit = "\n   OR ".join(f"({bad})" for _, _, bad in faults)
    each = ",\n    ".join(
        f"('{code}', '{column}', {column.lower()}, ({bad}))" for code, column, bad in faults
    )
    return f"""SELECT s.row_no, f.code, f.column_name, f.value
FROM (SELECT * FROM {table} s WHERE NOT (nik = '' AND row_no = ANY(%(known)s::bigint[]))
  AND ({unfit})) s
CROSS JOIN LATERAL (VALUES
    {each}) f(code, column_name, value, bad)
WHERE f.bad"""


def iso_dates(table: str, columns: tuple[str, ...]) -> str:
    """An UPDATE that turns dd-mm-yyyy and dd/mm/yyyy into yyyy-mm-dd where they occur."""
    turned = ", ".join(
        f"{c} = CASE WHEN substr({c}, 3, 1) IN ('-', '/') AND length({c}) = 10 "
        f"THEN substr({c}, 7, 4) || '-' || substr({c}, 4, 2) || '-' || substr({c}, 1, 2) ELSE {c} END"
        for c in columns
    )
    where = " OR ".join(f"substr({c}, 3, 1) IN ('-', '/')" for c in columns)
    return f"UPDATE {table} SET {turned} WHERE {where}"


def statement(name: str) -> str:
    """One of the registry's own statements in `sql/`."""
    return sqlplan.load("registry", name).select
