"""Addresses of the claims office, and of the statements that hospitals and the city look at."""

from __future__ import annotations

from django.urls import path

from multiguna.web.office import sending, statements, views

urlpatterns = [
    path("", views.claims, name="claims"),
    path("send/", sending.send, name="claims-send"),
    path("send/<int:batch_id>/", sending.one, name="claims-send-batch"),
    path("<int:claim_id>/", views.claim, name="claims-detail"),
]
statement_urls = [
    path("", statements.hospitals, name="statements"),
    path("<str:provider_code>/", statements.one, name="statements-one"),
]
