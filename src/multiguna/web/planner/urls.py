"""Addresses of the planner's desk. The name's second part is the section of the menu."""

from __future__ import annotations

from django.urls import path

from multiguna.web.planner import plans, readiness

urlpatterns = [
    path("plans/", plans.plans, name="planner-plans"),
    path("plans/new/", plans.new, name="planner-plans-new"),
    path("plans/ask/", plans.ask, name="planner-plans-ask"),
    path("plans/<int:plan_no>/", plans.one, name="planner-plans-one"),
    path("plans/<int:plan_no>/<slug:name>.svg", plans.chart, name="planner-plans-chart"),
    path("plans/<int:plan_no>/memo-<slug:language>.pdf", plans.paper, name="planner-plans-paper"),
    path("readiness/", readiness.ready, name="planner-readiness"),
    path("readiness/note/", readiness.note, name="planner-readiness-note"),
]
