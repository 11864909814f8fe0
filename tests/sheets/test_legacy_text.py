"""Legacy Vietnamese text: the table against glibc, words of both kinds in one cell, and good Unicode left alone."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import python_calamine as calamine

from assessment.sheets.formats import BookFormats
from assessment.sheets.legacy_text import TCVN3, VNI, decode, decode_runs, encoding_of_font, looks_legacy

VOWELS = "aăâeêioôơuưy"
LETTERS = {
    unicodedata.normalize("NFC", v + t) for v in VOWELS for t in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
}
LETTERS = {letter for letter in LETTERS | {"đ"} if not letter.isascii()}

GOOD_UNICODE = [
    "Ô tô",
    "Ôx-trây-li-a",
    "B. HÀNG HÓA",
    "TỔNG TRỊ GIÁ",
    "Thủy sản, cà phê; Ả-rập Xê-út",
    "Diện tích 5 m² ± 1 °C, µm, 3×4, § 12, «x», ½, ® và ©",
    "Société Générale, Müller & Söhne, Größe, São Tomé, Curaçao, Åland, Øresund",
    "Ðồng Ðăng",
    "中国 Gi¸",
    "",
    "1.234,5",
]


def iconv(text: str) -> str:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
    done = subprocess.run(command, input=text.encode("latin-1"), capture_output=True, check=False)
    if b"not supported" in done.stderr:
        pytest.skip("this iconv does not know TCVN5712-1")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_the_table_has_every_letter_once_in_both_cases():
    letters = [sign for sign in TCVN3.values() if sign.isalpha()]

    assert len(letters) == len(set(letters)) == 134
    assert set(letters) == LETTERS | {letter.upper() for letter in LETTERS}


def test_the_table_is_that_of_glibc():
    assert {byte: iconv(f"x{chr(byte)}")[1:] for byte in TCVN3} == TCVN3


def test_the_vni_table_has_every_letter_in_both_cases():
    assert set(VNI.values()) == LETTERS | {letter.upper() for letter in LETTERS}


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".vntime", "tcvn3"),
        (".VnArial Narrow", "tcvn3"),
        (".VnTimeH", "tcvn3_capitals"),
        (".VnArial NarrowH", "tcvn3_capitals"),
        (".vnavanth", "tcvn3_capitals"),
        ("VNI-Times", "vni"),
        ("Times New Roman", None),
        ("Vni", None),
        ("", None),
        (None, None),
    ],
)
def test_the_encoding_follows_from_the_font(font: str | None, encoding: str | None):
    assert encoding_of_font(font) == encoding


@pytest.mark.parametrize(
    ("raw", "font", "text"),
    [
        ("Tæng trÞ gi¸ xuÊt khÈu", ".VnTime", "Tổng trị giá xuất khẩu"),
        ("N\xadíc ngoµi", ".VnArial", "Nước ngoài"),
        ("NGµNH C¤NG NGHIÖP", ".VnTime", "NGàNH CÔNG NGHIệP"),
        ("mét sè s¶n phÈm", ".VnTimeH", "MỘT SỐ SẢN PHẨM"),
        ("Tr. USD", ".VnTimeH", "TR. USD"),
        ("Hoa Kú", ".VnTime", "Hoa Kỳ"),
        ("Lóc-xem-bua", ".VnTime", "Lúc-xem-bua"),
        ("…", ".VnTime", "…"),
        ("Vieät Nam, Ñaø Naüng, ñöôøng", "VNI-Times", "Việt Nam, Đà Nẵng, đường"),
        ("BEÂ TOÂNG, kyõ thuaät", "VNI-Times", "BÊ TÔNG, kỹ thuật"),
    ],
)
def test_text_in_a_legacy_font_is_decoded(raw: str, font: str, text: str):
    assert decode(raw, font) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Ngh×n tấn", "Nghìn tấn"),
        ("Tổng mức\n(Tỷ đồng)", "Tổng mức\n(Tỷ đồng)"),
        ("Ưíc tÝnh", "Ước tính"),
        ("TP. Hồ ChÝ Minh", "TP. Hồ Chí Minh"),
        ("9. XuÊt khÈu hàng hoá th¸ng 8", "9. Xuất khẩu hàng hoá tháng 8"),
        ("dÞch vô tiªu dïng theo giá thực tế", "dịch vụ tiêu dùng theo giá thực tế"),
        ("Dịch vụ lưu tró, ¨n uèng", "Dịch vụ lưu trú, ăn uống"),
        ("KÕt qu¶ s¬ bé thi trung học", "Kết quả sơ bộ thi trung học"),
    ],
)
def test_a_cell_of_both_kinds_is_decided_word_by_word(raw: str, text: str):
    assert decode(raw, ".VnArial") == text


@pytest.mark.parametrize("text", GOOD_UNICODE)
@pytest.mark.parametrize("font", [None, "Arial", "Times New Roman"])
def test_good_unicode_is_left_alone(text: str, font: str | None):
    assert decode(text, font) == text
    assert decode(unicodedata.normalize("NFD", text), font) == text


def test_a_unicode_font_leaves_even_legacy_looking_text_alone():
    assert decode("Gi¸ trÞ", "Arial") == "Gi¸ trÞ"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Gi¸ trÞ", "Giá trị"),
        ("L\xadîng", "Lượng"),
        ("Lµng S¬n", "Làng Sơn"),
        ("Vieät Nam, Haø Noäi", "Việt Nam, Hà Nội"),
        ("Ngh×n tấn", "Nghìn tấn"),
    ],
)
def test_without_a_font_evidence_decides(raw: str, text: str):
    assert looks_legacy(raw)
    assert decode(raw) == text


def test_runs_are_decoded_each_by_its_font():
    assert decode_runs("5. (TiÕp theo) mét sè", [(0, ".VnTimeH"), (2, ".VnTime"), (14, ".VnTimeH")]) == (
        "5. (Tiếp theo) MỘT SỐ"
    )
    assert decode_runs("Gi¸ Ô tô", [(0, ".VnTime"), (4, "Arial")]) == "Giá Ô tô"
    assert decode_runs("ab", [(0, "Arial"), (9, ".VnTime")]) == "ab"


@pytest.fixture(scope="module")
def real_texts(shared: Path) -> list[tuple[str, str | None]]:
    """Return every text of the statistics office's workbooks, as calamine returns it, with its font; None where it changes."""
    texts: list[tuple[str, str | None]] = []
    for path in sorted((shared / "workbooks" / "gso").iterdir()):
        formats = BookFormats.open(path)
        book = calamine.load_workbook(str(path))
        for data in book.sheets_metadata:
            sheet = formats.sheet(data.name)
            assert sheet.known, sheet.reason
            for row, values in enumerate(book.get_sheet_by_name(data.name).to_python(skip_empty_area=False)):
                for col, value in enumerate(values):
                    if isinstance(value, str) and value:
                        texts.append((value, None if (row, col) in sheet.runs else sheet.font(row, col)))
    return texts


@pytest.mark.shared
def test_every_real_text_in_a_legacy_font_is_what_iconv_makes_of_it(real_texts: list[tuple[str, str | None]]):
    """Differences are of two kinds only: letters no byte stands for, and words typed in Unicode although the font is legacy."""
    cells = [(text, font) for text, font in real_texts if encoding_of_font(font) in ("tcvn3", "tcvn3_capitals")]
    bytewise = [(text, font) for text, font in cells if max(text) <= "\xff"]
    decoded = nfc(iconv("\0".join(text for text, _ in bytewise))).split("\0")

    different: Counter[tuple[str, str, str]] = Counter()
    for (text, font), expected in zip(bytewise, decoded, strict=True):
        ours = decode(text, font)
        if encoding_of_font(font) == "tcvn3_capitals":
            ours, expected = ours.lower(), expected.lower()
        if ours != expected:
            different[text, ours, expected] += 1

    assert len(bytewise) > 34_000
    assert 0 < len(cells) - len(bytewise) < 500
    # `Tàu` and `và` are Unicode; byte by byte they would be `TỔu` and `vỔ`.
    assert different == {
        (" Bµ RÞa - Vòng Tàu", " Bà Rịa - Vũng Tàu", " Bà Rịa - Vũng TỔu"): 10,
        (
            "7. Tæng møc b¸n lÎ hµng ho¸ và doanh thu",
            "7. Tổng mức bán lẻ hàng hoá và doanh thu",
            "7. Tổng mức bán lẻ hàng hoá vỔ doanh thu",
        ): 2,
    }


@pytest.mark.shared
def test_real_texts_in_a_unicode_font_are_left_alone_and_hold_nothing_legacy(real_texts: list[tuple[str, str | None]]):
    texts = Counter(text for text, font in real_texts if font is not None and encoding_of_font(font) is None)

    assert texts.total() > 80_000
    assert not [text for text in texts if decode(text) != nfc(text) or looks_legacy(text)]
    assert not [text for text in texts if decode(text, "Arial") != nfc(text)]


@pytest.mark.shared
def test_real_legacy_texts_are_mostly_recognised_without_their_font(real_texts: list[tuple[str, str | None]]):
    legacy = [(text, font) for text, font in real_texts if encoding_of_font(font) and not text.isascii()]

    recognised = sum(decode(text).lower() == decode(text, font).lower() for text, font in legacy)

    assert recognised / len(legacy) > 0.94


@pytest.mark.parametrize(
    "runs", [[(0, ".VnArialH"), (1, ".VnArial")], [(0, ".VnArialH"), (1, ".VnArial"), (3, ".VnArialH")]]
)
def test_a_word_that_begins_in_the_font_of_capitals_is_decoded_whole(runs: list[tuple[int, str | None]]):
    """So were the foreign-investment lists of 2001 to 2003 typed: alone, the first letter is a sound Unicode one."""
    assert decode_runs("Ên §é", runs).casefold() == "ấn độ"
    assert decode_runs("Ên §é", runs)[0] == "Ấ"
