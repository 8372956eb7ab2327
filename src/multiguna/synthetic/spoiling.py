"""Faults that lie in the text of a claim's row: each turns one sound row into a planted one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from multiguna.synthetic.eklaim import COST_COLUMNS, DATE_COLUMNS, TARIFF_COLUMNS, Row, written_day
from multiguna.synthetic.people import MAN, WOMAN, YEAR
from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import World

SPREADSHEET_ZERO = date(1899, 12, 30).toordinal()
HYPHEN = "\u2010"


@dataclass(frozen=True, slots=True)
class Spoiler:
    """How one kind changes a row in place, and which stays it may be planted on."""

    spoil: Callable[[Row, Stay, World], None]
    fits: Callable[[Stay], bool] = lambda stay: True


def serial_day(text: str) -> str:
    """A day dd/mm/yyyy as the serial number that a spreadsheet makes of it."""
    day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    return str(day.toordinal() - SPREADSHEET_ZERO)


def set_tariff(row: Row, amount_idr: int) -> None:
    """Sets the group's tariff and the total that follows from it."""
    row["TARIF_INACBG"] = str(amount_idr)
    row["TOTAL_TARIF"] = str(sum(int(row[column]) for column in TARIFF_COLUMNS))


def set_charges(row: Row, amount_idr: int) -> None:
    """Sets the hospital's total, and the 18 charges so that they add up to it."""
    total = sum(int(row[column]) for column in COST_COLUMNS)
    charges = {column: int(row[column]) * amount_idr // total for column in COST_COLUMNS}
    largest = max(charges, key=lambda column: charges[column])
    charges[largest] += amount_idr - sum(charges.values())
    row.update({column: str(amount) for column, amount in charges.items()})
    row["TARIF_RS"] = str(amount_idr)


def _los(row: Row, stay: Stay, world: World) -> None:
    row["LOS"] = str(stay.los + 3)


def _charges(row: Row, stay: Stay, world: World) -> None:
    row["TARIF_RS"] = str(int(row["TARIF_RS"]) + 350_000)


def _total(row: Row, stay: Stay, world: World) -> None:
    row["TOTAL_TARIF"] = str(int(row["TOTAL_TARIF"]) + 500_000)


def _grouper(row: Row, stay: Stay, world: World) -> None:
    row["INACBG"] = "X-0-98-X"
    row["DESKRIPSI_INACBG"] = "ERROR: DIAGNOSIS UTAMA TIDAK DAPAT DIKELOMPOKKAN"
    set_tariff(row, 0)


def _rate(row: Row, stay: Stay, world: World) -> None:
    set_tariff(row, int(row["TARIF_INACBG"]) * 118 // 10_000 * 100)


def _excluded(row: Row, stay: Stay, world: World) -> None:
    """An excluded diagnosis; one of chapter Z, which fits either sex, when the pack has one."""
    prefixes = world.codes("excluded_diagnoses", stay.admission)
    prefix = next((code for code in prefixes if code.startswith("Z")), prefixes[0])
    row["DIAGLIST"] = prefix if "." in prefix else f"{prefix}.1"


def _left_out(row: Row, stay: Stay, world: World) -> None:
    """A procedure that the agreement leaves out."""
    code = world.left_out(stay.hospital, stay.admission)
    assert code is not None, "hosts are chosen so"
    row["PROCLIST"] = code


def _above_package(row: Row, stay: Stay, world: World) -> None:
    """A procedure that has a package price, billed well above it."""
    package = world.package(stay.hospital, stay.admission)
    assert package is not None, "hosts are chosen so"
    row["PROCLIST"] = package.code
    above = package.amount_idr + 1_250_000
    set_charges(row, max(above, int(row["TARIF_RS"])))
    set_tariff(row, above)


def _below_rate(row: Row, stay: Stay, world: World) -> None:
    """Charges below the rate, billed at the rate under an agreement that pays the lesser."""
    set_charges(row, int(row["TARIF_INACBG"]) * 3 // 4)


def _person(row: Row, stay: Stay, world: World) -> None:
    """Somebody else's birth date and sex, six to seven years off."""
    row["BIRTH_DATE"] = written_day(stay.person.born - 2417)
    row["SEX"] = str(WOMAN if stay.person.sex == MAN else MAN)
    days = stay.admission - stay.person.born + 2417
    row["UMUR_TAHUN"], row["UMUR_HARI"] = str(int(days / YEAR)), str(days)


def _jkn(row: Row, stay: Stay, world: World) -> None:
    row["PAYOR_ID"] = "3;JKN"


def _bad_day(row: Row, stay: Stay, world: World) -> None:
    row["ADMISSION_DATE"] = "31/02/2012"


def _bad_number(row: Row, stay: Stay, world: World) -> None:
    row["TARIF_RS"] = "dua juta"


def _no_sep(row: Row, stay: Stay, world: World) -> None:
    row["SEP"] = ""


def _backwards(row: Row, stay: Stay, world: World) -> None:
    row["DISCHARGE_DATE"] = written_day(stay.admission - 3)


def _other_hospital(row: Row, stay: Stay, world: World) -> None:
    others = [h.code for h in world.hospitals if h.code != stay.hospital.code]
    row["KODE_RS"] = others[stay.admission % len(others)]


def _reused(row: Row, stay: Stay, world: World) -> None:
    """Another illness under a letter number that the file has used already."""
    row["DIAGLIST"] = "R51"
    set_tariff(row, int(row["TARIF_INACBG"]) + 125_000)


def _serials(row: Row, stay: Stay, world: World) -> None:
    for column in DATE_COLUMNS:
        row[column] = serial_day(row[column])


def _nones(row: Row, stay: Stay, world: World) -> None:
    for column, value in row.items():
        if value in ("", "-"):
            row[column] = "None"


def _quoted(row: Row, stay: Stay, world: World) -> None:
    doubled = row["C2"].replace('"', '""')
    row["C2"] = f'"{doubled}"'


def _hyphen(row: Row, stay: Stay, world: World) -> None:
    row["INACBG"] = row["INACBG"].replace("-", HYPHEN)


def _card(row: Row, stay: Stay, world: World) -> None:
    """A JKN card of 13 digits from which a spreadsheet has eaten the leading zeros."""
    row["NOKARTU"] = f"1{int(stay.person.nik[6:]) % 10**9:09}"


def _as_is(row: Row, stay: Stay, world: World) -> None:
    """Nothing in the row itself: the fault is in the stay or in the line."""


def _grown(stay: Stay) -> bool:
    return stay.admission - stay.person.born > 25 * YEAR and stay.family.sex == 0


def _stays_days(stay: Stay) -> bool:
    return stay.inpatient and stay.severity != "III"


SPOILERS: dict[str, Spoiler] = {
    "length_of_stay_wrong": Spoiler(_los, _stays_days),
    "charges_do_not_add_up": Spoiler(_charges),
    "total_does_not_add_up": Spoiler(_total),
    "grouper_failed": Spoiler(_grouper),
    "rate_too_high": Spoiler(_rate, lambda stay: stay.inpatient),
    "service_left_out": Spoiler(_left_out),
    "package_exceeded": Spoiler(_above_package),
    "charges_below_rate": Spoiler(_below_rate),
    "service_excluded": Spoiler(_excluded, lambda stay: stay.inpatient and _grown(stay)),
    "other_person": Spoiler(_person, _grown),
    "jkn_pays": Spoiler(_jkn),
    "row_column_missing": Spoiler(_as_is),
    "row_date_impossible": Spoiler(_bad_day),
    "row_amount_words": Spoiler(_bad_number),
    "row_sep_empty": Spoiler(_no_sep),
    "row_sep_reused": Spoiler(_reused),
    "row_discharge_early": Spoiler(_backwards),
    "row_other_hospital": Spoiler(_other_hospital),
    "quirk_serial_dates": Spoiler(_serials),
    "quirk_none_values": Spoiler(_nones),
    "quirk_quoted_json": Spoiler(_quoted),
    "quirk_hyphen_u2010": Spoiler(_hyphen),
    "quirk_card_zeros": Spoiler(_card),
}
