"""The language of a page: the one chosen in the header, else the user's, else Indonesian."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import translation

from multiguna.kernel import saying

LANGUAGES = ("id", "en")
SESSION_KEY = "language"


def use(request: HttpRequest) -> str:
    """Make the request's language the active one and give it."""
    language = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    if language not in LANGUAGES:
        user = getattr(request, "user", None)
        language = getattr(user, "language", None)
    if language not in LANGUAGES:
        language = "id"
    translation.activate(language)
    return str(language)


def active() -> str:
    """The language in use: `id` or `en`."""
    return "en" if (translation.get_language() or "id").startswith("en") else "id"


def month_name(month: int, *, short: bool = False) -> str:
    """The name of month 1 to 12 in the language in use."""
    return saying.month_name(month, active(), short=short)
