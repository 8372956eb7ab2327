"""Addresses for hospital systems."""

from __future__ import annotations

from django.urls import path

from multiguna.web.api import views

urlpatterns = [
    path("coverage", views.coverage, name="api-coverage"),
    path("coverage/bulk", views.coverage_bulk, name="api-coverage-bulk"),
]
