"""A log line says what went wrong and where, and never whom it was about."""

from __future__ import annotations

import logging
import sys

import psycopg
import pytest
from django.db import IntegrityError

from multiguna.cli import main
from multiguna.kernel.logs import Discreet, say_discreetly


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


def test_a_command_says_of_a_database_error_its_class_and_state_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = "Failing row contains (3671990101800001, SITI)"

    def broken() -> None:
        try:
            raise psycopg.errors.CheckViolation(detail)
        except psycopg.Error as error:
            raise IntegrityError(detail) from error

    def fail() -> None:
        try:
            broken()
        except IntegrityError:
            raise KeyError(detail)  # noqa: B904 (what comes of it quotes it too)

    before = sys.excepthook
    monkeypatch.setattr(main, "cli", fail)
    try:
        main.main()
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.excepthook = before
    said = capsys.readouterr().err
    assert "IntegrityError, CheckViolation [SQLSTATE 23514]" in said
    assert "in broken" in said or "in fail" in said
    assert "3671990101800001" not in said
    assert "SITI)" not in said


def test_what_is_no_database_error_is_told_as_python_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_discreetly(ValueError, ValueError("seven"), None)
    assert "ValueError: seven" in capsys.readouterr().err
