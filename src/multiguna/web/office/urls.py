"""Addresses of the claims office, and of the statements that hospitals and the city look at."""

from __future__ import annotations

from django.urls import path

from multiguna.web.office import statements, views

urlpatterns = [
    path("", views.claims, name="claims"),
    path("<int:claim_id>/", views.claim, name="claims-detail"),
]
statement_urls = [
    path("", statements.hospitals, name="statements"),
    path("<str:provider_code>/", statements.one, name="statements-one"),
]
