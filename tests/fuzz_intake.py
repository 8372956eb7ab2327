"""`python -m tests.fuzz_intake --minutes 10`: send damaged files, forms and attachments.

Every file follows from a number that is printed when something goes wrong. Exit code 1: something
was raised that is no refusal, something half-written stayed, or memory grew beyond 500 MB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

MEMORY_MB = 500
A_CITY = 40
"""So many tries go into one city before it is rolled back, so that they meet earlier claims."""


def main(arguments: Sequence[str]) -> int:
    """Try for so many minutes; 0 when all went as it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_intake", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1, help="the first number")
    asked = parser.parse_args(arguments)
    os.environ.setdefault(
        "MULTIGUNA_BENCH_HOME",
        str(Path(tempfile.gettempdir()) / f"multiguna-fuzz-{os.geteuid()}"),
    )
    import benchmarks.__main__ as bench

    bench.DATABASE = "multiguna_fuzz"
    bench._fresh_database()
    from benchmarks.floor import peak_memory_mb

    from multiguna.kernel import embedded

    tally: Counter[str] = Counter()
    wrong: list[int] = []
    end, seed = time.monotonic() + asked.minutes * 60, asked.seed
    while time.monotonic() < end:
        seed = _city(seed, end, tally, wrong)
    embedded.stop()
    memory = peak_memory_mb()
    print(
        f"{sum(tally.values())} tries, numbers {asked.seed} to {seed - 1}, in {asked.minutes} min"
    )
    for name, count in sorted(tally.items()):
        print(f"  {name:<22}{count:>8}")
    print(f"  peak memory           {memory:>8.0f} MB (at most {MEMORY_MB})")
    print(f"  wrong: {wrong or 'none'}")
    return 1 if wrong or memory > MEMORY_MB else 0


def _city(seed: int, end: float, tally: Counter[str], wrong: list[int]) -> int:
    """Some tries in one city, which is rolled back; gives the next number."""
    from tests.intake_fuzz import CITY, check_attachment, check_file, check_form

    from multiguna.kernel.db import transaction
    from multiguna.kernel.terms import system

    by = system("36.71")
    with (
        tempfile.TemporaryDirectory() as folder,
        transaction(by) as cursor,
        cursor.connection.transaction(force_rollback=True),
    ):
        cursor.execute(CITY.encode())
        for number in range(seed, seed + A_CITY):
            if time.monotonic() > end:
                return number
            kind = "file" if number % 10 < 7 else "form" if number % 10 < 9 else "attachment"
            try:
                if kind == "file":
                    outcome = check_file(cursor, number, Path(folder))
                elif kind == "form":
                    outcome = check_form(cursor, number)
                else:
                    outcome = check_attachment(cursor, number, by)
            except BaseException as error:  # whatever it is, its number is what matters
                if isinstance(error, KeyboardInterrupt):
                    raise
                print(f"number {number} ({kind}):", file=sys.stderr)
                traceback.print_exc()
                wrong.append(number)
                return number + 1
            tally[f"{kind} {outcome}"] += 1
    return seed + A_CITY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
