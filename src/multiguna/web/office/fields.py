"""The fields of a claim's form, under the names of e-Klaim's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from multiguna.claims.rules.cells import read_day
from multiguna.claims.rules.owncsv import OWN
from multiguna.claims.terms.importing import COST_COLUMNS
from multiguna.claims.terms.problems import RowProblem
from multiguna.kernel.money import grouped
from multiguna.kernel.terms import Text

Choice = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: e-Klaim's column, its label and hint, and how it is written."""

    name: str
    label: Text
    hint: Text | None = None
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what stands in it and what is wrong with it."""

    field: Field
    value: str
    problems: tuple[RowProblem, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether the claim is refused because of this field."""
        return any(not problem.kept for problem in self.problems)


def _field(
    name: str, id: str, en: str, hint_id: str = "", hint_en: str = "", **more: object
) -> Field:
    hint = Text(id=hint_id, en=hint_en) if hint_id else None
    return Field(name, Text(id=id, en=en), hint, **more)  # type: ignore[arg-type]


def _choices(*pairs: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple((code, Text(id=id, en=en)) for code, id, en in pairs)


PATIENT = (
    _field("SEP", "Nomor surat jaminan", "Guarantee letter number",
           "atau nomor tagihan bila tanpa surat", "or the bill's number without a letter",
           kind="code", required=True),
    _field("NAMA_PASIEN", "Nama lengkap", "Full name", required=True),
    _field("NOKARTU", "NIK atau kartu JKN", "NIK or JKN card", kind="code"),
    _field("BIRTH_DATE", "Tanggal lahir", "Date of birth", kind="date"),
    _field("SEX", "Jenis kelamin", "Sex", kind="choice",
           choices=_choices(("1", "Laki-laki", "Male"), ("2", "Perempuan", "Female"))),
    _field("MRN", "Nomor rekam medis", "Medical record number", kind="code"),
)  # fmt: skip
CARE = (
    _field("PTD", "Jenis rawat", "Care", kind="choice", required=True,
           choices=_choices(("2", "Rawat jalan", "Outpatient"), ("1", "Rawat inap", "Inpatient"))),
    _field("KELAS_RAWAT", "Kelas rawat", "Class", kind="choice",
           choices=_choices(("3", "Kelas 3", "Class 3"), ("2", "Kelas 2", "Class 2"),
                            ("1", "Kelas 1", "Class 1"))),
    _field("ADMISSION_DATE", "Tanggal masuk", "Admitted", kind="date", required=True),
    _field("DISCHARGE_DATE", "Tanggal pulang", "Discharged", kind="date", required=True),
    _field("DISCHARGE_STATUS", "Cara pulang", "Way of discharge", kind="choice",
           choices=_choices(("1", "Atas persetujuan dokter", "Doctor-approved"),
                            ("2", "Dirujuk", "Referred"),
                            ("3", "Atas permintaan sendiri", "Against advice"),
                            ("4", "Meninggal", "Died"), ("5", "Lain-lain", "Other"))),
    _field("DPJP", "Dokter", "Doctor"),
)  # fmt: skip
CODES = (
    _field("DIAGLIST", "Diagnosis (ICD-10)", "Diagnoses (ICD-10)",
           "yang utama dahulu, dipisah ;", "the primary one first, separated by ;",
           kind="code", required=True),
    _field("PROCLIST", "Layanan atau prosedur", "Services or procedures",
           "kode PKS atau ICD-9-CM, dipisah ;", "agreement's codes or ICD-9-CM, separated by ;",
           kind="code"),
    _field("INACBG", "Kode INA-CBG", "INA-CBG code", "bila dikelompokkan", "if it was grouped",
           kind="code"),
)  # fmt: skip
MONEY = (
    _field("TOTAL_TARIF", "Yang ditagihkan", "Billed", "rupiah utuh", "whole rupiah",
           kind="amount", required=True),
    _field("TARIF_INACBG", "Tarif INA-CBG", "INA-CBG tariff",
           "kosong = sebesar tagihan", "empty: as much as is billed", kind="amount"),
    _field("TARIF_RS", "Biaya menurut tarif sendiri", "Charges by the own price list",
           "kosong = sebesar tagihan", "empty: as much as is billed", kind="amount"),
)  # fmt: skip
TOPUPS = tuple(
    Field(f"TARIF_{name}", Text(id=f"Tarif {said}", en=f"{said} tariff"), kind="amount")
    for name, said in (("SUBACUTE", "subacute"), ("CHRONIC", "chronic"), ("SP", "SP"),
                       ("SR", "SR"), ("SI", "SI"), ("SD", "SD"))
)  # fmt: skip
CHARGES = tuple(
    Field(name, Text(id=said, en=said), kind="amount")
    for name, said in ((column, column.replace("_", " ").capitalize()) for column in COST_COLUMNS)
)
GROUPS = (
    (Text(id="Pasien", en="Patient"), PATIENT),
    (Text(id="Pelayanan", en="Care"), CARE),
    (Text(id="Diagnosis dan layanan", en="Diagnoses and services"), CODES),
    (Text(id="Tagihan", en="Bill"), MONEY),
)
ALL = (*PATIENT, *CARE, *CODES, *MONEY, *TOPUPS, *CHARGES)


def read_fields(form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by column; amounts without their points.

    >>> read_fields({"TOTAL_TARIF": "1.250.000", "SEP": " A1 ", "other": "x"})
    {'SEP': 'A1', 'TOTAL_TARIF': '1250000'}
    """
    typed = {}
    for field in ALL:
        text = form.get(field.name, "").strip()
        if field.kind == "amount":
            text = "".join(text.split()).replace(".", "")
        if field.name in form:
            typed[field.name] = text
    return typed


def browser_days(values: Mapping[str, str]) -> dict[str, str]:
    """A claim's columns with its days as a browser's date field wants them.

    >>> browser_days({"BIRTH_DATE": "29/02/1984", "SEP": "29/02/1984"})
    {'BIRTH_DATE': '1984-02-29', 'SEP': '29/02/1984'}
    """
    shown = dict(values)
    for field in ALL:
        day = read_day(values.get(field.name, "")) if field.kind == "date" else None
        if day is not None:
            shown[field.name] = day.value.isoformat()
    return shown


def fill(
    fields: Sequence[Field], values: Mapping[str, str], problems: Sequence[RowProblem]
) -> list[Filled]:
    """The fields with what stands in them and what is wrong."""
    by_column: dict[str, list[RowProblem]] = {}
    for problem in problems:
        column = OWN[problem.column].eklaim if problem.column in OWN else problem.column
        by_column.setdefault(column, []).append(problem)
    return [
        Filled(field, _shown(field, values), tuple(by_column.get(field.name, ())))
        for field in fields
    ]


def _shown(field: Field, values: Mapping[str, str]) -> str:
    text = values.get(field.name, "")
    if field.kind == "amount" and text.isascii() and text.isdigit():
        return grouped(int(text))
    return text


def elsewhere(problems: Sequence[RowProblem]) -> list[RowProblem]:
    """The problems that speak of no field of the form."""
    known = {field.name for field in ALL}
    return [
        problem
        for problem in problems
        if (OWN[problem.column].eklaim if problem.column in OWN else problem.column) not in known
    ]
