"""What changed between two sets of tables."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.etl import frames
from assessment.etl.changes import diff, history, match
from assessment.etl.schema import TABLES

LAND = TABLES["land"]
ROWS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 100), max_size=6)


def land(values: dict[str, float]) -> pd.DataFrame:
    return frames.build(
        LAND.columns, {"row_id": list(values), "geography": list(values), "value": list(values.values())}
    )


@settings(deadline=None, max_examples=50)
@given(ROWS, ROWS)
def test_a_diff_holds_what_came_went_and_changed(old: dict[str, float], new: dict[str, float]) -> None:
    found = diff([match(LAND, land(old), land(new))])
    by_change = {
        change: set(found.loc[found["change"] == change, "row_id"]) for change in ("added", "vanished", "changed")
    }
    assert by_change["added"] == set(new) - set(old)
    assert by_change["vanished"] == set(old) - set(new)
    assert by_change["changed"] == {
        key for key in set(old) & set(new) if not math.isclose(old[key], new[key], rel_tol=1e-12)
    }


@settings(deadline=None, max_examples=20)
@given(ROWS)
def test_equal_tables_have_no_diff_and_no_history(values: dict[str, float]) -> None:
    matched = match(LAND, land(values), land(dict(reversed(values.items()))))
    assert diff([matched]).empty
    assert history(matched, None, "000002").empty


@settings(deadline=None, max_examples=20)
@given(ROWS, ROWS, ROWS)
def test_history_grows_and_never_loses(one: dict[str, float], two: dict[str, float], three: dict[str, float]) -> None:
    earlier = history(match(LAND, land(one), land(two)), None, "000002")
    later = history(match(LAND, land(two), land(three)), earlier, "000003")
    assert later.iloc[: len(earlier)]["row_id"].tolist() == earlier["row_id"].tolist()
    assert set(later["state"]) <= {"000002", "000003"}


def test_the_last_binary_digit_is_no_change() -> None:
    """Saving a workbook with another program changes 121.62469377756003 into 121.62469377756."""
    assert diff([match(LAND, land({"a": 121.62469377756003}), land({"a": 121.62469377756}))]).empty
    assert len(diff([match(LAND, land({"a": 121.6246}), land({"a": 121.6247}))])) == 1


def test_a_number_that_came_or_went_is_a_change() -> None:
    zones = TABLES["zones"]
    one, other = (frames.build(zones.columns, {"row_id": ["a"], "area_ha": [area]}) for area in (None, 39400.0))
    found = diff([match(zones, one, other)])
    assert found[["column", "old", "new"]].to_numpy().tolist() == [["area_ha", "", "39400.0"]]
