"""`multiguna plan memo`: a decision memo as HTML and PDF, in Indonesian and English."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.frontier import OUT
from multiguna.cli.options import FIRST_YEAR, PACK, PROFILE, SEED, as_json, day, echo_json, on_day
from multiguna.cli.saying import said
from multiguna.planning.rules.frontier import CONFIDENCES
from multiguna.planning.rules.levering import levers_of
from multiguna.planning.rules.memo import memo_of
from multiguna.planning.rules.profiles import read_profile
from multiguna.planning.rules.simulating import RUNS, YEARS
from multiguna.planning.rules.studying import scenario_of, study
from multiguna.programme.rules import read_pack

LANGUAGES = {"id": ("id",), "en": ("en",), "both": ("id", "en")}


@click.command()
@PACK
@PROFILE
@click.option("--budget", type=click.IntRange(1), required=True, help="One year's, whole rupiah.")
@click.option("--confidence", type=click.Choice([str(one) for one in CONFIDENCES]), default="95",
              show_default=True, help="Of 100 years, in how many the budget lasts.")  # fmt: skip
@click.option("--scenario", "scenarios", multiple=True, metavar='"NAME: LEVER=VALUE; …"',
              help="A choice to compare, as changes to the pack; up to four.")  # fmt: skip
@click.option("--out", type=OUT, required=True, help="The folder to write into.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="both", show_default=True)
@FIRST_YEAR
@click.option("--years", type=click.IntRange(2, 20), default=YEARS, show_default=True)
@click.option("--runs", type=click.IntRange(100, 100_000), default=RUNS, show_default=True)
@SEED
@on_day
@as_json
def memo(
    folder: Path, profile: Path | None, budget: int, confidence: str, scenarios: tuple[str, ...],
    out: Path, language: str, year: int | None, years: int, runs: int, seed: int,
    on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a decision memo: what a budget buys, what it costs, and what that rests on."""
    known_on = day(on)
    first = year or known_on.year + 1
    pack = read_pack(folder)
    base = levers_of(pack, date(first, 1, 1))
    found = study(
        read_profile(profile or folder), base, [scenario_of(text, base) for text in scenarios],
        pack=pack.name, known_on=known_on, first_year=first, budget_idr=budget,
        confidence=int(confidence), runs=runs, years=years, seed=seed,
    )  # fmt: skip
    from multiguna.planning.queries.memo.papers import memo_html, memo_pdf

    out.mkdir(parents=True, exist_ok=True)
    names = []
    for one in LANGUAGES[language]:
        for path, content in (
            (out / f"memo-{one}.html", memo_html(found, one).encode()),
            (out / f"memo-{one}.pdf", memo_pdf(found, one)),
        ):
            path.write_bytes(content)
            names.append(str(path))
    if as_json:
        body = said(found)
        assert isinstance(body, dict)
        echo_json({"files": names, **body})
        return
    told = memo_of(found)
    for text in (told.answer, told.warning):
        if text is not None:
            click.echo(f"{text.id}\n{text.en}\n")
    click.echo("\n".join(names))
