"""SQL steps: whole headers, one SELECT a file, reads that follow the order of the house."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from tests.house.tree import CAPABILITIES, LEVELS, PACKAGE, capability, files, place

from multiguna.kernel import sqlplan

GUARDED = frozenset({"ledger.post_one"})
"""The guard of an account and the entry that moves it, in one statement."""

FRACTION_TYPES = re.compile(r"\b(?:float[48]?|double precision|real|numeric|decimal|money)\b", re.I)
_QUIET = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.S)


def sql_steps() -> list[Path]:
    """Every SQL file of the package."""
    return list(files(".sql"))


def header_problem(path: Path) -> str | None:
    """What a file's header lacks, or a step that is not `<capability>.<file>`."""
    try:
        step = sqlplan.parse(path.stem, path.read_text("utf-8"))
    except AssertionError as problem:
        return str(problem)
    expected = f"{path.parent.parent.name}.{path.stem}"
    named = step.header["step"]
    return None if named == expected else f"{place(path)} calls itself {named}"


def statement_problem(name: str, select: str) -> str | None:
    """A step that is not one SELECT, alone or as what feeds one INSERT or UPDATE.

    Several statements, DELETE, TRUNCATE and DDL are none of it, nor is a second write in a CTE,
    except where the ledger's guard and its entry must be one statement (house rule 12).
    """
    bare = _QUIET.sub(" ", select).strip()
    if ";" in bare:
        return f"{name}: more than one statement"
    forbidden = re.findall(r"\b(?:DELETE FROM|TRUNCATE|CREATE|ALTER|DROP|MERGE)\b", bare, re.I)
    if forbidden:
        return f"{name}: {', '.join(forbidden)}"
    writes = re.findall(r"\bINSERT INTO\b|(?<!DO )(?<!FOR )\bUPDATE\b", bare, re.I)
    if len(writes) > (2 if name in GUARDED else 1):
        return f"{name}: writes more than once"
    starts = re.match(r"(?:SELECT|WITH|INSERT INTO|UPDATE)\b", bare, re.I)
    return None if starts else f"{name}: begins with {bare[:20]!r}"


def upward_reads(owner: str, text: str, tables: Iterable[str]) -> list[str]:
    """Tables named in `text` that belong to a capability above (or beside) its owner."""
    found = []
    for table in tables:
        theirs = table.partition("_")[0]
        above = theirs in LEVELS and theirs != owner and LEVELS[theirs] >= LEVELS[owner]
        if above and re.search(rf"\b{table}\b", text):
            found.append(table)
    return found


def fraction_casts(select: str) -> list[str]:
    """Casts to types with fractions."""
    return FRACTION_TYPES.findall(_QUIET.sub(" ", select))


def regional_tables() -> list[str]:
    """The tables of all capabilities."""
    return [model._meta.db_table for model in apps.get_models()]


@pytest.mark.parametrize("path", sql_steps(), ids=place)
def test_a_step_says_what_it_is_and_is_one_select(path: Path) -> None:
    assert header_problem(path) is None
    step = sqlplan.parse(path.stem, path.read_text("utf-8"))
    assert statement_problem(step.header["step"], step.select) is None
    assert fraction_casts(step.select) == []


def test_sql_lies_in_capabilities_alone() -> None:
    assert {capability(path) for path in sql_steps()} <= set(CAPABILITIES)


def test_the_guarded_steps_exist() -> None:
    assert {f"{path.parent.parent.name}.{path.stem}" for path in sql_steps()} >= GUARDED


def test_sql_reads_its_own_tables_and_those_below() -> None:
    tables = regional_tables()
    assert "payments_order" in tables
    upward = [
        f"{place(path)} reads {table}"
        for name in CAPABILITIES
        for path in files(".sql", ".py", under=[PACKAGE / name])
        for table in upward_reads(name, path.read_text("utf-8"), tables)
    ]
    assert upward == []


def test_a_bad_header_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "claims" / "sql"
    folder.mkdir(parents=True)
    bad = folder / "step.sql"
    bad.write_text("-- step: claims.step\n-- grain: one row per claim\nSELECT 1\n")
    assert "lacks ['reads', 'gives', 'legal']" in str(header_problem(bad))
    whole = "-- step: {}\n-- grain: g\n-- reads: r\n-- gives: g\n-- legal: l\nSELECT 1\n"
    bad.write_text(whole.format("claims.other"))
    assert "calls itself claims.other" in str(header_problem(bad))
    bad.write_text(whole.format("claims.step"))
    assert header_problem(bad) is None


def test_a_step_that_is_not_one_select_is_found() -> None:
    bad = [
        "SELECT 1; SELECT 2",
        "WITH x AS (SELECT 1) DELETE FROM t",
        "CREATE TABLE t AS SELECT 1",
        "WITH x AS (INSERT INTO t SELECT 1 RETURNING a) UPDATE u SET a = 1",
        "VALUES (1)",
    ]
    assert [select for select in bad if statement_problem("a.b", select) is None] == []
    good = [
        "SELECT ';' AS semicolon -- DELETE FROM t;\n",
        "INSERT INTO t SELECT 1 ON CONFLICT (a) DO UPDATE SET a = 1",
        "SELECT 1 FROM t FOR UPDATE",
    ]
    assert [statement_problem("a.b", select) for select in good] == [None] * len(good)
    assert statement_problem("ledger.post_one", bad[3]) is None


def test_an_upward_read_is_found() -> None:
    tables = ["claims_claim", "ledger_entry", "providers_rate", "django_session"]
    text = "SELECT FROM claims_claim, ledger_entry, providers_rate, django_session"
    assert upward_reads("payments", text, tables) == []
    assert upward_reads("ledger", text, tables) == ["claims_claim", "providers_rate"]


def test_a_fraction_in_sql_is_found() -> None:
    assert fraction_casts("SELECT sum(x)::numeric, y::float8, 'real', z::bigint") == [
        "numeric",
        "float8",
    ]
