"""Marks of charts in a real Chromium, in both languages: mouse, touch, keyboard, and what they say against the figure's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.findings import Figure, Quantity, Section, Text, not_determinable
from assessment.report.language import LANGUAGES, Language
from assessment.report.page import write_page
from assessment.report.trace import point_label
from tests.browser.conftest import edition
from tests.report import demo_figures, demo_scoring
from tests.report.demo import make_demo

pytestmark = pytest.mark.slow


def blanks() -> Figure:
    """Return a heat map with a cell that cannot be determined."""
    values = [demo_figures.quantity(number) for number in (1.0, 2.0, 3.0)]
    cells = (*values, not_determinable(Text("common.reason.no_row"), "usd_million"))
    rows = [(2020 + place % 2, cell, ("Hữu Nghị", "Tân Thanh")[place // 2]) for place, cell in enumerate(cells)]
    return demo_figures.figure("heatmap", rows, "blanks")


CHARTS = (
    demo_figures.horizontal,
    demo_figures.lines,
    demo_figures.heatmap,
    demo_scoring.bubble_of_one,
    demo_figures.map_of_places,
    demo_figures.horizontal_negative,
    blanks,
)

MIDDLE = "(mark) => { const b = mark.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }"
WHY = {
    "vi": "2021 · Tân Thanh: không xác định (chưa có số liệu công bố)",
    "en": "2021 · Tân Thanh: not determinable (nothing published)",
}
# Of each kind a mark, by the row of the data it stands for.
ROWS = {"horizontal": 1, "lines": 40, "heatmap": 20, "map_of_places": 6}


@pytest.fixture(scope="module")
def page_file(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of charts in both languages, with numbers that rest on a row of the record of the demo."""
    folder = tmp_path_factory.mktemp("charts")
    sections, record = make_demo()
    rows = sections[0].figures[0].data["y"].iloc[0].rows

    def based(cell: Any) -> Any:
        return replace(cell, rows=rows) if isinstance(cell, Quantity) and cell.known else cell

    def on_the_record(figure: Figure) -> Figure:
        references: Any = figure.options.get("references", ())
        lines = {"references": [{**line, "value": based(line["value"])} for line in references]} if references else {}
        return replace(figure, data=figure.data.map(based), options={**figure.options, **lines})

    charts = Section(
        "charts",
        Text("demo.title"),
        Text("demo.questions"),
        figures=tuple(on_the_record(make()) for make in CHARTS),
    )
    editions = [edition((charts,), record, Language(lang, texts), folder) for lang in LANGUAGES]
    return write_page(editions, folder / "assessment.html")


@pytest.fixture
def phone(chromium: Any, page_file: Path) -> Iterator[Any]:
    """Open the page on a screen that is touched."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened = context.new_page()
    opened.goto(page_file.as_uri())
    yield opened
    context.close()


def chart(page: Any, lang: str, name: str) -> Any:
    """Show a language, and return the picture of a chart in sight."""
    page.locator(f"button[data-show={lang}]").click()
    number = [make.__name__ for make in CHARTS].index(name) + 1
    picture = page.locator(f"#{lang}-figure_1_{number} .picture")
    picture.scroll_into_view_if_needed()
    return picture


def tip(page: Any, lang: str) -> Any:
    return page.locator(f"div.edition[lang={lang}] .tip")


def figure_of(name: str) -> Figure:
    return next(make for make in CHARTS if make.__name__ == name)()


def expected(name: str, row: int, language: Language) -> tuple[str, list[str]]:
    """Return what a row of the data of a figure is about, and its numbers as they are printed."""
    cells = tuple(figure_of(name).data.iloc[row])
    return point_label(cells, language), [language.quantity(cell) for cell in cells if isinstance(cell, Quantity)]


def text_of(locator: Any) -> list[str]:
    return [part.text_content() or "" for part in locator.all()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mouse_over_a_mark_shows_its_number_its_source_and_its_cells(page: Any, texts: Path, lang: str) -> None:
    shown = tip(page, lang)
    for name, row in ROWS.items():
        picture = chart(page, lang, name)
        mark = picture.locator(f'[data-mark="{row + 1}"]').first
        mark.scroll_into_view_if_needed()
        page.mouse.move(*mark.evaluate(MIDDLE))
        label, numbers = expected(name, row, Language(lang, texts))
        assert shown.is_visible(), name
        assert shown.locator(".what").text_content() == label
        assert text_of(shown.locator("strong")) == numbers
        assert text_of(shown.locator(".cell code"))[0].startswith("public_record/01.xlsx · ")
        assert text_of(shown.locator(".from"))[0].startswith("[")
        assert picture.locator(".ring").count() == 1
    # It can be reached with the mouse, and goes when the mouse does.
    page.mouse.move(*shown.evaluate(MIDDLE), steps=4)
    assert shown.is_visible()
    page.mouse.move(2, 2)
    shown.wait_for(state="hidden", timeout=5000)
    assert page.locator(".ring").count() == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bubble_says_all_its_numbers(page: Any, texts: Path, lang: str) -> None:
    picture = chart(page, lang, "bubble_of_one")
    mark = picture.locator("[data-mark]").filter(has=page.locator("use")).first
    addresses = (mark.get_attribute("data-mark") or "").split()
    assert len(addresses) == 7
    mark.click(force=True)
    language = Language(lang, texts)
    printed = [number for one in addresses for number in expected("bubble_of_one", int(one) - 1, language)[1]]
    assert text_of(tip(page, lang).locator("strong")) == printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_blank_cell_says_why_and_a_reference_line_what_it_is(page: Any, texts: Path, lang: str) -> None:
    picture = chart(page, lang, "blanks")
    picture.locator("[data-told]").first.click(force=True)
    assert tip(page, lang).locator(".what").text_content() == WHY[lang]
    assert tip(page, lang).get_by_role("link").count() == 0
    line = chart(page, lang, "horizontal_negative").locator('[data-mark="f1"]')
    x, y = line.evaluate(MIDDLE)
    page.mouse.click(x + 3, y)
    value = figure_of("horizontal_negative").options["references"][0]  # type: ignore[index]
    assert tip(page, lang).locator(".what").text_content() == Language(lang, texts).cell(value["label"])
    assert text_of(tip(page, lang).locator("strong")) == [Language(lang, texts).quantity(value["value"])]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_keyboard_goes_through_the_marks_from_one_stop(page: Any, texts: Path, lang: str) -> None:
    picture, language = chart(page, lang, "heatmap"), Language(lang, texts)
    assert picture.get_attribute("role") == "application"
    assert language.entry("page.keys") in (picture.get_attribute("aria-label") or "")
    assert page.locator(f"#{picture.get_attribute('aria-describedby')}").get_attribute("role") == "img"
    assert picture.locator("[tabindex], a, button").count() == 0
    picture.focus()
    said = page.locator(f"div.edition[lang={lang}] .said")

    # Nine years a row: to the right the next year, down the same year of the next gate.
    last = len(figure_of("heatmap").data)
    walk = (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowDown", 11), ("ArrowUp", 2), ("ArrowLeft", 1), ("End", last))
    for key, point in walk:
        page.keyboard.press(key)
        label, numbers = expected("heatmap", point - 1, language)
        assert tip(page, lang).locator(".what").text_content() == label
        assert (said.text_content() or "").startswith(f"{label}. {numbers[0]}.")
    page.keyboard.press("Escape")
    assert tip(page, lang).is_hidden()
    assert page.evaluate("document.activeElement.className") == "picture"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.picture')") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_enter_leads_to_the_line_of_the_trace(page: Any, lang: str) -> None:
    chart(page, lang, "lines").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.number") == "2"
    assert page.evaluate("document.activeElement.closest('details').open")
    assert tip(page, lang).is_hidden()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finger_beside_a_small_mark_shows_it_and_one_elsewhere_closes_it(phone: Any, texts: Path, lang: str) -> None:
    picture = chart(phone, lang, "map_of_places")
    mark = picture.locator('[data-mark="2"]').first
    mark.scroll_into_view_if_needed()
    x, y = mark.evaluate(MIDDLE)
    phone.touchscreen.tap(x - 8, y)
    shown = tip(phone, lang)
    assert shown.locator(".what").text_content() == expected("map_of_places", 1, Language(lang, texts))[0]
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.locator(f"#{lang}-figure_1_1 figcaption").tap()
    assert shown.is_hidden()


def test_a_tap_on_the_link_leads_to_the_trace(phone: Any) -> None:
    chart(phone, "vi", "horizontal").locator('[data-mark="1"]').tap()
    tip(phone, "vi").get_by_role("link").last.tap()
    assert phone.evaluate("document.activeElement.dataset.number") == "1"
    assert phone.locator("tr[data-number]:focus").is_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_at_all_in_a_chart_that_answers(page: Any, lang: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    chart(page, lang, "lines").focus()
    page.keyboard.press("ArrowRight")
    assert tip(page, lang).is_visible()
    assert axe.Axe().run(page).response["violations"] == []
    assert page.said == []


def test_print_shows_neither_what_a_mark_says_nor_its_frame(page: Any) -> None:
    picture = chart(page, "vi", "horizontal")
    picture.locator('[data-mark="1"]').click()
    assert tip(page, "vi").is_visible()
    page.emulate_media(media="print")
    assert tip(page, "vi").is_hidden()
    assert picture.locator(".ring").is_hidden()
