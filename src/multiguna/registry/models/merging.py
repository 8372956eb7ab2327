"""Persons whom the civil registry has twice. Their rows stay as it says them; a merge stands
beside, so that an import changes nothing about it and an undo gives back exactly what was."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional, RegionKey


def _person(name: str, column: str) -> RegionKey:
    return RegionKey(
        name=name,
        columns=["region", column],
        table="registry_person",
        references=["region", "person_id"],
    )


class Merge(Regional):
    """One act: two persons are one (`merge`), or an earlier merge was a mistake (`undo`)."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "merge_no")
    merge_no = models.BigIntegerField(db_default=NextVal("registry_merge_seq"))
    kind = models.TextField()
    undoes = models.BigIntegerField(null=True)
    kept_id = models.BigIntegerField()
    absorbed_id = models.BigIntegerField()
    reason = models.TextField()
    record_id = models.BigIntegerField()
    merged_by = models.TextField()
    merged_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_merge"
        constraints = [
            _person("registry_merge_kept", "kept_id"),
            _person("registry_merge_absorbed", "absorbed_id"),
            RegionKey(
                name="registry_merge_undoes",
                columns=["region", "undoes"],
                table="registry_merge",
                references=["region", "merge_no"],
            ),
            models.UniqueConstraint("region", "undoes", name="registry_merge_undone_once"),
            models.CheckConstraint(
                name="registry_merge_kind",
                condition=Q(kind="merge", undoes=None) | Q(kind="undo", undoes__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_merge_two", condition=~Q(kept_id=F("absorbed_id"))
            ),
        ]


class Merged(Regional):
    """Who is one person now: a row for the one kept and one for each absorbed.

    `of_kept` is always true and points, with `kept_id`, at the row of a person who is kept: nobody
    is absorbed by somebody absorbed, and the one kept cannot leave before the absorbed.
    """

    access = Access("SELECT, INSERT, DELETE", planner=("region", "person_id", "kept_id", "is_kept"))
    pk = models.CompositePrimaryKey("region", "person_id")
    person_id = models.BigIntegerField()
    kept_id = models.BigIntegerField()
    is_kept = models.BooleanField()
    of_kept = models.BooleanField()
    merge_no = models.BigIntegerField(null=True)

    class Meta:
        db_table = "registry_merged"
        constraints = [
            _person("registry_merged_person", "person_id"),
            models.UniqueConstraint(
                fields=["region", "person_id", "is_kept"], name="registry_merged_role"
            ),
            RegionKey(
                name="registry_merged_into",
                columns=["region", "kept_id", "of_kept"],
                table="registry_merged",
                references=["region", "person_id", "is_kept"],
            ),
            RegionKey(
                name="registry_merged_act",
                columns=["region", "merge_no"],
                table="registry_merge",
                references=["region", "merge_no"],
            ),
            models.CheckConstraint(
                name="registry_merged_says",
                condition=Q(of_kept=True)
                & (
                    Q(is_kept=True, kept_id=F("person_id"), merge_no=None)
                    | (Q(is_kept=False, merge_no__isnull=False) & ~Q(kept_id=F("person_id")))
                ),
            ),
        ]
        indexes = [models.Index("region", "kept_id", name="registry_merged_of")]
