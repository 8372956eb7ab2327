"""What came and did not become a claim: supporting files, and the rows that were refused."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.claims.models.intake import OWN, to_claim
from multiguna.kernel.schema import Regional, key_to

MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


class Attachment(Regional):
    """A supporting file of a claim, perhaps of an answer to a query or of an appeal.

    The bytes lie in the home by their hash; the same file comes to the same place once.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "seq")
    claim_id = models.BigIntegerField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()
    query_no = models.BigIntegerField(null=True)
    appeal_no = models.BigIntegerField(null=True)
    file_hash = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    name = models.TextField()
    attached_by = models.TextField()
    attached_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_attachment"
        constraints = [
            to_claim("claims_attachment_claim"),
            key_to("claims_attachment_query", "claims_query", "query_no"),
            key_to("claims_attachment_appeal", "claims_appeal", "appeal_no"),
            models.UniqueConstraint(
                fields=["region", "claim_id", "file_hash", "query_no", "appeal_no"],
                nulls_distinct=False,
                name="claims_attachment_once",
            ),
            models.CheckConstraint(
                name="claims_attachment_says",
                condition=Q(media_type__in=MEDIA_TYPES, file_hash__regex="^[0-9a-f]{64}$")
                & Q(size__gt=0, seq__gte=1)
                & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="claims_attachment_place",
                condition=Q(query_no__isnull=True) | Q(appeal_no__isnull=True),
            ),
        ]


class RefusedRow(Regional):
    """A row that did not become a claim, as it stood in the file but without the coder's NIK.

    `problems` are [column, code, value as it may be shown].
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "batch_id", "row_no")
    batch_id = models.BigIntegerField()
    row_no = models.IntegerField()
    provider_code = models.TextField()
    cells = ArrayField(models.TextField())
    problems = models.JSONField()

    class Meta:
        db_table = "claims_refused_row"
        constraints = [key_to("claims_refused_row_batch", "claims_batch", "batch_id")]


class GuestClaim(Regional):
    """A claim that a hospital here filed in the region of its patient, as this region notes it.

    `claim_id` is that region's number. Nothing of the patient stands here.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "home_region", "claim_id")
    home_region = models.TextField()
    claim_id = models.BigIntegerField()
    provider_code = models.TextField()
    claim_no = models.TextField()
    discharge_date = models.DateField()
    billed_idr = models.BigIntegerField()
    corrects = models.BigIntegerField(null=True)
    filed_on = models.DateField()
    filed_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_guest"
        constraints = [
            models.CheckConstraint(name="claims_guest_amount", condition=Q(billed_idr__gte=0))
        ]
