"""National planning without an engine: the table of regencies, and the futures of one of them.

Every engine calls `futures` once for each regency, in any order and on any machine: the answer
depends on the seed and the regency's code alone, and what all regencies share (beliefs, the common
shock) is the same in the same run everywhere. So futures can be added run by run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import simulate
from multiguna.planning.terms.national import NationalPlan
from multiguna.planning.terms.profile import HospitalGroup, RegionProfile
from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import Row
from multiguna.programme.rules.regions import regencies

BP, PEOPLE_MAX, LEVEL_MAX = 10_000, 300_000_000, 50_000
GROWTH = (-2_000, 2_000)
CLASSES = ("A", "B", "C", "D")
COLUMNS = (
    "region", "name", "people", "people_on", "growth_bp", "insured_bp", "poor_bp", "access_bp",
    "cost_level_bp", "arrivals_bp", *(f"class_{name.lower()}_bp" for name in CLASSES),
)  # fmt: skip
"""The table of regencies; one row each, shares and levels in basis points as in a profile."""
QUANTILES = {"q05_idr": 5, "q50_idr": 50, "q80_idr": 80, "q95_idr": 95, "q99_idr": 99}
SCENARIOS_MAX, SAID_MAX = 4, 50


def read_regencies(file: str, rows: Iterable[Row]) -> tuple[RegionProfile, ...]:
    """The profiles of a table's rows, by code.

    Refuses `profiles_wrong` with what is wrong in which row and column (the first 50): a code that
    is no regency's or stands twice, an amount out of bounds, hospital classes that do not add up.
    """
    problems, known = Problems(), {one.code for one in regencies()}
    found: dict[str, RegionProfile] = {}
    for row in rows:
        cells = Cells.of_row(problems, file, row)
        profile = _profile(cells)
        if profile.region not in known:
            cells.note("region_unknown", "region", "Bukan kode kabupaten atau kota. Cari dengan "
                       "'multiguna region find NAMA'.", "It is no regency's or city's code. Look "
                       "it up with 'multiguna region find NAME'.")  # fmt: skip
        if profile.region in found:
            cells.note("region_twice", "region", "Kode ini sudah ada di baris lain. Hapus satu.",
                       "Another row has this code. Remove one of them.")  # fmt: skip
        found[profile.region] = profile
    if not found:
        problems.add("profiles_empty", file, "", "Tidak ada barisnya. Isi satu per kabupaten.",
                     "It has no rows. Give it one for each regency.")  # fmt: skip
    if problems.found:
        shown = problems.found[:SAID_MAX]
        raise Refused(
            "profiles_wrong",
            Text("\n".join(f"- {one.message.id}" for one in shown),
                 "\n".join(f"- {one.message.en}" for one in shown)),
            problems=len(problems.found),
        )  # fmt: skip
    return tuple(found[code] for code in sorted(found))


def _profile(cells: Cells) -> RegionProfile:
    shares = {name: cells.whole(f"class_{name.lower()}_bp", 0, BP) for name in CLASSES}
    whole = sum(shares.values())
    if whole != BP:
        cells.note("sum_wrong", "class_a_bp", f"Bagian kelas A-D berjumlah {whole}, bukan 10000.",
                   f"The shares of classes A to D add up to {whole}, not 10000.")  # fmt: skip
    return RegionProfile(
        region=cells.text("region"),
        name=cells.text("name"),
        people=cells.whole("people", 1, PEOPLE_MAX),
        people_on=cells.day("people_on"),
        growth_bp=cells.whole("growth_bp", *GROWTH),
        insured_bp=cells.whole("insured_bp", 0, BP),
        poor_bp=cells.whole("poor_bp", 0, BP),
        access_bp=cells.whole("access_bp", 1, LEVEL_MAX),
        cost_bp=cells.whole("cost_level_bp", 1, LEVEL_MAX),
        arrivals_bp=cells.whole("arrivals_bp", 0, BP),
        ages=(),
        hospitals=tuple(
            HospitalGroup(name, "government", None, share) for name, share in shares.items()
        ),
        present=None,
        sources=(),
    )


def futures(plan: NationalPlan, profile: RegionProfile) -> list[int]:
    """What every scenario costs one regency: whole rupiah by scenario, then year, then run.

    `len(scenarios) × years × runs` amounts; `cell_of` says which is which.
    """
    known = evidence_on(plan.known_on)
    needs = [
        needs_of(
            profile, one.levers, known, code=one.code, title=one.title, first_year=plan.first_year
        )
        for one in plan.scenarios
    ]
    costs = simulate(needs, runs=plan.runs, years=plan.years, seed=plan.seed, local=profile.region)
    return [int(amount) for amount in costs.total_idr.ravel()]


def cells_of(plan: NationalPlan) -> dict[str, list[object]]:
    """The table that names each amount of `futures`: its place, scenario, year and run."""
    table: dict[str, list[object]] = {"at": [], "scenario": [], "year": [], "run": []}
    for scenario in plan.scenarios:
        for year in range(plan.first_year, plan.first_year + plan.years):
            for run in range(plan.runs):
                row = (len(table["at"]), scenario.code, year, run)
                for column, value in zip(table, row, strict=True):
                    table[column].append(value)
    return table


def ranks_of(runs: int) -> dict[str, int]:
    """Which of the sorted costs each quantile is: the least that so many of 100 do not exceed.

    >>> ranks_of(1000)["q95_idr"], ranks_of(10)["q99_idr"]
    (950, 10)
    """
    return {name: -(-part * runs // 100) for name, part in QUANTILES.items()}


def check_scenarios(codes: Sequence[str]) -> None:
    """Refuses more than four scenarios, or two of one name."""
    if len(codes) > SCENARIOS_MAX:
        raise Refused(
            "scenarios_too_many",
            Text(f"Paling banyak {SCENARIOS_MAX} skenario sekaligus.",
                 f"At most {SCENARIOS_MAX} scenarios at once."),
        )  # fmt: skip
    if len(set(codes)) < len(codes):
        raise Refused(
            "scenario_twice",
            Text("Dua paket bernama sama. Beri nama lain pada salah satunya.",
                 "Two packs have the same name. Give one of them another."),
        )  # fmt: skip
