"""Every letter of a pack, set on trial with invented data that nobody keeps."""

from __future__ import annotations

from datetime import date, timedelta

from multiguna.kernel import qr, typesetting
from multiguna.kernel.errors import Refused
from multiguna.kernel.typesetting import Json
from multiguna.payments.terms import StepName
from multiguna.programme.queries import letter_template
from multiguna.programme.terms import Pack

QR_FILE = "trial.svg"
HOSPITAL, NUMBER = "RS CONTOH", "CONTOH"
NOTHING: dict[str, Json] = {
    "billed_idr": 0, "obligations_idr": 0, "ordered_idr": 0, "paid_idr": 0,
}  # fmt: skip


def broken_papers(pack: Pack, *, on: date) -> tuple[int, tuple[str, ...]]:
    """How many kinds of paper could be set, and the names of those that could not."""
    papers = _papers(pack, on)
    picture = {QR_FILE: qr.svg_file(NUMBER)}
    broken = []
    for name, data in papers.items():
        try:
            typesetting.pdf(letter_template(pack, f"{name}.typ"), data, picture)
        except Refused:
            broken.append(f"{name}.typ")
    return len(papers) - len(broken), tuple(broken)


def _papers(pack: Pack, on: date) -> dict[str, dict[str, Json]]:
    """What each template reads; a list is empty where a real one may be."""
    day, month = on.isoformat(), f"{on:%Y-%m}"
    heads: dict[str, Json] = {
        "region_name": pack.region_name, "programme_title": pack.title.id,
        "hospital_name": HOSPITAL, "provider_code": NUMBER,
    }  # fmt: skip
    order: dict[str, Json] = {"order_no": NUMBER, "period": month, "created_on": day}
    state: Json = {"id": "Contoh", "en": "Example"}
    return {
        "guarantee": {**heads, **_letter(on)},
        "card": {**heads, "cards": [_card(on)]},
        "remittance": {
            **heads, **order, "state": state, "claims": [], "lines": [],
            "totals": {"billed_idr": 0, "reduced_idr": 0, "rejected_idr": 0, "approved_idr": 0},
            "sp2d_no": None, "sp2d_on": None,
        },
        "bundle": {
            **heads, **order, "state": state, **_bundle(pack, on), "claims": [], "lines": [],
            "outcomes": [], "findings": [], "papers": [_paper(step) for step in StepName],
            "accounts": [_account()],
        },
        "statement": {
            **heads, "starts": day, "on": day, "standing": NOTHING, "ledger": NOTHING,
            "settled_idr": 0, "lines_idr": 0, "paid_since_idr": 0, "owed_idr": 0, "late_idr": 0,
            "ageing": [{"id": "Contoh", "en": "Example", "claims": 0, "amount_idr": 0}],
            "lines": [], "claims": [],
        },
        "minutes": {
            **heads, "minutes_no": NUMBER, "month": month, "seq": 1, "closed_on": day,
            "closed_by": NUMBER, "claim_count": 0, "billed_idr": 0, "approved_idr": 0,
            "open_claims": 0, "open_idr": 0, "outcomes": [], "claims": [],
            "signatures": {"city": None, "hospital": None}, "proof": _proof(),
            "qr_file": QR_FILE,
        },
    }  # fmt: skip


def _letter(on: date) -> dict[str, Json]:
    return {
        "letter_no": NUMBER, "patient_name": "CONTOH WARGA", "nik_masked": None, "kk_masked": None,
        "birth_date": on.isoformat(), "care_id": "Rawat inap", "care_en": "Inpatient",
        "care_class": 3, "diagnosis": None, "valid_from": on.isoformat(),
        "valid_until_inclusive": (on + timedelta(days=1)).isoformat(), "issued_on": on.isoformat(),
        "issued_by": NUMBER, "decision_id": NUMBER, "reason_id": "Contoh.", "reason_en": "Example.",
        "checkpoint": None, "qr_file": QR_FILE,
    }  # fmt: skip


def _card(on: date) -> dict[str, Json]:
    return {
        "name": "CONTOH WARGA", "nik_masked": "•••• 0000", "kk_masked": "•••• 0000",
        "birth_date": on.isoformat(), "card_id": NUMBER, "issued_on": on.isoformat(),
        "expires_on": on.isoformat(), "qr_file": QR_FILE,
    }  # fmt: skip


def _bundle(pack: Pack, on: date) -> dict[str, Json]:
    names = pack.budget
    return {
        "skpd_code": names.skpd_code if names else None,
        "skpd_name": names.skpd_name if names else None,
        "hospital_address": "", "bank_account_name": "", "agreement_no": None,
        "payment_days": None, "created_by": NUMBER, "fiscal_years": [on.year], "claims_idr": 0,
        "recovered_idr": 0, "penalty_idr": 0, "supplement_idr": 0, "amount_idr": 0,
        "words": {"id": "nol rupiah", "en": "zero rupiah"}, "record_id": 0, "checkpoint": None,
    }  # fmt: skip


def _paper(step: StepName) -> dict[str, Json]:
    empty = ("document_no", "on", "recorded_by", "amount_idr")
    return {
        "step": step.value, "title_id": "Contoh", "title_en": "Example", **dict.fromkeys(empty),
    }  # fmt: skip


def _account() -> dict[str, Json]:
    return {
        "sub_activity_code": "", "sub_activity_name": "", "account_code": "", "account_name": "",
        "line_id": "Contoh", "line_en": "Example", "amount_idr": 0,
    }  # fmt: skip


def _proof() -> dict[str, Json]:
    """A proof before its record is numbered in the log."""
    rest = ("leaf_hash", "leaf_index", "size", "root", "note", "public_key")
    return {
        "content_sha256": "0" * 64, "record_id": 0, "record_body": "{}", "origin": NUMBER,
        "path": [], **dict.fromkeys(rest),
    }  # fmt: skip
