"""Privileges and row-level security, derived from the models and applied after each migration.

The app's role owns nothing. It gets exactly the privileges a model declares, and it sees only the
region (and, for hospital roles, the provider) that the transaction set with SET LOCAL. There is one
role more, the planner's, whose rights the app's may take on for a transaction: it reads a few
columns of facts and can write nothing that lasts.
"""

from __future__ import annotations

from django.apps import apps
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from multiguna.kernel.embedded import PLANNER
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
    if _has_planner(connection, role):
        _limit_planner(connection)


MAY_CREATE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"


def _has_planner(connection: Connection[TupleRow], app_role: sql.Identifier) -> bool:
    """Whether the planner's role is there; it is made where the owner may make roles.

    Elsewhere the server's administrator makes it, as the other two: without it nothing fails but
    planning person by person.
    """
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PLANNER]).fetchone():
        return True
    if connection.execute(MAY_CREATE).fetchone() != (True,):
        return False
    role = sql.Identifier(PLANNER)
    connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
    connection.execute(sql.SQL("GRANT {} TO {}").format(role, app_role))
    return True


def _limit_planner(connection: Connection[TupleRow]) -> None:
    """Let the planner's role read the columns that models name for it, and take all else away."""
    role = sql.Identifier(PLANNER)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    connection.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(role))
    connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Regional) and model.access.planner:
            columns = sql.SQL(", ").join(map(sql.Identifier, model.access.planner))
            table = sql.Identifier(model._meta.db_table)
            connection.execute(
                sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(columns, table, role)
            )


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
