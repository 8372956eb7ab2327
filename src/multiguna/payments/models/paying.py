"""Payment orders per hospital and month, the claims they pay, and all that happens to them.

Nothing here is updated. That a claim stands in one live order, and is paid once, is said by keys:
attempt k of an order (or a payment) of a claim refers to the row that says that attempt k-1 was
cancelled (or came back).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional, before, generated, key_to

OWN = Access("SELECT, INSERT", provider_column="provider_code")
TO_PAY = F("claims_idr") - F("recovered_idr") + F("penalty_idr") + F("supplement_idr")
PAPERS = ("spp", "check", "spm", "sp2d")


class Order(Regional):
    """One payment request (SPP-LS) for one hospital and month of care.

    To be paid are its claims, less what is recovered, with penalties for earlier late payment and
    what appeals gave claims that were ordered before.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "order_no")
    order_no = models.TextField()
    provider_code = models.TextField()
    period = models.TextField()
    amount_idr = models.BigIntegerField()
    claims_idr = models.BigIntegerField()
    recovered_idr = models.BigIntegerField()
    penalty_idr = models.BigIntegerField()
    supplement_idr = models.BigIntegerField(db_default=0)
    claim_count = models.IntegerField()
    record_id = models.BigIntegerField()
    created_on = models.DateField()
    created_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_order"
        constraints = [
            key_to("payments_order_provider", "providers_provider", "provider_code"),
            models.CheckConstraint(
                name="payments_order_amount",
                condition=Q(amount_idr__gt=0, claim_count__gt=0, recovered_idr__gte=0)
                & Q(penalty_idr__gte=0, supplement_idr__gte=0)
                & Q(amount_idr=TO_PAY),
            ),
        ]


class OrderClaim(Regional):
    """A claim in an order; a later attempt stands only on the cancelled one before it."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    after_attempt = before("attempt")
    version = models.SmallIntegerField()
    order_no = models.TextField()
    provider_code = models.TextField()
    account_id = models.TextField()
    care = models.TextField()
    village_code = models.TextField(null=True)
    decided_on = models.DateField()
    amount_idr = models.BigIntegerField()

    class Meta:
        db_table = "payments_order_claim"
        constraints = [
            key_to("payments_order_claim_order", "payments_order", "order_no"),
            key_to("payments_order_claim_decided", "claims_adjudication", "claim_id", "version"),
            key_to(
                "payments_order_claim_again", "payments_cancelled_claim", "claim_id",
                "after_attempt", references=("claim_id", "attempt"),
            ),
            models.UniqueConstraint(
                fields=["region", "order_no", "claim_id"], name="payments_order_claim_once"
            ),
            models.CheckConstraint(
                name="payments_order_claim_amount", condition=Q(attempt__gt=0, amount_idr__gt=0)
            ),
        ]  # fmt: skip


class CancelledClaim(Regional):
    """A claim that an order pays no more: owed again, and free for the next order.

    `seq` is the order's event that freed it: the cancelling, or a return after the year's closing.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    order_no = models.TextField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()

    class Meta:
        db_table = "payments_cancelled_claim"
        constraints = [
            key_to(
                "payments_cancelled_claim_attempt", "payments_order_claim", "claim_id", "attempt"
            ),
            key_to(
                "payments_cancelled_claim_order", "payments_order_claim", "order_no", "claim_id"
            ),
            key_to("payments_cancelled_claim_step", "payments_step", "order_no", "seq"),
        ]


class Step(Regional):
    """One event of an order: a paper with its number and date, a return, or the cancelling.

    A paper stands on one order; one event follows another, so two at once cannot both be next; a
    return says which paper it voids, and a paper comes back once.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "order_no", "seq")
    order_no = models.TextField()
    seq = models.SmallIntegerField()
    after_seq = before("seq")
    event = models.TextField()
    provider_code = models.TextField()
    document_no = models.TextField(null=True)
    on_date = models.DateField()
    amount_idr = models.BigIntegerField(null=True)
    reason = models.TextField(default="")
    voids = models.SmallIntegerField(null=True)
    record_id = models.BigIntegerField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_step"
        constraints = [
            key_to("payments_step_order", "payments_order", "order_no"),
            key_to(
                "payments_step_follows", "payments_step", "order_no", "after_seq",
                references=("order_no", "seq"),
            ),
            key_to(
                "payments_step_returned", "payments_step", "order_no", "voids",
                references=("order_no", "seq"),
            ),
            models.UniqueConstraint("region", "order_no", "voids", name="payments_step_voids_once"),
            models.UniqueConstraint(
                "region", "event", "document_no", name="payments_step_document"
            ),
            models.UniqueConstraint(
                fields=["region", "order_no"],
                condition=Q(event="cancelled"),
                name="payments_step_cancelled_once",
            ),
            models.CheckConstraint(
                name="payments_step_known",
                condition=Q(
                    event__in=PAPERS, document_no__isnull=False, voids__isnull=True, reason=""
                )
                | (Q(event="returned", document_no__isnull=True, voids__isnull=False)
                   & ~Q(reason=""))
                | (Q(event="cancelled", document_no__isnull=True, voids__isnull=True)
                   & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="payments_step_amount",
                condition=Q(event="sp2d", amount_idr__isnull=False, amount_idr__gt=0)
                | (~Q(event="sp2d") & Q(amount_idr__isnull=True)),
            ),
        ]  # fmt: skip


class PaidClaim(Regional):
    """A claim that an SP2D paid; a later payment stands only on the one before, which came back."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    after_attempt = before("attempt")
    order_no = models.TextField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()
    amount_idr = models.BigIntegerField()

    class Meta:
        db_table = "payments_paid_claim"
        constraints = [
            key_to("payments_paid_claim_ordered", "payments_order_claim", "order_no", "claim_id"),
            key_to("payments_paid_claim_step", "payments_step", "order_no", "seq"),
            key_to(
                "payments_paid_claim_again", "payments_returned_claim", "claim_id",
                "after_attempt", references=("claim_id", "attempt"),
            ),
            models.CheckConstraint(
                name="payments_paid_claim_amount", condition=Q(attempt__gt=0, amount_idr__gt=0)
            ),
        ]  # fmt: skip
        indexes = [models.Index("region", "order_no", "seq", name="payments_paid_claims")]


class ReturnedClaim(Regional):
    """A payment of a claim that came back from the bank; `seq` is the order's return.

    `after_closing`: its year was closed by then. What was paid stays in that year, and the claim is
    owed anew by the year in progress.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "attempt")
    claim_id = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    order_no = models.TextField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()
    after_closing = models.BooleanField()

    class Meta:
        db_table = "payments_returned_claim"
        constraints = [
            key_to("payments_returned_claim_paid", "payments_paid_claim", "claim_id", "attempt"),
            key_to("payments_returned_claim_step", "payments_step", "order_no", "seq"),
        ]


class Recovery(Regional):
    """Money paid for a claim that was not owed; the hospital's next orders are less by it."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "recovery_no")
    recovery_no = models.BigIntegerField(db_default=NextVal("payments_recovery_seq"))
    claim_id = models.BigIntegerField()
    provider_code = models.TextField()
    amount_idr = models.BigIntegerField()
    reason = models.TextField()
    record_id = models.BigIntegerField()
    on_date = models.DateField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_recovery"
        constraints = [
            key_to("payments_recovery_claim", "claims_claim", "claim_id"),
            models.CheckConstraint(
                name="payments_recovery_amount", condition=Q(amount_idr__gt=0) & ~Q(reason="")
            ),
        ]
        indexes = [models.Index("region", "claim_id", name="payments_recovery_of_claim")]


class Penalty(Regional):
    """What the agreement adds for a claim that was paid late; once for each claim."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id")
    claim_id = models.BigIntegerField()
    provider_code = models.TextField()
    due_on = models.DateField()
    paid_on = models.DateField()
    months = models.SmallIntegerField()
    rate_bp = models.IntegerField()
    amount_idr = models.BigIntegerField()

    class Meta:
        db_table = "payments_penalty"
        constraints = [
            key_to("payments_penalty_claim", "claims_claim", "claim_id"),
            models.CheckConstraint(
                name="payments_penalty_amount",
                condition=Q(amount_idr__gt=0, months__gt=0, rate_bp__gt=0),
            ),
        ]


class OrderLine(Regional):
    """What an order takes beside its claims: a part of a recovery, the penalty for a claim, or the
    supplement that a granted appeal gives a claim that was ordered before.

    `due_no` is the recovery's number, the claim's or the appeal's. A penalty and a supplement are
    taken whole: their part k stands only on part k-1 whose order was cancelled.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "kind", "due_no", "part")
    kind = models.TextField()
    due_no = models.BigIntegerField()
    part = models.SmallIntegerField()
    order_no = models.TextField()
    provider_code = models.TextField()
    claim_id = models.BigIntegerField()
    account_id = models.TextField()
    care = models.TextField()
    village_code = models.TextField(null=True)
    amount_idr = models.BigIntegerField()
    recovery_no = generated("CASE kind WHEN 'recovery' THEN due_no END", models.BigIntegerField())
    penalty_of = generated("CASE kind WHEN 'penalty' THEN due_no END", models.BigIntegerField())
    supplement_of = generated(
        "CASE kind WHEN 'supplement' THEN due_no END", models.BigIntegerField()
    )
    after_part = generated(
        "CASE WHEN kind IN ('penalty', 'supplement') THEN NULLIF(part - 1, 0) END",
        models.SmallIntegerField(),
    )

    class Meta:
        db_table = "payments_order_line"
        constraints = [
            key_to("payments_order_line_order", "payments_order", "order_no"),
            key_to("payments_order_line_recovery", "payments_recovery", "recovery_no"),
            key_to(
                "payments_order_line_penalty", "payments_penalty", "penalty_of",
                references=("claim_id",),
            ),
            key_to(
                "payments_order_line_supplement", "claims_ruling", "supplement_of",
                references=("appeal_no",),
            ),
            key_to(
                "payments_order_line_again", "payments_cancelled_line", "kind", "due_no",
                "after_part", references=("kind", "due_no", "part"),
            ),
            models.UniqueConstraint(
                "region", "order_no", "kind", "due_no", name="payments_order_line_once"
            ),
            models.CheckConstraint(
                name="payments_order_line_amount",
                condition=Q(kind="recovery", amount_idr__lt=0)
                | Q(kind="penalty", amount_idr__gt=0, due_no=F("claim_id"))
                | Q(kind="supplement", amount_idr__gt=0),
            ),
        ]  # fmt: skip


class CancelledLine(Regional):
    """A line of a cancelled order, open or owed again. `after_closing`: it was paid in a year that
    was closed when the payment came back, and stays in that year's sum."""

    access = OWN
    pk = models.CompositePrimaryKey("region", "kind", "due_no", "part")
    kind = models.TextField()
    due_no = models.BigIntegerField()
    part = models.SmallIntegerField()
    order_no = models.TextField()
    provider_code = models.TextField()
    after_closing = models.BooleanField()

    class Meta:
        db_table = "payments_cancelled_line"
        constraints = [
            key_to("payments_cancelled_line_part", "payments_order_line", "kind", "due_no", "part")
        ]
