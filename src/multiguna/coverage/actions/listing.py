"""The writers of signed lists: keys of hospitals, devices that may hold them, and a list a day."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from multiguna.audit.actions import record_decision
from multiguna.coverage.actions.signing import signer_for
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.offline import (
    HOURS,
    LETTERS,
    RECONCILE,
    desk_terms,
    offline_numbers,
)
from multiguna.coverage.terms.listing import (
    DEVICE_CODE_CHARACTERS,
    EnrolledDevice,
    ListedFile,
    ListHeader,
    ListKind,
)
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack
from multiguna.providers.queries import known_provider

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DAYS = 2
LISTS_KEPT = 3

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' lists ' || %s, 0))"
LAST_KEY = "SELECT max(key_no) FROM coverage_list_key WHERE region = %s AND provider_code = %s"
INSERT_KEY = """
INSERT INTO coverage_list_key (region, provider_code, key_no, reason, made_on, made_by)
VALUES (%s, %s, %s, %s, %s, %s)
"""
INSERT_DEVICE = """
INSERT INTO coverage_device (region, provider_code, device_no, name, code_hash, invited_on,
    code_until, invited_by)
SELECT %(region)s, %(provider)s, coalesce(max(device_no), 0) + 1, %(name)s, %(hash)s, %(on)s,
       %(until)s, %(by)s
FROM coverage_device WHERE region = %(region)s AND provider_code = %(provider)s
RETURNING device_no
"""
ENROL = """
INSERT INTO coverage_enrolment (region, provider_code, device_no, key_no, enrolled_on, enrolled_by)
SELECT d.region, d.provider_code, d.device_no, %(key_no)s, %(on)s, %(by)s
FROM coverage_device d
WHERE d.region = %(region)s AND d.provider_code = %(provider)s AND d.code_hash = %(hash)s
  AND %(on)s < d.code_until
ON CONFLICT DO NOTHING
RETURNING device_no, (SELECT name FROM coverage_device d WHERE d.region = coverage_enrolment.region
    AND d.provider_code = coverage_enrolment.provider_code
    AND d.device_no = coverage_enrolment.device_no)
"""
INSERT_LIST = """
INSERT INTO coverage_list (region, provider_code, list_no, list_id, previous_id, key_no, day,
    made_at, valid_until, count, size, delta_size, made_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def invite_device(*, provider_code: str, name: str, by: Actor, on: date) -> tuple[int, str]:
    """Let a computer of a hospital hold lists; gives its number and a code that works once.

    The city hands the code to the hospital; a clerk types it on that computer within two days.
    Refuses with `provider_unknown`.
    """
    require(by, Role.ADMINISTRATOR)
    name = " ".join(name.split())[:60]
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(DEVICE_CODE_CHARACTERS))
    with transaction(by) as cursor:
        _hold(cursor, by, provider_code)
        _current_key(cursor, by, provider_code, on)
        values = {
            "region": by.region, "provider": provider_code, "name": name,
            "hash": reads.code_hash(code), "on": on, "until": on + timedelta(CODE_DAYS),
            "by": by.name,
        }  # fmt: skip
        row = cursor.execute(INSERT_DEVICE, values).fetchone()
        assert row is not None
        _record(cursor, f"device:{provider_code}:{row[0]}", {"name": name}, "invited",
                by, on)  # fmt: skip
    return int(row[0]), code


def enrol_device(*, code: str, by: Actor, on: date) -> EnrolledDevice:
    """Hand a device of the clerk's own hospital its key. Refuses a code that is unknown, used or
    too old with `device_code_wrong`, without saying which."""
    require(by, Role.DESK_CLERK)
    typed = "".join(code.upper().split()).replace("-", "")
    with transaction(by) as cursor:
        _hold(cursor, by, by.scope)
        key_no = _current_key(cursor, by, by.scope, on)
        values = {
            "region": by.region, "provider": by.scope, "hash": reads.code_hash(typed), "on": on,
            "by": by.name, "key_no": key_no,
        }  # fmt: skip
        row = cursor.execute(ENROL, values).fetchone()
        if row is None:
            raise Refused(
                "device_code_wrong",
                Text(
                    "Kode perangkat salah, sudah dipakai, atau lewat dua hari. Minta kode baru.",
                    "The device code is wrong, was used, or is older than two days. Ask for a new "
                    "one.",
                ),
            )
        _record(cursor, f"device:{by.scope}:{row[0]}", {"key_no": key_no}, "enrolled", by, on)
        reads_key = reads.list_key(by.region, by.scope, key_no)
        return EnrolledDevice(by.scope, int(row[0]), row[1], key_no, reads_key)


def rotate_list_key(*, provider_code: str, reason: str, by: Actor, on: date) -> int:
    """Give a hospital's lists a new secret key, as when a computer was stolen; gives its number.

    Devices must be invited again: lists made from now on say nothing to the old key.
    """
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        _hold(cursor, by, provider_code)
        key_no = _current_key(cursor, by, provider_code, on) + 1
        values = [by.region, provider_code, key_no, reason, on, by.name]
        cursor.execute(INSERT_KEY, values)
        _record(cursor, f"list_key:{provider_code}:{key_no}", {"reason": reason}, "rotated", by, on)
    return key_no


def make_lists(
    *, provider_code: str | None = None, by: Actor, on: date, at: datetime
) -> list[ListedFile]:
    """Make the day's list for one hospital, or for each that has a device; gives them all.

    One list for a hospital, day and key: asked again, it is the same. `at` is the instant from
    which its hours count. Refuses with `offline_not_allowed` or `no_agreement`.
    """
    require(by, Role.ADMINISTRATOR)
    pack = pack_in_force(by)
    offline_numbers(pack, on)
    with transaction(by) as cursor:
        hospitals = reads.listed_hospitals(cursor, by, provider_code=provider_code, on=on)
        if provider_code is not None and not hospitals:
            raise Refused(
                "no_agreement",
                Text(
                    "Rumah sakit ini tidak punya perjanjian pada tanggal ini.",
                    "This hospital has no agreement on this day.",
                ),
            )
        cursor.execute(ONE_AT_A_TIME, [by.region, "all"])
        population: tuple[NDArray[np.int64], NDArray[np.uint8]] | None = None
        made = []
        for code, (provider_class, services) in hospitals.items():
            _hold(cursor, by, code)
            key_no = _current_key(cursor, by, code, on)
            last = reads.latest_list(cursor, by, code)
            if last is not None and (last.day, last.key_no) >= (on.isoformat(), key_no):
                made.append(last)
                continue
            if population is None:
                population = reads.covered_population(cursor, by, pack, on=on)
            desk = desk_terms(pack, services=services, provider_class=provider_class, on=on)
            header = ListHeader(
                ListKind.POPULATION, by.region, code, last.number + 1 if last else 1,
                on.isoformat(), int(at.timestamp()), _until(pack, at, on),
                last.list_id if last else None, key_no,
                listing.key_check(reads.list_key(by.region, code, key_no)),
                listing.key_bytes_for(len(population[0])), listing.VALUE_BYTES, (), (), desk,
            )  # fmt: skip
            made.append(_make(cursor, header, population, last, by, on))
    return made


def make_due_lists(*, by: Actor, on: date, at: datetime) -> int:
    """Make the day's lists that are not made yet; how many. A pack that does not allow desks
    without a network makes none."""
    said = {parameter.name for parameter in pack_in_force(by).parameters}
    if not {HOURS, LETTERS, RECONCILE} <= said:
        return 0
    made = make_lists(by=by, on=on, at=at)
    return sum(one.made_at == int(at.timestamp()) for one in made)


def _until(pack: Pack, at: datetime, on: date) -> int:
    return int(at.timestamp()) + 3600 * offline_numbers(pack, on)[HOURS]


def _make(
    cursor: Cursor, header: ListHeader, population: tuple[NDArray[np.int64], NDArray[np.uint8]],
    last: ListedFile | None, by: Actor, on: date,
) -> ListedFile:  # fmt: skip
    """Write one list, its delta from the one before where there is one, and its row."""
    signer = signer_for(cursor, "lists", by=by, on=on)
    key = reads.list_key(by.region, header.provider_code, header.key_no)
    niks, values = population
    rows = listing.records(listing.prefixes(niks, key, header.key_bytes), values)
    data = listing.write_list(header, rows, signer)
    trusted = reads.trusted_keys(cursor, by, "lists")
    new = listing.read_list(data, trusted)
    delta = None
    before = reads.list_file(by.region, last) if last else None
    if last is not None and before is not None and before.exists() and last.key_no == header.key_no:
        try:
            old = listing.read_list(before.read_bytes(), trusted)
            delta = listing.write_delta(old, new, signer)
        except Refused:  # the key bytes or the signer changed: the whole list is the delta
            delta = None
    one = ListedFile(
        header.provider_code, header.number, new.list_id, header.previous, header.day,
        header.made_at, header.valid_until, header.key_no, new.header.count, len(data),
        len(delta) if delta is not None else None,
    )  # fmt: skip
    _write(reads.list_file(by.region, one), data)
    if delta is not None:
        _write(reads.list_file(by.region, one, delta=True), delta)
    cursor.execute(
        INSERT_LIST,
        [by.region, one.provider_code, one.number, one.list_id, one.previous, one.key_no, on,
         one.made_at, one.valid_until, one.count, one.size, one.delta_size, by.name],
    )  # fmt: skip
    facts = {"list_id": one.list_id, "previous": one.previous, "key_no": one.key_no,
             "people": one.count, "valid_until": one.valid_until}  # fmt: skip
    _record(cursor, f"list:{one.provider_code}:{one.number}", facts, "made", by, on)
    _prune(reads.list_file(by.region, one).parent)
    return one


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for the installation's own user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(data)
    fresh.rename(path)


def _prune(folder: Path) -> None:
    """Keep the newest lists; a list of whole-city coverage does not lie about for ever."""
    for ending in ("list", "delta"):
        files = sorted(folder.glob(f"*.{ending}"), key=lambda path: path.stat().st_mtime_ns)
        for old in files[:-LISTS_KEPT]:
            old.unlink()


def _hold(cursor: Cursor, by: Actor, provider_code: str) -> None:
    """One writer a hospital; refuses a hospital that nobody knows."""
    cursor.execute(ONE_AT_A_TIME, [by.region, provider_code])
    known_provider(cursor, by, provider_code)


def _current_key(cursor: Cursor, by: Actor, provider_code: str, on: date) -> int:
    """The number of the key in use; the first is made when it is first asked for."""
    row = cursor.execute(LAST_KEY, [by.region, provider_code]).fetchone()
    assert row is not None
    if row[0] is not None:
        return int(row[0])
    cursor.execute(INSERT_KEY, [by.region, provider_code, 1, "first", on, by.name])
    return 1


def _record(
    cursor: Cursor, subject: str, facts: Mapping[str, str | int | None], outcome: str, by: Actor,
    on: date,
) -> None:  # fmt: skip
    record_decision(cursor, kind="offline_list", subject=subject, facts=facts, outcome=outcome,
                    reasons=[], pack=None, by=by, on=on)  # fmt: skip
