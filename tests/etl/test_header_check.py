"""Tables whose header is checked and whose rows are not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.etl.declarations import DeclarationError, TableRule, load_sources
from assessment.etl.header_check import check_header
from assessment.etl.problems import Sink
from assessment.sheets.tables import Form, FoundTable
from assessment.sheets.workbook import Sheet
from tests.etl.toy import Toy

ROWS = [["Title", "", ""], ["Code", "Name", "New"], ["007", "a", 1.0], ["008", "b", 2.0], ["", "", 3.0]]
FORM = Form("lines", ("Title",), {"Code": "code", "Name": "name"}, ("code",))


def checked(rows: list[list[object]]) -> Sink:
    found = FoundTable(FORM, (0, 0), (1,), {0: "code", 1: "name"}, {2: ("New",)}, 2, 5)
    sink = Sink("a.xlsx")
    check_header(found, Sheet("a.xlsx", "S", True, rows), TableRule(FORM, "none", "records", codes=("code",)), sink)
    return sink


def test_lines_totals_and_undeclared_columns_are_told() -> None:
    sink = checked([list(row) for row in ROWS])
    told = [note.note for note in sink.notes]
    assert "2 columns known, 2 lines, 1 total rows" in told[0]
    assert "'New'" in told[1]
    assert not sink.failed


def test_a_code_that_is_a_number_fails_the_file() -> None:
    sink = checked([*[list(row) for row in ROWS[:3]], [8.0, "b", 2.0], list(ROWS[4])])
    assert sink.failed
    assert [reject.cell for reject in sink.rejects] == ["A4"]


def test_a_table_that_is_not_read_needs_a_reason_even_with_a_layout(toy: Toy) -> None:
    path: Path = toy.sources / "toy" / "source.toml"
    table = '\n[[table]]\nid = "x"\ntitles = ["X y z"]\nlayout = "records"\ninto = "none"\nrequired = []\n'
    toy.declare(source=path.read_text(encoding="utf-8") + table)
    with pytest.raises(DeclarationError, match="reason"):
        load_sources(toy.sources)
