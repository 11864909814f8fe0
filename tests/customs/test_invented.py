"""Invented lines: as many as asked, the same from one seed, with everything planted that is told."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.customs import invented
from assessment.customs.codes import codes
from assessment.customs.invented import PARTS, REGIMES, Plan, Truth, blocks, holding, imports


@pytest.mark.parametrize("rows", [1, 27, 500, 45_000])
def test_there_are_as_many_as_asked_in_bounded_blocks(rows: int) -> None:
    sizes = [len(block) for block in blocks(Plan(rows, 1))]
    assert sum(sizes) == rows
    assert max(sizes) <= invented.BLOCK


def test_one_seed_gives_one_set_of_lines() -> None:
    first, again, other = (pd.concat(blocks(Plan(3_000, seed))) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_everything_is_planted() -> None:
    frame = pd.concat(blocks(Plan(60_000, 1)))
    assert frame["copy"].any()
    assert frame["cancelled"].any()
    assert set(frame["bad"]) == {0, 1, 2, 3, 4}
    assert set(frame["version"]) == {0, 1}
    assert (frame["serial"] != frame["first"]).any()
    assert frame["line"].max() == PARTS
    # A day has a declaration in dollars that is good.
    good = frame[(frame["currency"] == "USD") & (frame["bad"] == 0)]
    assert set(good["day"]) == set(frame["day"])


def test_flows_are_those_of_the_codes() -> None:
    flows = codes("regimes").query("certainty == 'V'").set_index("code")["flow"]
    frame = pd.DataFrame({"regime": list(REGIMES)})
    assert ["import" if inward else "export" for inward in imports(frame)] == [flows[code] for code in REGIMES]


def test_the_truth_of_a_line() -> None:
    frame = next(blocks(Plan(40, 1, amended=0, cancelled=0, bad=0, duplicates=0)))
    truth = Truth(links=True, sees_cancelled=True)
    truth.add(frame)
    told = truth.told()
    assert told["planted"] == {"lines": 40, "duplicates": 0, "bad": 0, "amended": 0, "cancelled": 0, "split": 0}
    totals = pd.DataFrame(told["totals"])
    assert totals["lines"].sum() == 40
    assert totals["value_usd"].astype(float).sum() == pytest.approx(holding(frame)["value_usd"].sum())
