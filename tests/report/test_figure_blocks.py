from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture

from assessment.report.figure_blocks import (
    Key,
    Listed,
    draw_block,
    draw_legend,
    legend_rows,
    listing,
    paragraphs,
    text_faults,
)
from assessment.report.figure_style import DPI, LINE, PAD, TEXT_SIZE, WIDTH, drawing_style, series_style, text_size
from assessment.report.figures import draw

from . import demo_figures as demo
from .drawn import VI


def sheet(height: float = 2.0) -> Picture:
    picture = Picture(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(picture)
    return picture


def keys(*labels: str) -> list[Key]:
    return [Key(label, "bar", series_style(index)) for index, label in enumerate(labels)]


def test_overlap_and_cut_are_found_where_they_are() -> None:
    picture = draw(demo.lines_one(), VI)
    picture.text(0.5, 0.5, "đè lên nhau", ha="center")
    picture.text(0.5, 0.5, "đè lên nhau", ha="center")
    picture.text(0.99, 0.5, "bị cắt ở mép")
    faults = text_faults(picture)
    assert any("overlaps" in fault for fault in faults)
    assert any("bị cắt" in fault and "border" in fault for fault in faults)


def test_texts_are_measured_as_wide_as_they_are_in_the_files() -> None:
    text = "einpresswire.com (09/06/2023); hfoods.vn (05/2024); and 7 more (Appendix)"
    picture = Picture(figsize=(text_size(text)[0] + 0.02, 1.0), dpi=DPI)
    FigureCanvasAgg(picture)
    with drawing_style():
        picture.text(0.01, 0.5, text, transform=picture.dpi_scale_trans, fontsize=TEXT_SIZE)
    assert text_faults(picture) == []


def test_a_legend_breaks_between_entries_and_long_labels_go_on_below_their_text() -> None:
    short = legend_rows(keys("Xuất khẩu", "Nhập khẩu"))
    assert [[text for *_, text in row] for row in short] == [["Xuất khẩu", "Nhập khẩu"]]
    assert short[0][0][0] == PAD < short[0][1][0]
    rows = legend_rows(keys("Xuất khẩu", " ".join(demo.LONG[:3]), "Nhập khẩu"))
    assert [len(row) for row in rows] == [1, 1, 1, 1]
    assert [row[0][1] is None for row in rows] == [False, False, True, False]
    assert all(x + text_size(text)[0] <= WIDTH for row in rows for x, _, text in row)


def test_a_legend_is_as_high_as_its_rows() -> None:
    picture = sheet()
    rows = legend_rows(keys(*demo.LONG))
    assert 2.0 - draw_legend(picture, rows, 2.0) == pytest.approx(len(rows) * LINE, abs=0.1)
    assert draw_legend(picture, [], 2.0) == 2.0
    assert text_faults(picture) == []


def test_dates_and_texts_of_the_list_stand_in_columns() -> None:
    listed = [Listed("1", "2018", "Mở cửa khẩu"), Listed("12", "10/09/2018", " ".join(demo.LONG))]
    first, second = listing(listed)
    assert [x for x, _ in first.columns] == [x for x, _ in second.columns]
    x, lines = second.columns[-1]
    assert len(lines) > 2
    assert all(x + text_size(line)[0] <= WIDTH - PAD for line in lines)
    assert second.height > 2 * first.height
    assert listing([]) == []


def test_blocks_are_written_below_each_other_with_the_marks_in_bold() -> None:
    picture = sheet()
    block = [*listing([Listed("1", "2018", "Mở cửa khẩu")]), *paragraphs(["", "Nguồn: Báo Lạng Sơn"])]
    assert draw_block(picture, block, 2.0) == pytest.approx(2.0 - sum(part.height for part in block))
    weights = [(text.get_text(), text.get_fontweight()) for text in picture.texts]
    assert weights == [("1", "bold"), ("2018", "normal"), ("Mở cửa khẩu", "normal"), ("Nguồn: Báo Lạng Sơn", "normal")]
    assert picture.texts[0].get_position()[1] > picture.texts[-1].get_position()[1]
