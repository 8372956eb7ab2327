"""The sequencer and both verifiers on a real database, and what a superuser may try to hide."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import connection as django_connection

from multiguna.audit.actions import record_decision, sequence_leaves
from multiguna.audit.queries import log, tree
from multiguna.audit.queries.verification import export_log, verify_log
from multiguna.audit.rules import merkle, note
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, system

REGION, ON = "36.71", date(2012, 3, 1)
TOOL = Path(__file__).parents[2] / "tools" / "verify_audit.py"
BY = system(REGION)

pytestmark = pytest.mark.usefixtures("real_db")


def decide(count: int, by: Actor = BY) -> list[int]:
    """Write `count` decisions in one transaction; gives their record numbers."""
    with transaction(by) as cur:
        return [
            record_decision(
                cur, kind="coverage", subject=f"person:{number}", facts={"person_id": number},
                outcome="covered", reasons=["covered"], pack="tangerang 1.0.0", by=by, on=ON,
            )
            for number in range(count)
        ]  # fmt: skip


def sequence(count: int, by: Actor = BY) -> None:
    """Number `count` records; other tests' transactions on this server may make us wait."""
    deadline = time.monotonic() + 30
    done = 0
    while done < count:
        done += sequence_leaves(by=by, on=ON)
        assert time.monotonic() < deadline, f"{done} of {count} records were numbered"
    assert done == count


def findings(against: str | None = None) -> set[tuple[str, int | None, int | None]]:
    report = verify_log(REGION, against=against)
    return {(f.kind.value, f.leaf_index, f.record_id) for f in report.findings}


def tool_findings(
    folder: Path, against: str | None = None
) -> set[tuple[str, int | None, int | None]]:
    """Export the log and verify it with the stand-alone verifier in a process of its own."""
    file = folder / "log.jsonl"
    with transaction(BY) as cur:
        file.write_text("\n".join(export_log(cur, region=REGION)), "utf-8")
    command = [sys.executable, "-I", "-S", str(TOOL), str(file), "--json"]
    command += ["--key", log.public_key().hex()]
    if against is not None:
        (folder / "old-note.txt").write_text(against, "utf-8")
        command += ["--against", str(folder / "old-note.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["verified"] else 1)
    return {(f["kind"], f["leaf_index"], f["record_id"]) for f in report["findings"]}


def newest_note() -> str:
    with transaction(BY) as cur:
        return log.checkpoints(cur, region=REGION, limit=1)[0].note


def test_records_get_their_places_and_a_signed_checkpoint() -> None:
    numbers = decide(5)
    sequence(5)
    assert sequence_leaves(by=BY, on=ON) == 0, "a run without news writes nothing"
    with transaction(BY) as cur:
        (checkpoint,) = log.checkpoints(cur, region=REGION)
        entries = log.log(cur, region=REGION)
    assert [entry.leaf_index for entry in entries] == [4, 3, 2, 1, 0]
    assert [entry.record.record_id for entry in entries] == numbers[::-1]
    assert (checkpoint.size, checkpoint.signed_on) == (5, ON)
    assert checkpoint.root == merkle.root([entry.record.leaf_hash for entry in entries[::-1]])
    signed = note.parse(checkpoint.note)
    assert (signed.origin, signed.size, signed.root) == ("multiguna/36.71", 5, checkpoint.root)
    assert note.is_signed(signed, name="multiguna/36.71", public_key=log.public_key())


def test_a_growing_log_has_proofs_for_every_record_and_between_its_checkpoints() -> None:
    roots = {}
    numbers = []
    for batch in (1, 300, 255, 256):
        numbers += decide(batch)
        sequence(batch)
        size = len(numbers)
        with transaction(BY) as cur:
            roots[size] = log.checkpoints(cur, region=REGION, limit=1)[0].root
    size = len(numbers)
    with transaction(BY) as cur:
        for index in (0, 1, 255, 256, 300, 511, 512, 767, 768, 811):
            proof = tree.proof(cur, region=REGION, record_id=numbers[index])
            assert (proof.leaf_index, proof.size) == (index, size)
            assert merkle.verify_inclusion(proof.leaf_hash, index, size, proof.path, roots[size])
        for old, root in roots.items():
            path = tree.consistency(cur, region=REGION, old=old, new=size)
            assert merkle.verify_consistency(old, size, root, roots[size], path)
    assert verify_log(REGION).verified


def test_a_record_without_a_place_has_no_proof_yet() -> None:
    (number,) = decide(1)
    with pytest.raises(Refused, match="record_pending"), transaction(BY) as cur:
        tree.proof(cur, region=REGION, record_id=number)


def test_a_running_transaction_keeps_its_own_and_younger_records_waiting(
    superuser: psycopg.Connection,
) -> None:
    """Otherwise its records, which are older, would later stand before numbered ones."""
    with psycopg.connect(superuser.info.dsn, password=superuser.info.password) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        decide(3)
        assert sequence_leaves(by=BY, on=ON) == 0
        assert verify_log(REGION).pending == 3
        slow.rollback()
    sequence(3)
    report = verify_log(REGION)
    assert (report.verified, report.leaves, report.pending) == (True, 3, 0)


def test_many_sequencers_at_once_number_every_record_once() -> None:
    stop = time.monotonic() + 3
    written: list[int] = []
    failures: list[BaseException] = []

    def repeat(work: Callable[[], None]) -> None:
        try:
            while time.monotonic() < stop:
                work()
        except BaseException as failure:  # noqa: BLE001 (the main thread shows it)
            failures.append(failure)
        finally:
            django_connection.close()

    threads = [
        threading.Thread(target=repeat, args=[lambda: written.extend(decide(7))]) for _ in range(3)
    ]
    threads += [
        threading.Thread(target=repeat, args=[lambda: void(sequence_leaves(by=BY, on=ON))])
        for _ in range(2)
    ]
    threads.append(threading.Thread(target=repeat, args=[verified]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    deadline = time.monotonic() + 30
    while verify_log(REGION).pending and time.monotonic() < deadline:
        sequence_leaves(by=BY, on=ON)
    report = verify_log(REGION)
    assert (report.verified, report.leaves) == (True, len(set(written)))


def void(_: int) -> None:
    """A thread's work gives nothing."""


def verified() -> None:
    """At no instant is the log wrong."""
    report = verify_log(REGION)
    assert report.verified, report.findings


def test_a_sequencer_killed_in_the_middle_leaves_nothing() -> None:
    decide(600)
    script = (
        "import django, datetime, os, signal; django.setup()\n"
        "from multiguna.audit import actions\n"
        "from multiguna.kernel.terms import system\n"
        "real = actions._write_tiles\n"
        "def killed(*arguments):\n"
        "    real(*arguments)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "actions._write_tiles = killed\n"
        f"while not actions.sequence_leaves(by=system({REGION!r}), on=datetime.date(2012, 3, 1)):\n"
        "    pass\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert verify_log(REGION).leaves == 0
    sequence(600)
    assert verify_log(REGION).verified


def test_regions_have_logs_of_their_own() -> None:
    other = system("36.72")
    decide(3)
    decide(4, other)
    sequence(3)
    sequence(4, other)
    assert verify_log(REGION).leaves == 3
    report = verify_log("36.72")
    assert (report.verified, report.leaves, report.origin) == (True, 4, "multiguna/36.72")
    assert not verify_log("36.72", against=newest_note()).verified


def test_a_log_restored_into_another_cluster_goes_on(superuser: psycopg.Connection) -> None:
    """There the transaction numbers of old rows are from another world: far ahead of the own."""
    decide(3)
    sequence(3)
    decide(2)
    superuser.execute("UPDATE audit_record SET xid = (xid::text::bigint + 10^12)::text::xid8")
    superuser.execute(
        "UPDATE audit_checkpoint SET watermark = (watermark::text::bigint + 10^12)::text::xid8"
    )
    decide(4)
    before = verify_log(REGION)
    assert (before.verified, before.pending) == (True, 6), "new here, not inserted long ago"
    sequence(6)
    decide(1)
    sequence(1)
    report = verify_log(REGION)
    assert (report.verified, report.leaves, report.pending) == (True, 10, 0)


@pytest.fixture
def tampering(superuser: psycopg.Connection) -> psycopg.Connection:
    """A log of two batches, and a superuser for whom no trigger, key or privilege counts."""
    decide(300)
    sequence(300)
    decide(20)
    sequence(20)
    superuser.execute("SET session_replication_role = replica")
    return superuser


def record_at(admin: psycopg.Connection, leaf_index: int) -> int:
    row = admin.execute(
        "SELECT record_id FROM audit_leaf WHERE region = %s AND leaf_index = %s",
        [REGION, leaf_index],
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_the_control_is_right(tampering: psycopg.Connection, tmp_path: Path) -> None:
    kept = newest_note()
    assert findings(kept) == set() == tool_findings(tmp_path, kept)
    report = verify_log(REGION)
    assert (report.leaves, report.checkpoints, report.erased) == (320, 2, 0)


@pytest.mark.parametrize("leaf_index", [5, 310])
@pytest.mark.parametrize("with_hash", [False, True])
def test_an_altered_record(
    tampering: psycopg.Connection, tmp_path: Path, leaf_index: int, with_hash: bool
) -> None:
    number = record_at(tampering, leaf_index)
    tampering.execute(
        "UPDATE audit_record SET body = replace(body, '\"covered\"', '\"not_covered\"') "
        "WHERE record_id = %s",
        [number],
    )
    if with_hash:
        tampering.execute(
            "UPDATE audit_record SET leaf_hash = "
            "sha256('\\x00'::bytea || convert_to(body, 'UTF8')) WHERE record_id = %s",
            [number],
        )
    expected = {("altered", leaf_index, number)}
    assert findings() == expected == tool_findings(tmp_path)


def test_a_record_altered_in_every_table(tampering: psycopg.Connection, tmp_path: Path) -> None:
    number = record_at(tampering, 310)
    for statement in (
        "UPDATE audit_record SET body = replace(body, 'person:', 'person:9') WHERE record_id = %s",
        "UPDATE audit_record SET leaf_hash = sha256('\\x00'::bytea || convert_to(body, 'UTF8')) "
        "WHERE record_id = %s",
        "UPDATE audit_leaf AS l SET leaf_hash = r.leaf_hash FROM audit_record AS r "
        "WHERE r.record_id = l.record_id AND l.record_id = %s",
    ):
        tampering.execute(statement, [number])
    found = findings()
    assert found == tool_findings(tmp_path)
    assert ("checkpoint", 320, None) in found
    with pytest.raises(Refused, match="log_damaged"):
        decide(1)
        sequence(1)


def test_a_removed_record(tampering: psycopg.Connection, tmp_path: Path) -> None:
    number = record_at(tampering, 17)
    tampering.execute("DELETE FROM audit_record WHERE record_id = %s", [number])
    expected = {("removed", 17, number)}
    assert findings() == expected == tool_findings(tmp_path)


def test_a_record_removed_with_its_leaf(tampering: psycopg.Connection, tmp_path: Path) -> None:
    number = record_at(tampering, 17)
    tampering.execute("DELETE FROM audit_record WHERE record_id = %s", [number])
    tampering.execute("DELETE FROM audit_leaf WHERE leaf_index = 17")
    found = findings()
    assert found == tool_findings(tmp_path)
    assert ("removed", 17, None) in found


def test_an_end_cut_off_is_found_with_an_old_note(
    tampering: psycopg.Connection, tmp_path: Path
) -> None:
    kept = newest_note()
    first = record_at(tampering, 300)
    tampering.execute("DELETE FROM audit_record WHERE record_id >= %s", [first])
    tampering.execute("DELETE FROM audit_leaf WHERE leaf_index >= 300")
    tampering.execute("DELETE FROM audit_checkpoint WHERE size > 300")
    assert findings() == set()
    found = findings(kept)
    assert found == tool_findings(tmp_path, kept)
    assert {("removed", index, None) for index in range(300, 320)} <= found


def test_an_inserted_older_record(tampering: psycopg.Connection, tmp_path: Path) -> None:
    tampering.execute(
        "INSERT INTO audit_record (region, record_id, kind, subject, body, leaf_hash, actor, xid) "
        "SELECT region, 0, kind, subject, body, leaf_hash, actor, xid FROM audit_record "
        "WHERE record_id = %s",
        [record_at(tampering, 3)],
    )
    expected = {("inserted", None, 0)}
    assert findings() == expected == tool_findings(tmp_path)
    assert sequence_leaves(by=BY, on=ON) == 0, "it never gets a place"


def test_an_inserted_leaf(tampering: psycopg.Connection, tmp_path: Path) -> None:
    (number,) = decide(1)
    tampering.execute(
        "INSERT INTO audit_leaf SELECT region, 320, record_id, leaf_hash FROM audit_record "
        "WHERE record_id = %s",
        [number],
    )
    expected = {("inserted", 320, number)}
    assert findings() == expected == tool_findings(tmp_path)


def test_two_swapped_records(tampering: psycopg.Connection, tmp_path: Path) -> None:
    one, two = record_at(tampering, 8), record_at(tampering, 310)
    for old, new in ((one, -1), (two, one), (-1, two)):
        tampering.execute("UPDATE audit_record SET record_id = %s WHERE record_id = %s", [new, old])
    expected = {("reordered", 8, one), ("reordered", 310, two)}
    assert findings() == expected == tool_findings(tmp_path)


def test_two_swapped_leaves(tampering: psycopg.Connection, tmp_path: Path) -> None:
    one, two = record_at(tampering, 8), record_at(tampering, 9)
    for old, new in ((8, 999), (9, 8), (999, 9)):
        tampering.execute("UPDATE audit_leaf SET leaf_index = %s WHERE leaf_index = %s", [new, old])
    found = findings()
    assert found == tool_findings(tmp_path)
    assert {("reordered", 8, two), ("reordered", 9, one)} <= found


def test_a_forged_checkpoint(tampering: psycopg.Connection, tmp_path: Path) -> None:
    tampering.execute(
        "UPDATE audit_checkpoint SET note = replace(note, E'\\n300\\n', E'\\n301\\n') "
        "WHERE size = 300"
    )
    expected = {("checkpoint", 300, None)}
    assert findings() == expected == tool_findings(tmp_path)


def test_an_altered_tile(tampering: psycopg.Connection, tmp_path: Path) -> None:
    tampering.execute(
        "UPDATE audit_tile SET hashes = set_byte(hashes, 100, 255 - get_byte(hashes, 100))"
    )
    expected = {("tile", 0, None)}
    assert findings() == expected == tool_findings(tmp_path)


def test_a_lawful_erasure(tampering: psycopg.Connection, tmp_path: Path) -> None:
    number = record_at(tampering, 8)
    tampering.execute("UPDATE audit_record SET body = NULL WHERE record_id = %s", [number])
    assert findings() == set() == tool_findings(tmp_path)
    assert verify_log(REGION).erased == 1
    with transaction(BY) as cur:
        assert tree.proof(cur, region=REGION, record_id=number).body is None
