"""Acts that only a person may do: `--as USER` names the account whose act it is.

Whoever runs commands on this machine holds its keys; the record names the account, as the web
site does after a login.
"""

from __future__ import annotations

import click

from multiguna.cli.options import Command
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text


def as_person(command: Command) -> Command:
    """`--as USER`: the account that acts; unattended work if absent."""
    return click.option("--as", "username", help="The account whose act it is.")(command)


def as_named_person(command: Command) -> Command:
    """`--as USER`, which must be given: unattended work never does this."""
    option = click.option("--as", "username", required=True, help="The account whose act it is.")
    return option(command)


def person(by: Actor, username: str | None) -> Actor:
    """The named account's actor in `by`'s region, or `by` itself; refuses `user_unknown`."""
    from multiguna.accounts.queries import active_actor

    if username is None:
        return by
    actor = active_actor(username)
    if actor is None or actor.region != by.region:
        raise Refused(
            "user_unknown",
            Text("Tidak ada akun aktif dengan nama itu.", "There is no open account of that name."),
        )
    return actor
