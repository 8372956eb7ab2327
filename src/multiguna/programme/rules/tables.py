"""The CSV files of a pack as rows: providers, agreements, rates, budget and regions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from multiguna.kernel.terms import Text
from multiguna.programme.rules.cells import WHOLE_MAX, Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import read_table
from multiguna.programme.terms import (
    AgreementRow,
    AppropriationRow,
    BudgetLineRow,
    BudgetPolicy,
    EstimateRow,
    ExclusionRow,
    PayorRow,
    PortabilityRow,
    ProviderRow,
    RateRow,
    VillageRow,
)

Built = TypeVar("Built")
CARES = ("inpatient", "outpatient")
SERVICES = (*CARES, "emergency")
PROVIDER_CODE = (r"[0-9A-Z]{7}", "3671901")
CBG_CODE = (r"[A-Z]-[0-9]{1,2}-[0-9]{2}-(0|I|II|III)", "K-4-17-I")
PROCEDURE_CODE = (r"[0-9A-Z][0-9A-Z.-]{1,19}", "86.22")
RATE_CODES = {
    "inacbg": CBG_CODE,
    "idrg": (r"[0-9]{7}", "1412301"),
    "special": (r"[A-Z]{2}-[0-9]{2}(-(0|I|II|III))?|SUBACUTE|CHRONIC", "YY-01-II"),
    "package": PROCEDURE_CODE,
    "fee": PROCEDURE_CODE,
}
"""The systems that a rate's code may be of, each with its form and an example."""
BASES = ("inacbg", "idrg", "fee")
ACCOUNT_CODE = (r"\d\.\d\.\d\d\.\d\d\.\d\d\.\d{4}", "5.1.02.02.01.0077")
SUB_ACTIVITY = (r"\d\.\d\d\.\d\d\.\d\.\d\d\.\d{2,4}", "1.02.02.2.02.0026")
VILLAGE_CODE = (r"\d\d\.\d\d\.\d\d\.\d{4}", "36.71.07.1003")
REGION_CODE = (r"\d\d\.\d\d", "36.74")
SETTLEMENTS = ("direct", "host")
TARIFF_CODE = (r"[ABCD][PS]|RSCM|RSJP|RSD|RSAB", "CS")


def rows_of(
    path: Path, file: str, problems: Problems, build: Callable[[Cells], Built]
) -> tuple[Built, ...]:
    """Each line of a table, built by one function."""
    return tuple(
        build(Cells.of_row(problems, file, row)) for row in read_table(path, file, problems)
    )


def provider(cells: Cells) -> ProviderRow:
    """A line of agreements/providers.csv."""
    return ProviderRow(
        provider_code=cells.matching("provider_code", *PROVIDER_CODE),
        name=cells.text("name"),
        provider_class=cells.one_of("class", ("A", "B", "C", "D")),
        ownership=cells.one_of("ownership", ("government", "private")),
        tariff_code=cells.matching("tariff_code", *TARIFF_CODE),
        ppk_code=cells.matching("ppk_code", r"[0-9A-Z]{8}", "0224R002"),
        village_code=cells.matching("village_code", *VILLAGE_CODE, "region_wrong"),
        address=cells.text("address"),
        owner_group=cells.text("owner_group"),
        bank_account_name=cells.text("bank_account_name"),
    )


def agreement(cells: Cells) -> AgreementRow:
    """A line of agreements/agreements.csv."""
    starts, until = cells.period()
    return AgreementRow(
        agreement_no=cells.text("agreement_no"),
        provider_code=cells.matching("provider_code", *PROVIDER_CODE),
        starts=starts,
        until=until,
        services=cells.words("services", SERVICES),
        payment_days=cells.whole("payment_days", most=366),
        claim_deadline_days=cells.whole("claim_deadline_days", most=3660),
        legal=cells.legal(),
        late_penalty_bp_month=cells.whole("late_penalty_bp_month", most=10_000)
        if cells.has("late_penalty_bp_month")
        else None,
        basis=cells.one_of("basis", BASES) if cells.has("basis") else "inacbg",
        lesser_of=cells.has("lesser_of") and cells.one_of("lesser_of", ("yes", "no")) == "yes",
        claim_ceiling_idr=_optional(cells, "claim_ceiling_idr"),
        month_ceiling_idr=_optional(cells, "month_ceiling_idr"),
    )


def _optional(cells: Cells, name: str) -> int | None:
    return cells.whole(name) if cells.has(name) else None


def exclusion(cells: Cells) -> ExclusionRow:
    """A line of agreements/exclusions.csv; `code` is the beginning of a code."""
    return ExclusionRow(
        agreement_no=cells.text("agreement_no"),
        kind=cells.one_of("kind", ("diagnosis", "procedure", "group")),
        code=cells.text("code"),
        legal=cells.legal(),
    )


def portability(cells: Cells) -> PortabilityRow:
    """A line of agreements/portability.csv."""
    starts, until = cells.period()
    return PortabilityRow(
        partner_region=cells.matching("partner_region", *REGION_CODE, "region_wrong"),
        starts=starts,
        until=until,
        services=cells.words("services", SERVICES),
        settlement=cells.one_of("settlement", SETTLEMENTS),
        monthly_ceiling_idr=_optional(cells, "monthly_ceiling_idr"),
        legal=cells.legal(),
    )


def payor(cells: Cells) -> PayorRow:
    """A line of agreements/payors.csv; provider_code `*` means every hospital."""
    return PayorRow(
        provider_code=cells.matching("provider_code", r"\*|[0-9A-Z]{7}", "* atau/or 3671901"),
        payor_id=cells.text("payor_id"),
        payor_name=cells.text("payor_name"),
        payer=cells.one_of("payer", ("programme", "jkn", "self", "other")),
        legal=cells.legal(),
    )


def rate(cells: Cells) -> RateRow:
    """A line of tariffs/rates.csv."""
    starts, until = cells.period()
    system = cells.one_of("code_system", tuple(RATE_CODES)) if cells.has("code_system") else ""
    return RateRow(
        provider_code=cells.matching("provider_code", *PROVIDER_CODE),
        code_system=system or "inacbg",
        code=cells.matching("code", *RATE_CODES[system or "inacbg"])
        if not cells.has("code_system") or cells.values["code_system"] in RATE_CODES
        else cells.text("code"),
        care_class=cells.whole("care_class", least=1, most=3),
        starts=starts,
        until=until,
        amount_idr=cells.whole("amount_idr"),
        legal=cells.legal(),
    )


def budget_line(cells: Cells) -> BudgetLineRow:
    """A line of budget/lines.csv."""
    return BudgetLineRow(
        fiscal_year=cells.whole("fiscal_year", least=1945, most=2999),
        line_code=cells.text("line_code"),
        parent_code=cells.text("parent_code", empty_ok=True),
        name=Text(id=cells.text("name_id"), en=cells.text("name_en")),
        sub_activity_code=cells.matching("sub_activity_code", *SUB_ACTIVITY),
        account_code=cells.matching("account_code", *ACCOUNT_CODE, "account_wrong"),
        care=cells.one_of("care", CARES, empty_ok=True),
        policy=BudgetPolicy(cells.one_of("policy", tuple(BudgetPolicy))),
        legal=cells.legal(),
    )


def appropriation(cells: Cells) -> AppropriationRow:
    """A line of budget/appropriations.csv; an amendment may also lower the amount."""
    return AppropriationRow(
        document_no=cells.text("document_no"),
        kind=cells.one_of("kind", ("DPA", "DPAP", "SPD")),
        fiscal_year=cells.whole("fiscal_year", least=1945, most=2999),
        line_code=cells.text("line_code"),
        on=cells.day("on"),
        amount_idr=cells.whole("amount_idr", least=-WHOLE_MAX),
        legal=cells.legal(),
    )


def estimate(cells: Cells) -> EstimateRow:
    """A line of budget/estimates.csv."""
    starts, until = cells.period()
    return EstimateRow(
        care=cells.one_of("care", CARES),
        provider_class=cells.one_of("provider_class", ("A", "B", "C", "D")),
        starts=starts,
        until=until,
        amount_idr=cells.whole("amount_idr"),
        legal=cells.legal(),
    )


def village(cells: Cells) -> VillageRow:
    """A line of regions/villages.csv."""
    return VillageRow(
        district_code=cells.matching(
            "district_code", r"\d\d\.\d\d\.\d\d", "36.71.07", "region_wrong"
        ),
        district_name=cells.text("district_name"),
        village_code=cells.matching("village_code", *VILLAGE_CODE, "region_wrong"),
        village_name=cells.text("village_name"),
    )
