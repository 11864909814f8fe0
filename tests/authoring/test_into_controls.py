from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from assessment.authoring.into import refresh_document
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles
from assessment.report.numbers import NBSP
from tests.authoring.authors import (
    MAIN,
    edit,
    parts_of,
    problems,
    same,
    text_of,
)


def test_placeholders_become_controls_that_keep_the_formatting(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]
) -> None:
    refreshed = refresh_document(author, chapter, pictures)
    assert (refreshed.blocks, refreshed.numbers, refreshed.problems) == (2, 3, ())
    assert f"Tổng kim ngạch đạt 51.990,563{NBSP}triệu USD, phần khai báo 4.975 (triệu USD)." in text_of(author)
    assert refreshed.parts == (MAIN, "word/footnotes.xml")
    footnotes = parts_of(author)["word/footnotes.xml"].decode()
    assert re.sub(r"<[^>]+>", "", footnotes).strip() == "Chú thích cuối trang: 9,57%"
    assert "<w:t></w:t>" not in footnotes + parts_of(author)[MAIN].decode()
    controls = list(docx.Document(str(author)).element.iter(qn("w:sdt")))
    tags = [next(control.iter(qn("w:tag"))).get(qn("w:val")) for control in controls]
    assert tags == ["as:trade.scopes:through:value", "as:demo.finding.capture:declared|number"]
    assert [len(list(control.iter(qn("w:b")))) for control in controls] == [2, 0]
    assert len({next(control.iter(qn("w:id"))).get(qn("w:val")) for control in controls}) == 2
    assert [change.reference for change in refreshed.changes] == [
        "trade.scopes:through:value",
        "demo.finding.capture:declared",
        "demo.finding.capture:share",
    ]


def test_recorded_changes_around_a_number_leave_it_alone(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    refresh_document(author, chapter, pictures)
    edit(author, "<w:sdtContent><w:r>", '<w:sdtContent><w:ins w:id="1" w:author="An"><w:r>')
    edit(author, "</w:r></w:sdtContent>", "</w:r></w:ins></w:sdtContent>")
    edit(author, ">đoạn thêm<", ">đoạn thêm {{demo.finding.capture:share}}<")
    refreshed = refresh_document(author, revise(same, through=1.0), pictures)
    assert problems(refreshed) == {"trade.scopes:through:value": "tracked", "demo.finding.capture:share": "tracked"}


@pytest.mark.parametrize(
    ("written", "problem", "words"),
    [
        ("demo.finding.capture:thru", "unknown_near", "demo.finding.capture:through"),
        ("trade.scopes:Z99", "unknown_near", "trade.scopes:"),
        ("qqqqqq", "unknown", "tra lại"),
        ("demo.finding.capture:through|short", "form", "full, plain, number, cell"),
        ("trade.gates:huu_nghi:plan", "ambiguous", "1.0"),
        ("", "braces", "{{trade.finding.capture:through}}"),
    ],
)
def test_references_that_lead_nowhere_are_told_and_left(
    author: Path,
    chapter: Chapter,
    pictures: Mapping[str, FigureFiles],
    vi: Language,
    written: str,
    problem: str,
    words: str,
) -> None:
    refresh_document(author, chapter, pictures)
    edit(author, "Lời bàn", "{{" + written + "}} Lời bàn")
    content = author.read_bytes()
    refreshed = refresh_document(author, chapter, pictures)
    assert list(problems(refreshed).values()) == [problem]
    assert words in vi.text(refreshed.problems[0].text)
    assert author.read_bytes() == content


def test_several_placeholders_in_one_run_keep_the_text_between(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]
) -> None:
    edit(
        author,
        "Lời bàn của tôi, không ai được sửa.",
        "A &amp; {{demo.finding.capture:share}} và {{demo.finding.capture:share|number}}{{trade.scopes:b3}} B"
        "</w:t></w:r><w:r><w:t>{{trade.scopes:b4}}{{trade.sco</w:t></w:r><w:proofErr/><w:r><w:t>pes:b5}} C",
    )
    refreshed = refresh_document(author, chapter, pictures)
    assert refreshed.problems == ()
    assert "A & 9,57% và 9,57tổng số Bxuất khẩunhập khẩu C" in text_of(author)


def test_an_emptied_control_loses_the_prompt_of_word(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]
) -> None:
    refresh_document(author, chapter, pictures)
    edit(author, "</w:sdtPr>", "<w:showingPlcHdr/></w:sdtPr>")
    edit(author, f">51.990,563{NBSP}triệu USD</w:t></w:r></w:sdtContent>", ">Bấm vào đây</w:t></w:r></w:sdtContent>")
    refresh_document(author, chapter, pictures)
    assert f"đạt 51.990,563{NBSP}triệu USD" in text_of(author)
    assert b"showingPlcHdr" not in parts_of(author)[MAIN]
