"""Words of logging in: limits, refusals, second factors and the accounts of a demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from multiguna.kernel.terms import Role, Text

FAILURES_MAX = 5
"""Wrong passwords or codes in a row for one username before it must wait."""
FAILURE_WINDOW = timedelta(minutes=10)
"""How long a failure counts; it is also the longest wait."""
PASSWORD_CHARACTERS_MIN = 10
CODE_STEP_SECONDS = 30
"""A time-based code (RFC 6238) is good for this long, and one step before and after."""
PENDING_LOGIN_SECONDS = 10 * 60
"""How long a password that was right waits for its second factor."""

ROLE_NAMES = {
    Role.DESK_CLERK: Text(id="Petugas loket rumah sakit", en="Hospital desk clerk"),
    Role.BILLER: Text(id="Petugas klaim rumah sakit", en="Hospital biller"),
    Role.VERIFIER: Text(id="Verifikator klaim", en="Claims verifier"),
    Role.TREASURER: Text(id="Bendahara", en="Treasurer"),
    Role.AUDITOR: Text(id="Auditor (inspektorat)", en="Auditor (inspectorate)"),
    Role.PLANNER: Text(id="Perencana", en="Planner"),
    Role.ADMINISTRATOR: Text(id="Administrator", en="Administrator"),
    Role.SYSTEM: Text(id="Sistem", en="System"),
}

SECOND_FACTOR_ROLES = frozenset(
    {Role.VERIFIER, Role.TREASURER, Role.AUDITOR, Role.PLANNER, Role.ADMINISTRATOR}
)
"""The city's roles: they decide about money or see every hospital."""

LOGIN_REFUSALS = {
    "login_wrong": Text(
        id="Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecil, lalu coba lagi.",
        en="The username or the password is wrong. Check capitals and try again.",
    ),
    "login_waiting": Text(
        id="Terlalu banyak percobaan yang salah untuk nama ini. Tunggu sepuluh menit, "
        "atau minta administrator membantu.",
        en="Too many wrong attempts for this name. Wait ten minutes, "
        "or ask your administrator for help.",
    ),
    "code_wrong": Text(
        id="Kode salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu ketik.",
        en="The code is wrong or was used already. Wait for the app's next code and type that.",
    ),
    "login_expired": Text(
        id="Waktu untuk kode habis. Masuk lagi dengan kata sandi.",
        en="The time for the code is over. Log in with your password again.",
    ),
}

USER_REFUSALS = {
    "user_exists": Text(
        id="Nama pengguna itu sudah ada. Pilih nama lain.",
        en="That username exists already. Choose another.",
    ),
    "user_unknown": Text(id="Pengguna itu tidak ada.", en="There is no such user."),
    "username_invalid": Text(
        id="Nama pengguna: 3 sampai 40 huruf kecil, angka, titik atau tanda hubung.",
        en="A username has 3 to 40 lower-case letters, digits, dots or hyphens.",
    ),
    "role_not_a_person": Text(
        id="Peran sistem hanya untuk pekerjaan tanpa orang; pilih peran lain.",
        en="The system role is for unattended work alone; choose another role.",
    ),
    "provider_needed": Text(
        id="Peran rumah sakit terikat pada satu rumah sakit. Sebutkan kode rumah sakitnya.",
        en="A hospital role is bound to one hospital. Name the hospital's code.",
    ),
    "provider_not_allowed": Text(
        id="Peran kota tidak terikat pada rumah sakit. Hilangkan kode rumah sakitnya.",
        en="A city role is not bound to a hospital. Leave the hospital's code out.",
    ),
    "password_short": Text(
        id=f"Kata sandi terlalu pendek: paling sedikit {PASSWORD_CHARACTERS_MIN} huruf.",
        en=f"The password is too short: at least {PASSWORD_CHARACTERS_MIN} characters.",
    ),
    "password_common": Text(
        id="Kata sandi itu terlalu umum. Pilih yang tidak mudah ditebak.",
        en="That password is too common. Choose one that is hard to guess.",
    ),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of a demonstration; its password is public and stands on the login page."""

    username: str
    full_name: str
    role: Role
    purpose: Text


@dataclass(frozen=True, slots=True)
class RegionCard:
    """A region that this instance serves, with how many open accounts it has."""

    code: str
    name: str
    timezone: str
    users: int = 0


REGION_REFUSALS = {
    "region_unknown": Text(
        id="Belum ada paket program. Pasang dengan 'multiguna pack install PATH'.",
        en="No programme pack yet. Install one with 'multiguna pack install PATH'.",
    ),
    "region_unnamed": Text(
        id="Instansi ini melayani beberapa wilayah. Sebutkan satu: 'multiguna --region KODE …' "
        "atau MULTIGUNA_REGION; daftarnya: 'multiguna regions'.",
        en="This instance serves several regions. Name one: 'multiguna --region CODE …' "
        "or MULTIGUNA_REGION; 'multiguna regions' lists them.",
    ),
    "region_not_hosted": Text(
        id="Wilayah itu tidak dilayani di sini. Daftarnya: 'multiguna regions'.",
        en="That region is not served here. 'multiguna regions' lists those that are.",
    ),
}

DEMO_PASSWORD = "multiguna-demo"  # noqa: S105 (printed on the login page of a demo, nowhere else)
DEMO_ACCOUNTS = (
    DemoAccount(
        "loket",
        "Lina Loket",
        Role.DESK_CLERK,
        Text(id="Periksa jaminan, terbitkan surat", en="Check coverage, issue letters"),
    ),
    DemoAccount(
        "klaim",
        "Karim Klaim",
        Role.BILLER,
        Text(id="Klaim rumah sakitnya sendiri", en="The hospital's own claims"),
    ),
    DemoAccount(
        "verifikator",
        "Vera Verifikator",
        Role.VERIFIER,
        Text(id="Semua klaim dan temuannya", en="All claims and their findings"),
    ),
    DemoAccount(
        "peninjau",
        "Putri Peninjau",
        Role.VERIFIER,
        Text(id="Pendapat kedua, keberatan", en="Second opinions, appeals"),
    ),
    DemoAccount(
        "bendahara",
        "Beni Bendahara",
        Role.TREASURER,
        Text(id="Anggaran, perintah pembayaran (SPP)", en="Budget, payment orders (SPP)"),
    ),
    DemoAccount(
        "ppk",
        "Prita PPK-SKPD",
        Role.TREASURER,
        Text(id="Verifikasi perintah pembayaran", en="Checks payment orders"),
    ),
    DemoAccount(
        "kpa",
        "Kamal Kuasa PA",
        Role.TREASURER,
        Text(id="Perintah membayar (SPM)", en="Orders to pay (SPM)"),
    ),
    DemoAccount(
        "bud",
        "Budi Kuasa BUD",
        Role.TREASURER,
        Text(id="Pencairan dana (SP2D)", en="Disbursements (SP2D)"),
    ),
    DemoAccount(
        "auditor",
        "Audi Auditor",
        Role.AUDITOR,
        Text(id="Klaim, anggaran dan bukti", en="Claims, budget and proof"),
    ),
    DemoAccount(
        "perencana",
        "Rara Perencana",
        Role.PLANNER,
        Text(id="Rencana biaya, kesiapan wilayah", en="Cost plans, the region's readiness"),
    ),
)
