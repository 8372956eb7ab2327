"""Who asks, by the token in the Authorization header, remembered for a minute.

A closed account's token therefore stops working within a minute, and the hot path reads no user.
"""

from __future__ import annotations

import time

from multiguna.accounts import queries
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

KNOWN_SECONDS = 60.0
KNOWN_MAX = 1000

_known: dict[str, tuple[Actor, float]] = {}


def header_actor(header: str) -> Actor:
    """The actor that `Bearer <token>` names. Refuses with `token_invalid`."""
    now = time.monotonic()
    known = _known.get(header)
    if known is not None and now < known[1]:
        return known[0]
    scheme, _, token = header.partition(" ")
    actor = queries.token_actor(token) if scheme == "Bearer" else None
    if actor is None:
        raise Refused(
            "token_invalid",
            Text(
                id="Token tidak ada, tidak sah, atau akunnya ditutup. Minta token baru dengan "
                "`multiguna user token NAMA`.",
                en="The token is missing or invalid, or its account is closed. Ask for a new one "
                "with `multiguna user token NAME`.",
            ),
        )
    if len(_known) >= KNOWN_MAX:
        _known.clear()
    _known[header] = (actor, now + KNOWN_SECONDS)
    return actor
