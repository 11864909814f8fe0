from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from assessment.findings import Cell, Figure, Quantity, Section, Text
from assessment.report.excel import write_excel
from assessment.report.excel_charts import native_charts
from assessment.report.excel_figures import FigureTable, figure_table
from assessment.report.excel_layouts import middle
from assessment.report.language import Language
from assessment.report.layout import Chapter, LaidFigure, lay_out
from assessment.report.references import References
from assessment.report.tables import ANNEX_HEADER_ROW
from assessment.report.trace import trace_chapter

from . import demo_scoring
from .demo import FORMULA_LIKE, DemoRecord, make_demo
from .demo_figures import both, figure, quantity

MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TYPES = {
    "grouped_bars": "barChart",
    "stacked_bars": "barChart",
    "horizontal_bars": "barChart",
    "bullet": "barChart",
    "dots": "barChart",
    "drivers": "barChart",
    "acceptability": "barChart",
    "lines": "scatterChart",
    "points_over_time": "scatterChart",
    "lorenz": "scatterChart",
    "month_plot": "scatterChart",
    "slope": "lineChart",
}
NO_CHART = ("timeline", "heatmap", "map")


def formula_like() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both("+1"), quantity(3.0), both(FORMULA_LIKE)),
        (both("-1"), quantity(4.0), both("@SUM(A1)")),
    ]
    return figure("grouped_bars", rows, "formula_like")


@pytest.fixture(scope="module")
def figures(vi: Language) -> Chapter:
    drawn = tuple(make() for make in (*demo_scoring.DEMO, formula_like))
    section = Section("figures", Text("demo.title"), Text("demo.questions"), figures=drawn)
    sections, record = make_demo()
    return lay_out((*sections, section), References(record), vi)


@pytest.fixture(scope="module")
def record() -> DemoRecord:
    return make_demo()[1]


@pytest.fixture(scope="module")
def path(figures: Chapter, record: DemoRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    trace = trace_chapter(figures, References(record))
    return write_excel(figures, trace, tmp_path_factory.mktemp("charts") / "annex.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def charts(path: Path) -> dict[str, list[ElementTree.Element]]:
    """The charts of each sheet, found by the sheet that their first reference names."""
    found: dict[str, list[ElementTree.Element]] = {}
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        for name in sorted(names, key=lambda name: int("".join(filter(str.isdigit, name)))):
            root = ElementTree.fromstring(archive.read(name))
            sheet = next(iter(references(root))).partition("!")[0].strip("'")
            found.setdefault(sheet, []).append(root)
    return found


def references(chart: ElementTree.Element, part: str = "") -> Iterator[str]:
    """Yield the references of a chart, all of them or those of one part of its series (``yVal``, ``cat`` …)."""
    for holder in chart.iter(f"{MAIN}{part}") if part else [chart]:
        for element in holder.iter(f"{MAIN}f"):
            yield str(element.text)


def values(book: Any, reference: str) -> list[Any]:
    sheet, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    cells = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in cells for value in row]


def laid_figures(chapter: Chapter) -> list[LaidFigure]:
    return [laid for section in chapter.sections for laid in section.figures]


def named(chapter: Chapter, name: str) -> LaidFigure:
    return next(laid for laid in laid_figures(chapter) if laid.figure.id == f"demo.{name}")


def tabled(chapter: Chapter, name: str) -> FigureTable:
    return figure_table(named(chapter, name), chapter.language)


def known(laid: LaidFigure) -> set[float]:
    cells = [cell for cell in laid.figure.data["y"] if isinstance(cell, Quantity)]
    return rounded(cell.value for cell in cells)


def rounded(found: Iterable[Any]) -> set[float]:
    """Return the numbers among some values; the file format keeps 16 digits of them."""
    return {float(f"{value:.12g}") for value in found if isinstance(value, int | float)}


def test_every_figure_has_a_sheet_with_all_its_numbers(figures: Chapter, book: Any) -> None:
    for laid in laid_figures(figures):
        sheet = book[laid.label]
        assert sheet["A1"].value == laid.caption
        cells = [cell for row in sheet.iter_rows(min_row=ANNEX_HEADER_ROW + 1) for cell in row]
        found = rounded(cell.value for cell in cells)
        if laid.figure.draw == "timeline":
            assert found == {39400}
        else:
            assert known(laid) <= found, laid.figure.id
        assert all(cell.number_format != "General" for cell in cells if isinstance(cell.value, float))


def test_no_row_is_blank_and_the_header_is_frozen(figures: Chapter, book: Any) -> None:
    for laid in laid_figures(figures):
        table = figure_table(laid, figures.language)
        for row in range(ANNEX_HEADER_ROW, ANNEX_HEADER_ROW + 1 + len(table.grid.rows)):
            assert book[laid.label].cell(row, 1).value is not None
        assert book[laid.label].freeze_panes == f"A{ANNEX_HEADER_ROW + 1}"


def test_each_row_of_the_data_is_found_in_its_cell(figures: Chapter, book: Any) -> None:
    for laid in laid_figures(figures):
        addresses = figure_table(laid, figures.language).addresses
        for row, cell in enumerate(laid.figure.data["y"]):
            if isinstance(cell, Quantity) and cell.known and laid.figure.draw != "timeline":
                assert book[laid.label][addresses[row][0]].value == pytest.approx(cell.value)


def test_kinds_have_the_chart_that_fits_them(figures: Chapter, charts: dict[str, list[ElementTree.Element]]) -> None:
    for laid in laid_figures(figures):
        kind = laid.figure.draw
        if kind in NO_CHART:
            assert laid.label not in charts
        elif kind in TYPES and laid.figure.id != "demo.lines_months":
            assert all(chart.find(f".//{MAIN}{TYPES[kind]}") is not None for chart in charts[laid.label])
        else:
            assert charts[laid.label]


def test_charts_draw_the_cells_of_their_own_table(
    figures: Chapter, book: Any, charts: dict[str, list[ElementTree.Element]]
) -> None:
    for laid in laid_figures(figures):
        for chart in charts.get(laid.label, []):
            for reference in references(chart):
                assert reference.startswith(f"'{laid.label}'!")
            for part in ("val", "yVal", "xVal", "bubbleSize", "plus", "minus"):
                for reference in references(chart, part):
                    assert not any(isinstance(value, str) for value in values(book, reference)), (
                        laid.figure.id,
                        reference,
                    )
            for reference in references(chart, "tx"):
                assert isinstance(values(book, reference)[0], str)


def test_all_numbers_are_drawn(figures: Chapter, book: Any, charts: dict[str, list[ElementTree.Element]]) -> None:
    for laid in laid_figures(figures):
        # Ends of intervals are drawn by their margins, totals and shares beside lying bars stand in the table alone.
        if laid.figure.draw in (*NO_CHART, "intervals", "bubble", "drivers", "acceptability"):
            continue
        drawn: set[float] = set()
        for chart in charts[laid.label]:
            for part in ("val", "yVal"):
                for reference in references(chart, part):
                    drawn |= rounded(values(book, reference))
        assert known(laid) <= drawn, laid.figure.id


def test_error_bars_reach_the_ends_of_the_intervals(
    figures: Chapter, book: Any, charts: dict[str, list[ElementTree.Element]]
) -> None:
    chart = charts[named(figures, "intervals").label][0]
    middles = values(book, next(references(chart, "val")))
    (above,), (below,) = (list(references(chart, part)) for part in ("plus", "minus"))
    ends = [m + a for m, a in zip(middles, values(book, above), strict=True) if m is not None]
    data = named(figures, "intervals").figure.data
    wanted = [q.value for s, q in zip(data["series"], data["y"], strict=True) if s == demo_scoring.HIGH]
    assert ends == pytest.approx(wanted)
    assert [m - b for m, b in zip(middles, values(book, below), strict=True) if m is not None] == pytest.approx(
        [q.value for s, q in zip(data["series"], data["y"], strict=True) if s == demo_scoring.LOW]
    )


def test_axes_are_shown_with_title_and_unit(charts: dict[str, list[ElementTree.Element]], figures: Chapter) -> None:
    for laid in laid_figures(figures):
        for chart in charts.get(laid.label, []):
            assert "".join(chart.find(f"{MAIN}chart/{MAIN}title").itertext()) == laid.caption  # type: ignore[union-attr]
            assert {element.get("val") for element in chart.iter(f"{MAIN}delete")} <= {"0", "1"}
            axes = [a for name in ("catAx", "valAx") for a in chart.iter(f"{MAIN}{name}")]
            assert all(axis.find(f"{MAIN}delete").get("val") == "0" for axis in axes)  # type: ignore[union-attr]
    chart = charts[named(figures, "grouped_bars").label][0]
    title = chart.find(f".//{MAIN}valAx/{MAIN}title")
    assert title is not None
    assert "".join(title.itertext()) == "triệu USD"


def test_ids_are_unique(path: Path) -> None:
    with ZipFile(path) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8", "ignore")
            if name.startswith("xl/drawings/drawing"):
                ids = re.findall(r'cNvPr id="(\d+)"', content)
                assert len(ids) == len(set(ids))
            if name.startswith("xl/charts/chart"):
                ids = re.findall(r'<(?:c:)?idx val="(\d+)" ?/><(?:c:)?order', content)
                assert ids
                assert len(ids) == len(set(ids))


def test_no_cell_holds_a_formula(path: Path, book: Any, figures: Chapter) -> None:
    sheet = book[named(figures, "formula_like").label]
    assert (sheet["B4"].value, sheet["B4"].data_type) == (FORMULA_LIKE, "s")
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["A5"].quotePrefix) == ("+1", "s", True)
    with ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]


def test_what_cannot_be_determined_is_an_empty_cell_with_a_note(figures: Chapter, book: Any) -> None:
    sheet = book[named(figures, "grouped_bars").label]
    assert [cell.value for cell in sheet[9]][:3] == ["2024", 4100, None]
    notes = [row[0].value for row in sheet.iter_rows(min_row=10, max_col=1) if row[0].value]
    assert "2024, Nhập khẩu" in notes[0]


def test_a_unit_has_a_chart_of_its_own(charts: dict[str, list[ElementTree.Element]], figures: Chapter) -> None:
    assert len(charts[named(figures, "grouped_two_units").label]) == 2


def test_a_break_cuts_a_line_and_the_legend_names_it_once(figures: Chapter) -> None:
    (chart,) = native_charts(tabled(figures, "lines"))
    firsts = [series.yVal.numRef.f.rpartition("!")[2] for series in chart.series[:2]]
    assert firsts == ["$B$5:$B$7", "$B$8:$B$19"]
    assert [entry.idx for entry in chart.legend.legendEntry] == [1, 3, 5, 7]
    assert chart.display_blanks == "gap"


def test_days_are_real_dates_and_years_real_numbers(figures: Chapter) -> None:
    (chart,) = native_charts(tabled(figures, "points_over_time"))
    assert (chart.x_axis.numFmt.formatCode, chart.x_axis.majorUnit) == ("yyyy", 365.25)
    assert tabled(figures, "points_over_time").grid.rows[0][1].cell == pd.Timestamp("2019-02-14")
    (lines,) = native_charts(tabled(figures, "lines_one"))
    axis = lines.x_axis
    assert (axis.scaling.min, axis.scaling.max, axis.numFmt.formatCode) == (2015, 2024, "0")
    assert middle("Hữu Nghị") is None


def test_a_logarithmic_axis_starts_at_a_power_of_ten(figures: Chapter) -> None:
    (chart,) = native_charts(tabled(figures, "horizontal_log"))
    assert (chart.y_axis.scaling.logBase, chart.y_axis.scaling.min) == (10, 100)


def test_the_total_of_a_stack_is_a_point(charts: dict[str, list[ElementTree.Element]], figures: Chapter) -> None:
    (chart,) = charts[named(figures, "stacked_contributions").label]
    assert chart.find(f".//{MAIN}barChart") is not None
    assert chart.find(f".//{MAIN}lineChart") is not None


def test_the_highlighted_bar_stands_out(figures: Chapter) -> None:
    (chart,) = native_charts(tabled(figures, "horizontal_bars"))
    assert [point.idx for point in chart.series[0].dPt] == [1]


def test_heat_maps_are_shaded_by_row_where_drawn_so(figures: Chapter, book: Any) -> None:
    areas = [str(area.sqref) for area in book[named(figures, "heatmap").label].conditional_formatting]
    assert areas == [f"B{row}:J{row}" for row in range(5, 11)]
    assert len(list(book[named(figures, "heatmap_large").label].conditional_formatting)) == 1


def test_the_trace_leads_to_the_cells_of_figures(book: Any) -> None:
    rows = [row for row in book["Truy vết"].iter_rows(min_row=ANNEX_HEADER_ROW + 1) if row[2].value == "điểm 2"]
    assert len(rows) > 30
    for row in rows:
        sheet, _, address = row[3].hyperlink.location.rpartition("!")
        assert book[sheet.strip("'")][address].value == row[6].value


def test_a_table_with_the_numbers_of_a_figure_leads_to_it_and_back(book: Any) -> None:
    assert book["Bảng 1.1"]["C2"].hyperlink.location == "'Hình 1.1'!A1"
    assert book["Hình 1.1"]["C2"].hyperlink.location == "'Bảng 1.1'!A1"


def test_two_runs_give_the_same_bytes(figures: Chapter, record: DemoRecord, path: Path, tmp_path: Path) -> None:
    again = write_excel(figures, trace_chapter(figures, References(record)), tmp_path / "annex.xlsx")
    assert again.read_bytes() == path.read_bytes()


def test_english(en: Language, record: DemoRecord, tmp_path: Path) -> None:
    drawn = tuple(make() for make in demo_scoring.DEMO)
    section = Section("figures", Text("demo.title"), Text("demo.questions"), figures=drawn)
    chapter = lay_out((section,), References(record), en)
    trace = trace_chapter(chapter, References(record))
    book = openpyxl.load_workbook(write_excel(chapter, trace, tmp_path / "annex.xlsx"))
    assert book["Figure 1.15"]["B4"].value == "Day of the point (middle of the period)"
