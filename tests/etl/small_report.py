"""A small report source for the tests: a declaration in a folder, sheets in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import FileRows
from assessment.etl.reading import rows_of
from assessment.sheets.formats import BookFormats
from assessment.sheets.workbook import Sheet, Workbook

FILE = "small/2024-05-29-book.xlsx"
HEAD = """
id = "small"
title_vi = "Biểu thử"
title_en = "Small report"
publisher_vi = "Cục Thử"
publisher_en = "Toy Office"
owner = "toy_office"
licence = "public record"
frequency = "month"
due_days = 10
grade = "B"
files = ["small/*.xlsx"]
locale = "mixed"
growth_notation = "index"
"""
TABLE = """
[[table]]
id = "export"
title_patterns = ['(\\d+\\. )?xuat khau.*']
layout = "report"
into = "trade"
stub = "commodity"
year_to_date = true
[table.constants]
scope = "national"
flow = "export"
geography = "vn"
"""
COLUMNS = """table,header,key,first_period,last_period
export,Thực hiện {period} Lượng,measure=quantity;status=preliminary;unit=@1,,
export,Thực hiện {period} Trị giá,measure=value;status=preliminary;unit=@2,,
export,Cộng dồn {period} Lượng,measure=quantity;status=estimate;unit=@1,,
export,Cộng dồn {period} Trị giá,measure=value;status=estimate;unit=@2,,
export,{period} so với cùng kỳ năm trước (%) Trị giá,ignore,,
"""
ENTITIES = """kind,name,key,parent,valid_from,valid_to
commodity,Tổng trị giá,all,,,
commodity,Gạo,rice,,,
commodity,"Máy móc, thiết bị",machinery,,,
commodity,Xe máy,motorcycles,,,
commodity,Khác,ignore,,,
geography,Việt Nam,vn,,,
unit_word,nghìn tấn,tonne*1000,,,
unit_word,nghìn chiếc,piece*1000,,,
unit_word,triệu USD,usd_million,,,
"""
SHEET: list[list[Any]] = [
    ["14. Xuất khẩu"],
    ["", "", "", "", "", "", "Nghìn tấn; Triệu USD"],
    ["", "Thực hiện", "", "", "Cộng dồn", "", ""],
    ["", "tháng 5", "", "", "5 tháng", "", ""],
    ["", "năm 2024", "", "", "năm 2024", "", ""],
    ["", "Lượng", "Trị giá", "", "Lượng", "Trị giá", ""],
    ["TỔNG TRỊ GIÁ", "", 100.0, "", "", 450.0, ""],
    ["Gạo", 2.0, 20.0, "", 9.0, 90.0, ""],
    ["Máy móc,"],
    ["thiết bị", "", 70.0, "", "", 300.0, ""],
    ["Xe máy (*)", 3.0, 10.0, "", 13.0, 60.0, ""],
    ["(*) Nghìn chiếc và triệu USD"],
]


def source(
    folder: Path, table: str = TABLE, columns: str = COLUMNS, entities: str = ENTITIES, head: str = HEAD
) -> Source:
    """Declare the source in a folder and load it."""
    files = {"source.toml": head + table, "columns.csv": columns, "entities.csv": entities, "corrections.toml": ""}
    for name, text in files.items():
        path = folder / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "common").mkdir(exist_ok=True)
    (folder / "common" / "entities.csv").write_text("kind,name,key,parent,valid_from,valid_to\n", encoding="utf-8")
    return load_sources(folder)["small"]


def changed(**cells: Any) -> list[list[Any]]:
    """Return the sheet with cells changed, named as in Excel: ``changed(C8=25.0)``."""
    rows = [[*row, *[""] * (8 - len(row))] for row in SHEET]
    for place, value in cells.items():
        rows[int(place[1:]) - 1][ord(place[0]) - ord("A")] = value
    return rows


def read(declared: Source, rows: list[list[Any]], file: str = FILE) -> FileRows:
    """Read one sheet with the declaration."""
    width = max(map(len, rows))
    sheet = Sheet(file, "XK", True, [[*row, *[""] * (width - len(row))] for row in rows])
    return rows_of(Workbook(file, (sheet,)), BookFormats(None, "made by code"), declared)


def figures(read_rows: FileRows) -> dict[tuple[str, str, str], tuple[float, str]]:
    """Return (commodity, measure, frequency) → (value, unit)."""
    rows = (observation.row for _, observation in read_rows.taken)
    return {(row["commodity"], row["measure"], row["frequency"]): (row["value"], row["unit"]) for row in rows}


def problems(read_rows: FileRows) -> list[tuple[str, str]]:
    """Return the rejects as (cell, problem)."""
    return [(reject.cell, reject.problem) for reject in read_rows.sink.rejects]
