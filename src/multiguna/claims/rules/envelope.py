"""The envelope of e-Klaim's web service: how a message is encrypted, signed, wrapped and read.

Pure: bytes and texts in and out. Source: Manual Web Service E-Klaim, build 5.10: AES-256-CBC with
PKCS7 and a random IV, the first ten bytes of HMAC-SHA256 over the cipher text as signature,
base64(signature + iv + cipher text), answers between BEGIN and END lines.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from multiguna.claims.terms.importing import COLUMNS
from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

BEGIN, END = "----BEGIN ENCRYPTED DATA----", "----END ENCRYPTED DATA----"
SIGNATURE_BYTES, IV_BYTES, BLOCK_BITS = 10, 16, 128
KEY_HEX = re.compile(r"[0-9a-fA-F]{64}")
OK = 200

DRG_COLUMNS = (
    "IDRG_DIAG_LISTS", "IDRG_PROC_LISTS", "IDRG_MDC_NUMBER", "IDRG_MDC_DESCRIPTION",
    "IDRG_DRG_CODE", "IDRG_DRG_DESCRIPTION", "IDRG_COST_WEIGHT", "IDRG_SA_COST_WEIGHT",
    "IDRG_CH_COST_WEIGHT", "IDRG_TOP_UP", "IDRG_TOTAL_COST_WEIGHT", "IDRG_NBR",
    "IDRG_TOTAL_TARIF", "IDRG_GROUPER_VERSION", "IDRG_LOGIC_VERSION",
)  # fmt: skip
"""What newer builds put behind the 78 columns, in the order of their export."""

KNOWN_ERRORS = {
    "E2003": Text("Nomor SEP ini ada dua kali.", "This SEP number exists twice."),
    "E2004": Text("Nomor SEP ini tidak ada di e-Klaim.", "e-Klaim does not know this SEP number."),
    "E2007": Text("Nomor SEP ini ada dua kali.", "This SEP number exists twice."),
    "E2009": Text("Klaim ini sudah final.", "This claim is final already."),
    "E2012": Text(
        "Tanggal pulang lebih awal daripada tanggal masuk.", "Discharge is before admission."
    ),
    "E2014": Text("Kode tarif tidak dikenal.", "The tariff code is unknown."),
    "E2016": Text("Kode INA-CBG tidak dikenal.", "The INA-CBG code is unknown."),
    "E2033": Text("Penjamin belum diisi.", "The payer is not filled in."),
    "E2039": Text("Klaim ini sudah dikirim.", "This claim was sent already."),
}
"""e-Klaim's errors that have a plain sentence."""


def read_key(text: str) -> bytes:
    """The key of 64 hex digits that e-Klaim made; it is in no message.

    >>> len(read_key("ab" * 32 + "\\n"))
    32
    """
    digits = text.strip()
    if not KEY_HEX.fullmatch(digits):
        raise Refused(
            "key_invalid",
            Text(
                id="Kunci harus 64 angka heksadesimal, seperti yang dibuat e-Klaim.",
                en="The key must have 64 hexadecimal digits, as e-Klaim made it.",
            ),
        )
    return bytes.fromhex(digits)


def seal(message: bytes, key: bytes, iv: bytes | None = None) -> str:
    """A message encrypted and signed, as base64."""
    iv = os.urandom(IV_BYTES) if iv is None else iv
    padder = PKCS7(BLOCK_BITS).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    padded = padder.update(message) + padder.finalize()
    cipher = encryptor.update(padded) + encryptor.finalize()
    return base64.b64encode(_signature(cipher, key) + iv + cipher).decode()


def unseal(text: str, key: bytes) -> bytes:
    """What was encrypted; the signature is compared in constant time before anything is decrypted.

    Refuses (`signature_not_match`) a message of another key or one that was changed, and
    (`envelope_invalid`) what is no such message.

    >>> unseal(seal(b"isi", bytes(32)), bytes(32))
    b'isi'
    """
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _invalid() from error
    signature, iv = data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES : SIGNATURE_BYTES + IV_BYTES]
    cipher = data[SIGNATURE_BYTES + IV_BYTES :]
    if not cipher or len(cipher) * 8 % BLOCK_BITS:
        raise _invalid()
    if not hmac.compare_digest(signature, _signature(cipher, key)):
        raise Refused(
            "signature_not_match",
            Text(
                id="Kunci tidak cocok dengan e-Klaim (SIGNATURE_NOT_MATCH). Salin kunci yang "
                "berlaku dari e-Klaim.",
                en="The key does not fit e-Klaim (SIGNATURE_NOT_MATCH). Copy the current key from "
                "e-Klaim.",
            ),
        )
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = decryptor.update(cipher) + decryptor.finalize()
    unpadder = PKCS7(BLOCK_BITS).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise _invalid() from error


def wrap(text: str) -> str:
    """An encrypted message between its two lines, as the service answers."""
    lines = [text[at : at + 76] for at in range(0, len(text), 76)]
    return "\r\n".join([BEGIN, *lines, END, ""])


def request_of(method: str, data: Mapping[str, Json], key: bytes) -> str:
    """A request for a method of the service, encrypted."""
    body = {"metadata": {"method": method}, "data": dict(data)}
    return seal(json.dumps(body).encode(), key)


def answer_of(text: str, key: bytes) -> Mapping[str, object]:
    """The answer of the service as data; in the clear it may only be an error.

    Refuses `signature_not_match` and `envelope_invalid`: also a success that nobody signed.
    """
    if "SIGNATURE_NOT_MATCH" in text and BEGIN not in text:
        unseal(base64.b64encode(bytes(SIGNATURE_BYTES + IV_BYTES + 16)).decode(), key)
    inside = text.partition(BEGIN)[2].partition(END)[0] if BEGIN in text else ""
    said = unseal(inside, key) if inside else text.encode()
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise _invalid() from error
    if not isinstance(answer, dict) or not (inside or problem_of(answer)):
        raise _invalid()
    return answer


def problem_of(answer: Mapping[str, object]) -> tuple[str, Text] | None:
    """The error of an answer as its code and a sentence; None when it went well."""
    metadata = answer.get("metadata")
    if not isinstance(metadata, dict):
        raise _invalid()
    if str(metadata.get("code")) == str(OK):
        return None
    code = str(metadata.get("error_no") or metadata.get("code"))[:20]
    said = str(metadata.get("message", ""))[:120]
    plain = KNOWN_ERRORS.get(code)
    return code, plain or Text(id=f"e-Klaim: {said}", en=f"e-Klaim: {said}")


def rows_of(answer: Mapping[str, object], number: str) -> list[dict[str, str]]:
    """The claim's row of the TXT export by column, out of the answer about the claim `number`.

    `file_teks` is the row in base64, with or without a header line; a row without one has the 78
    columns, or those and the IDRG columns, and no other number of them (`file_teks_width`). Refuses
    an answer without it (`file_teks_missing`) and rows of another claim (`file_teks_other`).
    """
    rows = _rows(answer)
    if any(row.get("SEP", "").strip() != number for row in rows):
        raise Refused(
            "file_teks_other",
            Text(
                id="Jawaban e-Klaim memuat klaim lain daripada yang diminta. Laporkan kepada "
                "pengelola e-Klaim.",
                en="e-Klaim's answer is about another claim than the one asked for. Tell whoever "
                "runs e-Klaim.",
            ),
        )
    return rows


def _rows(answer: Mapping[str, object]) -> list[dict[str, str]]:
    lines = _file_teks(answer).replace("\r\n", "\n").strip("\n").split("\n")
    names: Sequence[str] = (*COLUMNS, *DRG_COLUMNS)
    if "KODE_RS" in lines[0].upper().split("\t"):
        names, lines = [name.strip().upper() for name in lines[0].split("\t")], lines[1:]
        widths = {len(names)}
    else:
        widths = {len(COLUMNS), len(names)}
    rows = [line.split("\t") for line in lines if line.strip()]
    if any(len(row) not in widths for row in rows):
        raise Refused(
            "file_teks_width",
            Text(
                id="Jawaban e-Klaim punya kolom yang lebih atau kurang. Ekspor TXT dari e-Klaim "
                "untuk klaim ini.",
                en="e-Klaim's answer has more or fewer columns than it should. Export a TXT from "
                "e-Klaim for this claim.",
            ),
        )
    return [dict(zip(names, row, strict=False)) for row in rows]


def _file_teks(answer: Mapping[str, object]) -> str:
    response = answer.get("response")
    places = [response, response.get("data")] if isinstance(response, dict) else []
    for place in places:
        packed = place.get("file_teks") if isinstance(place, dict) else None
        if isinstance(packed, str) and packed:
            try:
                data = base64.b64decode("".join(packed.split()), validate=True)
            except (binascii.Error, ValueError) as error:
                raise _invalid() from error
            return _decoded(data)
    raise Refused(
        "file_teks_missing",
        Text(
            id="Jawaban e-Klaim tidak memuat file_teks. Perbarui e-Klaim, atau ekspor TXT.",
            en="e-Klaim's answer has no file_teks. Update e-Klaim, or export a TXT.",
        ),
    )


def _decoded(data: bytes) -> str:
    """The text of an answer, UTF-8 or else Latin-1: no sign of a name is lost."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _signature(cipher: bytes, key: bytes) -> bytes:
    return hmac.new(key, cipher, sha256).digest()[:SIGNATURE_BYTES]


def _invalid() -> Refused:
    return Refused(
        "envelope_invalid",
        Text(
            id="Jawaban ini bukan dari layanan web e-Klaim. Periksa alamatnya.",
            en="This is no answer of e-Klaim's web service. Check its address.",
        ),
    )
