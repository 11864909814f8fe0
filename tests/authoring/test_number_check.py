"""The whole check, on a document an author wrote from the demo chapter: its correct numbers, and twenty planted errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.document import Document

from assessment.authoring.number_check import Checked, CheckReport, check_document, run
from assessment.project import Project
from assessment.report import sets
from assessment.report.language import Language
from assessment.report.layout import Chapter, lay_out
from assessment.report.references import References
from assessment.report.trace import trace_chapter
from assessment.report.word import write_word
from tests.report.demo import demo_language, demo_texts, make_demo

# Sentences as an author writes them; {braces} are filled with the right or with a wrong number.
SENTENCES = (
    "Năm 2023, tổng kim ngạch các loại hình qua địa bàn đạt {0}, trong đó chỉ {1} (bằng {2}) mở tờ khai tại Hải quan Lạng Sơn.",
    "Sang năm 2024 kim ngạch đạt {0}, tăng {1} so với năm trước; mức ngầm định của năm 2022 là {2}.",
    "Nhiều hàng đi qua, nhưng kim ngạch qua địa bàn lớn mà phần khai báo tại Lạng Sơn chỉ chiếm {0}.",
)
RIGHT = (
    ("gần 52 tỷ USD", "4.975 triệu USD", "9,57%"),
    ("khoảng 66,4 tỷ USD", "27,7%", "28.591,4 triệu USD"),
    ("9,6%",),
)
# Which sentence, which number of it, and the error put in its place.
ERRORS = {
    "digits swapped": (0, 0, "51.909,6 triệu USD"),
    "digit mistyped": (0, 1, "4.675 triệu USD"),
    "point for comma": (1, 2, "28,591.4 tỷ USD"),
    "comma for point": (0, 1, "4,975 triệu USD"),
    "million for billion": (0, 0, "52 triệu USD"),
    "billion for million": (0, 1, "4.975 tỷ USD"),
    "wrong sign": (1, 1, "−27,7%"),
    "value of another year": (0, 0, "66.400 triệu USD"),
    "value of another scope": (0, 1, "156 triệu USD"),
    "rounded wrongly": (1, 1, "27,8%"),
    "off by ten": (0, 2, "95,7%"),
    "last digit": (1, 2, "28.591,6 triệu USD"),
    "points for percent": (1, 1, "27,7 điểm phần trăm"),
    "other currency": (1, 0, "khoảng 66,4 tỷ đồng"),
    "rounded too far": (0, 0, "51,9 tỷ USD"),
    "share of the conclusion": (2, 0, "9,7%"),
}
CELL_ERRORS = {
    "cell of the row above": (2, 2, "51.990,563"),
    "digits swapped in a cell": (1, 2, "51.909,563"),
    "last digit of a cell": (2, 3, "9,58"),
    "cell in another unit": (3, 2, "156.000"),
}


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    return demo_language(demo_texts(tmp_path_factory.mktemp("check") / "text"))


@pytest.fixture(scope="module")
def laid(language: Language) -> tuple[Chapter, pd.DataFrame]:
    sections, record = make_demo()
    references = References(record)
    chapter = lay_out(sections, references, language)
    return chapter, trace_chapter(chapter, references)


def rows(chapter: Chapter) -> list[list[str]]:
    """Return the table of scopes as an author pastes it, its last row dropped."""
    grid = next(grid for grid in chapter.grids if grid.label == "Bảng 1.1")
    body = [[cell.text for cell in row] for row in grid.rows]
    return [list(grid.headers), body[0], body[1], body[2]]


def write(path: Path, sentences: Sequence[Sequence[str]], table: Sequence[Sequence[str]]) -> Path:
    document = docx.Document()
    document.add_heading("3.1. Thương mại", 2)
    document.add_paragraph("Theo Điều 17 Nghị định số 35/2022/NĐ-CP và Bảng 3.2, số liệu đến ngày 22/8/2024 [12].")
    for pattern, numbers in zip(SENTENCES, sentences, strict=True):
        document.add_paragraph(pattern.format(*numbers))
    document.add_paragraph("Bảng 7.5. Các phạm vi kim ngạch năm 2023")
    paste(document, table)
    document.save(str(path))
    return path


def paste(document: Document, table: Sequence[Sequence[str]]) -> None:
    made = document.add_table(len(table), len(table[0]))
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            made.cell(r, c).text = text
    # A paragraph between two tables, or Word joins them.
    document.add_paragraph()


def verdicts(checked: Sequence[Checked]) -> dict[str, str]:
    return {one.found.text: one.verdict for one in checked if one.verdict != "no_data"}


def test_correct_numbers_raise_no_alarm(tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language) -> None:
    checked = check_document(write(tmp_path / "a.docx", RIGHT, rows(laid[0])), laid[1], language)
    assert set(verdicts(checked).values()) == {"agrees"}
    assert CheckReport(tuple(checked), language).passed


@pytest.mark.parametrize("error", ERRORS)
def test_every_planted_error_of_a_sentence_differs(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language, error: str
) -> None:
    sentence, position, wrong = ERRORS[error]
    written = [list(numbers) for numbers in RIGHT]
    written[sentence][position] = wrong
    checked = check_document(write(tmp_path / "a.docx", written, rows(laid[0])), laid[1], language)
    bad = [one for one in checked if one.verdict in ("differs", "not_placed")]
    assert [(one.found.text, one.verdict) for one in bad] == [(wrong.removeprefix("khoảng "), "differs")]


@pytest.mark.parametrize("error", CELL_ERRORS)
def test_every_planted_error_of_a_cell_differs(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language, error: str
) -> None:
    row, column, wrong = CELL_ERRORS[error]
    table = rows(laid[0])
    table[row][column] = wrong
    checked = check_document(write(tmp_path / "a.docx", RIGHT, table), laid[1], language)
    bad = [one for one in checked if one.verdict in ("differs", "not_placed")]
    assert [(one.found.text, one.verdict) for one in bad] == [(wrong, "differs")]


def test_twenty_errors_in_one_document_and_no_false_alarm(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language
) -> None:
    document = docx.Document()
    for sentence, position, wrong in ERRORS.values():
        numbers = [wrong if index == position else right for index, right in enumerate(RIGHT[sentence])]
        document.add_paragraph(SENTENCES[sentence].format(*numbers))
    for row, column, wrong in CELL_ERRORS.values():
        table = rows(laid[0])
        table[row][column] = wrong
        paste(document, table)
    document.save(str(tmp_path / "a.docx"))
    counts = CheckReport(tuple(check_document(tmp_path / "a.docx", laid[1], language)), language).counts
    assert len(ERRORS) + len(CELL_ERRORS) == 20
    assert (counts["differs"], counts["not_placed"]) == (20, 0)


def test_reordered_rows_and_renamed_column(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language
) -> None:
    header, *body = rows(laid[0])
    header[2] = "Trị giá (triệu USD)"
    path = write(tmp_path / "a.docx", RIGHT, [header, *reversed(body)])
    assert set(verdicts(check_document(path, laid[1], language)).values()) == {"agrees"}


def test_a_small_number_never_agrees_by_coincidence(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language
) -> None:
    document = docx.Document()
    document.add_paragraph("Đoàn công tác gồm 30 người đã đi 156 km trong tuần.")
    document.save(str(tmp_path / "a.docx"))
    checked = check_document(tmp_path / "a.docx", laid[1], language)
    assert [one.verdict for one in checked] == ["not_placed", "not_placed"]


def test_a_right_value_in_a_sentence_of_another_year_does_not_agree(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language
) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCES[0].replace("2023", "2021").format(*RIGHT[0]))
    document.save(str(tmp_path / "a.docx"))
    checked = check_document(tmp_path / "a.docx", laid[1], language)
    assert "agrees" not in {one.verdict for one in checked}


def test_the_chapter_itself_has_no_wrong_number(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language
) -> None:
    sections, record = make_demo()
    references = References(record)
    chapter = lay_out([replace(section, figures=()) for section in sections], references, language)
    path = write_word(chapter, {}, tmp_path / "chapter.docx")
    counts = CheckReport(tuple(check_document(path, laid[1], language)), language).counts
    assert counts["differs"] == 0
    assert counts["agrees"] > 150


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_table_has_its_columns_in_both_languages(
    tmp_path: Path, laid: tuple[Chapter, pd.DataFrame], language: Language, lang: str
) -> None:
    checked = check_document(write(tmp_path / "a.docx", RIGHT, rows(laid[0])), laid[1], language)
    report = CheckReport(tuple(checked), Language(lang))
    assert len(report.frame()) == len(checked)
    assert str(report.counts["agrees"]) in report.summary()


def test_an_english_document_against_the_english_report(tmp_path: Path) -> None:
    sections, record = make_demo()
    english = demo_language(demo_texts(tmp_path / "text"), "en")
    references = References(record)
    trace = trace_chapter(lay_out(sections, references, english), references)
    document = docx.Document()
    document.add_paragraph(
        "In 2023, trade of all customs regimes through the province came to USD 52 billion, of which only "
        "USD 4,975 million (9.75%) was declared at Lạng Sơn customs."
    )
    document.save(str(tmp_path / "a.docx"))
    checked = check_document(tmp_path / "a.docx", trace, english)
    assert verdicts(checked) == {"USD 52 billion": "agrees", "USD 4,975 million": "agrees", "9.75%": "differs"}


def test_run_reads_the_trace_of_the_last_report(tmp_path: Path, laid: tuple[Chapter, pd.DataFrame]) -> None:
    project = Project(tmp_path)
    with sets.writing(project.reports, "figures/figure_*") as place:
        laid[1].to_parquet(place / "trace.parquet", index=False)
    report = run(project, write(tmp_path / "a.docx", RIGHT, rows(laid[0])), "vi")
    assert report.passed
    assert report.frame(("differs",)).empty
