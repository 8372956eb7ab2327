"""A read row as PostgreSQL's COPY takes it, and the hash of what it says. Pure: text out.

Written by hand because a million rows pass here: one line of text costs a third of what a driver
needs to look at each value's type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256

from multiguna.claims.terms.importing import UNRELIABLE, Line, ReadClaim

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
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def staged_line(row: ReadClaim) -> str:
    """The row as a line of COPY, in the order of STAGED."""
    said = _said(row)
    drg = _json(dict(row.drg)).translate(ESCAPED) if row.drg else NULL
    raw = _json(dict(row.raw)).translate(ESCAPED)
    return f"{row.row_no}\t\\\\x{_hashed(row, said)}\t{drg}\t{raw}\t{said}\n"


def content_hash(row: ReadClaim) -> bytes:
    """SHA-256 of what a claim says: its values, not how they were written.

    Row number and the columns C1 to C4 do not count, so the same claim exported again is the same.
    """
    return bytes.fromhex(_hashed(row, _said(row)))


def _hashed(row: ReadClaim, said: str) -> str:
    kept = sorted(pair for pair in row.raw if pair[0] not in UNRELIABLE)
    return sha256(f"{said}\n{sorted(row.drg)!r}\n{kept!r}".encode()).hexdigest()


def _said(row: ReadClaim) -> str:
    """The values of the row's own columns, as COPY takes them."""
    return "\t".join(
        (
            _text(row.claim_no), _text(row.mrn), _text(row.patient_name), row.id_type,
            _text(row.id_value),
            f"{_known(row.birth_date)}\t{_known(row.sex)}\t{row.care}\t{row.care_class}\t"
            f"{row.admission_date}\t{row.discharge_date}\t{_known(row.discharge_status)}\t"
            f"{{{','.join(row.diagnoses)}}}\t{text_array(row.procedures)}\t{row.cbg_code}",
            _text(row.cbg_description),
            f"{_known(row.los)}\t{_known(row.icu_los)}\t{_known(row.birth_weight)}\t"
            f"{row.charge_idr}\t{{{','.join(map(str, row.charges))}}}\t{row.billed_idr}",
            _text(row.payor_id), _text(row.payor_name), _text(row.doctor),
            _text(row.tariff_class_code), _text(row.cbg_version), _text(row.grouper_version),
            _lines(row.lines),
        )
    )  # fmt: skip


def text_array(texts: Iterable[str]) -> str:
    """Texts as one array for COPY.

    >>> text_array(['a', 'b"c'])
    '{"a","b\\\\\\\\"c"}'
    """
    return "{{{}}}".format(",".join([f'"{text.translate(QUOTED)}"' for text in texts])).translate(
        ESCAPED
    )


def _lines(lines: tuple[Line, ...]) -> str:
    """Kinds, codes and amounts as three arrays."""
    kinds = ",".join([line.kind for line in lines])
    codes = text_array([line.code for line in lines])
    amounts = ",".join([str(line.billed_idr) for line in lines])
    return f"{{{kinds}}}\t{codes}\t{{{amounts}}}"


def _text(text: str) -> str:
    return text.translate(ESCAPED) if _escaped(text) else text


def _known(value: object) -> object:
    return NULL if value is None else value
