"""Exports become texts with their places, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from assessment.customs import reading
from assessment.customs.errors import GoodsLinesError
from assessment.customs.reading import RAW, parts

from .exports import LABELS, line, rows, text, workbook


def read(path: Path) -> list[dict[str, object]]:
    return [row for part in parts(path) for batch in part.batches for row in batch.to_pylist()]


def test_codes_keep_their_zeros_and_their_digits(tmp_path: Path) -> None:
    for path in (
        workbook(tmp_path / "a.xlsx", {"S": rows([line(trader_code="0000000018")])}),
        text(tmp_path / "a.csv", rows([line(trader_code="0000000018")])),
    ):
        (row,) = read(path)
        assert (row["declaration"], row["hs"], row["trader_code"]) == ("106812345670", "07133490", "0000000018")
        assert (row["file"], row["row"], row["fault"]) == (path.name, 11, None)


@pytest.mark.parametrize("key", ["declaration", "hs", "trader_code"])
def test_a_code_as_a_number_refuses_the_file_and_names_the_cell(tmp_path: Path, key: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": rows([line(), line(**{key: 7133490})])})
    cell = f"{chr(65 + list(LABELS).index(key))}12"
    with pytest.raises(GoodsLinesError, match=f"{cell}: the {key} stands as a number") as caught:
        read(path)
    assert "as text" in caught.value.remedy


def test_values_of_a_workbook_are_written_out(tmp_path: Path) -> None:
    changed = line(value_currency=0.00001, value_vnd=12345678901234.0, registered_on=datetime(2026, 2, 3, 7, 30))
    (row,) = read(workbook(tmp_path / "a.xlsx", {"S": rows([changed])}))
    assert (row["value_currency"], row["value_vnd"]) == ("0.00001", "12345678901234")
    assert str(row["registered_on"]).startswith("2026-02-03")


def test_traders_names_are_not_read() -> None:
    assert "trader" not in RAW.names


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_encodings_and_separators_of_text(tmp_path: Path, encoding: str, separator: str) -> None:
    (row,) = read(text(tmp_path / "a.csv", rows([line()]), encoding, separator))
    assert row["description"] == "TL01#&Thanh long"


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16-le"])
def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Số TK,Đơn giá\n".encode(encoding, "replace") + "Tên hàng".encode(encoding, "replace"))
    with pytest.raises(GoodsLinesError, match=r"UTF-8|utf-8") as caught:
        read(path)
    assert "CSV UTF-8" in caught.value.remedy


def test_a_row_of_another_width_is_at_fault_and_shows_nothing(tmp_path: Path) -> None:
    content = rows([line(), line(), line()])
    content[-1].append("more")
    content[-2].pop(3)
    faults = [(row["row"], row["fault"], row["hs"]) for row in read(text(tmp_path / "a.csv", content))]
    expected = f"expected {len(LABELS)} fields as in the header"
    assert faults == [
        (11, None, "07133490"),
        (12, f"{len(LABELS) - 1} fields; {expected}", None),
        (13, f"{len(LABELS) + 1} fields; {expected}", None),
    ]


def test_blank_rows_are_no_lines_and_places_stay_right(tmp_path: Path) -> None:
    content = rows([line(), line()])
    content.insert(11, [""] * len(LABELS))
    assert [row["row"] for row in read(text(tmp_path / "a.csv", content))] == [11, 13]
    assert [row["row"] for row in read(workbook(tmp_path / "a.xlsx", {"S": content}))] == [11, 13]


def test_a_sheet_of_another_form_is_passed_over(tmp_path: Path) -> None:
    book = {"Tổng hợp": [["STT", "Số TK", "Ngày ĐK"]], "Chi tiết": rows([line()])}
    assert [part.sheet for part in parts(workbook(tmp_path / "a.xlsx", book))] == ["Chi tiết"]


def test_batches_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    path = text(tmp_path / "a.csv", rows([line(line=str(at)) for at in range(1, 6)]))
    assert [batch.num_rows for part in parts(path) for batch in part.batches] == [2, 2, 1]


def test_what_is_no_export_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_text("no zip")
    with pytest.raises(GoodsLinesError, match="not a readable"):
        read(tmp_path / "a.xlsx")
    with pytest.raises(GoodsLinesError, match="cannot be opened"):
        read(tmp_path / "none.csv")
    with pytest.raises(GoodsLinesError, match="no header of goods lines"):
        read(text(tmp_path / "b.csv", [["a", "b"], ["1", "2"]]))
    monkeypatch.setattr(reading, "MOST_UNPACKED", 100)
    with pytest.raises(GoodsLinesError, match="MB unpacked") as caught:
        read(workbook(tmp_path / "c.xlsx", {"S": rows([line()])}))
    assert "CSV" in caught.value.remedy


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", rows([line()] * 3))
    path.write_bytes(path.read_bytes() + b'"' + b"x" * 200_000)
    with pytest.raises(GoodsLinesError, match="quotation mark"):
        read(path)


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of a workbook; one that is not there is empty."""
    with ZipFile(path) as archive:
        parts_of = {part: b""} | {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts_of.items():
            archive.writestr(name, change(content) if name == part else content)


def test_more_texts_than_there_are_is_refused_before_room_is_reserved_for_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": rows([line()])})
    rewritten(path, "xl/sharedStrings.xml", lambda _: b'<sst uniqueCount="99999999999999"><si><t>a</t></si></sst>')
    with pytest.raises(GoodsLinesError, match="it declares 99,999,999,999,999 texts and has less"):
        read(path)


@pytest.mark.parametrize(
    "written", ['<c r="XFD1048576"', "<c r='xfd1048576'", '<c r = "XFD1048576"', '<c s="1" r="DA3"']
)
def test_a_stray_cell_far_to_the_right_is_refused_before_room_is_reserved_for_all_before_it(
    tmp_path: Path, written: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": rows([line()])})
    cell = f"<row>{written}><v>1</v></c></row></sheetData>"
    rewritten(path, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", cell.encode()))
    with pytest.raises(GoodsLinesError, match=r"(?i)a\.xlsx: a cell stands in (XFD1048576|DA3)") as caught:
        read(path)
    assert "delete the stray cell" in caught.value.remedy


def test_a_stray_address_is_seen_across_two_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [*rows([line()]), [None] * 199 + ["x"]]})
    monkeypatch.setattr(reading, "_PIECE", 16)
    with pytest.raises(GoodsLinesError, match="a cell stands in GR12"):
        read(path)


def test_an_empty_cell_far_to_the_right_takes_no_room(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": rows([line()])})
    cell = b'<row><c r="XFD1048576" s="1"/></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", cell))
    assert len(read(path)) == 1
