"""What other books say: the region's own (SIPD), and a partner region's statements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional


class Realisation(Regional):
    """One month of the region's own books (SIPD) as a file said it; the latest import counts.

    `rows` holds the month's lines of this programme's sub-activities and accounts.
    """

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "month", "import_no")
    month = models.DateField()
    import_no = models.BigIntegerField(db_default=NextVal("payments_realisation_seq"))
    file_name = models.TextField()
    file_hash = models.TextField()
    rows = models.JSONField()
    imported_on = models.DateField()
    imported_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_realisation"


class GuestStatement(Regional):
    """What a partner region stated about its residents in hospitals here; each file once."""

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "partner_region", "month", "statement_hash")
    partner_region = models.TextField()
    month = models.TextField()
    statement_hash = models.TextField()
    stated_on = models.DateField()
    claims = models.IntegerField()
    approved_idr = models.BigIntegerField()
    body = models.JSONField()
    received_on = models.DateField()
    received_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_guest_statement"
        constraints = [
            models.CheckConstraint(
                name="payments_guest_statement_amount", condition=Q(approved_idr__gte=0)
            )
        ]
