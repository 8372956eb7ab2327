"""Taking in two million residents and deciding for each of them on one day.

The floor is `COPY` of the same bytes into one unindexed, logged table of texts. The file is made
by the synthetic city in a process of its own and kept in the benchmarks' home.
`MULTIGUNA_BENCH_RESIDENTS` sets the size.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings

from benchmarks import floor
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.coverage.queries import coverage_of_population
from multiguna.kernel.db import transaction
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, system
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.registry.actions import import_residents
from multiguna.registry.terms import RESIDENT_COLUMNS

PACK = Path(__file__).parent.parent / "packs" / "tangerang"
DAY = date(2012, 6, 1)
REGION = "36.71"
MAKE = """
import sys
from pathlib import Path
from multiguna.programme.rules.packs import read_pack
from multiguna.synthetic.residents import write_residents
path, size, pack = Path(sys.argv[1]), int(sys.argv[2]), read_pack(Path(sys.argv[3]))
write_residents(path.with_suffix(".new"), residents=size, seed=1, villages=pack.villages)
path.with_suffix(".new").rename(path)
"""


@dataclass(frozen=True)
class Loaded:
    """A city in the database and how long it took."""

    by: Actor
    rows: int
    import_seconds: float


def size_wanted() -> int:
    """How many residents: 2,000,000 unless the environment says otherwise."""
    return int(os.environ.get("MULTIGUNA_BENCH_RESIDENTS", "2000000"))


def residents_file(size: int) -> Path:
    """The file of a synthetic city of this size, made once."""
    path = home() / f"residents-{size}.csv"
    if not path.exists():
        subprocess.run([sys.executable, "-c", MAKE, str(path), str(size), str(PACK)], check=True)
    return path


def load(path: Path) -> Loaded:
    """Import a file of residents into a database that has none."""
    by = system(REGION)
    install_pack(pack=read_pack(PACK), by=by, on=DAY)
    report = path.with_suffix(".errors.csv")
    took, result = floor.seconds(
        lambda: import_residents(path=path, by=by, on=DAY, report_to=report)
    )
    assert result.inserted == result.rows - result.refused
    return Loaded(by, result.rows, took)


def run() -> list[Figure]:
    """Import and decide, and the most memory this process held."""
    path = residents_file(size_wanted())
    bare = _copied(path)
    loaded = load(path)

    def decide() -> int:
        with transaction(loaded.by) as cursor:
            return sum(coverage_of_population(cursor, loaded.by, on=DAY).values())

    took, decided = floor.seconds(decide)
    assert decided > loaded.rows * 0.99
    print(
        f"registry: copy {bare:.1f} s, import {loaded.import_seconds:.1f} s, decide {took:.1f} s",
        file=sys.stderr,
    )
    return [
        Ratio("registry: import and decide", "residents/s",
              loaded.rows / (loaded.import_seconds + took), "COPY", loaded.rows / bare, 0.25),
        Limit("registry: peak memory", "MB", floor.peak_memory_mb(), 500),
    ]  # fmt: skip


def _copied(path: Path) -> float:
    """Seconds of COPY into one logged table without an index; the table is gone afterwards."""
    where = settings.DATABASES["owner"]
    names = ", ".join(f'"{name}" text' for name in RESIDENT_COLUMNS)
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"],
        dbname=where["NAME"], autocommit=True,
    ) as owner:  # fmt: skip
        owner.execute(f"CREATE TABLE bench_floor ({names})")

        def load_bytes() -> None:
            with (
                path.open("rb") as file,
                owner.cursor() as cursor,
                cursor.copy("COPY bench_floor FROM STDIN (FORMAT csv, HEADER)") as copy,
            ):
                while piece := file.read(floor.PIECE):
                    copy.write(piece)

        took, _ = floor.seconds(load_bytes)
        owner.execute("DROP TABLE bench_floor")
    return took
