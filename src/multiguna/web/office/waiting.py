"""What waits for a second word: proposals for another verifier, and appeals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.claims.queries.matching import open_matchings
from multiguna.claims.queries.reviewing import appeals_open, proposals_waiting
from multiguna.kernel.db import transaction
from multiguna.providers.queries import providers
from multiguna.web import menus
from multiguna.web.pages import actor, page

PAGE_SIZE = 100


@page(*menus.CLAIMS)
def waiting(request: HttpRequest) -> HttpResponse:
    """The proposals and open appeals that the user may see; a hospital sees its own appeals."""
    by = actor(request)
    with transaction(by) as cur:
        hospitals = {card.provider_code: card.name for card in providers(cur, by)}
        matchings, to_match = ([], 0) if by.scope else open_matchings(cur, by, page_size=PAGE_SIZE)
        context = {
            "matchings": [(one, hospitals.get(one.provider_code, "")) for one in matchings],
            "to_match": to_match,
            "proposals": [] if by.scope else proposals_waiting(cur, by),
            "appeals": appeals_open(cur, by),
            "is_city": not by.scope,
            "own_name": by.name,
        }
    return render(request, "office/waiting.html", context)
