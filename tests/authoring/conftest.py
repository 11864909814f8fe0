from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from assessment.findings import Section, Table, Text
from assessment.report.language import Language
from assessment.report.layout import Chapter, FigureFiles, lay_out
from assessment.report.references import References
from assessment.report.word import write_word
from tests.authoring.authors import (
    block,
    drawn,
    tracked,
    with_footnote,
)
from tests.report.demo import DemoRecord, demo_texts, make_demo


@pytest.fixture(scope="session")
def vi(tmp_path_factory: pytest.TempPathFactory) -> Language:
    return Language("vi", demo_texts(tmp_path_factory.mktemp("into") / "text"))


@pytest.fixture(scope="session")
def demo() -> tuple[tuple[Section, ...], DemoRecord]:
    return make_demo()


@pytest.fixture(scope="session")
def chapter(demo: tuple[tuple[Section, ...], DemoRecord], vi: Language) -> Chapter:
    return lay_out(demo[0], References(demo[1]), vi)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureFiles]:
    return drawn(tmp_path_factory.mktemp("pictures"), (160, 80), "white")


@pytest.fixture
def revise(demo: tuple[tuple[Section, ...], DemoRecord], vi: Language) -> Callable[..., Chapter]:
    """Return a function that lays the demo out with one table changed, and the number `through` of the first finding."""

    def revised(
        change: Callable[[Table], Table], table_id: str = "trade.scopes", through: float = 51990.563
    ) -> Chapter:
        trade, land = demo[0]
        tables = tuple(change(table) if table.id == table_id else table for table in trade.tables)
        text = trade.findings[0].text
        values = dict(text.values)
        values["through"] = replace(values["through"], value=through)  # type: ignore[type-var]
        findings = (replace(trade.findings[0], text=Text(text.key, values)), *trade.findings[1:])
        section = replace(trade, tables=tables, findings=findings)
        return lay_out((section, land), References(demo[1]), vi)

    return revised


@pytest.fixture
def author(chapter: Chapter, pictures: Mapping[str, FigureFiles], tmp_path: Path) -> Path:
    """Return an author's document.

    Own title, sentences with placeholders, own picture, a comment, tracked changes, a footnote; of the report's blocks one table
    and the figure, in another order and under the author's numbers and captions.
    """
    path = tmp_path / "Báo cáo của tôi.docx"
    document = docx.Document(str(write_word(chapter, pictures, path)))
    body = document.element.body
    table, figure = (block(body, f"as_{kind}_trade_scopes") for kind in ("table", "figure"))
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    document.add_heading("Thuyết minh của phòng Kinh tế & Ngân sách", 1)
    sentence = document.add_paragraph("Tổng kim ngạch đạt ")
    for piece in ("{", "{trade.sco", "pes:C2}", "}"):
        sentence.add_run(piece).bold = True
    sentence.add_run(", phần khai báo {{demo.finding.capture:declared|number}} (triệu USD).")
    document.add_comment(sentence.runs[0], "Xem lại số này", author="An")
    body.append(tracked("đoạn thêm", "đoạn bỏ"))
    own = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(own, "PNG")
    own.seek(0)
    document.add_picture(own)
    for element in (*figure, *table):
        body.append(element)
    for text in body.iter(qn("w:t")):
        text.text = (text.text or "").replace("Các phạm vi kim ngạch năm 2023", "Kim ngạch theo phạm vi (bảng của tôi)")
    document.add_paragraph("Lời bàn của tôi, không ai được sửa.")
    body.append(body.sectPr)
    document.save(str(path))
    with_footnote(path, "{{demo.finding.capture:share}}")
    return path
