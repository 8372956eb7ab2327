"""Files that were taken in."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional, RegionKey


class Import(Regional):
    """One taking in of a file, with the hash of its bytes, and what became of its rows."""

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "import_no")
    import_no = models.BigIntegerField(db_default=NextVal("registry_import_seq"))
    file_hash = models.TextField()
    kind = models.TextField()
    file_name = models.TextField()
    rows = models.BigIntegerField()
    inserted = models.BigIntegerField()
    updated = models.BigIntegerField()
    unchanged = models.BigIntegerField()
    refused = models.BigIntegerField()
    warned = models.BigIntegerField()
    imported_by = models.TextField()
    imported_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_import"


class Event(Regional):
    """A row of an update file that was applied to a person; a row of a file is applied once."""

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "file_hash", "row_no")
    file_hash = models.TextField()
    row_no = models.BigIntegerField()
    import_no = models.BigIntegerField()
    person_id = models.BigIntegerField()
    kind = models.TextField()
    event_on = models.DateField(null=True)

    class Meta:
        db_table = "registry_event"
        constraints = [
            RegionKey(
                name="registry_event_import",
                columns=["region", "import_no"],
                table="registry_import",
                references=["region", "import_no"],
            ),
            RegionKey(
                name="registry_event_person",
                columns=["region", "person_id"],
                table="registry_person",
                references=["region", "person_id"],
            ),
        ]
        indexes = [models.Index("region", "person_id", name="registry_event_of_person")]


class Membership(Regional):
    """A person's membership of the national insurance (JKN) as one file said it.

    What holds of a person are the rows of the latest import that names the person. The active ones
    together are the person's `other_payer`.
    """

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "import_no", "row_no")
    import_no = models.BigIntegerField()
    row_no = models.BigIntegerField()
    person_id = models.BigIntegerField()
    card_no = models.TextField()
    segment = models.TextField()
    active = models.BooleanField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "registry_membership"
        constraints = [
            RegionKey(
                name="registry_membership_import",
                columns=["region", "import_no"],
                table="registry_import",
                references=["region", "import_no"],
            ),
            RegionKey(
                name="registry_membership_person",
                columns=["region", "person_id"],
                table="registry_person",
                references=["region", "person_id"],
            ),
            models.CheckConstraint(
                name="registry_membership_period",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
            ),
        ]
        indexes = [
            models.Index("region", "person_id", "import_no", name="registry_membership_of"),
            models.Index("region", "card_no", name="registry_membership_card"),
        ]
