"""The interface for hospital systems: coverage of one person, and of up to a thousand.

JSON in, JSON out, a token instead of a session. A national ID travels in the body alone, never in
an address. These are the hot paths: no ORM (but for a token's first look), no template.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from multiguna.accounts.queries import zone_of
from multiguna.coverage.actions import check_coverage, check_coverage_many
from multiguna.coverage.terms import ALL_PAPERS, Care
from multiguna.kernel import clock
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.web.api.tokens import header_actor

ROLES = frozenset({Role.DESK_CLERK, Role.BILLER, Role.VERIFIER, Role.SYSTEM})
STATUS = {"token_invalid": 401, "role_not_allowed": 403, "method_not_allowed": 405}
REFUSALS = {
    "body_invalid": Text(
        id="Isi permintaan harus objek JSON.", en="The body of the request must be a JSON object."
    ),
    "nik_invalid": Text(id="`nik` dan `kk` adalah 16 angka.", en="`nik` and `kk` are 16 digits."),
    "niks_invalid": Text(
        id="`niks` adalah daftar 1 sampai 1.000 NIK, masing-masing 16 angka.",
        en="`niks` is a list of 1 to 1,000 NIK of 16 digits each.",
    ),
    "care_invalid": Text(
        id="`care` adalah inpatient, outpatient atau emergency.",
        en="`care` is inpatient, outpatient or emergency.",
    ),
    "date_invalid": Text(
        id="`on` adalah tanggal yyyy-mm-dd, paling akhir hari ini.",
        en="`on` is a date yyyy-mm-dd, today at the latest.",
    ),
    "role_not_allowed": Text(
        id="Peran ini tidak boleh menanyakan jaminan.", en="This role may not ask for coverage."
    ),
    "method_not_allowed": Text(
        id="Alamat ini hanya menerima POST.", en="This address takes POST only."
    ),
}
Body: TypeAlias = Mapping[str, object]
Answer: TypeAlias = Callable[[Body, Actor], dict[str, object]]


def respond(answer: Answer, *, method: str, authorization: str, body: bytes) -> tuple[int, bytes]:
    """One request to one JSON text: the status and the bytes. A refusal becomes a JSON error."""
    try:
        if method != "POST":
            raise _refused("method_not_allowed")
        by = header_actor(authorization)
        if by.role not in ROLES:
            raise _refused("role_not_allowed")
        with clock.in_zone(zone_of(by.region)):
            status, content = 200, answer(_body(body), by)
    except Refused as refused:
        message = {"id": refused.message.id, "en": refused.message.en}
        status = STATUS.get(refused.code, 422)
        content = {"error": {"code": refused.code, "message": message}}
    return status, json.dumps(content, separators=(",", ":")).encode()


def api(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Make a function of a JSON body and an actor an address of Django."""

    @csrf_exempt
    def answered(request: HttpRequest) -> HttpResponse:
        status, content = respond(
            answer,
            method=request.method or "",
            authorization=request.META.get("HTTP_AUTHORIZATION", ""),
            body=request.body,
        )
        response = HttpResponse(content, content_type="application/json", status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    answered.page_roles = tuple(ROLES)  # type: ignore[attr-defined]
    answered.page_public = False  # type: ignore[attr-defined]
    return answered


def coverage(body: Body, by: Actor) -> dict[str, object]:
    """One person: `{nik, kk?, care, on?, emergency?}` to outcome, reason and record number."""
    care, emergency = _care(body)
    kk = body.get("kk")
    answer = check_coverage(
        nik=_nik(body.get("nik"), "nik_invalid"),
        kk=None if kk in (None, "") else _nik(kk, "nik_invalid"),
        care=care,
        emergency=emergency,
        papers=ALL_PAPERS,
        by=by,
        on=_on(body),
    )
    decision = answer.decision
    sentence = decision.reason.sentence
    return {
        "covered": decision.covered,
        "reason": decision.reason.value,
        "message": {"id": sentence.id, "en": sentence.en},
        "stage": decision.stage_code,
        "record_id": answer.record_id,
    }


def coverage_bulk(body: Body, by: Actor) -> dict[str, object]:
    """Up to 1,000 people: `{niks, care, on?}` to a list of `{nik, covered, reason}`, as asked."""
    care, _ = _care(body)
    niks = body.get("niks")
    if not isinstance(niks, list) or not niks:
        raise _refused("niks_invalid")
    numbers = [_nik(nik, "niks_invalid") for nik in niks]
    on = _on(body)
    answers = check_coverage_many(niks=numbers, care=care, by=by, on=on)
    return {
        "on": on.isoformat(),
        "results": [
            {"nik": f"{nik:016}", "covered": covered, "reason": reason.value}
            for nik, covered, reason in answers
        ],
    }


def _body(text: bytes) -> Body:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("body_invalid") from None
    if not isinstance(body, dict):
        raise _refused("body_invalid")
    return body


def _nik(value: object, code: str) -> int:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(text) != 16 or not (text.isascii() and text.isdigit()) or text[0] == "0":
        raise _refused(code)
    return int(text)


def _care(body: Body) -> tuple[Care, bool]:
    """The kind of care, and whether it is an emergency (which `care` may say by itself)."""
    emergency = body.get("emergency") is True
    match body.get("care"):
        case "inpatient":
            return Care.INPATIENT, emergency
        case "outpatient":
            return Care.OUTPATIENT, emergency
        case "emergency":
            return Care.OUTPATIENT, True
    raise _refused("care_invalid")


def _on(body: Body) -> date:
    today = clock.today()
    asked = body.get("on")
    if asked is None:
        return today
    try:
        on = date.fromisoformat(asked) if isinstance(asked, str) else date.max
    except ValueError:
        raise _refused("date_invalid") from None
    if on > today:
        raise _refused("date_invalid")
    return on


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])


ADDRESSES: dict[str, Answer] = {
    "coverage": coverage,
    "coverage/bulk": coverage_bulk,
}
"""What stands below `/api/`."""
