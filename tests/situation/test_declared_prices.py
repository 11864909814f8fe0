"""Prices and volumes at the gates in print: value is price times volume, the index is the chain of its changes."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.situation.declared import Declared
from assessment.situation.declared_prices import (
    PARTS_SHOWN,
    chained,
    findings,
    parts_table,
    prices_figure,
    prices_table,
)
from tests.customs.declared import GROWTH, known

from .declared_record import DeclaredRecord
from .small_record import SmallRecord


def changed(volume: float, year: int, hidden: str = "") -> list[dict]:
    usual = {"flow": "export", "unit": "percent", "period": str(year), "document": "office", "hidden": hidden}
    return [
        {**usual, "measure": measure, "value": np.nan if hidden else value}
        for measure, value in (("price_fisher", 10.0), ("volume_fisher", volume), ("coverage", 75.0))
    ]


def of(*rows: list[dict]) -> Declared:
    return Declared(SmallRecord(declared_trade=[row for own in rows for row in own]).evidence())


def test_value_is_price_times_volume_and_the_planted_growth_is_printed() -> None:
    frame = prices_table(Declared(DeclaredRecord().evidence())).frame
    assert len(frame) == 10, "two directions, a year and four quarters"
    for row in frame.to_dict("records"):
        product = (1 + row["price_fisher"].value / 100) * (1 + row["volume_fisher"].value / 100)
        assert row["value_change"].value == pytest.approx(100 * (product - 1))
        assert row["price_fisher"].value == pytest.approx(GROWTH, abs=2.0)
        assert row["coverage"].precision == "over"


def test_the_index_is_the_chain_of_its_changes() -> None:
    declared = of(changed(0, 2021), changed(-10, 2022))
    assert {year: index.value for year, index in chained(declared, "export", "price_fisher").items()} == pytest.approx(
        {2020: 100, 2021: 110, 2022: 121}
    )
    assert chained(declared, "export", "volume_fisher")[2022].value == pytest.approx(90)
    assert len(prices_figure(declared).data) == 6


def test_the_chain_ends_where_a_change_may_not_be_shown_and_the_finding_goes_back() -> None:
    declared = of(changed(5, 2021), changed(5, 2022, "primary"), changed(5, 2023))
    assert list(chained(declared, "export", "price_fisher")) == [2020, 2021]
    assert [found.text.values["year"] for found in findings(declared)] == [2023]
    hidden = of(changed(5, 2021, "coverage"))
    assert findings(hidden) == ()
    assert prices_table(hidden).frame["price_fisher"].iloc[0].reason.key == "declared.reason.coverage"
    assert prices_table(of(changed(5, 2021, "primary"))).frame["price_fisher"].iloc[0].confidential


def test_without_prices_there_is_no_table() -> None:
    rows = known().rows
    declared = Declared(DeclaredRecord(rows[rows["measure"] == "value"]).evidence())
    assert prices_table(declared) is None
    assert prices_figure(declared) is None


def test_prices_of_gates_and_chapters_are_those_that_may_be_printed() -> None:
    declared = Declared(DeclaredRecord().evidence())
    frame = parts_table(declared).frame
    rows = known().prices
    for key in ("gate", "hs"):
        for flow in ("export", "import"):
            own = rows[(rows[key] != "all") & (rows["flow"] == flow) & (rows["measure"] == "price_fisher")]
            told = own[own["hidden"] == ""]
            found = frame[
                (frame["key"].map(lambda text: text.key) == f"declared.key.{key}")
                & (frame["flow"].map(lambda text: text.key) == f"declared.flow.{flow}")
            ]
            printed = {
                row["part"].key: row["price_fisher"].value
                for row in found.to_dict("records")
                if row["price_fisher"].known
            }
            assert printed == pytest.approx(dict(zip(told[key], told["value"], strict=True)))
            assert 0 < len(found) <= PARTS_SHOWN
            assert key == "gate" or found["price_fisher"].map(lambda price: price.known).all()
    for row in frame.to_dict("records"):
        if row["price_fisher"].known:
            product = (1 + row["price_fisher"].value / 100) * (1 + row["volume_fisher"].value / 100)
            assert row["value_change"].value == pytest.approx(100 * (product - 1))
        else:
            assert row["value_change"].confidential


def test_without_prices_of_parts_there_is_no_table_of_them() -> None:
    assert parts_table(of(changed(0, 2021))) is None
    assert parts_table(of()) is None
