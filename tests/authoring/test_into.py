from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assessment.authoring.into import check_document, describe, refresh_document
from assessment.authoring.into_package import DocumentError
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import Chapter, FigureFiles
from tests.authoring.authors import (
    MAIN,
    edit,
    parts_of,
    problems,
    scopes,
)

OFFICE = shutil.which("soffice")


def test_nothing_else_changes(author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]) -> None:
    before = parts_of(author)
    refresh_document(author, chapter, pictures)
    after = parts_of(author)
    assert list(after) == list(before)
    assert [name for name in before if before[name] != after[name]] == [MAIN, "word/footnotes.xml"]
    sentence = re.compile(rb"<w:p><w:commentRangeStart.*?</w:p>", re.DOTALL)
    assert sentence.sub(b"", before[MAIN]) == sentence.sub(b"", after[MAIN]) != before[MAIN]
    assert b"<w:commentReference" in after[MAIN]


def test_a_second_run_writes_nothing(author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]) -> None:
    first = refresh_document(author, chapter, pictures)
    assert first.kept == author.with_name("Báo cáo của tôi.before.docx")
    os.utime(author, (1_000_000_000, 1_000_000_000))
    content = author.read_bytes()
    second = refresh_document(author, chapter, pictures)
    assert (second.changes, second.problems, second.kept, second.unchanged) == ((), (), None, 5)
    assert (author.read_bytes(), author.stat().st_mtime) == (content, 1_000_000_000)
    assert sorted(path.name for path in author.parent.iterdir()) == [author.name, "Báo cáo của tôi.before.docx"][::-1]


def test_a_block_the_report_does_not_know_is_told(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]
) -> None:
    edit(author, 'w:name="as_table_trade_scopes"', 'w:name="as_table_trade_scope"')
    refreshed = refresh_document(author, chapter, pictures)
    assert problems(refreshed) == {"as_table_trade_scope": "unknown_block"}


def test_track_changes_that_is_on_is_remarked(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], vi: Language
) -> None:
    settings = parts_of(author)["word/settings.xml"].decode()
    root = re.search(r"<w:settings[^>]*>", settings)
    assert root is not None
    edit(author, root[0], root[0] + "<w:trackRevisions/>", "word/settings.xml")
    refreshed = refresh_document(author, chapter, pictures)
    assert [remark.text.key for remark in refreshed.remarks] == ["into.remark.track_on"]


def test_the_chapter_itself_is_refused(author: Path, tmp_path: Path) -> None:
    check_document(author, tmp_path / "chapter.docx")
    with pytest.raises(DocumentError, match="the chapter itself"):
        check_document(author, author.parent / "x" / ".." / author.name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_told(
    author: Path,
    chapter: Chapter,
    pictures: Mapping[str, FigureFiles],
    revise: Callable[..., Chapter],
    vi: Language,
    lang: str,
) -> None:
    edit(author, "Lời bàn", "{{nowhere}} Lời bàn")
    refreshed = refresh_document(author, revise(scopes(60000.5)), pictures)
    lines = describe(refreshed, Language(lang, vi.folder))
    told = "\n".join(lines)
    assert "as_table_trade_scopes (Các phạm vi kim ngạch năm 2023)" in lines[0]
    assert "C2: “51.990,563” → “60.000,5”" in told
    assert "“{{demo.finding.capture:declared|number}}” → “4.975”" in told
    assert "nowhere" in told
    assert "Báo cáo của tôi.before.docx" in lines[-1]
    untouched = describe(refresh_document(author, revise(scopes(60000.5)), pictures), Language(lang, vi.folder))
    assert "Báo cáo của tôi.docx" in untouched[-1]


@pytest.mark.slow
def test_the_result_opens(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter], tmp_path: Path
) -> None:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: the refreshed document cannot be opened with it")
    refresh_document(author, revise(scopes(60000.5)), pictures)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(author)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "Báo cáo của tôi.pdf").read_bytes().startswith(b"%PDF-")
