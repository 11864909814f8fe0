"""The one way to numbers of goods lines: shown, confidential, none, and what the rest holds."""

from __future__ import annotations

import pytest

from assessment.situation.declared import Declared, month_labels, named, over_months
from tests.customs.declared import known

from .declared_record import DeclaredRecord, total
from .small_record import SmallRecord


@pytest.fixture(scope="module")
def declared() -> Declared:
    return Declared(DeclaredRecord().evidence())


def test_figures_are_shown_hidden_or_nothing(declared: Declared) -> None:
    assert declared.years == [2024, 2025]
    assert declared.pair == (2024, 2025)
    assert declared.value("2025-03", "import").value == pytest.approx(total("2025-03", "import"))
    assert declared.value(2025, hs="27").confidential
    assert declared.value(2025, hs="93").value == 0.0
    assert declared.value(2019).reason.key == "common.reason.no_row"
    assert declared.value("2025-03", measure="price_fisher").reason.key == "common.reason.no_row"


def test_keys_come_by_size_and_hidden_ones_last(declared: Declared) -> None:
    keys = declared.keys(2025, "hs")
    assert set(keys) == set(known().truth["hs"])
    values = [declared.value(2025, hs=name).value for name in keys]
    shown = [value for value in values if value is not None]
    assert shown == sorted(shown, reverse=True)
    assert values[: len(shown)] == shown
    assert set(declared.hidden(2025, "hs")) == set(keys[len(shown) :])


def test_the_remainder_is_what_the_others_hold(declared: Declared) -> None:
    names = list(declared.shown(2025, "hs"))[:3]
    assert declared.remainder(2025, names, "hs").value == pytest.approx(
        total("2025") - sum(total("2025", hs=name) for name in names)
    )


def test_periods_of_months(declared: Declared) -> None:
    assert (
        over_months(declared, [f"2025-{month:02d}" for month in range(1, 13)], "total").rows
        == declared.value(2025).rows
    )
    assert over_months(declared, ["2025-01", "2025-02"], "total").value == pytest.approx(
        total("2025-01") + total("2025-02")
    )
    assert over_months(declared, ["2026-01"], "total").reason.key == "declared.reason.months"
    assert over_months(declared, [], "total").reason.key == "declared.reason.months"
    start, end = known().rows["period_start"].iloc[0], known().rows["period_start"].iloc[0]
    assert month_labels(start, end) == []


def test_an_empty_record_has_nothing() -> None:
    empty = Declared(SmallRecord().evidence())
    assert not empty.known
    assert (empty.years, empty.pair) == ([], None)
    assert named("hs", "08").kind == "hs_chapter"
