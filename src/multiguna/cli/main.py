"""The `multiguna` command. Exit codes: 0 done, 1 refused, 2 usage, 3 environment."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version

import click

from multiguna.cli.opening import NAMED
from multiguna.kernel.errors import Refused

# Where each command lives; a module is imported when its command is called.
COMMANDS = {
    "audit": ("audit", "audit", True),
    "budget": ("budget", "budget", True),
    "claims": ("claims", "claims", True),
    "coverage": ("coverage", "coverage", False),
    "demo": ("demo", "demo", False),
    "doctor": ("server", "doctor", False),
    "guarantee": ("guarantees", "guarantee", False),
    "init": ("server", "init", False),
    "offline": ("offline", "offline", False),
    "pack": ("packs", "pack", False),
    "payments": ("payments", "payments", True),
    "plan": ("plan", "plan", False),
    "portability": ("portability", "portability", True),
    "providers": ("registry", "providers", True),
    "region": ("gazetteer", "region", False),
    "regions": ("hosting", "regions", False),
    "readiness": ("readiness", "readiness", True),
    "replay": ("replay", "replay", False),
    "residents": ("registry", "residents", True),
    "serve": ("server", "serve", False),
    "sql": ("sql", "sql", False),
    "synth": ("synth", "synth", False),
    "user": ("users", "user", True),
    "work": ("server", "work", False),
}
DATABASE_OPTIONS = frozenset({"--import", "--from-list"})
"""Without these, `claims connect` runs in a hospital that has no database of ours."""
ENVIRONMENT_CODES = frozenset(
    {"postgresql_failed", "no_unprivileged_user", "owner_url_missing", "database_unreachable"}
)


class Lazy(click.Group):
    """A group whose commands are modules, imported only when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(import_module(f"multiguna.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("multiguna"))
@click.option("--region", "code", metavar="CODE", help="Which region's, where several are served.")
@click.pass_context
def cli(context: click.Context, code: str | None) -> None:
    """Multiguna: jaminan kesehatan daerah / a local government's free-healthcare programme."""
    wants_help = bool({"-h", "--help"} & set(sys.argv))
    context.meta[NAMED] = code
    connects = context.invoked_subcommand == "claims" and "connect" in sys.argv[1:5]
    alone = connects and not DATABASE_OPTIONS & set(sys.argv)
    opens = COMMANDS.get(context.invoked_subcommand or "", ("", "", False))[2]
    if opens and not wants_help and not alone:
        from multiguna.cli.opening import open_actor

        context.obj = open_actor()


def main() -> None:
    """Run a command; a refusal is told in both languages on standard error.

    A bug is told with its frames; of a database error never the words, which may quote a row.
    """
    from django.db.utils import OperationalError as WrappedError
    from psycopg import OperationalError

    from multiguna.kernel.logs import say_discreetly

    sys.excepthook = say_discreetly
    try:
        cli()
    except Refused as refused:
        click.echo(f"{refused.message.id}\n{refused.message.en}\n[{refused.code}]", err=True)
        sys.exit(3 if refused.code in ENVIRONMENT_CODES else 1)
    except (OperationalError, WrappedError):
        click.echo(
            "Basis data tidak dapat dihubungi; periksa DATABASE_URL.\n"
            "The database cannot be reached; check DATABASE_URL.\n[database_unreachable]",
            err=True,
        )
        sys.exit(3)
