"""`multiguna plan frontier`: the widest cover that a budget bears, and the way there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.options import FIRST_YEAR, PACK, PROFILE, SEED, as_json, day, echo_json, on_day
from multiguna.cli.saying import said
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.frontier import (
    CONFIDENCES,
    Search,
    combinations,
    find_frontier,
    grid_around,
)
from multiguna.planning.rules.levering import change, levers_of
from multiguna.planning.rules.profiles import read_profile
from multiguna.planning.rules.simulating import RUNS
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.frontier import WIDTH_ORDER, Aspect, Frontier, Grid
from multiguna.programme.rules import read_pack

OUT = click.Path(file_okay=False, path_type=Path)
KINDS = ("svg", "pdf", "png")


@click.command()
@PACK
@PROFILE
@click.option("--budget", type=click.IntRange(1), required=True, help="One year's, whole rupiah.")
@click.option("--confidence", type=click.Choice([str(one) for one in CONFIDENCES]), default="95",
              show_default=True, help="Of 100 years, in how many the budget lasts.")  # fmt: skip
@click.option("--try", "tried", multiple=True, metavar="LEVER=VALUE;VALUE",
              help="Values of a lever to try instead of the usual ones.")  # fmt: skip
@click.option("--order", metavar="ASPECT,ASPECT…",
              help=f"What counts most, first; as it is: {','.join(WIDTH_ORDER)}.")  # fmt: skip
@FIRST_YEAR
@click.option("--years", type=click.IntRange(1, 20), default=1, show_default=True,
              help="How many years the budget has to last: the dearest counts.")  # fmt: skip
@click.option("--runs", type=click.IntRange(100, 100_000), default=RUNS, show_default=True)
@SEED
@click.option("--out", type=OUT, help="Draw the frontier into this folder (SVG, PDF, PNG).")
@on_day
@as_json
def frontier(
    folder: Path, profile: Path | None, budget: int, confidence: str, tried: tuple[str, ...],
    order: str | None, year: int | None, years: int, runs: int, seed: int, out: Path | None,
    on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Find the widest cover that fits a budget at a confidence, and say each step."""
    known_on = day(on)
    first = year or known_on.year + 1
    region = read_profile(profile or folder)
    base = levers_of(read_pack(folder), date(first, 1, 1))
    known = evidence_on(known_on)
    search = Search(region, known, first, years, runs, seed, order_of(order))
    levers = combinations(grid_with(grid_around(base), base, tried), region)
    found = find_frontier(search, levers, budget_idr=budget, confidence=int(confidence))
    drawn = draw(found, out) if out is not None else []
    if as_json:
        body = said(found)
        assert isinstance(body, dict)
        echo_json({"region": region.region, "name": region.name, "runs": runs, "seed": seed,
                   "known_on": known_on.isoformat(), "files": drawn, **body})  # fmt: skip
        return
    click.echo(f"{region.name}, {found.first_year}\n{found.answer.id}\n{found.answer.en}\n")
    for number, step in enumerate(found.path, 1):
        click.echo(f"{number}. {rupiah(step.since.needed_idr)} -> {rupiah(step.until.needed_idr)}")
        click.echo(f"   {step.sentence.id}\n   {step.sentence.en}")
    click.echo(
        f"\n{found.tried} gabungan dicoba / combinations tried; {len(found.points)} di batas / on "
        "the frontier"
    )
    for name in drawn:
        click.echo(name)


def order_of(text: str | None) -> tuple[Aspect, ...]:
    """The order of aspects as typed; what is not named follows as usual. Refuses `order_wrong`."""
    if text is None:
        return WIDTH_ORDER
    names = [name.strip() for name in text.split(",")]
    if not set(names) <= set(WIDTH_ORDER) or len(set(names)) < len(names):
        known = ", ".join(WIDTH_ORDER)
        raise Refused("order_wrong", Text(f"Urutan terdiri dari {known}; masing-masing sekali.",
                                          f"The order is made of {known}; each once."))  # fmt: skip
    return (*map(Aspect, names), *(one for one in WIDTH_ORDER if one not in names))


def grid_with(grid: Grid, base: Levers, tried: Iterable[str]) -> Grid:
    """The grid with other values of some levers. Refuses what `change` refuses.

    >>> grid_with(grid_around(Levers()), Levers(), ["care_class=3;2"]).care_class
    (3, 2)
    """
    for text in tried:
        name, _, values = text.partition("=")
        changed = [change(base, [f"{name}={value}"]) for value in values.split(";")]
        own = tuple(dict.fromkeys(getattr(one, name.strip()) for one in changed))
        grid = dataclasses.replace(grid, **{name.strip(): own})
    return grid


def draw(found: Frontier, out: Path) -> list[str]:
    """The frontier drawn into a folder, in both languages and three kinds; their names."""
    from multiguna.planning.queries.drawing import render
    from multiguna.planning.queries.memo.frontier import frontier_chart

    out.mkdir(parents=True, exist_ok=True)
    names = []
    for language in ("id", "en"):
        chart = frontier_chart(found, language=language, width=760)
        for kind in KINDS:
            path = out / f"frontier-{language}.{kind}"
            path.write_bytes(render(chart, kind))
            names.append(str(path))
    return names
