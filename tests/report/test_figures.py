from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot, rcParams
from PIL import Image

from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.findings import Figure, Text, not_determinable
from assessment.report.figure_blocks import text_faults
from assessment.report.figure_data import FigureError
from assessment.report.figure_style import DPI
from assessment.report.figures import KINDS, draw, render
from assessment.report.layout import lay_out
from assessment.report.references import References
from assessment.situation.chapter import chapter

from . import demo_figures as demo
from .demo_scoring import DEMO
from .drawn import LANGUAGES, VI, all_words, print_faults, unmarked, words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", DEMO, ids=lambda make: make.__name__)
def test_no_text_overlaps_another_or_is_cut_or_small_and_no_legend_needs_colour(
    make: Callable[[], Figure], lang: str
) -> None:
    figure = make()
    picture = draw(figure, LANGUAGES[lang])
    assert [*text_faults(picture), *print_faults(picture, figure.draw)] == []


def test_the_demo_covers_every_chart_kind() -> None:
    assert {make().draw for make in DEMO} == set(KINDS)


@pytest.fixture(scope="module")
def of_the_chapter(evidence: Evidence, store: Store) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
    """Return by language and figure what is wrong with its texts and legend, and which of its points have no mark."""
    sections = chapter(evidence)
    references = References(store)
    found = {}
    for language in LANGUAGES.values():
        for section in lay_out(sections, references, language).sections:
            for laid in section.figures:
                picture = draw(laid.figure, language)
                found[language.lang, laid.figure.id] = (
                    [*text_faults(picture), *print_faults(picture, laid.figure.draw)],
                    unmarked(picture, laid.figure),
                )
    return found


@pytest.mark.slow
def test_no_figure_of_the_chapter_has_overlapping_cut_or_small_text_or_needs_colour(
    of_the_chapter: dict[tuple[str, str], tuple[list[str], list[str]]],
) -> None:
    assert {key: faults for key, (faults, _) in of_the_chapter.items() if faults} == {}


# A figure whose points cannot be pointed at stands here with the reason; so far there is none.
NOT_POINTABLE: dict[str, str] = {}


@pytest.mark.slow
def test_every_point_of_every_figure_of_the_chapter_has_a_mark(
    of_the_chapter: dict[tuple[str, str], tuple[list[str], list[str]]],
) -> None:
    assert len(of_the_chapter) > 60
    lacking = {key: points for key, (_, points) in of_the_chapter.items() if points}
    assert {name for _, name in lacking} == set(NOT_POINTABLE)


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


def test_each_unit_gets_a_panel_of_its_own() -> None:
    picture = draw(demo.grouped_two_units(), VI)
    assert len(picture.axes) == 2
    assert "Số dự án cấp mới (dự án)" in words(demo.grouped_two_units())


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (replace(demo.lines_one(), draw="pie"), "chart kind 'pie'; expected one of grouped_bars"),
        (replace(demo.lines_one(), options={"colour": "red"}), "option colour is unknown to 'lines'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(figure: Figure, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        draw(figure, VI)
