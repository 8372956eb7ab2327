"""The border as the edges keep it: every address and every command, tried with what is not ours.

Addresses come from the urlconf and commands from the command line's own tree, so that a new page or
command is tried without being added here; what it calls its parts must be known to `PARTS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.border import HERE, HOSPITAL_THERE, MARK, STAFF_THERE, THERE, Attempts, Other
from tests.browser.world import PASSWORD, STAFF, logged_in

from multiguna.accounts.queries import api_token
from multiguna.cli.main import COMMANDS, cli
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import system
from multiguna.planning.rules.memo import CHARTS

GROUPS = (
    "audit", "budget", "claims", "coverage", "guarantee", "offline", "payments", "portability",
    "residents", "user",
)  # fmt: skip
"""Commands that act on a region's rows; the others make, serve or describe an installation."""


@dataclass(frozen=True)
class Address:
    """One address of the site with the parts that it takes."""

    name: str
    path: str
    parts: tuple[str, ...]


def addresses(other: Other) -> list[Address]:
    """Every address, filled with what belongs to the other region."""
    return sorted(_below(get_resolver(), "/", (), other), key=lambda one: one.path)


def _below(
    resolver: URLResolver, path: str, parts: tuple[str, ...], other: Other
) -> Iterator[Address]:
    for one in resolver.url_patterns:
        more, names = _filled(str(one.pattern), one, other)
        if isinstance(one, URLResolver):
            yield from _below(one, path + more, (*parts, *names), other)
        else:
            yield Address(str(one.name), path + more, (*parts, *names))


def _filled(
    pattern: str, one: URLPattern | URLResolver, other: Other
) -> tuple[str, tuple[str, ...]]:
    names = tuple(one.pattern.converters)
    for name, converter in one.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        pattern = pattern.replace(f"<{kind}:{name}>", str(parts_of(other, str(one.name))[name]))
    assert "<" not in pattern, pattern
    return pattern, names


def parts_of(other: Other, address: str = "") -> dict[str, str | int]:
    """What the other region's things are called in addresses and options."""
    claim = other.pended if "work" in address or "attach" in address else other.approved
    return {
        "claim_id": claim, "letter_no": other.letter_no, "order_no": other.order_no,
        "minutes_no": other.minutes_no, "sample_no": other.sample_no, "batch_id": other.batch_id,
        "record_id": other.record_id, "plan_no": other.plan_no,
        "provider_code": HOSPITAL_THERE, "seq": 1, "language": "id",
        "home_region": THERE, "partner_region": THERE, "partner": THERE,
        "name": CHARTS[0] if address == "planner-plans-chart" else f"{HOSPITAL_THERE}-2012-12-31",
        "month": "2012-05",
    }  # fmt: skip


FORM = {
    "act": "reject", "reason": "coba", "version": "1", "text": "coba", "grounds": "coba",
    "step": "check", "document_no": "X-1", "on": "2012-12-31", "amount": "1000", "attempt": "1",
    "period": "2012-05", "month": "2012-05", "year": "2012", "sure": "1",
    "provider": HOSPITAL_THERE,
    "provider_code": HOSPITAL_THERE, "region": THERE, "home_region": THERE, "correct": "0",
}  # fmt: skip
SMUGGLED = (
    {"QUERY_STRING": f"region={THERE}&provider={HOSPITAL_THERE}&provider_code={HOSPITAL_THERE}"},
    {"HTTP_X_REGION": THERE}, {"HTTP_X_FORWARDED_HOST": "seberang.go.id"},
    {"HTTP_COOKIE_REGION": THERE}, {"HTTP_HOST": "seberang.localhost"},
    {"QUERY_STRING": f"search={MARK}"},
)  # fmt: skip


def try_addresses(other: Other, attempts: Attempts) -> dict[str, set[int]]:
    """Each role opens, and sends a form to, each address of the other region's things.

    Gives the answers to those who are logged in by the address's name.
    """
    answers: dict[str, set[int]] = {}
    for username in (*STAFF, "nobody"):
        client = Client() if username == "nobody" else logged_in(username)
        for one in addresses(other):
            if one.name == "login" or one.path.startswith("/api/"):
                continue
            for method in ("get", "post") if one.parts else ("get",):
                form = FORM if method == "post" else {}
                what = f"{username} {method} {one.path}"
                status = _ask(client, attempts, what, method, one.path, form)
                if username != "nobody":  # who is sent to log in, as those are who have done so
                    answers.setdefault(one.name, set()).add(status)
    return answers


def try_smuggling(attempts: Attempts) -> None:
    """Say another region beside a request: in its query, its headers, its host, its language."""
    for path in ("/claims/", "/desk/", "/treasury/", "/statements/", "/treasury/rows/"):
        for extra in SMUGGLED:
            for username in ("lina", "vera", "beni", "audi"):
                _ask(logged_in(username), attempts, f"{username} {path} {extra}", "get", path, {},
                     **extra)  # fmt: skip
    client = logged_in("vera")
    client.cookies["region"] = THERE
    client.post("/language/", {"language": "en", "region": THERE, "next": f"//{THERE}/"})
    _ask(client, attempts, "vera with a cookie", "get", "/claims/", {})


def _ask(
    client: Client, attempts: Attempts, what: str, method: str, path: str, form: dict[str, str],
    **extra: str,
) -> int:  # fmt: skip
    response = client.get(path, **extra) if extra else getattr(client, method)(path, form)
    body = (
        b"".join(response.streaming_content) if response.streaming else response.content
    ).decode("utf-8", "replace")
    shown = body.replace(f"search={MARK}", "").replace(f'value="{MARK}"', "")
    attempts.note("web", what, str(response.status_code), crossed=MARK in shown)
    return int(response.status_code)


def silent_addresses(other: Other, answers: dict[str, set[int]]) -> list[str]:
    """Addresses of a thing where its own region's people get no other answer, and see no mark.

    There an attempt proves little: it may fail for another reason than the border.
    """
    found, ignored = [], Attempts()
    for one in addresses(other):
        own, seen = set(), len(ignored.crossed)
        for username in STAFF_THERE if one.parts else ():
            for method, form in (("get", {}), ("post", FORM)):
                own.add(_ask(logged_in(username), ignored, "", method, one.path, form))
        if one.parts and len(ignored.crossed) == seen and own <= answers[one.name]:
            found.append(one.name)
    return found


def try_tokens(other: Other, attempts: Attempts) -> None:
    """Ask the interface about the other region's people, with tokens true, forged and mixed."""
    true = api_token("lina")
    theirs = api_token("tomi")
    head, _, tail = true.partition(":")
    forged = (theirs.partition(":")[0] + ":" + tail, head + ":" + theirs.partition(":")[2], "x:y:z")
    nik, kk = str(other.person.nik), str(other.person.kk)
    bodies = (
        ("coverage", {"nik": nik, "kk": kk, "care": "inpatient"}),
        ("coverage", {"nik": nik, "care": "inpatient", "region": THERE, "by": "tomi"}),
        ("coverage/bulk", {"niks": [nik], "care": "inpatient", "region": THERE}),
    )
    for token in (true, *forged):
        for path, body in bodies:
            response = Client().post(
                f"/api/{path}", json.dumps(body), content_type="application/json",
                headers={"authorization": f"Bearer {token}", "x-region": THERE},
            )  # fmt: skip
            said = json.loads(response.content)
            covered = said.get("covered") or any(row["covered"] for row in said.get("results", ()))
            attempts.note("token", f"{path} {body}", str(response.status_code),
                          crossed=bool(covered))  # fmt: skip


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command below the groups that act on a region's rows."""
    context = click.Context(cli)
    for name in GROUPS:
        if name in COMMANDS:
            found = cli.get_command(context, name)
            assert found is not None
            yield from _commands(name, found)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for below, one in command.commands.items():
            yield from _commands(f"{name} {below}", one)
    elif name != "claims connect" and not any(map(_reads_a_file, command.params)):
        yield name, command


def _reads_a_file(part: click.Parameter) -> bool:
    """A command that is handed a file of the caller's own reaches nothing by a number."""
    return part.required and isinstance(part.type, click.Path) and part.type.exists


def words_for(command: click.Command, other: Other, folder: str, *, whole: bool) -> list[str]:
    """The words that name the other region's things in a command's arguments and options."""
    known = {name: str(value) for name, value in parts_of(other).items()} | {
        "username": "tuti", "nik": str(other.person.nik), "kk": str(other.person.kk),
        "person_id": str(other.person.person_id), "query_no": "1", "appeal_no": "1",
        "period": "2012-05", "month": "2012-05", "on": "2012-12-31", "reason": "coba",
        "text": "coba", "grounds": "coba", "document_no": "X-1", "step": "check", "attempt": "1",
        "amount_idr": "1000", "outcome": "rejected", "verdict": "upheld", "search": MARK,
        "until": "2012-12-31", "import_no": "1", "batch_id": str(other.batch_id),
        "kept": str(other.person.nik), "absorbed": str(other.person.nik), "subject": "claim:1013",
    }  # fmt: skip
    words: list[str] = []
    for part in command.params:
        if part.name in ("as_json", "help") or not (part.required or whole):
            continue
        value = known.get(str(part.name))
        if isinstance(part.type, click.Choice) and value not in part.type.choices:
            value = None
        if value is None and part.required:
            value = _path(command, folder) if _is_path(part) else _any(part)
        if value is None:
            continue
        words += [value] if isinstance(part, click.Argument) else [part.opts[0], value]
    return words


def _is_path(part: click.Parameter) -> bool:
    return isinstance(part.type, click.Path | click.File)


def _path(command: click.Command, folder: str) -> str:
    """Where a command may write: a drawing, or else a paper."""
    return f"{folder}/{command.name}.{'svg' if command.name == 'chart' else 'pdf'}"


def _any(part: click.Parameter) -> str:
    if isinstance(part.type, click.Choice):
        return str(part.type.choices[0])
    if isinstance(part.type, click.DateTime):
        return "2012-05-01"
    return "2"


def try_commands(other: Other, folder: str, attempts: Attempts) -> set[tuple[str, str, str]]:
    """Each command acts for this region, by the other one's numbers; gives what each said.

    Once with every option, in the name of one of the other region's people, and once with
    no more than it needs.
    """
    said = set()
    for name, command in commands():
        for whole in (True, False):
            end, text = _run(command, other, folder, HERE, whole=whole)
            attempts.note("command", name, end, crossed=MARK in text or "%PDF" in text)
            said.add((name, end, text))
    return said


def silent_commands(other: Other, folder: str, said: set[tuple[str, str, str]]) -> list[str]:
    """Commands that say to the other region itself what they said across the border."""
    found = []
    for name, command in commands():
        own = {(name, *_run(command, other, folder, THERE, whole=whole)) for whole in (False, True)}
        if own <= said:
            found.append(name)
    return found


def _run(
    command: click.Command, other: Other, folder: str, region: str, *, whole: bool
) -> tuple[str, str]:
    """How a command ends, and what it says and writes."""
    words = words_for(command, other, folder, whole=whole)
    done = CliRunner(env={"MULTIGUNA_PASSWORD": PASSWORD}).invoke(
        command, words, obj=system(region)
    )
    if isinstance(done.exception, Refused):
        return done.exception.code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    if done.exit_code == 2 and not whole:
        return _run(command, other, folder, region, whole=True)  # it needs one of several options
    assert done.exit_code != 2, (command.name, words, done.output)
    return str(done.exit_code), done.output + _written(Path(folder))


def _written(folder: Path) -> str:
    """What a command wrote into its folder, which is empty again afterwards."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    text = "".join(path.read_bytes().decode("utf-8", "replace") for path in found)
    for path in found:
        path.unlink()
    return text
