"""Tables that begin with a header row and no title."""

from __future__ import annotations

from assessment.sheets.heads import find_untitled
from assessment.sheets.tables import Form, find_tables
from assessment.sheets.workbook import Sheet

FLOW = Form("flow", (), patterns=("flows by province",), is_report=True, labels=("Province",), columns=("new", "total"))
STOCK = Form("stock", (), patterns=("stock",), is_report=True, labels=("Province",), columns=("projects", "capital"))
SECTOR = Form("sector", (), patterns=("flows by sector",), is_report=True, labels=("Sector",), columns=("new", "total"))
SKIPPED = Form("kind", (), skipped=True, labels=("Kind",))
FORMS = [FLOW, STOCK, SECTOR, SKIPPED]


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("a.xlsx", "S", True, [[*row, *[""] * (4 - len(row))] for row in rows])


FIRST: list[list[object]] = [
    ["Flows by sector"],
    ["No", "Sector", "New", "Total"],
    [1.0, "Mining", 2.0, 3.0],
    ["All", "", 2.0, 3.0],
]


def test_a_header_row_below_its_title_is_no_new_table() -> None:
    assert find_untitled(sheet(*FIRST), FORMS, [(0, SECTOR)]) == []


def test_a_second_header_row_begins_a_table_at_its_caption() -> None:
    rows = sheet(*FIRST, [], ["1 January to 20 June"], ["No", "Province", "New", "Total"], [1.0, "Lạng Sơn", 1.0, 2.0])
    assert find_untitled(rows, FORMS, [(0, SECTOR)]) == [(5, 0, FLOW)]
    layout = find_tables(rows, FORMS)
    assert [(form.id, report.label, report.caption) for form, report in layout.reports] == [
        ("sector", "Sector", "Flows by sector"),
        ("flow", "Province", "1 January to 20 June"),
    ]


def test_the_headers_decide_between_forms_with_the_same_label() -> None:
    rows = sheet(*FIRST, ["No", "Province", "Projects", "Capital"], [1.0, "Lạng Sơn", 1.0, 2.0])
    assert find_untitled(rows, FORMS, [(0, SECTOR)]) == [(4, 1, STOCK)]


def test_unknown_headers_go_with_the_table_above_and_to_nothing_without_one() -> None:
    head: list[object] = ["No", "Province", "A", "B"]
    assert find_untitled(sheet(*FIRST, head), FORMS, [(0, SECTOR)]) == [(4, 1, FLOW)]
    assert find_untitled(sheet(head), FORMS, []) == []


def test_a_table_left_out_on_purpose_is_known_by_its_label() -> None:
    rows = sheet(*FIRST, ["No", "Kind", "New", "Total"], [1.0, "Joint venture", 2.0, 3.0])
    layout = find_tables(rows, FORMS)
    assert [form.id for form, _, _ in layout.skipped] == ["kind"]
    assert [row.label for _, report in layout.reports for row in report.rows] == ["Mining", "All"]


def test_a_label_in_a_row_of_figures_is_no_header() -> None:
    assert find_untitled(sheet(*FIRST, [2.0, "Province", 1.0, 2.0]), FORMS, [(0, SECTOR)]) == []
