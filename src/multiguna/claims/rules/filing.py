"""Judging one claim from a form, and saying a stored claim in e-Klaim's columns again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from multiguna.claims.rules.eklaim import JudgedRow, judge_rows
from multiguna.claims.rules.eklaim_layout import CARE
from multiguna.claims.rules.owncsv import OWN, own_layout, translated
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS, LINE_KINDS
from multiguna.claims.terms.owncsv import FiledClaim

PTD = {care: code for code, care in CARE.items()}
PLAIN = (
    ("SEP", "claim_no"), ("MRN", "mrn"), ("NAMA_PASIEN", "patient_name"), ("NOKARTU", "id_value"),
    ("SEX", "sex"), ("KELAS_RAWAT", "care_class"), ("DISCHARGE_STATUS", "discharge_status"),
    ("DESKRIPSI_INACBG", "cbg_description"), ("LOS", "los"), ("ICU_LOS", "icu_los"),
    ("BIRTH_WEIGHT", "birth_weight"), ("TARIF_RS", "charge_idr"), ("TOTAL_TARIF", "billed_idr"),
    ("DPJP", "doctor"), ("KODE_TARIF", "tariff_class_code"), ("VERSI_INACBG", "cbg_version"),
    ("VERSI_GROUPER", "grouper_version"), ("KODE_RS", "provider_code"),
)  # fmt: skip
"""e-Klaim's columns that a claim keeps as they stand, and its own name for each."""


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """A stored claim as e-Klaim would have written it, column by column."""

    claim_id: int
    provider_code: str
    content_hash: bytes
    values: Mapping[str, str]


def judge_form(form: FiledClaim) -> JudgedRow:
    """A form judged like a row of the own format; columns that nobody knows are passed over."""
    named = {OWN[name].eklaim if name in OWN else name: text for name, text in form.values.items()}
    row = translated(named, form.provider_code)
    [judged] = judge_rows([(1, row)], own_layout(), form.provider_code)
    return judged


def judge_changes(stored: ClaimForm, changes: Mapping[str, str]) -> JudgedRow:
    """A stored claim with some of e-Klaim's columns changed, judged again; what else it has stays.

    It needs no group: a claim that has one loses it only on purpose, and is then asked about.
    """
    known = {name: text for name, text in changes.items() if name in COLUMNS}
    values = {**stored.values, **known}
    extra = [name for name in stored.values if name not in COLUMNS]
    layout = replace(own_layout(extra), shown={})
    row = [values.get(name, "") for name in (*COLUMNS, *extra)]
    [judged] = judge_rows([(1, row)], layout, stored.provider_code)
    return judged._replace(problems=[problem for problem in judged.problems if problem.row])


def claim_values(
    stored: Mapping[str, object], lines: Sequence[tuple[str, str, int]]
) -> dict[str, str]:
    """A stored claim (its columns by name) and its lines in e-Klaim's columns.

    >>> claim_values({"care": "inpatient", "admission_date": date(2012, 2, 29)},
    ...              [("cbg", "K-4-17-I", 5)])["INACBG"]
    'K-4-17-I'
    """
    values = {column: _text(stored.get(name)) for column, name in PLAIN}
    values |= {
        "PTD": PTD.get(str(stored.get("care")), ""),
        "ADMISSION_DATE": _text(stored.get("admission_date")),
        "DISCHARGE_DATE": _text(stored.get("discharge_date")),
        "BIRTH_DATE": _text(stored.get("birth_date")),
        "DIAGLIST": ";".join(_texts(stored.get("diagnoses"))),
        "PROCLIST": ";".join(_texts(stored.get("procedures"))),
        "PAYOR_ID": f"{stored.get('payor_id', '')};{stored.get('payor_name', '')}",
    }
    values |= dict(zip(COST_COLUMNS, _texts(stored.get("charges")), strict=False))
    columns = {kind: (code, amount) for kind, code, amount in LINE_KINDS}
    for kind, code, amount in lines:
        named, tariff = columns[kind]
        values |= {named: code, tariff: str(amount)}
    for kept in (stored.get("raw"), stored.get("drg")):
        if isinstance(kept, dict):
            values |= {str(name): str(text) for name, text in kept.items()}
    return values


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
