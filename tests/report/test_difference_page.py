"""A page stays a page, however much changed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.etl import frames
from assessment.etl.ancillary import FILE_HISTORY, RESTATEMENTS
from assessment.report.difference import Difference
from assessment.report.difference_page import PAGE, page, short
from assessment.report.figure_changes import FigureChange
from assessment.report.language import Language
from assessment.report.printed_changes import Cause, PrintedChange

NO_FILES, NO_ALERTS = frames.build(FILE_HISTORY, {}), frames.build(RESTATEMENTS, {})
KINDS = ("finding", "number", "cell", "rank", "class", "missing")
SIDES = {"changed": ("1", "2"), "added": ("", "2"), "vanished": ("1", "")}


def figure(number: int, file: str, change: str = "changed") -> FigureChange:
    old, new = SIDES[change]
    return FigureChange(
        "trade", str(number), change, f"figure {number}", "value", old, new, 1.0, 2.0, "ha", Cause("s", file)
    )


def printed(number: int, file: str, kind: str, change: str = "changed", unit: str = "ha") -> PrintedChange:
    words = {"vi": f"v{number}", "en": f"e{number}"}
    old, new = ({"vi": side, "en": side} for side in SIDES[change])
    causes = (Cause("s", file),) if file else ()
    cell = "B2" if kind in ("cell", "rank", "class") else ""
    return PrintedChange(
        kind, change, "trade", f"t{number}", "f", cell, words, words, words, words, old, new, 1.0, 2.0, unit, causes
    )


def made(
    figures: list[FigureChange], changes: list[PrintedChange], lang: str = "vi", **more: pd.DataFrame
) -> Difference:
    tables = {"files": NO_FILES, "restated": NO_ALERTS} | more
    return Difference("cũ", "mới", tuple(figures), tuple(changes), language=Language(lang), **tables)


@settings(max_examples=30)
@given(
    figures=st.lists(st.tuples(st.sampled_from("abcdefghijklmnop"), st.sampled_from(list(SIDES))), max_size=60),
    changes=st.lists(
        st.tuples(st.sampled_from(["", *"abcdefghijklmnop"]), st.sampled_from(KINDS), st.sampled_from(list(SIDES))),
        max_size=120,
    ),
    lang=st.sampled_from(["vi", "en"]),
)
def test_a_page_is_never_longer_and_says_how_much_there_is(
    figures: list[tuple[str, str]], changes: list[tuple[str, str, str]], lang: str
) -> None:
    found = made(
        [figure(place, *one) for place, one in enumerate(figures)],
        [printed(place, *one) for place, one in enumerate(changes)],
        lang,
    )
    lines = page(found, {})
    assert len(lines) <= PAGE
    if figures or changes:
        assert str(len(figures) + len(changes)) in lines[-1]
    else:
        assert len(lines) == 2


def test_ranks_and_classes_findings_and_tables_are_told_with_both_sides() -> None:
    changes = [printed(1, "a.xlsx", "class"), printed(2, "a.xlsx", "number"), printed(3, "a.xlsx", "cell")]
    text = "\n".join(page(made([figure(1, "a.xlsx")], changes), {}))
    assert "thứ hạng: 0; xếp loại: 1" in text
    assert text.count("1 → 2 (+100,0%)") == 4


def test_a_percentage_moves_by_points() -> None:
    text = "\n".join(page(made([], [printed(1, "a.xlsx", "number", unit="percent")]), {}))
    assert "+1,00 điểm phần trăm" in text.replace("\u00a0", " ")


def test_what_no_file_caused_stands_last_and_says_so() -> None:
    lines = page(made([], [printed(1, "", "cell"), printed(2, "a.xlsx", "cell")]), {})
    heads = [place for place, line in enumerate(lines) if line.startswith(("a.xlsx", "Không do số liệu"))]
    assert lines[heads[0]].startswith("a.xlsx")
    assert len(heads) == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_short_form_is_one_line(lang: str) -> None:
    nothing, something = made([], [], lang), made([], [printed(1, "", "finding")], lang)
    assert short(nothing) != short(something)
    assert "1" in short(something)
    assert "\n" not in short(something)
