"""Vietnamese text: stored in many ways, one meaning."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sheets.text import clean, fold, match_key, nearest

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ –-"
)


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("La\u0323ng So\u031bn", "Lạng Sơn"),
        ("Lạng\u00a0Sơn", "Lạng Sơn"),
        ("\ufeffLạng\u200b Sơn ", "Lạng Sơn"),
        ("\u00d0ồng \u0110ăng", "Đồng Đăng"),
        ("Trị giá\n(triệu USD)", "Trị giá (triệu USD)"),
    ],
)
def test_clean_shows_what_a_person_sees(stored: str, seen: str) -> None:
    assert clean(stored) == seen


def test_clean_leaves_the_soft_hyphen_to_the_decoder() -> None:
    assert "\u00ad" in clean("L\u00adîng")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bà Rịa - Vũng Tàu", "Bà Rịa–Vũng Tàu"),
        ("HỮU NGHỊ", "hữu nghị"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("thuỷ sản", "thủy sản"),
        ("khoẻ", "khỏe"),
    ],
)
def test_names_match_whatever_case_dash_and_tone_place(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(("one", "other"), [("Cốc Nam", "Cóc Nam"), ("quý", "qúy"), ("hoàn", "hòan")])
def test_accents_count_in_names(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(VIETNAMESE)
def test_keys_do_not_depend_on_the_unicode_form(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert match_key(unicodedata.normalize(form, text)) == match_key(text)
    assert match_key(match_key(text)) == match_key(text)
    assert fold(text).isascii()


def test_nearest_finds_the_typo_and_nothing_far() -> None:
    assert nearest("Huu Nghi", ["Hữu Nghị", "Tân Thanh"]) == ["Hữu Nghị"]
    assert nearest("Mỹ Tho", ["Hữu Nghị", "Tân Thanh"]) == []
