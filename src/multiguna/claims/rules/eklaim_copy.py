"""A read row as PostgreSQL's COPY takes it, and the hash of what it says. Pure: text out.

Written by hand because a million rows pass here: one line of text costs a third of what a driver
needs to look at each value's type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256

from multiguna.claims.terms.importing import UNRELIABLE, ReadClaim

NULL = "\\N"
ESCAPED = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
)
QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})
STAGED = (
    "row_no, content_hash, drg, raw, claim_no, mrn, patient_name, id_type, id_value, birth_date, "
    "sex, care, care_class, admission_date, discharge_date, discharge_status, diagnoses, "
    "procedures, cbg_code, cbg_description, los, icu_los, birth_weight, charge_idr, charges, "
    "billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version, grouper_version, "
    "line_kinds, line_codes, line_amounts"
)
"""The columns of the staging table in the order of a line."""

_escaped = re.compile(r"[\\\t\n\r\b\f\v]").search
_quoted = re.compile(r"[\\\"\t\n\r\b\f\v]").search
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def staged_line(row: ReadClaim) -> str:
    """The row as a line of COPY, in the order of STAGED."""
    said = _said(row)
    drg = _json_copied(row.drg) if row.drg else NULL
    kept = _json_copied(row.raw)
    return f"{row.row_no}\t\\\\x{_hashed(row, said)}\t{drg}\t{kept}\t{said}\n"


def content_hash(row: ReadClaim) -> bytes:
    """SHA-256 of what a claim says: its values, not how they were written.

    Row number and the columns C1 to C4 do not count, so the same claim exported again is the same.
    """
    return bytes.fromhex(_hashed(row, _said(row)))


def text_array(texts: Sequence[str]) -> str:
    """Texts as one array for COPY.

    >>> text_array(['a', 'b"c']), text_array([])
    ('{"a","b\\\\\\\\"c"}', '{}')
    """
    if not texts:
        return "{}"
    if _quoted("".join(texts)):
        texts = [text.translate(QUOTED).translate(ESCAPED) for text in texts]
    return '{"' + '","'.join(texts) + '"}'


def _hashed(row: ReadClaim, said: str) -> str:
    kept = sorted([pair for pair in row.raw if pair[0] not in UNRELIABLE])
    return sha256(f"{said}\n{sorted(row.drg)!r}\n{kept!r}".encode()).hexdigest()


def _said(row: ReadClaim) -> str:
    """The values of the row's own columns, as COPY takes them."""
    free = (
        row.claim_no, row.mrn, row.patient_name, row.id_value, row.cbg_description, row.payor_id,
        row.payor_name, row.doctor, row.tariff_class_code, row.cbg_version, row.grouper_version,
    )  # fmt: skip
    if _escaped("".join(free)):
        free = tuple([text.translate(ESCAPED) for text in free])  # type: ignore[assignment]
    number, mrn, name, id_value, described, payor_id, payor, doctor, tariff, cbg, grouper = free
    born = NULL if row.birth_date is None else row.birth_date.isoformat()
    sex = NULL if row.sex is None else row.sex
    status = NULL if row.discharge_status is None else row.discharge_status
    los = NULL if row.los is None else row.los
    icu_los = NULL if row.icu_los is None else row.icu_los
    weight = NULL if row.birth_weight is None else row.birth_weight
    lines = row.lines
    return (
        f"{number}\t{mrn}\t{name}\t{row.id_type}\t{id_value}\t{born}\t{sex}\t{row.care}\t"
        f"{row.care_class}\t{row.admission_date.isoformat()}\t{row.discharge_date.isoformat()}\t"
        f"{status}\t{{{','.join(row.diagnoses)}}}\t{text_array(row.procedures)}\t{row.cbg_code}\t"
        f"{described}\t{los}\t{icu_los}\t{weight}\t{row.charge_idr}\t"
        f"{{{','.join(map(str, row.charges))}}}\t{row.billed_idr}\t{payor_id}\t{payor}\t{doctor}\t"
        f"{tariff}\t{cbg}\t{grouper}\t{{{','.join([line.kind for line in lines])}}}\t"
        f"{text_array([line.code for line in lines])}\t"
        f"{{{','.join([str(line.billed_idr) for line in lines])}}}"
    )


def _json_copied(pairs: tuple[tuple[str, str], ...]) -> str:
    """Pairs as a JSON object for COPY; JSON itself leaves no other sign to be escaped."""
    return _json(dict(pairs)).replace("\\", "\\\\")
