"""`multiguna plan`: what would it cost us? Forecasts of a pack, and the model tried on the past."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.frontier import frontier
from multiguna.cli.living import live
from multiguna.cli.memo import memo
from multiguna.cli.national import national
from multiguna.cli.options import FIRST_YEAR, PACK, PROFILE, SEED, as_json, day, echo_json, on_day
from multiguna.cli.saying import said
from multiguna.kernel.money import rupiah
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import forecast
from multiguna.planning.rules.hindcasting import hindcast
from multiguna.planning.rules.levering import change, levers_of
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.profiles import read_profile
from multiguna.planning.rules.simulating import RUNS, YEARS, simulate
from multiguna.planning.terms.costing import Levers, Shocks
from multiguna.planning.terms.forecast import Forecast, HindcastYear, Spread
from multiguna.programme.rules import read_pack

MIDDLE = ("q50_idr", "q80_idr", "q95_idr", "q99_idr")


@click.group()
def plan() -> None:
    """Perencanaan / planning: what a programme would cost, here or in another region."""


plan.add_command(frontier)
plan.add_command(memo)
plan.add_command(live)
plan.add_command(national)


@plan.command()
@PACK
@PROFILE
@click.option("--budget", type=click.IntRange(1), help="One year's budget, whole rupiah.")
@click.option("--change", "changes", multiple=True, metavar="LEVER=VALUE",
              help="A change to the pack's levers; may be given several times.")  # fmt: skip
@FIRST_YEAR
@click.option("--years", type=click.IntRange(1, 20), default=YEARS, show_default=True)
@click.option("--runs", type=click.IntRange(100, 1_000_000), default=RUNS, show_default=True)
@SEED
@click.option("--common-bp", type=click.IntRange(0, 5000), default=Shocks().common_bp,
              show_default=True, help="How far all services together stray in a year.")  # fmt: skip
@on_day
@as_json
def run(
    folder: Path, profile: Path | None, budget: int | None, changes: tuple[str, ...],
    year: int | None, years: int, runs: int, seed: int, common_bp: int, on: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Forecast a pack's cost in a region: as distributions, never as one number."""
    known_on = day(on)
    first = year or known_on.year + 1
    pack = read_pack(folder)
    region = read_profile(profile or folder)
    levers = change(levers_of(pack, date(first, 1, 1)), changes)
    shocks = dataclasses.replace(Shocks(), common_bp=common_bp)
    needs = needs_of(
        region, levers, evidence_on(known_on), code=pack.name, title=pack.title, first_year=first
    )
    costs = simulate([needs], runs=runs, years=years, seed=seed, shocks=shocks)
    found = forecast(costs, 0, budget_idr=budget)
    if as_json:
        echo_json(
            {
                "region": region.region,
                "name": region.name,
                "known_on": known_on.isoformat(),
                "runs": runs,
                "seed": seed,
                "shocks": said(shocks),
                "budget_idr": budget,
                "forecast": said(found),
                "sources": dict(region.sources),
            }
        )
    else:
        _show(region.name, found, levers, budget)


@plan.command("hindcast")
@click.option("--runs", type=click.IntRange(100, 1_000_000), default=RUNS, show_default=True)
@SEED
@as_json
def hindcast_command(runs: int, seed: int, as_json: bool) -> None:
    """Ask the model about 2012 and 2013 with what was known the year before."""
    years = hindcast(runs=runs, seed=seed)
    if as_json:
        echo_json({"runs": runs, "seed": seed, "years": [_hindcast_body(one) for one in years]})
        return
    click.echo(f"{'':<6}{'5 %':>20}{'50 %':>20}{'95 %':>20}{'benar / truth':>20}{'di / at':>9}")
    for one in years:
        amounts = (one.q05_idr, one.q50_idr, one.q95_idr, one.truth_idr)
        shown = "".join(f"{rupiah(amount):>20}" for amount in amounts)
        click.echo(f"{one.year:<6}{shown}{one.truth_bp / 100:>7.1f} %")
        click.echo(
            f"      {one.months} bulan / months; tahun lalu / last year "
            f"{rupiah(one.last_year_idr)}; garis lurus / linear trend "
            f"{rupiah(one.linear_trend_idr)}"
        )


def _hindcast_body(one: HindcastYear) -> dict[str, object]:
    return {
        "year": one.year,
        "months": one.months,
        "known_on": one.known_on.isoformat(),
        "truth_idr": one.truth_idr,
        "q05_idr": one.q05_idr,
        "q50_idr": one.q50_idr,
        "q95_idr": one.q95_idr,
        "truth_quantile": one.truth_bp / 10_000,
        "last_year_idr": one.last_year_idr,
        "linear_trend_idr": one.linear_trend_idr,
        "cases": [
            {"service": service.value, "truth": true, "truth_quantile": bp / 10_000}
            for service, true, bp in one.counts_bp
        ],
        "data_used": [
            {"code": fact.code, "value": fact.value, "unit": fact.unit,
             "known_by": fact.known_by.isoformat(), "source": fact.source}
            for fact in one.data_used
        ],
        "judgements": [
            {"code": belief.code, "low": belief.low, "high": belief.high,
             "id": belief.title.id, "en": belief.title.en}
            for belief in one.judgements
        ],
    }  # fmt: skip


def _show(name: str, found: Forecast, levers: Levers, budget: int | None) -> None:
    click.echo(f"{name}: {found.title}")
    people = f"{found.covered_people:,}".replace(",", ".")
    click.echo(f"Dibayar program ini / this programme pays for: {people}")
    changed = [
        f"{one.name}={_typed(getattr(levers, one.name))}"
        for one in dataclasses.fields(Levers)
        if getattr(levers, one.name) != one.default
    ]
    click.echo(f"Tuas / levers: {', '.join(changed) or 'baku / default'}\n")
    click.echo(f"{'':<10}{'50 %':>22}{'80 %':>22}{'95 %':>22}{'99 %':>22}{'> pagu':>9}")
    for year in found.years:
        over = "" if year.over_bp is None else f"{year.over_bp / 100:.1f} %"
        _row(str(year.year), year.cost, over)
    over = "" if found.over_whole_bp is None else f"{found.over_whole_bp / 100:.1f} %"
    _row("jumlah/all", found.whole, over)
    click.echo(
        f"\nCadangan tahun pertama / first year's reserve: {rupiah(found.reserve_idr)}"
        + ("" if budget is None else f"; pagu / budget: {rupiah(budget)}")
    )
    click.echo("\nPenggerak (rendah - tinggi) / drivers (low - high), semua tahun / all years")
    for driver in found.drivers:
        judged = "  anggapan / judgement" if driver.is_judgement else ""
        click.echo(
            f"  {driver.title.id}\n  {driver.title.en}\n"
            f"    {rupiah(driver.low_idr)} - {rupiah(driver.high_idr)}{judged}"
        )


def _typed(value: object) -> object:
    """A lever's value as one types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ",".join(sorted(str(part) for part in value))
    return said(value)


def _row(title: str, cost: Spread, over: str) -> None:
    amounts = "".join(f"{rupiah(getattr(cost, name)):>22}" for name in MIDDLE)
    click.echo(f"{title:<10}{amounts}{over:>9}")
