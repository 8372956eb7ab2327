"""A table of regencies for tests and benchmarks: real codes and names, made-up figures.

No regency's population is shipped with the product; these figures come from a seed.
"""

from __future__ import annotations

from random import Random

from multiguna.planning.rules.national import COLUMNS
from multiguna.programme.rules.regions import regencies


def regency_rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Rows of the table for `count` regencies and cities, spread over the provinces."""
    random = Random(seed)
    everyone = regencies()
    chosen = [everyone[len(everyone) * number // count] for number in range(count)]
    rows = []
    for place in chosen:
        b, c = random.randint(500, 4000), random.randint(1000, 4500)
        figures = (
            random.randint(20_000, 3_000_000), "2025-06-30", random.randint(-50, 250),
            random.randint(8500, 9900), random.randint(300, 2500), random.randint(6000, 11_000),
            random.randint(8500, 13_000), random.randint(0, 200), 0, b, c, 10_000 - b - c,
        )  # fmt: skip
        cells = (place.code, place.name, *map(str, figures))
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return rows


def csv_of(rows: list[dict[str, str]]) -> str:
    """The rows as the CSV file that the command reads."""
    return "\n".join([",".join(COLUMNS), *(",".join(row.values()) for row in rows)]) + "\n"
