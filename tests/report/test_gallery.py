"""The page of all figures: captions in both languages, kinds, files, escaping and the policy."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.report.figures import KINDS
from assessment.report.gallery import write_gallery
from assessment.report.language import LANGUAGES, load_texts
from assessment.report.layout import Chapter, FigureFiles


@pytest.fixture
def drawn() -> dict[str, FigureFiles]:
    return {"trade.scopes": FigureFiles(*(Path("somewhere") / f"figure_1_1.{end}" for end in ("png", "svg", "csv")))}


def written(chapters: list[Chapter], drawn: dict[str, FigureFiles], folder: Path) -> str:
    path = write_gallery(chapters, drawn, folder / "index.html", "../assessment.html")
    return path.read_text(encoding="utf-8")


def test_a_figure_has_its_captions_kind_id_and_files(
    chapter: Chapter, english_chapter: Chapter, drawn: dict[str, FigureFiles], tmp_path: Path
) -> None:
    text = written([chapter, english_chapter], drawn, tmp_path)
    assert "Hình 1.1. Các phạm vi kim ngạch năm 2023" in text
    assert f'<p class="other" lang="en">{english_chapter.sections[0].figures[0].caption}</p>' in text
    assert "Thanh ngang · <code>trade.scopes</code>" in text
    assert set(re.findall(r'(?:href|src)="([^"]+)"', text)) == {
        "figure_1_1.png",
        "figure_1_1.svg",
        "figure_1_1.csv",
        "../assessment.html",
        "../assessment.html#vi-figure_1_1",
    }
    assert text.count("<h2") == sum(bool(section.figures) for section in chapter.sections)


def test_every_chart_kind_has_its_words() -> None:
    for lang in LANGUAGES:
        assert set(load_texts(lang)["page"]["gallery"]["kind"]) == set(KINDS)


def test_texts_are_escaped_and_nothing_but_pictures_may_be_loaded(
    chapter: Chapter, drawn: dict[str, FigureFiles], tmp_path: Path
) -> None:
    (section, *others) = chapter.sections
    (figure, *rest) = section.figures
    hostile = replace(section, figures=(replace(figure, caption='<script>alert("1")</script>', alt='"><b>'), *rest))
    text = written([replace(chapter, sections=(hostile, *others))], drawn, tmp_path)
    assert "<script" not in text
    assert "<b>" not in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "script-src &#39;none&#39;" in policy[1]


def test_synthetic_data_say_so(chapter: Chapter, drawn: dict[str, FigureFiles], tmp_path: Path) -> None:
    assert "<strong>SỐ LIỆU GIẢ LẬP</strong>" in written([replace(chapter, mark="SỐ LIỆU GIẢ LẬP")], drawn, tmp_path)
