"""Writes residents.csv and welfare.csv of a synthetic city, a household at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import TextIO

from multiguna.programme.terms import VillageRow
from multiguna.synthetic.people import CALENDAR, OLDEST, RELATIVE, Person, Town, iso
from multiguna.synthetic.planting import RESIDENT_DEFECTS, Planted, Shares

COLUMNS = (
    "NIK,NO_KK,NAMA_LGKP,JENIS_KLMIN,TMPT_LHR,TGL_LHR,ALAMAT,NO_RT,NO_RW,KODE_KEL,STAT_HBKEL,"
    "STATUS_KAWIN,EKTP_STATUS,NIK_IBU,TGL_DATANG,TGL_PINDAH,TGL_MATI"
)
WELFARE_COLUMNS = "NIK,STATUS,SEJAK,SAMPAI"
POOR_SHARE, NEAR_POOR_SHARE = 0.08, 0.12
DEFAULT_START, DEFAULT_UNTIL = date(2012, 1, 1), date(2013, 1, 1)

Household = list[Person]


def resident_line(person: Person) -> str:
    """One line of residents.csv, without the line end. No value ever holds a comma."""
    return (
        f"{person.nik},{person.kk},{person.name},{person.sex},{person.birthplace},"
        f"{CALENDAR.iso[person.born - OLDEST]},{person.address},{person.rt:03},{person.rw:03},"
        f"{person.village},{person.relation},{person.marital},{person.ektp},{person.mother_nik},"
        f"{iso(person.arrived)},{iso(person.left)},{iso(person.died)}"
    )


def write_residents(
    path: Path,
    *,
    residents: int,
    seed: int,
    villages: Sequence[VillageRow],
    start: date = DEFAULT_START,
    until: date = DEFAULT_UNTIL,
    shares: Shares | None = None,
    seen: Callable[[Household], None] | None = None,
) -> list[Planted]:
    """Writes `residents` sound rows to `path` and between them bad rows, which it returns.

    The file is the state of the register at `until`. `seen` is shown every household once, in the
    order of the file. Memory does not grow with the households; the same arguments write the same
    bytes.
    """
    town = Town(seed=seed, villages=villages, start=start, until=until)
    bad = _BadRows(town, seed=seed, residents=residents, shares=shares or Shares())
    planted: list[Planted] = []
    row = made = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(COLUMNS + "\n")
        for household in town.households(residents):
            out.write("\n".join(map(resident_line, household)) + "\n")
            row += len(household)
            made += len(household)
            for kind, expected, line in bad.due(made, household):
                out.write(line + "\n")
                row += 1
                planted.append(Planted(path.name, row, "", kind, expected, True))
            if seen is not None:
                seen(household)
    return planted


class _BadRows:
    """Spoils copies of residents at places drawn in advance; each copy has a NIK of its own."""

    def __init__(self, town: Town, *, seed: int, residents: int, shares: Shares) -> None:
        self._numbers = town.numbers
        rng = Random(f"{seed}:bad residents")
        count = shares.count(shares.resident_bp, residents)
        self._queue = self._places(rng, residents, count)
        self._next = 0

    @staticmethod
    def _places(rng: Random, residents: int, count: int) -> list[tuple[int, int]]:
        kinds = [index for index in range(len(RESIDENT_DEFECTS)) for _ in range(count)]
        return sorted((1 + int(rng.random() * residents), index) for index in kinds)

    def due(self, made: int, household: Household) -> Iterator[tuple[str, str, str]]:
        """(kind, expected code, line) of the bad rows that stand before resident number `made`."""
        while self._next < len(self._queue) and self._queue[self._next][0] <= made:
            kind = RESIDENT_DEFECTS[self._queue[self._next][1]]
            self._next += 1
            yield kind.name, kind.expected, self._spoiled(kind.name, household)

    def _spoiled(self, kind: str, household: Household) -> str:
        """A further relative in the household, spoiled in the one way that `kind` names."""
        model = household[0]
        extra = model._replace(
            nik=self._numbers.nik(model.born, model.sex), relation=RELATIVE, mother_nik=""
        )
        match kind:
            case "resident_nik_length":
                return resident_line(extra._replace(nik=extra.nik[:-1]))
            case "resident_date_impossible":
                return resident_line(extra).replace(f",{iso(extra.born)},", ",2012-02-31,", 1)
            case "resident_nik_repeated":
                return resident_line(extra._replace(nik=model.nik, address="JL CONTOH NO 1"))
            case "resident_name_missing":
                return resident_line(extra._replace(name=""))
            case "resident_village_unknown":
                return resident_line(extra._replace(village=f"{extra.village[:-4]}1999"))
            case "resident_sex_unknown":
                return resident_line(extra._replace(sex=7))
        raise AssertionError(kind)


class WelfareFile:
    """Writes welfare.csv: about a fifth of the households are poor or near-poor for some time."""

    def __init__(self, out: TextIO, *, seed: int, start: date, until: date) -> None:
        self._out = out
        self._rng = Random(f"{seed}:welfare")
        self._start, self._until = start.toordinal(), until.toordinal()
        self.rows = 0
        out.write(WELFARE_COLUMNS + "\n")

    def add(self, household: Household) -> dict[str, tuple[int, int | None]]:
        """Writes the periods of a household; gives [from, until) by NIK for those who have one."""
        rand = self._rng.random
        u = rand()
        if u >= POOR_SHARE + NEAR_POOR_SHARE:
            return {}
        status = "MISKIN" if u < POOR_SHARE else "HAMPIR_MISKIN"
        listed = self._start - 30 - int(rand() * 1400)
        ended = self._start + int(rand() * (self._until - self._start)) if rand() < 0.12 else None
        periods: dict[str, tuple[int, int | None]] = {}
        for person in household:
            since = max(listed, person.born, person.arrived or 0)
            if ended is not None and since >= ended:
                continue
            periods[person.nik] = (since, ended)
            self._out.write(f"{person.nik},{status},{iso(since)},{iso(ended)}\n")
            self.rows += 1
        return periods
