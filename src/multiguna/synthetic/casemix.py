"""What people of the synthetic city are treated for: one family of INA-CBG codes a row.

Weights, lengths of stay and ages are invented but shaped by published totals (gastroenteritis,
respiratory disease and childbirth lead; ventilation and knee replacement are rare and dear).
Codes and diagnoses are real; no figure is a fact.
"""

from __future__ import annotations

from dataclasses import dataclass

INPATIENT, OUTPATIENT = "inpatient", "outpatient"
SEVERITY_SHARES = {"I": 0.52, "II": 0.33, "III": 0.15}
SEVERITY_DAYS = {"0": 0, "I": 0, "II": 2, "III": 4}


@dataclass(frozen=True, slots=True)
class Family:
    """INA-CBG codes that differ in severity alone.

    `primary` holds the main diagnoses, separated by spaces; `days` the (shortest, usual, longest)
    stay at severity I; `ages` the ages treated, inclusive years; `sex` 0 any, 1 men, 2 women;
    `emergency` the share that comes through the emergency door; `spread` the log-normal sigma of
    the hospital's own charges; `months` the high season; `visits` how often a chronic outpatient
    comes; `profile` the row of COST_PROFILES; `place` any, women (also mother-and-child
    hospitals) or large (the largest hospitals only).
    """

    stem: str
    title: str
    weight: float
    primary: str
    secondary: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    days: tuple[int, int, int] = (2, 3, 6)
    ages: tuple[int, int] = (0, 120)
    sex: int = 0
    emergency: float = 0.06
    spread: float = 0.25
    months: tuple[int, ...] = ()
    visits: int = 1
    profile: str = "medical"
    place: str = "any"

    @property
    def care(self) -> str:
        """Inpatient or outpatient, as the case type (second part of the code) says."""
        return INPATIENT if self.stem[2] in "1468" else OUTPATIENT

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The main diagnoses, one by one."""
        return tuple(self.primary.split())


RAINS, DRY = (12, 1, 2, 3, 4), (7, 8, 9)

INPATIENT_FAMILIES: tuple[Family, ...] = (
    Family(
        "K-4-17",
        "NYERI ABDOMEN & GASTROENTERITIS LAIN-LAIN",
        19,
        "A09.9 A09.0 K29.7 R10.4",
        secondary=("E86",),
        days=(2, 3, 5),
        emergency=0.8,
        months=DRY,
    ),
    Family(
        "A-4-14",
        "PENYAKIT INFEKSI BAKTERI DAN PARASIT LAIN-LAIN",
        17,
        "A01.0 A91 A90",
        secondary=("D69.6", "E86"),
        days=(3, 4, 7),
        ages=(1, 70),
        emergency=0.7,
        months=RAINS,
    ),
    Family(
        "J-4-16",
        "SIMPLE PNEUMONIA & WHOOPING COUGH",
        11,
        "J18.9 J18.0",
        secondary=("J96.0", "D64.9"),
        days=(3, 5, 8),
        emergency=0.75,
        months=RAINS,
    ),
    Family(
        "J-4-20",
        "ASMA & BRONKIOLITIS",
        8,
        "J45.9 J20.9 J21.9",
        secondary=("J06.9",),
        days=(2, 3, 5),
        emergency=0.8,
        months=RAINS,
    ),
    Family(
        "I-4-17",
        "HIPERTENSI",
        5,
        "I10 I11.9",
        secondary=("E78.5",),
        days=(2, 3, 5),
        ages=(30, 120),
        emergency=0.6,
    ),
    Family(
        "E-4-10",
        "DIABETES MELITUS & GANGGUAN NUTRISI/METABOLIK",
        6,
        "E11.9 E11.6",
        secondary=("I10", "L97"),
        days=(3, 5, 8),
        ages=(30, 120),
        emergency=0.5,
    ),
    Family(
        "G-4-14",
        "KECEDERAAN PEMBULUH DARAH OTAK DENGAN INFARK",
        6,
        "I63.9 I63.5",
        secondary=("I10", "G81.9"),
        days=(4, 6, 10),
        ages=(38, 120),
        emergency=0.9,
    ),
    Family(
        "I-4-12",
        "KEGAGALAN JANTUNG",
        4,
        "I50.0 I50.9",
        secondary=("I25.1", "N18.9"),
        days=(3, 5, 8),
        ages=(35, 120),
        emergency=0.8,
    ),
    Family(
        "I-4-10",
        "INFARK MIOKARD AKUT",
        3,
        "I21.9 I21.0",
        secondary=("I10", "E11.9"),
        days=(3, 5, 8),
        ages=(35, 120),
        emergency=0.95,
        place="large",
    ),
    Family(
        "A-4-10",
        "SEPTIKEMIA",
        3,
        "A41.9 A41.5",
        secondary=("R57.2", "J18.9"),
        days=(4, 6, 10),
        emergency=0.9,
    ),
    Family(
        "K-1-13",
        "PROSEDUR APPENDIKS",
        8,
        "K35.8 K35.2 K36",
        procedures=("47.09", "47.01"),
        days=(2, 3, 5),
        ages=(6, 65),
        emergency=0.7,
        profile="surgical",
    ),
    Family(
        "L-1-40",
        "PROSEDUR PADA KULIT, JARINGAN BAWAH KULIT DAN PAYUDARA",
        6,
        "L02.4 D17.1 N63",
        procedures=("86.3", "86.22"),
        days=(1, 2, 4),
        ages=(5, 75),
        emergency=0.2,
        profile="surgical",
    ),
    Family(
        "W-1-11",
        "PROSEDUR UTERUS DAN ADNEKSA",
        6,
        "D25.9 N83.2 D27",
        procedures=("68.49", "65.61"),
        days=(3, 4, 6),
        ages=(20, 60),
        sex=2,
        emergency=0.15,
        profile="surgical",
        place="women",
    ),
    Family(
        "J-1-20",
        "PROSEDUR SISTEM PERNAPASAN DENGAN VENTILASI",
        0.3,
        "J96.0 J80",
        procedures=("96.72", "96.04"),
        days=(8, 11, 20),
        emergency=1.0,
        spread=0.35,
        profile="intensive",
        place="large",
    ),
    Family(
        "M-1-04",
        "PROSEDUR PENGGANTIAN SENDI LUTUT",
        0.3,
        "M17.1 M17.0",
        procedures=("81.54",),
        days=(5, 6, 9),
        ages=(50, 80),
        emergency=0.0,
        profile="surgical",
        place="large",
    ),
)

BIRTH_FAMILIES: tuple[Family, ...] = (
    Family(
        "O-6-13",
        "PERSALINAN VAGINAL",
        58,
        "O80.0 O80.9 O70.0",
        secondary=("Z37.0",),
        procedures=("73.59", "75.69"),
        days=(2, 2, 4),
        ages=(16, 48),
        sex=2,
        emergency=0.6,
        profile="surgical",
        place="women",
    ),
    Family(
        "O-6-10",
        "PROSEDUR OPERASI PEMBEDAHAN CAESAR",
        42,
        "O82.0 O82.1 O34.2 O64.1",
        secondary=("Z37.0",),
        procedures=("74.1", "74.0"),
        days=(3, 4, 5),
        ages=(16, 48),
        sex=2,
        emergency=0.5,
        profile="surgical",
        place="women",
    ),
)

NEWBORN_FAMILIES: tuple[Family, ...] = (
    Family(
        "P-8-17",
        "NEONATAL, BERAT BADAN LAHIR GROUP-5 TANPA PROSEDUR MAYOR",
        1,
        "P59.9 P22.1 P36.9 P07.3",
        secondary=("Z38.0",),
        procedures=("99.83",),
        days=(2, 4, 7),
        ages=(0, 0),
        emergency=0.5,
        profile="medical",
        place="women",
    ),
)

OUTPATIENT_FAMILIES: tuple[Family, ...] = (
    Family(
        "Q-5-42",
        "PENYAKIT AKUT KECIL LAIN-LAIN",
        40,
        "J06.9 K30 R50.9 H66.9 L30.9",
        months=RAINS,
        emergency=0.12,
    ),
    Family("Q-5-35", "INFEKSI AKUT", 12, "A09.9 J02.9 N39.0", months=RAINS, emergency=0.2),
    Family(
        "Q-5-44",
        "PENYAKIT KRONIS KECIL LAIN-LAIN",
        24,
        "I10 E11.9 J45.9 M54.5",
        secondary=("E78.5",),
        ages=(25, 120),
        visits=4,
    ),
    Family(
        "M-3-16",
        "PROSEDUR TERAPI FISIK DAN PROSEDUR KECIL MUSKULOSKELETAL",
        7,
        "M54.5 M17.9 I69.3",
        procedures=("93.39",),
        ages=(20, 120),
        visits=5,
    ),
    Family(
        "O-7-13",
        "PERAWATAN KEHAMILAN",
        8,
        "Z34.9 O26.9",
        procedures=("88.78",),
        ages=(17, 44),
        sex=2,
        place="women",
    ),
    Family(
        "Z-3-23",
        "PERAWATAN LUKA DAN PROSEDUR KECIL LAIN-LAIN",
        7,
        "S61.9 Z48.0 T14.1",
        procedures=("96.59", "86.59"),
        emergency=0.5,
    ),
    Family(
        "H-2-36",
        "PROSEDUR KATARAK",
        2.3,
        "H25.9 H26.9",
        procedures=("13.41", "13.71"),
        ages=(50, 90),
        profile="surgical",
        place="large",
    ),
    Family(
        "N-3-15",
        "PROSEDUR DIALISIS",
        1.6,
        "N18.5 N18.0",
        procedures=("39.95",),
        ages=(25, 80),
        visits=12,
        profile="dialysis",
        place="large",
    ),
)

NOT_AGREED = Family(
    "C-4-11",
    "KEMOTERAPI",
    1,
    "C50.9 C34.9",
    procedures=("99.25",),
    days=(1, 2, 3),
    ages=(18, 120),
)
"""A family that no hospital of the pack has a rate for."""

# Share of each of the 18 cost columns in a hospital's charges, in the order of e-Klaim's columns 60
# to 77: non-surgical and surgical procedures, consultation, experts, nursing, support, radiology,
# laboratory, blood, rehabilitation, room, intensive care, drugs, devices, consumables, equipment
# hire, chronic and chemotherapy drugs.
COST_PROFILES: dict[str, tuple[int, ...]] = {
    "medical": (4, 0, 9, 2, 9, 3, 5, 14, 1, 0, 26, 0, 20, 1, 5, 1, 0, 0),
    "surgical": (2, 34, 6, 4, 6, 2, 2, 8, 1, 0, 14, 0, 12, 3, 5, 1, 0, 0),
    "intensive": (4, 8, 5, 5, 6, 3, 4, 10, 3, 0, 4, 28, 14, 1, 3, 2, 0, 0),
    "clinic": (8, 0, 34, 0, 4, 2, 8, 16, 0, 4, 0, 0, 18, 0, 5, 0, 1, 0),
    "dialysis": (62, 0, 8, 0, 5, 0, 0, 6, 0, 0, 0, 0, 7, 2, 10, 0, 0, 0),
}

FAMILIES = INPATIENT_FAMILIES + BIRTH_FAMILIES + NEWBORN_FAMILIES + OUTPATIENT_FAMILIES
