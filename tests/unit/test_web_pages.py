"""Every address says who may see it, every text has two languages, amounts and dates read well."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import translation

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Role
from multiguna.web import amounts, menus, names
from multiguna.web.desk import forms
from multiguna.web.templatetags import multiguna as tags

WEB = Path(amounts.__file__).parent
TODAY = date(2012, 12, 31)


@pytest.fixture(autouse=True)
def indonesian() -> None:
    translation.activate("id")


def _addresses() -> list[URLPattern]:
    return [
        pattern
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [resolver])
    ]


def test_every_address_says_who_may_see_it() -> None:
    found = _addresses()
    assert len(found) > 10
    for pattern in found:
        assert hasattr(pattern.callback, "page_roles"), pattern.name
    public = {pattern.name for pattern in found if pattern.callback.page_public}
    assert public == {"login", "login-code", "login-enrol", "logout", "language"}


def test_no_address_has_room_for_a_national_id() -> None:
    parts = {part for pattern in _addresses() for part in pattern.pattern.converters}
    assert parts == {
        "letter_no", "claim_id", "batch_id", "order_no", "provider_code", "month", "name",
        "minutes_no", "home_region", "seq", "sample_no", "plan_no", "language",
    }  # fmt: skip


def test_every_role_of_a_person_starts_somewhere() -> None:
    for role in set(Role) - {Role.SYSTEM}:
        assert menus.entries_for(role), role
    assert menus.entries_for(Role.SYSTEM) == []


def test_pages_ask_nothing_of_other_servers_and_run_no_inline_code() -> None:
    templates = list((WEB / "templates").rglob("*.*"))
    assert len(templates) > 15
    for template in [*templates, *(WEB / "static").rglob("*.*")]:
        text = template.read_text()
        foreign = [
            found for found in re.findall(r"https?://[^\"' )]+", text) if "w3.org" not in found
        ]
        assert foreign == [], template
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", text), (
            template
        )


def test_every_form_that_posts_carries_the_token_against_forgery() -> None:
    for template in (WEB / "templates").rglob("*.html"):
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", template.read_text(), re.S):
            assert "{% csrf_token %}" in form, template


def test_every_field_has_a_label() -> None:
    for template in (WEB / "templates").rglob("*.html"):
        text = template.read_text()
        for field in re.findall(r"<(?:input|select)\b[^>]*>", text):
            if re.search(r"type=\"(hidden|radio|checkbox)\"", field):
                continue
            found = re.search(r"\bid=\"([^\"]+)\"", field)
            assert found, (template, field)
            assert f'for="{found[1]}"' in text, (template, field)


def test_words_follow_the_language() -> None:
    assert tags.say("Cetak", "Print") == "Cetak"
    assert tags.day(TODAY) == "31\u00a0Desember\u00a02012"
    assert amounts.short_rupiah(64_840_000_000) == "Rp\u00a064,8 miliar"
    translation.activate("en")
    assert tags.say("Cetak", "Print") == "Print"
    assert tags.day(TODAY) == "31\u00a0December\u00a02012"
    assert amounts.short_rupiah(64_840_000_000) == "Rp\u00a064.8 billion"
    assert tags.indonesian_day(TODAY) == "31\u00a0Desember\u00a02012"


def test_an_unknown_amount_is_a_dash_and_zero_is_an_amount() -> None:
    assert tags.rupiah(None) == "–"
    assert tags.rupiah(0) == "Rp\u00a00"
    assert tags.grouped(-1_250_000) == "-1.250.000"


def test_every_rule_of_claims_has_a_short_name() -> None:
    from multiguna.claims.terms import RULES
    from multiguna.claims.terms.catalogue import SAID

    assert set(names.RULE_NAMES) == set(RULES)
    assert set(names.BESIDE_THE_PACK) == set(SAID) - set(RULES)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"nik": "123"}, "nik_digits"),
        ({"nik": "٣٦٧١٩٩٥٥١٢٩٠٠٠٠١"}, "nik_digits"),
        ({"nik": "3671995512900001", "kk": "12"}, "kk_digits"),
        ({"nik": "3671995512900001", "on": "2013-01-01"}, "date_wrong"),
        ({"nik": "3671995512900001", "on": "besok"}, "date_wrong"),
        ({"nik": "3671995512900001", "patient": "newborn"}, "born_missing"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(form: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        forms.read_asked(form, TODAY)
    assert refused.value.code == code
    assert "3671995512900001" not in str(refused.value)


def test_a_scanned_card_may_have_blanks_and_the_date_defaults_to_today() -> None:
    asked = forms.read_asked({"nik": " 3671 9955 1290 0001 ", "ktp": "1"}, TODAY)
    assert (asked.nik, asked.on, asked.kk) == (3671995512900001, TODAY, None)
    assert (asked.papers.ktp, asked.papers.kk) == (True, False)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1980, 12, 31), (32, "tahun")),
        (date(1981, 1, 1), (31, "tahun")),
        (date(2012, 11, 30), (1, "bulan")),
        (date(2012, 12, 3), (28, "hari")),
        (TODAY, (0, "hari")),
    ],
)
def test_an_age_is_in_the_unit_people_use(born: date, words: tuple[int, str]) -> None:
    number, unit = forms.age(born, TODAY)
    assert (number, unit.id) == words


def test_two_forms_never_carry_the_same_letter_number() -> None:
    numbers = {forms.new_letter_no("3671901", TODAY) for _ in range(200)}
    assert len(numbers) == 200
    assert all(number.startswith("36719011212J") for number in numbers)
