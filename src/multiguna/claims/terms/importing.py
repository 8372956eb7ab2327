"""The nouns of taking in a claim file: the columns, a read row, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from multiguna.claims.terms.problems import RowProblem

COST_COLUMNS = (
    "PROSEDUR_NON_BEDAH",
    "PROSEDUR_BEDAH",
    "KONSULTASI",
    "TENAGA_AHLI",
    "KEPERAWATAN",
    "PENUNJANG",
    "RADIOLOGI",
    "LABORATORIUM",
    "PELAYANAN_DARAH",
    "REHABILITASI",
    "KAMAR_AKOMODASI",
    "RAWAT_INTENSIF",
    "OBAT",
    "ALKES",
    "BMHP",
    "SEWA_ALAT",
    "OBAT_KRONIS",
    "OBAT_KEMO",
)
"""The 18 columns of the hospital's own charges; their sum is TARIF_RS."""

_FIRST = """KODE_RS KELAS_RS KELAS_RAWAT KODE_TARIF PTD ADMISSION_DATE DISCHARGE_DATE BIRTH_DATE
    BIRTH_WEIGHT SEX DISCHARGE_STATUS DIAGLIST PROCLIST ADL1 ADL2 IN_SP IN_SR IN_SI IN_SD INACBG
    SUBACUTE CHRONIC SP SR SI SD DESKRIPSI_INACBG TARIF_INACBG TARIF_SUBACUTE TARIF_CHRONIC
    DESKRIPSI_SP TARIF_SP DESKRIPSI_SR TARIF_SR DESKRIPSI_SI TARIF_SI DESKRIPSI_SD TARIF_SD
    TOTAL_TARIF TARIF_RS TARIF_POLI_EKS LOS ICU_INDIKATOR ICU_LOS VENT_HOUR NAMA_PASIEN MRN
    UMUR_TAHUN UMUR_HARI DPJP SEP NOKARTU PAYOR_ID CODER_ID VERSI_INACBG VERSI_GROUPER C1 C2 C3
    C4"""
COLUMNS = (*_FIRST.split(), *COST_COLUMNS)
"""The 78 columns of the e-Klaim TXT export, in their order; files are read by name."""

LINE_KINDS = (
    ("cbg", "INACBG", "TARIF_INACBG"),
    ("subacute", "SUBACUTE", "TARIF_SUBACUTE"),
    ("chronic", "CHRONIC", "TARIF_CHRONIC"),
    ("sp", "SP", "TARIF_SP"),
    ("sr", "SR", "TARIF_SR"),
    ("si", "SI", "TARIF_SI"),
    ("sd", "SD", "TARIF_SD"),
)
"""Kind of a claim line, the column of its code and the column of its amount."""

DRG_PREFIX = "IDRG_"
UNRELIABLE = ("C1", "C2", "C3", "C4")
"""Kept raw and never relied on; they change when a hospital exports again."""

CODER = "CODER_ID"
SHOWN_MASKED = ("NOKARTU", "NAMA_PASIEN", CODER, "MRN")
"""Columns whose value never stands in a report as it is."""


class Line(NamedTuple):
    """One payable part of a row: kind (cbg, sp, …), code and amount in rupiah."""

    kind: str
    code: str
    billed_idr: int


class ReadClaim(NamedTuple):
    """One good row of a file, read. Amounts are whole rupiah; None is unknown."""

    row_no: int
    claim_no: str
    mrn: str
    patient_name: str
    id_type: str
    id_value: str
    birth_date: date | None
    sex: int | None
    care: str
    care_class: int
    admission_date: date
    discharge_date: date
    discharge_status: int | None
    diagnoses: tuple[str, ...]
    procedures: tuple[str, ...]
    cbg_code: str
    cbg_description: str
    los: int | None
    icu_los: int | None
    birth_weight: int | None
    charge_idr: int
    charges: tuple[int, ...]
    billed_idr: int
    payor_id: str
    payor_name: str
    doctor: str
    tariff_class_code: str
    cbg_version: str
    grouper_version: str
    drg: tuple[tuple[str, str], ...]
    raw: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ClaimsImport:
    """What became of a file; `known` says that the same bytes were taken in before and nothing
    was changed. `corrected` counts the rows that replaced an earlier claim, `warned` the kept rows
    with a warning; `problems` are the first fifty."""

    batch_id: int
    rows: int
    imported: int
    unchanged: int
    refused: int
    warned: int
    known: bool = False
    problems: tuple[RowProblem, ...] = ()
    corrected: int = 0
