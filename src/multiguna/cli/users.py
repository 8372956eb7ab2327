"""`multiguna user`: accounts and tokens. Passwords come from a prompt or the environment.

The context's object is the actor; a refusal is the main command's to show. What needs Django is
imported when a command runs: by then the main command has set it up.
"""

from __future__ import annotations

import os

import click

from multiguna.cli.options import as_json, echo_json
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text

ROLES = [role.value for role in Role if role is not Role.SYSTEM]
PASSWORD_VARIABLE = "MULTIGUNA_PASSWORD"  # noqa: S105 (the name of a variable)


@click.group()
def user() -> None:
    """Pengguna / accounts: who may log in, and tokens for hospital systems."""


@user.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name, as pages show it.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--provider", "provider_code", help="Hospital code, for hospital roles alone.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@as_json
@click.pass_obj
def add(
    by: Actor,
    username: str,
    full_name: str,
    role: str,
    provider_code: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Open an account. The password is asked for, or read from MULTIGUNA_PASSWORD."""
    from multiguna.accounts import actions

    if provider_code is not None:
        _check_provider(by, provider_code)
    password = os.environ.get(PASSWORD_VARIABLE) or click.prompt(
        "Kata sandi / password", hide_input=True, confirmation_prompt=True
    )
    actions.add_user(
        username=username,
        full_name=full_name,
        role=Role(role),
        password=password,
        provider_code=provider_code,
        language=language,
        by=by,
        on=clock.today(),
    )
    _say(as_json, username=username, role=role, provider_code=provider_code or "")


@user.command()
@click.argument("username")
@as_json
@click.pass_obj
def token(by: Actor, username: str, as_json: bool) -> None:
    """Print the token with which a hospital's system asks in this user's name."""
    from multiguna.accounts import queries

    _say(as_json, token=queries.api_token(username, region=by.region))


@user.command()
@click.argument("username")
@as_json
@click.pass_obj
def close(by: Actor, username: str, as_json: bool) -> None:
    """Close an account; its token stops working within a minute."""
    from multiguna.accounts import actions

    actions.close_user(username=username, by=by, on=clock.today())
    _say(as_json, username=username, state="closed")


@user.command("reset-code")
@click.argument("username")
@as_json
@click.pass_obj
def reset_code(by: Actor, username: str, as_json: bool) -> None:
    """Forget a lost authenticator; the next login sets up a new one."""
    from multiguna.accounts import actions

    actions.reset_second_factor(username=username, by=by, on=clock.today())
    _say(as_json, username=username, state="second_factor_reset")


def _check_provider(by: Actor, provider_code: str) -> None:
    from multiguna.providers.queries import known_provider

    with transaction(by) as cur:
        card = known_provider(cur, by, provider_code)
    if card.home_region is not None:
        raise Refused(
            "provider_of_partner",
            Text(
                id=f"Petugas rumah sakit itu mendapat akun di wilayahnya, {card.home_region}.",
                en=f"That hospital's staff have their accounts in its own region, "
                f"{card.home_region}.",
            ),
        )


def _say(as_json: bool, **answer: str) -> None:
    if as_json:
        echo_json(answer)
    else:
        click.echo("  ".join(value for value in answer.values() if value))
