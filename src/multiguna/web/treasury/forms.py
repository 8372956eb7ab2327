"""What the treasury's forms say, read once: amounts, days, papers, uploaded files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.http import HttpRequest

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.payments.terms import StepName
from multiguna.web.treasury.looking import read_day

AMOUNT_DIGITS_MAX = 15
DOCUMENT_CHARACTERS_MAX = 80
UPLOAD_BYTES_MAX = 20_000_000

REFUSALS = {
    "amount_wrong": Text(
        id="Jumlah tidak terbaca. Tulis rupiah utuh, misalnya 150.000.000.",
        en="The amount cannot be read. Write whole rupiah, for example 150.000.000.",
    ),
    "day_wrong": Text(
        id="Tanggal dokumen tidak terbaca atau sesudah hari ini.",
        en="The document's date cannot be read or lies after today.",
    ),
    "step_unknown": Text(
        id="Langkah itu tidak dikenal. Buka lagi halaman perintah ini.",
        en="That step is not known. Open this order's page again.",
    ),
    "nothing_to_order": Text(
        id="Tidak ada klaim layak yang belum diperintahkan untuk pilihan ini, atau batasnya lebih "
        "kecil dari klaim terkecil.",
        en="No approved claim waits for an order under this choice, or the limit is smaller than "
        "the smallest claim.",
    ),
    "not_sure": Text(
        id="Tahun tidak ditutup. Centang bahwa Anda yakin, lalu tutup.",
        en="The year is not closed. Tick that you are sure, then close it.",
    ),
    "file_missing": Text(
        id="Pilih berkas yang akan diunggah.",
        en="Choose the file to upload.",
    ),
    "file_large": Text(
        id="Berkas lebih dari 20 MB. Unggah satu bulan saja.",
        en="The file is larger than 20 MB. Upload one month alone.",
    ),
}


@dataclass(frozen=True, slots=True)
class NewOrders:
    """Orders to make: a month, one hospital or all (None), the most that each may come to."""

    period: str
    provider_code: str | None
    limit_idr: int | None


@dataclass(frozen=True, slots=True)
class TypedStep:
    """A paper as it was typed; an SP2D without an amount pays all that is left."""

    step: StepName
    document_no: str
    on: date
    amount_idr: int | None


def read_new_orders(form: Mapping[str, str]) -> NewOrders:
    """Read what to order. Refuses `amount_wrong`."""
    return NewOrders(
        period=form.get("period", "").strip(),
        provider_code=form.get("hospital", "").strip() or None,
        limit_idr=read_amount(form.get("limit", "")),
    )


def read_step(form: Mapping[str, str], today: date) -> TypedStep:
    """Read a paper. Refuses `step_unknown`, `day_wrong` and `amount_wrong`."""
    if form.get("step") not in list(StepName):
        raise _refused("step_unknown")
    on = read_day(form.get("on", ""))
    if on is None or on > today:
        raise _refused("day_wrong")
    document_no = " ".join(form.get("document_no", "").split())[:DOCUMENT_CHARACTERS_MAX]
    return TypedStep(StepName(form["step"]), document_no, on, read_amount(form.get("amount", "")))


def read_amount(text: str) -> int | None:
    """Rupiah as people write them, None when empty. Refuses `amount_wrong`.

    >>> read_amount(" Rp 150.000.000 "), read_amount("")
    (150000000, None)
    """
    plain = "".join(text.split()).removeprefix("Rp").removesuffix(",00")
    if not plain:
        return None
    digits = plain.replace(".", "")
    grouped = all(len(group) == 3 for group in plain.split(".")[1:])
    if not (digits.isascii() and digits.isdigit() and grouped) or len(digits) > AMOUNT_DIGITS_MAX:
        raise _refused("amount_wrong")
    return int(digits)


def typed_amount(text: str) -> int | None:
    """The same, where what cannot be read counts as nothing.

    >>> typed_amount("satu") is None
    True
    """
    try:
        return read_amount(text)
    except Refused:
        return None


def page_number(asked: Mapping[str, str]) -> int:
    """The page of a list that an address asks for, from 1."""
    number = asked.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1


@contextmanager
def uploaded(request: HttpRequest) -> Iterator[Path]:
    """The file of a form under its own name in a folder that goes away again.

    Refuses `file_missing` and `file_large`.
    """
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise _refused("file_missing")
    if file.size > UPLOAD_BYTES_MAX:
        raise _refused("file_large")
    with tempfile.TemporaryDirectory(prefix="multiguna-") as folder:
        name = Path(file.name or "").name
        plain = "".join(c if c.isalnum() or c in "-._ " else "-" for c in name)[-80:]
        path = Path(folder) / (plain.lstrip(".") or "berkas.csv")
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        yield path


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])
