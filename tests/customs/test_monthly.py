"""Which lines count, what their codes meant, and what is counted once."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.customs.errors import GoodsLinesError
from assessment.customs.monthly import changes, coded, in_force, margins, monthly, unknown_codes

from .exports import stored

OTHER = {"declaration_key": 10699999999}


def counted(*lines: dict[str, Any]) -> list[float]:
    return sorted(in_force(stored(*lines)).to_pandas()["value_usd"].astype(float))


def test_the_highest_version_of_a_declaration_holds() -> None:
    assert counted({"value_usd": 1}, {"value_usd": 2, "version": 1}, {"value_usd": 3, "version": 2}, OTHER) == [3, 100]


def marks(*lines: dict[str, Any]) -> dict[int, int]:
    found = changes(stored(*lines)).to_pandas()
    return dict(zip(found["changed_key"].tolist(), found["latest"].tolist(), strict=True))


def test_changes_hold_only_declarations_that_were_amended_or_cancelled() -> None:
    assert marks({}, OTHER) == {}
    given = [{"declaration_key": 1}, {"declaration_key": 2, "version": 1}, {"declaration_key": 3, "cancelled": True}]
    assert sorted(marks(*given)) == [2, 3]


def test_what_holds_of_a_changed_declaration_is_its_highest_version_then_its_latest_delivery() -> None:
    first, second = {"version": 1, "delivered": 202604}, {"version": 2, "delivered": 202603}
    later = {"version": 2, "delivered": 202605}
    of_second, of_later = marks(second).popitem()[1], marks(later).popitem()[1]
    assert marks(first).popitem()[1] < of_second < of_later
    assert marks({}, first, second) == marks(second)
    assert marks(later, first, second) == marks(later)


def test_the_mark_of_what_is_cancelled_is_that_of_no_line() -> None:
    amended, cancelled = {"version": 1}, {"version": 1, "cancelled": True}
    assert marks(amended).popitem()[1] % 2 == 0
    assert marks(amended, cancelled).popitem()[1] == marks(amended).popitem()[1] + 1
    assert counted(amended, cancelled) == []
    assert counted(cancelled, {"version": 2, "value_usd": 7}) == [7]


def test_changes_of_all_lines_decide_over_a_part_of_them() -> None:
    part, rest = {"value_usd": 1}, {"value_usd": 2, "version": 1, "delivered": 202603}
    lines, everything = stored(part), stored(part, rest)
    assert in_force(lines).to_pandas()["value_usd"].astype(float).tolist() == [1]
    # Both tables in one database, as a store has them.
    held = in_force(everything.filter(everything.version == 0), changes(everything))
    assert held.to_pandas().empty


def test_an_amendment_of_a_later_delivery_holds_in_the_month_of_registration() -> None:
    table = monthly(
        stored({"value_usd": 1}, {"value_usd": 2, "version": 1, "delivered": 202603}), ["month"]
    ).to_pandas()
    assert table[["month", "value_usd", "declarations"]].values.tolist() == [[pd.Timestamp("2026-02-01"), 2, 1]]


def test_of_one_version_the_latest_delivery_holds() -> None:
    assert counted(
        {"value_usd": 2, "version": 1, "delivered": 202603}, {"value_usd": 3, "version": 1, "delivered": 202604}
    ) == [3]


def test_a_cancelled_declaration_does_not_count() -> None:
    assert counted({"cancelled": True}, OTHER) == [100]
    assert counted({}, {"cancelled": True, "delivered": 202603}) == []
    # What was cancelled and declared again counts.
    assert counted({"cancelled": True}, {"version": 1, "value_usd": 5}) == [5]


def test_parts_of_a_split_declaration_and_lines_of_one_count_once() -> None:
    lines = stored({}, {"line": 2}, {"declaration_key": 2, "whole_key": 10681234567}, OTHER | {"trader": "2"})
    (row,) = monthly(lines, ["flow"]).to_pandas().to_dict("records")
    assert (row["lines"], row["declarations"], row["traders"]) == (4, 2, 2)
    assert (row["value_usd"], row["largest_usd"]) == (400, 300)


@pytest.mark.parametrize(
    ("digits", "codes"), [(2, ["07"]), (4, ["0713"]), (6, ["071334"]), (8, ["07133490", "07133491"])]
)
def test_digits_of_the_code(digits: Any, codes: list[str]) -> None:
    table = monthly(stored({}, {"hs": "07133491"}), ["hs"], digits).to_pandas()
    assert sorted(table["hs"]) == codes


def test_other_digits_are_refused() -> None:
    with pytest.raises(GoodsLinesError, match="5 digits"):
        monthly(stored({}), digits=5)  # type: ignore[arg-type]


def test_codes_mean_what_they_meant_on_the_day() -> None:
    lines = stored(
        {"storage": "15BB", "office": "HQTANTHANH"},
        {"office": "HQTANTHANH", "regime": "B11", "origin": "VIETNAM", "destination": "CN"},
        {"regime": "A43", "registered_on": pd.Timestamp("2020-05-01")},
    )
    rows = coded(lines).order_by("registered_on", "regime").to_pandas()
    assert rows["gate"].tolist() == ["huu_nghi", "huu_nghi", "tan_thanh"]
    assert rows["flow"].tolist() == ["none", "import", "export"]
    assert rows["partner"].tolist() == ["unstated", "cn", "cn"]


def test_unknown_codes_are_reported_and_not_dropped() -> None:
    strange = {"regime": "Z99", "office": "15ZZ", "unit": "XXX"}
    lines = stored({}, strange | OTHER, {"origin": "ATLANTIS", "declaration_key": 3})
    found = unknown_codes(lines).set_index(["kind", "code"])
    assert set(found.index) == {
        ("regime", "Z99"), ("office", "15ZZ"), ("gate", "15ZZ"), ("unit", "XXX"), ("partner", "unstated"), ("partner", "ATLANTIS"),
    }  # fmt: skip
    assert found.loc[("regime", "Z99"), "lines"] == 1
    table = monthly(lines).to_pandas()
    assert table["lines"].sum() == 3
    assert {"Z99", "15ZZ", "ATLANTIS"} <= set(table["regime"]) | set(table["office"]) | set(table["partner"])


def test_what_is_not_known_is_told_beside_the_sums() -> None:
    (row,) = (
        monthly(stored({}, {"line": 2, "value_usd": None, "weight_kg": None}), ["flow"]).to_pandas().to_dict("records")
    )
    assert (row["value_usd"], row["lines"], row["lines_valued"], row["lines_weighed"]) == (100, 2, 1, 1)


def test_totals_count_a_trader_of_two_cells_once() -> None:
    table = margins(
        stored({}, {"regime": "A12", "declaration_key": 2}, {"regime": "A12", "declaration_key": 3, "trader": "2"}),
        ["flow", "regime"],
    )
    found = table.set_index(["flow", "regime"])
    assert found["traders"].to_dict() == {
        ("all", "all"): 2, ("all", "A11"): 1, ("all", "A12"): 2, ("import", "all"): 2, ("import", "A11"): 1, ("import", "A12"): 2,
    }  # fmt: skip
    assert found.loc[("all", "all"), "value_usd"] == 300


LINES = st.fixed_dictionaries(
    {
        "declaration_key": st.integers(1, 6),
        "version": st.integers(0, 2),
        "delivered": st.sampled_from([202602, 202603]),
        "cancelled": st.booleans(),
        "regime": st.sampled_from(["A11", "B11", "Z99"]),
        "trader": st.sampled_from(["1", "2", None]),
        "value_usd": st.one_of(st.none(), st.decimals(0, 1000, places=4)),
        "line": st.integers(1, 50),
    }
)


@settings(max_examples=20)
@given(st.lists(LINES, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[dict[str, Any]], random: Any) -> None:
    # In one delivery a version is cancelled as a whole.
    state = {(line["declaration_key"], line["version"], line["delivered"]): line["cancelled"] for line in lines}
    lines = [line | {"cancelled": state[line["declaration_key"], line["version"], line["delivered"]]} for line in lines]
    keys = ["flow", "regime"]

    def table(given: list[dict[str, Any]]) -> pd.DataFrame:
        return monthly(stored(*given), keys).to_pandas().sort_values(keys, ignore_index=True)

    pd.testing.assert_frame_equal(table(lines), table(random.sample(lines, len(lines))))
