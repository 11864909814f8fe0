"""Tests of section 3 as a whole: which findings stand, that nothing breaks where a row is missing, and that figures keep one scope."""

from __future__ import annotations

import pytest

from assessment.findings import Text
from assessment.situation import trade

from .flows_record import TRADE, Frames
from .reading import keys, numbers, quantities, table


def test_a_claim_that_holds_is_no_finding():
    fixed = [row | {"growth_percent": 30.0} if row.get("growth_percent") == 44.0 else row for row in TRADE]
    found = [finding.text.key for finding in trade.section(Frames(trade=fixed).evidence()).findings]
    assert "trade.finding.ten_months" not in found
    assert "trade.finding.capture" in found


@pytest.mark.parametrize("missing", [0, 4, 5])
def test_a_missing_row_gives_not_determinable_and_no_exception(missing: int):
    section = trade.section(Frames(trade=[*TRADE[:missing], *TRADE[missing + 1 :]]).evidence())
    assert [found.id for found in section.tables][:2] == ["trade.scopes", "trade.capture"]
    row = {0: "through", 4: "declared", 5: "declared_export"}[missing]
    scopes = table(section, "trade.scopes").frame
    unknown = [key for key, value in zip(keys(scopes["scope"]), scopes["value"], strict=True) if not value.known]
    assert unknown == sorted([row, "zone", "vietnam_china"], key=keys(scopes["scope"]).index)


def test_an_empty_record_still_is_a_section():
    section = trade.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert len(section.missing) == 5
    assert len(section.conclusion) == 3


def test_the_chart_of_windows_shows_through_trade_only():
    section = trade.section(Frames(trade=TRADE).evidence())
    windows = next(figure for figure in section.figures if figure.id == "trade.windows")
    assert sorted(numbers(windows.data["y"])) == [900, 1000, 1170, 1200]
    assert {row for quantity in windows.data["y"] for row in quantity.rows} == {f"trade-{place}" for place in range(4)}


def test_ten_months_2025_is_a_finding(public):
    """Nearly 74 billion USD, "+44 %" (cafef.vn), against 52.9 billion a year before: 39.9 % by the levels."""
    found = {finding.text.key: finding.text for finding in public.section("trade").findings}
    values = found["trade.finding.ten_months"].values
    assert isinstance(found["trade.finding.ten_months"], Text)
    assert values["recomputed"].value == pytest.approx(39.89, abs=0.005)
    assert values["published"].value == 44


def test_every_number_of_the_section_has_rows(public):
    known = [quantity for _, quantity in quantities(public.section("trade")) if quantity.known]
    assert len(known) > 200
    assert all(quantity.rows for quantity in known)
