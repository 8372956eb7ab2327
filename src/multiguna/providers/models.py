"""Hospitals, their agreements with the region, the rates agreed and their payer code lists."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models

from multiguna.kernel.schema import Access, Regional, RegionKey, date_range


class Provider(Regional):
    """A hospital or clinic by its Kemkes code (text: letters occur in local lists).

    `home_region`: the region whose hospital it is, where our residents are treated under
    portability; null for those that we have an agreement with ourselves.
    """

    access = Access("SELECT, INSERT, UPDATE")
    pk = models.CompositePrimaryKey("region", "provider_code")
    provider_code = models.TextField()
    name = models.TextField()
    provider_class = models.TextField()
    ownership = models.TextField()
    tariff_code = models.TextField()
    ppk_code = models.TextField()
    village_code = models.TextField()
    address = models.TextField()
    owner_group = models.TextField()
    bank_account_name = models.TextField()
    home_region = models.TextField(null=True)

    class Meta:
        db_table = "providers_provider"


class Agreement(Regional):
    """A hospital's agreement (PKS) for a half-open period; two may not overlap."""

    access = Access("SELECT, INSERT, DELETE")
    pk = models.CompositePrimaryKey("region", "agreement_no")
    agreement_no = models.TextField()
    provider_code = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    services = models.TextField()
    payment_days = models.IntegerField()
    claim_deadline_days = models.IntegerField()
    late_penalty_bp_month = models.IntegerField(null=True)
    basis = models.TextField(db_default="inacbg")
    lesser_of = models.BooleanField(db_default=False)
    claim_ceiling_idr = models.BigIntegerField(null=True)
    month_ceiling_idr = models.BigIntegerField(null=True)
    legal = models.TextField()

    class Meta:
        db_table = "providers_agreement"
        constraints = [
            RegionKey(
                name="providers_agreement_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
            ExclusionConstraint(
                name="providers_agreement_once",
                expressions=[("region", "="), ("provider_code", "="), (date_range(), "&&")],
            ),
            models.CheckConstraint(
                name="providers_agreement_basis",
                condition=models.Q(basis__in=("inacbg", "idrg", "fee")),
            ),
        ]


class Portability(Regional):
    """What our pack says of another region for a half-open period: our half of the agreement."""

    access = Access("SELECT, INSERT, DELETE")
    pk = models.CompositePrimaryKey("region", "partner_region", "valid_from")
    partner_region = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    services = models.TextField()
    settlement = models.TextField()
    monthly_ceiling_idr = models.BigIntegerField(null=True)
    legal = models.TextField()

    class Meta:
        db_table = "providers_portability"
        constraints = [
            ExclusionConstraint(
                name="providers_portability_once",
                expressions=[("region", "="), ("partner_region", "="), (date_range(), "&&")],
            ),
            models.CheckConstraint(
                name="providers_portability_settlement",
                condition=models.Q(settlement__in=("direct", "host")),
            ),
            models.CheckConstraint(
                name="providers_portability_ceiling",
                condition=models.Q(monthly_ceiling_idr__gte=0),
            ),
        ]


class Exclusion(Regional):
    """A service that an agreement leaves out, by the beginning of its code."""

    access = Access("SELECT, INSERT, DELETE")
    pk = models.CompositePrimaryKey("region", "agreement_no", "kind", "code")
    agreement_no = models.TextField()
    kind = models.TextField()
    code = models.TextField()
    legal = models.TextField()

    class Meta:
        db_table = "providers_exclusion"
        constraints = [
            RegionKey(
                name="providers_exclusion_agreement",
                columns=["region", "agreement_no"],
                table="providers_agreement",
                references=["region", "agreement_no"],
            ),
            models.CheckConstraint(
                name="providers_exclusion_kind",
                condition=models.Q(kind__in=("diagnosis", "procedure", "group")),
            ),
        ]


class Rate(Regional):
    """The amount agreed for a code and care class at a hospital in a half-open period.

    The code is an INA-CBG or iDRG group, a special CMG, or the procedure of a package or a fee.
    """

    access = Access("SELECT, INSERT, DELETE")
    pk = models.CompositePrimaryKey(
        "region", "provider_code", "code", "care_class", "code_system", "valid_from"
    )
    provider_code = models.TextField()
    code_system = models.TextField(db_default="inacbg")
    code = models.TextField()
    care_class = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    amount_idr = models.BigIntegerField()
    legal = models.TextField()

    class Meta:
        db_table = "providers_rate"
        constraints = [
            RegionKey(
                name="providers_rate_provider",
                columns=["region", "provider_code"],
                table="providers_provider",
                references=["region", "provider_code"],
            ),
            ExclusionConstraint(
                name="providers_rate_once",
                expressions=[
                    ("region", "="),
                    ("provider_code", "="),
                    ("code_system", "="),
                    ("code", "="),
                    ("care_class", "="),
                    (date_range(), "&&"),
                ],
            ),
            models.CheckConstraint(
                name="providers_rate_amount", condition=models.Q(amount_idr__gte=0)
            ),
            models.CheckConstraint(
                name="providers_rate_code_system",
                condition=models.Q(code_system__in=("inacbg", "idrg", "special", "package", "fee")),
            ),
        ]


class Payor(Regional):
    """What a payer id or name in a hospital's e-Klaim means (`*`: at every hospital)."""

    access = Access("SELECT, INSERT, DELETE")
    pk = models.CompositePrimaryKey("region", "provider_code", "payor_id", "payor_name")
    provider_code = models.TextField()
    payor_id = models.TextField()
    payor_name = models.TextField()
    payer = models.TextField()

    class Meta:
        db_table = "providers_payor"
        constraints = [
            models.CheckConstraint(
                name="providers_payor_payer",
                condition=models.Q(payer__in=("programme", "jkn", "self", "other")),
            ),
        ]
