from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.findings import Board, Name, Quantity, Section, Text
from assessment.report.language import LANGUAGES, Language
from assessment.report.layout import Rendered, lay_out
from assessment.report.page import write_page
from assessment.report.page_board import LaidBoard
from assessment.report.references import References
from assessment.report.trace import trace_chapter

HOSTILE = "</script><script>alert(1)</script>"


def demo_board() -> Board:
    return Board(
        "demo.board",
        Text("priorities.model.full"),
        {"attractiveness": Text("priorities.pillar.attractiveness"), "impact": Text("priorities.pillar.impact")},
        {"jobs": Text("priorities.criterion.jobs")},
        {"timber": Name("scoring_sector", "timber")},
        {"timber": (Text("priorities.keeps.unknown", {"names": Text("priorities.gate.land")}),)},
        {"pillar": Text("priorities.keeps.pillar", {"names": "{names}"})},
        (Text("priorities.caution.synthetic"),),
        Quantity(5.0, "sector", formula="configured"),
        Quantity(1024.0, "count", formula="count"),
        {"weights": {"equal": [0.5, 0.5], "model": [0.5, 0.5], "frozen": None}, "hostile": HOSTILE},
    )


@pytest.fixture(params=LANGUAGES)
def laid(request: pytest.FixtureRequest) -> LaidBoard:
    return LaidBoard(demo_board(), Language(request.param))


def test_words_are_there_in_both_languages(laid: LaidBoard) -> None:
    assert laid.words["reasons"]["pillar"].endswith("{names}")
    assert len(laid.words["gates"]) == len(laid.words["sectors"]) == 1
    assert set(laid.words["classes"]) == {"A", "B", "C", "ND"}
    assert [len(laid.cautions), len(laid.notes)] == [1, 4]
    assert [header for header, _ in laid.headers][-2:] == laid.pillars


def test_the_error_of_the_draws_is_told(laid: LaidBoard) -> None:
    """At most 50 / sqrt(1024) percentage points."""
    assert re.search("1[.,]6", laid.notes[1])


def test_frozen_weights_are_offered_where_there_are_some(laid: LaidBoard) -> None:
    assert laid.presets == ["equal", "model"]
    weights = {"equal": [0.5, 0.5], "model": [0.5, 0.5], "frozen": [0.4, 0.6]}
    frozen = LaidBoard(replace(laid.board, data={"weights": weights}), Language("vi"))
    assert frozen.presets == ["equal", "model", "frozen"]


def test_numbers_stand_once_for_all_languages_and_cannot_become_markup(tmp_path: Path, references: References) -> None:
    section = Section("demo", Text("priorities.title"), Text("priorities.questions"), boards=(demo_board(),))
    editions = []
    for lang in LANGUAGES:
        chapter = lay_out((section,), references, Language(lang))
        editions.append(Rendered(chapter, {}, trace_chapter(chapter, references)))
    text = write_page(editions, tmp_path / "page.html").read_text(encoding="utf-8")
    assert HOSTILE not in text
    (data,) = re.findall(r'<script type="application/json" id="demo_board">(.*?)</script>', text)
    assert json.loads(data)["hostile"] == HOSTILE
    for lang in LANGUAGES:
        (words,) = re.findall(rf'<script type="application/json" id="{lang}-demo_board-words">(.*?)</script>', text)
        assert json.loads(words)["sectors"] == LaidBoard(demo_board(), Language(lang)).words["sectors"]
