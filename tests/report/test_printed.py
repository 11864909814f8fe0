"""The record of what a report printed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from assessment.etl import state
from assessment.report.layout import Chapter
from assessment.report.printed import PRINTED, keep, kept, printed


def test_everything_that_is_printed_is_in_the_record_in_both_languages(
    chapter: Chapter, english_chapter: Chapter
) -> None:
    record = printed(chapter, english_chapter)
    assert list(record.columns) == [column.name for column in PRINTED]
    cells = record[record["kind"] == "cell"]
    assert len(cells) == sum(len(grid.rows) * len(grid.headers) for grid in chapter.grids)
    first = chapter.grids[0]
    mine = cells[(cells["item"] == first.table.id) & (cells["row"] == 0)]
    assert mine["text_vi"].tolist() == [cell.text for cell in first.rows[0]]
    assert mine["text_en"].tolist() == [cell.text for cell in english_chapter.grids[0].rows[0]]
    assert mine["cell"].iloc[1] == "B2"
    findings = [finding for section in chapter.sections for finding in section.findings]
    assert record.loc[record["kind"] == "finding", "text_vi"].tolist() == [finding.text for finding in findings]
    lacking = [missing for section in chapter.sections for missing in section.section.missing]
    assert record.loc[record["kind"] == "missing", "field"].tolist() == [missing.holder.key for missing in lacking]


def test_numbers_keep_their_value_unit_and_rows(chapter: Chapter, english_chapter: Chapter) -> None:
    record = printed(chapter, english_chapter)
    numbers = record[record["value"].notna()]
    assert len(numbers) > 10
    assert (numbers["rows"] != "").any()
    assert set(numbers["type"]) <= {"Quantity", ""}


def test_lines_are_told_apart_by_their_keys(chapter: Chapter, english_chapter: Chapter) -> None:
    record = printed(chapter, english_chapter)
    assert not record.duplicated(["kind", "section", "item", "row", "field"]).any()


def test_a_record_is_kept_with_its_state_and_replaced(
    chapter: Chapter, english_chapter: Chapter, tmp_path: Path
) -> None:
    state.commit(tmp_path, "000001", {"files": pd.DataFrame({"file": ["a"]})}, {})
    assert kept(tmp_path, "000001") is None
    record = printed(chapter, english_chapter)
    keep(tmp_path, "000001", record)
    found = kept(tmp_path, "000001")
    assert found is not None
    pd.testing.assert_frame_equal(found, record)
    keep(tmp_path, "000001", record.iloc[:3])
    again = kept(tmp_path, "000001")
    assert again is not None
    assert len(again) == 3
