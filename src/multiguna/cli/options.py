"""Options and output that many commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from multiguna.kernel import clock

Command = TypeVar("Command", bound=Callable[..., object])
DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

PACK = click.option("--pack", "folder", type=FOLDER, required=True, help="The programme pack.")
PROFILE = click.option("--profile", type=FILE, help="A region profile; the pack's own if absent.")
FIRST_YEAR = click.option(
    "--year", type=click.IntRange(2000, 2200), help="The first year; the next if absent."
)
SEED = click.option("--seed", type=int, default=1, show_default=True)
"""What the commands of planning ask alike."""


def as_json(command: Command) -> Command:
    """`--json`: one JSON object on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def on_day(command: Command) -> Command:
    """`--on DATE`: the day of the act; today if absent."""
    return click.option("--on", type=DAY, help="The day, YYYY-MM-DD; today if absent.")(command)


def day(on: datetime | None) -> date:
    """The day given, or today."""
    return on.date() if on else clock.today()


def echo_json(body: object) -> None:
    """Print a body as JSON."""
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))


@contextmanager
def progress(path: Path, label: str) -> Iterator[Callable[[int], None]]:
    """A bar over a file's bytes on a terminal, nothing when piped."""
    piped = not sys.stderr.isatty()
    with click.progressbar(
        length=path.stat().st_size, label=label, file=sys.stderr, hidden=piped
    ) as bar:
        yield bar.update
