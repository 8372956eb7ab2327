"""Writes a JKN status file for a city that was written before."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from multiguna.registry.terms import MEMBERSHIP_COLUMNS

MEMBERS = 0.6
"""The share of residents whom the file names."""
SEGMENT_WEIGHTS = {"PPU": 40, "PBI": 22, "PBPU_PEMDA": 22, "PBPU": 14, "BP": 2}


def write_membership(path: Path, *, residents: Path, start: date, seed: int) -> int:
    """Writes periods from `start` on for about six in ten residents; gives the number of rows.

    Some have lapsed, some lapsed and came back, some are said to be inactive. Residents with a
    spoiled row are left out. The same arguments write the same bytes.
    """
    rng = Random(f"{seed}:membership")
    segments = [name for name, weight in SEGMENT_WEIGHTS.items() for _ in range(weight)]
    rows = 0
    seen: set[str] = set()
    with (
        residents.open(encoding="utf-8", newline="") as file,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(MEMBERSHIP_COLUMNS)
        for number, person in enumerate(csv.DictReader(file), start=1):
            draw, nik = rng.random(), person["NIK"]
            if draw >= MEMBERS or len(nik) != 16 or nik in seen:
                continue
            seen.add(nik)
            card, segment = f"{number:013}", rng.choice(segments)
            first = start + timedelta(rng.randrange(300))
            ended = first + timedelta(90 + rng.randrange(300)) if draw < 0.1 else None
            status = "NONAKTIF" if 0.1 <= draw < 0.13 else "AKTIF"
            writer.writerow((nik, card, segment, status, first, ended or ""))
            rows += 1
            if ended is not None and draw < 0.04:
                again = ended + timedelta(60)
                writer.writerow((nik, card, rng.choice(segments), "AKTIF", again, ""))
                rows += 1
    return rows
