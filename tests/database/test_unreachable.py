"""A server that is gone is said at once, in words, and not after the pool has waited."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import django
django.setup()
from django.db import connection
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import system
try:
    with transaction(system("36.71")) as cursor:
        cursor.execute("SELECT 1")
except Refused as refused:
    print(refused.code, refused.message.en)
print("tries", connection.pool.get_stats().get("connections_num", 0))
connection.close_pool()
"""


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("where", ["tcp", "socket"])
def test_nothing_listens(tmp_path: Path, where: str) -> None:
    url = f"postgresql://a:b@127.0.0.1:{closed_port()}/x"
    if where == "socket":
        url = f"postgresql://a:b@/x?host={tmp_path}&port=5432"
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=False,
        env={**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url,
             "MULTIGUNA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.startswith("database_unreachable The database does not answer."), done.stderr
    assert "tries 0" in done.stdout, "the pool is not asked to wait"
    assert str(tmp_path) not in done.stdout


def test_something_listens_and_never_answers(tmp_path: Path) -> None:
    """A server that takes connections and is silent: the pool's time is the end of it."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql://a:b@127.0.0.1:{silent.getsockname()[1]}/x"
        done = subprocess.run(
            [sys.executable, "-c", f"import os; from django.conf import settings\n{SHORT}{ASK}"],
            capture_output=True, text=True, check=False,
            env={**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url,
                 "MULTIGUNA_HOME": str(tmp_path)},
        )  # fmt: skip
    assert done.stdout.startswith("database_unreachable"), done.stderr


SHORT = """
settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 1
settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] = 2
"""
