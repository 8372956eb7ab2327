"""Asking for coverage through HTTP in a city of two million, each answer with its record.

The floor is `pgbench` running the same prepared statements with as many clients as the server has
threads. The requests come from a process of its own over kept connections; at the fixed rate a
request is late from the moment it should have been sent. Sizes as in the registry's benchmark.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks import floor
from benchmarks.clients.http import Load, sent
from benchmarks.floor import Figure, Limit, Ratio
from benchmarks.registry import DAY, load, residents_file, size_wanted
from multiguna.accounts.actions import add_user
from multiguna.accounts.queries import api_token
from multiguna.coverage.actions import BULK_MAX, check_coverage
from multiguna.coverage.queries import FACTS
from multiguna.coverage.terms import Care
from multiguna.kernel import embedded
from multiguna.kernel.db import SCOPE, transaction
from multiguna.kernel.terms import Actor, Role

WORKERS, THREADS, SECONDS, RATE = 2, 2, 10, 300
CLERK = Actor("bench", Role.DESK_CLERK, "36.71", "3671901")
PEOPLE = """
SELECT nik FROM registry_person WHERE region = '36.71' AND person_id %% %(step)s = 0
ORDER BY person_id LIMIT %(people)s
"""
RECORD = """
INSERT INTO audit_record (region, kind, subject, body, leaf_hash, actor)
SELECT region, kind, subject, {body}, {leaf_hash}, actor
FROM (VALUES ('36.71', 'coverage', 'person:1', 'bench')) AS v (region, kind, subject, actor)
RETURNING record_id
"""


def run() -> list[Figure]:
    """One question a request as fast as it goes and at a fixed rate; a thousand a request."""
    path = residents_file(size_wanted())
    by = load(path).by
    _settle()
    with transaction(by) as cursor:
        step = max(1, size_wanted() // 20_000)
        rows = cursor.execute(PEOPLE, {"step": step, "people": 20_000}).fetchall()
    niks = [row[0] for row in rows]
    add_user(
        username=CLERK.name, full_name="Bench", role=CLERK.role, password="a long password",
        provider_code=CLERK.provider_code, by=by, on=DAY,
    )  # fmt: skip
    token = api_token(CLERK.name)
    bare = floor.pgbench(
        _script(niks), url=os.environ["DATABASE_URL"], clients=WORKERS * THREADS, duration=SECONDS
    )
    single = [_request("/api/coverage", token, {"nik": f"{nik}"}) for nik in niks]
    groups = [niks[at : at + BULK_MAX] for at in range(0, len(niks), BULK_MAX)]
    bulk = [_request("/api/coverage/bulk", token, {"niks": [*map(str, g)]}) for g in groups]
    with _server() as port:
        threads = WORKERS * THREADS
        _sent(Load(port, single, threads, SECONDS))  # warm: prepared statements, parsed packs
        many, _ = _sent(Load(port, single, 2 * threads, SECONDS))
        _, waits = _sent(Load(port, single, 32, SECONDS, RATE))
        calls, _ = _sent(Load(port, bulk, threads, SECONDS))
    p99 = sorted(waits)[len(waits) * 99 // 100] * 1000
    people = len(groups[0])
    return [
        Ratio("coverage: one question a request", "requests/s", many, "pgbench", bare, 0.15),
        Limit(f"coverage: 99 % of {RATE} requests/s within", "ms", p99, 50),
        Ratio("coverage: a thousand a request", "people/s", calls * people, "asked", 30_000, 1.0),
    ]  # fmt: skip


def _settle() -> None:
    """A city as it is on any day, not while its two million rows are still being written out."""
    url = urlsplit(os.environ["DATABASE_URL"])
    place = embedded.cluster().url("postgres", url.path.lstrip("/"))
    with psycopg.connect(place, autocommit=True) as admin:
        admin.execute("VACUUM (ANALYZE)")
        admin.execute("CHECKPOINT")


def _script(niks: Sequence[int]) -> Path:
    """What check_coverage sends for one person, as pgbench reads it; a hundred persons in turn."""
    answer = check_coverage(nik=niks[0], kk=None, care=Care.OUTPATIENT, by=CLERK, on=DAY)
    with transaction(CLERK) as cursor:
        row = cursor.execute(
            "SELECT quote_literal(body), quote_literal(leaf_hash) FROM audit_record "
            "WHERE region = '36.71' AND record_id = %s",
            [answer.record_id],
        ).fetchone()
    assert row is not None
    body, leaf_hash = row
    whens = " ".join(f"WHEN :n = {n} THEN {nik}" for n, nik in enumerate(niks[:100]))
    scope = SCOPE
    for value in ("'36.71'", "'3671901'", "'bench'"):
        scope = scope.replace("%s", value, 1)
    facts = FACTS.replace("%(region)s", "'36.71'").replace("%(nik)s", ":nik")
    record = RECORD.format(body=body.replace(":", "\\u003a"), leaf_hash=leaf_hash)
    statements = [scope, facts, record]
    script = Path(tempfile.mkdtemp(prefix="multiguna-bench-")) / "check_coverage.sql"
    script.write_text(
        "\\set n random(0, 99)\n"
        f"\\set nik CASE {whens} END\nBEGIN;\n"
        + "".join(" ".join(s.split()) + ";\n" for s in statements)
        + "COMMIT;\n"
    )
    return script


def _request(address: str, token: str, body: dict[str, object]) -> bytes:
    content = json.dumps({**body, "care": "outpatient", "on": DAY.isoformat()}).encode()
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


@contextmanager
def _server() -> Iterator[int]:
    """The site as it is served, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers",
        str(WORKERS), "--blocking-threads", str(THREADS), "--port", str(port), "--no-access-log",
        "--log-level", "warning", "multiguna.wsgi:application",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=sys.stderr) as server:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < deadline, "no server"
                    time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def _sent(load: Load) -> tuple[float, list[float]]:
    """Requests a second that another process gets answered, and how long each took in seconds."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(sent, (load,))
