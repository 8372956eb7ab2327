"""Judges what agreements say beyond rates: what they leave out, and who would enforce it."""

from __future__ import annotations

from collections.abc import Iterator

from multiguna.programme.rules.problems import Problems
from multiguna.programme.terms import AgreementRow, ExclusionRow, Pack, RateRow, Stage

Row = AgreementRow | RateRow


def check_agreements(pack: Pack, problems: Problems) -> None:
    """Note exclusions of an unknown agreement or written twice, and what no stage would enforce.

    A package price, an exclusion, a ceiling and the lesser of charge and rate are promises that a
    rule keeps; a stage of those days that does not list the rule would pay past them unseen.
    """
    _check_exclusions(pack, problems)
    for rule, file, rows in _promises(pack):
        for row, stage in ((row, stage) for row in rows for stage in pack.stages):
            if _meet(row, stage) and rule not in stage.rules:
                where = f"stages.{stage.code}.rules"
                problems.add(
                    "rule_missing", "programme.yaml", where, f"{file} memuat hal yang hanya "
                    f"ditegakkan oleh aturan `{rule}`. Tambahkan aturan itu pada tahap "
                    f"{stage.code}.", f"{file} says what only the rule `{rule}` enforces. Add "
                    f"the rule to stage {stage.code}.",
                )  # fmt: skip
                break


def _promises(pack: Pack) -> Iterator[tuple[str, str, list[Row]]]:
    """Each rule with the table and the rows that need it; one example of them is enough."""
    terms = "agreements/agreements.csv"
    without = {row.agreement_no for row in pack.exclusions}
    rows = pack.agreements
    yield "excluded_by_agreement", terms, [row for row in rows if row.agreement_no in without]
    yield "above_charge", terms, [row for row in rows if row.lesser_of]
    yield "agreement_ceiling", terms, [r for r in rows if r.claim_ceiling_idr is not None]
    yield "hospital_ceiling", terms, [r for r in rows if r.month_ceiling_idr is not None]
    packages: list[Row] = [row for row in pack.rates if row.code_system == "package"]
    yield "above_package", "tariffs/rates.csv", packages


def _meet(row: Row, stage: Stage) -> bool:
    """Whether a row holds on a day of the stage."""
    return (stage.until is None or row.starts < stage.until) and (
        row.until is None or stage.starts < row.until
    )


def _check_exclusions(pack: Pack, problems: Problems) -> None:
    known = {row.agreement_no for row in pack.agreements}
    seen: set[ExclusionRow] = set()
    for number, row in enumerate(pack.exclusions, start=2):
        file, where = "agreements/exclusions.csv", f"row {number}"
        if row.agreement_no not in known:
            problems.add(
                "agreement_unknown", file, where, f"Perjanjian `{row.agreement_no}` tidak ada di "
                "agreements/agreements.csv. Tambahkan di sana atau perbaiki nomornya.",
                f"Agreement `{row.agreement_no}` is not in agreements/agreements.csv. Add it there "
                "or correct the number.",
            )  # fmt: skip
        same = ExclusionRow(row.agreement_no, row.kind, row.code, "")
        if same in seen:
            problems.add(
                "duplicate", file, where, f"`{row.code}` sudah tertulis di atasnya. Hapus salah "
                "satu.", f"`{row.code}` is already written above. Remove one of them.",
            )  # fmt: skip
        seen.add(same)
