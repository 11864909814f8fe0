"""What a panel says: means by level, split levels with their groups, comparisons in pairs, what no sheet shows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from panel_sheets import AGREED, CIRCULAR, LAYOUT, edit, fill, first_round

from assessment.report.language import Language
from assessment.report.panel_workbook import write_template
from assessment.scoring.panel import Panel, read_panel
from assessment.scoring.panel_layout import panel_layout
from assessment.scoring.panel_outcome import criterion_weights, describe_outcome, judge_panel


def opposed(level: str, items: int) -> Sequence[float]:
    """Points of the other camp: the agreed ones upside down, between the pillars only."""
    return AGREED[items][::-1] if level == "pillars" else AGREED[items]


@pytest.fixture(scope="module")
def agreeing(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return read_panel(first_round(tmp_path_factory.mktemp("agreeing") / "panel.xlsx"), LAYOUT)


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    answers = {f"CG{number:02d}": opposed for number in range(8, 13)}
    return read_panel(first_round(tmp_path_factory.mktemp("divided") / "panel.xlsx", answers=answers), LAYOUT)


def test_weights_are_means_of_pillars_times_means_inside(agreeing: Panel) -> None:
    outcome = judge_panel(agreeing, 1)
    points = agreeing.points(1)
    assert outcome.weights["jobs"] == pytest.approx(
        points["pillars"]["impact"].mean() * points["impact"]["jobs"].mean() / 1e4
    )
    assert outcome.weights.sum() == pytest.approx(1)
    assert (outcome.split, dict(outcome.coalitions), outcome.problems) == ((), {}, ())
    assert [round(own.agreement.w, 2) for own in outcome.levels.values()] == [1] * 5


def test_the_only_criterion_of_a_pillar_has_all_of_it() -> None:
    layout = panel_layout("m", {"a": ["a1"], "b": ["b1", "b2"], "c": ["c1"]})
    shares = {"pillars": pd.Series({"a": 0.5, "b": 0.2, "c": 0.3}), "b": pd.Series({"b1": 0.25, "b2": 0.75})}
    assert criterion_weights(layout, shares).round(9).to_dict() == {"a1": 0.5, "b1": 0.05, "b2": 0.15, "c1": 0.3}


def test_a_divided_panel_shows_its_two_groups(divided: Panel) -> None:
    outcome = judge_panel(divided, 1)
    assert outcome.split == ("pillars",)
    assert outcome.coalitions["pillars"] == (
        tuple(f"CG{number:02d}" for number in range(1, 8)),
        tuple(f"CG{number:02d}" for number in range(8, 13)),
    )
    said = "\n".join(describe_outcome(divided, outcome))
    assert "level    pillars: Kendall's W 0.0" in said
    assert "; SPLIT\n  group  CG01, CG02, CG03" in said
    assert (
        "  group  CG08, CG09, CG10, CG11, CG12: "
        "attractiveness 10.0, feasibility 20.0, impact 30.0, sustainability 40.0" in said
    )


def test_comparisons_of_the_group_and_their_distance(agreeing: Panel) -> None:
    """By hand: everyone compares 4:2:2:1, so the group does too."""
    outcome = judge_panel(agreeing, 1)
    assert outcome.group is not None
    weights = np.array([4, 2, 2, 1]) / 9
    np.testing.assert_allclose(outcome.group.result.weights, weights)
    mean = agreeing.points(1)["pillars"].mean().to_numpy() / 100
    assert outcome.group.distance == pytest.approx(np.abs(weights - mean).sum() / 2)
    assert len(outcome.group.experts) == 12


def test_inconsistent_comparisons_are_left_out_of_the_group(tmp_path: Path) -> None:
    path = first_round(tmp_path / "panel.xlsx", 3)

    def circular(codes: Sequence[str]) -> Panel:
        edit(path, lambda book: [fill(book[code], 1, opposed, comparisons=CIRCULAR) for code in codes])
        return read_panel(path, LAYOUT)

    group = judge_panel(circular(["CG02"]), 1).group
    assert group is not None
    assert group.experts == ("CG01", "CG03")
    none = circular(["CG01", "CG03"])
    assert judge_panel(none, 1).group is None
    assert not any(line.startswith("pairs") for line in describe_outcome(none, judge_panel(none, 1)))


def test_empty_sheets_few_experts_and_free_seats_are_told(tmp_path: Path) -> None:
    path = tmp_path / "panel.xlsx"
    write_template(path, LAYOUT, Language("vi"), 4)
    edit(path, lambda book: [fill(book[code], 1, opposed, "3. x") for code in ("CG01", "CG03")])
    outcome = judge_panel(read_panel(path, LAYOUT), 1)
    kinds = [problem.kind for problem in outcome.problems]
    assert kinds.count("empty") == 2
    messages = [problem.message for problem in outcome.problems]
    assert "2 complete sheets in round 1; a panel has at least 12" in messages
    assert "affiliation 'firm': 0 complete sheets, expected 3" in messages
    assert not any("'customs'" in message for message in messages)
    assert (
        "level    pillars: Kendall's W 1.000 (p 0.112), mean distance from the mean 0.0 of 100 points"
        in describe_outcome(read_panel(path, LAYOUT), outcome)
    )
    later = judge_panel(read_panel(path, LAYOUT), 2)
    assert later.weights.isna().all()
    assert "level    jobs" not in "".join(describe_outcome(read_panel(path, LAYOUT), later))
    assert "level    impact: agreement not determinable (fewer than two complete sheets)" in describe_outcome(
        read_panel(path, LAYOUT), later
    )
    assert [problem.message for problem in later.problems if "round 2 is not answered" in problem.message] == [
        f"panel.xlsx, sheet '{code}': round 2 is not answered; the sheet is left out of it" for code in ("CG01", "CG03")
    ]


def test_an_outlying_sheet_is_told_with_its_cells_and_kept(tmp_path: Path) -> None:
    path = first_round(tmp_path / "panel.xlsx", 8, {"CG05": opposed})
    outcome = judge_panel(read_panel(path, LAYOUT), 1)
    (problem,) = (problem for problem in outcome.problems if problem.kind == "outlying")
    assert problem.code == "CG05"
    assert problem.message.startswith("panel.xlsx, sheet 'CG05', C9:C12: points for 'pillars' lie far from the median")
    assert "CG05" in outcome.points["pillars"].index
    assert outcome.split == ()
