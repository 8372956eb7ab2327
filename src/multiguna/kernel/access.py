"""Privileges and row-level security, derived from the models and applied after each migration.

The app's role owns nothing. It gets exactly the privileges a model declares, and it sees only the
region (and, for hospital roles, the provider) that the transaction set with SET LOCAL.
"""

from __future__ import annotations

from django.apps import apps
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from multiguna.kernel.schema import Access, Regional

REGION = "region = current_setting('multiguna.region', true)"
CITY = "current_setting('multiguna.provider', true) = ''"
PROVIDER = (
    "(current_setting('multiguna.provider', true) = '' "
    "OR {column} = current_setting('multiguna.provider', true))"
)


def apply_access(connection: Connection[TupleRow], app_role: str) -> None:
    """Grant and restrict; running it again changes nothing. `connection` is the owner's."""
    role = sql.Identifier(app_role)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    connection.execute(
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    )
    for model in apps.get_models(include_auto_created=True):
        table = sql.Identifier(model._meta.db_table)
        connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, role))
        if issubclass(model, Regional):
            privileges = model.access.privileges
            _restrict(connection, table, model.access)
        else:
            privileges = "SELECT, INSERT, UPDATE, DELETE"
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(privileges), table, role))
    for (view,) in connection.execute(
        "SELECT viewname FROM pg_views WHERE schemaname = 'public'"
    ).fetchall():
        connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(view), role))


def _restrict(connection: Connection[TupleRow], table: sql.Identifier, access: Access) -> None:
    rule = REGION
    if access.city_only:
        rule += " AND " + CITY
    elif access.provider_column is not None:
        rule += " AND " + PROVIDER.format(column=access.provider_column)
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS own_rows ON {table}",
        f"CREATE POLICY own_rows ON {{table}} USING ({rule}) WITH CHECK ({rule})",
    ):
        connection.execute(sql.SQL(statement).format(table=table))
