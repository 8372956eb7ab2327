"""What may be wrong in a row of a registry file, said so that a clerk can mend it."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one column: its code, sentence and remedy. It stands in `rules` or in `sql/`."""

    code: str
    column: str
    message: Text
    remedy: Text
    kept: bool = False


_ASK = Text(
    "Cocokkan dengan kartu di Dinas Dukcapil, perbaiki, lalu impor lagi.",
    "Compare with the card at the civil registry office, mend it and import again.",
)


def _check(code: str, column: str, id: str, en: str, *, kept: bool = False) -> Check:
    return Check(code, column, Text(id, en), _ASK, kept)


CHECKS = {
    (check.code, check.column): check
    for check in (
        _check(
            "columns_count", "",
            "Jumlah kolom pada baris ini tidak sama dengan jumlah judul kolom.",
            "This row does not have as many columns as the header.",
        ),
        _check(
            "nik_invalid", "NIK",
            "NIK harus 16 digit dengan kode wilayah, tanggal lahir dan nomor urut yang mungkin.",
            "A NIK has 16 digits with a possible region code, birth date and serial number.",
        ),
        _check(
            "nik_repeated", "NIK",
            "NIK ini sudah ada pada baris sebelumnya; baris pertama yang dipakai.",
            "This NIK stands in an earlier row, which is the one taken.",
        ),
        _check(
            "kk_invalid", "NO_KK",
            "Nomor KK harus 16 digit dengan kode wilayah dan tanggal yang mungkin.",
            "A family card number has 16 digits with a possible region code and date.",
        ),
        _check("value_missing", "NAMA_LGKP", "Nama kosong.", "The name is missing."),
        _check(
            "code_invalid", "JENIS_KLMIN",
            "Jenis kelamin harus 1 atau L (laki-laki), 2 atau P (perempuan).",
            "Sex is 1 or L (male), 2 or P (female).",
        ),
        _check(
            "date_invalid", "TGL_LHR",
            "Tanggal lahir tidak ada dalam kalender; tulis 1980-12-31.",
            "The birth date is not in the calendar; write 1980-12-31.",
        ),
        _check(
            "date_invalid", "TGL_DATANG",
            "Tanggal datang tidak ada dalam kalender; tulis 2012-12-31.",
            "The date of arrival is not in the calendar; write 2012-12-31.",
        ),
        _check(
            "date_invalid", "TGL_PINDAH",
            "Tanggal pindah tidak ada dalam kalender; tulis 2012-12-31.",
            "The date of departure is not in the calendar; write 2012-12-31.",
        ),
        _check(
            "date_invalid", "TGL_MATI",
            "Tanggal kematian tidak ada dalam kalender; tulis 2012-12-31.",
            "The date of death is not in the calendar; write 2012-12-31.",
        ),
        _check(
            "period_reversed", "TGL_PINDAH",
            "Tanggal pindah harus sesudah tanggal datang atau lahir.",
            "The departure must be later than the arrival or birth.",
        ),
        _check(
            "period_reversed", "TGL_DATANG",
            "Tanggal datang mendahului tanggal lahir.",
            "The arrival lies before the birth.",
        ),
        _check(
            "period_reversed", "TGL_MATI",
            "Tanggal kematian mendahului tanggal lahir.",
            "The death lies before the birth.",
        ),
        _check(
            "code_invalid", "KODE_KEL",
            "Kode kelurahan tidak ada dalam daftar wilayah kota (contoh 36.71.07.1003).",
            "The village code is not in the city's list (e.g. 36.71.07.1003).",
        ),
        _check(
            "code_invalid", "STAT_HBKEL",
            "Hubungan keluarga harus 1 sampai 11.",
            "The relation in the family is 1 to 11.",
        ),
        _check(
            "code_invalid", "STATUS_KAWIN",
            "Status kawin harus 1 sampai 4.",
            "The marital status is 1 to 4.",
        ),
        _check(
            "nik_invalid", "NIK_IBU",
            "NIK ibu harus kosong atau NIK yang sah.",
            "The mother's NIK is empty or a valid NIK.",
        ),
        _check(
            "district_unknown", "NIK",
            "Kode kecamatan dalam NIK tidak dikenal pada {rows} baris; baris tetap dipakai.",
            "The district code in the NIK is not known in {rows} rows; the rows are kept.",
            kept=True,
        ),
        _check(
            "nik_differs", "TGL_LHR",
            "Tanggal lahir atau jenis kelamin berbeda dari NIK pada {rows} baris; tetap dipakai.",
            "Birth date or sex differs from the NIK in {rows} rows; the rows are kept.",
            kept=True,
        ),
        _check(
            "person_unknown", "NIK",
            "NIK ini tidak ada dalam data penduduk. Impor data penduduk dahulu.",
            "This NIK is not in the registry. Import the residents first.",
        ),
        _check(
            "code_invalid", "STATUS",
            "Status kesejahteraan harus MISKIN atau HAMPIR_MISKIN.",
            "The welfare status is MISKIN or HAMPIR_MISKIN.",
        ),
        _check(
            "date_invalid", "SEJAK",
            "Tanggal mulai tidak ada dalam kalender; tulis 2012-12-31.",
            "The start date is not in the calendar; write 2012-12-31.",
        ),
        _check(
            "date_invalid", "SAMPAI",
            "Tanggal akhir tidak ada dalam kalender; tulis 2012-12-31.",
            "The end date is not in the calendar; write 2012-12-31.",
        ),
        _check(
            "period_reversed", "SAMPAI",
            "Tanggal akhir harus sesudah tanggal mulai.",
            "The end date must be later than the start date.",
        ),
        _check(
            "status_overlaps", "STATUS",
            "Miskin dan hampir miskin pada waktu yang sama; tidak ada yang dipakai.",
            "Poor and near-poor at the same time; neither is taken for this person.",
        ),
        _check(
            "event_unknown", "PERISTIWA",
            "Peristiwa harus LAHIR, MATI, DATANG, PINDAH, PINDAH_DALAM, KARTU, KOREKSI, "
            "BATAL_MATI atau BATAL_PINDAH.",
            "The event is LAHIR, MATI, DATANG, PINDAH, PINDAH_DALAM, KARTU, KOREKSI, BATAL_MATI "
            "or BATAL_PINDAH.",
        ),
        _check(
            "date_invalid", "TGL_PERISTIWA",
            "Tanggal peristiwa kosong atau tidak ada dalam kalender; tulis 2012-12-31.",
            "The date of the event is missing or not in the calendar; write 2012-12-31.",
        ),
        _check(
            "date_future", "TGL_PERISTIWA",
            "Tanggal peristiwa belum tiba.",
            "The date of the event has not come yet.",
        ),
        _check(
            "date_differs", "TGL_PERISTIWA",
            "Tanggal peristiwa kelahiran harus sama dengan tanggal lahir (atau kosong).",
            "The date of a birth is the birth date (or empty).",
        ),
        _check(
            "period_reversed", "TGL_PERISTIWA",
            "Tanggal peristiwa mendahului tanggal lahir.",
            "The event lies before the birth.",
        ),
        _check(
            "period_reversed", "TGL_LHR",
            "Tanggal lahir sesudah tanggal kematian yang tercatat.",
            "The birth date lies after the registered death.",
        ),
        _check(
            "nothing_said", "PERISTIWA",
            "Baris ini tidak menyebut satu pun data yang berubah.",
            "This row names nothing that changes.",
        ),
        _check(
            "nik_taken", "NIK",
            "NIK ini milik orang lain: tanggal lahir atau jenis kelamin berbeda dari data yang "
            "tercatat.",
            "This NIK is somebody else's: birth date or sex differ from what is registered.",
        ),
        _check(
            "nik_taken", "NIK_BARU",
            "NIK baru sudah dipakai orang lain.",
            "The new NIK is somebody else's already.",
        ),
        _check(
            "nik_invalid", "NIK_BARU",
            "NIK baru harus kosong atau NIK yang sah.",
            "The new NIK is empty or a valid NIK.",
        ),
        _check(
            "superseded", "TGL_PERISTIWA",
            "Berkas lain sudah memberi tahu yang lebih baru tentang orang ini; baris ini tidak "
            "dipakai.",
            "Another file has told something newer of this person; this row is not used.",
        ),
        _check(
            "file_old", "SEJAK",
            "Tanggal terbaru berkas ini lebih lama daripada yang sudah tercatat; pastikan ini "
            "bukan berkas lama.",
            "The newest date of this file is older than what is stored; make sure that it is not "
            "an old file.",
            kept=True,
        ),
        _check(
            "resident_already", "TGL_PERISTIWA",
            "Orang ini sudah tercatat sebagai warga pada tanggal itu; tidak dapat datang lagi.",
            "This person is a resident on that day already and cannot arrive again.",
        ),
        _check(
            "not_resident", "TGL_PERISTIWA",
            "Orang ini tidak tercatat sebagai warga sehari sebelum tanggal itu; tidak dapat "
            "pindah.",
            "This person was no resident on the day before and cannot leave.",
        ),
        _check(
            "nothing_to_undo", "TGL_PERISTIWA",
            "Tidak ada kepindahan pada tanggal itu yang dapat dibatalkan.",
            "There is no departure on that day to undo.",
        ),
        _check(
            "number_invalid", "NO_KARTU",
            "Nomor kartu JKN harus 13 angka; nol di depan boleh hilang.",
            "A JKN card number has 13 digits; leading zeros may be missing.",
        ),
        _check(
            "zeros_stripped", "NO_KARTU",
            "Nol di depan nomor kartu hilang pada {rows} baris; sudah dilengkapi.",
            "Leading zeros of the card number are missing in {rows} rows; they were put back.",
            kept=True,
        ),
        _check(
            "code_invalid", "SEGMEN",
            "Segmen harus PBI, PBPU_PEMDA, PPU, PBPU atau BP.",
            "The segment is PBI, PBPU_PEMDA, PPU, PBPU or BP.",
        ),
        _check(
            "status_unknown", "STATUS",
            "Status kepesertaan harus AKTIF atau NONAKTIF.",
            "The status of membership is AKTIF or NONAKTIF.",
        ),
    )
}  # fmt: skip
