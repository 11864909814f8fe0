"""The page of all figures in a real Chromium: every picture loads from disk, nothing else is asked for, axe, a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.report import figures
from assessment.report.gallery import write_gallery
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import lay_out
from assessment.report.references import References
from tests.report.demo import make_demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def gallery_file(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page beside its pictures, in a folder whose name has letters and a blank as on many desks."""
    folder = tmp_path_factory.mktemp("gallery") / "hình vẽ"
    sections, record = make_demo()
    chapters = [lay_out(sections, References(record), Language(lang, texts)) for lang in LANGUAGES]
    drawn = {
        laid.figure.id: figures.render(laid.figure, chapters[0].language, folder, laid.anchor)
        for section in chapters[0].sections
        for laid in section.figures
    }
    return write_gallery(chapters, drawn, folder / "index.html", "../assessment.html")


def test_pictures_load_and_axe_finds_nothing_serious(chromium: Any, gallery_file: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(gallery_file.as_uri())
    page.wait_for_load_state("load")
    pictures = sorted(gallery_file.parent.glob("*.png"))
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert len(widths) == len(pictures) > 0
    assert min(widths) > 1800
    assert sorted(asked) == sorted([gallery_file.as_uri(), *(picture.as_uri() for picture in pictures)])
    assert said == []
    found = axe.Axe().run(page).response["violations"]
    assert [entry["id"] for entry in found if entry["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
