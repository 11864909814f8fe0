from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Column, Name, Quantity, Table, Text, not_determinable
from assessment.report.display import as_printed_frame
from assessment.report.language import Language
from assessment.report.numbers import NBSP


def _plain(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(cell).replace(NBSP, " ") for cell in row] for row in frame.to_numpy().tolist()]


@pytest.fixture
def table() -> Table:
    cells = {
        "scope": [Name("flow", "export"), Text("common.column.year"), "1009/QĐ-TTg", None],
        "value": [
            Quantity(51990.563, "usd_million", ("a",)),
            Quantity(86140.0, "usd_million", ("b",), precision="over"),
            not_determinable(Text("common.reason.no_row"), "usd_million"),
            None,
        ],
        "free": [Quantity(9.569, "percent", formula="share"), Quantity(36.0, "project"), 2023, None],
    }
    frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in cells.items()})
    columns = (
        Column(Text("common.column.year")),
        Column(Text("common.column.value"), "usd_million"),
        Column(Text("common.column.value"), None, 1),
    )
    return Table("t", Text("trade.title"), columns, frame)


def test_numbers_are_printed_in_the_manner_of_the_language(table: Table) -> None:
    vi, en = (as_printed_frame(table, Language(lang)) for lang in ("vi", "en"))
    assert _plain(vi) == [
        ["Xuất khẩu", "51.990,563", "9,6%"],
        ["Năm", "hơn 86.140", "36,0 dự án"],
        ["1009/QĐ-TTg", "không xác định", "2023"],
        ["–", "–", "–"],
    ]
    assert _plain(en)[0] == ["Exports", "51,990.563", "9.6%"]
    assert _plain(en)[2] == ["1009/QĐ-TTg", "not determinable", "2023"]


def test_a_header_names_its_unit_and_a_column_of_words_none(table: Table) -> None:
    headers = [header.replace(NBSP, " ") for header in as_printed_frame(table, Language("vi")).columns]
    assert headers[0] == "Năm"
    assert headers[1].endswith("(triệu USD)")
    assert "(" not in headers[2]


def test_the_table_itself_is_not_touched(table: Table) -> None:
    before = table.frame.copy()
    as_printed_frame(table, Language("vi"))
    assert [list(row) for row in table.frame.to_numpy()] == [list(row) for row in before.to_numpy()]


def test_every_table_of_a_real_section_can_be_shown(evidence: Evidence) -> None:
    from assessment.situation import trade

    section = trade.section(evidence)
    assert section.tables
    for table in section.tables:
        for lang in ("vi", "en"):
            printed = as_printed_frame(table, Language(lang))
            assert printed.shape == table.frame.shape
            assert all(isinstance(cell, str) for row in printed.to_numpy() for cell in row)
    scopes = as_printed_frame(next(t for t in section.tables if t.id == "trade.scopes"), Language("vi"))
    assert "51.990,563" in scopes.to_numpy().flatten().tolist()
