"""`multiguna init | serve | work | doctor`: run this installation."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

from multiguna.cli.opening import named_region, open_actor, open_database, region
from multiguna.cli.options import as_json, echo_json
from multiguna.kernel import clock
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, system

WORK_SECONDS = 5
ROLL_UP_ENTRIES = 20_000


@click.command()
@as_json
def init(as_json: bool) -> None:
    """Make or update the database of this home."""
    from multiguna.kernel.home import home

    open_database()
    from multiguna.kernel import installation

    installation.migrate()
    if as_json:
        echo_json({"home": str(home()), "embedded": installation.uses_embedded()})
    else:
        click.echo(f"Siap. / Ready. {home()}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
@click.option("--no-work", is_flag=True, help="Do not run the worker beside the site.")
def serve(host: str, port: int, workers: int, no_work: bool) -> None:
    """Serve the web site until Ctrl-C, with the worker beside it."""
    open_database()
    serve_site(host=host, port=port, workers=workers, work=not no_work)


def serve_site(*, host: str, port: int, workers: int, work: bool) -> None:
    """Run Granian in this process and the worker as a child; both end with Ctrl-C or SIGTERM."""
    import django_htmx
    from granian import Granian
    from granian.constants import Interfaces

    worker = None
    if work:
        command = [sys.executable, "-m", "multiguna.cli", "work"]
        worker = subprocess.Popen(command, start_new_session=True)
    static = Path(__file__).parent.parent / "web" / "static"
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx"
    server = Granian(
        "multiguna.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        respawn_failed_workers=True,
        static_path_route=["/static/web", "/static/django_htmx"],
        static_path_mount=[static / "web", htmx],
        static_path_expires=300,
        log_enabled=False,
    )
    click.echo(f"Multiguna: http://{host}:{port}/  (Ctrl-C: berhenti / stop)", err=True)
    try:
        server.serve()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=20)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@as_json
def work(once: bool, as_json: bool) -> None:
    """Do what is due: number the log, decide new claims, let letters lapse, serve their queue.

    For every region served here, or for the one that `--region` names.
    """
    open_database()
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    signal.signal(signal.SIGINT, lambda *_: stopping.append(True))
    while True:
        done = do_due_everywhere()
        if once:
            break
        for _ in range(WORK_SECONDS * 10):
            if stopping or os.getppid() == 1:
                return
            time.sleep(0.1)
    if as_json:
        echo_json(done)
    else:
        click.echo(", ".join(f"{name}: {count}" for name, count in done.items()))


def do_due_everywhere() -> dict[str, int]:
    """One round for each region served, by its own calendar; gives the sums.

    Asked anew each round, so that a region whose pack is installed meanwhile is served too.
    """
    from multiguna.accounts.queries import hosted_regions

    named = named_region()
    cards = [one for one in hosted_regions() if named in (None, one.code)]
    if not cards:
        region()  # refuses: there is none, or not the one named
    done: Counter[str] = Counter()
    for one in cards:
        with clock.in_zone(one.timezone):
            done.update(do_due(system(one.code)))
    return dict(done)


def do_due(by: Actor) -> dict[str, int]:
    """One round of the worker; each step is safe to repeat."""
    from multiguna.audit.actions import sequence_leaves
    from multiguna.claims.actions import decide_new
    from multiguna.coverage.actions.listing import make_due_lists
    from multiguna.guarantees.actions import expire_guarantees, issue_waiting, learn_if_due
    from multiguna.ledger.actions import roll_up
    from multiguna.planning.actions import send_digest, watch

    today = clock.today()
    steps: dict[str, Callable[[], int]] = {
        "audit_leaves": lambda: sequence_leaves(by=by, on=today),
        "claims_decided": lambda: decide_new(by=by, on=today),
        "letters_expired": lambda: expire_guarantees(by=by, on=today),
        "estimates_learned": lambda: learn_if_due(by=by, on=today),
        "letters_issued": lambda: issue_waiting(by=by, on=today),
        "lists_made": lambda: make_due_lists(by=by, on=today, at=clock.programme_now()),
        "entries_rolled_up": lambda: roll_up(by=by, on=today, min_entries=ROLL_UP_ENTRIES),
        "alarms_opened": lambda: watch(by=by, on=today),
        "digests_sent": lambda: send_digest(by=by, on=today),
    }
    done = {}
    for name, step in steps.items():
        try:
            done[name] = step()
        except Refused as refused:  # one step's no does not stop the others
            logging.getLogger(__name__).error("work: %s refused: %s", name, refused.code)
        except Exception as broken:  # noqa: BLE001 (the edge: the next round tries again)
            logging.getLogger(__name__).error("work: %s failed: %s", name, type(broken).__name__)
    return done


@click.command()
@as_json
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check the books, the log and the installation; exit code 1 if anything is wrong."""
    by = open_actor()
    from multiguna.planning.queries.examining import examine

    findings = examine(by)
    if as_json:
        echo_json({"healthy": not any(findings.values()), "findings": findings})
    else:
        for name, wrong in findings.items():
            click.echo(
                f"{'✗' if wrong else '✓'} {name}" + (f": {', '.join(wrong)}" if wrong else "")
            )
    if any(findings.values()):
        context.exit(1)
