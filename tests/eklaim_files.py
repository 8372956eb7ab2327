"""Real-shaped e-Klaim files for tests: invented people, and everything that hospitals do to files.

Everything follows from a seed. NIKs have a district that does not exist (3671 99 …).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from multiguna.claims.rules.envelope import DRG_COLUMNS
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS

PROVIDER = "3671901"
CODER_NIK = "3671990101800001"
DAYS = ("01/02/2012", "2012-02-01", "01-02-2012", "1/2/2012", "40940", "40940.0")
"""One day in every way that it is written."""
C2 = '0#0#0#0#0#2012-02-05#x#08:00#10:00#1#{"cara_masuk":"emd","total_tarif_rs":1700000}#0#{}#'


def sound_row(rng: random.Random, number: int) -> dict[str, str]:
    """A row with nothing to say about it."""
    costs = [rng.choice((0, 0, rng.randint(1, 900) * 1000)) for _ in COST_COLUMNS]
    tariff, topup = rng.randint(1, 50) * 100_000, rng.choice((0, 0, 250_000))
    first, length = rng.randint(1, 20), rng.randint(1, 8)
    month = rng.randint(1, 12)
    row = dict.fromkeys(COLUMNS, "-") | dict(zip(COST_COLUMNS, map(str, costs), strict=True))
    return row | {
        "KODE_RS": PROVIDER, "KELAS_RS": "B", "KELAS_RAWAT": rng.choice("123"),
        "KODE_TARIF": "BS", "PTD": rng.choice("12"),
        "ADMISSION_DATE": f"{first:02}/{month:02}/2012",
        "DISCHARGE_DATE": f"{first + length - 1:02}/{month:02}/2012",
        "BIRTH_DATE": f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(1930, 2011)}",
        "BIRTH_WEIGHT": "0", "SEX": rng.choice("12"), "DISCHARGE_STATUS": rng.choice("12345"),
        "DIAGLIST": rng.choice(("A09;E86", "O80.0", "J18.9;I10;E11.9")),
        "PROCLIST": rng.choice(("-", "99.04+2;88.76", "86.22")),
        "INACBG": rng.choice(("K-4-17-I", "O-6-13-I", "Q-5-44-0", "X-0-98-X")),
        "DESKRIPSI_INACBG": "PENYAKIT SALURAN CERNA RINGAN", "TARIF_INACBG": str(tariff),
        "SP": "YY-01-II" if topup else "-", "TARIF_SP": str(topup),
        "TOTAL_TARIF": str(tariff + topup), "TARIF_RS": str(sum(costs)), "LOS": str(length),
        "NAMA_PASIEN": f"WARGA CONTOH {number}", "MRN": f"{number:08}", "UMUR_TAHUN": "32",
        "DPJP": "dr. CONTOH", "SEP": f"3671901C{number:09}",
        "NOKARTU": f"367199{rng.randint(1, 28):02}0180{number % 9999 + 1:04}",
        "PAYOR_ID": "5;JAMKESDA", "CODER_ID": f"Koder Contoh;{CODER_NIK};kdr",
        "VERSI_INACBG": "5.10.1", "VERSI_GROUPER": "4", "C2": C2,
        "C4": f"{rng.getrandbits(128):032x}",
    }  # fmt: skip


def odd_row(rng: random.Random, row: dict[str, str]) -> dict[str, str]:
    """A row as real files have it: one or a few cells written otherwise, or wrong."""
    odd = {
        "ADMISSION_DATE": rng.choice(DAYS), "BIRTH_DATE": rng.choice(("None", "29264", "x")),
        "NOKARTU": rng.choice(("1234567890", "'0001234567890", "3.67E+15", "A1234567", "None")),
        "INACBG": rng.choice(("K\u20104\u201017\u2010I", "K-4-17", "k-4-17-i", "")),
        "C2": rng.choice(('"' + C2.replace('"', '""') + '"', f"#{CODER_NIK}#", "None")),
        "SEX": rng.choice(("None", "-", "3", " 1 ")), "LOS": rng.choice(("", "x", "100000", "4.0")),
        "TARIF_RS": rng.choice(("1700000.00", "1.700.000", "-5", "", "０")),
        "DIAGLIST": rng.choice((" a09 ; e86 ", "A09*;B95†", ";", "diare")),
        "PROCLIST": rng.choice(("None", "99.04+x", "86.22+2;")), "SEP": rng.choice(("", "9" * 41)),
        "CODER_ID": rng.choice((f"{CODER_NIK}", "Koder;3671 9901 0180 0001;k", "-")),
        "NAMA_PASIEN": rng.choice(("SITI JOSÉ", "", 'SITI "AMI"', "S" * 501, "SITI\\t")),
        "TARIF_SP": rng.choice(("", "None", "x", "0")), "OBAT": rng.choice(("", "-", "1e5")),
        "KODE_RS": rng.choice(("3671902", "", PROVIDER)), "PTD": rng.choice(("3", "1", "")),
        "SP": rng.choice(('"YY"', "YY\u201001", "\\", "Y" * 41)),
        "DISCHARGE_DATE": rng.choice(("31/01/2011", "31/02/2012", "")),
    }  # fmt: skip
    chosen = rng.sample(sorted(odd), rng.choice((1, 1, 1, 2, 3)))
    return row | {name: odd[name] for name in chosen}


@dataclass
class Shape:
    """How a file is written: its columns and their order, its line ends, its encoding."""

    columns: Sequence[str] = field(default=COLUMNS)
    line_end: str = "\n"
    encoding: str = "utf-8"


def shape(rng: random.Random) -> Shape:
    """One of the shapes that e-Klaim's builds and re-saving give."""
    columns = list(COLUMNS)
    columns += rng.sample(DRG_COLUMNS, rng.choice((0, 0, len(DRG_COLUMNS), 4)))
    columns += rng.choice(([], [], ["KOLOM_BARU"]))
    if rng.random() < 0.2:
        rng.shuffle(columns)
    return Shape(
        columns, rng.choice(("\n", "\r\n")), rng.choice(("utf-8", "utf-8", "utf-8-sig", "latin-1"))
    )


def file_bytes(rng: random.Random, rows: int, odd_share: float = 0.2) -> bytes:
    """A whole file of some shape, part of its rows odd."""
    made = shape(rng)
    lines = ["\t".join(made.columns)]
    for number in range(rows):
        row = sound_row(rng, number)
        if rng.random() < odd_share:
            row = odd_row(rng, row)
        lines.append("\t".join(row.get(name, "1") for name in made.columns))
    text = made.line_end.join(lines) + rng.choice((made.line_end, ""))
    return text.encode(made.encoding, "replace")
