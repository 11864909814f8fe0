from __future__ import annotations

from assessment.findings import Section, Text
from assessment.report.language import Language
from assessment.report.layout import Chapter, lay_out
from assessment.report.references import References


def test_tables_and_figures_are_numbered_by_section(chapter: Chapter, english_chapter: Chapter) -> None:
    assert [grid.label for grid in chapter.grids] == ["Bảng 1.1", "Bảng 1.2", "Bảng 1.3", "Bảng PL1.1"]
    assert [grid.label for grid in english_chapter.grids] == ["Table 1.1", "Table 1.2", "Table 1.3", "Table A1.1"]
    assert [grid.anchor for grid in chapter.grids] == ["table_1_1", "table_1_2", "table_1_3", "table_annex_1_1"]
    (figure,) = chapter.sections[0].figures
    assert (figure.caption, figure.anchor) == ("Hình 1.1. Các phạm vi kim ngạch năm 2023", "figure_1_1")


def test_findings_carry_grade_and_sources(chapter: Chapter) -> None:
    first, second = chapter.sections[0].findings
    assert first.label == "Nhận định 1.1"
    assert first.text.startswith("Năm 2023, tổng kim ngạch các loại hình qua địa bàn đạt 51.990,563")
    assert first.grade_line == "(Mức tin cậy: C; nguồn: [1])"
    assert second.grade_line == "(Mức tin cậy: B; nguồn: [1], [2], [3])"


def test_figure_sources_in_full_for_the_picture_and_short_below(chapter: Chapter) -> None:
    (figure,) = chapter.sections[0].figures
    assert figure.figure.sources == ("danviet.vn (06/02/2024)",)
    assert figure.source_line == "Nguồn số liệu: [1] (Phụ lục)."


def test_a_section_without_data_shows_what_is_missing(chapter: Chapter) -> None:
    land = chapter.sections[1]
    assert (land.grids, land.figures, land.findings) == ((), (), ())
    assert land.missing is not None
    assert [cell.text for cell in land.missing.rows[0]][1] == "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn"


def test_annex_sources_are_numbered_behind_those_of_the_chapter(
    demo: tuple[tuple[Section, ...], object], chapter: Chapter
) -> None:
    assert [source.number for source in chapter.sources] == list(range(1, len(chapter.sources) + 1))
    assert chapter.cited == len(chapter.sources)


def test_conclusions_end_with_a_full_stop(chapter: Chapter) -> None:
    assert len(chapter.sections[0].conclusion) == 3
    assert all(line.endswith(".") for line in chapter.sections[0].conclusion)


def test_a_bare_section(references: References, vi: Language) -> None:
    chapter = lay_out([Section("bare", Text("demo.title"), Text("demo.questions"))], references, vi)
    assert chapter.sections[0].missing is None
    assert (chapter.grids, chapter.sources, chapter.cited) == ((), (), 0)
