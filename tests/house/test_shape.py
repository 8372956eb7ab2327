"""The shape of the house: six names, empty doors, small files, small functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.house.tree import CAPABILITIES, FREE, PACKAGE, files, own_files, parsed, place

SIX = ("terms", "rules", "models", "queries", "actions", "plan")
FOLDERS = ("sql", "migrations")
BANNED = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager"}
BANNED |= {"signals", "common", "misc"}
STANDS_ALONE = frozenset({"tools/verify_audit.py"})
"""Handed out by itself to people who have nothing else of ours: one file by design."""

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 60


def strangers(folder: Path) -> list[str]:
    """What lies in a capability beside the six names, `sql` and `migrations`."""
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name
        known = (
            name in ("__init__.py", "__pycache__")
            or (path.is_file() and path.suffix == ".py" and path.stem in SIX)
            or (path.is_dir() and name in (*SIX, *FOLDERS))
        )
        if not known or (path.is_dir() and name == "sql" and _not_sql(path)):
            found.append(f"{folder.name}/{name}")
    return found


def _not_sql(folder: Path) -> bool:
    return any(path.suffix != ".sql" for path in folder.iterdir() if path.name != "__pycache__")


def doors_with_code(paths: Iterable[Path]) -> list[str]:
    """`__init__.py` files that do more than they may.

    A capability's is empty. That of a folder which stands for one of the six files may have a
    docstring and pass on names (imports and `__all__`), nothing else.
    """
    found = []
    for path in paths:
        if path.name != "__init__.py":
            continue
        body = ast.parse(path.read_text("utf-8")).body
        if path.parent.name in SIX:
            body = [node for node in body if not _passes_on(node)]
        if body:
            found.append(place(path))
    return found


def _passes_on(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return all(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.Import | ast.ImportFrom)


def long_files(paths: Iterable[Path]) -> list[str]:
    """Files with more than 400 lines."""
    counted = ((place(path), path.read_bytes().count(b"\n")) for path in paths)
    return [
        f"{name}: {lines} lines"
        for name, lines in counted
        if lines > LINES_OF_A_FILE and name not in STANDS_ALONE
    ]


def long_functions(path: Path) -> list[str]:
    """Functions of a file with more than 60 lines."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                found.append(f"{place(path, node.lineno)} {node.name}: {lines} lines")
    return found


def banned_names(paths: Iterable[Path]) -> list[str]:
    """Modules and folders whose names say nothing."""
    return [place(path) for path in paths if BANNED & {path.stem.strip("_"), *path.parts[-2:-1]}]


def test_every_part_of_the_package_is_known() -> None:
    parts = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert parts == {*CAPABILITIES, *FREE}


def test_a_capability_has_the_six_names_and_no_others() -> None:
    assert [name for part in CAPABILITIES for name in strangers(PACKAGE / part)] == []


def test_a_seventh_name_is_found(tmp_path: Path) -> None:
    for name in ("terms.py", "views.py", "__init__.py"):
        (tmp_path / name).touch()
    for name in ("rules", "sql", "templates"):
        (tmp_path / name).mkdir()
    (tmp_path / "sql" / "step.py").touch()
    found = {name.split("/")[1] for name in strangers(tmp_path)}
    assert found == {"views.py", "templates", "sql"}


def test_doors_are_empty() -> None:
    assert doors_with_code(files(".py")) == []


def test_a_door_with_code_is_found(tmp_path: Path) -> None:
    door = tmp_path / "__init__.py"
    door.write_text("from x import y\n")
    assert doors_with_code([door]) == ["__init__.py"]
    passing = tmp_path / "rules"
    passing.mkdir()
    door = passing / "__init__.py"
    door.write_text('"""Rules."""\nfrom x import y\n__all__ = ["y"]\n')
    assert doors_with_code([door]) == []
    door.write_text("def rule(): ...\n")
    assert doors_with_code([door]) == ["__init__.py"]


def test_files_have_at_most_400_lines() -> None:
    assert long_files(own_files(".py", ".sql", ".html", ".css", ".js", ".typ")) == []


def test_functions_have_at_most_60_lines() -> None:
    assert [found for path in own_files(".py") for found in long_functions(path)] == []


def test_a_long_file_and_a_long_function_are_found(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("def f():\n" + "    x = 1\n" * 60 + "x = 1\n" * 340)
    assert long_files([long]) == ["long.py: 401 lines"]
    assert long_functions(long) == ["long.py:1 f: 61 lines"]
    long.write_text("def f():\n" + "    x = 1\n" * 59)
    assert (long_files([long]), long_functions(long)) == ([], [])


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert banned_names(files(".py")) == []


def test_a_name_that_says_nothing_is_found() -> None:
    bad = [Path("web/utils.py"), Path("claims/services/x.py"), Path("_helpers.py")]
    assert len(banned_names([*bad, Path("claims/rules.py")])) == 3


def test_every_file_is_parsed() -> None:
    """The other house tests rest on this: each Python file has a syntax tree and a docstring."""
    silent = [place(path) for path in files(".py") if parsed(path).body and not _says(path)]
    assert silent == []


def _says(path: Path) -> bool:
    return ast.get_docstring(parsed(path)) is not None
