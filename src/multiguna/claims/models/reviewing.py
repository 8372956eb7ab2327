"""What people say about claims: proposals, appeals, samples. Nothing here is updated.

That a claim has one open proposal and one open appeal is said by keys: attempt k refers to the row
that ended attempt k-1. That two people are two is said by CHECKs over copied names, which the keys
hold to the names in the rows they come from.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from multiguna.claims.models.intake import OWN, to_claim
from multiguna.kernel.schema import Access, NextVal, Regional, before, key_to

CITY = Access("SELECT, INSERT", city_only=True)


class Proposal(Regional):
    """A verifier's decision that needs a second opinion; `version` is the decision it would
    replace (0: none yet), `lines` are [line, approved, reason]."""

    access = CITY
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    after_attempt = before("attempt")
    version = models.SmallIntegerField()
    outcome = models.TextField()
    approved_idr = models.BigIntegerField()
    lines = models.JSONField()
    reason = models.TextField()
    record_id = models.BigIntegerField()
    proposed_on = models.DateField()
    proposed_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_proposal"
        constraints = [
            to_claim("claims_proposal_claim"),
            key_to(
                "claims_proposal_again", "claims_opinion", "claim_id", "after_attempt",
                references=("claim_id", "attempt"),
            ),
            models.UniqueConstraint(
                fields=["region", "claim_id", "attempt", "proposed_by"],
                name="claims_proposal_author",
            ),
            models.CheckConstraint(
                name="claims_proposal_says",
                condition=Q(outcome__in=("approved", "reduced", "rejected"), attempt__gt=0)
                & Q(approved_idr__gte=0)
                & ~Q(reason=""),
            ),
        ]  # fmt: skip


class Opinion(Regional):
    """What became of a proposal: confirmed or refused by another verifier, taken back by its
    author, or overtaken by another decision."""

    access = CITY
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    proposed_by = models.TextField()
    answer = models.TextField()
    version = models.SmallIntegerField(null=True)
    reason = models.TextField(default="")
    record_id = models.BigIntegerField()
    decided_on = models.DateField()
    decided_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_opinion"
        constraints = [
            key_to(
                "claims_opinion_proposal", "claims_proposal", "claim_id", "attempt", "proposed_by"
            ),
            key_to("claims_opinion_decision", "claims_adjudication", "claim_id", "version"),
            models.CheckConstraint(
                name="claims_opinion_of_another",
                condition=(Q(answer__in=("confirmed", "disagreed"))
                           & ~Q(decided_by=F("proposed_by")))
                | Q(answer="withdrawn", decided_by=F("proposed_by"))
                | Q(answer="lapsed"),
            ),
            models.CheckConstraint(
                name="claims_opinion_says",
                condition=Q(answer="confirmed", version__isnull=False)
                | (Q(version__isnull=True) & ~Q(answer="confirmed")
                   & (Q(answer="lapsed") | ~Q(reason=""))),
            ),
        ]  # fmt: skip


class Appeal(Regional):
    """A hospital's appeal against one decision (`version`); `deciders` decided the claim so far."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "appeal_no")
    appeal_no = models.BigIntegerField(db_default=NextVal("claims_appeal_seq"))
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    after_attempt = before("attempt")
    version = models.SmallIntegerField()
    provider_code = models.TextField()
    grounds = models.TextField()
    deciders = ArrayField(models.TextField())
    record_id = models.BigIntegerField()
    filed_on = models.DateField()
    decide_by = models.DateField(null=True)
    filed_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_appeal"
        constraints = [
            key_to("claims_appeal_decision", "claims_adjudication", "claim_id", "version"),
            key_to(
                "claims_appeal_again", "claims_ruling", "claim_id", "after_attempt",
                references=("claim_id", "attempt"),
            ),
            models.UniqueConstraint(
                fields=["region", "claim_id", "attempt"],
                name="claims_appeal_attempt",
            ),
            models.UniqueConstraint(
                fields=["region", "claim_id", "version"],
                name="claims_appeal_once",
            ),
            models.UniqueConstraint(
                fields=["region", "appeal_no", "claim_id", "attempt", "deciders"],
                name="claims_appeal_deciders",
            ),
            models.CheckConstraint(
                name="claims_appeal_says", condition=Q(attempt__gt=0) & ~Q(grounds="")
            ),
        ]  # fmt: skip


class Ruling(Regional):
    """What was decided about an appeal, by a verifier who had not decided the claim before."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    appeal_no = models.BigIntegerField()
    deciders = ArrayField(models.TextField())
    provider_code = models.TextField()
    outcome = models.TextField()
    version = models.SmallIntegerField(null=True)
    reason = models.TextField()
    record_id = models.BigIntegerField()
    decided_on = models.DateField()
    decided_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_ruling"
        constraints = [
            key_to(
                "claims_ruling_appeal", "claims_appeal", "appeal_no", "claim_id", "attempt",
                "deciders",
            ),
            key_to("claims_ruling_decision", "claims_adjudication", "claim_id", "version"),
            models.UniqueConstraint(
                fields=["region", "appeal_no"],
                name="claims_ruling_once",
            ),
            models.CheckConstraint(
                name="claims_ruling_by_another",
                condition=Func(
                    template="(NOT (decided_by = ANY (deciders)))",
                    output_field=models.BooleanField(),
                ),
            ),
            models.CheckConstraint(
                name="claims_ruling_says",
                condition=(Q(outcome="granted", version__isnull=False)
                           | Q(outcome="upheld", version__isnull=True))
                & ~Q(reason=""),
            ),
        ]  # fmt: skip


class Sample(Regional):
    """Claims drawn from those that the rules approved in a period; `strata` says from what."""

    access = CITY
    pk = models.CompositePrimaryKey("region", "sample_no")
    sample_no = models.BigIntegerField(db_default=NextVal("claims_sample_seq"))
    period_from = models.DateField()
    period_until = models.DateField()
    size = models.IntegerField()
    seed = models.BigIntegerField()
    allocation = models.TextField()
    strata = models.JSONField()
    record_id = models.BigIntegerField()
    drawn_on = models.DateField()
    drawn_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_sample"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "period_from", "period_until", "size", "seed", "allocation"],
                name="claims_sample_once",
            ),
            models.CheckConstraint(
                name="claims_sample_says",
                condition=Q(
                    size__gt=0, period_until__gt=F("period_from"),
                    allocation__in=("neyman", "proportional"),
                ),
            ),
        ]  # fmt: skip


class SampleItem(Regional):
    """One drawn claim with the decision that is checked; `stratum` is its place in `strata`."""

    access = CITY
    pk = models.CompositePrimaryKey("region", "sample_no", "claim_id")
    sample_no = models.BigIntegerField()
    claim_id = models.BigIntegerField()
    version = models.SmallIntegerField()
    stratum = models.SmallIntegerField()
    approved_idr = models.BigIntegerField()

    class Meta:
        db_table = "claims_sample_item"
        constraints = [
            key_to("claims_sample_item_sample", "claims_sample", "sample_no"),
            key_to("claims_sample_item_decision", "claims_adjudication", "claim_id", "version"),
        ]


class SampleCheck(Regional):
    """What a verifier found the drawn claim to be worth; once for each."""

    access = CITY
    pk = models.CompositePrimaryKey("region", "sample_no", "claim_id")
    sample_no = models.BigIntegerField()
    claim_id = models.BigIntegerField()
    correct_idr = models.BigIntegerField()
    reason = models.TextField(default="")
    record_id = models.BigIntegerField()
    checked_on = models.DateField()
    checked_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_sample_check"
        constraints = [
            key_to("claims_sample_check_item", "claims_sample_item", "sample_no", "claim_id"),
            models.CheckConstraint(
                name="claims_sample_check_amount", condition=Q(correct_idr__gte=0)
            ),
        ]
