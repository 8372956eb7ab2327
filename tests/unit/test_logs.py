"""A log line says what went wrong and where, and never whom it was about."""

from __future__ import annotations

import logging
import sys

from multiguna.kernel.logs import Discreet


def test_the_text_of_an_exception_is_withheld() -> None:
    nik = "36719956" + "06590001"
    try:
        raise ValueError(f"Key (nik)=({nik}) already exists")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    said = Discreet().format(record)
    assert nik not in said
    assert "ValueError" in said
    assert "test_logs.py" in said
