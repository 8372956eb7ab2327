"""A city's past written as the files that the importers read, scaled to the published figures.

>>> from pathlib import Path
>>> write_history(Path("kota"), pack_dir=Path("packs/tangerang"), scale=100,
...               seed=1).claims                                          # doctest: +SKIP
2666
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random

from multiguna.kernel.money import share
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Pack
from multiguna.synthetic.city import (
    check_empty,
    month_starts,
    write_csv,
    write_hospitals,
    write_visits,
)
from multiguna.synthetic.claimfiles import ClaimFiles
from multiguna.synthetic.demand import Demand, Hospitals
from multiguna.synthetic.history.calendar import Filing
from multiguna.synthetic.history.cells import cells
from multiguna.synthetic.history.patients import Patients
from multiguna.synthetic.history.published import History, read_history
from multiguna.synthetic.planting import Shares
from multiguna.synthetic.residents import Household, WelfareFile, write_residents
from multiguna.synthetic.stays import Letters, Stay
from multiguna.synthetic.world import World

NOTHING_PLANTED = Shares(0, 0, 0, 0, 0, 0, 0, 0)
LINES = ("RI", "RJ")
"""The budget lines of inpatient and outpatient care in the pack."""


@dataclass(frozen=True, slots=True)
class HistoryFiles:
    """What was written: numbers of rows, all of them sound."""

    scale: int
    seed: int
    residents: int
    letters: int
    claims: int
    claim_files: int


def write_history(out: Path, *, pack_dir: Path, scale: int, seed: int) -> HistoryFiles:
    """Writes the pack's history at one `scale`-th of its size below `out`, an empty folder.

    Writes residents.csv, welfare.csv, hospitals.csv, budget.csv, visits.csv, claims/ and
    history.json. The same arguments and pack write the same bytes. Refuses a wrong pack
    (`pack_wrong`), one without a history (`history_missing`) and a folder with something in it
    (`folder_not_empty`).
    """
    check_empty(out)
    pack, history = read_pack(pack_dir), read_history(pack_dir)
    out.mkdir(parents=True, exist_ok=True)
    residents = history.published.residents // scale
    patients, world = _write_people(out, pack, history, residents=residents, seed=seed)
    stays: list[Stay] = []
    for cell in cells(history, scale):
        stays += patients.fill(cell)
    write_visits(out / "visits.csv", stays)
    files = ClaimFiles(
        out,
        world=world,
        billing=Filing(history),
        shares=NOTHING_PLANTED,
        rng=Random(f"{seed}:claims"),
    )
    last = history.until.toordinal()
    files.write([stay for stay in stays if stay.billed is not None and stay.billed < last])
    write_hospitals(out / "hospitals.csv", pack)
    _write_budget(out / "budget.csv", history, scale)
    made = HistoryFiles(scale, seed, residents, len(stays), files.rows, files.files)
    (out / "history.json").write_text(json.dumps(asdict(made), indent=2) + "\n", "utf-8")
    return made


def _write_people(
    out: Path, pack: Pack, history: History, *, residents: int, seed: int
) -> tuple[Patients, World]:
    """Writes the registers and gives the patients to be drawn from them."""
    world, months = World(pack), month_starts(history.starts, 12 * len(history.years))
    hospitals = Hospitals(world, Letters(), seed=seed, months=months, demand=Demand())
    patients = Patients(
        world,
        hospitals,
        Filing(history),
        start=history.starts,
        rng=Random(f"{seed}:history"),
    )
    with (out / "welfare.csv").open("w", encoding="utf-8", newline="") as handle:
        welfare = WelfareFile(handle, seed=seed, start=history.starts, until=history.until)

        def seen(household: Household) -> None:
            patients.add(household, welfare.add(household))

        write_residents(
            out / "residents.csv",
            residents=residents,
            seed=seed,
            villages=pack.villages,
            start=history.starts,
            until=history.until,
            shares=NOTHING_PLANTED,
            seen=seen,
        )
    return patients, world


def _write_budget(path: Path, history: History, scale: int) -> None:
    header = ("document_no", "kind", "fiscal_year", "line_code", "on", "amount_idr", "legal")
    rows = sorted(_documents(history, scale), key=lambda row: row[4])
    write_csv(path, header, rows)


def _documents(history: History, scale: int) -> Iterator[tuple[str, str, int, str, str, int, str]]:
    """The published budgets by line, and the assumed releases of each, cumulated then scaled.

    What a year's documents give a line adds up to its share of the scaled whole to the rupiah, so
    that the published payments fit the published releases.
    """
    months = history.assumed.release_months
    legal = history.assumed.sentences["releases"].id
    for year in history.years:
        bp, reached = history.assumed.inpatient_cost_bp[year], 0
        for document in (one for one in history.published.budgets if one.on.year == year):
            before, reached = reached, reached + document.amount_idr
            for number, line in enumerate(LINES):

                def of_line(amount_idr: int, number: int = number, bp: int = bp) -> int:
                    inpatient = share(amount_idr, bp) // scale
                    return amount_idr // scale - inpatient if number else inpatient

                amount = of_line(reached) - of_line(before)
                on = document.on.isoformat()
                yield (f"{document.kind}/{year}", document.kind, year, line, on, amount,
                       document.source)  # fmt: skip
                if document.kind != "DPA":
                    yield (f"SPD/{year}/P", "SPD", year, line, on, amount, legal)
                    continue
                for quarter, month in enumerate(months, start=1):
                    part = amount * quarter // len(months) - amount * (quarter - 1) // len(months)
                    yield (f"SPD/{year}/{quarter}", "SPD", year, line,
                           date(year, month, 1).isoformat(), part, legal)  # fmt: skip
