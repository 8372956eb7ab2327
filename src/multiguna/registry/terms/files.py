"""Files of the civil registry: their columns, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from multiguna.kernel.reports import Problem


class Kind(StrEnum):
    """What a registry file holds, known by its columns."""

    RESIDENTS = "residents"
    WELFARE = "welfare"
    UPDATES = "updates"
    MEMBERSHIP = "membership"


RESIDENT_COLUMNS = (
    "NIK", "NO_KK", "NAMA_LGKP", "JENIS_KLMIN", "TMPT_LHR", "TGL_LHR", "ALAMAT", "NO_RT", "NO_RW",
    "KODE_KEL", "STAT_HBKEL", "STATUS_KAWIN", "EKTP_STATUS", "NIK_IBU", "TGL_DATANG",
    "TGL_PINDAH", "TGL_MATI",
)  # fmt: skip
"""The civil registry's (SIAK) column names, and three dates of residence and death."""

WELFARE_COLUMNS = ("NIK", "STATUS", "SEJAK", "SAMPAI")
WELFARE_STATUS = {"MISKIN": "poor", "HAMPIR_MISKIN": "near_poor"}
MALE, FEMALE = ("1", "L", "LAKI-LAKI"), ("2", "P", "PEREMPUAN")
"""How the columns of files are written."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file: every row is inserted, updated, unchanged or refused.

    `warned` rows were kept. `again` says that the same bytes were taken in before.
    `import_no` is the number under which the import is kept, None where nothing was.
    """

    kind: Kind
    rows: int
    inserted: int
    updated: int
    unchanged: int
    refused: int
    warned: int
    problems: tuple[Problem, ...] = ()
    again: bool = False
    import_no: int | None = None
