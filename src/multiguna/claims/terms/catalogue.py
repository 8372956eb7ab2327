"""The claims rules: what each says to a hospital, what to do about it, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.claims.terms.deciding import Severity
from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a pack's stage may list. The SQL twin is `sql/finding_<code>.sql`.

    `severity` is what it does to a claim in general; its sentence says when it only asks.
    """

    code: str
    severity: Severity
    sentence: Text
    remedy: Text
    legal: str


def _rule(
    code: str, severity: Severity, id: str, en: str, do_id: str, do_en: str, legal: str
) -> Rule:
    return Rule(code, severity, Text(id, en), Text(do_id, do_en), legal)


_REJECTING = (
    _rule(
        "not_covered", Severity.REJECT,
        "Pasien tidak dijamin program pada tanggal pelayanan; bila surat jaminannya berlaku atau "
        "ada penduduk yang mungkin dimaksud, verifikator yang memutus.",
        "The patient was not covered by the programme on the day of service; where a letter is "
        "valid, or a resident was found who may be meant, a verifier decides.",
        "Periksa NIK dan tanggal; bila data kependudukan keliru, minta Disdukcapil memperbaikinya.",
        "Check NIK and dates; if the registry is wrong, ask the civil registry to correct it.",
        "Syarat tahap program dalam paket, menurut tanggal pelayanan",
    ),
    _rule(
        "no_guarantee", Severity.REJECT,
        "Tidak ada surat jaminan yang berlaku untuk klaim ini, atau suratnya sudah dipakai, "
        "dibatalkan atau diselesaikan; bila ada surat yang mungkin dimaksud, verifikator yang "
        "memutus.",
        "No valid guarantee letter stands behind this claim, or its letter is used, released or "
        "settled; where a letter was found that may be meant, a verifier decides.",
        "Tulis nomor surat jaminan yang benar di kolom SEP; satu surat untuk satu klaim.",
        "Write the right letter number in the SEP column; one letter pays one claim.",
        "Tidak ada belanja tanpa surat jaminan (komitmen anggaran)",
    ),
    _rule(
        "no_agreement", Severity.REJECT,
        "Rumah sakit tidak punya perjanjian yang berlaku untuk pelayanan ini pada tanggal itu.",
        "The hospital had no agreement for this service on that day.",
        "Periksa tanggal dan jenis pelayanan; hubungi Dinas Kesehatan tentang PKS.",
        "Check the dates and the kind of care; ask the health office about the agreement.",
        "Perjanjian kerja sama (PKS) dalam paket",
    ),
    _rule(
        "other_payer", Severity.REJECT,
        "Penjamin pada klaim ini bukan program daerah, atau tidak ada dalam daftar penjamin.",
        "The payer on this claim is not the regional programme, or no list of payers has it.",
        "Tagih kepada penjamin tersebut, atau perbaiki PAYOR_ID di e-Klaim. Penjamin yang belum "
        "terdaftar ditanyakan dulu.",
        "Bill that payer, or correct PAYOR_ID in e-Klaim. A payer on no list is asked about first.",
        "Daftar penjamin per rumah sakit dalam paket",
    ),
    _rule(
        "duplicate_claim", Severity.REJECT,
        "Perawatan yang sama sudah ditagih dengan nomor lain.",
        "The same care was billed before under another number.",
        "Tidak perlu ditagih lagi; lihat klaim yang disebut.",
        "Do not bill it again; see the claim that is named.",
        "Permenkes 16/2019: tagihan berulang",
    ),
    _rule(
        "overlapping_stay", Severity.REJECT,
        "Rawat inap ini bertumpuk dengan rawat inap lain pasien yang sama; di satu rumah sakit "
        "juga rawat inap sehari yang menempel.",
        "This stay overlaps another stay of the same patient; within one hospital so does a stay "
        "of one day that touches it.",
        "Periksa tanggal masuk dan pulang; bila benar, kirim bukti pindah rawat.",
        "Check admission and discharge; if they are right, send proof of the transfer.",
        "Permenkes 16/2019: tagihan fiktif, pemecahan episode",
    ),
    _rule(
        "outpatient_during_stay", Severity.REJECT,
        "Rawat jalan ini terjadi selama pasien dirawat inap.",
        "This visit took place while the patient was an inpatient.",
        "Biaya ini sudah termasuk dalam tarif rawat inap; periksa tanggalnya.",
        "It is part of the stay's tariff; check its date.",
        "INA-CBG: pelayanan selama rawat inap termasuk dalam paketnya",
    ),
    _rule(
        "grouper_error", Severity.REJECT,
        "Grouper INA-CBG tidak dapat mengelompokkan kasus ini.",
        "The INA-CBG grouper could not group this case.",
        "Perbaiki koding diagnosis dan prosedur, grouping ulang, lalu ajukan lagi.",
        "Correct the coding of diagnosis and procedures, group again, then file anew.",
        "INA-CBG: kode X dan tipe kasus 0 adalah galat grouping",
    ),
    _rule(
        "excluded_service", Severity.REJECT,
        "Pelayanan ini dikecualikan dari program.",
        "This service is excluded from the programme.",
        "Periksa diagnosis utama; bila benar, biaya ini bukan tanggungan program.",
        "Check the primary diagnosis; if it is right, the programme does not pay for it.",
        "Daftar pengecualian dalam paket",
    ),
    _rule(
        "excluded_by_agreement", Severity.REJECT,
        "Pelayanan ini dikecualikan oleh perjanjian dengan rumah sakit.",
        "The agreement with the hospital leaves this service out.",
        "Periksa diagnosis utama, prosedur dan kelompoknya; bila benar, PKS tidak membayarnya. "
        "Rujuk pasien ke rumah sakit yang PKS-nya memuat pelayanan ini.",
        "Check the primary diagnosis, the procedures and the group; if they are right, the "
        "agreement does not pay for it. Refer such patients to a hospital whose agreement does.",
        "Pengecualian dalam perjanjian (paket: agreements/exclusions.csv)",
    ),
    _rule(
        "past_deadline", Severity.REJECT,
        "Klaim diterima sesudah batas waktu pengajuan.",
        "The claim was received after the deadline.",
        "Ajukan keberatan dengan alasan keterlambatan bila ada.",
        "File an appeal with the reason for the delay, if there is one.",
        "Batas waktu dalam PKS, atau claim_deadline_days dalam paket",
    ),
    _rule(
        "outside_letter", Severity.REJECT,
        "Pelayanan berada di luar masa berlaku atau jenis surat jaminan.",
        "The care lies outside the letter's days or its kind of care.",
        "Periksa tanggal dan jenis pelayanan; pakai surat yang sesuai. Surat gawat darurat berlaku "
        "untuk rawat jalan dan rawat inap.",
        "Check the dates and the kind of care; use the letter that fits. An emergency's letter is "
        "good for either care.",
        "Masa berlaku surat (letter_days_*) dan papers_hours_emergency dalam paket",
    ),
    _rule(
        "after_death", Severity.REJECT,
        "Menurut data kependudukan pasien sudah meninggal sebelum tanggal pulang.",
        "According to the registry the patient had died before the discharge.",
        "Periksa identitas dan tanggal; bila registri keliru, minta Disdukcapil memperbaikinya.",
        "Check identity and dates; if the registry is wrong, ask the civil registry to correct it.",
        "Temuan BPK: pembayaran untuk yang sudah meninggal",
    ),
)  # fmt: skip
_ASKING = (
    _rule(
        "los_mismatch", Severity.PEND,
        "Lama rawat (LOS) tidak sesuai dengan tanggal masuk dan pulang.",
        "The length of stay does not fit admission and discharge.",
        "Perbaiki LOS atau tanggalnya, lalu jelaskan kepada verifikator.",
        "Correct LOS or the dates, and explain to the verifier.",
        "e-Klaim: LOS = tanggal pulang - tanggal masuk + 1",
    ),
    _rule(
        "charges_mismatch", Severity.PEND,
        "Delapan belas komponen biaya tidak sama dengan TARIF_RS.",
        "The eighteen charges do not add up to TARIF_RS.",
        "Lengkapi rincian biaya di e-Klaim.",
        "Complete the charges in e-Klaim.",
        "e-Klaim: jumlah 18 komponen = TARIF_RS",
    ),
    _rule(
        "total_mismatch", Severity.PEND,
        "Jumlah tarif kelompok dan tambahannya tidak sama dengan TOTAL_TARIF.",
        "The group's tariff and top-ups do not add up to TOTAL_TARIF.",
        "Grouping ulang dan ekspor ulang klaim ini.",
        "Group and export this claim again.",
        "e-Klaim: TOTAL_TARIF = tarif INA-CBG + top-up",
    ),
    _rule(
        "readmission", Severity.PEND,
        "Pasien dirawat lagi untuk kelompok yang sama tidak lama sesudah pulang.",
        "The patient was admitted again for the same group soon after discharge.",
        "Kirim resume medis kedua perawatan; jelaskan mengapa perlu dirawat lagi.",
        "Send the discharge summaries of both stays; say why another stay was needed.",
        "readmission_days dalam paket; Permenkes 16/2019: fragmentasi",
    ),
    _rule(
        "severity_outlier", Severity.PEND,
        "Tingkat keparahan III dengan rawat inap yang sangat singkat.",
        "Severity III with a very short stay.",
        "Kirim resume medis yang mendukung tingkat keparahan.",
        "Send the discharge summary that supports the severity.",
        "severity_los_min dalam paket; Permenkes 16/2019: upcoding",
    ),
    _rule(
        "identity_mismatch", Severity.PEND,
        "NIK, tanggal lahir atau jenis kelamin berbeda dari data kependudukan.",
        "NIK, birth date or sex differ from the civil registry.",
        "Cocokkan dengan KTP dan KK pasien, lalu perbaiki di e-Klaim.",
        "Compare with the patient's KTP and KK, then correct it in e-Klaim.",
        "Identitas mengikuti data kependudukan (UU 24/2013)",
    ),
    _rule(
        "implausible_for_patient", Severity.PEND,
        "Diagnosis atau kelompok ini tidak lazim untuk umur atau jenis kelamin pasien.",
        "This diagnosis or group does not fit the patient's age or sex.",
        "Periksa koding, tanggal lahir dan jenis kelamin.",
        "Check the coding, the birth date and the sex.",
        "Kewajaran medis menurut bab ICD-10 dan INA-CBG",
    ),
    _rule(
        "rate_unknown", Severity.PEND,
        "Belum ada tarif yang disepakati untuk kelompok atau top-up ini di rumah sakit ini.",
        "No rate is agreed for this group or top-up at this hospital.",
        "Dinas Kesehatan melengkapi tarif dalam paket; klaim diputus sesudahnya.",
        "The health office completes the rates in the pack; the claim is decided then.",
        "Tarif yang disepakati dalam paket (lampiran PKS)",
    ),
    _rule(
        "needs_review", Severity.PEND,
        "Tagihan ini di atas jumlah yang boleh disetujui tanpa dilihat orang.",
        "This bill is above what may be approved without a person looking at it.",
        "Tidak ada yang perlu diperbaiki; verifikator memeriksa klaim ini.",
        "There is nothing to correct; a verifier looks at this claim.",
        "auto_approve_max_idr dalam paket",
    ),
    _rule(
        "decided_before", Severity.PEND,
        "Klaim ini memperbaiki klaim yang sudah diputus orang, masuk berita acara atau diputus "
        "dalam keberatan; orang pula yang memutus perbaikannya.",
        "This claim corrects one that people decided, that stands in minutes or on whose appeal it "
        "was ruled; people decide the correction too.",
        "Jelaskan kepada verifikator apa yang diperbaiki sejak putusan itu, dengan buktinya.",
        "Tell the verifier what was corrected since that decision, with evidence.",
        "Putusan orang tidak diganti aturan; berlaku pada setiap tahap, tidak dapat disetujui "
        "massal",
    ),
)  # fmt: skip
_CUTTING = (
    _rule(
        "rate_above_agreement", Severity.REDUCE,
        "Tarif kelompok atau top-up melebihi yang disepakati; dibayar sebesar yang disepakati.",
        "The group's tariff or a top-up is above the agreed rate; the agreed rate is paid.",
        "Sesuaikan tarif di e-Klaim dengan lampiran PKS.",
        "Set the tariff in e-Klaim to the agreement's annex.",
        "Tarif yang disepakati dalam paket (lampiran PKS)",
    ),
    _rule(
        "class_above_entitlement", Severity.REDUCE,
        "Kelas rawat di atas kelas yang dijamin; dibayar menurut kelas yang dijamin.",
        "The care class is above the covered one; the covered class's rate is paid.",
        "Selisih naik kelas bukan tanggungan program dan tidak ditagihkan kepada pasien kelas 3.",
        "The programme does not pay for the upgrade, and a class 3 patient is not billed for it.",
        "care_class_entitled dalam paket",
    ),
    _rule(
        "above_package", Severity.REDUCE,
        "Tagihan melebihi harga paket yang disepakati untuk tindakan ini; dibayar harga paketnya.",
        "The claim is above the package price agreed for this procedure; that price is paid.",
        "Harga paket mencakup seluruh klaim, termasuk top-up; sesuaikan dengan lampiran PKS.",
        "The package covers the whole claim, top-ups too; bill the price in the agreement's annex.",
        "Harga paket yang disepakati (paket: tariffs/rates.csv)",
    ),
    _rule(
        "above_charge", Severity.REDUCE,
        "Menurut perjanjian dibayar yang lebih kecil antara tarif dan biaya RS; biaya RS lebih "
        "kecil.",
        "The agreement pays the lesser of rate and charges; the hospital's charges are less.",
        "Periksa TARIF_RS; bila rincian biayanya kurang lengkap, lengkapi lalu ajukan perbaikan.",
        "Check TARIF_RS; if charges are missing from it, complete them and file a correction.",
        "lesser_of dalam perjanjian (paket: agreements/agreements.csv)",
    ),
    _rule(
        "copayment", Severity.REDUCE,
        "Pasien menanggung urun biaya sebagian dari yang layak dibayar; program membayar sisanya.",
        "The patient bears a share of what is payable, the co-payment; the programme pays the "
        "rest.",
        "Tagih urun biaya kepada pasien, tidak lebih dari jumlah ini; pembulatan setengah rupiah "
        "ke atas.",
        "Bill the patient the co-payment and no more than this amount; half a rupiah is rounded "
        "up.",
        "copayment_bp dalam paket; berlaku juga untuk gawat darurat",
    ),
    _rule(
        "agreement_ceiling", Severity.REDUCE,
        "Klaim ini melebihi batas satu klaim menurut perjanjian; dibayar sampai batas itu.",
        "The claim is above the agreement's ceiling for one claim; paid up to the ceiling.",
        "Biaya di atas batas bukan tanggungan program; lihat PKS.",
        "The programme does not pay beyond the ceiling; see the agreement.",
        "claim_ceiling_idr dalam perjanjian (paket: agreements/agreements.csv)",
    ),
    _rule(
        "hospital_ceiling", Severity.REDUCE,
        "Batas sebulan untuk rumah sakit ini menurut perjanjian terlampaui; dibayar sampai batas "
        "itu.",
        "The hospital's ceiling for the month is reached; paid up to the ceiling.",
        "Bicarakan dengan Dinas Kesehatan; batasnya dapat diubah lewat adendum PKS.",
        "Ask the health office; the ceiling can be changed by an addendum to the agreement.",
        "month_ceiling_idr dalam perjanjian (paket: agreements/agreements.csv)",
    ),
    _rule(
        "annual_ceiling", Severity.REDUCE,
        "Batas biaya tahunan pasien ini terlampaui; dibayar sampai batas itu.",
        "The patient's annual ceiling is reached; paid up to the ceiling.",
        "Rujuk pasien ke penjamin lain untuk sisa tahun ini.",
        "Refer the patient to another payer for the rest of the year.",
        "annual_ceiling_idr dalam paket",
    ),
    _rule(
        "household_ceiling", Severity.REDUCE,
        "Batas biaya tahunan keluarga pasien (satu Kartu Keluarga) terlampaui; dibayar sampai "
        "batas itu.",
        "The annual ceiling of the patient's household (one family card) is reached; paid up to "
        "the ceiling.",
        "Rujuk pasien ke penjamin lain untuk sisa tahun ini; periksa Kartu Keluarganya.",
        "Refer the patient to another payer for the rest of the year; check the family card.",
        "household_ceiling_idr dalam paket; Kartu Keluarga menurut registri pada hari pelayanan",
    ),
)  # fmt: skip
_BESIDE_THE_PACK = (
    _rule(
        "replaced", Severity.REJECT,
        "Klaim ini diganti oleh perbaikannya; yang dinilai dan dibayar adalah perbaikannya.",
        "This claim was replaced by its correction; the correction is what is judged and paid.",
        "Tidak perlu tindakan; lihat klaim perbaikannya.",
        "Nothing to do; see the claim that corrects it.",
        "Satu perawatan dibayar satu kali; perbaikan menggantikan klaim yang belum disetujui",
    ),
    _rule(
        "verifier", Severity.REDUCE,
        "Verifikator mengurangi atau menolak klaim ini; alasannya tertulis.",
        "A verifier cut or rejected this claim; the reason is written down.",
        "Bila tidak sependapat, ajukan keberatan dengan bukti sebelum batas waktunya.",
        "If you disagree, file an appeal with evidence before its deadline.",
        "Keputusan verifikator; keberatan diputus verifikator lain (appeal_days dalam paket)",
    ),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.code: rule for rule in (*_REJECTING, *_ASKING, *_CUTTING)}
"""Every claims rule by its code; a pack's stage picks and orders them."""

SAID: dict[str, Rule] = {**RULES, **{rule.code: rule for rule in _BESIDE_THE_PACK}}
"""All that a finding may say: the rules, and what happens to claims beside them."""
