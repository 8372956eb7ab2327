"""The live database keeps the house's promises: region first, rows apart, nothing rewritten."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

from multiguna.kernel.db import Cursor
from multiguna.kernel.schema import Regional

MAY_BE_UPDATED = frozenset(
    {
        "ledger_account",
        "providers_provider",
        "registry_person",
    }
)
"""Tables that say what is now; what they said before stands in entries, records and past rows."""

MAY_BE_DELETED = frozenset(
    {
        "guarantees_waiting",
        "providers_agreement",
        "providers_exclusion",
        "providers_payor",
        "providers_portability",
        "providers_rate",
        "registry_merged",
    }
)
"""A queue, which its answers empty; what the pack in force says, which a new pack replaces; and who
is one person now, whose acts of merging and undoing stay."""

NOT_REGIONAL = frozenset({"accounts_user"})
"""A login names its region; it is no row of a region."""

Row = tuple[object, ...]
Look = Cursor | psycopg.Connection

WITH_REGION = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attname = 'region' AND NOT a.attisdropped
"""
KEYS = f"""
SELECT c.relname, k.conname, k.contype
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = k.conkey[1]
LEFT JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attnum = k.confkey[1]
WHERE c.relname IN ({WITH_REGION}) AND k.contype IN ('p', 'u', 'f', 'x')
  AND (own.attname IS DISTINCT FROM 'region'
       OR (k.contype = 'f' AND theirs.attname IS DISTINCT FROM 'region'))
UNION ALL
SELECT c.relname, i.relname, 'i'
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
WHERE c.relname IN ({WITH_REGION}) AND x.indisunique AND a.attname IS DISTINCT FROM 'region'
"""
NO_PRIMARY_KEY = f"""
SELECT c.relname FROM pg_class c WHERE c.relname IN ({WITH_REGION})
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
"""
OPEN = f"""
SELECT c.relname FROM pg_class c
WHERE c.relname IN ({WITH_REGION}) AND c.relnamespace = 'public'::regnamespace
  AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity
       OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
"""
TRIGGERS = f"""
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relname IN ({WITH_REGION})
"""
FRACTIONS = f"""
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname IN ({WITH_REGION}) AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.atttypid IN ('float4'::regtype, 'float8'::regtype, 'numeric'::regtype, 'money'::regtype)
       OR (a.attname LIKE '%%\\_idr' AND a.atttypid <> 'bigint'::regtype))
"""
OWNED = r"""
SELECT d.objid::text FROM pg_shdepend d WHERE d.deptype = 'o' AND d.refobjid = %s::regrole
    AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND NOT EXISTS (SELECT FROM pg_class c  -- what a session keeps for itself ends with it
                    WHERE c.oid = d.objid AND c.relpersistence = 't')
"""
POWERS = """
SELECT rolname FROM pg_roles
WHERE rolname = %s AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
"""
PRIVILEGES = f"""
SELECT c.relname, verb FROM pg_class c,
     unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS verb
WHERE c.relname IN ({WITH_REGION}) AND c.relnamespace = 'public'::regnamespace
  AND (has_table_privilege(%(role)s, c.oid, verb)
       OR (verb IN ('UPDATE', 'REFERENCES') AND has_any_column_privilege(%(role)s, c.oid, verb)))
"""
VIEWS = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace
  AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
"""


def app_role() -> str:
    """The role that the application connects as."""
    return str(settings.DATABASES["default"]["USER"])


def rows(look: Look, statement: str, values: object = None) -> list[Row]:
    """What the catalog answers."""
    return list(look.execute(statement, values).fetchall())  # type: ignore[arg-type]


def rewritable(look: Look) -> list[Row]:
    """Privileges beyond reading, adding and, for a few tables, updating."""
    allowed = {(table, "UPDATE") for table in MAY_BE_UPDATED}
    allowed |= {(table, "DELETE") for table in MAY_BE_DELETED}
    found = rows(look, PRIVILEGES, {"role": app_role()})
    return [row for row in found if row not in allowed and row[0] not in NOT_REGIONAL]


def unwritten_changes(wanted: ProjectState) -> list[str]:
    """Apps whose models say something that their migrations do not."""
    loader = MigrationLoader(None)
    questions = NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), wanted, questions)
    return sorted(detector.changes(graph=loader.graph))


@pytest.fixture
def wanted() -> Iterator[ProjectState]:
    """What the models say, in no language (labels of Django's own models are translated)."""
    with translation.override(None):
        yield ProjectState.from_apps(apps)


@pytest.fixture
def bad(superuser: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The database with one bad table, which is gone afterwards."""
    with superuser.transaction(force_rollback=True):
        superuser.execute(
            "CREATE TABLE bad (region text, id int PRIMARY KEY, other int UNIQUE, share_idr int,"
            " half numeric, EXCLUDE USING btree (id WITH =));"
            "CREATE UNIQUE INDEX bad_by_expression ON bad (lower(region));"
            "CREATE TABLE bad_child (region text, id int REFERENCES bad (id));"
            "CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "CREATE TRIGGER bad BEFORE INSERT ON bad EXECUTE FUNCTION bad();"
            "CREATE VIEW bad_view AS SELECT 1 AS one;"
            "CREATE VIEW good_view WITH (security_invoker = true) AS SELECT 1 AS one"
        )
        superuser.execute(f"GRANT UPDATE (other), DELETE ON bad TO {app_role()}")
        superuser.execute(f"ALTER TABLE bad_child OWNER TO {app_role()}")
        yield superuser


def test_every_table_with_a_region_is_declared_regional(db: Cursor) -> None:
    declared = {m._meta.db_table for m in apps.get_models() if issubclass(m, Regional)}
    assert {row[0] for row in rows(db, WITH_REGION)} == declared | NOT_REGIONAL
    assert len(declared) > 20


def test_region_leads_every_key(db: Cursor) -> None:
    assert [row for row in rows(db, KEYS) if row[0] not in NOT_REGIONAL] == []
    assert rows(db, NO_PRIMARY_KEY) == []


def test_a_key_without_region_is_found(bad: psycopg.Connection) -> None:
    found = {(row[0], str(row[2])) for row in rows(bad, KEYS)}
    assert {("bad", kind) for kind in "puxi"} | {("bad_child", "f")} <= found
    assert ("bad_child",) in rows(bad, NO_PRIMARY_KEY)


def test_rows_of_regions_are_apart_even_for_the_owner(db: Cursor) -> None:
    assert [row for row in rows(db, OPEN) if row[0] not in NOT_REGIONAL] == []


def test_an_open_table_is_found(bad: psycopg.Connection) -> None:
    assert ("bad",) in rows(bad, OPEN)
    bad.execute("ALTER TABLE bad ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON bad USING (true)")
    assert ("bad",) in rows(bad, OPEN), "not forced"
    bad.execute("ALTER TABLE bad FORCE ROW LEVEL SECURITY")
    assert ("bad",) not in rows(bad, OPEN)


def test_the_app_owns_nothing_and_has_no_powers(db: Cursor) -> None:
    assert rows(db, OWNED, [app_role()]) == []
    assert rows(db, POWERS, [app_role()]) == []


def test_the_app_cannot_rewrite_what_is_only_added(db: Cursor) -> None:
    assert rewritable(db) == []


def test_ownership_powers_and_privileges_are_found(bad: psycopg.Connection) -> None:
    assert len(rows(bad, OWNED, [app_role()])) == 1
    bad.execute(f"ALTER ROLE {app_role()} BYPASSRLS")
    assert rows(bad, POWERS, [app_role()]) == [(app_role(),)]
    assert {("bad", "UPDATE"), ("bad", "DELETE"), ("bad_child", "TRUNCATE")} <= set(rewritable(bad))


def test_regional_tables_have_no_triggers_no_fractions_and_views_no_owners_eyes(
    db: Cursor,
) -> None:
    assert (rows(db, TRIGGERS), rows(db, FRACTIONS), rows(db, VIEWS)) == ([], [], [])


def test_triggers_fractions_and_views_are_found(bad: psycopg.Connection) -> None:
    assert rows(bad, TRIGGERS) == [("bad", "bad")]
    assert sorted(rows(bad, FRACTIONS)) == [("bad", "half"), ("bad", "share_idr")]
    assert rows(bad, VIEWS) == [("bad_view",)]


def test_migrations_say_what_the_models_say(wanted: ProjectState) -> None:
    assert unwritten_changes(wanted) == []


def test_a_change_without_migration_is_found(wanted: ProjectState) -> None:
    wanted.remove_field("payments", "order", "claim_count")
    assert unwritten_changes(wanted) == ["payments"]
