"""The embedded server: it starts in any home, survives a kill, and ends with its last user."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.homes import cluster_of, forget

from multiguna.kernel import embedded
from multiguna.kernel.embedded import Cluster
from multiguna.kernel.errors import Refused

START = """
from multiguna.kernel import embedded
import psycopg, sys
place = embedded.start()
with psycopg.connect(place.url("multiguna_app")) as connection:
    print(place.folder, connection.execute("SELECT current_user").fetchone()[0], flush=True)
if "stay" in sys.argv:
    sys.stdin.read()
embedded.stop()
"""


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    return {**kept, "MULTIGUNA_HOME": str(home)}


def run(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment(home), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def stay(home: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that started the server and keeps it; and the cluster's folder."""
    command = [sys.executable, "-c", START, "stay"]
    process = subprocess.Popen(
        command, env=environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().split()[0])


def server_pid(cluster: Path) -> int | None:
    pid_file = cluster / "data" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0]) if pid_file.exists() else None


def wait_for_end(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the server still runs")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of mode 0700, as temporary folders are, that must keep its mode."""
    tmp_path.chmod(0o700)
    before = [part.stat().st_mode for part in (tmp_path, *tmp_path.parents)]
    yield tmp_path
    forget(tmp_path / "home")
    assert [part.stat().st_mode for part in (tmp_path, *tmp_path.parents)] == before


def test_it_starts_and_ends_in_a_home_nobody_else_can_enter(folder: Path) -> None:
    cluster, user = run(folder / "home").split()
    assert user == "multiguna_app"
    assert server_pid(Path(cluster)) is None
    again, _ = run(folder / "home").split()
    assert again == cluster


def test_two_processes_share_it_and_the_last_one_stops_it(folder: Path) -> None:
    first, cluster = stay(folder / "home")
    second, same = stay(folder / "home")
    assert cluster == same
    pid = server_pid(cluster)
    assert pid is not None
    first.communicate("")
    assert server_pid(cluster) == pid
    second.communicate("")
    assert server_pid(cluster) is None


def test_a_killed_server_starts_again_with_its_data(folder: Path) -> None:
    process, cluster = stay(folder / "home")
    pid = server_pid(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    process.kill()
    process.communicate()
    wait_for_end(pid)
    assert "multiguna_app" in run(folder / "home")


def test_a_killed_server_whose_number_something_else_has_starts_again(folder: Path) -> None:
    process, cluster = stay(folder / "home")
    pid = server_pid(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    process.kill()
    process.communicate()
    wait_for_end(pid)
    owner = (cluster / "data").stat().st_uid
    stranger = subprocess.Popen(
        ["sleep", "600"], user=owner if os.geteuid() == 0 else None, cwd="/"
    )
    note = cluster / "data" / "postmaster.pid"
    _, *rest = note.read_text().splitlines(keepends=True)
    note.write_text("".join([f"{stranger.pid}\n", *rest]))
    try:
        assert "multiguna_app" in run(folder / "home")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_silent_server_is_a_refusal_that_says_where_to_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "SILENCE_SECONDS", 0)
    with pytest.raises(Refused, match=r"postgresql_failed.*connect"):
        embedded._connected(Cluster(folder / "nothing", None, None))


def test_the_number_of_an_ended_process_is_no_server(folder: Path) -> None:
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # ended and not yet collected
    assert not embedded._serves(ended.pid, folder)
    ended.wait()
    assert not embedded._serves(ended.pid, folder)
    stranger = subprocess.Popen(["sleep", "600"], cwd=folder)
    assert embedded._serves(stranger.pid, folder)
    assert not embedded._serves(stranger.pid, folder.parent)
    stranger.kill()
    stranger.wait()


def test_a_killed_process_leaves_a_server_that_the_next_one_joins_and_ends(folder: Path) -> None:
    process, cluster = stay(folder / "home")
    pid = server_pid(cluster)
    process.kill()
    process.communicate()
    assert server_pid(cluster) == pid
    assert "multiguna_app" in run(folder / "home")
    assert server_pid(cluster) is None


def test_there_is_no_tcp_and_no_trust(folder: Path) -> None:
    process, cluster = stay(folder / "home")
    configured = (cluster / "data" / "postgresql.conf").read_text()
    assert re.search(r"^listen_addresses = ''$", configured, re.MULTILINE)
    assert (cluster / "data" / "pg_hba.conf").read_text() == "local all all scram-sha-256\n"
    assert (cluster / "data").stat().st_mode & 0o077 == 0
    process.communicate("")


def test_ctrl_c_stops_the_site_and_the_server(folder: Path) -> None:
    home = folder / "home"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "multiguna.cli", "pack", "install", "packs/tangerang"]
    command.append("--unsigned")
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    site = subprocess.Popen(
        [sys.executable, "-m", "multiguna.cli", "serve", "--port", str(port), "--workers", "1"],
        env=environment(home), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as page:
                assert page.status == 200
            break
        except OSError:
            time.sleep(0.1)
    else:
        pytest.fail("the site did not answer")
    cluster = cluster_of(home)
    assert server_pid(cluster) is not None
    site.send_signal(signal.SIGINT)
    _, said = site.communicate(timeout=60)
    assert "Traceback" not in said
    assert server_pid(cluster) is None
