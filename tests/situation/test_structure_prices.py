"""Price or volume: by hand on two goods, on real December books, and told as missing where there are no weights."""

from __future__ import annotations

from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.project import Project
from assessment.situation.structure_prices import Prices, prices_missing

from .reading import numbers
from .small_record import SmallRecord


def good(name: str, year: int, value: float, tonnes: float | None) -> list[dict[str, Any]]:
    usual = {
        "scope": "national", "geography": "vn", "flow": "export", "partner": "world", "gate": "all", "commodity": name,
        "period": f"{year}-01-01..{year}-12-31", "frequency": "ytd", "document": "office",
    }  # fmt: skip
    rows = [{**usual, "measure": "value", "unit": "usd_million", "value": value}]
    if tonnes is not None:
        rows.append({**usual, "measure": "quantity", "unit": "tonne", "value": tonnes})
    return rows


def record(*rows: list[dict[str, Any]]) -> Prices:
    return Prices(SmallRecord(trade=[row for own in rows for row in own]).evidence())


def test_value_is_price_times_volume() -> None:
    """By hand: longan 1 → 2 at 100 → 100, fruit 1 → 1 at 100 → 200: Laspeyres 1.5, Paasche 400/300, volume 2 / √2."""
    found = record(
        good("nhan", 2022, 100, 100), good("nhan", 2023, 200, 100), good("thanh_long", 2022, 100, 100),
        good("thanh_long", 2023, 200, 200), good("all", 2022, 400, None), good("all", 2023, 500, None),
        good("may", 2023, 100, None),
    )  # fmt: skip
    frame = found.table().frame
    assert len(frame) == 1
    row = {name: frame.at[0, name] for name in frame.columns}
    assert (row["flow"].key, row["price_year"]) == ("export", 2023)
    assert row["value_change"].value == pytest.approx(100)
    assert row["price_laspeyres"].value == pytest.approx(50)
    assert row["price_paasche"].value == pytest.approx(100 / 3)
    assert row["price_fisher"].value == pytest.approx(100 * (2**0.5 - 1))
    assert row["volume_change"].value == pytest.approx(100 * (2**0.5 - 1))
    assert (row["groups_compared"].value, row["price_coverage"].value) == (2, 80)
    assert len(row["price_fisher"].rows) == 8, "value and weight of two goods in two years"


def test_a_year_without_the_one_before_has_no_index() -> None:
    found = record(good("nhan", 2021, 100, 100), good("nhan", 2023, 200, 100), good("all", 2023, 500, None))
    assert found.known
    assert len(found.table().frame) == 0


def test_goods_without_a_weight_are_told_as_missing() -> None:
    found = record(good("may", 2022, 100, None), good("may", 2023, 100, None))
    assert not found.known
    assert [gap.holder.key for gap in prices_missing(found)] == ["national_statistics"]


def test_the_shipped_record_has_no_weights(public) -> None:
    section = public.section("structure")
    assert "structure.prices" not in [table.id for table in section.tables]
    assert "structure.missing.weights.what" in [gap.what.key for gap in section.missing]


@pytest.mark.shared
@pytest.mark.slow
def test_on_real_december_books(shared: Path, tmp_path: Path) -> None:
    """December 2022 and 2023: prices of goods by weight fell, volumes rose, and value is the product of the two exactly."""
    folder = tmp_path / "data" / "raw" / "statistics_office_monthly"
    folder.mkdir(parents=True)
    for book in sorted((shared / "workbooks" / "gso").glob("*.xls*")):
        if book.name.startswith(("2022-12", "2023-01", "2023-12", "2024-01")):
            copy(book, folder)
    project = Project(tmp_path)
    refresh(project)
    frame = Prices(open_evidence(Store.open(project.processed))).table().frame
    assert [cell.key for cell in frame["flow"]] == ["export", "import"]
    for value, price, volume in zip(
        *(numbers(frame[name]) for name in ("value_change", "price_fisher", "volume_change")), strict=True
    ):
        assert (1 + price / 100) * (1 + volume / 100) == pytest.approx(1 + value / 100)
        assert price < 0 < volume
