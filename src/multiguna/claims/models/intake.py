"""Claims as hospitals sent them. Nothing here is updated."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional, RegionKey

OWN = Access("SELECT, INSERT", provider_column="provider_code")


def to_claim(name: str) -> RegionKey:
    """The key of a row that belongs to a claim."""
    return RegionKey(
        name=name,
        columns=["region", "claim_id"],
        table="claims_claim",
        references=["region", "claim_id"],
    )


class Batch(Regional):
    """One file of claims from one hospital; the bytes are kept in the home by their hash.

    `columns` is the header as the file has it; none for a claim from a form.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "batch_id")
    batch_id = models.BigIntegerField(db_default=NextVal("claims_batch_seq"))
    provider_code = models.TextField()
    file_hash = models.TextField()
    file_name = models.TextField()
    format = models.TextField()
    columns = ArrayField(models.TextField(), null=True)
    rows = models.IntegerField()
    imported = models.IntegerField()
    unchanged = models.IntegerField()
    corrected = models.IntegerField(db_default=0)
    refused = models.IntegerField()
    received_on = models.DateField()
    received_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_batch"
        constraints = [
            models.UniqueConstraint(
                "region", "provider_code", "file_hash", name="claims_batch_file"
            ),
            RegionKey(
                name="claims_batch_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
        ]


class Claim(Regional):
    """One episode of care as billed. `service_date` is the admission day, computed once here.

    A correction is a claim of its own, one `revision` later, that names the claim it `corrects`;
    a claim is corrected once at most. A correction's `first_received_on` is when its care was
    first claimed.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id")
    claim_id = models.BigIntegerField(db_default=NextVal("claims_claim_seq"))
    batch_id = models.BigIntegerField()
    row_no = models.IntegerField()
    provider_code = models.TextField()
    claim_no = models.TextField()
    mrn = models.TextField()
    patient_name = models.TextField()
    id_type = models.TextField()
    id_value = models.TextField()
    birth_date = models.DateField(null=True)
    sex = models.SmallIntegerField(null=True)
    care = models.TextField()
    care_class = models.SmallIntegerField()
    admission_date = models.DateField()
    discharge_date = models.DateField()
    service_date = models.DateField()
    discharge_status = models.SmallIntegerField(null=True)
    primary_diagnosis = models.TextField()
    diagnoses = ArrayField(models.TextField())
    procedures = ArrayField(models.TextField())
    cbg_code = models.TextField()
    cbg_description = models.TextField()
    los = models.IntegerField(null=True)
    icu_los = models.IntegerField(null=True)
    birth_weight = models.IntegerField(null=True)
    charge_idr = models.BigIntegerField()
    charges = ArrayField(models.BigIntegerField())
    billed_idr = models.BigIntegerField()
    payor_id = models.TextField()
    payor_name = models.TextField()
    doctor = models.TextField()
    tariff_class_code = models.TextField()
    cbg_version = models.TextField()
    grouper_version = models.TextField()
    drg = models.JSONField(null=True)
    raw = models.JSONField()
    content_hash = models.BinaryField()
    letter_no = models.TextField(null=True)
    person_id = models.BigIntegerField(null=True)
    account_id = models.TextField()
    received_on = models.DateField()
    first_received_on = models.DateField(null=True)
    corrects = models.BigIntegerField(null=True)
    revision = models.SmallIntegerField(db_default=0)

    class Meta:
        db_table = "claims_claim"
        constraints = [
            models.UniqueConstraint(
                "region",
                "provider_code",
                "claim_no",
                "admission_date",
                "discharge_date",
                "revision",
                name="claims_claim_identity",
            ),
            models.UniqueConstraint("region", "corrects", name="claims_claim_corrected_once"),
            RegionKey(
                name="claims_claim_corrects",
                columns=["region", "corrects"],
                table="claims_claim",
                references=["region", "claim_id"],
            ),
            models.CheckConstraint(
                name="claims_claim_revision",
                condition=Q(corrects__isnull=True, first_received_on__isnull=True, revision=0)
                | Q(
                    corrects__lt=models.F("claim_id"),
                    first_received_on__isnull=False,
                    revision__gt=0,
                ),
            ),
            RegionKey(
                name="claims_claim_batch",
                columns=["region", "batch_id"],
                table="claims_batch",
                references=["region", "batch_id"],
            ),
            models.CheckConstraint(
                name="claims_claim_amounts", condition=Q(billed_idr__gte=0, charge_idr__gte=0)
            ),
            models.CheckConstraint(
                name="claims_claim_dates",
                condition=Q(discharge_date__gte=models.F("admission_date")),
            ),
        ]
        indexes = [
            models.Index("region", "batch_id", name="claims_claim_of_batch"),
            models.Index("region", "person_id", "admission_date", name="claims_claim_of_person"),
            models.Index("region", "letter_no", name="claims_claim_of_letter"),
            models.Index(
                fields=["region", "claim_id"],
                condition=Q(letter_no=None) | Q(person_id=None),
                name="claims_claim_unmatched",
            ),
            models.Index(
                fields=["region", "service_date"],
                include=["received_on", "care", "provider_code", "billed_idr", "corrects"],
                name="claims_claim_receipts",
            ),  # when claims arrive is read for all of them at once, from the index alone
        ]


class Line(Regional):
    """One payable part of a claim: the group's tariff or a top-up."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "line_no")
    claim_id = models.BigIntegerField()
    line_no = models.SmallIntegerField()
    provider_code = models.TextField()
    kind = models.TextField()
    code = models.TextField()
    billed_idr = models.BigIntegerField()

    class Meta:
        db_table = "claims_line"
        constraints = [to_claim("claims_line_claim")]
