"""All addresses; each desk brings its own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from multiguna.web.office.urls import statement_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("multiguna.web.login.urls")),
    path("desk/", include("multiguna.web.desk.urls")),
    path("claims/", include("multiguna.web.office.urls")),
    path("treasury/", include("multiguna.web.treasury.urls")),
    path("planner/", include("multiguna.web.planner.urls")),
    path("statements/", include(statement_urls)),
    path("api/", include("multiguna.web.api.urls")),
]

handler403 = "multiguna.web.pages.forbidden"
handler404 = "multiguna.web.pages.missing"
handler500 = "multiguna.web.pages.broken"
