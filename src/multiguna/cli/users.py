"""`multiguna user …`: accounts and tokens. Passwords come from a prompt or the environment."""

from __future__ import annotations

import json
import os

import click

from multiguna.accounts import actions, queries
from multiguna.kernel import clock
from multiguna.kernel.terms import Role, system

ROLES = [role.value for role in Role]
PASSWORD_VARIABLE = "MULTIGUNA_PASSWORD"  # noqa: S105 (the name of a variable)


@click.group()
def user() -> None:
    """Accounts: who may log in, and tokens for hospital systems."""


def _region(given: str | None) -> str:
    region = given or os.environ.get("MULTIGUNA_REGION", "")
    if not region:
        raise click.UsageError("Say the region with --region or MULTIGUNA_REGION, e.g. 36.71.")
    return region


def _say(as_json: bool, **answer: str) -> None:
    if as_json:
        click.echo(json.dumps(answer))
    else:
        click.echo("  ".join(value for value in answer.values() if value))


@user.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name, as pages show it.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--provider", "provider_code", help="Hospital code, for hospital roles alone.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--region", help="Region code; else MULTIGUNA_REGION.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def add(
    username: str,
    full_name: str,
    role: str,
    provider_code: str | None,
    language: str,
    region: str | None,
    as_json: bool,
) -> None:
    """Open an account. The password is asked for, or read from MULTIGUNA_PASSWORD."""
    password = os.environ.get(PASSWORD_VARIABLE) or click.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    actions.add_user(
        username=username,
        full_name=full_name,
        role=Role(role),
        password=password,
        provider_code=provider_code,
        language=language,
        by=system(_region(region)),
        on=clock.today(),
    )
    _say(as_json, username=username, role=role, provider_code=provider_code or "")


@user.command()
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def token(username: str, as_json: bool) -> None:
    """Print the token with which a hospital's system asks in this user's name."""
    _say(as_json, token=queries.api_token(username))


@user.command()
@click.argument("username")
@click.option("--region", help="Region code; else MULTIGUNA_REGION.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def close(username: str, region: str | None, as_json: bool) -> None:
    """Close an account; its token stops working within a minute."""
    actions.close_user(username=username, by=system(_region(region)), on=clock.today())
    _say(as_json, username=username, state="closed")


@user.command("reset-code")
@click.argument("username")
@click.option("--region", help="Region code; else MULTIGUNA_REGION.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def reset_code(username: str, region: str | None, as_json: bool) -> None:
    """Forget a lost authenticator; the next login sets up a new one."""
    actions.reset_second_factor(username=username, by=system(_region(region)), on=clock.today())
    _say(as_json, username=username, state="second_factor_reset")
