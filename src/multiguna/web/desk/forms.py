"""What the desk's forms say, read once: digits, dates, papers; and a fresh letter number."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.coverage.terms import Care, Papers
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

SERIALS = 32**6

REFUSALS = {
    "nik_digits": Text(
        id="NIK harus 16 angka. Baca kembali angka pada kartu, atau pindai sekali lagi.",
        en="A NIK has 16 digits. Read the digits on the card again, or scan once more.",
    ),
    "kk_digits": Text(
        id="Nomor KK harus 16 angka, atau dikosongkan.",
        en="A family card number has 16 digits, or is left empty.",
    ),
    "date_wrong": Text(
        id="Tanggal tidak terbaca atau sesudah hari ini. Pilih tanggal yang benar.",
        en="The date cannot be read or lies after today. Choose the right date.",
    ),
    "born_missing": Text(
        id="Isi tanggal lahir bayi.",
        en="Fill in the newborn's birth date.",
    ),
    "diagnosis_missing": Text(
        id="Isi diagnosis awal, misalnya A90.",
        en="Fill in the first diagnosis, for example A90.",
    ),
}
FIELDS = ("nik", "kk", "care", "emergency", "patient", "born", "on", "papers", "home_region")
PAPERS = ("ktp", "kk_shown", "guardian_ktp")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at the desk. For a newborn the NIK is the mother's and `born_on` is set."""

    nik: int
    kk: int | None
    care: Care
    emergency: bool
    born_on: date | None
    papers: Papers
    on: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter that the desk wants, under the number that its form was given."""

    asked: Asked
    letter_no: str
    diagnosis: str


def typed(form: Mapping[str, str], today: date) -> dict[str, str | bool]:
    """The fields as they stand in the form, to show them again; a fresh form has all papers."""
    fresh = "papers" not in form
    shown: dict[str, str | bool] = {name: form.get(name, "") for name in FIELDS}
    shown |= {name: fresh or name in form for name in PAPERS}
    shown["on"] = form.get("on") or today.isoformat()
    all_papers = all(shown[name] for name in PAPERS)
    shown["opened"] = shown["on"] != today.isoformat() or not all_papers
    return shown


def carried(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """The fields of a question that go along with the letter's form, hidden."""
    return [(name, form[name]) for name in (*FIELDS, *PAPERS) if form.get(name)]


def read_asked(form: Mapping[str, str], today: date) -> Asked:
    """Read a question. Refuses `nik_digits`, `kk_digits`, `date_wrong` and `born_missing`."""
    newborn = form.get("patient") == "newborn"
    if newborn and not form.get("born"):
        raise _refused("born_missing")
    kk = form.get("kk", "").strip()
    return Asked(
        nik=_number(form.get("nik", ""), "nik_digits"),
        kk=_number(kk, "kk_digits") if kk else None,
        care=Care.INPATIENT if form.get("care") == "inpatient" else Care.OUTPATIENT,
        emergency=bool(form.get("emergency")),
        born_on=_day(form["born"], today) if newborn else None,
        papers=Papers(
            ktp="ktp" in form, kk="kk_shown" in form, guardian_ktp="guardian_ktp" in form
        ),
        on=_day(form.get("on") or today.isoformat(), today),
    )


def read_wanted(form: Mapping[str, str], today: date) -> Wanted:
    """Read a request for a letter. Refuses also `diagnosis_missing`."""
    diagnosis = " ".join(form.get("diagnosis", "").split())[:60]
    if not diagnosis:
        raise _refused("diagnosis_missing")
    return Wanted(read_asked(form, today), form.get("letter_no", ""), diagnosis)


def new_letter_no(provider_code: str, on: date) -> str:
    """A fresh number. The form carries it, so that a double click asks twice for one letter."""
    return letter_number(provider_code, on, secrets.randbelow(SERIALS))


def age(born: date, on: date) -> tuple[int, Text]:
    """An age in the unit people use for it: years, or months, or days for the youngest."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 24:
        return months // 12, Text(id="tahun", en="years old")
    if months >= 1:
        return months, Text(id="bulan", en="months old")
    return max(0, (on - born).days), Text(id="hari", en="days old")


def _number(text: str, code: str) -> int:
    digits = "".join(text.split())
    if len(digits) != 16 or not (digits.isascii() and digits.isdigit()) or digits[0] == "0":
        raise _refused(code)
    return int(digits)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refused("date_wrong") from None
    if day > today:
        raise _refused("date_wrong")
    return day


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])
