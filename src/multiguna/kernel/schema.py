"""How tables of a region are declared: region leads every key, and privileges stand beside.

A regional model says `access = Access(...)`: what the app's role may do with its rows and which
column binds a row to one provider. `multiguna.kernel.access` turns that into GRANTs and row-level
security. There are no triggers: what may only be added is guarded by a missing privilege.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.constraints import BaseConstraint
from django.db.models.expressions import Func, Value

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Access:
    """Privileges of the app's role on one table, and the column that names a row's provider.

    What only the city's own roles may see (`city_only`) is hidden from every hospital. `planner`
    names the columns that the planner's role may read; it may write nothing.
    """

    privileges: str = "SELECT, INSERT"
    provider_column: str | None = None
    city_only: bool = False
    planner: tuple[str, ...] = ()


class Regional(models.Model):
    """A table whose every row belongs to one region (Kemendagri code, e.g. `36.71`)."""

    access: ClassVar[Access] = Access()
    region = models.TextField()

    class Meta:
        abstract = True


class NextVal(Func):
    """The default of a number that the database hands out: `nextval('sequence')`."""

    function = "nextval"

    def __init__(self, sequence: str) -> None:
        super().__init__(Value(sequence), output_field=models.BigIntegerField())
        self.sequence = sequence

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """How a migration writes this default."""
        return f"{type(self).__module__}.NextVal", [self.sequence], {}


class ActingProvider(Func):
    """The default of a column that says whose row it is: the acting hospital, or nobody's."""

    template = "NULLIF(current_setting('multiguna.provider', true), '')"
    output_field = models.TextField()


class RegionKey(BaseConstraint):
    """A foreign key of several columns, region first: (region, a) -> table (region, b).

    Django's ForeignKey has one column; ours must lead with region so that no row can point into
    another region and the schema can be distributed by it.
    """

    def __init__(
        self, *, name: str, columns: Sequence[str], table: str, references: Sequence[str]
    ) -> None:
        assert columns[0] == references[0] == "region"
        super().__init__(name=name)
        self.columns, self.table, self.references = tuple(columns), table, tuple(references)

    def _clause(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        own = ", ".join(quote(c) for c in self.columns)
        theirs = ", ".join(quote(c) for c in self.references)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({own}) "
            f"REFERENCES {quote(self.table)} ({theirs})"
        )

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """The clause inside CREATE TABLE."""
        assert schema_editor is not None
        return self._clause(schema_editor)

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """ALTER TABLE … ADD CONSTRAINT."""
        assert model is not None
        assert schema_editor is not None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self._clause(schema_editor)}"

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """ALTER TABLE … DROP CONSTRAINT."""
        assert model is not None
        assert schema_editor is not None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: object, **kwargs: object) -> None:
        """The database judges; nothing is checked in Python."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RegionKey) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.columns, self.table, self.references))

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, object]]:
        """How a migration writes this constraint."""
        return (
            f"{type(self).__module__}.RegionKey",
            (),
            {
                "name": self.name,
                "columns": self.columns,
                "table": self.table,
                "references": self.references,
            },
        )


def key_to(name: str, table: str, *columns: str, references: Sequence[str] = ()) -> RegionKey:
    """The key of (region, columns) to the columns of the same name in `table`, or `references`."""
    return RegionKey(
        name=name,
        columns=["region", *columns],
        table=table,
        references=["region", *(references or columns)],
    )


def generated(expression: str, output: models.Field) -> models.GeneratedField:  # type: ignore[type-arg]
    """A column that the database computes from the row's others."""
    return models.GeneratedField(
        expression=Func(template=expression, output_field=output),
        output_field=output,
        db_persist=True,
    )


def before(attempt: str) -> models.GeneratedField:
    """The attempt that must have ended before this one; null for the first."""
    return generated(f"NULLIF({attempt} - 1, 0)", models.SmallIntegerField())


class DateMultirangeField(models.Field):  # type: ignore[type-arg]
    """A set of half-open date periods that cannot overlap: PostgreSQL's `datemultirange`."""

    def db_type(self, connection: object) -> str:
        """The column's type."""
        return "datemultirange"


def date_range(start: str = "valid_from", until: str = "valid_until") -> Func:
    """`daterange(from, until)`, half-open, for exclusion constraints."""
    return Func(models.F(start), models.F(until), function="daterange")
