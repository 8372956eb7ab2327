"""One row of the e-Klaim TXT export: 78 columns, amounts that add up, the length of stay."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from multiguna.synthetic import names
from multiguna.synthetic.casemix import COST_PROFILES
from multiguna.synthetic.people import IMPOSSIBLE_DISTRICT, YEAR
from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import World

_COSTS = """PROSEDUR_NON_BEDAH PROSEDUR_BEDAH KONSULTASI TENAGA_AHLI KEPERAWATAN PENUNJANG RADIOLOGI
LABORATORIUM PELAYANAN_DARAH REHABILITASI KAMAR_AKOMODASI RAWAT_INTENSIF OBAT ALKES BMHP SEWA_ALAT
OBAT_KRONIS OBAT_KEMO"""
COST_COLUMNS = tuple(_COSTS.split())
TARIFF_COLUMNS = (
    "TARIF_INACBG",
    "TARIF_SUBACUTE",
    "TARIF_CHRONIC",
    "TARIF_SP",
    "TARIF_SR",
    "TARIF_SI",
    "TARIF_SD",
)
DATE_COLUMNS = ("ADMISSION_DATE", "DISCHARGE_DATE", "BIRTH_DATE")
_BEFORE_COSTS = """KODE_RS KELAS_RS KELAS_RAWAT KODE_TARIF PTD ADMISSION_DATE DISCHARGE_DATE
BIRTH_DATE BIRTH_WEIGHT SEX DISCHARGE_STATUS DIAGLIST PROCLIST ADL1 ADL2 IN_SP IN_SR IN_SI IN_SD
INACBG SUBACUTE CHRONIC SP SR SI SD DESKRIPSI_INACBG TARIF_INACBG TARIF_SUBACUTE TARIF_CHRONIC
DESKRIPSI_SP TARIF_SP DESKRIPSI_SR TARIF_SR DESKRIPSI_SI TARIF_SI DESKRIPSI_SD TARIF_SD TOTAL_TARIF
TARIF_RS TARIF_POLI_EKS LOS ICU_INDIKATOR ICU_LOS VENT_HOUR NAMA_PASIEN MRN UMUR_TAHUN UMUR_HARI
DPJP SEP NOKARTU PAYOR_ID CODER_ID VERSI_INACBG VERSI_GROUPER C1 C2 C3 C4"""
COLUMNS = (*_BEFORE_COSTS.split(), *COST_COLUMNS)
IDRG_COLUMNS = (
    "IDRG_DIAG_LISTS",
    "IDRG_PROC_LISTS",
    "IDRG_MDC_NUMBER",
    "IDRG_MDC_DESCRIPTION",
    "IDRG_DRG_CODE",
    "IDRG_DRG_DESCRIPTION",
    "IDRG_COST_WEIGHT",
    "IDRG_SA_COST_WEIGHT",
    "IDRG_CH_COST_WEIGHT",
    "IDRG_TOP_UP",
    "IDRG_TOTAL_COST_WEIGHT",
    "IDRG_NBR",
    "IDRG_TOTAL_TARIF",
    "IDRG_GROUPER_VERSION",
    "IDRG_LOGIC_VERSION",
)
SEVERITY_WORDS = {"0": "", "I": " (RINGAN)", "II": " (SEDANG)", "III": " (BERAT)"}
TARIFF_UNKNOWN_IDR = 2_750_000
"""What a hospital writes for a code that nobody agreed a rate for."""
PAYOR = "5;JAMKESDA"

Row = dict[str, str]


def written_day(on: int) -> str:
    """A day as e-Klaim writes it, dd/mm/yyyy."""
    return f"{date.fromordinal(on):%d/%m/%Y}"


def claim_row(stay: Stay, world: World, rng: Random) -> Row:
    """The row of a stay, columns in e-Klaim's order; every sum in it holds."""
    rate = stay.billed_idr
    if rate is None:
        rate = world.rate(stay.hospital, stay.code, stay.care_class, stay.admission)
    tariff = TARIFF_UNKNOWN_IDR if rate is None else rate
    charges = _charges(stay, tariff, rng)
    if world.pays_charges_if_less(stay.hospital, stay.admission):
        charges[charges.index(max(charges))] += max(0, tariff - sum(charges))
    row = dict.fromkeys(COLUMNS, "-")
    row.update(_person_columns(stay, rng))
    row.update(_care_columns(stay))
    row.update(_group_columns(stay, tariff))
    row.update(_hidden_columns(stay, sum(charges), tariff, rng))
    row.update(zip(COST_COLUMNS, map(str, charges), strict=True))
    row["TARIF_RS"] = str(sum(charges))
    return row


def _person_columns(stay: Stay, rng: Random) -> Row:
    """Who was treated: a newborn under the mother's name and card."""
    person, mother = stay.person, stay.mother
    days = stay.admission - person.born
    grams = 2_200 + int(rng.random() * 1_600)
    return {
        "BIRTH_DATE": written_day(person.born),
        "BIRTH_WEIGHT": str(grams) if mother else "0",
        "SEX": str(person.sex),
        "NAMA_PASIEN": f"BY NY {mother.name}" if mother else person.name,
        "MRN": f"{int(person.nik[6:]) * 7919 % 1_000_000:06}",
        "UMUR_TAHUN": str(int(days / YEAR)),
        "UMUR_HARI": str(days),
        "NOKARTU": mother.nik if mother else person.nik,
    }


def _care_columns(stay: Stay) -> Row:
    """Where, when and how the patient was treated, and on whose letter."""
    intensive = stay.family.profile == "intensive"
    status = "4" if stay.ended_in_death else "1"
    return {
        "KODE_RS": stay.hospital.code,
        "KELAS_RS": stay.hospital.hospital_class,
        "KELAS_RAWAT": str(stay.care_class),
        "KODE_TARIF": stay.hospital.tariff_code,
        "PTD": "1" if stay.inpatient else "2",
        "ADMISSION_DATE": written_day(stay.admission),
        "DISCHARGE_DATE": written_day(stay.discharge),
        "DISCHARGE_STATUS": status,
        "DIAGLIST": ";".join((stay.diagnosis, *stay.secondary)),
        "PROCLIST": ";".join(stay.family.procedures[:1]) or "-",
        "LOS": str(stay.los),
        "ICU_INDIKATOR": "1" if intensive else "0",
        "ICU_LOS": str(stay.los - 2) if intensive else "0",
        "VENT_HOUR": str(24 * (stay.los - 3)) if intensive else "0",
        "SEP": stay.letter_no,
        "PAYOR_ID": PAYOR,
    }


def _group_columns(stay: Stay, tariff: int) -> Row:
    """What the grouper gave: the code, its words and its tariff, and no special group."""
    empty = "None" if stay.admission % 2 else "-"
    row = dict.fromkeys(("SUBACUTE", "CHRONIC", "SP", "SR", "SI", "SD"), empty)
    row.update(
        dict.fromkeys(("DESKRIPSI_SP", "DESKRIPSI_SR", "DESKRIPSI_SI", "DESKRIPSI_SD"), empty)
    )
    row.update(dict.fromkeys(("IN_SP", "IN_SR", "IN_SI", "IN_SD"), "None"))
    row.update(dict.fromkeys(TARIFF_COLUMNS, "0"))
    row["INACBG"] = stay.code
    row["DESKRIPSI_INACBG"] = stay.family.title + SEVERITY_WORDS[stay.severity]
    row["TARIF_INACBG"] = row["TOTAL_TARIF"] = str(tariff)
    row["TARIF_POLI_EKS"] = "0"
    return row


def _hidden_columns(stay: Stay, charges: int, tariff: int, rng: Random) -> Row:
    """Doctor, coder and the columns C1 to C4, which nobody should rely on."""
    coder = int(stay.hospital.code[-2:], 36) % len(names.CODERS)
    came = timedelta(minutes=int(rng.random() * 1439))
    grouped = date.fromordinal(stay.discharge) + timedelta(days=2)
    entry = "emd" if stay.emergency else "gp"
    doctor = names.DOCTORS[int(rng.random() * len(names.DOCTORS))]
    bill = (
        f'{{"cara_masuk":"{entry}","total_tarif_rs":{charges},'
        f'"selisih_biaya":{{"nilai":{charges - tariff},"pembayar":"-","naik_kelas":0}}}}'
    )
    more = f'{{"ventilator":{{"use_ind":"0"}},"dpjp":"{doctor}"}}'
    clock = f"{came.seconds // 3600:02}:{came.seconds // 60 % 60:02}"
    parts = ("0", "0", "0", "0", "0", f"{grouped} 09:15:00", "", clock, "11:00", "", bill, "", more)
    return {
        "DPJP": doctor,
        "CODER_ID": f"{names.CODERS[coder]};{IMPOSSIBLE_DISTRICT}01018{coder}0001;kdr{coder}",
        "VERSI_INACBG": "5.10.9.202501301605",
        "VERSI_GROUPER": "4",
        "C1": f"{rng.getrandbits(32):08x}",
        "C2": "#".join((*parts, "")),
        "C3": "",
        "C4": f"{rng.getrandbits(128):032x}",
    }


def _charges(stay: Stay, tariff: int, rng: Random) -> list[int]:
    """The 18 cost columns: the tariff times a log-normal factor, split as the profile says."""
    total = max(25_000, int(tariff * rng.lognormvariate(0.04, stay.family.spread)) // 100 * 100)
    profile = stay.family.profile if stay.inpatient else _clinic(stay)
    weights = [
        weight * (0.7 + 0.6 * rng.random()) if weight else 0.0 for weight in COST_PROFILES[profile]
    ]
    whole = sum(weights)
    charges = [int(total * weight / whole) // 100 * 100 for weight in weights]
    charges[weights.index(max(weights))] += total - sum(charges)
    return charges


def _clinic(stay: Stay) -> str:
    return "clinic" if stay.family.profile == "medical" else stay.family.profile
