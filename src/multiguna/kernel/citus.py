"""The script that distributes the schema over Citus by region, written from the models.

Keys between tables are taken off first and put back last, because a table may refer to another
only once both are distributed and lie together; on the empty tables of a fresh schema that takes
no time. What belongs to no region (logins, Django's own) stays on the coordinator.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from multiguna.kernel.schema import Regional, RegionKey


def regional_models() -> list[type[Regional]]:
    """The models whose tables are distributed, in the order of the house, then by table."""
    return [model for model in apps.get_models() if issubclass(model, Regional)]


def keys_of(model: type[Model]) -> list[RegionKey]:
    """The foreign keys of a table."""
    return [one for one in model._meta.constraints if isinstance(one, RegionKey)]


def distribution(app_role: str) -> Iterator[str]:
    """The statements, in order; to be run once by the owner, after the migrations.

    `app_role` is the role that the application connects as: what it sets for a transaction
    (`SET LOCAL`) must travel to the workers, for row-level security asks there.
    """
    models = regional_models()
    quote = connection.ops.quote_name
    yield f"ALTER ROLE {quote(app_role)} SET citus.propagate_set_commands TO 'local'"
    for model in models:
        for key in keys_of(model):
            yield f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(key.name)}"
    first = models[0]._meta.db_table
    for model in models:
        table = model._meta.db_table
        beside = "" if table == first else f", colocate_with => '{first}'"
        yield f"SELECT create_distributed_table('{table}', 'region'{beside})"
    editor = connection.schema_editor(collect_sql=True)  # not entered: nothing is asked for
    for model in models:
        yield from (key.create_sql(model, editor) for key in keys_of(model))
