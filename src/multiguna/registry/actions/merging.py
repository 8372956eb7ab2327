"""Say that two persons of the registry are one, and take it back."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.registry.merge ' || %s, 0))"
PERSONS = """
SELECT p.person_id, p.died_on, m.kept_id, coalesce(m.is_kept, false)
FROM registry_person p
LEFT JOIN registry_merged m ON m.region = p.region AND m.person_id = p.person_id
WHERE p.region = %s AND p.person_id = ANY(%s)
"""
ACT = """
INSERT INTO registry_merge (region, kind, undoes, kept_id, absorbed_id, reason, record_id,
    merged_by, merged_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING merge_no
"""
KEEP = """
INSERT INTO registry_merged (region, person_id, kept_id, is_kept, of_kept)
VALUES (%s, %s, %s, true, true) ON CONFLICT DO NOTHING
"""
ABSORB = """
INSERT INTO registry_merged (region, person_id, kept_id, is_kept, of_kept, merge_no)
VALUES (%s, %s, %s, false, true, %s)
"""
STANDING = """
SELECT kept_id, person_id FROM registry_merged WHERE region = %s AND merge_no = %s
"""
LEAVE = "DELETE FROM registry_merged WHERE region = %s AND person_id = %s"
ALONE = """
DELETE FROM registry_merged k WHERE k.region = %s AND k.person_id = %s AND NOT EXISTS (
    SELECT FROM registry_merged a WHERE a.region = k.region AND a.kept_id = k.person_id
        AND NOT a.is_kept)
"""


def merge_persons(*, kept: int, absorbed: int, reason: str, by: Actor, on: date) -> int:
    """Say that two persons are one, seen under the one kept; gives the number of the act.

    Both rows stay as the civil registry says them. From now on the facts of both hold for either
    NIK, and letters and claims of both are those of the one kept. Refuses a person who is unknown
    (`person_unknown`), the same one twice (`same_person`), one who is absorbed already or would
    absorb while being absorbed (`already_merged`), two different days of death (`deaths_differ`)
    and an empty reason.
    """
    require(by, Role.ADMINISTRATOR)
    _need_reason(reason)
    if kept == absorbed:
        raise _refused(
            "same_person", "Pilih dua penduduk yang berbeda.", "Choose two different persons."
        )
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        _check(cursor, by, kept, absorbed)
        merge_no = _act(cursor, "merge", None, kept, absorbed, reason, by, on)
        cursor.execute(KEEP, [by.region, kept, kept])
        cursor.execute(ABSORB, [by.region, absorbed, kept, merge_no])
    return merge_no


def undo_merge(*, merge_no: int, reason: str, by: Actor, on: date) -> int:
    """Take a merge back: the two are two again, each with exactly the facts of its own row.

    What was decided in between stays decided: a letter issued on the absorbed person's NIK is the
    kept one's. Refuses a merge that does not stand (`merge_unknown`) and an empty reason.
    """
    require(by, Role.ADMINISTRATOR)
    _need_reason(reason)
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        found = cursor.execute(STANDING, [by.region, merge_no]).fetchone()
        if found is None:
            raise _refused(
                "merge_unknown",
                "Penggabungan ini tidak ada atau sudah dibatalkan.",
                "There is no such merge, or it was undone.",
            )
        kept, absorbed = found
        undo_no = _act(cursor, "undo", merge_no, kept, absorbed, reason, by, on)
        cursor.execute(LEAVE, [by.region, absorbed])
        cursor.execute(ALONE, [by.region, kept])
    return undo_no


def _check(cursor: Cursor, by: Actor, kept: int, absorbed: int) -> None:
    rows = cursor.execute(PERSONS, [by.region, [kept, absorbed]]).fetchall()
    found = {person_id: rest for person_id, *rest in rows}
    if len(found) < 2:
        raise _refused(
            "person_unknown",
            "Salah satu nomor tidak ada di registri penduduk.",
            "One of the numbers is not in the registry.",
        )
    (kept_died, kept_into, kept_keeps), (died, into, keeps) = found[kept], found[absorbed]
    if into is not None and not keeps:
        raise _merged("sudah digabung", "was merged already", into)
    if kept_into is not None and not kept_keeps:
        raise _merged("yang dipertahankan sudah digabung", "to be kept was merged", kept_into)
    if keeps:
        raise _merged("sudah menyerap yang lain", "has absorbed others", absorbed)
    if None not in (kept_died, died) and kept_died != died:
        raise _refused(
            "deaths_differ",
            "Tanggal meninggal keduanya berbeda. Minta Disdukcapil memperbaikinya dahulu.",
            "Their days of death differ. Have the civil registry correct that first.",
        )


def _act(
    cursor: Cursor, kind: str, undoes: int | None, kept: int, absorbed: int, reason: str,
    by: Actor, on: date,
) -> int:  # fmt: skip
    """The act's own row, with its decision record."""
    record_id = record_decision(
        cursor, kind="registry_merge", subject=f"person:{kept}",
        facts={"absorbed_id": absorbed, "kept_id": kept, "undoes": undoes},
        outcome={"merge": "merged", "undo": "unmerged"}[kind], reasons=[], pack=None, by=by, on=on,
    )  # fmt: skip
    values = [by.region, kind, undoes, kept, absorbed, reason.strip(), record_id, by.name, on]
    row = cursor.execute(ACT, values).fetchone()
    assert row is not None
    return int(row[0])


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise _refused("reason_missing", "Tulis alasannya.", "Write the reason.")


def _merged(id: str, en: str, person_id: int) -> Refused:
    return Refused(
        "already_merged",
        Text(
            f"Penduduk {id} (lihat nomor {person_id}). Pakai nomor yang dipertahankan, atau "
            "batalkan penggabungan itu dahulu.",
            f"The person {en} (see number {person_id}). Use the number that is kept, or undo that "
            "merge first.",
        ),
        person_id=person_id,
    )


def _refused(code: str, id: str, en: str) -> Refused:
    return Refused(code, Text(id, en))
