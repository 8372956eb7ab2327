"""Addresses of the claims office."""

from __future__ import annotations

from django.urls import path

from multiguna.web.office import views

urlpatterns = [
    path("", views.claims, name="claims"),
    path("<int:claim_id>/", views.claim, name="claims-detail"),
]
