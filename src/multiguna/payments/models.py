"""Payment orders per hospital and month, the claims they pay, and their steps up to SP2D."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, Regional, RegionKey

OWN = Access("SELECT, INSERT", provider_column="provider_code")


def _to_order(name: str) -> RegionKey:
    return RegionKey(
        name=name,
        columns=["region", "order_no"],
        table="payments_order",
        references=["region", "order_no"],
    )


class Order(Regional):
    """One payment request (SPP-LS) for one hospital and month of care."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "order_no")
    order_no = models.TextField()
    provider_code = models.TextField()
    period = models.TextField()
    amount_idr = models.BigIntegerField()
    claim_count = models.IntegerField()
    record_id = models.BigIntegerField()
    created_on = models.DateField()
    created_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_order"
        constraints = [
            RegionKey(
                name="payments_order_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
            models.CheckConstraint(
                name="payments_order_amount", condition=Q(amount_idr__gt=0, claim_count__gt=0)
            ),
        ]


class OrderClaim(Regional):
    """A claim in an order. The key says it: a claim is paid at most once."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id")
    claim_id = models.BigIntegerField()
    version = models.SmallIntegerField()
    order_no = models.TextField()
    provider_code = models.TextField()
    account_id = models.TextField()
    amount_idr = models.BigIntegerField()

    class Meta:
        db_table = "payments_order_claim"
        constraints = [
            _to_order("payments_order_claim_order"),
            RegionKey(
                name="payments_order_claim_decided",
                columns=["region", "claim_id", "version"],
                table="claims_adjudication",
                references=["region", "claim_id", "version"],
            ),
        ]
        indexes = [models.Index("region", "order_no", name="payments_order_claims")]


class Step(Regional):
    """A step of an order: spp, spm, sp2d; each once, with its document's number and date. A
    document stands on one order."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "order_no", "step")
    order_no = models.TextField()
    step = models.TextField()
    provider_code = models.TextField()
    document_no = models.TextField()
    on_date = models.DateField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_step"
        constraints = [
            _to_order("payments_step_order"),
            models.UniqueConstraint("region", "step", "document_no", name="payments_step_document"),
            models.CheckConstraint(
                name="payments_step_known", condition=Q(step__in=("spp", "spm", "sp2d"))
            ),
        ]
