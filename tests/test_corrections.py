"""The declared corrections, in use or waiting for their file."""

from __future__ import annotations

import pandas as pd

from assessment.corrections import declared_corrections
from assessment.etl.declarations import load_sources
from assessment.evidence import Evidence
from assessment.report.language import Language
from assessment.situation.annex import section

BOOK = "statistics_office_monthly/2009-09-29-Bieu.xls"


def test_every_shipped_correction_says_why_and_who_in_both_languages() -> None:
    found = declared_corrections(load_sources().values(), [])
    assert len(found) >= 5
    for line in found:
        assert not line.in_use
        assert line.correction.reason_vi, f"{line.correction.id}: reason_vi is missing"
        assert line.reason.vi != line.reason.en
        assert line.author.vi
        assert line.place
        assert line.date <= pd.Timestamp.now()


def test_a_correction_whose_file_was_read_is_in_use_and_comes_first() -> None:
    found = declared_corrections(load_sources().values(), [BOOK, "public_record/2009-09-29-other.xls"])
    assert [(line.in_use, line.file) for line in found[:2]] == [(True, BOOK), (False, found[1].file)]
    assert sum(line.in_use for line in found) == 1, "a file of another source is not meant"


def test_the_annex_lists_them_all(evidence: Evidence) -> None:
    (table,) = (table for table in section(evidence).tables if table.id == "annex.corrections")
    assert len(table.frame) == len(evidence.corrections) >= 5
    for lang in ("vi", "en"):
        language = Language(lang)
        assert all(language.cell(cell) for row in table.frame.to_numpy().tolist() for cell in row)
