"""Indicators 2, 4 and 5 from goods lines."""

from __future__ import annotations

import pytest

from assessment.report.language import Language
from assessment.situation.declared import Declared
from assessment.situation.scorecard_declared import READERS
from tests.customs.declared import known

from .declared_record import DeclaredRecord, total
from .small_record import SmallRecord


def through(year: int, value: float) -> dict:
    return {"scope": "through", "period": str(year), "value": value}


def test_capture_share_is_declared_of_through() -> None:
    evidence = DeclaredRecord(trade=[through(2024, 4 * total("2024")), through(2025, 5 * total("2025"))]).evidence()
    found = READERS["capture_share"](evidence)
    assert found.value.value == pytest.approx(20)
    assert found.standings[0].other.value == pytest.approx(25)
    assert found.standings[0].difference.value == pytest.approx(-5)
    assert READERS["capture_share"](DeclaredRecord(trade=[through(2010, 1.0)]).evidence()) is None


def test_real_growth_is_the_change_of_the_volume_of_exports() -> None:
    found = READERS["real_trade_growth"](DeclaredRecord().evidence())
    prices = known().prices
    own = prices[
        (prices["flow"] == "export") & (prices["measure"] == "volume_fisher") & (prices["period"].astype(str) == "2025")
    ]
    assert found.value.value == pytest.approx(own["value"].iloc[0])
    assert [standing.problem for standing in found.standings] == ["reference_missing"] * 2
    assert "{" not in Language("vi").text(found.what)


def test_concentration_is_the_least_it_can_be() -> None:
    evidence = DeclaredRecord().evidence()
    found = READERS["concentration"](evidence)
    low, high = Declared(evidence).spread(2025, "export")
    assert found.value.value == low.value
    assert low.value <= high.value
    assert found.standings[0].reference == "before"


@pytest.mark.parametrize("key", READERS)
def test_without_goods_lines_there_is_nothing(key: str) -> None:
    assert READERS[key](SmallRecord().evidence()) is None
