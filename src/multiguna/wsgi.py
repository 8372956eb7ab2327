"""The WSGI application that Granian serves: the coverage interface first, then Django."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multiguna.settings")
_django = get_wsgi_application()

from multiguna.web.api.front import api_first  # noqa: E402 (Django must be set up before)

application = api_first(_django)
