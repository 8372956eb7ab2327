"""What was decided about claims: by whom, how much, and why. Nothing here is updated."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.claims.models.intake import OWN, to_claim
from multiguna.kernel.schema import Regional

BASES = ("rules", "verifier", "second", "bulk", "appeal")


class Adjudication(Regional):
    """What was decided about a claim; a later version replaces an earlier one, which stays.

    `basis` says on what it rests: the rules alone, a verifier, two of them, a bulk approval or an
    appeal; `reason` is what a person wrote, `proposed_by` the first of two verifiers.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "version")
    claim_id = models.BigIntegerField()
    version = models.SmallIntegerField()
    provider_code = models.TextField()
    outcome = models.TextField()
    billed_idr = models.BigIntegerField()
    approved_idr = models.BigIntegerField()
    reduced_idr = models.BigIntegerField()
    rejected_idr = models.BigIntegerField()
    pended_idr = models.BigIntegerField()
    stage_code = models.TextField(null=True)
    pack_hash = models.TextField()
    basis = models.TextField(db_default="rules")
    reason = models.TextField(db_default="")
    record_id = models.BigIntegerField()
    decided_on = models.DateField()
    decided_by = models.TextField()
    proposed_by = models.TextField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_adjudication"
        constraints = [
            to_claim("claims_adjudication_claim"),
            models.CheckConstraint(
                name="claims_adjudication_adds_up",
                condition=Q(
                    billed_idr=models.F("approved_idr")
                    + models.F("reduced_idr")
                    + models.F("rejected_idr")
                    + models.F("pended_idr"),
                    approved_idr__gte=0,
                    reduced_idr__gte=0,
                    rejected_idr__gte=0,
                    pended_idr__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="claims_adjudication_outcome",
                condition=Q(outcome__in=("approved", "reduced", "rejected", "pended")),
            ),
            models.CheckConstraint(
                name="claims_adjudication_by_two",
                condition=(
                    Q(basis="second", proposed_by__isnull=False)
                    & ~Q(proposed_by=models.F("decided_by"))
                )
                | (Q(basis="appeal") & ~Q(proposed_by=models.F("decided_by")))
                | (~Q(basis="second") & Q(proposed_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="claims_adjudication_basis",
                condition=Q(basis="rules", reason="") | (Q(basis__in=BASES[1:]) & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["region", "decided_on"],
                include=["provider_code", "outcome"],
                name="claims_adjudication_lately",
            )
        ]


class LineResult(Regional):
    """The approved amount of one line in one version."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "version", "line_no")
    claim_id = models.BigIntegerField()
    version = models.SmallIntegerField()
    line_no = models.SmallIntegerField()
    provider_code = models.TextField()
    approved_idr = models.BigIntegerField()

    class Meta:
        db_table = "claims_line_result"


class Finding(Regional):
    """What a rule found about a claim, with the amount it takes away (0 for a question)."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "version", "rule_code")
    claim_id = models.BigIntegerField()
    version = models.SmallIntegerField()
    rule_code = models.TextField()
    provider_code = models.TextField()
    severity = models.TextField()
    amount_idr = models.BigIntegerField()
    facts = models.JSONField()

    class Meta:
        db_table = "claims_finding"
