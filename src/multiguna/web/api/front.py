"""A door before Django for the hot addresses: the same answers without sessions and middleware.

Measured: half of the processor time of a coverage check was middleware that these addresses do
not use. The thread keeps its database connection between requests, as Django's pool allows.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import connection

from multiguna.web.api.views import ADDRESSES, respond

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/api/"
BODY_BYTES_MAX = 256 * 1024
BROKEN = (
    b'{"error":{"code":"broken","message":{"id":"Terjadi kesalahan di sistem kami. Coba lagi.",'
)
BROKEN += b'"en":"Something went wrong on our side. Try again."}}}'

log = logging.getLogger(__name__)


def api_first(django: WSGIApplication) -> WSGIApplication:
    """Answer the addresses of the interface here and hand everything else to Django."""

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        answer = ADDRESSES.get(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
        if answer is None:
            return django(environ, start)
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
            return _send(start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"{}")
        try:
            status, content = respond(
                answer,
                method=environ["REQUEST_METHOD"],
                authorization=environ.get("HTTP_AUTHORIZATION", ""),
                body=environ["wsgi.input"].read(int(length)),
            )
        except Exception as broken:  # noqa: BLE001 (the edge: a bug becomes a 500 and a log line)
            log.error("api failed: %s", type(broken).__name__)  # no text: it may hold a card
            connection.close()
            status, content = HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN
        return _send(start, HTTPStatus(status), content)

    return application


def _send(start: StartResponse, status: HTTPStatus, content: bytes) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start(f"{status.value} {status.phrase}", headers)
    return [content]
