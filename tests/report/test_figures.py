from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot, rcParams
from matplotlib.text import Text as DrawnText
from PIL import Image

from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.findings import Figure, Quantity, Text, not_determinable
from assessment.report.figure_blocks import text_faults
from assessment.report.figure_data import FigureError
from assessment.report.figure_style import DPI
from assessment.report.figures import KINDS, draw, render
from assessment.report.language import Language
from assessment.report.layout import lay_out
from assessment.report.references import References
from assessment.situation.chapter import chapter

from . import demo_figures as demo

LANGUAGES = {lang: Language(lang) for lang in ("vi", "en")}
VI = LANGUAGES["vi"]


def words(figure: Figure, language: Language = VI) -> list[str]:
    return [text.get_text() for text in draw(figure, language).findobj(DrawnText) if text.get_text()]


def all_words(figure: Figure) -> str:
    return " ".join(words(figure)).replace("\n", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", demo.DEMO, ids=lambda make: make.__name__)
def test_no_text_overlaps_another_or_is_cut_at_the_border(make: Callable[[], Figure], lang: str) -> None:
    assert text_faults(draw(make(), LANGUAGES[lang])) == []


def test_the_demo_covers_every_chart_kind() -> None:
    assert {make().draw for make in demo.DEMO} == set(KINDS)


@pytest.mark.slow
def test_no_figure_of_the_chapter_has_overlapping_or_cut_text(evidence: Evidence, store: Store) -> None:
    sections = chapter(evidence)
    references = References(store)
    for language in LANGUAGES.values():
        for section in lay_out(sections, references, language).sections:
            for laid in section.figures:
                assert text_faults(draw(laid.figure, language)) == [], (language.lang, laid.figure.id)


def test_overlap_and_cut_are_found_where_they_are() -> None:
    picture = draw(demo.lines_one(), VI)
    picture.text(0.5, 0.5, "đè lên nhau", ha="center")
    picture.text(0.5, 0.5, "đè lên nhau", ha="center")
    picture.text(0.99, 0.5, "bị cắt ở mép")
    faults = text_faults(picture)
    assert any("overlaps" in fault for fault in faults)
    assert any("bị cắt" in fault and "border" in fault for fault in faults)


def test_files_are_16_cm_wide_at_300_dpi_and_the_same_every_time(tmp_path: Path) -> None:
    first = render(demo.dots(), VI, tmp_path / "a", "figure_3_1")
    second = render(demo.dots(), VI, tmp_path / "b", "figure_3_1")
    with Image.open(first.png) as image:
        assert image.width == pytest.approx(16 / 2.54 * DPI, abs=1)
        assert image.info["dpi"] == pytest.approx((DPI, DPI), abs=1)
        assert "Software" not in image.info
    for one, other in ((first.png, second.png), (first.svg, second.svg), (first.csv, second.csv)):
        assert one.read_bytes() == other.read_bytes()


def test_drawing_leaves_no_state_behind() -> None:
    before = dict(rcParams)
    draw(demo.points(), VI)
    assert dict(rcParams) == before
    assert pyplot.get_fignums() == []


def test_numbers_of_the_axes_are_written_in_the_manner_of_the_language() -> None:
    assert "3.000" in words(demo.grouped())
    assert "3,000" in words(demo.grouped(), LANGUAGES["en"])


def test_source_line_and_notes_stand_in_the_picture() -> None:
    figure = replace(demo.grouped(), notes=(Text("common.reason.too_few"),))
    found = all_words(figure)
    assert "Nguồn: Cổng thông tin điện tử tỉnh Lạng Sơn (12/01/2024); Báo Lạng Sơn" in found
    assert "Ghi chú: Quá ít quan sát." in found


def test_points_that_cannot_be_determined_are_named_in_the_note_and_not_drawn() -> None:
    assert "Không vẽ vì không xác định (2024, Nhập khẩu): chưa có số liệu công bố." in all_words(demo.grouped())


def test_many_points_that_cannot_be_determined_are_counted() -> None:
    figure = demo.lines_one()
    gaps = pd.DataFrame(
        [(year, not_determinable(Text("common.reason.no_row"), "percent"), None) for year in range(1990, 1995)],
        columns=["x", "y", "series"],
        dtype=object,
    )
    found = all_words(replace(figure, data=pd.concat([figure.data, gaps], ignore_index=True)))
    assert "Không vẽ 5 số không xác định" in found


def test_precision_and_estimates_are_marked_and_explained() -> None:
    found = all_words(demo.dots())
    assert "≈ 350" in found
    assert "1.200–1.500" in found
    assert "≈ khoảng" in found
    assert "≥" not in found  # both ends of a published range are drawn as a range
    assert "Ký hiệu rỗng: số ước tính, kỳ số liệu do nhóm đánh giá suy luận." in found


def test_a_mark_that_every_point_would_carry_is_left_out() -> None:
    rows = [(year, demo.quantity(float(year), "ha", status="estimate"), None) for year in (2020, 2021)]
    assert "Ký hiệu rỗng" not in all_words(demo.figure("lines", rows))


def test_events_are_numbered_in_the_order_of_time_and_listed_below() -> None:
    found = words(demo.points())
    for number in range(1, 15):
        assert found.count(str(number)) == 2  # above its line, and in the list
    assert "10/09/2018" in found


def test_events_far_outside_the_data_are_counted_and_not_drawn() -> None:
    far = [{"date": pd.Timestamp("1998-05-26"), "label": "xa"}]
    found = all_words(
        demo.figure("lines", [(year, demo.quantity(year, "ha"), None) for year in (2020, 2021)], events=far)
    )
    assert "Không vẽ 1 sự kiện" in found


def test_an_event_of_the_kind_break_cuts_the_line_and_gets_a_letter() -> None:
    rows = [(year, demo.quantity(float(year), "usd_million"), None) for year in range(2014, 2019)]
    broken = [{"date": pd.Timestamp("2016-01-01"), "label": demo.both("định nghĩa mới"), "kind": "break"}]
    picture = draw(demo.figure("lines", rows, events=broken), VI)
    lines = [
        line.get_xdata()
        for line in picture.axes[0].get_lines()
        if line.get_linestyle() == "-" and len(line.get_xdata()) > 1
    ]
    assert [list(line) for line in lines if len(line) > 1 and line[0] > 2000] == [
        [2014.5, 2015.5],
        [2016.5, 2017.5, 2018.5],
    ]
    assert "a" in [text.get_text() for text in picture.findobj(DrawnText)]


def test_each_unit_gets_a_panel_of_its_own() -> None:
    picture = draw(demo.grouped_two_units(), VI)
    assert len(picture.axes) == 2
    assert "Số dự án cấp mới (dự án)" in words(demo.grouped_two_units())


def test_bars_lie_down_where_their_labels_do_not_fit_below() -> None:
    axes = draw(demo.grouped_long(), VI).axes[0]
    assert demo.LONG[0].split()[0] in axes.get_yticklabels()[0].get_text()


def test_a_timeline_takes_its_texts_from_the_events_option() -> None:
    rows = [(pd.Timestamp("2008-04-28"), demo.quantity(2008.0, "year"), demo.both("Chính sách"))]
    events = [{"date": pd.Timestamp("2008-04-28"), "label": demo.both("Phê duyệt đề án")}]
    found = words(demo.figure("timeline", rows, events=events))
    assert "Phê duyệt đề án" in found
    assert "2008" not in " ".join(text for text in found if "Phê duyệt" in text)


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (replace(demo.lines_one(), draw="pie"), "chart kind 'pie'; expected one of grouped_bars"),
        (replace(demo.lines_one(), options={"colour": "red"}), "option colour is unknown to 'lines'"),
        (
            demo.figure("lines", [(2020, not_determinable(Text("common.reason.no_row"), "ha"), None)]),
            "no point is known",
        ),
        (demo.figure("lines", [(2020, 3.5, None)]), "must be a Quantity"),  # type: ignore[list-item]
        (replace(demo.lines_one(), data=demo.lines_one().data.drop(columns="series")), "lack the column series"),
        (demo.figure("horizontal_bars", [("a", Quantity(0.0, "ha"), None)], log=True), "logarithmic axis cannot show"),
        (demo.figure("stacked_bars", [("a", Quantity(1.0, "ha"), None)] * 2), "two values for 'a'"),
        (demo.figure("timeline", [("a", Quantity(1.0, "ha"), "b")]), "timeline needs dates"),
        (demo.figure("heatmap", [("a", Quantity(1.0, "ha"), None)]), "needs a series"),
        (replace(demo.lines_one(), options={"events": [{"date": "mai", "label": "x"}]}), "not a day, period or year"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(figure: Figure, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        draw(figure, VI)


def test_csv_holds_unrounded_values_with_their_rows(tmp_path: Path) -> None:
    files = render(demo.grouped(), VI, tmp_path, "figure_1_1")
    with files.csv.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(demo.grouped().data)
    assert rows[0]["x"] == "2020"
    assert rows[0]["series"] == "Xuất khẩu"
    assert float(rows[0]["value"]) == 1710.0
    assert rows[0]["unit"] == "triệu USD"
    assert rows[0]["rows"] == "row1710.0"
    assert rows[2]["precision"] == "over"
    assert (rows[-1]["value"], rows[-1]["reason"]) == ("", "chưa có số liệu công bố")


def test_csv_has_no_text_that_a_spreadsheet_takes_for_a_formula(tmp_path: Path) -> None:
    figure = demo.figure("horizontal_bars", [("=1+1", Quantity(1.0, "ha"), None)])
    files = render(figure, VI, tmp_path, "figure_1_1")
    assert "'=1+1" in files.csv.read_text(encoding="utf-8-sig")
