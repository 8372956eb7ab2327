"""Writes a month of the civil registry's events for a city that was written before.

Who is born, dies, moves and gets a card is drawn from residents.csv; bad rows stand between the
sound ones and are told apart. The same arguments write the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from multiguna.programme.terms import VillageRow
from multiguna.registry.rules import resident_faults
from multiguna.registry.terms import UPDATE_COLUMNS
from multiguna.synthetic import names
from multiguna.synthetic.people import CHILD, IMPOSSIBLE_DISTRICT, RELATIVE, SINGLE, WOMAN
from multiguna.synthetic.planting import Kind, Planted, Shares

Row = dict[str, str]

UPDATE_DEFECTS = (
    Kind("update_event_unknown", "event_unknown"),
    Kind("update_nik_length", "nik_invalid"),
    Kind("update_date_impossible", "date_invalid"),
    Kind("update_of_nobody", "person_unknown"),
    Kind("update_birth_of_another", "nik_taken"),
    Kind("update_left_before_birth", "not_resident"),
    Kind("update_arrives_again", "resident_already"),
    Kind("update_village_unknown", "code_invalid"),
    Kind("update_says_nothing", "nothing_said"),
)
MIX = (
    ("LAHIR", 22), ("MATI", 9), ("DATANG", 18), ("PINDAH", 15), ("PINDAH_DALAM", 14),
    ("KARTU", 18), ("KOREKSI", 4),
)  # fmt: skip
"""Of a hundred events of a month."""
FIRST_SERIAL = 5001
"""Serial numbers of newcomers begin above those of the city's residents."""


@dataclass(frozen=True, slots=True)
class MonthWritten:
    """What a month's file holds: sound rows by event, and the bad rows that should be listed."""

    rows: int
    events: dict[str, int]
    planted: tuple[Planted, ...]


def write_updates(
    path: Path,
    *,
    residents: Path,
    changes: int,
    month: date,
    seed: int,
    villages: Sequence[VillageRow],
    shares: Shares | None = None,
) -> MonthWritten:
    """Writes `changes` sound events of the month that begins on `month`, and bad rows between.

    `residents` is the city's residents.csv. No person has two events, so that each row changes
    something. Memory grows with the changes, not with the city.
    """
    rng = Random(f"{seed}:updates:{month}")
    codes = [village.village_code for village in villages]
    maker = _Month(rng, month, codes)
    bad = (shares or Shares()).count((shares or Shares()).resident_bp, changes)
    words = [word for word, weight in MIX for _ in range(weight)]
    events: dict[str, int] = {}
    planted: list[Planted] = []
    row_no = 0
    defects = [kind for kind in UPDATE_DEFECTS for _ in range(bad)]
    rng.shuffle(defects)
    people = _chosen(residents, changes + len(defects), rng, month, frozenset(codes))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, UPDATE_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for number, person in enumerate(people):
            row_no += 1
            if number < len(defects):
                kind = defects[number]
                writer.writerow(maker.spoiled(kind.name, person))
                planted.append(Planted(path.name, row_no, "", kind.name, kind.expected, True))
                continue
            word = rng.choice(words)
            events[word] = events.get(word, 0) + 1
            writer.writerow(maker.event(word, person))
    return MonthWritten(row_no, events, tuple(planted))


def _chosen(
    residents: Path, wanted: int, rng: Random, month: date, villages: Collection[str]
) -> Iterator[Row]:
    """Living residents at random, in a random order; a NIK that stands twice is left out."""
    with residents.open(encoding="utf-8") as file:
        lines = sum(1 for _ in file) - 1
    places = set(rng.sample(range(lines), min(lines, wanted * 3 // 2 + 200)))
    found: list[Row] = []
    seen: set[str] = set()
    with residents.open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            if place in places and _lives_here(row, month, villages) and row["NIK"] not in seen:
                seen.add(row["NIK"])
                found.append(row)
    rng.shuffle(found)
    assert len(found) >= wanted, "a city too small for so many changes"
    return iter(found[:wanted])


def _lives_here(row: Row, month: date, villages: Collection[str]) -> bool:
    """Whether a row is sound and its person lived in the city before the month."""
    gone = row["TGL_PINDAH"] or row["TGL_MATI"]
    came = row["TGL_DATANG"] or row["TGL_LHR"]
    return not gone and came < f"{month - timedelta(days=1)}" and not resident_faults(row, villages)


class _Month:
    """Makes the rows of one month."""

    def __init__(self, rng: Random, month: date, villages: Sequence[str]) -> None:
        self._rng, self._month, self._villages = rng, month, villages
        self._serials: dict[str, int] = {}

    def event(self, word: str, person: Row) -> Row:
        """A sound event of a person, or of a newcomer in the person's family."""
        on = self._month + timedelta(self._rng.randrange(28))
        said: Row = {"PERISTIWA": word, "TGL_PERISTIWA": f"{on}", "NIK": person["NIK"]}
        match word:
            case "LAHIR":
                return {**said, **self._newcomer(person, on, CHILD)}
            case "DATANG":
                born = on - timedelta(6_600 + self._rng.randrange(9_000))
                return {**said, **self._newcomer(person, born, RELATIVE)}
            case "PINDAH_DALAM":
                return {**said, "KODE_KEL": self._elsewhere(person["KODE_KEL"]),
                        "ALAMAT": f"JL {self._rng.choice(names.STREETS)} NO 7", "NO_RT": "003",
                        "NO_RW": "009"}  # fmt: skip
            case "KARTU":
                return {
                    **said,
                    "NO_KK": f"{IMPOSSIBLE_DISTRICT}{on:%d%m%y}{self._serial(f'kk{on}')}",
                }
            case "KOREKSI":
                return {**said, "NAMA_LGKP": f"{person['NAMA_LGKP']} BARU"}
        return said

    def spoiled(self, kind: str, person: Row) -> Row:
        """A row that is wrong in the one way that `kind` names."""
        on = f"{self._month}"
        said: Row = {"PERISTIWA": "MATI", "TGL_PERISTIWA": on, "NIK": person["NIK"]}
        match kind:
            case "update_event_unknown":
                return {**said, "PERISTIWA": "HILANG"}
            case "update_nik_length":
                return {**said, "NIK": person["NIK"][:-1]}
            case "update_date_impossible":
                return {**said, "TGL_PERISTIWA": f"{self._month.year}-02-30"}
            case "update_of_nobody":
                return {**said, "NIK": f"{IMPOSSIBLE_DISTRICT}010150{self._serial('nobody')}"}
            case "update_birth_of_another":
                baby = self._newcomer(person, self._month, CHILD)
                return {**said, **baby, "PERISTIWA": "LAHIR", "NIK": person["NIK"]}
            case "update_left_before_birth":
                return {**said, "PERISTIWA": "PINDAH", "TGL_PERISTIWA": person["TGL_LHR"]}
            case "update_arrives_again":
                whole = {name: person[name] for name in UPDATE_COLUMNS if name in person}
                return {**said, **whole, "PERISTIWA": "DATANG"}
            case "update_village_unknown":
                return {**said, "PERISTIWA": "PINDAH_DALAM", "KODE_KEL": "36.71.07.1999"}
            case "update_says_nothing":
                return {**said, "PERISTIWA": "KARTU"}
        raise AssertionError(kind)

    def _newcomer(self, family: Row, born: date, relation: int) -> Row:
        """Somebody new in a family: a child, or a relative who came."""
        sex = 1 + (self._rng.random() < 0.49)
        key = f"{born.day + 40 * (sex == WOMAN):02}{born:%m%y}"
        first = self._rng.choice(names.WOMEN if sex == WOMAN else names.MEN)
        return {
            "NIK": f"{IMPOSSIBLE_DISTRICT}{key}{self._serial(key)}",
            "NO_KK": family["NO_KK"], "NAMA_LGKP": f"{first} {names.SECOND_MEN[0]}",
            "JENIS_KLMIN": f"{sex}", "TMPT_LHR": "TANGERANG", "TGL_LHR": f"{born}",
            "ALAMAT": family["ALAMAT"], "NO_RT": family["NO_RT"], "NO_RW": family["NO_RW"],
            "KODE_KEL": family["KODE_KEL"], "STAT_HBKEL": f"{relation}",
            "STATUS_KAWIN": f"{SINGLE}", "EKTP_STATUS": "0",
        }  # fmt: skip

    def _serial(self, key: str) -> str:
        number = self._serials[key] = self._serials.get(key, FIRST_SERIAL - 1) + 1
        return f"{number % 10_000:04}"

    def _elsewhere(self, village: str) -> str:
        """Another village of the city."""
        other = self._rng.choice(self._villages)
        return other if other != village else self._villages[self._villages.index(village) - 1]
