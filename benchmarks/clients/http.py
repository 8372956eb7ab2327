"""A client that asks over kept connections, to be run in a process of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Load:
    """What to send: whole requests in turn, over so many connections, for so long."""

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: int
    rate: int | None = None


def sent(load: Load) -> tuple[float, list[float]]:
    """Requests a second that were answered, and how long each took in seconds.

    At a fixed rate a request is late from the moment it should have been sent.
    """
    turns, waits, failures = count(), [], []
    start = time.perf_counter() + 0.2
    end = start + load.seconds

    def connection() -> None:
        try:
            with socket.create_connection(("127.0.0.1", load.port)) as wire:
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for turn in turns:
                    due = start + turn / load.rate if load.rate else time.perf_counter()
                    if max(due, time.perf_counter()) >= end:
                        return
                    time.sleep(max(0.0, due - time.perf_counter()))
                    wire.sendall(load.requests[turn % len(load.requests)])
                    _answer(wire)
                    waits.append(time.perf_counter() - due)
        except (OSError, AssertionError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=connection) for _ in range(load.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]
    return len(waits) / (time.perf_counter() - start), waits


def _answer(wire: socket.socket) -> None:
    """Read one answer to its end; it must be a good one."""
    got = wire.recv(1 << 16)
    while b"\r\n\r\n" not in got:
        got += wire.recv(1 << 16)
    head, _, rest = got.partition(b"\r\n\r\n")
    assert b" 200 " in head[:20], head[:200]
    lines = head.lower().split(b"\r\n")
    length = next(int(line[16:]) for line in lines if line.startswith(b"content-length: "))
    while len(rest) < length:
        part = wire.recv(1 << 16)
        assert part, "the connection was closed"
        rest += part
