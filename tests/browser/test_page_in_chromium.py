"""The page in a real Chromium, in both languages: boards that score as the package does, sorting, keyboard, phone, print, axe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.report.language import LANGUAGES
from assessment.scoring.acceptability import ranks
from assessment.scoring.aggregate import aggregate, pillar_scores, score
from assessment.scoring.classes import Standing, class_of
from assessment.scoring.design import Scorer
from assessment.scoring.evaluation import Evaluation
from assessment.scoring.sensitivity import BASE, leave_one_criterion_out
from assessment.scoring.uncertainty import uncertainty
from assessment.situation.priorities_board import board_design

pytestmark = pytest.mark.slow

BOARDS = ("priorities_board", "priorities_full_board")
VECTORS = 40
GATES = ("failed", "conditional", "unknown")
SET_AND_READ = """
([id, vectors]) => {
  const board = document.getElementById(id), fields = board.querySelectorAll("input[type=number]");
  const number = (cell) => cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  return vectors.map((points) => {
    points.forEach((own, i) => {
      fields[i].value = String(own);
      fields[i].dispatchEvent(new Event("input"));
    });
    return Object.fromEntries([...board.querySelectorAll("tbody tr[data-sector]")].map((row) => {
      const cells = [...row.cells], bounds = row.querySelector("small");
      return [row.dataset.sector, {
        rank: number(cells[0]), score: number(cells[2]), pillars: cells.slice(6).map(number),
        within: number(cells[5]), class: cells[3].dataset.value, reasons: cells[3].dataset.reasons,
        low: bounds && Number(bounds.dataset.low), high: bounds && Number(bounds.dataset.high),
      }];
    }));
  });
}
"""


def vectors(found: Evaluation) -> list[list[float]]:
    """Return points by pillar: the corners of what can be set, and many between; the first put nearly all on one pillar."""
    count = len(found.model.pillars)
    generator = np.random.default_rng(11)
    corners = [np.eye(count)[0], np.eye(count)[0] + np.eye(count)[1], np.ones(count), 99 * np.eye(count)[3] + 1]
    drawn = [*generator.dirichlet(np.ones(count), VECTORS // 2), *generator.uniform(0, 100, (VECTORS // 2, count))]
    return [vector.tolist() for vector in (*corners, *drawn)]


def weights_of(found: Evaluation, points: list[float]) -> pd.Series:
    """Return the weights by criterion: the pillar's share of the points times the criterion's share of its pillar."""
    pillars = pd.Series(found.model.pillar_of)
    inside = found.weights / found.weights.groupby(pillars).transform("sum")
    shares = dict(zip((pillar.key for pillar in found.model.pillars), np.array(points) / sum(points), strict=True))
    return pillars.map(shares) * inside


def expected(found: Evaluation, points: list[float]) -> Mapping[str, dict[str, Any]]:
    """Return what the package says of weights that are taken as given."""
    model, weights = found.model, weights_of(found, points)
    design = board_design(found, weights)
    scorer = Scorer(design)
    reference, rule = scorer.reference(), model.coverage
    totals = aggregate(reference, weights, model.pillar_of, model.aggregation)
    means = pillar_scores(reference, weights, model.pillar_of)[[pillar.key for pillar in model.pillars]]
    bounds = score(
        found.known.scores(), weights, model.pillar_of, model.aggregation,
        least_total=rule.total_percent / 100, least_pillar=rule.pillar_percent / 100,
    )  # fmt: skip
    places = pd.Series(ranks(totals.to_numpy(dtype=float)), totals.index)
    drawn = uncertainty(design, draws=model.draws.count, seed=model.draws.seed)
    within = pd.Series(drawn.robustness.within(model.classes.k), totals.index).where(scorer.scored)
    left = leave_one_criterion_out(reference, weights, model.pillar_of, model.classes.k, between=model.aggregation)
    # Of other sectors than in the evaluation the board has no draws, and says so.
    same = tuple(scorer.scored.index[scorer.scored]) == found.scored
    result = {}
    for key in model.sector_keys:
        standing = Standing(
            found.standings[key].gates,
            # The sum of shares may fall short of a bound that it meets exactly.
            float(within[key]),
            found.standings[key].acceptability,
            drawn.pillar_medians.loc[key].to_dict(),
            left.ranks.drop(columns=BASE).loc[key].to_dict(),
        )
        scored = bool(scorer.scored[key])
        name, reasons = class_of(standing, model.classes)
        kept = [f"{reason.kind}:{reason.name}".strip(":") for reason in reasons if reason.kind not in GATES]
        gaps = scored and bool((found.known.values.loc[key].isna() & (weights > 0)).any())
        result[key] = {
            "rank": places[key], "score": totals[key], "pillars": means.loc[key].tolist(),
            "within": within[key] if same else np.nan,
            "class": "ND" if not scored else name if same else "", "reasons": " ".join(kept) if same else "",
            "low": bounds["low"][key] if gaps else np.nan, "high": bounds["high"][key] if gaps else np.nan,
        }  # fmt: skip
    return result


def difference(shown: Mapping[str, Any], said: Mapping[str, Any]) -> float:
    """Return the largest difference between the numbers of a sector on the board and in Python; the same are lacking in both."""
    pairs = [(shown[name], said[name]) for name in ("rank", "score", "within", "low", "high")]
    pairs += zip(shown["pillars"], said["pillars"], strict=True)
    assert [one is None for one, _ in pairs] == [bool(np.isnan(other)) for _, other in pairs]
    return max((abs(one - other) for one, other in pairs if one is not None), default=0.0)


@pytest.mark.parametrize("name", BOARDS)
def test_the_board_scores_as_the_package_does(page: Any, evaluations: dict[str, Evaluation], name: str) -> None:
    found = evaluations[name]
    points = vectors(found)
    shown = page.evaluate(SET_AND_READ, [f"vi-{name}", points])
    largest, classes, kinds = 0.0, set(), set()
    for own, rows in zip(points, shown, strict=True):
        said = expected(found, own)
        assert set(rows) == set(said)
        for key, row in rows.items():
            largest = max(largest, difference(row, said[key]))
            assert [row["class"], row["reasons"]] == [said[key]["class"], said[key]["reasons"]], (own, key)
            classes.add(row["class"])
            kinds.update(reason.partition(":")[0] for reason in row["reasons"].split())
    assert largest < 1e-9, largest
    # Weights that leave another sector out are among them: their classes are not guessed.
    assert {"", "B", "C", "ND"} <= classes
    assert kinds == {"probability", "acceptability", "pillar", "criterion"}
    # Gates keep every sector from class A where there are any.
    assert ("A" in classes) == (not found.model.gates)


def test_frozen_weights_are_one_click_away(page: Any, evaluations: dict[str, Evaluation]) -> None:
    board = page.locator("#vi-priorities_full_board")
    board.locator("input[type=number]").first.fill("90")
    frozen = board.get_by_role("button", name="Trọng số hội đồng đã chốt")
    assert frozen.get_attribute("aria-pressed") == "false"
    frozen.click()
    assert frozen.get_attribute("aria-pressed") == "true"
    reference = evaluations["priorities_full_board"].uncertainty.sectors["reference"]
    for row in board.locator("tbody tr[data-sector]").all():
        shown = row.locator("td").nth(1).get_attribute("data-value")
        own = reference[row.get_attribute("data-sector")]
        assert (shown is None) == bool(np.isnan(own))
        assert shown is None or float(shown) == pytest.approx(own, abs=1e-9)


def test_without_a_panel_there_are_no_frozen_weights(page: Any) -> None:
    presets = page.locator("#en-priorities_board [data-preset]")
    assert [button.get_attribute("data-preset") for button in presets.all()] == ["equal", "model"]


def test_what_cannot_be_scored_stands_last_with_its_reason(page: Any) -> None:
    rows = page.locator("#vi-priorities_board tbody tr")
    last = rows.nth(rows.count() - 2)
    assert last.get_attribute("data-sector") == "tourism_duty_free"
    assert "Chưa đủ số liệu: có số liệu cho 0,0% tổng trọng số (cần 70,0%)" in rows.last.inner_text()


def test_both_languages_show_the_same_weights(page: Any) -> None:
    page.locator("#vi-priorities_board input[type=number]").first.fill("75")
    page.get_by_role("button", name="English").click()
    board = page.locator("#en-priorities_board")
    assert board.locator("input[type=number]").first.input_value() == "75"
    assert board.locator(".share").first.inner_text() == "50.0%"
    assert "First: " in board.get_by_role("status").inner_text()


def test_points_that_are_no_weights_are_refused_and_said(page: Any) -> None:
    board = page.locator("#vi-priorities_board")
    field = board.locator("input[type=number]").first
    field.fill("-5")
    assert board.get_by_role("status").inner_text() == "Điểm phải từ 0 trở lên và có ít nhất một nhóm lớn hơn 0."
    assert field.get_attribute("aria-invalid") == "true"
    assert board.locator("tbody tr").count() == 0
    field.fill("25")
    assert board.locator("tbody tr[data-sector]").count() == 7


def test_a_slider_moves_by_keyboard(page: Any) -> None:
    board = page.locator("#vi-priorities_board")
    before = board.locator(".share").first.inner_text()
    board.locator("input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    assert board.locator(".share").first.inner_text() != before


def column(page: Any, table: str, place: int) -> list[str]:
    return [row.locator("th, td").nth(place).inner_text() for row in page.locator(f"#{table} > .scroll tbody tr").all()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_sort_by_value_and_come_back(page: Any, lang: str) -> None:
    page.locator(f"button[data-show={lang}]").click()
    table, printed = f"{lang}-table_1_1", column(page, f"{lang}-table_1_1", 2)
    header = page.locator(f"#{table} > .scroll th[aria-sort]").nth(2)
    header.locator("button").focus()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    # 156, 4.975 and 51.990,563 as texts would stand the other way round; what is not known stands last.
    assert column(page, table, 2) == [printed[2], printed[1], printed[0], printed[3]]
    page.keyboard.press("Space")
    assert header.get_attribute("aria-sort") == "descending"
    assert column(page, table, 2) == printed
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "none"
    assert column(page, table, 2) == printed


def test_words_sort_by_the_rules_of_vietnamese(page: Any) -> None:
    header = page.locator("#vi-table_1_1 > .scroll th[aria-sort]").first
    header.locator("button").click()
    assert [text[:2] for text in column(page, "vi-table_1_1", 0)] == ["Ki", "Tổ", "Xu", "Xu"]


def test_a_column_of_several_units_does_not_sort(page: Any) -> None:
    assert page.locator("#vi-table_1_3 > .scroll thead th").nth(1).get_attribute("aria-sort") is None


def test_the_language_switch_works_by_keyboard(page: Any) -> None:
    page.locator("button[data-show=en]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("div.edition[lang=vi]").is_hidden()
    assert page.locator("div.edition[lang=en]").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_serious(page: Any, lang: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(f"button[data-show={lang}]").click()
    page.locator(f"div.edition[lang={lang}] details.trace > summary").first.click()
    found = axe.Axe().run(page).response["violations"]
    serious = {
        entry["id"]: [node["html"] for node in entry["nodes"]]
        for entry in found
        if entry["impact"] in ("serious", "critical")
    }
    assert serious == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phone_scrolls_tables_not_the_page(page: Any, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(f"button[data-show={lang}]").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    board = page.locator(f"#{lang}-priorities_board .scroll")
    assert board.evaluate("(box) => box.scrollWidth > box.clientWidth && box.getBoundingClientRect().right <= 390")


def test_print_leaves_out_what_only_a_screen_can_use(page: Any) -> None:
    page.emulate_media(media="print")
    for hidden in (".languages", "nav", ".presets", ".weight input"):
        assert page.locator(hidden).first.is_hidden()
    board = page.locator("#vi-priorities_full_board")
    assert board.locator(".share").first.is_visible()
    assert board.locator(".scroll").evaluate("(box) => box.scrollHeight <= box.clientHeight + 1")
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_nothing_is_asked_of_the_network_and_the_policy_forbids_nothing_of_the_page(page: Any, page_file: Path) -> None:
    page.get_by_role("button", name="English").click()
    assert page.asked == [page_file.as_uri()]
    assert page.said == []


def test_without_its_script_the_page_shows_all_languages_and_says_what_the_board_needs(
    chromium: Any, page_file: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("div.edition[lang=en] h1").is_visible()
    board = page.locator("#vi-priorities_board")
    assert "cần bật JavaScript" in board.inner_text()
    assert board.locator("table").is_hidden()
    context.close()
