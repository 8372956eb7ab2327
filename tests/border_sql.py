"""The border as the database keeps it: every table and every key, tried through the app's role.

The rows are made up for each table by its columns alone, in a transaction of the superuser's that
takes the app's role for each attempt and is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.conf import settings
from psycopg import sql
from tests.border import HERE, THERE, Attempts, regional_tables

from multiguna.kernel.db import SCOPE, transaction
from multiguna.kernel.terms import system

NOWHERE = "99.99"
"""A region without rows: there the same statement must succeed, or the attempt proves nothing."""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
"""
CHECKS = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
KEYS = """
SELECT k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, i)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY i),
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, i)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY i)
FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = ANY(%s::regclass[])
"""
TRICKS = (
    "SET ROLE postgres", "SET ROLE {owner}", "SET SESSION AUTHORIZATION postgres",
    "SET LOCAL session_replication_role = replica", "ALTER ROLE {app} BYPASSRLS",
    "ALTER ROLE {app} SUPERUSER", "GRANT {owner} TO {app}",
    "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE registry_person NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY own_rows ON registry_person",
    "ALTER POLICY own_rows ON registry_person USING (true)",
    "CREATE POLICY all_rows ON registry_person USING (true)",
    "CREATE VIEW public.all_persons AS SELECT * FROM registry_person",
    "CREATE FUNCTION public.all_persons() RETURNS bigint SECURITY DEFINER LANGUAGE sql "
    "AS 'SELECT count(*) FROM registry_person'",
    "CREATE TRIGGER t BEFORE UPDATE ON registry_person FOR EACH ROW EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "ALTER TABLE registry_person OWNER TO {app}", "DROP TABLE registry_person",
    "TRUNCATE registry_person", "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')", "COPY registry_person TO PROGRAM 'cat'",
    "COPY registry_person TO '/tmp/persons'", "CREATE EXTENSION dblink",
    "SET row_security = off; SELECT count(*) FROM registry_person",
)  # fmt: skip
LOOKS = (
    "SELECT 1 FROM registry_person WHERE region = '{there}' OR true AND region = '{there}'",
    "SELECT 1 FROM claims_claim c JOIN claims_claim o USING (claim_id) WHERE o.region = '{there}'",
    "SELECT 1 FROM (SELECT * FROM guarantees_letter FOR KEY SHARE) x WHERE x.region = '{there}'",
    "WITH w AS MATERIALIZED (SELECT * FROM payments_order) SELECT 1 FROM w WHERE region='{there}'",
    "SELECT 1 FROM ledger_entry WHERE region > '{here}'",
    "SELECT 1 FROM programme_pack WHERE body ->> 'region' = '{there}'",
    "SELECT 1 FROM audit_record WHERE body LIKE '%{there}%'",
    "SELECT 1 FROM registry_person TABLESAMPLE BERNOULLI (100) WHERE region = '{there}'",
    "SELECT 1 FROM pg_stats WHERE tablename = 'registry_person' AND most_common_vals::text "
    "LIKE '%{there}%'",
)


@dataclass(frozen=True)
class Tried:
    """The superuser's transaction, in which the app's role tries."""

    admin: psycopg.Connection
    attempts: Attempts

    @contextmanager
    def as_app(self, region: str) -> Iterator[None]:
        """The app's role in a region's scope, undone at the end."""
        with self.admin.transaction(force_rollback=True):
            self.admin.execute(SCOPE, [region, "", "border"])
            self.admin.execute(f"SET LOCAL ROLE {app_role()}")
            yield

    def ends(self, region: str, statement: sql.Composable | str) -> str:
        """How a statement ends for the app's role: an error's name, or how many rows it took."""
        with self.as_app(region):
            try:
                done = self.admin.execute(statement)  # type: ignore[arg-type]
            except psycopg.Error as error:
                return type(error).__name__
            return f"{done.rowcount} rows"

    def attempt(self, kind: str, table: str, statement: sql.Composable | str) -> None:
        """Try from here; the same must succeed in the other region, or where nothing stands."""
        end = self.ends(HERE, statement)
        self.attempts.note(kind, table, end, crossed=end.endswith(" rows") and end != "0 rows")


def app_role() -> str:
    """The role that the application connects as."""
    return str(settings.DATABASES["default"]["USER"])


def row_of(columns: dict[str, str], region: str, *, letter: str, number: int) -> dict[str, object]:
    """A row that a table's columns take, told apart by a letter and a number."""
    return {name: _value(name, kind, region, letter, number) for name, kind in columns.items()}


def _value(name: str, kind: str, region: str, letter: str, number: int) -> object:
    if name == "region":
        return region
    if kind.endswith("[]"):
        return "{}"
    known = {
        "text": letter, "boolean": "false", "date": f"2012-01-0{number}", "jsonb": "{}",
        "json": "{}", "bytea": f"\\x0{number}", "datemultirange": "{}",
        "timestamp with time zone": f"2012-01-0{number}",
    }  # fmt: skip
    return known.get(kind, str(number))


def insert(table: str, row: dict[str, object]) -> sql.Composable:
    """The statement that adds a row."""
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Literal, row.values())),
    )


def try_tables(admin: psycopg.Connection, attempts: Attempts) -> None:
    """Read, add, relabel, remove and copy rows of the other region, in every table there is."""
    with admin.transaction(force_rollback=True):
        admin.execute("SET LOCAL session_replication_role = replica")
        tried = Tried(admin, attempts)
        for table in regional_tables():
            columns: dict[str, str] = dict(admin.execute(COLUMNS, [table]).fetchall())
            for (check,) in admin.execute(CHECKS, [table]).fetchall():
                admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
            theirs = row_of(columns, THERE, letter="b", number=2)
            for row in (row_of(columns, HERE, letter="a", number=1), theirs):
                admin.execute(f"DELETE FROM {table} WHERE region = %s", [row["region"]])
                admin.execute(insert(table, row))
            _try_table(tried, table, theirs, row_of(columns, THERE, letter="d", number=4))


def _try_table(
    tried: Tried, table: str, theirs: dict[str, object], another: dict[str, object]
) -> None:
    read = f"SELECT * FROM {table} WHERE region = '{THERE}'"
    assert tried.ends(THERE, read) == "1 rows", f"{table}: the other region sees its row"
    tried.attempt("read", table, read)
    tried.attempt("read all", table, f"SELECT * FROM {table} WHERE region <> '{HERE}'")
    own = insert(table, theirs | {"region": NOWHERE})
    assert tried.ends(NOWHERE, own) == "1 rows", f"{table}: a row of one's own is taken"
    tried.attempt("add", table, insert(table, another))
    relabel = f"UPDATE {table} SET region = '{THERE}' WHERE region = '{HERE}'"
    tried.attempt("relabel", table, relabel)
    tried.attempt("change", table, f"UPDATE {table} SET region = region WHERE region = '{THERE}'")
    tried.attempt("remove", table, f"DELETE FROM {table} WHERE region = '{THERE}'")
    assert THERE in _copied(tried, THERE, table), f"{table}: the other region copies its row"
    tried.attempts.note("copy", table, "copied", crossed=THERE in _copied(tried, HERE, table))


def _copied(tried: Tried, region: str, table: str) -> str:
    copying = f"COPY {table} (region) TO STDOUT"
    with tried.as_app(region), tried.admin.cursor() as cursor, cursor.copy(copying) as copy:
        return b"".join(bytes(part) for part in copy).decode()


def try_keys(admin: psycopg.Connection, attempts: Attempts) -> None:
    """Point each key of each table at a row that only the other region has."""
    tables = regional_tables()
    for name, table, parent, own, theirs in admin.execute(KEYS, [tables]).fetchall():
        columns: dict[str, str] = dict(admin.execute(COLUMNS, [table]).fetchall())
        if not set(own) <= set(columns):
            continue  # a generated column: the database computes it, nobody chooses it
        with admin.transaction(force_rollback=True):
            admin.execute("SET LOCAL session_replication_role = replica")
            _only_key(admin, table, name)
            _two_parents(admin, parent, own, theirs, columns)
            admin.execute("SET LOCAL session_replication_role = origin")
            tried = Tried(admin, attempts)
            row = row_of(columns, HERE, letter="c", number=3)
            for letter, number, kind in (("a", 1, ""), ("b", 2, "key")):
                pointed = row_of(columns, HERE, letter=letter, number=number)
                added = insert(table, row | {column: pointed[column] for column in own})
                if kind:
                    tried.attempt(kind, name, added)
                else:
                    assert tried.ends(HERE, added) == "1 rows", f"{name}: a key of one's own holds"


def _only_key(admin: psycopg.Connection, table: str, kept: str) -> None:
    """Leave a table this one key, so that no other answers for it."""
    others = admin.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass "
        "AND contype IN ('c', 'f', 'x') AND conname <> %s",
        [table, kept],
    ).fetchall()
    for (other,) in others:
        admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {other}")


def _two_parents(
    admin: psycopg.Connection, parent: str, own: list[str], theirs: list[str],
    columns: dict[str, str],
) -> None:  # fmt: skip
    """One row here and another one there, known by the key's columns."""
    for (check,) in admin.execute(CHECKS, [parent]).fetchall():
        admin.execute(f"ALTER TABLE {parent} DROP CONSTRAINT {check}")
    of_parent: dict[str, str] = dict(admin.execute(COLUMNS, [parent]).fetchall())
    for region, letter, number in ((HERE, "a", 1), (THERE, "b", 2)):
        admin.execute(f"DELETE FROM {parent} WHERE region = %s", [region])
        row = row_of(of_parent, region, letter=letter, number=number)
        child = row_of(columns, region, letter=letter, number=number)
        row |= {
            name: _value(name, of_parent[name], region, letter, 9) for name in own if name in row
        }
        row |= {theirs[i]: child[own[i]] for i in range(1, len(own)) if theirs[i] in row}
        admin.execute(insert(parent, row))


def try_tricks(attempts: Attempts) -> None:
    """What a statement smuggled into the app's own connection could try."""
    owner = str(settings.DATABASES["owner"]["USER"])
    for trick in TRICKS:
        _try_trick(attempts, "trick", trick.format(app=app_role(), owner=owner))
    for look in LOOKS:
        _try_trick(attempts, "look", look.format(here=HERE, there=THERE))


def _try_trick(attempts: Attempts, kind: str, statement: str) -> None:
    """A trick crosses when it is allowed; a look when it finds a row."""
    end, crossed = "nothing", False
    try:
        with transaction(system(HERE)) as cursor:
            done = cursor.execute(statement)
            crossed = kind == "trick" or done.fetchone() is not None
    except psycopg.Error as error:
        end = type(error).__name__
    attempts.note(kind, statement, end, crossed=crossed)
