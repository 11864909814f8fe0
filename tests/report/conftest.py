from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from assessment.findings import Section
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles, lay_out
from assessment.report.references import References
from assessment.report.trace import trace_chapter

from .demo import DemoRecord, demo_texts, make_demo


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_texts(tmp_path_factory.mktemp("demo") / "text")


@pytest.fixture(scope="session")
def vi(texts: Path) -> Language:
    return Language("vi", texts)


@pytest.fixture(scope="session")
def en(texts: Path) -> Language:
    return Language("en", texts)


@pytest.fixture(scope="session")
def demo() -> tuple[tuple[Section, ...], DemoRecord]:
    return make_demo()


@pytest.fixture(scope="session")
def references(demo: tuple[tuple[Section, ...], DemoRecord]) -> References:
    return References(demo[1])


@pytest.fixture(scope="session")
def chapter(demo: tuple[tuple[Section, ...], DemoRecord], references: References, vi: Language) -> Chapter:
    return lay_out(demo[0], references, vi)


@pytest.fixture(scope="session")
def english_chapter(demo: tuple[tuple[Section, ...], DemoRecord], references: References, en: Language) -> Chapter:
    return lay_out(demo[0], references, en)


@pytest.fixture(scope="session")
def trace(chapter: Chapter, references: References) -> pd.DataFrame:
    return trace_chapter(chapter, references)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureFiles]:
    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (160, 80), "white").save(folder / "figure_1_1.png")
    return {"trade.scopes": FigureFiles(*(folder / f"figure_1_1.{kind}" for kind in ("png", "svg", "csv")))}
