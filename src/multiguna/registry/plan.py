"""How a registry file is staged and judged, and the statements that bring it into the registry.

The patterns name texts that are surely sound, so that most rows need no second look; the judge is
`rules`. A property test holds patterns and rules together.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from multiguna.kernel import sqlplan
from multiguna.kernel.intake import Column
from multiguna.registry.rules import PROVINCES
from multiguna.registry.terms import (
    ACTIVE,
    FEMALE,
    MALE,
    PERSON_COLUMNS,
    SEGMENTS,
    UPDATE_COLUMNS,
    WELFARE_STATUS,
)

_PROVINCES = "|".join(map(str, sorted(PROVINCES)))
_DAY_AND_MONTH = (
    "(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])(?:0[1-9]|1[0-2])"
    "|(?:29|30|69|70)(?:0[13-9]|1[0-2])|(?:31|71)(?:0[13578]|1[02])"
)
SURE_NUMBER = (
    f"(?:{_PROVINCES})(?:[1-9][0-9]|0[1-9]){{2}}(?:{_DAY_AND_MONTH})[0-9]{{2}}(?!0000)[0-9]{{4}}"
)
SURE_DAY = (
    "(?:19|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
ANY_TEXT = r'[^,;\t"\r\n]*'
SOME_TEXT = r'[A-Za-z0-9][^,;\t"\r\n]*'


def resident_columns(villages: Collection[str]) -> dict[str, Column]:
    """The columns of a file of residents, each with its type and its surely sound texts."""
    text, number = Column("text", ANY_TEXT), Column("bigint", SURE_NUMBER)
    later = Column("date", f"(?:{SURE_DAY})?")
    return {
        "NIK": number,
        "NO_KK": number,
        "NAMA_LGKP": Column("text", SOME_TEXT),
        "JENIS_KLMIN": Column("text", "|".join((*MALE, *FEMALE))),
        "TMPT_LHR": text,
        "TGL_LHR": Column("date", SURE_DAY),
        "ALAMAT": text,
        "NO_RT": text,
        "NO_RW": text,
        "KODE_KEL": Column("text", _one_of(villages)),
        "STAT_HBKEL": Column("smallint", "[1-9]|1[01]"),
        "STATUS_KAWIN": Column("smallint", "[1-4]"),
        "EKTP_STATUS": text,
        "NIK_IBU": Column("bigint", f"(?:{SURE_NUMBER})?"),
        "TGL_DATANG": later,
        "TGL_PINDAH": later,
        "TGL_MATI": later,
    }


def update_columns(villages: Collection[str]) -> dict[str, Column]:
    """The columns of an update file. Deaths and departures that say no more are surely sound.

    Of the other events the judge looks at each row, for it depends on the event what they need.
    """
    whole = resident_columns(villages)
    columns = {name: Column(whole[name].sql_type, "") for name in PERSON_COLUMNS}
    columns |= {"PERISTIWA": Column("text", "MATI|PINDAH"), "NIK": whole["NIK"]}
    columns |= {"TGL_PERISTIWA": Column("date", SURE_DAY), "NIK_BARU": Column("bigint", "")}
    return {name: columns[name] for name in UPDATE_COLUMNS}


def welfare_columns() -> dict[str, Column]:
    """The columns of a file of welfare periods, likewise."""
    return {
        "NIK": Column("bigint", SURE_NUMBER),
        "STATUS": Column("text", "|".join(WELFARE_STATUS)),
        "SEJAK": Column("date", SURE_DAY),
        "SAMPAI": Column("date", f"(?:{SURE_DAY})?"),
    }


def membership_columns() -> dict[str, Column]:
    """The columns of a file of JKN membership, likewise; a card without its zeros is looked at."""
    return {
        "NIK": Column("bigint", SURE_NUMBER),
        "NO_KARTU": Column("text", "[0-9]{13}"),
        "SEGMEN": Column("text", "|".join(SEGMENTS)),
        "STATUS": Column("text", "|".join(ACTIVE)),
        "SEJAK": Column("date", SURE_DAY),
        "SAMPAI": Column("date", f"(?:{SURE_DAY})?"),
    }


def _one_of(codes: Collection[str]) -> str:
    """A pattern of dotted codes, by their first parts, so that a match is found quickly."""
    heads = groupby(sorted(codes), key=lambda code: code.rpartition(".")[0])
    return "|".join(
        head.replace(".", r"\.") + r"\.(?:" + "|".join(c.rpartition(".")[2] for c in whole) + ")"
        for head, whole in heads
    )


def statement(name: str) -> str:
    """One of the registry's own statements in `sql/`."""
    return sqlplan.load("registry", name).select
