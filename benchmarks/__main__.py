"""`python -m benchmarks [name…]`: run benchmarks and print their figures beside their floors.

Every other module here with a function `run()` is a benchmark; it gives a list of figures. Each
runs in a process of its own (so that peak memory is its own), on a fresh, migrated database of
the embedded server in a home of its own (`MULTIGUNA_BENCH_HOME`). Exit code 1: a figure did not
reach what it has to.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.floor import Figure, Limit, Ratio

HERE = Path(__file__).parent
NOT_BENCHMARKS = ("__init__", "__main__", "floor")
DATABASE = "multiguna_bench"


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main(arguments: Sequence[str]) -> int:
    """Run the named benchmarks, or all of them; 0 when every figure reached its share."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(names()) or "none yet")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.list:
        print("\n".join(names()))
        return 0
    unknown = sorted(set(asked.names) - set(names()))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(names())}")
    if asked.inside:
        Path(asked.inside).write_text(json.dumps(_run_inside(asked.names[0])))
        return 0
    figures = [figure for name in asked.names or names() for figure in _run(name)]
    print(json.dumps([_facts(f) for f in figures]) if asked.json else table(figures))
    return 0 if all(figure.reached for figure in figures) else 1


def _run(name: str) -> list[Figure]:
    """Run one benchmark in a process of its own; its own words go to stderr."""
    print(f"{name} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="multiguna-bench-") as folder:
        answer = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "benchmarks", name, "--inside", str(answer)]
        subprocess.run(command, check=True, cwd=HERE.parent, stdout=sys.stderr)
        return [
            Ratio(**facts) if "floor" in facts else Limit(**facts)
            for facts in json.loads(answer.read_text())
        ]


def _run_inside(name: str) -> list[dict[str, object]]:
    _fresh_database()
    figures = importlib.import_module(f"benchmarks.{name}").run()
    from multiguna.kernel import embedded

    embedded.stop()
    return [asdict(figure) for figure in figures]


def _fresh_database() -> None:
    """Point the settings at an empty, migrated database of the benchmarks' own."""
    home = os.environ.get("MULTIGUNA_BENCH_HOME") or str(
        Path(tempfile.gettempdir()) / f"multiguna-bench-{os.geteuid()}"
    )
    Path(home).mkdir(mode=0o711, parents=True, exist_ok=True)
    os.environ["MULTIGUNA_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "multiguna.settings"
    import psycopg

    from multiguna.kernel import embedded

    place = embedded.start()
    with psycopg.connect(place.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.OWNER}")
    os.environ["DATABASE_URL"] = place.url(embedded.APP, DATABASE)
    os.environ["DATABASE_OWNER_URL"] = place.url(embedded.OWNER, DATABASE)
    import django

    django.setup()
    from multiguna.kernel import installation

    installation.migrate()


def _facts(figure: Figure) -> dict[str, object]:
    ratio = {"ratio": figure.ratio} if isinstance(figure, Ratio) else {}
    return {**asdict(figure), **ratio, "reached": figure.reached}


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, one line each."""
    lines = [
        "| Figure | Ours | Floor | Ratio | Must be | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for figure in figures:
        ours = f"{figure.ours:,.0f} {figure.unit}"
        if isinstance(figure, Ratio):
            floor = f"{figure.floor:,.0f} ({figure.floor_name})"
            cells = [ours, floor, f"{figure.ratio:.2f}", f"≥ {figure.at_least:.2f}"]
        else:
            cells = [ours, "", "", f"≤ {figure.at_most:,.0f}"]
        reached = "reached" if figure.reached else "MISSED"
        lines.append(f"| {' | '.join([figure.name, *cells, reached])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
