"""The whole report runs on the synthetic zone, and each output says that its figures are invented."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.report.language import Language
from assessment.report.pack import write_report
from assessment.simulate.zone import simulate_zone
from assessment.situation.chapter import chapter


@pytest.mark.slow
def test_every_output_carries_the_mark(tmp_path: Path) -> None:
    project = simulate_zone(tmp_path / "zone", 1)
    refresh(project)
    store = Store.open(project.processed)
    # With its language given the page speaks no other one, whose figures would be drawn too.
    language = Language("vi")
    written = write_report(chapter(open_evidence(store, raw=project.raw)), store, project, "vi", language)
    mark = language.entry("common.layout.synthetic")
    document = docx.Document(str(written.word))
    assert any(mark in paragraph.text for paragraph in document.sections[0].header.paragraphs)
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    assert captions
    assert all(mark in caption for caption in captions)
    for sheet in openpyxl.load_workbook(written.excel):
        assert str(sheet["A1"].value).startswith(mark), sheet.title
    page = written.page.read_text(encoding="utf-8")
    assert f"<strong>{mark}</strong>" in page
    assert written.figures
