"""Addresses of the hospital desk."""

from __future__ import annotations

from django.urls import path

from multiguna.web.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("letters/", views.issue, name="desk-issue"),
    path("letters/<str:letter_no>.pdf", views.letter_pdf, name="desk-letter-pdf"),
    path("letters/<str:letter_no>/", views.letter_page, name="desk-letter"),
]
