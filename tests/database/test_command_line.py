"""The `multiguna` command as a process of its own: help, exit codes, where messages go."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from multiguna.cli.main import COMMANDS


def multiguna(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    return subprocess.run(
        [sys.executable, "-m", "multiguna.cli", *words], capture_output=True, text=True,
        env={**kept, "MULTIGUNA_HOME": str(home), **settings}, check=False,
    )  # fmt: skip


def test_help_needs_nothing(tmp_path: Path) -> None:
    done = multiguna(tmp_path, "--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", ["user", "sql", "guarantee"])
def test_a_group_explains_itself_before_anything_is_installed(tmp_path: Path, command: str) -> None:
    assert multiguna(tmp_path, command, "--help").returncode == 0


def test_a_statement_can_be_read(tmp_path: Path) -> None:
    done = multiguna(tmp_path, "sql", "show", "coverage.population")
    assert done.returncode == 0
    assert "coverage_decided AS (" in done.stdout


def test_usage_is_2_and_a_refusal_is_1_on_standard_error(tmp_path: Path) -> None:
    assert multiguna(tmp_path, "pack", "install").returncode == 2
    refused = multiguna(tmp_path, "sql", "show", "nothing")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "[plan_unknown]" in refused.stderr


def test_an_unreachable_database_is_3_and_no_traceback(tmp_path: Path) -> None:
    url = "postgresql://a:b@127.0.0.1:1/x"
    done = multiguna(tmp_path, "init", DATABASE_URL=url, DATABASE_OWNER_URL=url)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
