"""What the planner knows: published figures with the day they were known, and judgements.

A figure is a fact with a source; a judgement is a range that nobody has measured, named as one.
A forecast made on a day may read only the facts that were known by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A published figure: its value, unit, the day by which it was known, and where it stands."""

    code: str
    value: float
    unit: str
    known_by: date
    source: str


@dataclass(frozen=True, slots=True)
class Belief:
    """An uncertain factor: nine in ten between `low` and `high`.

    Log-normal between them, or (`even`) nowhere outside them and equally likely inside. A belief
    with low = high is certain. `known` names the facts it was derived from; without any it is a
    judgement.
    """

    code: str
    low: float
    high: float
    title: Text
    source: Text
    even: bool = False
    known: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.low <= self.high, self.code
        assert self.even or self.low > 0, self.code

    @property
    def is_judgement(self) -> bool:
        """Whether nothing published stands behind it."""
        return not self.known


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts known on a day, by code, and the day."""

    on: date
    facts: Mapping[str, Fact]

    def has(self, *codes: str) -> bool:
        """Whether all of these were known."""
        return all(code in self.facts for code in codes)

    def __getitem__(self, code: str) -> float:
        return self.facts[code].value


KOMPAS = "regional.kompas.com 28-02-2013"
JEMBRANA = "Jembrana, Jaminan Kesehatan Jembrana 2003-2005 (123dok.com zwox9xly)"
JKN_2018 = "antaranews.com/berita/942441: JKN 2018"
CASEMIX = "jamkesfktp/ujicobaidrg2 frontend/result_table.md: INA-CBG Jan-Des 2025"
TANGERANG = "Kota Tangerang"

FACTS: tuple[Fact, ...] = (
    Fact("jembrana_visits_2003", 319.5, "visits per 1,000 a month", date(2005, 12, 31), JEMBRANA),
    Fact("jembrana_visits_2004", 636.8, "visits per 1,000 a month", date(2005, 12, 31), JEMBRANA),
    Fact("jembrana_visits_2005", 438.4, "visits per 1,000 a month", date(2005, 12, 31), JEMBRANA),
    Fact("jembrana_claims_before", 1_360_000_000, "IDR a year", date(2005, 12, 31), JEMBRANA),
    Fact("jembrana_claims_after", 8_170_000_000, "IDR a year", date(2005, 12, 31), JEMBRANA),
    Fact("tangerang_cost_2010", 9_900_000_000, "IDR", date(2010, 12, 31),
         "tangerangnews.com/kota-tangerang/read/4799"),
    Fact("tangerang_people", 1_797_715, "people", date(2010, 12, 31),
         "Sensus 2010 (tangerangnews.com/kota-tangerang/read/3543)"),
    Fact("tangerang_cards", 366_087, "people", date(2011, 5, 31),
         "tangerangnews.com/kota-tangerang/read/4799"),
    Fact("tangerang_inpatients_2011", 6_320, "cases", date(2011, 12, 31), KOMPAS),
    Fact("tangerang_outpatients_2011", 8_294, "cases", date(2011, 12, 31), KOMPAS),
    Fact("tangerang_cost_2011", 20_000_000_000, "IDR", date(2011, 12, 31), KOMPAS),
    Fact("tangerang_inpatients_2012", 17_380, "cases", date(2012, 12, 31), KOMPAS),
    Fact("tangerang_outpatients_2012", 40_567, "cases", date(2012, 12, 31), KOMPAS),
    Fact("tangerang_cost_2012", 64_800_000_000, "IDR", date(2012, 12, 31), KOMPAS),
    Fact("tangerang_cases_early_2013", 2_694, "cases", date(2013, 2, 28), KOMPAS),
    Fact("tangerang_cost_early_2013", 3_600_000_000, "IDR", date(2013, 2, 28), KOMPAS),
    Fact("tangerang_billed_ten_months_2013", 209_000_000_000, "IDR", date(2013, 11, 18),
         "SNOL 19-11-2013, \"Utang Pemkot Masih 89 Miliar\""),
    Fact("jkn_inpatients_2018", 9_700_000, "cases", date(2019, 12, 31), JKN_2018),
    Fact("jkn_outpatients_2018", 76_800_000, "cases", date(2019, 12, 31), JKN_2018),
    Fact("jkn_members_2018", 208_000_000, "people", date(2019, 12, 31),
         "208 juta peserta JKN 2018; perlu dikonfirmasi"),
    Fact("inpatients_2025", 6_360_000, "cases", date(2025, 12, 31), CASEMIX),
    Fact("inpatient_bill_2025", 4_695_779, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("outpatients_2025", 49_770_000, "cases", date(2025, 12, 31), CASEMIX),
    Fact("outpatient_bill_2025", 342_314, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("dialyses_2025", 3_360_000, "cases", date(2025, 12, 31), CASEMIX),
    Fact("dialysis_bill_2025", 891_989, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("caesareans_2025", 346_260, "cases", date(2025, 12, 31), CASEMIX),
    Fact("caesarean_bill_2025", 5_668_709, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("labours_2025", 158_895, "cases", date(2025, 12, 31), CASEMIX),
    Fact("labour_bill_2025", 2_442_123, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("ventilations_2025", 2_735, "cases", date(2025, 12, 31), CASEMIX),
    Fact("ventilation_bill_2025", 59_200_000, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("knees_2025", 4_927, "cases", date(2025, 12, 31), CASEMIX),
    Fact("knee_bill_2025", 42_300_000, "IDR a case", date(2025, 12, 31), CASEMIX),
    Fact("bogor_bill_mean", 6_211_539, "IDR a case", date(2023, 12, 31),
         "RFA863/dikaper dikaper.sql: tagihan Jamkesda Bogor, n = 1.612"),
    Fact("bogor_bill_median", 4_974_700, "IDR a case", date(2023, 12, 31),
         "RFA863/dikaper dikaper.sql: tagihan Jamkesda Bogor, n = 1.612"),
    Fact("class_a_rate", 8_650_000, "IDR a case", date(2023, 12, 31),
         "RFA863/dikaper dikaper.sql: median tarif kelas 3, rumah sakit kelas A"),
    Fact("class_b_rate", 6_100_000, "IDR a case", date(2023, 12, 31),
         "RFA863/dikaper dikaper.sql: median tarif kelas 3, rumah sakit kelas B"),
)  # fmt: skip
"""Every published figure that the planner reads, with its source."""
