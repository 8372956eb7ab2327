"""A whole synthetic city, written as the files that the importers read.

>>> from pathlib import Path
>>> write_city(Path("kota"), pack_dir=Path("packs/tangerang"), residents=20_000,
...            months=12, seed=1).residents                                 # doctest: +SKIP
20000
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Pack
from multiguna.synthetic.billing import Billing
from multiguna.synthetic.claimfiles import ClaimFiles
from multiguna.synthetic.demand import Demand, Hospitals
from multiguna.synthetic.desk import Desk
from multiguna.synthetic.faults import Faults, Pools
from multiguna.synthetic.planting import KINDS, Planted, Shares, by_kind
from multiguna.synthetic.residents import Household, WelfareFile, write_residents
from multiguna.synthetic.stays import VISIT_COLUMNS, Letters, Stay
from multiguna.synthetic.world import World

CENSUS_2010 = 1_797_715
"""Residents of the real city; its budget is scaled down by them."""
DEFAULT_START = date(2012, 1, 1)


@dataclass(frozen=True, slots=True)
class CitySummary:
    """What was written: numbers of rows, and how many of each kind were planted."""

    residents: int
    resident_rows: int
    welfare_rows: int
    hospitals: int
    visits: int
    claim_files: int
    claim_rows: int
    planted: dict[str, int]
    not_planted: tuple[str, ...]


def write_city(
    out: Path,
    *,
    pack_dir: Path,
    residents: int,
    months: int,
    seed: int,
    start: date = DEFAULT_START,
    shares: Shares | None = None,
    demand: Demand | None = None,
) -> CitySummary:
    """Writes a city of `residents` people and `months` months from `start` (a first of a month).

    Writes residents.csv, welfare.csv, hospitals.csv, budget.csv, visits.csv, claims/, planted.csv
    and city.json below `out`, and nothing else. The same arguments and pack write the same bytes.
    `shares` says how much is planted, `demand` how often people come. Refuses a wrong pack
    (`pack_wrong`), a folder with something in it (`folder_not_empty`), and a city without people,
    months or a first day of a month to start on (`city_impossible`).
    """
    _check(out, residents=residents, months=months, start=start)
    shares, demand = shares or Shares(), demand or Demand()
    pack = read_pack(pack_dir)
    out.mkdir(parents=True, exist_ok=True)
    starts = month_starts(start, months)
    people = _People(pack, out, seed=seed, starts=starts, demand=demand)
    planted = people.write(residents, shares)
    resident_rows = residents + len(planted)
    billing = Billing(people.world, starts)
    stays = _planted_stays(people, billing, seed=seed, shares=shares)
    refused = Desk(
        world=people.world,
        hospitals=people.hospitals,
        pools=people.pools,
        months=starts,
        rng=Random(f"{seed}:desk"),
    ).refusals(shares, len(stays))
    asked = [stay for stay in stays if stay.in_visits] + refused
    planted += write_visits(out / "visits.csv", asked)
    files = ClaimFiles(
        out, world=people.world, billing=billing, shares=shares, rng=Random(f"{seed}:claims")
    )
    files.write(stays)
    planted += files.planted
    write_hospitals(out / "hospitals.csv", pack)
    _write_budget(out / "budget.csv", pack, residents, starts)
    _write_planted(out / "planted.csv", planted)
    counts = by_kind(planted)
    summary = CitySummary(
        residents=residents,
        resident_rows=resident_rows,
        welfare_rows=people.welfare_rows,
        hospitals=len(pack.providers),
        visits=len(asked),
        claim_files=files.files,
        claim_rows=files.rows,
        planted=counts,
        not_planted=tuple(kind.name for kind in KINDS if kind.name not in counts),
    )
    _write_json(out / "city.json", summary, seed=seed, months=months, start=start, shares=shares)
    return summary


def _check(out: Path, *, residents: int, months: int, start: date) -> None:
    """Refuses what cannot be written before anything is."""
    check_empty(out)
    if residents < 1 or months < 1 or start.day != 1:
        raise Refused(
            "city_impossible",
            Text(
                id="Kota contoh perlu sedikitnya satu warga dan satu bulan, mulai tanggal 1.",
                en="A city needs at least one resident and one month, from the 1st of a month.",
            ),
            residents=residents,
            months=months,
        )


def check_empty(out: Path) -> None:
    """Refuses a folder with something in it (`folder_not_empty`)."""
    if out.exists() and any(out.iterdir()):
        raise Refused(
            "folder_not_empty",
            Text(
                id="Folder tujuan sudah berisi. Pilih folder baru atau kosongkan dulu.",
                en="The folder is not empty. Choose a new one or clear it first.",
            ),
        )


class _People:
    """Streams the households out once and keeps only their stays and the pools for planting."""

    def __init__(
        self, pack: Pack, out: Path, *, seed: int, starts: list[int], demand: Demand
    ) -> None:
        self.world, self.letters, self.pools = World(pack), Letters(), Pools()
        self.hospitals = Hospitals(
            self.world, self.letters, seed=seed, months=starts, demand=demand
        )
        self.stays: list[Stay] = []
        self.welfare_rows = 0
        self._pack, self._out, self._seed, self._starts = pack, out, seed, starts
        stage = self.world.stage(starts[0])
        self._poor_only = stage is not None and any(c.kind == "welfare" for c in stage.conditions)

    def write(self, residents: int, shares: Shares) -> list[Planted]:
        """Writes residents.csv and welfare.csv; fills the stays; returns the planted rows."""
        start, until = (date.fromordinal(day) for day in (self._starts[0], self._starts[-1]))
        with (self._out / "welfare.csv").open("w", encoding="utf-8", newline="") as handle:
            welfare = WelfareFile(handle, seed=self._seed, start=start, until=until)

            def seen(household: Household) -> None:
                periods = welfare.add(household)
                found = self.hospitals.stays(household, periods)
                self.stays += found
                patients = {stay.person.nik for stay in found}
                patients |= {stay.mother.nik for stay in found if stay.mother}
                for person in household:
                    listed = periods.get(person.nik, (0, 0))[1] is None
                    if person.nik not in patients and (listed or not self._poor_only):
                        self.pools.add(person, self._starts[0], self._starts[-1])

            planted = write_residents(
                self._out / "residents.csv",
                residents=residents,
                seed=self._seed,
                villages=self._pack.villages,
                start=start,
                until=until,
                shares=shares,
                seen=seen,
            )
        self.welfare_rows = welfare.rows
        return planted


def _planted_stays(people: _People, billing: Billing, *, seed: int, shares: Shares) -> list[Stay]:
    """The sound stays, billed, with faults planted among them."""
    billed = billing.bill_all(people.stays, Random(f"{seed}:billing"))
    faults = Faults(
        world=people.world,
        hospitals=people.hospitals,
        letters=people.letters,
        billing=billing,
        pools=people.pools,
        rng=Random(f"{seed}:faults"),
    )
    return faults.plant(billed, shares)


def month_starts(start: date, months: int) -> list[int]:
    """The first day of each month of the period, and of the one after."""
    return [
        date(
            start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1, 1
        ).toordinal()
        for n in range(months + 1)
    ]


def write_visits(path: Path, stays: Iterable[Stay]) -> list[Planted]:
    """Writes visits.csv by day and returns the visits that the desk must refuse."""
    planted: list[Planted] = []
    ordered = sorted(stays, key=lambda stay: (stay.letter_on, stay.letter_no))
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(VISIT_COLUMNS + "\n")
        for row, stay in enumerate(ordered, start=1):
            out.write(stay.visit_line() + "\n")
            if stay.planted.startswith("desk_"):
                reason = stay.planted.removeprefix("desk_")
                planted.append(Planted(path.name, row, stay.letter_no, stay.planted, reason, True))
    return planted


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a table as CSV, the same bytes on every system."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def write_hospitals(path: Path, pack: Pack) -> None:
    """Writes the hospitals of the pack as the importer reads them."""
    header = (
        "provider_code,name,class,ownership,tariff_code,ppk_code,village_code,address,owner_group,"
        "bank_account_name"
    )
    rows = [list(asdict(provider).values()) for provider in pack.providers]
    write_csv(path, header.split(","), rows)


def _write_budget(path: Path, pack: Pack, residents: int, starts: list[int]) -> None:
    """The pack's budget of the period's years and of the day after it, scaled to the residents."""
    years = {date.fromordinal(day).year for day in starts}
    header = ("document_no", "kind", "fiscal_year", "line_code", "on", "amount_idr", "legal")
    rows = [
        (a.document_no, a.kind, a.fiscal_year, a.line_code, a.on.isoformat(),
         a.amount_idr * residents // CENSUS_2010, a.legal)
        for a in pack.appropriations
        if a.fiscal_year in years
    ]  # fmt: skip
    write_csv(path, header, rows)


def _write_planted(path: Path, planted: list[Planted]) -> None:
    header = ("file", "row", "claim_no", "kind", "expected", "detectable")
    rows = [(*one[:5], "yes" if one.detectable else "no") for one in sorted(planted)]
    write_csv(path, header, rows)


def _write_json(
    path: Path, summary: CitySummary, *, seed: int, months: int, start: date, shares: Shares
) -> None:
    body = {
        "seed": seed,
        "months": months,
        "start": start.isoformat(),
        **asdict(summary),
        "shares": asdict(shares),
    }
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
