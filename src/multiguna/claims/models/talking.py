"""What the office and the hospital say to each other: queries, answers, and signed minutes.

Nothing here is updated: an answer, a signature or a frozen claim is a row of its own.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from multiguna.claims.models.intake import OWN, to_claim
from multiguna.kernel.schema import ActingProvider, NextVal, Regional, RegionKey


def to_minutes(name: str) -> RegionKey:
    """The key of a row that belongs to the minutes of a hospital and month."""
    return RegionKey(
        name=name,
        columns=["region", "minutes_no"],
        table="claims_minutes",
        references=["region", "minutes_no"],
    )


class Query(Regional):
    """What a verifier asks the hospital about a claim. The `seq`-th of its claim, from 1.

    `answer_by` is the last day to answer; the clock of the claim rests until the answer, or until
    that day has passed.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "query_no")
    query_no = models.BigIntegerField(db_default=NextVal("claims_query_seq"))
    claim_id = models.BigIntegerField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()
    text = models.TextField()
    asked_by = models.TextField()
    asked_on = models.DateField()
    answer_by = models.DateField()
    record_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_query"
        constraints = [
            to_claim("claims_query_claim"),
            models.UniqueConstraint("region", "claim_id", "seq", name="claims_query_place"),
            models.CheckConstraint(
                name="claims_query_dates", condition=Q(answer_by__gte=F("asked_on"), seq__gte=1)
            ),
            models.CheckConstraint(name="claims_query_says", condition=~Q(text="")),
        ]


class Answer(Regional):
    """The hospital's answer to a query, once; its documents are attachments of the claim."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "query_no")
    query_no = models.BigIntegerField()
    claim_id = models.BigIntegerField()
    provider_code = models.TextField()
    text = models.TextField()
    answered_by = models.TextField()
    answered_on = models.DateField()
    record_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_answer"
        constraints = [
            RegionKey(
                name="claims_answer_query",
                columns=["region", "query_no"],
                table="claims_query",
                references=["region", "query_no"],
            ),
            to_claim("claims_answer_claim"),
            models.CheckConstraint(name="claims_answer_says", condition=~Q(text="")),
        ]


class Minutes(Regional):
    """The minutes (BAP) of a hospital and a month of discharge: what was decided, frozen.

    `seq` counts the minutes of the month: what is decided after the first stands in the next.
    `content_hash` is over the frozen claims in order; `record_body` is the decision record that
    holds it, kept here so that the hospital can check the proof on its paper.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "minutes_no")
    minutes_no = models.TextField()
    provider_code = models.TextField()
    month = models.TextField()
    seq = models.SmallIntegerField()
    closed_on = models.DateField()
    closed_by = models.TextField()
    claims = models.IntegerField()
    billed_idr = models.BigIntegerField()
    approved_idr = models.BigIntegerField()
    open_claims = models.IntegerField()
    open_idr = models.BigIntegerField()
    content_hash = models.BinaryField()
    record_id = models.BigIntegerField()
    record_body = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_minutes"
        constraints = [
            models.UniqueConstraint(
                "region", "provider_code", "month", "seq", name="claims_minutes_place"
            ),
            RegionKey(
                name="claims_minutes_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
            models.CheckConstraint(
                name="claims_minutes_amounts",
                condition=Q(
                    claims__gte=1,
                    approved_idr__gte=0,
                    approved_idr__lte=F("billed_idr"),
                    open_claims__gte=0,
                    open_idr__gte=0,
                ),
            ),
        ]


class MinutesClaim(Regional):
    """A claim in the minutes, with the version of its decision that they state; once for ever."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id")
    claim_id = models.BigIntegerField()
    minutes_no = models.TextField()
    provider_code = models.TextField()
    version = models.SmallIntegerField()
    outcome = models.TextField()
    billed_idr = models.BigIntegerField()
    approved_idr = models.BigIntegerField()

    class Meta:
        db_table = "claims_minutes_claim"
        constraints = [
            to_minutes("claims_minutes_claim_minutes"),
            RegionKey(
                name="claims_minutes_claim_decision",
                columns=["region", "claim_id", "version"],
                table="claims_adjudication",
                references=["region", "claim_id", "version"],
            ),
            models.CheckConstraint(
                name="claims_minutes_claim_decided",
                condition=Q(outcome__in=("approved", "reduced", "rejected")),
            ),
        ]
        indexes = [
            models.Index("region", "minutes_no", name="claims_minutes_claim_of"),
        ]


class MinutesSignature(Regional):
    """One party's signature under the minutes: the city's once, the hospital's once.

    Who acts decides for whom: only somebody bound to the minutes' hospital signs as it.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "minutes_no", "party")
    minutes_no = models.TextField()
    party = models.TextField()
    provider_code = models.TextField()
    acting_provider = models.TextField(null=True, db_default=ActingProvider())
    signed_by = models.TextField()
    signed_on = models.DateField()
    record_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_minutes_signature"
        constraints = [
            to_minutes("claims_minutes_signature_minutes"),
            models.UniqueConstraint(
                "region", "minutes_no", "signed_by", name="claims_minutes_signature_two_people"
            ),
            models.CheckConstraint(
                name="claims_minutes_signature_party",
                condition=Q(party="city", acting_provider__isnull=True)
                | Q(
                    party="hospital",
                    acting_provider__isnull=False,
                    acting_provider=F("provider_code"),
                ),
            ),
        ]
