"""A log line says what went wrong and where, and never whom it was about."""

from __future__ import annotations

import logging
import sys

from multiguna.kernel.logs import Discreet


def test_the_text_of_an_exception_is_withheld() -> None:
    try:
        raise ValueError("Key (nik)=(3671995606590001) already exists")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    said = Discreet().format(record)
    assert "3671995606590001" not in said
    assert "ValueError" in said
    assert "test_logs.py" in said
