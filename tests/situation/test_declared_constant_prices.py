"""Concentration without the moves of prices: planted prices that alone move it leave the constant-price figure where it was."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.customs.confidentiality import rule
from assessment.customs.price_changes import price_changes
from assessment.customs.price_comparisons import PriceRule
from assessment.customs.published import published
from assessment.customs.published_rows import as_declared_trade
from assessment.findings import Quantity
from assessment.situation.declared import Declared
from assessment.situation.declared_constant_prices import constant_price_concentration, constant_price_table
from tests.customs.declared import known
from tests.customs.exports import stored

from .declared_record import DeclaredRecord
from .small_record import SmallRecord

INDICES = ("hhi_before", "hhi_last_prices", "hhi_now")


def planted(prices: dict[str, float], quantities: dict[str, float]) -> Declared:
    """Return what is printed of two years of imports of four traders; by HS line the factors of price and quantity in the second."""
    lines = [
        {
            "declaration_key": ((year * 100 + month) * 10 + place) * 10 + trader, "trader": str(trader), "hs": hs,
            "registered_on": pd.Timestamp(year, month, 3), "weight_kg": kilograms, "value_usd": kilograms * price,
        }
        for year, month, (place, hs), trader in product((2024, 2025), range(1, 13), enumerate(prices), range(4))
        for kilograms, price in [(100.0 * quantities[hs], prices[hs]) if year == 2025 else (100.0, 1.0)]
    ]  # fmt: skip
    table = stored(*lines)
    figures = published(table, rule())
    changes = price_changes(table, rule(), PriceRule(coverage=50.0, goods=1, coverage_step=5.0), figures)
    return Declared(DeclaredRecord(as_declared_trade(figures, changes, "office")).evidence())


def indices(declared: Declared) -> list[float | None]:
    found = constant_price_concentration(declared, 2025, "import")
    return [found[name].value for name in INDICES]


def test_prices_alone_move_concentration_and_the_constant_price_figure_stays() -> None:
    """Of three chapters, a third each, one grows twice as dear: shares 2, 1, 1 of 4, and at last year's prices a third each still."""
    declared = planted(
        {"08101000": 2.0, "07133490": 1.0, "39011000": 1.0}, dict.fromkeys(("08101000", "07133490", "39011000"), 1.0)
    )
    assert indices(declared) == pytest.approx([1 / 3, 1 / 3, 6 / 16])


def test_volumes_alone_move_both_alike() -> None:
    declared = planted(dict.fromkeys(("08101000", "07133490"), 1.0), {"08101000": 3.0, "07133490": 1.0})
    assert indices(declared) == pytest.approx([1 / 2, 10 / 16, 10 / 16])


def record(**changes: float | str) -> Declared:
    """Return two years of exports of chapters, 60 and 40, then 90 and 30 and a new 80, and changes of their prices."""
    values = {("07", 2024): 60.0, ("08", 2024): 40.0, ("07", 2025): 90.0, ("08", 2025): 30.0, ("39", 2025): 80.0}
    usual = {"flow": "export", "unit": "usd_million", "document": "office", "measure": "value", "hidden": ""}
    rows: list[dict[str, Any]] = [
        {**usual, "period": str(year), "hs": hs, "value": value} for (hs, year), value in values.items()
    ]
    rows += [{**usual, "period": str(year), "value": value} for year, value in ((2024, 100.0), (2025, 200.0))]
    for hs, change in {"all": 10.0, **{name[2:]: change for name, change in changes.items()}}.items():
        hidden = change if isinstance(change, str) else ""
        value = np.nan if hidden else change
        rows.append(
            {
                **usual,
                "period": "2025",
                "unit": "percent",
                "measure": "price_fisher",
                "hs": hs,
                "value": value,
                "hidden": hidden,
            }
        )
    return Declared(SmallRecord(declared_trade=rows).evidence())


def test_by_hand() -> None:
    """90 ÷ 1.5 and 30 ÷ 0.75 are the 60 and 40 of the year before: 0.36 + 0.16; at current prices 0.75² + 0.25²."""
    frame = constant_price_table(record(hs07=50.0, hs08=-25.0, hs39="coverage")).frame
    assert len(frame) == 2
    exports, imports = frame.to_dict("records")
    assert exports["year"] == 2025
    assert [exports[name].value for name in INDICES] == pytest.approx([0.52, 0.52, 0.625])
    assert (exports["chapters_told"].value, exports["share_told"].value) == (2, pytest.approx(60.0))
    assert imports["hhi_now"].reason.key == "declared.reason.few_chapters"


@pytest.mark.parametrize("hidden", ["primary", "complementary", "coverage", "nomenclature"])
def test_with_one_chapter_told_there_is_nothing_to_tell(hidden: str) -> None:
    found = constant_price_concentration(record(hs07=50.0, hs08=hidden), 2025, "export")
    assert {quantity.reason.key for quantity in found.values() if quantity.reason} == {"declared.reason.few_chapters"}
    assert not any(quantity.known for quantity in found.values())


def test_without_price_changes_there_is_no_table() -> None:
    rows = known().rows
    assert constant_price_table(Declared(DeclaredRecord(rows[rows["measure"] == "value"]).evidence())) is None


def test_every_number_rests_on_figures_that_may_be_printed() -> None:
    rows = known().rows
    shown = set(rows.loc[rows["hidden"] == "", "row_id"])
    frame = constant_price_table(Declared(DeclaredRecord().evidence())).frame
    cells = [cell for cell in frame.to_numpy().ravel() if isinstance(cell, Quantity)]
    assert all(cell.known and cell.rows and set(cell.rows) <= shown for cell in cells)
    for row in frame.to_dict("records"):
        flow = row["flow"].key.rpartition(".")[2]
        told = rows[
            (rows["flow"] == flow)
            & (rows["measure"] == "price_fisher")
            & (rows["hs"] != "all")
            & (rows["hidden"] == "")
        ]
        assert row["chapters_told"].value == len(told)
        own = rows[rows["hs"].isin(told["hs"]) & (rows["flow"] == flow) & (rows["gate"] == "all")]
        values = own[(own["measure"] == "value") & (own["period_start"].dt.year == 2025) & (own["frequency"] == "year")]
        merged = values.merge(told, on="hs", suffixes=("", "_change"))
        constant = merged["value"] / (1 + merged["value_change"] / 100)
        assert row["hhi_last_prices"].value == pytest.approx(((constant / constant.sum()) ** 2).sum())
        assert row["hhi_now"].value == pytest.approx(((merged["value"] / merged["value"].sum()) ** 2).sum())
