"""Letters promised without a network come in: each is issued as of its own day, once, or listed.

The number that the desk gave is the caller's id: sent again, it has no second effect. A letter
that the desk issued meanwhile for the same patient, day and care takes its place, so that nobody
is promised twice. Newborns go by their mother's number: twins are two, none is taken for another.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.coverage.queries.listing import list_named
from multiguna.coverage.rules.offline import LETTERS, RECONCILE, offline_numbers
from multiguna.coverage.terms import Care, Papers, Reason
from multiguna.guarantees.actions.issuing import ONE_AT_A_TIME, issue_guarantee
from multiguna.guarantees.actions.promising import refused as refusal
from multiguna.guarantees.rules.reconciling import REFUSALS, check_offline
from multiguna.guarantees.terms import (
    GuaranteeAnswer,
    OfflineOutcome,
    OfflineRequest,
    OfflineResult,
    Outcome,
)
from multiguna.kernel import canonical
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import secret
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack

AT_ONCE_MAX = 500
FINAL = (OfflineOutcome.ISSUED, OfflineOutcome.MERGED, OfflineOutcome.QUEUED)
STANDING = {Outcome.ISSUED: OfflineOutcome.ISSUED, Outcome.ALREADY: OfflineOutcome.ISSUED,
            Outcome.QUEUED: OfflineOutcome.QUEUED}  # fmt: skip

PAST = """
SELECT attempt, outcome, code, given_letter_no, record_id, request_hash
FROM guarantees_offline WHERE region = %s AND provider_code = %s AND letter_no = %s
ORDER BY attempt DESC LIMIT 1
"""
STANDS = """
WITH asked AS (
    SELECT p.person_id, m.kept_id FROM registry_person p
    LEFT JOIN registry_merged m ON m.region = p.region AND m.person_id = p.person_id
    WHERE p.region = %(region)s AND p.nik = %(nik)s
), patient AS (
    SELECT person_id FROM asked
    UNION
    SELECT m.person_id FROM registry_merged m JOIN asked a ON a.kept_id = m.kept_id
    WHERE m.region = %(region)s
)
SELECT l.letter_no FROM guarantees_letter l
LEFT JOIN guarantees_resolution r ON r.region = l.region AND r.letter_no = l.letter_no
WHERE l.region = %(region)s AND l.person_id IN (SELECT person_id FROM patient)
  AND l.provider_code = %(provider)s AND l.care = %(care)s AND l.emergency = %(emergency)s
  AND l.issued_on = %(on)s AND l.born_on IS NULL
  AND l.letter_no <> %(letter_no)s AND (r.kind IS NULL OR r.kind IN ('billed', 'settled'))
ORDER BY l.recorded_at LIMIT 1
"""
LETTERS_ON_LIST = """
SELECT count(*) FROM guarantees_offline
WHERE region = %s AND provider_code = %s AND list_id = %s AND device_no = %s
  AND NOT emergency AND outcome <> 'refused'
"""
DEVICE = """
SELECT device_no FROM coverage_device
WHERE region = %s AND provider_code = %s AND device_no = %s::integer
"""
INSERT = """
INSERT INTO guarantees_offline (region, letter_no, attempt, provider_code, device_no, list_id,
    asked_at, asked_on, emergency, told, outcome, code, given_letter_no, request_hash, record_id,
    reconciled_on, reconciled_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class _Became:
    """What became of a request, before it is written."""

    outcome: OfflineOutcome
    code: str
    letter_no: str | None = None


def reconcile_offline(
    *, requests: Sequence[OfflineRequest], by: Actor, on: date
) -> list[OfflineResult]:
    """Take in what a desk promised without a network; one result for each request, in order.

    Each is a transaction of its own and becomes a letter dated its own day, a place in the queue,
    or a refusal that is listed with its reason and may be asked again. The same request again
    gives the same letter. Refuses a desk of another hospital, and more than 500 at once.
    """
    require(by, Role.DESK_CLERK, Role.VERIFIER)
    if len(requests) > AT_ONCE_MAX:
        raise refusal(
            "too_many",
            f"Paling banyak {AT_ONCE_MAX} surat sekali kirim.",
            f"At most {AT_ONCE_MAX} letters at once.",
        )
    for one in requests:
        if by.provider_code not in (None, one.request["provider_code"]):
            raise refusal(
                "other_provider",
                "Loket hanya dapat menyusulkan surat rumah sakitnya sendiri.",
                "A desk brings in letters of its own hospital only.",
            )
    pack = pack_in_force(by)
    return [_reconcile(one, pack, by, on) for one in requests]


def _reconcile(one: OfflineRequest, pack: Pack, by: Actor, on: date) -> OfflineResult:
    provider_code, letter_no = one.request["provider_code"], one.request["letter_no"]
    hashed = _request_hash(one)
    with transaction(by) as cursor:
        cursor.execute(ONE_AT_A_TIME, [by.region, letter_no])
        past = cursor.execute(PAST, [by.region, provider_code, letter_no]).fetchone()
        if past is not None and past[5] != hashed:
            reused = _Became(OfflineOutcome.REFUSED, "letter_no_reused")
            return _result(letter_no, reused, past[4])
        if past is not None and OfflineOutcome(past[1]) in FINAL:
            return _result(letter_no, _Became(OfflineOutcome(past[1]), past[2], past[3]), past[4])
        device_no = _device(cursor, one, by)
        became = _decide(cursor, one, device_no, pack, by, on)
        attempt = past[0] + 1 if past is not None else 1
        return _write(cursor, one, device_no, became, attempt, hashed, by, on)


def _decide(
    cursor: Cursor, one: OfflineRequest, device_no: int | None, pack: Pack, by: Actor, on: date
) -> _Became:
    """Judge a request, and issue its letter when nothing stands against it."""
    request = one.request
    try:
        with transaction(by):
            _check(cursor, one, device_no, pack, by, on)
            key = f"{request['provider_code']} {_request_hash(one, patient_only=True)}"
            cursor.execute(ONE_AT_A_TIME, [by.region, key])
            stands = None if request["born_on"] else _stands(cursor, one, by)
            if stands is not None:
                return _Became(OfflineOutcome.MERGED, Outcome.ALREADY, stands)
            return _became(_issue(one, by))
    except Refused as no:
        return _Became(OfflineOutcome.REFUSED, no.code)


def _stands(cursor: Cursor, one: OfflineRequest, by: Actor) -> str | None:
    """The letter that the desk issued for the same patient, day and care, if there is one."""
    request = one.request
    row = cursor.execute(
        STANDS,
        {"region": by.region, "nik": request["nik"], "provider": request["provider_code"],
         "care": request["care"], "emergency": request["emergency"], "on": one.asked_on,
         "letter_no": request["letter_no"]},
    ).fetchone()  # fmt: skip
    return None if row is None else str(row[0])


def _check(
    cursor: Cursor, one: OfflineRequest, device_no: int | None, pack: Pack, by: Actor, on: date
) -> None:
    """Refuse what the device could not have promised; one after the other for each device's list.

    Counted is what is written: the number of a device that we know, never a number as it is sent.
    """
    numbers, provider_code = offline_numbers(pack, on), one.request["provider_code"]
    made_on, letters = None, 0
    if one.list_id is not None and not one.request["emergency"]:
        made_on = list_named(cursor, by, provider_code, one.list_id)
        key = [provider_code, one.list_id, device_no]
        cursor.execute(ONE_AT_A_TIME, [by.region, f"list {key}"])
        row = cursor.execute(LETTERS_ON_LIST, [by.region, *key]).fetchone()
        assert row is not None
        letters = row[0]
    check_offline(
        one, made_on, device_known=device_no is not None, letters=letters,
        letters_max=numbers[LETTERS], days_max=numbers[RECONCILE], on=on,
    )  # fmt: skip


def _issue(one: OfflineRequest, by: Actor) -> GuaranteeAnswer:
    request, born_on = one.request, one.request["born_on"]
    return issue_guarantee(
        letter_no=request["letter_no"], nik=request["nik"], kk=request["kk"],
        provider_code=request["provider_code"], care=Care(request["care"]),
        diagnosis=request["diagnosis"], emergency=request["emergency"],
        born_on=date.fromisoformat(born_on) if born_on else None,
        papers=Papers(**request["papers"]), by=by, on=one.asked_on,
    )  # fmt: skip


def _became(answer: GuaranteeAnswer) -> _Became:
    outcome = STANDING.get(answer.outcome, OfflineOutcome.REFUSED)
    not_covered = answer.outcome is Outcome.NOT_COVERED
    code = answer.decision.reason if not_covered else answer.outcome
    return _Became(outcome, code, answer.letter.letter_no if answer.letter else None)


def _write(
    cursor: Cursor, one: OfflineRequest, device_no: int | None, became: _Became, attempt: int,
    hashed: str, by: Actor, on: date,
) -> OfflineResult:  # fmt: skip
    request = one.request
    known = list_named(cursor, by, request["provider_code"], one.list_id) if one.list_id else None
    record_id = record_decision(
        cursor, kind="offline_letter", subject=f"letter:{request['letter_no']}",
        facts={
            "asked_at": one.asked_at, "asked_on": one.asked_on.isoformat(), "told": one.told,
            "list_id": one.list_id, "device_no": one.device_no, "attempt": attempt,
            "emergency": request["emergency"], "care": request["care"],
            "given_letter_no": became.letter_no,
        },
        outcome=became.outcome, reasons=[became.code], pack=None, by=by, on=on,
    )  # fmt: skip
    cursor.execute(
        INSERT,
        [by.region, request["letter_no"], attempt, request["provider_code"], device_no,
         known.list_id if known else None,
         one.asked_at, one.asked_on, request["emergency"], one.told, became.outcome, became.code,
         became.letter_no, hashed, record_id, on, by.name],
    )  # fmt: skip
    return _result(request["letter_no"], became, record_id)


def _device(cursor: Cursor, one: OfflineRequest, by: Actor) -> int | None:
    """The device of a request, if it is one of the hospital's."""
    key = [by.region, one.request["provider_code"], one.device_no]
    row = cursor.execute(DEVICE, key).fetchone()
    return None if row is None else int(row[0])


def _result(letter_no: str, became: _Became, record_id: int) -> OfflineResult:
    sentence = _sentence(became)
    return OfflineResult(
        letter_no, became.outcome, became.code, sentence, became.letter_no, record_id
    )


def _sentence(became: _Became) -> Text:
    if became.code in REFUSALS:
        return REFUSALS[became.code]
    if became.code in set(Outcome):
        return Outcome(became.code).sentence
    if became.code in set(Reason):
        return Reason(became.code).sentence
    return Text(
        f"Surat tidak terbit ({became.code}). Periksa di loket.",
        f"No letter ({became.code}). Check at the desk.",
    )


def _request_hash(one: OfflineRequest, *, patient_only: bool = False) -> str:
    """Tells whether the same was asked again, without keeping the card's number."""
    request = one.request
    said: dict[str, canonical.Json] = {
        "nik": request["nik"], "care": request["care"], "emergency": request["emergency"],
        "born_on": request["born_on"], "asked_on": one.asked_on.isoformat(),
    }  # fmt: skip
    if not patient_only:
        said["provider_code"], said["diagnosis"] = request["provider_code"], request["diagnosis"]
    return hmac.digest(secret("offline").encode(), canonical.dumps(said).encode(), "sha256").hex()
