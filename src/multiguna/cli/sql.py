"""`multiguna sql`: print the statement that a plan runs, or what distributes the schema."""

from __future__ import annotations

import click

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text


@click.group()
def sql() -> None:
    """SQL yang dijalankan / the SQL that runs."""


@sql.command()
@click.argument("plan", metavar="PLAN")
def show(plan: str) -> None:
    """Print a plan's statement, e.g. claims.adjudicate or coverage.population."""
    plans = _plans()
    if plan not in plans:
        names = ", ".join(sorted(plans))
        raise Refused(
            "plan_unknown",
            Text(f"Rencana tidak dikenal. Yang ada: {names}.", f"Unknown plan. Known: {names}."),
        )
    click.echo(plans[plan])


@sql.command()
def citus() -> None:
    """Print the script that distributes the schema over Citus by region (docs/citus.md)."""
    from multiguna.cli.opening import open_django

    open_django()
    from django.conf import settings

    from multiguna.kernel.citus import distribution

    for statement in distribution(str(settings.DATABASES["default"]["USER"])):
        click.echo(f"{statement};")


def _plans() -> dict[str, str]:
    from multiguna.cli.opening import open_django

    open_django()
    from multiguna.claims import plan as claims
    from multiguna.coverage import queries as coverage

    return {
        "claims.adjudicate": claims.adjudication(),
        "coverage.population": coverage.population_statement(),
    }
