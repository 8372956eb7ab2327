"""Addresses for hospital systems."""

from __future__ import annotations

from django.urls import path

from multiguna.web.api.views import ADDRESSES, api

urlpatterns = [
    path(address, api(answer), name=f"api-{address.replace('/', '-')}")
    for address, answer in ADDRESSES.items()
]
