"""Layout of an expert's sheet: nothing overlaps, every answer has its cell, other criteria have another identity."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panel_sheets import LAYOUT, PILLARS

from assessment.scoring.panel_layout import FEWEST_EXPERTS, SCALE, PanelError, criteria_digest, panel_layout


def test_a_full_panel_has_twelve_seats() -> None:
    """METHODS 11.5."""
    assert FEWEST_EXPERTS == 12


def test_the_scale_is_that_of_saaty() -> None:
    assert len(SCALE) == 17
    assert {round(SCALE[text] * SCALE[f"1/{text}"], 12) for text in map(str, range(2, 10))} == {1}


@given(st.lists(st.integers(1, 6), min_size=3, max_size=10))
def test_blocks_follow_one_another_and_every_item_is_asked_once(sizes: list[int]) -> None:
    pillars = {f"p{i}": [f"c{i}_{j}" for j in range(size)] for i, size in enumerate(sizes)}
    layout = panel_layout("m", pillars)
    starts = [block.first_row for block in layout.blocks] + [layout.comparison_row]
    # Sum, check, an empty row, heading and header stand between the items of two blocks.
    assert [b - a for a, b in pairwise(starts)] == [len(block.items) + 5 for block in layout.blocks]
    cells = layout.answers()
    asked = len(sizes) + sum(size for size in sizes if size > 1)
    assert len(set(cells)) == len(cells) == 1 + 2 * asked + len(sizes) * (len(sizes) - 1) // 2
    assert max(column for _, column in cells) <= layout.last_column < layout.key_column


@pytest.mark.parametrize(
    ("pillars", "message"),
    [
        ({"a": ["x"], "b": ["y"]}, "2 pillars; a panel compares 3 to 10"),
        ({"a": ["x"], "b": ["y"], "c": []}, "needs a criterion"),
        ({"a": ["x"], "b": ["y"], "c": ["x"]}, "may stand in two"),
        ({"a": ["x"], "b": ["y"], "pillars": ["z"]}, "called 'pillars'"),
    ],
)
def test_models_a_panel_cannot_judge(pillars: dict[str, list[str]], message: str) -> None:
    with pytest.raises(PanelError, match=message):
        panel_layout("m", pillars)


def test_other_criteria_another_order_another_model_have_another_identity() -> None:
    others = [
        panel_layout("other", PILLARS),
        panel_layout("synthetic", {**PILLARS, "impact": ["jobs", "local_value_added", "net_budget"]}),
        panel_layout("synthetic", {**PILLARS, "impact": ["jobs", "net_budget"]}),
        panel_layout("synthetic", dict(reversed(PILLARS.items()))),
    ]
    assert len({layout.identity for layout in (LAYOUT, *others)}) == 5
    assert criteria_digest("synthetic", {key: tuple(value) for key, value in PILLARS.items()}).startswith(
        LAYOUT.identity.split()[-1]
    )
