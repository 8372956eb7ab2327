"""A visit to a hospital: what the desk is asked, what care follows, how it is billed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from multiguna.synthetic.casemix import INPATIENT, Family
from multiguna.synthetic.people import Person, iso
from multiguna.synthetic.world import Hospital

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VISIT_COLUMNS = (
    "letter_no,on,provider_code,nik,kk,mother_nik,born,care,care_class,diagnosis,emergency"
)
CLASS_OF_THE_PROGRAMME = 3


class Letters:
    """Hands out letter numbers: KODE_RS, MMYY, J and six characters that never repeat."""

    def __init__(self) -> None:
        self._made = 0

    def number(self, hospital: Hospital, on: int) -> str:
        """The next letter number of a hospital on a day; an odd factor scatters the counter."""
        self._made += 1
        left = self._made * 747_796_405 % 2**30
        text = ""
        for _ in range(6):
            left, digit = divmod(left, 32)
            text = CROCKFORD[digit] + text
        return f"{hospital.code}{date.fromordinal(on):%m%y}J{text}"


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit, inpatient or outpatient; dates are ordinals, `mother` is set for a newborn.

    `billed` is the month (0 = first of the period) in whose file the claim stands, or in a replayed
    history the day of its file; None when the hospital never bills it. `billed_idr` is what it
    bills, None for the agreed rate. `in_visits` is False when the desk was never asked. `planted`
    names what was done to it, empty for a sound stay.
    """

    letter_no: str
    letter_on: int
    hospital: Hospital
    person: Person
    family: Family
    severity: str
    diagnosis: str
    secondary: tuple[str, ...]
    admission: int
    discharge: int
    emergency: bool
    mother: Person | None = None
    care_class: int = CLASS_OF_THE_PROGRAMME
    ended_in_death: bool = False
    billed: int | None = None
    billed_idr: int | None = None
    in_visits: bool = True
    planted: str = ""

    @property
    def code(self) -> str:
        """The INA-CBG code."""
        return f"{self.family.stem}-{self.severity}"

    @property
    def los(self) -> int:
        """Length of stay as e-Klaim counts it: both days included."""
        return self.discharge - self.admission + 1

    @property
    def inpatient(self) -> bool:
        """Whether the patient stays overnight."""
        return self.family.care == INPATIENT

    def visit_line(self) -> str:
        """The line of visits.csv, without its end. A newborn comes on the mother's card."""
        person, mother = self.person, self.mother
        nik, mother_nik, born = (
            (person.nik, "", "") if mother is None else ("", mother.nik, iso(person.born))
        )
        return (
            f"{self.letter_no},{iso(self.letter_on)},{self.hospital.code},{nik},{person.kk},"
            f"{mother_nik},{born},{self.family.care},{CLASS_OF_THE_PROGRAMME},{self.diagnosis},"
            f"{int(self.emergency)}"
        )

    def moved(self, *, admission: int, discharge: int, letter_on: int, letter_no: str) -> Stay:
        """The same illness at another time, under another letter."""
        return replace(
            self,
            admission=admission,
            discharge=discharge,
            letter_on=letter_on,
            letter_no=letter_no,
        )
