"""Files that were taken in."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional


class Import(Regional):
    """One taking in of a file, with the hash of its bytes, and what became of its rows."""

    access = Access("SELECT, INSERT")
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
