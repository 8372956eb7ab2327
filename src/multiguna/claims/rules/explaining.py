"""What a finding says about one claim, from the facts it saw: a sentence a clerk can check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from multiguna.coverage.terms import Reason
from multiguna.kernel.canonical import Json
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.programme.rules.wording import percent

Facts = Mapping[str, Json]

LETTERS = {
    "none": Text("Tidak ada surat dengan nomor ini.", "There is no letter with this number."),
    "candidates": Text(
        "Nomor surat tidak ditemukan; ada surat yang mungkin dimaksud, verifikator yang memutus.",
        "The letter number was not found; a letter may be meant, and a verifier decides.",
    ),
    "released": Text("Surat ini sudah dibatalkan.", "This letter was released."),
    "settled": Text(
        "Surat ini sudah diselesaikan tanpa klaim.", "This letter was settled without a claim."
    ),
    "used": Text("Surat ini sudah dipakai klaim lain.", "Another claim stands on this letter."),
}
MISSING = {
    "agreement": Text("Tidak ada perjanjian pada tanggal itu.", "No agreement held on that day."),
    "service": Text(
        "Perjanjian tidak memuat pelayanan ini.", "The agreement leaves out this care."
    ),
}
EXCLUDED = {
    "diagnosis": Text("Diagnosis utama yang dikecualikan", "Primary diagnosis left out"),
    "procedure": Text("Tindakan yang dikecualikan", "Procedure left out"),
    "group": Text("Kelompok yang dikecualikan", "Group left out"),
}
DIFFERENCES = {
    "birth_date": ("tanggal lahir", "birth date"),
    "nik": ("NIK", "NIK"),
    "sex": ("jenis kelamin", "sex"),
    "age": ("umur", "age"),
    "care": ("jenis pelayanan", "kind of care"),
    "dates": ("tanggal", "dates"),
}


def explain(rule_code: str, facts: Facts) -> Text:
    """This claim's part of a finding, in Indonesian and English.

    >>> explain("past_deadline", {"days": 200, "deadline": 180}).en
    'Received 200 days after discharge; the limit is 180 days.'
    """
    return EXPLANATIONS[rule_code](facts)


def _sums(facts: Facts) -> Text:
    parts, total = _amount(facts, "sum_idr"), _amount(facts, "total_idr")
    return Text(f"Jumlahnya {parts}, tertulis {total}.", f"They sum to {parts}, not {total}.")


def _other(facts: Facts) -> Text:
    number = facts.get("other_claim", facts.get("earlier_claim"))
    return Text(f"Lihat klaim {number}.", f"See claim {number}.")


def _differs(facts: Facts) -> Text:
    which = [name for name in DIFFERENCES if facts.get(name) is True]
    id_ = ", ".join(DIFFERENCES[name][0] for name in which)
    en = ", ".join(DIFFERENCES[name][1] for name in which)
    return Text(f"Yang tidak sesuai: {id_}.", f"What does not fit: {en}.")


def _code(facts: Facts) -> Text:
    return Text(f"Kode: {facts['code']}.", f"Code: {facts['code']}.")


def _deadline(facts: Facts) -> Text:
    days, limit = facts["days"], facts["deadline"]
    return Text(
        f"Diterima {days} hari sesudah pulang; batasnya {limit} hari.",
        f"Received {days} days after discharge; the limit is {limit} days.",
    )


def _los(facts: Facts) -> Text:
    los = "–" if facts["los"] is None else facts["los"]
    return Text(
        f"LOS tertulis {los}, menurut tanggal {facts['dates']} hari.",
        f"LOS says {los}, the dates say {facts['dates']} days.",
    )


def _readmission(facts: Facts) -> Text:
    days, number = facts["days"], facts["other_claim"]
    return Text(
        f"{days} hari sesudah pulang dari perawatan klaim {number}.",
        f"{days} days after the discharge of claim {number}.",
    )


def _rate(facts: Facts) -> Text:
    billed, rate = _amount(facts, "billed_idr"), _amount(facts, "rate_idr")
    lines = _lines(facts)
    return Text(
        f"Ditagih {billed}, disepakati {rate} ({lines}).",
        f"Billed {billed}, agreed {rate} ({lines}).",
    )


def _rate_unknown(facts: Facts) -> Text:
    code, care_class, lines = facts["code"], facts["care_class"], _lines(facts)
    return Text(
        f"Kode {code} kelas {care_class}; tanpa tarif: {lines}.",
        f"Code {code} class {care_class}; without a rate: {lines}.",
    )


def _lines(facts: Facts) -> str:
    """The kinds of lines as e-Klaim names them."""
    kinds = facts["lines"]
    assert isinstance(kinds, list), "lines are a list of kinds"
    return ", ".join(str(kind).upper() for kind in kinds)


def _class(facts: Facts) -> Text:
    claimed, entitled, rate = facts["care_class"], facts["entitled"], _amount(facts, "rate_idr")
    return Text(
        f"Ditagih kelas {claimed}; yang dijamin kelas {entitled} dengan tarif {rate}.",
        f"Billed class {claimed}; covered is class {entitled} at {rate}.",
    )


def _ceiling(facts: Facts) -> Text:
    ceiling, used = _amount(facts, "ceiling_idr"), _amount(facts, "used_idr")
    return Text(
        f"Batas setahun {ceiling}, sudah terpakai {used}.",
        f"The year's ceiling is {ceiling}, of which {used} was used.",
    )


def _excluded(facts: Facts) -> Text:
    what = EXCLUDED[str(facts["kind"])]
    return Text(f"{what.id}: {facts['code']}.", f"{what.en}: {facts['code']}.")


def _review(facts: Facts) -> Text:
    billed, limit = _amount(facts, "billed_idr"), _amount(facts, "limit_idr")
    return Text(f"Ditagih {billed}; batasnya {limit}.", f"Billed {billed}; the limit is {limit}.")


def _capped(limit: str, id: str, en: str) -> Callable[[Facts], Text]:
    """What would be paid, and the cap of this kind that it meets."""

    def say(facts: Facts) -> Text:
        payable, most = _amount(facts, "payable_idr"), _amount(facts, limit)
        return Text(f"Layak {payable}; {id} {most}.", f"Payable {payable}; {en} {most}.")

    return say


def _month(facts: Facts) -> Text:
    ceiling, used = _amount(facts, "ceiling_idr"), _amount(facts, "used_idr")
    return Text(
        f"Batas sebulan {ceiling}, sudah terpakai {used}.",
        f"The month's ceiling is {ceiling}, of which {used} was used.",
    )


def _copayment(facts: Facts) -> Text:
    payable, share_bp = _amount(facts, "payable_idr"), facts["share_bp"]
    assert isinstance(share_bp, int), "a share is in basis points"
    share = percent(share_bp)
    return Text(
        f"Layak {payable}; urun biaya pasien {share.id}.",
        f"Payable {payable}; the patient's share is {share.en}.",
    )


def _household(facts: Facts) -> Text:
    ceiling, used = _amount(facts, "ceiling_idr"), _amount(facts, "used_idr")
    return Text(
        f"Batas sekeluarga setahun {ceiling}, sudah terpakai {used}.",
        f"The household's ceiling of the year is {ceiling}, of which {used} was used.",
    )


def _verifier(facts: Facts) -> Text:
    lines = facts["lines"]
    assert isinstance(lines, list), "lines are a list of what was cut"
    cut = [_cut_line(line) for line in lines]
    approved, billed = _amount(facts, "approved_idr"), _amount(facts, "billed_idr")
    id_, en = "; ".join(one.id for one in cut), "; ".join(one.en for one in cut)
    return Text(
        f"Disetujui {approved} dari {billed}: {facts['reason']} ({id_})",
        f"Approved {approved} of {billed}: {facts['reason']} ({en})",
    )


def _cut_line(line: Json) -> Text:
    """One line that a person cut, with its reason where it has one of its own."""
    assert isinstance(line, dict), "a line is what was cut, of what, and why"
    kind, reason = str(line["kind"]).upper(), f", {line['reason']}" if line["reason"] else ""
    approved, billed = _amount(line, "approved_idr"), _amount(line, "billed_idr")
    return Text(
        f"{kind} {approved} dari {billed}{reason}", f"{kind} {approved} of {billed}{reason}"
    )


def _amount(facts: Facts, name: str) -> str:
    value = facts[name]
    assert value is None or isinstance(value, int), "amounts are whole rupiah"
    return rupiah(value)


EXPLANATIONS: dict[str, Callable[[Facts], Text]] = {
    "not_covered": lambda facts: Reason(str(facts["reason"])).sentence,
    "no_guarantee": lambda facts: LETTERS[str(facts["letter"])],
    "no_agreement": lambda facts: MISSING[str(facts["missing"])],
    "other_payer": lambda facts: Text(
        f"Penjamin pada klaim: {facts['payer']}.", f"Payer on the claim: {facts['payer']}."
    ),
    "duplicate_claim": _other,
    "overlapping_stay": _other,
    "outpatient_during_stay": _other,
    "grouper_error": _code,
    "excluded_service": _code,
    "excluded_by_agreement": _excluded,
    "past_deadline": _deadline,
    "outside_letter": _differs,
    "after_death": lambda facts: Text(
        f"Tercatat meninggal {facts['died_on']}.", f"Registered as died on {facts['died_on']}."
    ),
    "los_mismatch": _los,
    "charges_mismatch": _sums,
    "total_mismatch": _sums,
    "readmission": _readmission,
    "severity_outlier": lambda facts: Text(
        f"Dirawat {facts['days']} hari; paling sedikit {facts['least']} hari.",
        f"{facts['days']} days of care; at least {facts['least']} are usual.",
    ),
    "identity_mismatch": _differs,
    "implausible_for_patient": _differs,
    "rate_unknown": _rate_unknown,
    "needs_review": _review,
    "decided_before": lambda facts: Text(
        f"Yang diputus orang: klaim nomor {facts['other_claim']}.",
        f"What people decided: claim number {facts['other_claim']}.",
    ),
    "rate_above_agreement": _rate,
    "class_above_entitlement": _class,
    "above_package": _capped("package_idr", "harga paketnya", "the package's price is"),
    "above_charge": _capped("charge_idr", "biaya RS", "the hospital's charges are"),
    "copayment": _copayment,
    "agreement_ceiling": _capped("ceiling_idr", "batas satu klaim", "the ceiling of a claim is"),
    "hospital_ceiling": _month,
    "annual_ceiling": _ceiling,
    "household_ceiling": _household,
    "verifier": _verifier,
    "replaced": lambda facts: Text(
        f"Diganti klaim {facts['corrected_by']}.", f"Replaced by claim {facts['corrected_by']}."
    ),
}
