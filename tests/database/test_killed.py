"""Kills in the middle of work: the books balance at once, and doing it again completes it once.

A payment run (orders, check, SPM, SP2D) and a claim batch (file, verdicts) are interrupted at
random moments, by killing the process or the whole PostgreSQL server, and then simply repeated.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from random import Random

import pytest
from tests.homes import forget

ROOT = Path(__file__).parents[2]
WORK = ("pay", "bill")
KILLS = {"process": 13, "server": 12}
"""How often each is killed during each kind of work."""
TRIALS = sum(KILLS.values()) + 2
"""Of each kind of work: those that are killed, one to warm up, and one undisturbed to compare."""


class Site:
    """A home with a server of its own, and the process that forks one for each job on it."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
        self.errors = (folder / "errors.txt").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killed_jobs", str(folder)],
            env={**kept, "MULTIGUNA_HOME": str(folder / "home")}, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
        )  # fmt: skip
        self.data = Path(self.line())

    def line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the process that forks ended"
        return line

    def begin(self, job: str, argument: int = 0) -> int:
        """Start a job; gives the number of its process."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{job} {argument}\n")
        self.process.stdin.flush()
        return 0 if job == "start" else int(self.line())

    def end(self) -> tuple[int, object]:
        """How a job ended: its status and what it gave."""
        status, given = json.loads(self.line())
        return status, given

    def do(self, job: str, argument: int = 0) -> object:
        """A job that nothing disturbs."""
        self.begin(job, argument)
        status, given = self.end()
        assert status == 0, Path(self.errors.name).read_text()
        return given

    def start(self) -> None:
        """Start the server again; it recovers."""
        self.begin("start")
        assert self.line() == "started"

    def kill_server(self) -> None:
        """End the server as a power cut would: the postmaster first, then all that it started."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        killed = [postmaster, *children(postmaster)]
        for pid in killed:
            kill(pid)
        wait_for_end(killed)

    def kill_left(self, pid: int) -> None:
        """End a job that still waits for the server; one with a lost transaction has ended."""
        if pid in children(self.process.pid):
            kill(pid)

    def close(self) -> None:
        """The jobs are over: the server stops, and nothing runs on."""
        self.process.communicate(timeout=60)
        self.errors.close()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def stat(pid: int) -> list[str]:
    """State and parent of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []


def wait_for_end(pids: list[int]) -> None:
    """Until nobody has these numbers: a server seems to run while its zombie has one."""
    deadline = time.monotonic() + 30
    while any(map(stat, pids)):
        assert time.monotonic() < deadline, "what was killed still runs"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    everyone = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
    return [one for one in everyone if stat(one)[1:] == [str(pid)]]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A city with work for every kill; the server and its folder go at the end."""
    site = Site(tmp_path)
    try:
        site.do("prepare", TRIALS)
        yield site
    finally:
        site.close()
        forget(tmp_path / "home")
    assert not (site.data / "postmaster.pid").exists()


def test_what_is_killed_is_completed_once_by_doing_it_again(site: Site) -> None:
    random, wanted, lasts = Random(2013), {}, {}
    for work in WORK:
        site.do(work, 0)
        started = time.monotonic()
        site.do(work, 1)
        lasts[work] = time.monotonic() - started
        wanted[work] = site.do(f"{work}_state", 1)
        assert site.do(f"{work}_state", 0) == wanted[work]
        site.do(work, 1)
        assert site.do(f"{work}_state", 1) == wanted[work], "again has no effect"
    assert site.do("books") == {}

    site.do("tune")
    done, cut = dict.fromkeys(WORK, 1), Counter[tuple[str, str]]()
    plan = [
        (work, victim) for work in WORK for victim, kills in KILLS.items() for _ in range(kills)
    ]
    random.shuffle(plan)
    for work, victim in plan:
        trial = done[work] = done[work] + 1
        pid = site.begin(work, trial)
        time.sleep(random.uniform(0, lasts[work]))
        if victim == "process":
            kill(pid)
        else:
            site.kill_server()
            site.kill_left(pid)
        status, _ = site.end()
        if status:
            cut[work, victim] += 1
        if victim == "server":
            site.start()
        assert site.do(f"{work}_again", trial) == [{}, wanted[work], {}], (work, victim, trial)
    assert set(cut) == set(product(WORK, KILLS)), "every kind of kill hit unfinished work"
    for work in WORK:
        assert site.do(f"{work}_all", TRIALS) == [wanted[work]] * TRIALS
