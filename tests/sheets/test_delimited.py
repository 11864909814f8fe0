"""Text files: encodings and separators by evidence, and no shifted column."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.sheets.cells import Sheet, WorkbookUnreadableError
from assessment.sheets.delimited import decoded, read_delimited
from assessment.sheets.workbook import read_workbook

VIETNAMESE = "Tỉnh;Xuất khẩu;Ghi chú\nLạng Sơn;1.234,5;Đồng Đăng – Hữu Nghị\n"


def read(content: bytes | str) -> Sheet:
    return read_delimited(content if isinstance(content, bytes) else content.encode(), "a.csv", "a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_plain_unicode(encoding: str) -> None:
    sheet = read(VIETNAMESE.encode(encoding))
    assert sheet.rows == [line.split(";") for line in VIETNAMESE.splitlines()]
    assert sheet.cell(1, 1).address == "B2"


def test_cp1258_with_its_tones_after_the_vowels() -> None:
    tones = {
        "ỉ": "i\u0309",
        "ấ": "â\u0301",
        "ẩ": "â\u0309",
        "ú": "ú",
        "ạ": "a\u0323",
        "ồ": "ô\u0300",
        "ữ": "ư\u0303",
        "ị": "i\u0323",
    }
    stored = "".join(tones.get(letter, letter) for letter in VIETNAMESE).encode("cp1258")
    assert decoded(stored, "a.csv") == VIETNAMESE


def test_western_letters_that_mean_the_same_in_both_encodings() -> None:
    assert decoded("Côte d'Ivoire;1\n".encode("cp1252"), "a.csv") == "Côte d'Ivoire;1\n"


def test_tcvn3_is_kept_as_windows_shows_it_for_the_decoder_of_legacy_text() -> None:
    stored = b"T\xd8nh;Xu\xcat kh\xc8u\nL\xb9ng S\xacn;1\n\xae\xe5ng \xa7\xa8ng \xad;2\n"
    assert read(stored).rows[1:] == [["L¹ng S¬n", "1"], ["®ång §¨ng \xad", "2"]]


@pytest.mark.parametrize(
    "content",
    [
        b"T\xfdnh;1\n",  # ý in cp1252, ư with a mark nowhere
        b"\xd2nh;1\n",  # a tone on no vowel
        "a;b\n1;2\n".encode("utf-16-le"),
        b"\xef\xbb\xbfT\xecnh;1\n",
        b"\xff\xfea",
    ],
)
def test_an_unclear_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(WorkbookUnreadableError, match=r"a\.csv: the encoding of the text is unclear") as error:
        read(content)
    assert "CSV UTF-8" in error.value.remedy


@pytest.mark.parametrize("separator", ["\t", ";", "|", ","])
def test_separators(separator: str) -> None:
    rows = [["Tỉnh", "2023", "Ghi chú"], ["Lạng Sơn", "1", f"a{separator}b"], ["Cao Bằng", "2", 'nói "có"\nhai dòng']]
    quoted = "\r\n".join(separator.join('"' + field.replace('"', '""') + '"' for field in row) for row in rows)
    assert read(quoted).rows == rows


def test_a_decimal_comma_is_no_separator() -> None:
    assert read("Tỉnh;2022;2023\nLạng Sơn;1,5;2,5\nCao Bằng;3,5;4,5\n").rows[1] == ["Lạng Sơn", "1,5", "2,5"]


def test_the_hint_of_excel_is_followed() -> None:
    assert read("sep=|\nTỉnh|a;b\nLạng Sơn|1;2\n").rows[1:] == [["Tỉnh", "a;b"], ["Lạng Sơn", "1;2"]]


def test_lines_above_and_notes_below_the_table_stay_in_their_places() -> None:
    text = "Dân số, nghìn người\n\nTỉnh,2022,2023\nLạng Sơn,1,2\nCao Bằng,3,4\n\nNguồn: Tổng cục Thống kê\nGhi chú\n\n"
    assert read(text).rows == [
        ["Dân số", " nghìn người", ""],
        ["", "", ""],
        ["Tỉnh", "2022", "2023"],
        ["Lạng Sơn", "1", "2"],
        ["Cao Bằng", "3", "4"],
        ["", "", ""],
        ["Nguồn: Tổng cục Thống kê", "", ""],
        ["Ghi chú", "", ""],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a;b;c\n1;2;3\n4;5\n6;7;8\n",
            r"line 3: 2 fields; expected 3 as in the header \(line 1, separated by semicolon\)",
        ),
        ("a;b;c\n1;2;3\n4;5;6;7\n6;7;8\n", r"line 3: 4 fields; expected 3"),
        ('Title\n\na;b;c\n1;"x\ny";3\n4\n', r"line 6: 1 fields; expected 3 as in the header \(line 3"),
        ('a;b\n1;"2\n3;4\n', r"a quotation mark may not be closed"),
        ('a;b\n1;"2" x\n', r"line 2: .*a quotation mark may not be closed"),
        ("Báo cáo\nnăm\n", r"the text has no columns"),
    ],
)
def test_ragged_lines_are_named(text: str, said: str) -> None:
    with pytest.raises(WorkbookUnreadableError, match=said):
        read(text)


NAMES = ",".join(f"name{number}" for number in range(47))


def test_the_comtrade_file_that_lacks_one_name_is_refused() -> None:
    """47 names, 48 fields on every line: which name is missing cannot be told, and all values behind it would be shifted."""
    line = ",".join(map(str, range(48)))
    with pytest.raises(
        WorkbookUnreadableError, match="line 2: 48 fields here and on every line below, but line 1 names 47"
    ) as error:
        read(f"{NAMES}\n{line}\n{line}\n")
    assert "insert the missing name" in error.value.remedy
    with pytest.raises(WorkbookUnreadableError, match="48 fields here and on every line below"):
        read(f"{NAMES}\n{','.join(map(str, range(47)))},\n{line}\n")


def test_a_separator_at_the_end_of_every_line_adds_no_column() -> None:
    line = ",".join(map(str, range(47)))
    sheet = read(f"{NAMES}\n{line},\n{line}, \n")
    assert {len(row) for row in sheet.rows} == {47}
    assert sheet.rows[1][-1] == "46"


@pytest.mark.shared
def test_pxweb_exports_are_sheets(shared: Path) -> None:
    files = sorted((shared / "workbooks" / "pxweb").glob("*.csv"))
    assert len(files) == 29
    for path in files:
        (sheet,) = read_workbook(path).sheets
        assert len({len(row) for row in sheet.rows}) == 1
    exports = read_workbook(
        shared / "workbooks" / "pxweb" / "Exports of goods by country group, country and territory.csv"
    )
    rows = exports.sheets[0].rows
    assert rows[0][0].startswith("Exports of goods by country group")
    assert not any(rows[1])
    assert rows[2][:2] + rows[2][-1:] == ["Country and territory", "1995", "Prel. 2016"]
    assert rows[3][:2] == ["TOTAL", "5448.9"]
    assert rows[8][:2] == ["Brunei Darusalem", ".."]
