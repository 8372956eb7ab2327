"""Logs without personal data: what went wrong and where, never the words of an exception.

A database error quotes the row it choked on, and a row may hold a name or a NIK.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TypeAlias

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Discreet(logging.Formatter):
    """A formatter that prints the frames and the type of an exception, but not its text."""

    def formatException(self, ei: ExcInfo) -> str:
        """The frames of the traceback and the exception's type."""
        kind, _, frames = ei
        name = kind.__name__ if kind is not None else "?"
        return "".join(traceback.format_tb(frames)) + f"{name} (text withheld)"


DATABASES = ("psycopg", "django.db", "duckdb", "_duckdb")
"""Whose errors quote rows, by the module of their class."""


def say_discreetly(
    kind: type[BaseException], error: BaseException, frames: TracebackType | None
) -> None:
    """A command's `sys.excepthook`: of a database error the frames, its class and its SQLSTATE.

    Anything that came of one may quote it, so its words are withheld as well.
    """
    said = [one for one in _chain(error) if type(one).__module__.startswith(DATABASES)]
    if not said:
        sys.__excepthook__(kind, error, frames)
        return
    code = next((state for one in said if (state := getattr(one, "sqlstate", None))), "-")
    names = ", ".join(dict.fromkeys(type(one).__name__ for one in said))
    sys.stderr.write("".join(traceback.format_tb(frames)))
    sys.stderr.write(f"{names} [SQLSTATE {code}] (text withheld)\n")


def _chain(error: BaseException) -> list[BaseException]:
    """An error with all that it came of."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found
