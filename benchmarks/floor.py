"""What a benchmark is compared with: the same bytes or the same query without our work.

A speed alone says something about a machine. A ratio to a floor measured in the same run says
something about us: `COPY` of the same bytes for an import, `pgbench` running the same prepared
statements for a request, the bare statement over the same tables for a batch.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from multiguna.kernel import embedded

Result = TypeVar("Result")
PIECE = 1 << 20


@dataclass(frozen=True)
class Ratio:
    """One figure beside its floor, both in units a second, and the share it has to reach."""

    name: str
    unit: str
    ours: float
    floor_name: str
    floor: float
    at_least: float

    @property
    def ratio(self) -> float:
        """Ours as a share of the floor."""
        return self.ours / self.floor

    @property
    def reached(self) -> bool:
        """Whether the share is reached."""
        return self.ratio >= self.at_least


@dataclass(frozen=True)
class Limit:
    """One figure that must stay at or below a limit (latency, memory)."""

    name: str
    unit: str
    ours: float
    at_most: float

    @property
    def reached(self) -> bool:
        """Whether the figure is within its limit."""
        return self.ours <= self.at_most


Figure = Ratio | Limit


def seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    """How long `work` took on the wall clock, and what it gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def best(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of several runs in seconds: the one that was disturbed least."""
    return min(seconds(work)[0] for _ in range(times))


def copied(
    connection: psycopg.Connection, path: Path, columns: Iterable[str], copy_options: str
) -> float:
    """Seconds that COPY needs for a file's bytes into one unlogged, unindexed table of texts.

    `copy_options` are those of COPY, e.g. `FORMAT csv, HEADER`. The table is gone afterwards.
    """
    names = ", ".join(f'"{name}" text' for name in columns)

    def load() -> None:
        with connection.transaction(force_rollback=True), connection.cursor() as cursor:
            cursor.execute(f"CREATE UNLOGGED TABLE bench_floor ({names})")
            statement = f"COPY bench_floor FROM STDIN ({copy_options})"
            with path.open("rb") as file, cursor.copy(statement) as copy:
                while piece := file.read(PIECE):
                    copy.write(piece)

    return best(load)


def statement(connection: psycopg.Connection, sql: str, values: object = None) -> float:
    """Seconds of a bare statement whose effect is rolled back."""

    def run() -> None:
        with connection.transaction(force_rollback=True):
            connection.execute(sql, values)  # type: ignore[arg-type]

    return best(run)


def pgbench(
    script: Path, *, url: str, clients: int = 8, jobs: int = 2, duration: int = 10
) -> float:
    """Transactions a second of `pgbench` running a script with prepared statements.

    The program is the one beside the embedded server's, else the one on the PATH. The password
    goes by the environment, not by the arguments.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    beside = embedded.binaries() / "pgbench"
    done = subprocess.run(
        [
            str(beside) if beside.exists() else "pgbench",
            "--no-vacuum",
            "--protocol=prepared",
            f"--file={script}",
            f"--client={clients}",
            f"--jobs={jobs}",
            f"--time={duration}",
            f"--host={query['host'][0] if 'host' in query else parts.hostname}",
            f"--port={query['port'][0] if 'port' in query else parts.port or 5432}",
            f"--username={unquote(parts.username or '')}",
            unquote(parts.path.lstrip("/")),
        ],
        env={**os.environ, "PGPASSWORD": unquote(parts.password or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, flags=re.MULTILINE)
    if done.returncode or not found:
        raise RuntimeError(f"pgbench failed: {done.stderr.strip()[-400:]}")
    return float(found[1])


def peak_memory_mb() -> float:
    """The largest memory this process has held so far, in megabytes (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000
