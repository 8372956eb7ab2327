"""What the house tests look at: the source tree, and its Python files as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "multiguna"

CAPABILITIES = (
    "audit",
    "accounts",
    "programme",
    "registry",
    "providers",
    "ledger",
    "coverage",
    "guarantees",
    "claims",
    "payments",
    "assurance",
    "planning",
    "transparency",
    "awards",
)
"""Bottom to top; `registry`, `providers` and `ledger` stand beside each other, as do the last
three."""

LEVELS = {
    name: level
    for level, names in enumerate(
        (
            ("audit",),
            ("accounts",),
            ("programme",),
            ("registry", "providers", "ledger"),
            ("coverage",),
            ("guarantees",),
            ("claims",),
            ("payments",),
            ("assurance",),
            ("planning", "transparency", "awards"),
        )
    )
    for name in names
}
FREE = ("kernel", "cli", "fhir", "web", "synthetic")
EDGES = ("cli", "fhir", "web")
WRITTEN_BY_TOOLS = ("migrations", "__pycache__")


def files(*suffixes: str, under: Iterable[Path] = (PACKAGE,)) -> Iterator[Path]:
    """The files of the tree with one of the suffixes; not what a tool wrote, not vendored files."""
    for folder in under:
        for path in sorted(folder.rglob("*")):
            made = set(path.relative_to(folder).parts) & set(WRITTEN_BY_TOOLS)
            if path.suffix in suffixes and path.is_file() and not made and ".min." not in path.name:
                yield path


def own_files(*suffixes: str) -> Iterator[Path]:
    """Source, tests, benchmarks and tools."""
    folders = [PACKAGE, *(ROOT / name for name in ("tests", "benchmarks", "tools"))]
    return files(*suffixes, under=[folder for folder in folders if folder.exists()])


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def place(path: Path, line: int | None = None) -> str:
    """The path from the repository's root, with a line number."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    return name if line is None else f"{name}:{line}"


def capability(path: Path) -> str | None:
    """The part of the package that a file lies in."""
    return path.relative_to(PACKAGE).parts[0] if path.is_relative_to(PACKAGE) else None


def kind(path: Path) -> str:
    """`terms`, `rules`, … of a capability's file, whether a file or a folder of that name."""
    return path.relative_to(PACKAGE).parts[1].removesuffix(".py")


def of_kind(*kinds: str) -> Iterator[Path]:
    """The Python files of every capability that are of these kinds."""
    for name in CAPABILITIES:
        for path in files(".py", under=[PACKAGE / name]):
            if kind(path) in kinds:
                yield path
