"""Vietnamese text in the encodings that came before Unicode, read as Unicode.

Until about 2013 official workbooks hold text in TCVN3 (fonts called .Vn…, also known as ABC) and, rarely, VNI (fonts called VNI-…):
bytes that only look Vietnamese in their font and arrive here as Latin-1 letters, `Gi¸ trÞ` for `Giá trị`. The encoding belongs to
the cell, not to the file, and a cell may even mix both: `Ngh×n tấn`, typed partly before and partly after the change. So a text is
decided word by word: a word is decoded unless it is a Vietnamese syllable as it stands and none once decoded.

In the 146 real workbooks of the statistics office no cell set in a Unicode font holds legacy text; such cells are left alone. Where
the font is unknown, a text is decoded only on strong evidence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

Encoding = Literal["tcvn3", "tcvn3_capitals", "vni"]

# TCVN 5712:1993 VN1, 134 letters: the upper half from 0xA1, capitals with tones also among the control characters.
_TCVN3_A1 = "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
_TCVN3_80 = "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
_TCVN3_LOW = {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 17: "Ứ", 18: "Ự", 19: "Ỳ", 20: "Ỷ", 21: "Ỹ", 22: "Ý", 23: "Ỵ"}
TCVN3: dict[int, str] = dict(enumerate(_TCVN3_A1, start=0xA1)) | dict(enumerate(_TCVN3_80, start=0x80)) | _TCVN3_LOW

# VNI writes the mark as a letter of its own after the vowel (`Haø Noäi`); i, ơ, ư, ỵ and đ have letters of their own.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _ROOF, _BREVE = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
_VNI_TONES = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_ROOFS = dict(zip("âáàåãä", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_BREVES = dict(zip("êéèúüë", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_ALONE = dict(zip("íìæóòôöîñÍÌÆÓÒÔÖÎÑ", "íìỉĩịơưỵđÍÌỈĨỊƠƯỴĐ", strict=True))


def _vni_table() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    for vowels, marks, sign in (("aeouyôö", _VNI_TONES, ""), ("aeo", _VNI_ROOFS, _ROOF), ("a", _VNI_BREVES, _BREVE)):
        for vowel in vowels:
            for mark, tone in marks.items():
                letter = unicodedata.normalize("NFC", _VNI_ALONE.get(vowel, vowel) + sign + tone)
                pairs |= {vowel + mark: letter, vowel.upper() + mark.upper(): letter.upper()}
                pairs[vowel.upper() + mark] = letter.upper()
    return pairs


VNI: dict[str, str] = _vni_table()
_VNI_LETTER = re.compile("|".join(sorted(VNI, key=len, reverse=True)))

_HIGH = re.compile("[^\x09\x0a\x0d\x20-\x7e]")
# Latin-1 signs and letters that Unicode Vietnamese does not use. Not among them: the Vietnamese ones; Ð and ð, typed for Đ; the
# signs of degree, tolerance, powers and the acute accent (TCVN3 has bare tone marks there, which nobody types).
_ONLY_LEGACY = "\u00a1-\u00af\u00b5-\u00bf\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
_ONLY_LEGACY += "\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff"
_LEGACY_LETTER = re.compile(f"[{_ONLY_LEGACY}]")
_LEGACY_IN_WORD = re.compile(f"[A-Za-z\u00a1-\u00ff][{_ONLY_LEGACY}]|[{_ONLY_LEGACY}][A-Za-z\u00a1-\u00ff]")
_WORD = re.compile("[A-Za-z\x01-\x06\x11-\x17\x80-\x9f\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]+")
_VIETNAMESE_ABOVE_LATIN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")
_FOREIGN = re.compile("[\u0250-\u02ff\u0370-\u1dff\u2e80-\uffff]")
# A marked capital inside a word that goes on in small letters (`ChÝnh`); the other way round (`NGàNH`) is how TCVN3 was typed.
_MISPLACED_CAPITAL = re.compile("[a-zà-ỹ][À-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]")

_TONES = re.compile(f"[{_GRAVE}{_ACUTE}{_TILDE}{_HOOK}{_DOT}]")
# One Vietnamese syllable without its tone: an initial, then one of the finals there are.
_SYLLABLE = re.compile(
    "(?P<initial>ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?:a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|ă(?:c|k|m|n|ng|p|t)|â(?:c|m|n|ng|p|t|u|y)|e(?:c|m|n|ng|o|p|t)?"
    "|ê(?:ch|m|n|nh|p|t|u)?|i(?:a|ch|m|n|nh|p|t|u)?|[iy]ê(?:c|m|n|ng|p|t|u)|y(?:n|nh|t|ch|p|u)?|o(?:c|i|m|n|ng|p|t)?|oo(?:ng|c)"
    "|ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?|u(?:a|c|i|m|n|ng|p|t)?|uô(?:c|i|m|n|ng|t)|ư(?:a|c|i|m|n|ng|t|u)?"
    "|ươ(?:c|i|m|n|ng|p|t|u)|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oă(?:c|m|n|ng|t)|oe(?:n|o|t)?|uâ(?:n|ng|t|y)|uê(?:ch|n|nh|t)?"
    "|uơ|uy(?:a|ch|n|nh|p|t|u)?|uyê(?:n|t))"
)


_TCVN3_FONTS: Final = ("tcvn3", "tcvn3_capitals")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One word as it stands and decoded, and whether each is a Vietnamese syllable; `strong` if that is no accident."""

    stands: str
    decoded: str
    stands_well: bool
    decoded_well: bool
    strong: bool
    only_legacy: bool
    above_latin: bool

    @property
    def changed(self) -> bool:
        return self.decoded != self.stands

    @property
    def is_legacy(self) -> bool | None:
        """Whether the word can only be legacy (True) or only Unicode (False), None if it can be either or is plain ASCII."""
        if self.only_legacy or (self.changed and self.decoded_well and not self.stands_well):
            return True
        if self.decoded_well or not (self.changed or self.above_latin):
            return None
        return None if self.changed and not self.stands_well else False


@lru_cache(maxsize=1024)
def encoding_of_font(font: str | None) -> Encoding | None:
    """Return the encoding a font was made for; None for a Unicode font or an unknown one.

    >>> encoding_of_font(".VnTime"), encoding_of_font(".VnArialH"), encoding_of_font("VNI-Times"), encoding_of_font("Arial")
    ('tcvn3', 'tcvn3_capitals', 'vni', None)
    """
    name = (font or "").strip()
    lower = name.lower()
    if lower.startswith(".vn"):
        capitals = name.endswith("H") or (name == lower and lower.endswith("h"))
        return "tcvn3_capitals" if capitals else "tcvn3"
    return "vni" if lower.startswith(("vni-", "vni ")) else None


def looks_legacy(text: str) -> bool:
    """Return whether a letter of `text` stands next to a sign that only legacy text has inside words.

    >>> looks_legacy("Gi¸ trÞ"), looks_legacy("Ô tô, Ôx-trây-li-a; 5 m² ± 1 °C")
    (True, False)
    """
    return _LEGACY_IN_WORD.search(text) is not None


@lru_cache(maxsize=65536)
def decode(text: str, font: str | None = None) -> str:
    r"""Return `text` in Unicode NFC, decoded where it is legacy; to be called before anything is stripped from the text.

    Parameters
    ----------
    text : str
        The whole text of a cell, or of a run of one font within it.
    font : str, optional
        Font of that text. A Unicode font leaves the text alone (but for NFC); None means that nobody knows, and then only a text
        whose changed words turn into Vietnamese syllables is decoded.

    Examples
    --------
    >>> decode("N\xadíc ngoµi", ".VnTime"), decode("xuÊt khÈu", ".VnTimeH"), decode("Haø Noäi", "VNI-Times")
    ('Nước ngoài', 'XUẤT KHẨU', 'Hà Nội')
    >>> decode("Ngh×n tấn hàng hoá", ".VnArial"), decode("L\xadîng"), decode("Ôx-trây-li-a, 5 µm", None)
    ('Nghìn tấn hàng hoá', 'Lượng', 'Ôx-trây-li-a, 5 µm')
    """
    encoding = encoding_of_font(font)
    if encoding or looks_legacy(text):
        # Unicode knows two signs for micro, and programs that rewrite a workbook take the Greek letter for the one that was à.
        text = text.replace("\u03bc", "\u00b5")
    if encoding is None:
        decoded = _decode_on_evidence(text) if font is None and looks_legacy(text) else text
    else:
        decoded = _decode_known(text, encoding) if _HIGH.search(text) else text
        decoded = decoded.upper() if encoding == "tcvn3_capitals" else decoded
    return unicodedata.normalize("NFC", decoded)


def decode_runs(text: str, runs: Sequence[tuple[int, str | None]]) -> str:
    r"""Return a text whose parts are set in different fonts; `runs` says where each font begins.

    >>> decode_runs("\xadíc tÝnh", [(0, ".VnTimeH"), (1, ".VnTime")]), decode_runs("Ên §é", [(0, ".VnTimeH"), (1, ".VnTime")])
    ('Ước tính', 'Ấn Độ')
    """
    starts = [max(0, min(start, len(text))) for start, _ in runs] + [len(text)]
    starts[0] = 0
    spans = [(starts[at], starts[at + 1], font) for at, (_, font) in enumerate(runs)]
    parts: list[str] = []
    for together, group in groupby(spans, lambda span: encoding_of_font(span[2]) in _TCVN3_FONTS):
        neighbours = list(group)
        parts += _decode_whole(text, neighbours) if together else [decode(text[a:b], f) for a, b, f in neighbours]
    return unicodedata.normalize("NFC", "".join(parts))


def _decode_whole(text: str, spans: Sequence[tuple[int, int, str | None]]) -> list[str]:
    """Decode neighbouring parts in fonts of small letters and of capitals: a word may begin in one and go on in the other."""
    first, last = spans[0][0], spans[-1][1]
    whole = decode(text[first:last], ".VnTime")
    if len(whole) != last - first:
        return [decode(text[start:end], font) for start, end, font in spans]
    parts = [(whole[start - first : end - first], font) for start, end, font in spans]
    return [part.upper() if encoding_of_font(font) == "tcvn3_capitals" else part for part, font in parts]


def _decode_known(text: str, encoding: Encoding) -> str:
    """Decode a text set in a legacy font, word by word."""
    words = [_reading(word, "vni" if encoding == "vni" else "tcvn3") for word in _WORD.findall(text)]
    chosen = iter(word.decoded if legacy else word.stands for word, legacy in zip(words, _legacy(words), strict=True))
    return _WORD.sub(lambda _: next(chosen), text)


def _legacy(words: list[_Reading]) -> list[bool]:
    """Return which words are legacy: one that could be either is what the nearest certain word is; legacy in doubt."""
    verdicts = [word.is_legacy for word in words]
    certain = [at for at, verdict in enumerate(verdicts) if verdict is not None]
    found = []
    for at, verdict in enumerate(verdicts):
        if verdict is None:
            place = bisect_left(certain, at)
            around = [(abs(other - at), not verdicts[other]) for other in certain[max(0, place - 1) : place + 1]]
            verdict = not min(around)[1] if around else True
        found.append(verdict)
    return found


def _decode_on_evidence(text: str) -> str:
    """Decode a text whose font nobody knows, if half of the words it changes become syllables, one of them surely."""
    if _FOREIGN.search(text):
        return text
    words = _WORD.findall(text)
    best: Encoding | None = None
    most = 0
    for scheme in ("tcvn3", "vni"):
        changed = [r for word in words if (r := _reading(word, scheme)).changed and not r.stands_well]
        good = sum(r.decoded_well for r in changed)
        if good > most and 2 * good >= len(changed) and any(r.strong for r in changed):
            best, most = scheme, good
    return text if best is None else _decode_known(text, best)


@lru_cache(maxsize=16384)
def _reading(word: str, scheme: Encoding) -> _Reading:
    decoded = _VNI_LETTER.sub(lambda found: VNI[found.group()], word) if scheme == "vni" else word.translate(TCVN3)
    decoded_well = decoded != word and _is_syllable(decoded)
    only_legacy = _LEGACY_LETTER.search(word) is not None
    strong = decoded_well and only_legacy and (len(decoded) > 2 or decoded[0].lower() in "bcdđghklmnprstvx")
    above_latin = _VIETNAMESE_ABOVE_LATIN.search(word) is not None
    return _Reading(word, decoded, _is_syllable(word), decoded_well, strong, only_legacy, above_latin)


@lru_cache(maxsize=16384)
def _is_syllable(word: str) -> bool:
    """Return whether a word can be one Vietnamese syllable, tone included.

    >>> [_is_syllable(word) for word in ("nghiệp", "NGàNH", "hoá", "hoỏ", "hỔng", "nước", "nuớc", "Quý")]
    [True, True, True, False, False, True, False, True]
    """
    if _MISPLACED_CAPITAL.search(word):
        return False
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word))
    bare = unicodedata.normalize("NFC", bare).lower().replace("ð", "đ")
    if tones > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    # A syllable that ends in a stop has the rising or the heavy tone, no other.
    stopped = bare.endswith(("c", "ch", "p", "t")) and len(bare) > 1
    marks = _TONES.findall(unicodedata.normalize("NFD", word))
    return not stopped or not marks or marks[0] in (_ACUTE, _DOT)
