"""What would keep the schema or the money path off Citus, distributed by region (docs/citus.md)."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from tests.house.test_catalog import NOT_REGIONAL, WITH_REGION, Look, Row, rows
from tests.house.tree import PACKAGE, files, place

from multiguna.cli.main import cli
from multiguna.kernel import sqlplan
from multiguna.kernel.citus import keys_of, regional_models
from multiguna.kernel.db import Cursor

MONEY_PATH = (
    "audit", "programme", "providers", "registry", "ledger", "coverage", "guarantees", "claims",
    "payments",
)  # fmt: skip
"""The capabilities that decide and pay; those that look on may read across shards."""

OUTSIDE = f"""
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND c.relname IN ({WITH_REGION})
  AND k.confrelid::regclass::text NOT IN ({WITH_REGION})
"""
CROSSING = f"""
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = k.conkey[1]
JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attnum = k.confkey[1]
WHERE k.contype = 'f' AND c.relname IN ({WITH_REGION})
  AND (own.attname, theirs.attname) <> ('region', 'region')
"""
UNSUPPORTED = f"""
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relname IN ({WITH_REGION})
  AND (k.condeferrable OR k.contype = 't'
       OR (k.contype = 'f' AND (k.confdeltype IN ('n', 'd') OR k.confupdtype <> 'a')))
UNION ALL  -- an excluded pair must be equal in the column that says where the row lies
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_operator o ON o.oid = k.conexclop[1]
WHERE c.relname IN ({WITH_REGION}) AND k.contype = 'x' AND o.oprname <> '='
UNION ALL
SELECT c.relname, 'rule' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relname IN ({WITH_REGION}) AND c.relkind = 'r'
UNION ALL  -- a worker numbers rows by itself only in a bigint
SELECT c.relname, a.attname FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE c.relname IN ({WITH_REGION}) AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%%'
  AND a.atttypid <> 'bigint'::regtype
"""
_SOURCE = re.compile(
    r"\b(?:FROM|JOIN|UPDATE|USING)\s+(?:ONLY\s+)?(?P<table>\w+)(?:\s+(?:AS\s+)?(?P<alias>\w+))?",
    re.I,
)
_NOT_ALIAS = frozenset(
    {"on", "where", "set", "using", "join", "left", "inner", "cross", "order", "group", "for"}
    | {"select", "and", "limit", "having", "union", "window", "full", "right", "except"}
    | {"returning"}
)
_SET_REGION = re.compile(r"(?:\bSET\s+|,\s*)region\s*=\s*(?:excluded\b|%|')", re.I)


def regional_tables() -> set[str]:
    """The tables that are distributed."""
    return {model._meta.db_table for model in regional_models()}


def money_steps() -> list[Path]:
    """The SQL steps of the money path."""
    return [path for name in MONEY_PATH for path in files(".sql", under=[PACKAGE / name])]


def unrouted(select: str, tables: set[str]) -> list[str]:
    """Tables that a statement reads without saying of which region, each by its name there.

    Citus sends a statement to one worker when every distributed table in it is compared with one
    value; what a join says of another table's region does not reach into subqueries.
    """
    bare = re.sub(r"--[^\n]*", "", select)
    found = []
    for source in _SOURCE.finditer(bare):
        table, alias = source["table"], source["alias"]
        if table not in tables:
            continue
        name = table if alias is None or alias.lower() in _NOT_ALIAS else alias
        own = rf"\b{name}\.region = (?:%\(region\)s|%s|current_setting\('multiguna\.region'\))"
        plain = r"(?<![\w.])region = (?:%\(region\)s|%s)"
        if not re.search(own, bare) and not (
            name == table and re.search(plain, bare[source.end() :])
        ):
            found.append(name)
    return found


def problems(look: Look) -> list[Row]:
    """Keys that leave the region and constraints that Citus does not keep."""
    found = rows(look, OUTSIDE) + rows(look, CROSSING) + rows(look, UNSUPPORTED)
    return [row for row in found if row[0] not in NOT_REGIONAL]


def test_no_key_leaves_its_region_and_no_constraint_is_unsupported(db: Cursor) -> None:
    assert problems(db) == []


def test_what_citus_cannot_keep_is_found(superuser: psycopg.Connection) -> None:
    with superuser.transaction(force_rollback=True):
        superuser.execute(
            "CREATE TABLE bad_place (id int PRIMARY KEY);"
            "CREATE TABLE bad (region text, id int DEFAULT nextval('audit_record_seq'),"
            " place int REFERENCES bad_place,"
            " PRIMARY KEY (region, id) DEFERRABLE, EXCLUDE USING gist (region WITH <>));"
        )
        found = {str(row[1]) for row in problems(superuser) if row[0] == "bad"}
    assert found == {"bad_place_fkey", "bad_pkey", "bad_region_excl", "id"}


def test_every_step_of_the_money_path_names_the_region_of_every_table() -> None:
    tables = regional_tables()
    steps = money_steps()
    assert len(steps) > 200
    found = {
        place(path): names
        for path in steps
        if (names := unrouted(sqlplan.parse(path.stem, path.read_text("utf-8")).select, tables))
    }
    assert found == {}


def test_a_table_without_its_region_is_found() -> None:
    tables = {"claims_claim", "claims_batch"}
    assert unrouted("SELECT FROM claims_claim AS c WHERE c.region = %(region)s", tables) == []
    assert unrouted("SELECT FROM claims_claim WHERE region = %(region)s", tables) == []
    joined = "SELECT FROM claims_claim c JOIN claims_batch b ON b.region = c.region WHERE {}"
    assert unrouted(joined.format("c.region = %(region)s"), tables) == ["b"]
    assert unrouted(joined.format("true"), tables) == ["c", "b"]


def test_no_statement_moves_a_row_to_another_region() -> None:
    texts = {place(path): path.read_text("utf-8") for path in files(".sql", ".py")}
    assert [name for name, text in texts.items() if _SET_REGION.search(text)] == []
    assert _SET_REGION.search("UPDATE t SET a = 1, region = 'x'")


@pytest.mark.usefixtures("database")
def test_the_script_distributes_every_table_and_restores_every_key() -> None:
    script = CliRunner().invoke(cli, ["sql", "citus"], catch_exceptions=False).output
    for model in regional_models():
        table = model._meta.db_table
        assert script.count(f"create_distributed_table('{table}', 'region'") == 1
        for key in keys_of(model):
            dropped, added = (script.index(f'{verb} "{key.name}"')
                              for verb in ("DROP CONSTRAINT", "ADD CONSTRAINT"))  # fmt: skip
            assert dropped < script.index(f"create_distributed_table('{table}'") < added
