"""Residents. One row holds all facts of a person that coverage reads, so that a desk's question
is one look-up in a B-tree; periods are multiranges, which cannot overlap by their type."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, DateMultirangeField, NextVal, Regional

NO_PERIOD = models.expressions.RawSQL("'{}'::datemultirange", [])


class Person(Regional):
    """A person of the civil registry. NIK and KK are 16 digits and fit a bigint."""

    access = Access(
        "SELECT, INSERT, UPDATE",
        planner=("region", "person_id", "sex", "birth_date", "died_on", "residency", "poor",
                 "near_poor", "other_payer"),
    )  # fmt: skip
    pk = models.CompositePrimaryKey("region", "person_id")
    person_id = models.BigIntegerField(db_default=NextVal("registry_person_seq"))
    nik = models.BigIntegerField()
    kk = models.BigIntegerField()
    name = models.TextField()
    sex = models.SmallIntegerField()
    birth_date = models.DateField()
    birth_place = models.TextField()
    address = models.TextField()
    rt = models.TextField()
    rw = models.TextField()
    village_code = models.TextField()
    relation = models.SmallIntegerField()
    marital = models.SmallIntegerField()
    ektp = models.BooleanField()
    mother_nik = models.BigIntegerField(null=True)
    died_on = models.DateField(null=True)
    residency = DateMultirangeField(db_default=NO_PERIOD)
    poor = DateMultirangeField(db_default=NO_PERIOD)
    near_poor = DateMultirangeField(db_default=NO_PERIOD)
    other_payer = DateMultirangeField(db_default=NO_PERIOD)
    known_since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_person"
        constraints = [
            models.UniqueConstraint("region", "nik", name="registry_person_nik"),
            models.CheckConstraint(
                name="registry_person_digits",
                condition=models.Q(nik__range=(10**15, 10**16 - 1))
                & models.Q(kk__range=(10**15, 10**16 - 1)),
            ),
            models.CheckConstraint(name="registry_person_sex", condition=models.Q(sex__in=(1, 2))),
        ]


class PersonPast(Regional):
    """What a person's row said until something changed it (recorded time).

    The row said `body` until `replaced_at`; what the latest of these says until now is in
    `registry_person`. `import_no`: the import that changed it, if it was one.
    """

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "past_id")
    past_id = models.BigIntegerField(db_default=NextVal("registry_person_past_seq"))
    person_id = models.BigIntegerField()
    nik = models.BigIntegerField()
    body = models.JSONField()
    import_hash = models.TextField()
    import_no = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_person_past"
        indexes = [
            models.Index("region", "person_id", name="registry_person_past_person"),
            models.Index("region", "replaced_at", name="registry_person_past_at"),
            models.Index("region", "nik", name="registry_person_past_nik"),
        ]
