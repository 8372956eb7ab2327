"""Addresses of logging in."""

from __future__ import annotations

from django.urls import path

from multiguna.web.login import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.log_in, name="login"),
    path("login/code/", views.code, name="login-code"),
    path("login/enrol/", views.enrol, name="login-enrol"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.choose_language, name="language"),
]
