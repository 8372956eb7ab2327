"""What planning remembers: alarms that opened and closed, the days it looked and wrote, notes about
what a region still lacks, and plans that were asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod, Now
from django.db.models.lookups import Exact

from multiguna.kernel.schema import Access, Regional


class AlarmEvent(Regional):
    """An alarm opened, or one that was open closed; the two alternate, so the number tells which.

    A hospital sees the alarms about itself alone.
    """

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "code", "subject", "seq")
    code = models.TextField()
    subject = models.TextField()
    seq = models.IntegerField()
    event = models.TextField()
    provider_code = models.TextField(null=True)
    on_date = models.DateField()
    figures = models.JSONField()
    sentence_id = models.TextField()
    sentence_en = models.TextField()
    record_id = models.BigIntegerField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "planning_alarm"
        constraints = [
            models.CheckConstraint(name="planning_alarm_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="planning_alarm_alternates",
                condition=Q(Exact(Mod(F("seq"), 2), 1), event="opened")
                | Q(Exact(Mod(F("seq"), 2), 0), event="closed"),
            ),
        ]
        indexes = [models.Index("region", "on_date", name="planning_alarm_by_day")]


class Round(Regional):
    """A day on which all alarms were judged (`watch`) or the digest was sent (`digest`): once."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "kind", "on_date")
    kind = models.TextField()
    on_date = models.DateField()
    alarms = models.IntegerField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "planning_round"
        constraints = [
            models.CheckConstraint(
                name="planning_round_kind", condition=Q(kind__in=("watch", "digest"))
            )
        ]


class ReadinessNote(Regional):
    """What somebody recorded about an item of readiness; the `seq`-th of its item, from 1."""

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "item", "seq")
    item = models.TextField()
    seq = models.IntegerField()
    text = models.TextField()
    noted_on = models.DateField()
    record_id = models.BigIntegerField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "planning_readiness_note"
        constraints = [
            models.CheckConstraint(
                name="planning_readiness_note_says", condition=Q(seq__gte=1) & ~Q(text="")
            )
        ]


class Plan(Regional):
    """A decision memo that somebody asked for: what was asked, so that it can be made again, and
    what the answer was then; the `plan_no`-th of its region, from 1."""

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "plan_no")
    plan_no = models.IntegerField()
    asked = models.JSONField()
    answer_id = models.TextField()
    answer_en = models.TextField()
    needed_idr = models.BigIntegerField(null=True)
    planned_on = models.DateField()
    record_id = models.BigIntegerField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "planning_plan"
        constraints = [
            models.CheckConstraint(name="planning_plan_from_one", condition=Q(plan_no__gte=1)),
        ]
