"""Damaged claim files: real-shaped ones, mutated, and what must hold after each was sent.

A file is refused whole and stored nowhere, or every row of it lands, is unchanged, or is listed.
Nothing else may be raised, nothing half-written may stay.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from tests.eklaim_files import PROVIDER, file_bytes, odd_row, sound_row

from multiguna.claims.actions import attach, correct_claim, file_claim, import_claims
from multiguna.claims.queries import receipt
from multiguna.claims.rules.receipt_book import receipt_workbook
from multiguna.claims.terms.importing import COLUMNS
from multiguna.claims.terms.owncsv import OWN_COLUMNS, FiledClaim
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.claims.terms.receipts import Receipt, RefusedRow
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, system

ON = date(2012, 12, 31)
CITY = f"""
INSERT INTO providers_provider (region, provider_code, name, provider_class, ownership,
    tariff_code, ppk_code, village_code, address, owner_group, bank_account_name)
VALUES ('36.71', '{PROVIDER}', 'RS Contoh', 'B', 'private', 'BS', '', '', '', '', '')
ON CONFLICT DO NOTHING;
INSERT INTO ledger_account (region, account_id, fiscal_year, line_code, name_id, name_en,
    sub_activity_code, account_code, care, policy, appropriation_idr)
SELECT '36.71', '2012/' || line, 2012, line, '', '', '', '5.1.02.02.01.0077', care, 'unfunded', 0
FROM (VALUES ('RI', 'inpatient'), ('RJ', 'outpatient')) AS lines (line, care)
ON CONFLICT DO NOTHING
"""
HOSTILE = (
    b"\x00", b"\t", b"\r", b"\n", b'"', b"\\", b"\\N", b"\xff", b"\xe2\x80\x90", b"\x1a", b"-1",
    b"99999999999999999999", b"None", b";", b"'", b"{", b"}", b"\\.", b"=1+1",
)  # fmt: skip
Mutation = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True)
class Sent:
    """One file as it goes in: its name and bytes."""

    name: str
    data: bytes


def a_file(seed: int) -> Sent:
    """A file that follows from a seed: text or workbook, whole or damaged."""
    rng = random.Random(seed)
    kind = rng.random()
    if kind < 0.15:
        return Sent("P.xlsx", _damaged(rng, _workbook(rng)))
    if kind < 0.3:
        return Sent("klinik.csv", _damaged(rng, _own(rng)))
    if kind < 0.34:
        return Sent("P.txt", _extreme(rng))
    return Sent("P.txt", _damaged(rng, file_bytes(rng, rng.randint(0, 12), rng.random())))


def _damaged(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((0, 1, 1, 2, 3, 8))):
        data = rng.choice(MUTATIONS)(rng, data)
    return data


def _flip(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(HOSTILE) * rng.choice((1, 1, 3)) + data[at:]


def _cut(rng: random.Random, data: bytes) -> bytes:
    first, last = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    return data[:first] if rng.random() < 0.3 else data[:first] + data[last:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at : at + 1] * rng.choice((1, 2, 50)), *lines[at:]])


def _swap(rng: random.Random, data: bytes) -> bytes:
    line = data.split(b"\n", 1)[0]
    parts = line.split(b"\t")
    rng.shuffle(parts)
    return b"\t".join(parts) + data[len(line) :]


MUTATIONS: tuple[Mutation, ...] = (_flip, _insert, _insert, _insert, _cut, _repeat, _swap)


def _extreme(rng: random.Random) -> bytes:
    """What exhausts a careless reader: a row of 10 MB, 10,000 columns, NUL bytes, quotes."""
    header = "\t".join(COLUMNS).encode() + b"\n"
    return rng.choice(
        (
            header + b"x" * 10_000_000,
            header + b'"' + b"x" * 200_000 + b'"\n',
            header + b"\t" * 250_000 + b"\n",
            b"\t".join(b"K%d" % n for n in range(10_000)) + b"\n",
            header + b"\x00" * 1_000,
            header + b"\n" * 500_000,
            header + b'"\t' * 5_000,
            "\t".join(COLUMNS).encode("utf-16"),
            zip_bomb("xl/workbook.xml"),
            zip_bomb("[Content_Types].xml", entities=True),
            *(crowded_workbook(crowd) for crowd in CROWDS),
        )
    )


CROWDS = {
    "cells": ("xl/worksheets/sheet1.xml", b"<row", b"<row>" + b"<c/>" * 3_000_000 + b"</row><row"),
    "styles": ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>"),
    "texts": ("xl/sharedStrings.xml", b"</sst>", b"<si/>" * 510_000 + b"</sst>"),
    "names": ("xl/workbook.xml", b"</sheets>", b"<sheet/>" * 50_000 + b"</sheets>"),
    "attributes": (
        "xl/worksheets/sheet1.xml", b"<row",
        b"<row " + b" ".join(b'a%d=""' % n for n in range(300_000)) + b"/><row",
    ),
    "unknown": ("xl/worksheets/sheet1.xml", b"<row", b"<x:row xmlns:x='x'/>" * 600_000 + b"<row"),
}  # fmt: skip
"""Where many elements stand in few bytes: the part, what they stand before, and they."""


@cache
def crowded_workbook(crowd: str) -> bytes:
    """A small workbook in which one part has far more elements than any office writes."""
    name, before, them = CROWDS[crowd]
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        part = archive.read(name)
        kinds = archive.read("[Content_Types].xml")
    assert before in part
    shared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    return changed_workbook(
        {
            name: part.replace(before, them, 1),
            "[Content_Types].xml": kinds.replace(b"</Types>", shared.encode()),
        }
    )


@cache
def plain_workbook() -> bytes:
    """Two columns and one row, as an office saves them."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["SEP", "MRN"])
    book.active.append(["S1", "1"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEET_MAIN_NS}"></sst>')
    return out.getvalue()


def changed_workbook(parts: Mapping[str, bytes]) -> bytes:
    """The plain workbook with some parts put in their place or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in archive.namelist():
            if name not in parts:
                changed.writestr(name, archive.read(name))
        for name, data in parts.items():
            changed.writestr(name, data)
    return out.getvalue()


@cache
def zip_bomb(name: str, *, entities: bool = False) -> bytes:
    """An archive of a few kilobytes that unpacks to 300 MB, or whose XML grows by itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if entities:
            grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr(name, f'<!DOCTYPE x [<!ENTITY a0 "x">{grown}]><x>&a11;</x>')
        else:
            with archive.open(name, "w", force_zip64=True) as part:
                for _ in range(300):
                    part.write(bytes(1_000_000))
    return out.getvalue()


def _workbook(rng: random.Random) -> bytes:
    rows = []
    for number in range(rng.randint(0, 4)):
        row = odd_row(rng, sound_row(rng, number))
        problem = RowProblem(number + 1, "SEP", "", ProblemCode.VALUE_MISSING)
        rows.append(RefusedRow(number + 1, tuple(row.values()), (problem,)))
    card = Receipt(1, PROVIDER, "P.txt", ON, COLUMNS, {}, 0, 0, 0, 0, len(rows))
    return receipt_workbook(card, rows)


def _own(rng: random.Random) -> bytes:
    mark, names = rng.choice(",;\t"), [column.name for column in OWN_COLUMNS]
    lines = [mark.join(names)]
    for number in range(rng.randint(0, 6)):
        values = own_values(rng, number)
        lines.append(mark.join(f'"{values.get(name, "")}"' for name in names))
    return "\n".join(lines).encode(rng.choice(("utf-8", "utf-8-sig")))


def own_values(rng: random.Random, number: int) -> dict[str, str]:
    """One claim as a clinic types it, now and then with nonsense."""
    values = {
        "NOMOR_KLAIM": f"K{number}", "NAMA_PASIEN": "SITI CONTOH", "JENIS_RAWAT": "RJ",
        "TANGGAL_MASUK": "05/02/2012", "TANGGAL_PULANG": "05/02/2012", "DIAGNOSIS": "A09",
        "TAGIHAN": str(rng.randint(0, 10**6)), "LAYANAN": "KONS;99.04+2",
    }  # fmt: skip
    for _ in range(rng.choice((0, 0, 1, 3))):
        name = rng.choice(OWN_COLUMNS).name
        text = rng.choice((*HOSTILE, b"31/02/2012", b"x" * 600, "é\u2010".encode()))
        values[name] = text.decode("utf-8", "replace").replace("\x00", "").replace('"', "")
    return values


def check_file(cursor: Cursor, seed: int, folder: Path) -> str:
    """Send one file and see that all of it or nothing of it happened; gives how it went."""
    by = system("36.71")
    sent = a_file(seed)
    path = folder / sent.name
    path.write_bytes(sent.data)
    before, kept_before = _counts(cursor), _kept()
    outcome = "refused"
    try:
        with cursor.connection.transaction():
            result = import_claims(
                path=path, provider_code=PROVIDER, by=by, on=ON,
                format="csv" if path.suffix == ".csv" else "eklaim",
            )  # fmt: skip
    except Refused:
        assert _counts(cursor) == before, "a refused file left something behind"
        assert _kept() == kept_before, "a refused file was kept"
    else:
        outcome = "known" if result.known else "taken"
        landed = result.imported + result.corrected
        assert result.known or result.rows == landed + result.unchanged + result.refused
        claims, batches, refused = _counts(cursor)
        if not result.known:
            assert (claims, batches) == (before[0] + landed, before[1] + 1)
            assert refused == before[2] + result.refused
            if result.refused:
                assert receipt(cursor, by, batch_id=result.batch_id).startswith(b"PK")
        assert _billed(cursor)
    assert not [name for name in _kept() if name.startswith(".")], "half a file was left"
    return outcome


def check_form(cursor: Cursor, seed: int) -> str:
    """Type one form, perhaps correct it, and see the same."""
    rng, by = random.Random(seed), system("36.71")
    before = _counts(cursor)
    form = FiledClaim(PROVIDER, own_values(rng, rng.randint(0, 3)))
    try:
        with cursor.connection.transaction():
            filed = file_claim(form=form, by=by, on=ON)
        if filed.claim_id is None:
            assert _counts(cursor)[0] == before[0]
            return "listed"
        with cursor.connection.transaction():
            values = own_values(rng, 9)
            changes = {"TOTAL_TARIF": values["TAGIHAN"], "DIAGLIST": values["DIAGNOSIS"]}
            correct_claim(claim_id=filed.claim_id, changes=changes, by=by, on=ON)
    except Refused:
        return "refused"
    assert _billed(cursor)
    return "taken"


def check_attachment(cursor: Cursor, seed: int, by: Actor) -> str:
    """Attach something to the latest claim; what is no document is refused and kept nowhere."""
    rng = random.Random(seed)
    found = cursor.execute("SELECT max(claim_id) FROM claims_claim").fetchone()
    claim_id = (found[0] if found else None) or 0
    head = rng.choice((b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", b""))
    data = head + rng.choice((rng.randbytes(200), b"", b"\0" * 21_000_000, zip_bomb("a")))
    kept_before = _kept()
    try:
        with cursor.connection.transaction():
            attach(claim_id=claim_id, file=data, name=rng.choice(("a.pdf", "../\x00", "é" * 300)),
                   by=by, on=ON)  # fmt: skip
    except Refused:
        assert _kept() == kept_before
        return "refused"
    return "taken"


def _counts(cursor: Cursor) -> tuple[int, int, int]:
    row = cursor.execute(
        "SELECT (SELECT count(*) FROM claims_claim), (SELECT count(*) FROM claims_batch), "
        "(SELECT count(*) FROM claims_refused_row)"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def _billed(cursor: Cursor) -> bool:
    """Whether the books say billed what the claims that stand say."""
    row = cursor.execute(
        "SELECT (SELECT coalesce(sum(billed_idr), 0) FROM ledger_account) = "
        "(SELECT coalesce(sum(c.billed_idr), 0) FROM claims_claim c WHERE NOT EXISTS "
        "(SELECT FROM claims_claim n WHERE n.corrects = c.claim_id))"
    ).fetchone()
    return row is not None and bool(row[0])


def _kept() -> set[str]:
    folder = home() / "files"
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()
