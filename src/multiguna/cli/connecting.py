"""`multiguna claims connect`: fetch claims from a hospital's own e-Klaim, as the file it exports.

Runs inside the hospital's network. With `--out` it needs no database: the file is then uploaded
like any other. The key is read from a file and is in no message, log or process list.
"""

from __future__ import annotations

import os
import stat
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import click

from multiguna.claims.rules.envelope import (
    DRG_COLUMNS,
    answer_of,
    problem_of,
    read_key,
    request_of,
    rows_of,
)
from multiguna.claims.terms.importing import COLUMNS
from multiguna.cli.options import FILE, as_json, day, echo_json, on_day
from multiguna.kernel.errors import Refused
from multiguna.kernel.private import open_private
from multiguna.kernel.terms import Actor, Text

ANSWER_BYTES_MAX = 8_000_000
NUMBER_CHARACTERS_MAX = 40


@dataclass
class Fetched:
    """What came: rows by column, and the numbers that e-Klaim had an error for."""

    rows: list[dict[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str, Text]] = field(default_factory=list)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key's messages go to the address that was given and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


@click.command()
@click.option("--url", required=True, help="e-Klaim's web service: http://…/E-Klaim/ws.php")
@click.option("--key-file", type=FILE, required=True, help="A file with the key (64 hex digits).")
@click.option("--provider", "provider_code", required=True, help="The hospital's code.")
@click.option("--sep-file", type=FILE, help="A file with one SEP or letter number a line.")
@click.option(
    "--from-list", is_flag=True, help="The hospital's open guarantee letters; needs the database."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the TXT here.")
@click.option("--import", "take_in", is_flag=True, help="Take the claims in at once.")
@click.option("--timeout", type=click.IntRange(1, 600), default=30, show_default=True)
@on_day
@as_json
@click.pass_obj
def connect(
    by: Actor | None,
    url: str,
    key_file: Path,
    provider_code: str,
    sep_file: Path | None,
    from_list: bool,
    out: Path | None,
    take_in: bool,
    timeout: int,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Fetch claims by number from the hospital's e-Klaim and write or take in its TXT."""
    if (sep_file is None) == (not from_list):
        raise click.UsageError("give --sep-file or --from-list")
    if out is None and not take_in:
        raise click.UsageError("give --out, --import or both")
    numbers = _open_letters(by, provider_code) if from_list else _numbers(sep_file)
    key = read_key(_secret(key_file))
    fetched = fetch(url, key, numbers, timeout)
    facts: dict[str, object] = {
        "asked": len(numbers),
        "fetched": len(fetched.rows),
        "failed": [{"number": number, "code": code} for number, code, _ in fetched.failed],
    }
    if fetched.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = out or Path(folder) / "e-klaim.txt"
            _write(path, fetched.rows)
            if take_in:
                facts["import"] = _take_in(by, path, provider_code, on)
    if as_json:
        echo_json(facts)
        return
    click.echo(f"{len(fetched.rows)} dari / of {len(numbers)} klaim / claims")
    for number, code, text in fetched.failed:
        click.echo(f"{number}: {text.id} / {text.en} [{code}]", err=True)


def fetch(url: str, key: bytes, numbers: Sequence[str], timeout: int) -> Fetched:
    """Ask for each claim in turn; an error of e-Klaim's about one does not hold up the others.

    Refuses `url_invalid`, `connection_failed` (no answer in time, or none at all), `answer_large`,
    `signature_not_match`, `envelope_invalid`, and what `rows_of` refuses.
    """
    fetched = Fetched()
    for number in numbers:
        answer = answer_of(
            _post(url, request_of("get_claim_data", {"nomor_sep": number}, key), timeout), key
        )
        problem = problem_of(answer)
        if problem is None:
            fetched.rows += rows_of(answer, number)
        else:
            fetched.failed.append((number, *problem))
    return fetched


def _post(url: str, body: str, timeout: int) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        raise Refused(
            "url_invalid",
            Text(
                id="Alamat layanan harus dimulai dengan http:// atau https://.",
                en="The service's address must begin with http:// or https://.",
            ),
        )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(url, body.encode(), headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as response:
            data = response.read(ANSWER_BYTES_MAX + 1)
    except (urllib.error.URLError, HTTPException, TimeoutError, OSError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise Refused(
            "connection_failed",
            Text(
                id="e-Klaim tidak menjawab. Periksa alamat, jaringan dan apakah e-Klaim berjalan.",
                en="e-Klaim did not answer. Check the address, the network and that e-Klaim runs.",
            ),
        ) from error
    if len(data) > ANSWER_BYTES_MAX:
        raise Refused(
            "answer_large",
            Text(
                id="Jawaban e-Klaim terlalu besar untuk satu klaim.",
                en="e-Klaim's answer is too large for one claim.",
            ),
        )
    text: str = data.decode("utf-8", "replace")
    return text


def _secret(path: Path) -> str:
    """The key's text; refuses (`key_file_open`) a file that others on this computer can read."""
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(
            "key_file_open",
            Text(
                id="Berkas kunci dapat dibaca orang lain. Jalankan chmod 600 pada berkas itu.",
                en="Others can read the key file. Run chmod 600 on it.",
            ),
        )
    return path.read_text("utf-8", "replace")[:200]


def _numbers(path: Path | None) -> list[str]:
    """The numbers of a file, one a line, each once."""
    assert path is not None
    lines = (line.strip() for line in path.read_text("utf-8-sig").splitlines())
    return list(dict.fromkeys(line[:NUMBER_CHARACTERS_MAX] for line in lines if line))


def _open_letters(by: Actor | None, provider_code: str) -> list[str]:
    from multiguna.claims.queries.connecting import unbilled_letters
    from multiguna.kernel.db import transaction

    assert by is not None, "--from-list opens the database"
    with transaction(by) as cur:
        return unbilled_letters(cur, by, provider_code)


def _take_in(
    by: Actor | None, path: Path, provider_code: str, on: datetime | None
) -> Mapping[str, object]:
    from multiguna.claims.actions import import_claims

    assert by is not None, "--import opens the database"
    result = import_claims(path=path, provider_code=provider_code, by=by, on=day(on))
    return {
        "batch_id": result.batch_id,
        "imported": result.imported,
        "corrected": result.corrected,
        "unchanged": result.unchanged,
        "refused": result.refused,
    }


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """The rows as e-Klaim exports them, with the IDRG columns when a row has one."""
    drg = [name for name in DRG_COLUMNS if any(name in row for row in rows)]
    names = [*COLUMNS, *drg]
    with open_private(path, newline="\n") as file:
        file.writelines(_lines(names, rows))


def _lines(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    yield "\t".join(names) + "\n"
    for row in rows:
        yield "\t".join(row.get(name, "") for name in names) + "\n"
