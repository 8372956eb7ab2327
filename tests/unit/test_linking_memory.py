"""Comparing persons leaves no trace of them on a disk."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from multiguna.registry.queries import linking


def test_what_does_not_fit_into_memory_is_not_written_beside_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(linking, "MEMORY_LIMIT", "50MB")
    with linking.memory() as memory, pytest.raises(duckdb.OutOfMemoryException):
        memory.execute("CREATE TABLE t AS SELECT md5(i::text) a FROM range(4000000) r(i)")
    assert list(tmp_path.rglob("*")) == []
