"""What every page's template knows: language, menu, the day, and whether this is a demo."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from multiguna.accounts.terms import ROLE_NAMES
from multiguna.kernel import clock
from multiguna.kernel.terms import Role
from multiguna.web import languages, menus


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor of all pages."""
    known: dict[str, object] = {
        "language": languages.use(request),
        "demo": settings.DEMO,
        "today": clock.today(),
        "menu": [],
        "sections": [],
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        role = Role(user.role)
        known |= {"menu": menus.entries_for(role), "role_name": ROLE_NAMES[role]}
    match = request.resolver_match
    address = match.url_name if match and match.url_name else ""
    known["here"], known["section"] = address.split("-")[0], menus.section_of(address)
    if known["menu"]:
        known["sections"] = menus.sections_for(role, address)
    return known
