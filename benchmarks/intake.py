"""Taking in a million rows of e-Klaim: read, matched, billed on the ledger, in one transaction.

The floor is `COPY` of the same parsed rows, as claims and lines, into tables with the same keys and
indexes. Beside it stands, for the eye, `COPY` into one table without any.
`MULTIGUNA_BENCH_CLAIMS` sets the size.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings
from tests.eklaim_files import PROVIDER, odd_row, sound_row
from tests.people import install

from benchmarks import floor
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.claims import plan
from multiguna.claims.actions import import_claims
from multiguna.claims.actions.files import look_at
from multiguna.claims.actions.staging import judged_rows
from multiguna.claims.rules.eklaim_copy import STAGED, staged_line
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, system

REGION = "36.71"
ON = date(2012, 12, 31)
ODD_SHARE = 0.01


def size_wanted() -> int:
    """How many rows: a million unless the environment says otherwise."""
    return int(os.environ.get("MULTIGUNA_BENCH_CLAIMS", "1000000"))


def claims_file(size: int) -> Path:
    """A file of so many rows, one in a hundred of them odd, made once."""
    from multiguna.claims.terms.importing import COLUMNS

    path = home() / f"claims-{size}.txt"
    if not path.exists():
        rng, fresh = random.Random(1), path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write("\t".join(COLUMNS) + "\n")
            for number in range(size):
                row = sound_row(rng, number)
                if rng.random() < ODD_SHARE:
                    row = odd_row(rng, row)
                file.write("\t".join(row.values()) + "\n")
        fresh.rename(path)
    return path


def run() -> list[Figure]:
    """Take the file in, and the most memory this process held meanwhile."""
    path = claims_file(size_wanted())
    by = system(REGION)
    install(by)
    took, rows = _taken_in(path, by)
    memory = floor.peak_memory_mb()
    bare, parsed = _copied(path)
    own = _copied_into_tables()
    print(
        f"intake: import {took:.1f} s; COPY of {parsed} parsed rows: into the claims' tables "
        f"{own:.1f} s, into one bare table {bare:.1f} s (ratio {bare / took:.2f})",
        file=sys.stderr,
    )
    return [
        Ratio("intake: a file of claims", "rows/s", rows / took, "COPY", parsed / own, 0.20),
        Limit("intake: peak memory", "MB", memory, 500),
    ]


def _taken_in(path: Path, by: Actor) -> tuple[float, int]:
    took, result = floor.seconds(
        lambda: import_claims(path=path, provider_code=PROVIDER, by=by, on=ON)
    )
    assert result.imported > 0.98 * result.rows
    assert result.rows == result.imported + result.unchanged + result.refused
    return took, result.rows


def _owner() -> psycopg.Connection:
    where = settings.DATABASES["owner"]
    return psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"],
        dbname=where["NAME"], autocommit=True,
    )  # fmt: skip


def _copied(path: Path) -> tuple[float, int]:
    """Seconds of COPY of the parsed rows into one logged table without an index, and how many."""
    file, lines = look_at(path), home() / "claims-parsed.copy"
    count = 0
    with lines.open("w", encoding="utf-8", newline="") as out:
        for judged in judged_rows(file, file.names(), PROVIDER, lambda _: None, own=False):
            if judged.claim is not None:
                count += 1
                out.write(staged_line(judged.claim))
    create = plan.CREATE_STAGING.replace("TEMPORARY ", "").replace("ON COMMIT DROP", "")
    with _owner() as owner:
        owner.execute(create.replace("claims_staging", "bench_floor").encode())

        def load() -> None:
            with (
                lines.open("rb") as source,
                owner.cursor() as cursor,
                cursor.copy(f"COPY bench_floor ({STAGED}) FROM STDIN".encode()) as copy,
            ):
                while piece := source.read(floor.PIECE):
                    copy.write(piece)

        took, _ = floor.seconds(load)
        owner.execute("DROP TABLE bench_floor")
    lines.unlink()
    return took, count


def _copied_into_tables() -> float:
    """Seconds of COPY of the claims and their lines into tables with the same keys and indexes."""
    total = 0.0
    with _owner() as owner, owner.cursor() as cursor:
        cursor.execute("SET multiguna.region = '36.71'; SET multiguna.provider = ''")
        for table in ("claims_claim", "claims_line"):
            lines = home() / f"{table}.copy"
            with (
                lines.open("wb") as out,
                cursor.copy(f"COPY (TABLE {table}) TO STDOUT".encode()) as copy,
            ):
                for piece in copy:
                    out.write(piece)
            generated = f"CREATE TABLE bench_own (LIKE {table} INCLUDING ALL)"
            cursor.execute(generated.encode())
            total += floor.seconds(lambda lines=lines: _load(cursor, lines))[0]
            cursor.execute("DROP TABLE bench_own")
            lines.unlink()
    return total


def _load(cursor: psycopg.Cursor, lines: Path) -> None:
    with lines.open("rb") as source, cursor.copy("COPY bench_own FROM STDIN") as copy:
        while piece := source.read(floor.PIECE):
            copy.write(piece)
