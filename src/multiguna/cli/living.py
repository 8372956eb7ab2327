"""`multiguna plan live`: a year of a city person by person, through the rules that decide."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.options import FOLDER, PACK, PROFILE, SEED, as_json, day, echo_json, on_day
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import system
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import forecast
from multiguna.planning.rules.levering import levers_of
from multiguna.planning.rules.living import needs_of_forecast, offers_of
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.profiles import read_profile
from multiguna.planning.rules.simulating import simulate
from multiguna.planning.terms.living import LivedYear, LivingNeeds
from multiguna.planning.terms.profile import RegionProfile
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Pack

RUNS = 1_000
"""Futures of the planner of which the middle one is lived."""


@click.command()
@PACK
@click.option("--beside", type=FOLDER, help="Another pack for the same people and illnesses.")
@PROFILE
@click.option("--residents", type=click.IntRange(1, 20_000_000),
              help="So many invented after the profile; else the registered ones.")  # fmt: skip
@click.option("--needs", type=click.Choice(["planner", "pack"]), default="planner",
              show_default=True, help="How often people come: as the planner's middle run says, or "
              "as the pack's expected_…_per_1000.")  # fmt: skip
@click.option("--year", type=click.IntRange(2000, 2200), help="The year; the next if absent.")
@SEED
@on_day
@as_json
def live(
    folder: Path, beside: Path | None, profile: Path | None, residents: int | None, needs: str,
    year: int | None, seed: int, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Live a year person by person: who comes, who is covered, what the rules pay; nothing is kept.

    Ceilings, readmissions, overlapping stays and moves are counted for each resident. The
    statement that decides claims decides, under a database role that cannot write.
    """
    known_on = day(on)
    first = year or known_on.year + 1
    packs = [read_pack(path) for path in (folder, beside) if path is not None]
    region = _profile(profile or folder, asked=profile is not None or needs == "planner")
    wanted = None
    if needs == "planner":
        assert region is not None
        wanted = _needs(region, packs[0], first, known_on)
    lived = _lived(packs, first, wanted, residents, region, seed)
    if as_json:
        echo_json({"years": [_body(one) for one in lived]})
    else:
        for one in lived:
            _show(one)


def _profile(path: Path, *, asked: bool) -> RegionProfile | None:
    """The profile; where nobody asked for one, a pack without is lived with invented ages."""
    try:
        return read_profile(path)
    except Refused as refused:
        if asked or refused.code != "profile_missing":
            raise
        return None


def _needs(region: RegionProfile, pack: Pack, year: int, known_on: date) -> LivingNeeds:
    """What the planner expects in the middle, before any ceiling."""
    levers = replace(levers_of(pack, date(year, 1, 1)), ceiling_idr=None)
    known = evidence_on(known_on)
    needs = needs_of(region, levers, known, code=pack.name, title=pack.title, first_year=year)
    found = forecast(simulate([needs], runs=RUNS, years=1, seed=1), 0, budget_idr=None)
    return needs_of_forecast(found, offers_of(pack, year))


def _lived(
    packs: list[Pack], year: int, needs: LivingNeeds | None, residents: int | None,
    region: RegionProfile | None, seed: int,
) -> list[LivedYear]:  # fmt: skip
    """Each pack's year in turn; without needs of the planner's, the first pack's hold for both."""
    from multiguna.cli.opening import open_actor, open_database
    from multiguna.kernel.db import transaction
    from multiguna.planning.queries.living import live_year, needs_as_expected

    if residents is None:
        by = open_actor()
    else:  # nothing of an installed region is read
        open_database()
        by = system(packs[0].region)
    found: list[LivedYear] = []
    for pack in packs:
        with transaction(by) as cursor:
            if needs is None:
                needs = needs_as_expected(
                    cursor, by, pack=pack, year=year, residents=residents, profile=region, seed=seed
                )
            found.append(
                live_year(
                    cursor, by, pack=pack, year=year, needs=needs, residents=residents,
                    profile=region, seed=seed,
                )
            )  # fmt: skip
    return found


def _body(lived: LivedYear) -> object:
    outcome = asdict(lived.outcome) | {
        "most_idr": lived.outcome.most_idr,
        "sums": [asdict(one) | {"month": f"{one.month:%Y-%m}"} for one in lived.outcome.sums],
    }
    return asdict(lived) | {"outcome": outcome}


def _show(lived: LivedYear) -> None:
    outcome = lived.outcome
    click.echo(f"{lived.pack_name} {lived.pack_version}, {lived.year}")
    rows = (
        ("warga / residents", f"{lived.residents:,}"),
        ("dijamin 1 Juli / covered on 1 July", f"{lived.covered:,}"),
        ("kunjungan / visits", f"{lived.visits:,}"),
        ("klaim / claims", f"{lived.claims:,}"),
        ("orang dibayari / persons paid for", f"{outcome.treated:,}"),
        ("mencapai batas setahun / at the year's ceiling", f"{outcome.at_ceiling:,}"),
        ("disetujui / approved", rupiah(outcome.approved_idr)),
        ("dipotong / reduced", rupiah(outcome.reduced_idr)),
        ("ditolak / rejected", rupiah(outcome.rejected_idr)),
        ("ditanyakan / pended", rupiah(outcome.pended_idr)),
        ("paling banyak / at most (approved and pended)", rupiah(outcome.most_idr)),
    )
    for name, value in rows:
        click.echo(f"  {name:<48}{value.replace(',', '.'):>24}")
    for title, counts in (
        ("tidak dijamin / turned away", lived.turned_away),
        ("temuan / findings", outcome.findings),
    ):
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        click.echo(f"  {title}: {listed or '-'}")
    seconds = sum(lived.took_ms.values()) / 1000
    click.echo(f"  {seconds:.1f} detik / seconds. Tidak ada yang disimpan / nothing was written.\n")
