"""Guarantee letters (surat jaminan): promises of care, each with its reservation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, Regional, RegionKey

QUANTILES = Q(
    q10_idr__gte=0,
    q50_idr__gte=models.F("q10_idr"),
    q80_idr__gte=models.F("q50_idr"),
    q90_idr__gte=models.F("q80_idr"),
    q95_idr__gte=models.F("q90_idr"),
)


class LearnedEstimate(Regional):
    """What letters of one cell were expected to cost, as learned on one day; it never changes."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey(
        "region", "learned_on", "care", "provider_class", "care_class", "diagnosis_group"
    )
    learned_on = models.DateField()
    care = models.TextField()
    provider_class = models.TextField()
    care_class = models.SmallIntegerField()
    diagnosis_group = models.TextField()
    settled_count = models.IntegerField()
    mean_idr = models.BigIntegerField()
    q10_idr = models.BigIntegerField()
    q50_idr = models.BigIntegerField()
    q80_idr = models.BigIntegerField()
    q90_idr = models.BigIntegerField()
    q95_idr = models.BigIntegerField()

    class Meta:
        db_table = "guarantees_estimate"
        constraints = [
            models.CheckConstraint(
                name="guarantees_estimate_in_order", condition=Q(mean_idr__gte=0) & QUANTILES
            )
        ]


class Letter(Regional):
    """An issued letter. It never changes; what became of it is its resolution.

    It keeps the estimate that it was issued on: the mean is what it reserved, `estimate_learned_on`
    is empty when the estimate was the pack's.
    """

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "letter_no")
    letter_no = models.TextField()
    person_id = models.BigIntegerField()
    id_type = models.TextField()
    born_on = models.DateField(null=True)
    provider_code = models.TextField()
    care = models.TextField()
    care_class = models.SmallIntegerField()
    emergency = models.BooleanField()
    diagnosis = models.TextField()
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    account_id = models.TextField()
    reserved_idr = models.BigIntegerField()
    arrears_idr = models.BigIntegerField()
    provider_class = models.TextField()
    estimate_learned_on = models.DateField(null=True)
    estimate_group = models.TextField(null=True)
    estimate_settled = models.IntegerField()
    q10_idr = models.BigIntegerField()
    q50_idr = models.BigIntegerField()
    q80_idr = models.BigIntegerField()
    q90_idr = models.BigIntegerField()
    q95_idr = models.BigIntegerField()
    reason_code = models.TextField()
    stage_code = models.TextField()
    village_code = models.TextField()
    record_id = models.BigIntegerField()
    issued_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "guarantees_letter"
        constraints = [
            RegionKey(
                name="guarantees_letter_person",
                columns=["region", "person_id"],
                table="registry_person",
                references=["region", "person_id"],
            ),
            RegionKey(
                name="guarantees_letter_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
            RegionKey(
                name="guarantees_letter_account",
                columns=["region", "account_id"],
                table="ledger_account",
                references=["region", "account_id"],
            ),
            models.CheckConstraint(
                name="guarantees_letter_period", condition=Q(valid_until__gt=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="guarantees_letter_amounts",
                condition=Q(reserved_idr__gte=0, arrears_idr__gte=0) & QUANTILES,
            ),
            RegionKey(
                name="guarantees_letter_estimate",
                columns=[
                    "region",
                    "estimate_learned_on",
                    "care",
                    "provider_class",
                    "care_class",
                    "estimate_group",
                ],
                table="guarantees_estimate",
                references=[
                    "region",
                    "learned_on",
                    "care",
                    "provider_class",
                    "care_class",
                    "diagnosis_group",
                ],
            ),
        ]
        indexes = [
            models.Index("region", "person_id", "issued_on", name="guarantees_letter_of_person"),
            models.Index("region", "provider_code", "issued_on", name="guarantees_letter_of_desk"),
        ]


class Resolution(Regional):
    """The one end of a letter: billed, settled, released or expired."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "letter_no")
    letter_no = models.TextField()
    provider_code = models.TextField()
    kind = models.TextField()
    amount_idr = models.BigIntegerField()
    on_date = models.DateField()
    resolved_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "guarantees_resolution"
        constraints = [
            RegionKey(
                name="guarantees_resolution_letter",
                columns=["region", "letter_no"],
                table="guarantees_letter",
                references=["region", "letter_no"],
            ),
            models.CheckConstraint(
                name="guarantees_resolution_kind",
                condition=Q(kind__in=("billed", "settled", "released", "expired")),
            ),
        ]


class Waiting(Regional):
    """A request that waits for budget (policy `queue`); it leaves when it is answered or too old.

    It holds the numbers of the cards shown, which is why it does not stay.
    """

    access = Access("SELECT, INSERT, DELETE", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "letter_no")
    letter_no = models.TextField()
    provider_code = models.TextField()
    request = models.JSONField()
    queued_on = models.DateField()
    queued_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "guarantees_waiting"


class Offline(Regional):
    """What became of a letter that a desk promised without a network; the last attempt counts.

    A letter that stands, or waits, is reconciled once. No card's number is kept: `request_hash`
    is keyed and only tells whether the same was asked again.
    """

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "provider_code", "letter_no", "attempt")
    letter_no = models.TextField()
    attempt = models.IntegerField()
    provider_code = models.TextField()
    device_no = models.IntegerField(null=True)
    list_id = models.TextField(null=True)
    asked_at = models.BigIntegerField()
    asked_on = models.DateField()
    emergency = models.BooleanField()
    told = models.TextField()
    outcome = models.TextField()
    code = models.TextField()
    given_letter_no = models.TextField(null=True)
    request_hash = models.TextField()
    record_id = models.BigIntegerField()
    reconciled_on = models.DateField()
    reconciled_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "guarantees_offline"
        constraints = [
            RegionKey(
                name="guarantees_offline_letter",
                columns=["region", "given_letter_no"],
                table="guarantees_letter",
                references=["region", "letter_no"],
            ),
            RegionKey(
                name="guarantees_offline_list",
                columns=["region", "list_id"],
                table="coverage_list",
                references=["region", "list_id"],
            ),
            RegionKey(
                name="guarantees_offline_device",
                columns=["region", "provider_code", "device_no"],
                table="coverage_device",
                references=["region", "provider_code", "device_no"],
            ),
            models.CheckConstraint(
                name="guarantees_offline_outcome",
                condition=Q(outcome__in=("issued", "merged", "queued", "refused")),
            ),
            models.CheckConstraint(
                name="guarantees_offline_given",
                condition=Q(outcome__in=("issued", "merged"), given_letter_no__isnull=False)
                | Q(outcome__in=("queued", "refused"), given_letter_no__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["region", "provider_code", "letter_no"],
                condition=Q(outcome__in=("issued", "merged", "queued")),
                name="guarantees_offline_once",
            ),
        ]
        indexes = [
            models.Index("region", "provider_code", "asked_on", name="guarantees_offline_of_desk")
        ]
