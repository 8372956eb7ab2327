"""Addresses of the treasury."""

from __future__ import annotations

from django.urls import path

from multiguna.web.treasury import views

urlpatterns = [
    path("", views.treasury, name="treasury"),
    path("orders/<path:order_no>.pdf", views.remittance_paper, name="treasury-remittance-pdf"),
    path("orders/<path:order_no>.csv", views.remittance_table, name="treasury-remittance-csv"),
]
