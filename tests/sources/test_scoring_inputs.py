"""The input table of the scoring: a made-up form in both languages, as workbook and as delimited text, one trap a test."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.findings import Name
from assessment.report.language import LANGUAGES, Language
from assessment.scoring.model import load_model
from tests.sources.official_forms import problems, read, workbook

TITLE = "Số liệu đầu vào để chấm điểm ngành, lĩnh vực"
HEAD = [
    "STT",
    "Ngành, lĩnh vực",
    "Tiêu chí",
    "Kỳ số liệu",
    "Giá trị",
    "Đơn vị",
    "Nguồn (nhan đề)",
    "Cơ quan cung cấp",
    "Mức tin cậy",
]
ROWS: list[list[Any]] = [
    [
        1,
        "Gỗ và sản phẩm gỗ",
        "Việc làm",
        "Năm 2025",
        "1.240,5",
        "người/ha",
        "Báo cáo lao động năm 2025",
        "Sở Nội vụ",
        "A",
    ],
    [2, "Ngưỡng dưới", "Việc làm", 2025, "5", "người/ha", "Biên bản hội đồng", "Ban Quản lý", ""],
    [3, "Cao su", "Đóng góp ròng cho ngân sách", "Quý I/2026", "-0,8", "tỷ đồng/ha", "Sổ thu", "Sở Tài chính", "B"],
]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["scoring_inputs"]


def values(fragment: Any) -> dict[tuple[str, str], tuple[float, str, str]]:
    rows = fragment.tables["scoring"].to_dict("records")
    return {(row["sector"], row["criterion"]): (row["value"], row["unit"], row["grade"]) for row in rows}


EXPECTED = {
    ("timber", "jobs"): (1240.5, "person_per_ha", "A"),
    ("goalpost_low", "jobs"): (5.0, "person_per_ha", "B"),
    ("rubber", "net_budget"): (-0.8, "vnd_billion_per_ha", "B"),
}


def test_a_workbook_is_read_with_its_cells(tmp_path: Path, source: Source):
    fragment = read(workbook(tmp_path / "a.xlsx", [[TITLE], [], HEAD, *ROWS]), source)
    assert problems(fragment) == []
    assert values(fragment) == EXPECTED
    lineage = fragment.tables["lineage"]
    assert set(lineage.loc[lineage["column"] == "value", "cell"]) == {"E4", "E5", "E6"}


def test_delimited_text_is_read_the_same(tmp_path: Path, source: Source):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[TITLE], HEAD, *ROWS])
    fragment = read(path, source)
    assert problems(fragment) == []
    assert values(fragment) == EXPECTED


def test_a_name_that_is_not_known_is_refused(tmp_path: Path, source: Source):
    rows = [[1, "Gỗ lạ", *ROWS[0][2:]], [2, ROWS[0][1], "Vận may", *ROWS[0][3:]]]
    fragment = read(workbook(tmp_path / "a.xlsx", [[TITLE], [], HEAD, *rows]), source)
    assert len(problems(fragment)) == 2
    assert "scoring" not in fragment.tables


def test_a_value_needs_its_source(tmp_path: Path, source: Source):
    rows = [[*ROWS[0][:6], "", *ROWS[0][7:]]]
    fragment = read(workbook(tmp_path / "a.xlsx", [[TITLE], [], HEAD, *rows]), source)
    assert any("document_title" in problem for problem in problems(fragment))


def test_every_sector_and_criterion_is_known_by_its_printed_names(source: Source):
    full = load_model("full")
    wanted = {"criterion": list(full.pillar_of), "scoring_sector": [*full.sector_keys, "goalpost_low", "goalpost_high"]}
    for language in map(Language, LANGUAGES):
        for kind, keys in wanted.items():
            assert [source.names.known(kind, language.name(Name(kind, key))) for key in keys] == keys
