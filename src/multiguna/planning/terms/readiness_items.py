"""The catalogue of readiness: what each item is called, what asks for it, what waits for it."""

from __future__ import annotations

from multiguna.kernel.terms import Text
from multiguna.planning.terms.readiness import Area, ItemCode, ItemKind

PROGRAMME, PEOPLE, HOSPITALS, MONEY = Area.PROGRAMME, Area.PEOPLE, Area.HOSPITALS, Area.MONEY
STAFF, PAPERS, RUNNING, PRACTICE = Area.STAFF, Area.PAPERS, Area.RUNNING, Area.PRACTICE

FOUR_EYES = Text(
    "Empat mata: tidak ada yang memverifikasi entriannya sendiri",
    "Four eyes: nobody verifies what they entered",
)
FOUR_PAPERS = Text(
    "SPP, verifikasi PPK-SKPD, SPM dan SP2D ditangani empat orang",
    "The SPP, its check, the SPM and the SP2D are four people's",
)
PLAIN_DATA = Text(
    "Pelajaran Kota Tangerang: “kelemahannya data yang tidak jelas”",
    "Kota Tangerang's lesson: “the weakness is unclear data”",
)
UNPAID = Text(
    "Pelajaran 2013: utang Rp 111 miliar kepada 35 rumah sakit",
    "The lesson of 2013: a debt of Rp 111 billion to 35 hospitals",
)
OWN_RULE = Text("Aturan Multiguna sendiri", "Multiguna's own rule")

KINDS: dict[ItemCode, ItemKind] = {
    ItemCode.PACK: ItemKind(
        PROGRAMME, Text("Paket program terpasang", "Programme pack installed"), OWN_RULE, opens=True
    ),
    ItemCode.SIGNATURE: ItemKind(
        PROGRAMME, Text("Paket ditandatangani", "Pack signed by its publisher"), OWN_RULE
    ),
    ItemCode.SCENARIOS: ItemKind(
        PROGRAMME,
        Text("Contoh kejadian diputuskan benar", "The pack's scenarios are decided as it says"),
        OWN_RULE,
        opens=True,
    ),
    ItemCode.STAGE: ItemKind(
        PROGRAMME,
        Text("Tahap program berlaku hari ini", "A stage of the programme holds today"),
        Text("Peraturan kepala daerah tentang program", "The region's regulation"),
        opens=True,
    ),
    ItemCode.LAW: ItemKind(
        PROGRAMME,
        Text("Nilai peraturan diperiksa setahun ini", "Values of the law checked within a year"),
        OWN_RULE,
    ),
    ItemCode.RESIDENTS: ItemKind(
        PEOPLE, Text("Data penduduk masuk", "Residents imported"), PLAIN_DATA, opens=True
    ),
    ItemCode.REGISTRY_AGE: ItemKind(
        PEOPLE, Text("Data penduduk masih baru", "Registry is up to date"), PLAIN_DATA
    ),
    ItemCode.REGISTRY_ROWS: ItemKind(
        PEOPLE,
        Text(
            "Baris data penduduk lengkap (NIK, KK, tanggal lahir)",
            "Registry rows are whole (NIK, KK, birth date)",
        ),
        PLAIN_DATA,
    ),
    ItemCode.VILLAGES: ItemKind(
        PEOPLE,
        Text("Kelurahan dan desa lengkap", "Villages are complete"),
        Text("Kode wilayah Kemendagri", "Region codes of the Ministry of Home Affairs"),
    ),
    ItemCode.JKN_STATUS: ItemKind(
        PEOPLE,
        Text("Status JKN diketahui", "JKN membership known"),
        Text(
            "UU 24/2011: peserta JKN aktif dibayar JKN",
            "Law 24/2011: JKN pays for its active members",
        ),
        opens=True,
    ),
    ItemCode.AGREEMENTS: ItemKind(
        HOSPITALS,
        Text("Perjanjian dengan rumah sakit (PKS)", "Agreements with hospitals (PKS)"),
        Text("Perjanjian kerja sama (PKS)", "The agreement (PKS)"),
        opens=True,
    ),
    ItemCode.SERVICES: ItemKind(
        HOSPITALS,
        Text(
            "Rawat inap, rawat jalan dan gawat darurat tersedia",
            "Inpatient, outpatient and emergency care are agreed",
        ),
        Text("Lampiran PKS", "Annex of the agreement"),
    ),
    ItemCode.AGREEMENT_ENDS: ItemKind(
        HOSPITALS,
        Text("Perjanjian tidak segera berakhir", "No agreement ends soon"),
        Text("Perjanjian kerja sama (PKS)", "The agreement (PKS)"),
    ),
    ItemCode.TARIFFS: ItemKind(
        HOSPITALS,
        Text("Tarif disepakati untuk tiap kode", "Rates agreed for the codes"),
        Text("Lampiran tarif PKS", "The agreement's annex of rates"),
    ),
    ItemCode.PAYERS: ItemKind(
        HOSPITALS,
        Text("Penjamin e-Klaim dipetakan (PAYOR_ID)", "e-Klaim payers mapped (PAYOR_ID)"),
        Text("e-Klaim, Setup > Jaminan di tiap rumah sakit", "e-Klaim, Setup > Jaminan"),
    ),
    ItemCode.BUDGET_LINES: ItemKind(
        MONEY,
        Text("Mata anggaran tahun ini", "Budget lines of this year"),
        Text("Susunan kode APBD (DPA)", "The budget's codes (DPA)"),
        opens=True,
    ),
    ItemCode.APPROPRIATION: ItemKind(
        MONEY,
        Text("Pagu (DPA) tahun ini", "Appropriation of this year (DPA)"),
        Text("DPA-SKPD", "DPA-SKPD"),
        opens=True,
    ),
    ItemCode.RELEASE: ItemKind(
        MONEY,
        Text("SPD cukup untuk bulan depan", "Release (SPD) covers the coming month"),
        Text("DPA > SPD > SPP > SPM > SP2D", "DPA > SPD > SPP > SPM > SP2D"),
    ),
    ItemCode.ESTIMATES: ItemKind(
        MONEY,
        Text("Tabel taksiran biaya", "Table of estimates"),
        Text("Janji pelayanan adalah uang", "A promise of care is money"),
        opens=True,
    ),
    ItemCode.BUDGET_ENOUGH: ItemKind(
        MONEY,
        Text("Anggaran cukup sampai akhir tahun", "Budget lasts the year"),
        UNPAID,
        by_note=True,
    ),
    ItemCode.DESK_ACCOUNTS: ItemKind(
        STAFF,
        Text("Akun loket di tiap rumah sakit", "Desk clerks at each hospital"),
        OWN_RULE,
        opens=True,
    ),
    ItemCode.BILLER_ACCOUNTS: ItemKind(
        STAFF, Text("Akun klaim di tiap rumah sakit", "Billers at each hospital"), OWN_RULE
    ),
    ItemCode.VERIFIERS: ItemKind(
        STAFF, Text("Verifikator", "Claims verifiers"), FOUR_EYES, opens=True
    ),
    ItemCode.TREASURERS: ItemKind(
        STAFF, Text("Bendahara dan pejabat pembayaran", "Treasury officers"), FOUR_PAPERS
    ),
    ItemCode.CITY_ACCOUNTS: ItemKind(
        STAFF,
        Text("Auditor, perencana, administrator", "Auditor, planner, administrator"),
        Text("Pemisahan tugas", "Segregation of duties"),
    ),
    ItemCode.SECOND_FACTOR: ItemKind(
        STAFF,
        Text("Faktor kedua akun kota", "Second factor of city accounts"),
        Text(
            "UU 27/2022 tentang pelindungan data pribadi", "Law 27/2022 on personal data protection"
        ),
    ),
    ItemCode.LETTERS: ItemKind(
        PAPERS,
        Text("Surat dapat dicetak", "Letters can be printed"),
        Text("PDF/A-2a dan PDF/UA-1", "PDF/A-2a and PDF/UA-1"),
        opens=True,
    ),
    ItemCode.LETTER_KEY: ItemKind(
        PAPERS,
        Text("Kunci penanda tangan surat", "Key that signs letters"),
        Text("Ed25519 (RFC 8032)", "Ed25519 (RFC 8032)"),
    ),
    ItemCode.CHECKPOINT: ItemKind(
        PAPERS,
        Text("Segel catatan audit", "Audit checkpoint signed"),
        Text("RFC 6962", "RFC 6962"),
    ),
    ItemCode.DOCTOR: ItemKind(
        RUNNING,
        Text("Pembukuan dan catatan sehat", "Books and log are healthy"),
        Text("Invarian I1–I8", "Invariants I1–I8"),
        opens=True,
    ),
    ItemCode.WORKER: ItemKind(
        RUNNING, Text("Pekerja latar berjalan", "The worker runs and watches"), OWN_RULE
    ),
    ItemCode.OFFLINE_LISTS: ItemKind(
        RUNNING, Text("Daftar luring untuk loket", "Offline lists for desks"), OWN_RULE
    ),
    ItemCode.BACKUP: ItemKind(
        RUNNING,
        Text("Cadangan pernah dipulihkan", "A backup was restored once"),
        OWN_RULE,
        by_note=True,
    ),
    ItemCode.PRACTICE_DESK: ItemKind(
        PRACTICE,
        Text("Loket pernah menerbitkan surat", "Desks have issued a letter"),
        Text("Bimbingan teknis petugas", "Training of staff"),
        opens=True,
        by_note=True,
    ),
    ItemCode.PRACTICE_BILLING: ItemKind(
        PRACTICE,
        Text("Rumah sakit pernah mengirim berkas klaim", "Hospitals have sent a claim file"),
        Text("Bimbingan teknis petugas", "Training of staff"),
        by_note=True,
    ),
    ItemCode.PRACTICE_VERIFYING: ItemKind(
        PRACTICE,
        Text("Verifikator pernah memutuskan klaim", "A verifier has decided a claim"),
        Text("Bimbingan teknis petugas", "Training of staff"),
        by_note=True,
    ),
    ItemCode.PRACTICE_PAYING: ItemKind(
        PRACTICE,
        Text("Perintah bayar pernah dibuat", "A payment order was made"),
        Text("Bimbingan teknis petugas", "Training of staff"),
        by_note=True,
    ),
}
