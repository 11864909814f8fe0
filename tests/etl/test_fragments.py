"""The rows of one file as tables."""

from __future__ import annotations

from pathlib import Path

from assessment.etl.ancillary import ANCILLARY
from assessment.etl.fragments import fragment_of

from . import small_report as small


def test_rows_lineage_controls_and_layout_stand_in_tables(tmp_path: Path) -> None:
    fragment = fragment_of(small.read(small.source(tmp_path), small.changed()), "sha")
    assert fragment.good
    assert fragment.rows == len(fragment.tables["trade"]) == 12
    assert set(fragment.tables["lineage"]["row_id"]) == set(fragment.tables["trade"]["row_id"])
    assert fragment.tables["lineage"]["sha256"].unique().tolist() == ["sha"]
    assert fragment.tables["documents"]["published"].tolist() == ["2024-05-29"]
    assert set(fragment.tables["layouts"]["kind"]) == {"header", "label", "unit"}
    assert set(fragment.tables) == {"trade", *ANCILLARY} - {
        "files",
        "diff",
        "drift",
        "restatements",
        "file_history",
        "unknown_codes",
    }


def test_a_row_that_breaks_the_schema_becomes_a_reject(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed())
    read.taken[0][1].row["grade"] = "Z"
    fragment = fragment_of(read, "sha")
    assert fragment.rows == 11
    assert len(fragment.tables["lineage"]) == 11
    (problem,) = fragment.tables["rejects"]["problem"]
    assert problem.startswith("trade: grade")


def test_a_file_with_a_refused_table_is_not_good(tmp_path: Path) -> None:
    assert not fragment_of(small.read(small.source(tmp_path), small.changed(B4="tháng 4")), "sha").good
