"""Vietnamese text as it stands in spreadsheets, made comparable.

Three degrees of likeness, each a function: `clean` only repairs how a text is stored (what a person sees stays the same),
`match_key` is for names (case, dashes, spaces and the place of the tone mark do not matter, accents do), `fold` is for titles
and for looking up the nearest known name (accents do not matter either).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Zero-width characters carry no meaning here. The soft hyphen (U+00AD) is left alone: read through cp1252 it is the letter ư of
# TCVN3, so only a decoder that knows the font of the cell may touch it.
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff]")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_DASHES_AND_SPACES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
# Eth and African D look like the Vietnamese letter and are typed for it.
_D_WITH_STROKE = str.maketrans(
    {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ", "\u2019": "'", "\u2018": "'"}
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Tone on the second vowel of a final oa, oe, uy (hoà, khoẻ, thuỷ) moves to the first (hòa, khỏe, thủy); "quý" keeps its tone,
# for there the u belongs to the consonant.
_FINAL_TONE = re.compile(rf"(?:o(?=[ae])|(?<!q)u(?=y))([ae]|y)([{_TONES}])(?![\w\u0300-\u036f])")


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    r"""Return `text` in NFC with plain single spaces, no zero-width characters, and the Vietnamese letter Đ.

    >>> clean("  Đồng\u00a0Đăng \n– Lạng\u200b Sơn ")
    'Đồng Đăng – Lạng Sơn'
    >>> clean("\u00d0\u00f4ng") == clean("Đo\u0302ng")
    True
    """
    if not text.isascii():
        text = _ZERO_WIDTH.sub("", unicodedata.normalize("NFC", text.translate(_D_WITH_STROKE)))
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def match_key(text: str) -> str:
    """Return the key under which two spellings of one name are the same: accents count, case, dashes and spaces do not.

    >>> match_key("Bà Rịa - Vũng Tàu") == match_key("BÀ RỊA–VŨNG TÀU")
    True
    >>> match_key("Thanh Hoá") == match_key("Thanh Hóa"), match_key("Cốc Nam") == match_key("Cóc Nam")
    (True, False)
    """
    if text.isascii():
        return _without_case(text)
    decomposed = unicodedata.normalize("NFD", _without_case(clean(text)))
    moved = _FINAL_TONE.sub(lambda found: _move_tone(found.group(0), found.group(1), found.group(2)), decomposed)
    return unicodedata.normalize("NFC", moved)


def _move_tone(whole: str, vowel: str, tone: str) -> str:
    return f"{whole[0]}{tone}{vowel}"


def _without_case(text: str) -> str:
    return _DASHES_AND_SPACES.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return `text` as a match key without accents, for titles and for searching.

    >>> fold("Xuất khẩu – ĐẦU TƯ")
    'xuat khau dau tu'
    """
    if text.isascii():
        return _without_case(text)
    # Without accents it does not matter where the tone mark stood.
    return _COMBINING.sub("", unicodedata.normalize("NFD", _without_case(clean(text)).replace("đ", "d")))


def nearest(text: str, known: Iterable[str], count: int = 1) -> list[str]:
    """Return up to `count` of the `known` texts that look most like `text`; none when nothing comes near.

    >>> nearest("Trị gía", ["Trị giá", "Số lượng"])
    ['Trị giá']
    >>> nearest("Trị giá", ["Ngành"])
    []
    """
    by_fold: dict[str, str] = {}
    for name in known:
        by_fold.setdefault(fold(name), name)
    return [by_fold[found] for found in difflib.get_close_matches(fold(text), list(by_fold), n=count, cutoff=0.6)]
