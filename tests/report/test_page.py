from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from assessment.findings import Section
from assessment.report import figures
from assessment.report.language import TEXT_FOLDER, Language, load_texts
from assessment.report.layout import Chapter, Rendered, lay_out
from assessment.report.page import write_page
from assessment.report.references import References
from assessment.report.trace import trace_chapter

from .demo import DemoRecord


class Outline(HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def rendered(chapter: Chapter, references: References, folder: Path) -> Rendered:
    drawn = {
        laid.figure.id: figures.render(laid.figure, chapter.language, folder, f"{chapter.language.lang}_{laid.anchor}")
        for section in chapter.sections
        for laid in section.figures
    }
    return Rendered(chapter, drawn, trace_chapter(chapter, references))


@pytest.fixture(scope="module")
def editions(
    chapter: Chapter, english_chapter: Chapter, references: References, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Rendered, Rendered]:
    folder = tmp_path_factory.mktemp("page")
    return rendered(chapter, references, folder), rendered(english_chapter, references, folder)


@pytest.fixture(scope="module")
def text(editions: tuple[Rendered, Rendered], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(editions, tmp_path_factory.mktemp("out") / "assessment.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(text: str) -> Outline:
    return Outline(text)


def test_nothing_is_asked_of_the_network(text: str, outline: Outline) -> None:
    loading = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping"}
    for tag, attributes in outline.tags:
        assert not loading & attributes.keys(), (tag, attributes)
    assert not {"link", "iframe", "object", "embed", "img", "form", "base"} & {tag for tag, _ in outline.tags}
    assert "@import" not in text
    assert "url(http" not in text


def test_the_policy_allows_only_the_style_and_the_script_of_the_page(text: str, outline: Outline) -> None:
    policy = next(
        meta["content"] for meta in outline.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_no_attribute_needs_what_the_policy_forbids(outline: Outline) -> None:
    for tag, attributes in outline.tags:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)


def test_ids_are_unique_and_every_link_inside_the_page_has_its_target(outline: Outline) -> None:
    ids = Counter(attributes["id"] for _, attributes in outline.tags if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    for tag, attributes in outline.tags:
        for key in ("href", "aria-labelledby"):
            target = attributes.get(key, "")
            if key == "aria-labelledby" and target:
                assert target in ids, (tag, attributes)
            elif target.startswith("#"):
                assert target[1:] in ids, (tag, attributes)
    for found in re.findall(r"url\(#([^)]+)\)", str(outline.tags)):
        assert found in ids


def test_links_to_sources_are_web_addresses(outline: Outline) -> None:
    outside = [link["href"] for link in outline.all("a") if not link["href"].startswith("#")]
    assert outside
    assert all(address.startswith(("https://", "http://")) for address in outside)


def test_both_languages_stand_in_the_file_with_a_button_each(outline: Outline) -> None:
    assert [division["lang"] for division in outline.all("div") if division.get("class") == "edition"] == ["vi", "en"]
    assert [(button["data-show"], button["aria-pressed"]) for button in outline.all("button")] == [
        ("vi", "true"),
        ("en", "false"),
    ]
    assert outline.all("html") == [{"lang": "vi"}]


def test_one_language_needs_no_button(editions: tuple[Rendered, Rendered], tmp_path: Path) -> None:
    page = Outline(write_page(editions[1:], tmp_path / "assessment.html").read_text(encoding="utf-8"))
    assert page.all("button") == []
    assert page.all("html") == [{"lang": "en"}]


def test_tables_have_caption_header_scopes_and_aligned_numbers(text: str, outline: Outline) -> None:
    assert '<caption><span class="title">Bảng 1.1. Các phạm vi kim ngạch năm 2023</span>' in text
    assert all(header.get("scope") in ("col", "row") for header in outline.all("th"))
    assert re.search(
        r'<td class="right" data-value="51990\.563"><a class="number" tabindex="-1" href="#vi-table_1_1-C2">51\.990,563</a></td>',
        text,
    )


def test_columns_that_can_be_ordered_say_how(text: str) -> None:
    head = text[text.index('id="vi-table_1_1"') :]
    assert re.findall(r'data-sort="(\w+)"', head[: head.index("</thead>")]) == ["text", "text", "number", "number"]


def test_a_number_leads_to_its_file_sheet_cell_and_raw_text(text: str, chapter: Chapter, trace: pd.DataFrame) -> None:
    grid = chapter.sections[0].grids[0]
    row = trace[(trace["place"] == grid.label) & (trace["cell"] == "C2")].iloc[0]
    start = text.index(f'<tr id="vi-{grid.anchor}-C2"')
    shown = text[start : text.index("</tr>", start)]
    assert f"{row['file']} · {row['sheet']} · {row['source_cell']}" in shown
    assert f"“{row['raw']}”" in shown
    assert '<a href="#vi-source-1">[1]</a>' in shown
    entry = text[text.index('id="vi-source-1"') :]
    assert f'href="{row["url"]}"' in entry[: entry.index("</li>")]


def test_findings_carry_their_grade_and_lead_to_their_sources(text: str) -> None:
    assert re.search(r'class="grade grade-C"[^>]*>C</span><strong>Nhận định 1\.1\.</strong>', text)
    assert '<a href="#vi-source-1">[1]</a>' in text
    assert 'id="vi-source-1"' in text


def test_a_section_without_data_shows_what_is_missing(text: str) -> None:
    assert "Đất đã giao, cho thuê theo khu chức năng" in text
    assert "Chưa có số liệu để in trong mục này" in text


def test_figures_are_described_for_who_cannot_see_them(text: str) -> None:
    described = r'<svg id="vi-figure_1_1-picture" viewBox="[^"]+" role="img" aria-label="([^"]+)"'
    assert re.findall(described, text) == ["Biểu đồ thanh ngang so sánh ba phạm vi kim ngạch năm 2023."]


def test_every_mark_leads_to_a_line_of_the_trace_of_its_figure(text: str) -> None:
    for lang, label in (("vi", "điểm"), ("en", "point")):
        figure = text[text.index(f'<figure id="{lang}-figure_1_1"') :]
        figure = figure[: figure.index("</figure>")]
        marks = re.findall(r'data-mark="([^"]+)"', figure)
        assert marks == ["1", "2", "3"]
        for address in marks:
            line = re.search(rf'<tr data-number="{address}">\s*<th scope="row">{label} (\d)</th>', figure)
            assert line is not None
            assert line[1] == address
    table = text[text.index('<div class="table" id="vi-table_1_1"') :]
    assert "data-number" not in table[: table.index("<figure")]


def test_synthetic_data_are_marked_in_the_header_of_every_language(
    demo: tuple[tuple[Section, ...], DemoRecord], references: References, vi: Language, tmp_path: Path
) -> None:
    marked = lay_out(demo[0], references, vi, synthetic=True)
    page = write_page((rendered(marked, references, tmp_path),), tmp_path / "page.html").read_text(encoding="utf-8")
    header = page[page.index('<header id="vi-top">') : page.index("</header>")]
    assert f'<p role="note"><strong>{marked.mark}</strong></p>' in header
    assert page.count('role="note"') == 1


def test_text_of_the_record_cannot_become_markup(
    editions: tuple[Rendered, Rendered], tmp_path: Path, text: str
) -> None:
    first = editions[0]
    hostile = first.trace.assign(raw="<script>alert(1)</script>", url="javascript:alert(1)")
    written = write_page((replace(first, trace=hostile),), tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in written
    assert "&lt;script&gt;alert(1)" in written
    assert "javascript:" not in written


def test_a_language_given_twice_is_refused(editions: tuple[Rendered, Rendered], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none twice"):
        write_page((editions[0], editions[0]), tmp_path / "page.html")
    with pytest.raises(ValueError, match="at least one"):
        write_page((), tmp_path / "page.html")


def test_the_same_report_gives_the_same_page(editions: tuple[Rendered, Rendered], tmp_path: Path, text: str) -> None:
    assert write_page(editions, tmp_path / "page.html").read_text(encoding="utf-8") == text


def test_texts_of_page_and_figures_have_the_same_keys_and_placeholders_in_both_languages() -> None:
    vi, en = (load_texts(lang, TEXT_FOLDER) for lang in ("vi", "en"))

    def flat(table: object, path: str = "") -> dict[str, list[str]]:
        if isinstance(table, str):
            return {path: sorted(re.findall(r"{(\w+)", table))}
        assert isinstance(table, dict)
        return {key: value for name, part in table.items() for key, value in flat(part, f"{path}.{name}").items()}

    for name in ("page", "figures"):
        assert flat(vi[name]) == flat(en[name])
