"""Tests of `situation.trade_checks`: sums, plan shares and five-year totals against what the record itself gives."""

from __future__ import annotations

import pytest

from assessment.findings import Table
from assessment.situation.trade_checks import checks_table
from assessment.situation.trade_levels import Levels

from .flows_record import Frames
from .reading import by, keys


def _checks(rows: list[dict[str, object]]) -> Table:
    evidence = Frames(trade=rows).evidence()
    return checks_table(evidence, Levels(evidence))


DECLARED = {"period": "2023", "scope": "declared"}
SPLIT = [
    DECLARED | {"value": 100.0, "plan_percent": 125.0},
    DECLARED | {"value": 60.0, "flow": "export", "plan_percent": 150.0},
    DECLARED | {"value": 40.0, "flow": "import", "plan_percent": 100.0},
]


def test_sum_and_plan_share_follow_from_the_two_directions():
    rows = by(_checks(SPLIT), "claim")
    assert rows["declared_2023"]["recomputed"].value == 100.0
    # Plans of 40 and 40: the total is 125 % of plan.
    assert rows["plan_2023"]["recomputed"].value == pytest.approx(125.0)
    assert keys([rows["declared_2023"]["verdict"], rows["plan_2023"]["verdict"]]) == ["agrees", "agrees"]


def test_a_sum_that_is_not_the_sum_disagrees():
    rows = by(_checks([SPLIT[0] | {"value": 131.0}, *SPLIT[1:]]), "claim")
    assert keys([rows["declared_2023"]["verdict"]]) == ["disagrees"]
    # Round figures of 60 and 40 may make up 110.
    rows = by(_checks([SPLIT[0] | {"value": 110.0}, *SPLIT[1:]]), "claim")
    assert keys([rows["declared_2023"]["verdict"]]) == ["agrees"]


def test_without_a_part_nothing_is_judged():
    rows = by(_checks(SPLIT[:2]), "claim")
    assert not rows["declared_2023"]["recomputed"].known
    assert keys([rows["declared_2023"]["verdict"], rows["plan_2023"]["verdict"]]) == ["not_determinable"] * 2


@pytest.mark.parametrize(("claim", "reading"), [(1000.0, "doubtful"), (1500.0, "possible")])
def test_a_five_year_sum_must_leave_something_for_the_months_not_known(claim: float, reading: str):
    years = [{"period": str(year), "scope": "unstated", "value": 280.0} for year in (2016, 2017, 2018)]
    # Two of five years are not known: half of 2/5 of the sum is the least that is plausible for them.
    row = by(_checks([*years, {"period": "2016..2020", "scope": "unstated", "value": claim}]), "claim")[
        "five_years_2020"
    ]
    assert row["verdict"].key == f"trade.left.{reading}.five_years_2020"
    assert row["verdict"].values["left"].value == pytest.approx(claim - 840.0)


def test_an_empty_record_leaves_every_check_open():
    assert set(keys(_checks([]).frame["verdict"])) == {"not_determinable"}


def test_checks_of_the_record(public):
    """GOLDEN L1: 130.9 % of plan; "+35 %" for 2012 is 6.1 % on 2010; 234,580 leaves 1,458 for 13 months."""
    rows = by(public.table("trade.checks"), "claim")
    assert rows["declared_2023"]["recomputed"].value == 4975
    assert rows["declared_h1_2022"]["recomputed"].value == pytest.approx(1077.6)
    assert rows["plan_2023"]["recomputed"].value == pytest.approx(130.91, abs=0.005)
    assert rows["growth_2012"]["recomputed"].value == pytest.approx(6.13, abs=0.005)
    assert keys(rows[name]["verdict"] for name in ("declared_2023", "plan_2023", "growth_2012")) == [
        "agrees",
        "agrees",
        "disagrees",
    ]
    left = rows["five_years_through"]["verdict"]
    assert left.key == "trade.left.doubtful.five_years_through"
    assert left.values["left"].value == pytest.approx(1458.1, abs=0.05)
