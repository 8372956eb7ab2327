"""What codes are called on pages: kinds of care, outcomes, rules."""

from __future__ import annotations

from multiguna.kernel.terms import Text

CARES = {
    "inpatient": Text(id="Rawat inap", en="Inpatient"),
    "outpatient": Text(id="Rawat jalan", en="Outpatient"),
}
OUTCOMES = {
    "approved": Text(id="Layak", en="Approved"),
    "reduced": Text(id="Dikurangi", en="Reduced"),
    "pended": Text(id="Pending", en="Pended"),
    "rejected": Text(id="Tidak layak", en="Rejected"),
    "undecided": Text(id="Belum diputus", en="Undecided"),
}
SEVERITIES = {
    "reject": Text(id="Menolak", en="Rejects"),
    "reduce": Text(id="Mengurangi", en="Reduces"),
    "pend": Text(id="Menunda", en="Pends"),
}
LINE_KINDS = {
    "cbg": Text(id="Tarif INA-CBG", en="INA-CBG tariff"),
    "subacute": Text(id="Subakut", en="Subacute"),
    "chronic": Text(id="Kronis", en="Chronic"),
    "sp": Text(id="Prosedur khusus (SP)", en="Special procedure (SP)"),
    "sr": Text(id="Prostesis khusus (SR)", en="Special prosthesis (SR)"),
    "si": Text(id="Pemeriksaan khusus (SI)", en="Special investigation (SI)"),
    "sd": Text(id="Obat khusus (SD)", en="Special drug (SD)"),
}
RULE_NAMES = {
    "not_covered": Text(id="Tidak dijamin", en="Not covered"),
    "no_guarantee": Text(id="Tanpa surat jaminan", en="No guarantee"),
    "no_agreement": Text(id="Tanpa perjanjian", en="No agreement"),
    "other_payer": Text(id="Penjamin lain", en="Other payer"),
    "duplicate_claim": Text(id="Klaim ganda", en="Duplicate"),
    "overlapping_stay": Text(id="Rawat tumpang tindih", en="Overlapping stay"),
    "outpatient_during_stay": Text(id="Rawat jalan saat inap", en="Outpatient during stay"),
    "grouper_error": Text(id="Kode grouper salah", en="Grouper error"),
    "excluded_service": Text(id="Layanan dikecualikan", en="Excluded service"),
    "past_deadline": Text(id="Lewat batas waktu", en="Past deadline"),
    "outside_letter": Text(id="Di luar masa surat", en="Outside letter"),
    "after_death": Text(id="Setelah meninggal", en="After death"),
    "los_mismatch": Text(id="Lama rawat tak cocok", en="Length of stay"),
    "charges_mismatch": Text(id="Rincian biaya tak cocok", en="Charges differ"),
    "total_mismatch": Text(id="Jumlah tak cocok", en="Total differs"),
    "readmission": Text(id="Rawat ulang", en="Readmission"),
    "severity_outlier": Text(id="Keparahan tak wajar", en="Severity outlier"),
    "identity_mismatch": Text(id="Identitas tak cocok", en="Identity mismatch"),
    "implausible_for_patient": Text(id="Tak wajar bagi pasien", en="Implausible"),
    "rate_unknown": Text(id="Tarif tak dikenal", en="Rate unknown"),
    "rate_above_agreement": Text(id="Di atas tarif PKS", en="Above agreed rate"),
    "class_above_entitlement": Text(id="Di atas hak kelas", en="Above entitled class"),
    "annual_ceiling": Text(id="Batas setahun", en="Annual ceiling"),
    "excluded_by_agreement": Text(id="Dikecualikan PKS", en="Excluded by agreement"),
    "needs_review": Text(id="Perlu dilihat orang", en="Needs a look"),
    "decided_before": Text(id="Pernah diputus orang", en="Decided before"),
    "above_package": Text(id="Di atas harga paket", en="Above package price"),
    "above_charge": Text(id="Di atas biaya RS", en="Above own charges"),
    "copayment": Text(id="Urun biaya pasien", en="Co-payment"),
    "agreement_ceiling": Text(id="Batas per klaim", en="Ceiling per claim"),
    "hospital_ceiling": Text(id="Batas sebulan RS", en="Hospital's month ceiling"),
    "household_ceiling": Text(id="Batas keluarga setahun", en="Household ceiling"),
}
BESIDE_THE_PACK = {
    "replaced": Text(id="Diganti perbaikan", en="Replaced"),
    "verifier": Text(id="Verifikator", en="Verifier"),
}
BALANCES = {
    "appropriation_idr": Text(id="Pagu (DPA)", en="Appropriation (DPA)"),
    "released_idr": Text(id="Disediakan (SPD)", en="Released (SPD)"),
    "committed_idr": Text(id="Dijanjikan", en="Committed"),
    "billed_idr": Text(id="Ditagih", en="Billed"),
    "obligations_idr": Text(id="Kewajiban", en="Obligations"),
    "ordered_idr": Text(id="Diperintahkan", en="Ordered"),
    "paid_idr": Text(id="Dibayar (SP2D)", en="Paid (SP2D)"),
    "arrears_idr": Text(id="Tunggakan", en="Arrears"),
}
ENTRY_KINDS = {
    "appropriate": Text(id="Pagu dicatat", en="Appropriated"),
    "release_funds": Text(id="Dana disediakan", en="Funds released"),
    "reserve": Text(id="Surat jaminan terbit", en="Letter issued"),
    "bill": Text(id="Klaim ditagihkan", en="Claim billed"),
    "approve": Text(id="Klaim diputus", en="Claim decided"),
    "order": Text(id="Diperintahkan (SPP)", en="Ordered (SPP)"),
    "pay": Text(id="Dibayar (SP2D)", en="Paid (SP2D)"),
    "arrears": Text(id="Tunggakan", en="Arrears"),
    "carry": Text(id="Dibawa ke tahun berikut", en="Carried to the next year"),
    "cancel": Text(id="Perintah dibatalkan", en="Order cancelled"),
    "return": Text(id="SP2D kembali", en="SP2D came back"),
    "recover": Text(id="Kelebihan bayar ditarik", en="Overpayment recovered"),
    "penalty": Text(id="Denda terlambat bayar", en="Late-payment penalty"),
    "replace": Text(id="Klaim diganti perbaikannya", en="Claim replaced by its correction"),
    "rebill": Text(id="Klaim perbaikan ditagihkan", en="Corrected claim billed"),
    "settle": Text(id="Surat diselesaikan", en="Letter settled"),
    "release": Text(id="Surat dibatalkan", en="Letter released"),
    "expire": Text(id="Surat kedaluwarsa", en="Letter expired"),
}
FACES = {
    "line": Text(id="Mata anggaran", en="Budget line"),
    "provider": Text(id="Rumah sakit", en="Hospital"),
    "care": Text(id="Pelayanan", en="Service"),
    "village": Text(id="Kelurahan", en="Kelurahan"),
    "age": Text(id="Umur janji", en="Age of promises"),
}
ORDER_EVENTS = {
    "spp": Text(id="SPP", en="SPP"),
    "check": Text(id="Verifikasi PPK", en="Check (PPK)"),
    "spm": Text(id="SPM", en="SPM"),
    "sp2d": Text(id="SP2D", en="SP2D"),
    "returned": Text(id="Dikembalikan", en="Returned"),
    "cancelled": Text(id="Dibatalkan", en="Cancelled"),
}
AGREED = {
    "nik": Text(id="NIK", en="NIK"),
    "card": Text(id="kartu", en="card"),
    "letter": Text(id="surat", en="letter"),
    "name": Text(id="nama", en="name"),
    "birth_date": Text(id="lahir", en="birth"),
    "sex": Text(id="kelamin", en="sex"),
    "dates": Text(id="tanggal", en="dates"),
}
CHANGED = {
    "claim_no": Text(id="nomor klaim", en="claim number"),
    "mrn": Text(id="rekam medis", en="medical record"),
    "patient_name": Text(id="nama", en="name"),
    "id_type": Text(id="jenis identitas", en="kind of identity"),
    "id_value": Text(id="NIK atau kartu", en="NIK or card"),
    "birth_date": Text(id="tanggal lahir", en="date of birth"),
    "sex": Text(id="jenis kelamin", en="sex"),
    "care": Text(id="jenis rawat", en="care"),
    "care_class": Text(id="kelas rawat", en="class"),
    "admission_date": Text(id="tanggal masuk", en="admission"),
    "discharge_date": Text(id="tanggal pulang", en="discharge"),
    "discharge_status": Text(id="cara pulang", en="way of discharge"),
    "diagnoses": Text(id="diagnosis", en="diagnoses"),
    "procedures": Text(id="prosedur", en="procedures"),
    "cbg_code": Text(id="INA-CBG", en="INA-CBG"),
    "los": Text(id="lama rawat", en="length of stay"),
    "charge_idr": Text(id="biaya", en="charges"),
    "charges": Text(id="rincian biaya", en="charges by column"),
    "billed_idr": Text(id="tagihan", en="bill"),
    "doctor": Text(id="dokter", en="doctor"),
}
"""Columns of a claim that a correction may change."""
