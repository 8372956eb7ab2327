"""Addresses of the hospital desk."""

from __future__ import annotations

from django.urls import path

from multiguna.web.desk import offline, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("offline/", offline.offline_desk, name="desk-offline"),
    path("offline/worker.js", offline.worker, name="desk-offline-worker"),
    path("offline/state/", offline.state, name="desk-offline-state"),
    path("offline/ring/", offline.ring, name="desk-offline-ring"),
    path("offline/enrol/", offline.enrol, name="desk-offline-enrol"),
    path("offline/lists/<str:name>", offline.list_bytes, name="desk-offline-list"),
    path("offline/reconcile/", offline.reconcile, name="desk-offline-reconcile"),
    path("letters/", views.issue, name="desk-issue"),
    path(
        "guests/<str:home_region>/letters/<str:letter_no>.pdf",
        views.guest_letter_pdf,
        name="desk-guest-letter-pdf",
    ),
    path(
        "guests/<str:home_region>/letters/<str:letter_no>/",
        views.guest_letter,
        name="desk-guest-letter",
    ),
    path("letters/<str:letter_no>.pdf", views.letter_pdf, name="desk-letter-pdf"),
    path("letters/<str:letter_no>/", views.letter_page, name="desk-letter"),
]
