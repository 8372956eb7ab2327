"""Addresses of the planner's desk. The name's second part is the section of the menu."""

from __future__ import annotations

from django.urls import path

from multiguna.web.planner import readiness

urlpatterns = [
    path("readiness/", readiness.ready, name="planner-readiness"),
    path("readiness/note/", readiness.note, name="planner-readiness-note"),
]
