"""Tests of `situation.investment_tables`: stocks beside flows, border provinces, public capital, China by definition."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.situation.fdi import flows, stocks
from assessment.situation.investment_tables import (
    border_table,
    capital_table,
    china_figure,
    china_table,
    flows_table,
    stock_table,
)

from .place_record import FLOW, STOCK, PlaceRecord
from .reading import keys, numbers


def test_flow_table_shows_what_the_two_tables_leave_open():
    evidence = PlaceRecord(investment=[*STOCK, *FLOW]).evidence()
    found = stocks(evidence, "lang_son")
    opening, second = flows_table(evidence, found, flows(evidence, "lang_son")).frame.to_dict("records")
    assert opening["stock_change"] is None
    assert second["stock_change"].value == pytest.approx(2.0)
    assert second["unexplained"].value == pytest.approx(0.5)


def test_capital_of_the_zone_is_listed_and_never_added():
    rows = [
        {"period": "2020", "indicator": "public_investment", "value": 5.0},
        {"period": "2020", "indicator": "zone_social_investment", "value": 7.0},
        {"period": "2020", "indicator": "public_investment", "value": 5.5, "status": "estimate"},
        {"period": "2020", "indicator": "public_investment", "value": 3.0, "unit": "usd_million"},
        {"period": "2020", "indicator": "public_investment", "value": 9.0, "geography": "lang_son"},
    ]
    assert numbers(capital_table(PlaceRecord(economy=rows).evidence()).frame["value"]) == [5, 7]


def test_an_empty_record_gives_empty_tables():
    evidence = PlaceRecord().evidence()
    tables = [
        stock_table(evidence, []),
        flows_table(evidence, [], []),
        border_table(evidence, []),
        china_table(evidence),
    ]
    assert all(found.frame.empty for found in tables)
    assert tables[0].notes == ()
    assert china_figure(evidence).data.empty


def test_stock_of_the_province_fia2024(evidence: Evidence):
    """Foreign Investment Agency: 36 projects with 207.0 at the end of 2015, 43 with 515.0 on 30 June 2024, 0.106 % of the country."""
    found = stock_table(evidence, stocks(evidence, "lang_son"))
    first, last = found.frame.iloc[0], found.frame.iloc[-1]
    assert (first["projects"].value, round(first["registered"].value, 1)) == (36, 207.0)
    assert (last["projects"].value, round(last["registered"].value, 1)) == (43, 515.0)
    assert last["date"].end == pd.Timestamp("2024-06-30")
    assert numbers(found.frame["rank_border"]) == [4, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    assert last["share"].value == pytest.approx(0.10624, abs=5e-6)
    assert numbers(found.notes[1].values.values()) == [62, 63]


def test_stock_jump_without_a_flow(public):
    frame = public.table("investment.flows").frame
    assert frame["unexplained"].iloc[-1].value == pytest.approx(274.669, abs=1e-3)
    assert frame["purchases"].iloc[-2].value == pytest.approx(10.102, abs=1e-3)
    assert not frame["purchases"].iloc[0].known
    for row in frame.iloc[1:].itertuples():
        explained = row.new_capital.value + row.adjusted_capital.value + row.unexplained.value
        assert explained == pytest.approx(row.stock_change.value, abs=1e-9)


def test_border_provinces_of_the_record(public):
    """Quảng Ninh leads with 14,566; Lạng Sơn stands third of seven with 12.0 a project."""
    frame = public.table("investment.border").frame
    assert keys(frame["province"])[:3] == ["quang_ninh", "lao_cai", "lang_son"]
    assert frame["per_project"].iloc[2].value == pytest.approx(515.031199 / 43)
    values = numbers(frame["registered"])
    assert values == sorted(values, reverse=True)


def test_china_is_drawn_as_two_lines_because_the_definition_changed(evidence: Evidence):
    """Statistical yearbooks 2006-2025; from 2016 on with contributions and share purchases."""
    frame = china_table(evidence).frame
    assert [period.end.year for period in frame["year"]] == list(range(2006, 2026))
    assert keys(frame["definition"]) == ["before"] * 10 + ["after"] * 10
    assert frame["registered"].iloc[9].value == pytest.approx(744.1, abs=0.05)
    assert len({text.key for text in china_figure(evidence).data["series"]}) == 2
