"""What a region says when a pack is made for it: the answers of the interview, all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.programme.terms.catalogue import BudgetPolicy, Mode
from multiguna.programme.terms.pack import ParameterValueType
from multiguna.programme.terms.regions import Region


class Who(StrEnum):
    """Whom the first stage covers."""

    EVERYONE = "everyone"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class HospitalAnswer:
    """A hospital that will treat residents: Kemkes code, class A-D, ownership, where it stands."""

    provider_code: str
    name: str
    provider_class: str
    ownership: str
    village_code: str
    address: str


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """The first year's money: whole rupiah, the share for inpatients and what is released in bp."""

    fiscal_year: int
    amount_idr: int
    inpatient_bp: int
    released_bp: int
    policy: BudgetPolicy
    legal: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that a new pack is made from besides the template.

    `parameters` are the values that were answered; the template's values hold for the others.
    `planning` is the region's profile for the planner, or None when nothing was said.
    """

    region: Region
    name: str
    version: str
    title: Text
    starts: date
    checked_on: date
    legal: str
    who: Who
    mode: Mode
    parameters: tuple[tuple[str, ParameterValueType], ...]
    budget: BudgetAnswer
    hospitals: tuple[HospitalAnswer, ...]
    planning: Mapping[str, object] | None


ANSWERS = {
    "region": Text('Kode Kemendagri, mis. `"13.06"`', 'The Kemendagri code, e.g. `"13.06"`'),
    "name": Text("Nama paket: huruf kecil, angka, -", "The pack's name: small letters, digits, -"),
    "version": Text("Versi, dalam tanda kutip", "The version, in quotes"),
    "title": Text("Nama program: `{id: …, en: …}`", "The programme's title: `{id: …, en: …}`"),
    "from": Text("Hari pertama tahap", "The first day of the stage"),
    "checked_on": Text("Hari sumbernya diperiksa", "The day the sources were checked"),
    "legal": Text(
        "Peraturan yang menjadi dasar tahap dan angka yang dijawab",
        "The regulation that the stage and the answered numbers rest on",
    ),
    "who": Text("`everyone` atau `poor`", "`everyone` or `poor`"),
    "mode": Text("`full` atau `gap`", "`full` or `gap`"),
    "parameters": Text(
        "Nilai parameter menurut namanya: `{residency_days_min: 180}`",
        "Values of parameters by name: `{residency_days_min: 180}`",
    ),
    "budget": Text(
        "`fiscal_year`, `amount_idr`, `inpatient_bp`, `released_bp`, `policy`, `legal`",
        "`fiscal_year`, `amount_idr`, `inpatient_bp`, `released_bp`, `policy`, `legal`",
    ),
    "hospitals": Text(
        "Daftar: `name`, dan bila perlu `provider_code`, `class`, `ownership`, `village_code`, "
        "`address`",
        "A list: `name`, and where known `provider_code`, `class`, `ownership`, `village_code`, "
        "`address`",
    ),
    "planning": Text(
        "Profil daerah untuk perencana; boleh juga `profile.yaml` di samping berkas ini",
        "The region's profile for the planner; or `profile.yaml` beside this file",
    ),
}
"""The keys of a file of answers, as the reference explains them."""
