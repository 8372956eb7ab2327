"""The desk without a network: the page that stays, and what it asks of the server when it can.

The page itself holds nothing of a patient and nothing of a clerk. What a device needs, it gets
from a clerk of its hospital who is logged in.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Mapping
from pathlib import Path

from django.db.utils import OperationalError as WrappedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from psycopg import OperationalError

from multiguna.coverage.actions.listing import enrol_device
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.terms.listing import ListedFile
from multiguna.guarantees.actions import reconcile_offline
from multiguna.guarantees.terms import OfflineOutcome, OfflineRequest, OfflineResult
from multiguna.kernel import clock
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.web import languages, menus
from multiguna.web.desk import offline_forms as forms
from multiguna.web.pages import CONTENT_SECURITY_POLICY, UNPROCESSABLE, actor, page

log = logging.getLogger(__name__)
WORKER = Path(__file__).parent.parent / "static" / "web" / "offline_worker.js"
POLICY = f"{CONTENT_SECURITY_POLICY}; worker-src 'self'"
LIST_NAME = re.compile(r"([0-9a-f]{64})\.(list|delta)")


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal for the page's script: its code and its sentence."""
    said = {"code": refused.code, "sentence": refused.message.in_(languages.active())}
    return JsonResponse(said, status=UNPROCESSABLE)


@page(*menus.DESK)
def offline_desk(request: HttpRequest) -> HttpResponse:
    """The page; it is the same for everybody, so that a computer may keep it."""
    response = render(request, "desk/offline.html", {"words": forms.WORDS})
    response["Content-Security-Policy"] = POLICY
    return response


@page(*menus.DESK)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address above what it may answer for."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript")


@page(*menus.DESK, refused=_refused)
def state(request: HttpRequest) -> HttpResponse:
    """What is new for this hospital, the programme's time, and a token against forgery."""
    by = actor(request)
    with transaction(by) as cursor:
        latest = reads.latest_list(cursor, by, by.scope)
    body = {
        "csrf": get_token(request), "provider_code": by.scope,
        "now": int(clock.programme_now().timestamp()),
        "list": None if latest is None else _listed(latest),
    }  # fmt: skip
    return JsonResponse(body)


@page(*menus.DESK, refused=_refused)
def ring(request: HttpRequest) -> HttpResponse:
    """The keys that sign lists, signed by those of them that a device may know."""
    by = actor(request)
    with transaction(by) as cursor:
        body = reads.key_ring(cursor, by, made_at=int(clock.programme_now().timestamp()))
    return HttpResponse(body, content_type="application/json")


@page(*menus.DESK, methods=("POST",), refused=_refused)
def enrol(request: HttpRequest) -> HttpResponse:
    """Hand this computer the key of its hospital's lists, for a code of the city's."""
    by = actor(request)
    said = forms.read_json(request.body)
    device = enrol_device(code=forms.text(said, "code", 40), by=by, on=clock.today())
    with transaction(by) as cursor:
        known = reads.key_ring(cursor, by, made_at=int(clock.programme_now().timestamp()))
    body = {
        "provider_code": device.provider_code, "device_no": device.device_no,
        "name": device.name, "key_no": device.key_no,
        "key": base64.b64encode(device.key).decode(), "ring": known.decode(),
    }  # fmt: skip
    return JsonResponse(body)


@page(*menus.DESK)
def list_bytes(request: HttpRequest, name: str) -> HttpResponse:
    """A list of this hospital (`ID.list`), or what leads to it from the one before (`ID.delta`)."""
    by, found = actor(request), LIST_NAME.fullmatch(name)
    if found is None:
        raise Http404
    with transaction(by) as cursor:
        one = reads.list_named(cursor, by, by.scope, found[1])
    if one is None:
        raise Http404
    path = reads.list_file(by.region, one, delta=found[2] == "delta")
    if not path.exists():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="application/octet-stream")


@page(*menus.DESK, methods=("POST",), refused=_refused)
def reconcile(request: HttpRequest) -> HttpResponse:
    """Take in the letters that this computer promised; one result for each.

    One that breaks holds up no other: it would come first for ever.
    """
    by = actor(request)
    requests, unread = forms.read_requests(forms.read_json(request.body), by.scope)
    results = [_one(each, by) for each in requests]
    lost = [_lost(letter_no, forms.UNREAD_LETTER) for letter_no in unread]
    return JsonResponse({"results": results + lost})


def _one(one: OfflineRequest, by: Actor) -> Mapping[str, Json]:
    """What became of a letter. A database that does not answer is nothing of this one's."""
    try:
        [result] = reconcile_offline(requests=[one], by=by, on=clock.today())
    except (Refused, OperationalError, WrappedError):
        raise
    except Exception as broken:  # noqa: BLE001 (the edge: a bug that one letter meets)
        log.error("offline letter failed: %s", type(broken).__name__)
        return _lost(one.request["letter_no"], forms.FAILED_LETTER)
    return _result(result)


def _listed(one: ListedFile) -> Mapping[str, Json]:
    return {
        "list_id": one.list_id, "previous": one.previous, "key_no": one.key_no,
        "size": one.size, "delta_size": one.delta_size, "valid_until": one.valid_until,
    }  # fmt: skip


def _result(one: OfflineResult) -> Mapping[str, Json]:
    return {
        "letter_no": one.letter_no, "outcome": one.outcome.value,
        "given_letter_no": one.given_letter_no,
        "sentence": one.sentence.in_(languages.active()),
    }  # fmt: skip


def _lost(letter_no: str, sentence: Text) -> Mapping[str, Json]:
    """A letter of which nothing was written; the page keeps it, to ask again."""
    return {
        "letter_no": letter_no, "outcome": OfflineOutcome.REFUSED.value, "given_letter_no": None,
        "sentence": sentence.in_(languages.active()),
    }  # fmt: skip
