"""A claim beside its letter and beside the person as the registry knows them, fact by fact.

This only shows what differs at a glance; what differs by rule stands in the findings.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from multiguna.claims.terms.working import ClaimDesk
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.web import names
from multiguna.web.templatetags.multiguna import days, short_day

SEXES = {1: Text(id="Laki-laki", en="Male"), 2: Text(id="Perempuan", en="Female")}
NONE = Text(id="", en="")


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact in three places, empty where a place does not say it."""

    label: Text
    claim: Text
    letter: Text = NONE
    person: Text = NONE
    letter_differs: bool = False
    person_differs: bool = False


def compare(desk: ClaimDesk, hospitals: dict[str, str]) -> list[Compared]:
    """The facts of a claim beside its letter and its person, in the order one reads them."""
    return [*_who(desk), *_care(desk, hospitals), *_money(desk)]


def _who(desk: ClaimDesk) -> list[Compared]:
    claim, letter, person = desk.claim, desk.claim.letter, desk.person
    born = letter.born_on if letter else None
    return [
        Compared(
            Text(id="Nama", en="Name"),
            _same(claim.row.patient_name),
            person=_same(person.name if person else ""),
            person_differs=person is not None
            and plain(person.name) != plain(claim.row.patient_name),
        ),
        Compared(
            Text(id="Lahir", en="Born"),
            _same(short_day(claim.birth_date)),
            _same(short_day(born) if born else ""),
            _same(short_day(person.birth_date) if person else ""),
            letter_differs=None not in (born, claim.birth_date) and born != claim.birth_date,
            person_differs=person is not None
            and claim.birth_date is not None
            and person.birth_date not in (claim.birth_date, born),
        ),
        Compared(
            Text(id="Kelamin", en="Sex"),
            SEXES.get(claim.sex or 0, NONE),
            person=SEXES.get(person.sex, NONE) if person else NONE,
            person_differs=person is not None and claim.sex is not None and claim.sex != person.sex,
        ),
        Compared(
            Text(id="NIK, KK", en="NIK, KK"),
            NONE,
            person=_same(f"…{person.nik_masked[-4:]}, …{person.kk_masked[-4:]}" if person else ""),
        ),
    ]


def _care(desk: ClaimDesk, hospitals: dict[str, str]) -> list[Compared]:
    claim, letter, person = desk.claim, desk.claim.letter, desk.person
    row = claim.row
    stay = _same(days(row.admission_date, row.discharge_date))
    died = person.died_on if person else None
    other = letter is not None and letter.provider_code != row.provider_code
    outside = letter is not None and not (letter.valid_from <= row.admission_date)
    outside = outside or (letter is not None and row.admission_date >= letter.valid_until)
    diagnosis = claim.diagnoses[0] if claim.diagnoses else ""
    return [
        Compared(
            Text(id="Rumah sakit", en="Hospital"),
            _same(row.provider_name),
            _same(hospitals.get(letter.provider_code, letter.provider_code) if letter else ""),
            letter_differs=other,
        ),
        Compared(
            Text(id="Pelayanan", en="Care"),
            _care_of(row.care, row.care_class),
            _care_of(letter.care, letter.care_class) if letter else NONE,
            letter_differs=letter is not None
            and (letter.care, letter.care_class if row.care == "inpatient" else 0)
            != (row.care, row.care_class if row.care == "inpatient" else 0),
        ),
        Compared(
            Text(id="Tanggal", en="Dates"),
            stay,
            _validity(desk),
            Text(id=f"meninggal {short_day(died)}", en=f"died {short_day(died)}") if died else NONE,
            letter_differs=outside,
            person_differs=died is not None and died < row.discharge_date,
        ),
        Compared(
            Text(id="Diagnosis", en="Diagnosis"),
            _same(diagnosis),
            _same(letter.diagnosis if letter else ""),
            letter_differs=bool(letter and letter.diagnosis)
            and letter is not None
            and letter.diagnosis[:3] != diagnosis[:3],
        ),
    ]


def _money(desk: ClaimDesk) -> list[Compared]:
    letter, billed_idr = desk.claim.letter, desk.claim.row.billed_idr
    if letter is None:
        return [Compared(Text(id="Nilai", en="Amount"), _same(rupiah(billed_idr)))]
    likely = letter.estimate.q95_idr
    return [
        Compared(
            Text(id="Nilai", en="Amount"),
            _same(rupiah(billed_idr)),
            Text(
                id=f"dicadangkan {rupiah(letter.reserved_idr)}",
                en=f"reserved {rupiah(letter.reserved_idr)}",
            ),
            letter_differs=bool(likely) and billed_idr > likely,
        )
    ]


def _validity(desk: ClaimDesk) -> Text:
    letter = desk.claim.letter
    if letter is None:
        return NONE
    period = days(letter.valid_from, letter.valid_until - timedelta(days=1))
    return Text(id=f"berlaku {period}", en=f"valid {period}")


def _care_of(care: str, care_class: int) -> Text:
    name = names.CARES.get(care, _same(care))
    if care != "inpatient":
        return name
    return Text(id=f"{name.id}, kelas {care_class}", en=f"{name.en}, class {care_class}")


def plain(name: str) -> str:
    """A name as one compares it: no marks, no case, single spaces.

    >>> plain("Umi  KOMÁLASARI") == plain("umi komalasari")
    True
    """
    letters = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).upper().split())


def _same(words: str) -> Text:
    return Text(id=words, en=words)
