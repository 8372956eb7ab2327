"""Supporting files of claims: checked, scanned, kept by their hash, and named on the claim."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.files import CHUNK, keep_original
from multiguna.claims.queries.attachments import attachments
from multiguna.claims.rules.papers import HEAD, media_type, safe_name
from multiguna.claims.terms.papers import AttachmentCard
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text

SIZE_MB, SIZE_MB_USUAL = "MULTIGUNA_ATTACHMENT_MB", 20
FILES_MAX = 100
SCAN_COMMAND = "MULTIGUNA_SCAN_COMMAND"
SCAN_SECONDS = "MULTIGUNA_SCAN_SECONDS"
CLEAN, INFECTED = 0, 1

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.attach ' || %s, 0))"
CLAIM = "SELECT provider_code FROM claims_claim WHERE region = %s AND claim_id = %s"
BELONGS = {
    "query_no": "SELECT FROM claims_query WHERE region = %s AND query_no = %s AND claim_id = %s",
    "appeal_no": "SELECT FROM claims_appeal WHERE region = %s AND appeal_no = %s AND claim_id = %s",
}
ADD = """
INSERT INTO claims_attachment (region, claim_id, seq, provider_code, query_no, appeal_no, file_hash,
    media_type, size, name, attached_by, attached_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def attach(
    *,
    claim_id: int,
    file: Path | bytes,
    name: str,
    by: Actor,
    on: date,
    query_no: int | None = None,
    appeal_no: int | None = None,
) -> AttachmentCard:
    """Put a supporting file to a claim, perhaps with an answer or an appeal; again: no effect.

    The file must be a PDF, PNG or JPEG by its first bytes, of at most `MULTIGUNA_ATTACHMENT_MB`
    (20) million bytes; it is never unpacked.
    When `MULTIGUNA_SCAN_COMMAND` is set it is run on the file first: 0 is clean, 1 infected, and
    anything else, or more than `MULTIGUNA_SCAN_SECONDS` (60), means that it could not be scanned.
    Refuses `claim_unknown` (also for another hospital's claim), `file_large`, `file_empty`,
    `file_type`, `file_infected`, `scan_failed`, `files_too_many`, `query_unknown`, `appeal_unknown`
    and everybody but billers and verifiers.
    """
    require(by, Role.BILLER, Role.VERIFIER)
    with _looked_at(file) as (copy, file_hash, size, kind), transaction(by) as cursor:
        provider_code = _place(cursor, by, claim_id, query_no, appeal_no)
        cursor.execute(LOCK, [f"{by.region} {claim_id}"])
        others = attachments(cursor, by, claim_id)
        for card in others:
            if (card.file_hash, card.query_no, card.appeal_no) == (file_hash, query_no, appeal_no):
                return card
        if len(others) >= FILES_MAX:
            raise _refused("files_too_many")
        seq = len(others) + 1
        card = AttachmentCard(
            claim_id, seq, safe_name(name, kind), kind, size, file_hash, query_no, appeal_no,
            by.name, on,
        )  # fmt: skip
        cursor.execute(
            ADD,
            [by.region, claim_id, seq, provider_code, query_no, appeal_no, file_hash, kind, size,
             card.name, by.name, on],
        )  # fmt: skip
        record_decision(
            cursor, kind="claim_attachment", subject=f"claim:{claim_id}",
            facts={"appeal_no": appeal_no, "file_hash": file_hash, "media_type": kind,
                   "query_no": query_no, "seq": seq, "size": size},
            outcome="attached", reasons=[], pack=None, by=by, on=on,
        )  # fmt: skip
        with copy.open("rb") as source:
            keep_original(file_hash, source)
    return card


@contextmanager
def _looked_at(file: Path | bytes) -> Iterator[tuple[Path, str, int, str]]:
    """A copy of one's own of the file, with hash, size and type; gone again afterwards."""
    folder = home() / "incoming"
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    copy = Path(name)
    try:
        with open(descriptor, "wb") as out:
            file_hash, size, head = _copied(file, out.write)
        kind = media_type(head)
        if not size:
            raise _refused("file_empty")
        if kind is None:
            raise _refused("file_type")
        _scan(copy)
        yield copy, file_hash, size, kind
    finally:
        copy.unlink(missing_ok=True)


def _copied(file: Path | bytes, write: Callable[[bytes], object]) -> tuple[str, int, bytes]:
    """Copy a file within the bound: its hash, its size and its first bytes."""
    digest, size, head = sha256(), 0, b""
    most = int(os.environ.get(SIZE_MB, SIZE_MB_USUAL))
    for chunk in _chunks(file):
        head = head or chunk[:HEAD]
        size += len(chunk)
        if size > most * 1_000_000:
            raise Refused(
                "file_large",
                Text(
                    id=f"Berkas melebihi {most} MB. Kecilkan atau pecah, lalu kirim lagi.",
                    en=f"The file is larger than {most} MB. Make it smaller or split it.",
                ),
                megabytes=most,
            )
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest(), size, head


def _chunks(file: Path | bytes) -> Iterator[bytes]:
    if isinstance(file, bytes):
        yield file
        return
    try:
        with file.open("rb") as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except OSError as error:
        raise _refused("file_unreadable") from error


def _scan(copy: Path) -> None:
    """Ask the operator's scanner, if there is one; what it does not call clean is not taken."""
    command = os.environ.get(SCAN_COMMAND)
    if not command:
        return
    try:
        answer = subprocess.run(
            [*shlex.split(command), str(copy)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=int(os.environ.get(SCAN_SECONDS, "60")), check=False,
        ).returncode  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused("scan_failed") from error
    if answer != CLEAN:
        raise _refused("file_infected" if answer == INFECTED else "scan_failed")


def _place(
    cursor: Cursor, by: Actor, claim_id: int, query_no: int | None, appeal_no: int | None
) -> str:
    """The hospital of the claim; query and appeal must be the claim's own."""
    found = cursor.execute(CLAIM, [by.region, claim_id]).fetchone()
    if found is None:
        raise _refused("claim_unknown")
    for name, number in (("query_no", query_no), ("appeal_no", appeal_no)):
        if number is not None:
            key = [by.region, number, claim_id]
            if cursor.execute(BELONGS[name], key).fetchone() is None:
                raise _refused(name.replace("_no", "_unknown"))
    return str(found[0])


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])


REFUSALS = {
    "claim_unknown": Text(id="Tidak ada klaim dengan nomor ini.", en="No claim has this number."),
    "query_unknown": Text(
        id="Pertanyaan ini bukan tentang klaim ini.", en="This query is not about this claim."
    ),
    "appeal_unknown": Text(
        id="Keberatan ini bukan tentang klaim ini.", en="This appeal is not about this claim."
    ),
    "file_empty": Text(
        id="Berkas ini kosong. Pilih berkas lain.", en="The file is empty. Choose another."
    ),
    "file_type": Text(
        id="Hanya PDF, PNG dan JPEG yang diterima. Simpan dokumen sebagai PDF, lalu kirim lagi.",
        en="Only PDF, PNG and JPEG are taken. Save the document as PDF and send it again.",
    ),
    "file_unreadable": Text(
        id="Berkas tidak dapat dibaca. Kirim lagi.", en="The file cannot be read. Send it again."
    ),
    "file_infected": Text(
        id="Pemindai menemukan sesuatu yang berbahaya dalam berkas ini. Periksa komputer Anda.",
        en="The scanner found something harmful in this file. Check your computer.",
    ),
    "scan_failed": Text(
        id="Berkas tidak dapat dipindai, maka tidak diterima. Coba lagi nanti.",
        en="The file could not be scanned and was not taken. Try again later.",
    ),
    "files_too_many": Text(
        id=f"Klaim ini sudah punya {FILES_MAX} berkas. Gabungkan dokumen menjadi satu PDF.",
        en=f"This claim has {FILES_MAX} files already. Put the documents into one PDF.",
    ),
}
