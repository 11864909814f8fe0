"""What is seen in an export of goods lines, and that nothing of a line is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.customs import inspection
from assessment.customs.inspection import described, heads

from .exports import FEBRUARY, LABELS, line, rows, text, workbook

SECRETS = ("0100101234", "CÔNG TY", "106812345670", "Thanh long")


def seen(path: Path) -> str:
    return "\n".join(described(path, heads(path)))


def export(folder: Path, suffix: str, *lines: dict[str, Any], labels: list[str] | None = None) -> Path:
    content = rows(
        lines or [line(), line()], labels, [["Báo cáo hàng chi tiết"], [FEBRUARY], ["Tổng trị giá:", "5,025,000"]]
    )
    path = folder / f"from a mail{suffix}"
    return text(path, content) if suffix == ".csv" else workbook(path, {"S": content})


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_is_known_by_its_header_wherever_it_lies(tmp_path: Path, suffix: str) -> None:
    said = seen(export(tmp_path, suffix))
    assert "belongs into data/raw/customs_goods_lines/" in said
    assert "B10 'Số TK' → declaration\n" in said
    assert "'Tên doanh nghiệp' → trader, not kept" in said
    assert "header row 10, 26 columns; period 01/02/2026–28/02/2026; printed total 5,025,000 VND" in said
    assert "lines: 2\nrejects: 0" in said


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_unknown_label_is_told_with_the_nearest_known_one_and_the_line_to_add(tmp_path: Path, suffix: str) -> None:
    labels = ["Trị gía NTT" if label == "Trị giá NT" else label for label in LABELS.values()]
    said = seen(export(tmp_path, suffix, labels=[*labels, "Zzz"]))
    assert "V10 'Trị gía NTT' → unknown, the nearest known label is 'Trị giá NT'" in said
    assert (
        "if it means that, add a line to assessment/sources/customs_goods_lines/columns.csv: goods_lines,Trị gía NTT,value_currency,,"
        in said
    )
    assert "'Zzz' → unknown\n    add a line" in said
    assert "rejects: 1" in said
    assert "no column 'Trị giá NT'" in said


def test_what_is_missing_but_not_needed_is_told_with_what_follows(tmp_path: Path) -> None:
    said = seen(export(tmp_path, ".csv", labels=[label for label in LABELS.values() if label != "Mã hải quan"]))
    assert "no column office: the office of all its lines is the one given" in said


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_nothing_a_line_says_is_told(tmp_path: Path, suffix: str) -> None:
    good = seen(export(tmp_path, suffix))
    number = seen(export(tmp_path, suffix, line(), line(hs=7133490)))
    assert "rejects: 1" in number or suffix == ".csv"
    content = rows([line(), line()])
    content[-1].insert(3, "")
    shifted = seen(text(tmp_path / "b.csv", content))
    assert "1 lines have more or fewer fields than the header, the first in row 12" in shifted
    assert not [secret for secret in SECRETS for said in (good, number, shifted) if secret in said]


def test_a_file_in_an_encoding_that_is_not_taken_is_known_and_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(";".join(map(str, row)) for row in rows([line()])).encode("cp1258", "replace"))
    said = seen(path)
    assert "rejects: 1" in said
    assert "CSV UTF-8" in said


@pytest.mark.parametrize("large", [True, False])
def test_a_workbook_too_large_for_a_table_is_looked_at_as_an_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    path = export(tmp_path, ".xlsx")
    monkeypatch.setattr("assessment.sheets.guards.MAX_CELLS", 50)
    monkeypatch.setattr(inspection, "LARGE", 0 if large else 10**9)
    assert bool(heads(path)) is large


def test_other_files_are_no_exports(tmp_path: Path) -> None:
    assert heads(text(tmp_path / "a.csv", [["Mã HS", "Trị giá"], ["07", 1]])) == []
    assert heads(tmp_path / "none.xlsx") == []
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04torn")
    assert heads(tmp_path / "torn.xlsx") == []
