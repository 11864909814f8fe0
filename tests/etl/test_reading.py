"""A whole file: taken, refused, corrected, and nothing dropped in silence."""

from __future__ import annotations

import dataclasses

import pytest

from assessment.etl.declarations import load_sources
from assessment.etl.problems import CorrectionError
from assessment.etl.reading import read_file

from .toy import HEADERS, LIST_OF_SOURCES, Toy, fact, facts_sheet, rejects


def test_a_missing_column_fails_the_file_and_names_the_nearest_header(toy: Toy) -> None:
    headers = ["Gía trị" if header == "Giá trị" else header for header in HEADERS]
    fragment = toy.read([["Số liệu qua cửa khẩu"], headers, ["x"] * len(headers)], LIST_OF_SOURCES)
    assert not fragment.good
    (reject,) = rejects(fragment)
    assert "no column for value; expected a header such as 'Giá trị'" in reject.problem
    assert "facts,Gía trị,value,," in reject.remedy


def test_a_sheet_no_one_knows_is_refused_and_a_hidden_or_skipped_one_noted(toy: Toy) -> None:
    sheets = ([["So lieu ve cua khau"], ["a", 1]], facts_sheet([fact()]), [["Danh mục trang"], ["a.vn", 3]])
    fragment = toy.read(*sheets, facts_sheet([fact(value=1)]), hidden=(3,))
    (reject,) = rejects(fragment)
    assert (reject.sheet, reject.cell) == ("S1", "A1")
    assert "the nearest known title is 'Số liệu qua cửa khẩu'" in reject.problem
    notes = fragment.tables["notes"][["sheet", "note"]].to_numpy().tolist()
    assert notes == [
        ["S4", "the sheet is hidden, or no sheet of cells, and was not read"],
        ["S3", "known table 'sites' is left out on purpose"],
    ]
    assert fragment.tables["trade"]["value"].tolist() == [51990.563]


def test_figures_below_a_blank_row_are_not_lost_in_silence(toy: Toy) -> None:
    fragment = toy.read([*facts_sheet([fact()]), [], *facts_sheet([fact(gate="Tân Thanh")])[3:]])
    (reject,) = rejects(fragment)
    assert (reject.cell, "rows 6 to 6 hold numbers" in reject.problem) == ("A6", True)


def test_a_damaged_file_is_one_reject(toy: Toy) -> None:
    path = toy.book(facts_sheet([fact()]))
    path.write_bytes(path.read_bytes()[:200])
    fragment = read_file(path, "toy/a.xlsx", "sha", load_sources(toy.sources)["toy"])
    (reject,) = rejects(fragment)
    assert not fragment.good
    assert reject.problem.startswith("not a workbook that can be read")


# ---------------------------------------------------------------- corrections

CORRECTION = """
[[correction]]
id = "typo"
reason = "a digit is missing"
reported_by = "analyst"
date = 2026-01-01
file = "toy/a.xlsx"
{where}
expect = {expect}
value = 51990.563
"""


@pytest.mark.parametrize(
    "where", ['sheet = "S1"\ncell = "H4"', 'table = "facts"\nmatch = {geography = "lang_son", measure = "value"}']
)
def test_a_correction_replaces_the_wrong_value_and_shows_in_the_lineage(toy: Toy, where: str) -> None:
    toy.declare(corrections=CORRECTION.format(where=where, expect=5199))
    fragment = toy.read(facts_sheet([fact(value=5199)]))
    assert fragment.tables["trade"]["value"].item() == 51990.563
    assert fragment.tables["lineage"][["raw", "correction"]].to_numpy().tolist() == [["5199", "typo"]]


@pytest.mark.parametrize(
    "where",
    [
        'sheet = "S1"\ncell = "H4"',
        'sheet = "S9"\ncell = "H4"',
        'match = {geography = "lang_son"}',
        'match = {geography = "vn"}',
    ],
)
def test_a_correction_that_does_not_apply_any_more_stops_everything(toy: Toy, where: str) -> None:
    toy.declare(corrections=CORRECTION.format(where=where, expect=5199))
    with pytest.raises(CorrectionError, match="'typo'"):
        toy.read(facts_sheet([fact()]))


def test_a_fragment_says_what_was_seen(toy: Toy) -> None:
    fragment = toy.read(facts_sheet([fact()]))
    assert [field.name for field in dataclasses.fields(fragment)] == ["arrow", "missing", "good", "sheets"]
    assert fragment.sheets[0].layout.tables[0].header_rows == (2,)
