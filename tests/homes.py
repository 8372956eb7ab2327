"""Homes that tests make: what they leave outside their own folder goes with them."""

from __future__ import annotations

import shutil
from pathlib import Path


def cluster_of(home: Path) -> Path:
    """Where the embedded server of a home has its folder."""
    noted = home / "postgresql.place"
    return Path(noted.read_text().strip()) if noted.exists() else home / "postgresql"


def forget(home: Path) -> None:
    """Remove the cluster of a home whose server has ended."""
    shutil.rmtree(cluster_of(home), ignore_errors=True)
