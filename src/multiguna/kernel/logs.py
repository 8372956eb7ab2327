"""Logs without personal data: what went wrong and where, never the words of an exception.

A database error quotes the row it choked on, and a row may hold a name or a NIK.
"""

from __future__ import annotations

import logging
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
