"""The product's own claim file: columns a clinic without e-Klaim can fill in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.claims.terms.importing import COST_COLUMNS, ClaimsImport
from multiguna.claims.terms.problems import RowProblem
from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of the own format, the e-Klaim column it stands for, and what to write there.

    `required` columns must be in the header and filled in every row.
    """

    name: str
    eklaim: str
    required: bool
    text: Text


def _own(name: str, eklaim: str, required: bool, id: str, en: str) -> OwnColumn:
    return OwnColumn(name, eklaim, required, Text(id, en))


OWN_COLUMNS = (
    _own("NOMOR_KLAIM", "SEP", True,
         "Nomor surat jaminan, atau nomor tagihan bila tanpa surat",
         "Number of the guarantee letter, or of the bill when there is no letter"),
    _own("NAMA_PASIEN", "NAMA_PASIEN", True, "Nama lengkap", "Full name"),
    _own("NIK_ATAU_KARTU", "NOKARTU", False, "NIK 16 angka, atau nomor kartu JKN",
         "NIK of 16 digits, or JKN card number"),
    _own("TANGGAL_LAHIR", "BIRTH_DATE", False, "hh/bb/tttt", "dd/mm/yyyy"),
    _own("JENIS_KELAMIN", "SEX", False, "L atau P", "L (male) or P (female)"),
    _own("NOMOR_REKAM_MEDIS", "MRN", False, "Nomor rekam medis", "Medical record number"),
    _own("JENIS_RAWAT", "PTD", True, "RI (inap) atau RJ (jalan)",
         "RI (inpatient) or RJ (outpatient)"),
    _own("KELAS_RAWAT", "KELAS_RAWAT", False, "1, 2 atau 3; rawat jalan boleh kosong",
         "1, 2 or 3; may be empty for outpatients"),
    _own("TANGGAL_MASUK", "ADMISSION_DATE", True, "hh/bb/tttt", "dd/mm/yyyy"),
    _own("TANGGAL_PULANG", "DISCHARGE_DATE", True, "hh/bb/tttt", "dd/mm/yyyy"),
    _own("CARA_PULANG", "DISCHARGE_STATUS", False,
         "1 sembuh, 2 dirujuk, 3 atas permintaan, 4 meninggal, 5 lain",
         "1 doctor-approved, 2 referred, 3 against advice, 4 died, 5 other"),
    _own("DIAGNOSIS", "DIAGLIST", True, "Kode ICD-10, yang utama dahulu, dipisah ;",
         "ICD-10 codes, the primary one first, separated by ;"),
    _own("LAYANAN", "PROCLIST", False,
         "Kode layanan menurut PKS atau ICD-9-CM, dipisah ;, +n bila lebih dari sekali",
         "Service codes of the agreement or ICD-9-CM, separated by ;, +n when more than once"),
    _own("KODE_INACBG", "INACBG", False, "Bila dikelompokkan", "If it was grouped"),
    _own("TARIF_INACBG", "TARIF_INACBG", False, "Rupiah; kosong = sebesar tagihan",
         "Rupiah; empty: as much as is billed"),
    _own("TAGIHAN", "TOTAL_TARIF", True, "Rupiah yang ditagihkan", "Rupiah that are billed"),
    _own("BIAYA", "TARIF_RS", False, "Rupiah menurut tarif sendiri; kosong = sebesar tagihan",
         "Rupiah by the own price list; empty: as much as is billed"),
    _own("DOKTER", "DPJP", False, "Nama dokter", "Doctor's name"),
    _own("KODE_FASKES", "KODE_RS", False, "Kosong = pengirim", "Empty: the sender"),
    _own("LAMA_RAWAT", "LOS", False, "Hari; kosong = menurut tanggal",
         "Days; empty: by the dates"),
    _own("PENJAMIN", "PAYOR_ID", False, "id;NAMA; kosong = 5;JAMKESDA",
         "id;NAME; empty: 5;JAMKESDA"),
    *(_own(name, name, False, "Rupiah; kosong = nol", "Rupiah; empty: zero")
      for name in COST_COLUMNS),
)  # fmt: skip
"""The columns of the own format; files are read by name, in any order, with `,`, `;` or tabs."""

PROGRAMME_PAYOR = "5;JAMKESDA"
"""The payer of a claim that names none: Jamkesda in the national list of payers."""


@dataclass(frozen=True, slots=True)
class FiledClaim:
    """A claim from a web form: what was typed, by the names of OWN_COLUMNS (or e-Klaim's)."""

    provider_code: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class FiledResult:
    """What became of a form: the claim (None: refused, nothing was stored) and what is to say.

    `taken` is None when nothing was taken in, because of a problem or because nothing changed.
    """

    claim_id: int | None
    problems: tuple[RowProblem, ...]
    taken: ClaimsImport | None = None
