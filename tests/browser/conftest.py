"""A page with everything on it in a real Chromium: the demo chapter, and a synthetic scoring without and with a panel."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessment.findings import Section, Text
from assessment.report import figures
from assessment.report.language import LANGUAGES, TEXT_FOLDER, Language
from assessment.report.layout import Rendered, lay_out
from assessment.report.page import write_page
from assessment.report.references import References
from assessment.report.trace import trace_chapter
from assessment.scoring.evaluation import Evaluation
from assessment.situation.priorities_board import board
from tests.report.demo import demo_texts, make_demo
from tests.scoring.synthetic_model import known, model, panel, result, synthetic

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the system's Chromium; skip, and say so, where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(NAMES)} was found")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def evaluations() -> dict[str, Evaluation]:
    """Return by anchor of its board a scoring without a panel and gates, and one with frozen weights."""
    table = synthetic()
    # Known of two sectors: where the weights leave one of them out, nobody else's gap can be filled.
    table.loc[~table.index.isin(["electronics", "textile_inputs"]), "reachable_market"] = np.nan
    ungated = known(table, replace(model(), gates=()))
    return {
        "priorities_board": result(ungated),
        "priorities_full_board": result(known(synthetic(), model()), panel(model())),
    }


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the texts of the demo with the package's names of sectors."""
    folder = demo_texts(tmp_path_factory.mktemp("browser") / "text")
    with (TEXT_FOLDER / "names.csv").open(encoding="utf-8-sig", newline="") as shipped:
        sectors = [row for row in csv.reader(shipped) if row[0] == "scoring_sector"]
    with (folder / "names.csv").open("a", encoding="utf-8", newline="") as names:
        csv.writer(names).writerows(sectors)
    return folder


@pytest.fixture(scope="session")
def page_file(evaluations: dict[str, Evaluation], texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page in both languages."""
    folder = tmp_path_factory.mktemp("page")
    sections, record = make_demo()
    boards = tuple(board(found, base) for found, base in zip(evaluations.values(), ("", "full_"), strict=True))
    priorities = Section("priorities", Text("priorities.title"), Text("priorities.questions"), boards=boards)
    editions = [edition((*sections, priorities), record, Language(lang, texts), folder) for lang in LANGUAGES]
    return write_page(editions, folder / "assessment.html")


def edition(sections: tuple[Section, ...], record: Any, language: Language, folder: Path) -> Rendered:
    """Return one language of a page."""
    references = References(record)
    chapter = lay_out(sections, references, language)
    drawn = {
        laid.figure.id: figures.render(
            laid.figure, language, folder, f"{language.lang}_{laid.anchor}", vector_only=True
        )
        for section in chapter.sections
        for laid in section.figures
    }
    return Rendered(chapter, drawn, trace_chapter(chapter, references))


@pytest.fixture
def page(chromium: Any, page_file: Path) -> Iterator[Any]:
    """Open the page; what it asks of the network and what its console says stand in `asked` and `said`."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.goto(page_file.as_uri())
    yield opened
    context.close()
