"""Tests of `scoring.criteria`: the coverage rule at its bounds, growth and volatility of known truth, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.scoring.criteria import (
    Model,
    Pillar,
    Sector,
    coverage,
    demand_growth,
    evaluate,
    investment_momentum,
    load_model,
    market_risk,
    monthly_values,
    zone_projects,
)
from tests.situation.small_record import ZONE, SmallRecord

FRUIT = Sector("fruit", (), (), "", ("rau_qua",), (), "")
TWO = Sector("two", (), (), "", ("rau_qua", "che"), (), "")
SERVICES = Sector("services", (), (), "", (), (), "")
WINDOW = {"before": ("2015", "2016"), "after": ("2018", "2019")}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("screening")


def trade(value: float, month: pd.Period, commodity: str = "rau_qua", **keys: object) -> dict[str, object]:
    return {
        "scope": "national", "geography": "vn", "partner": "world", "flow": "export", "frequency": "month",
        "period": str(month), "commodity": commodity, "value": value, **keys,
    }  # fmt: skip


def months(first: str, last: str) -> pd.PeriodIndex:
    return pd.period_range(first, last, freq="M")


def growing(rate: float, first: str = "2015-01", last: str = "2019-12", commodity: str = "rau_qua") -> list:
    """Return months with a season that repeats and a level that grows by `rate` percent from year to year."""
    start = pd.Period(first, "M").year
    return [
        trade((100 + 10 * month.month) * (1 + rate / 100) ** (month.year - start), month, commodity)
        for month in months(first, last)
    ]


def known(model: Model, **counts: int) -> dict[str, bool]:
    """Return the first `counts` criteria of each pillar as known."""
    return {name: True for pillar in model.pillars for name in pillar.criteria[: counts.get(pillar.key, 0)]}


@pytest.mark.parametrize(
    ("attractiveness", "feasibility", "impact", "sustainability", "total", "least", "enough"),
    [
        (2, 4, 3, 1, 70.0, 50.0, True),  # both bounds met exactly
        (2, 3, 3, 1, 65.0, 50.0, False),  # below 70 % of the whole
        (4, 5, 3, 0, 75.0, 0.0, False),  # one pillar without data
        (4, 5, 1, 2, 100 - 25 * 2 / 3, 100 / 3, False),  # above 70 % of the whole, one pillar below 50 %
        (4, 5, 3, 2, 100.0, 100.0, True),
        (0, 0, 0, 0, 0.0, 0.0, False),
    ],
)
def test_coverage_rule(
    model: Model,
    attractiveness: int,
    feasibility: int,
    impact: int,
    sustainability: int,
    total: float,
    least: float,
    enough: bool,
):
    """METHODS 11.3: scored only with at least 70 % of the weight and 50 % in every pillar."""
    counts = {
        "attractiveness": attractiveness,
        "feasibility": feasibility,
        "impact": impact,
        "sustainability": sustainability,
    }
    found = coverage(model, known(model, **counts))
    assert (found.total, found.least_pillar) == (pytest.approx(total), pytest.approx(least))
    assert found.determinable is enough


def test_a_bound_met_exactly_is_met_whatever_the_rounding_of_binary_numbers(model: Model):
    """7 of 9 criteria with 90 % of the weight are exactly 70 %; their floating-point sum falls short of it by 1e-14."""
    pillars = (Pillar("a", 10.0, tuple("abcdefghijk")), Pillar("b", 90.0, tuple("123456789")))
    small = replace(model, pillars=pillars, total_percent=70.0, pillar_percent=0.0)
    assert coverage(small, dict.fromkeys("1234567", True)).determinable
    assert not coverage(small, dict.fromkeys("123456", True)).determinable


def test_criteria_without_a_name_in_the_model_do_not_count(model: Model):
    assert coverage(model, {"luck": True}) == coverage(model, {})


def test_growth_between_windows_of_known_truth(model: Model):
    evidence = SmallRecord(trade=growing(8.0)).evidence()
    found = demand_growth(evidence, replace(model, window=WINDOW), FRUIT)
    assert found.value == pytest.approx(8.0)
    assert len(found.rows) == 48
    assert found.status == "preliminary"


def test_a_window_with_a_month_missing_is_not_determinable(model: Model):
    rows = [row for row in growing(8.0) if row["period"] != "2016-05"]
    refused = demand_growth(SmallRecord(trade=rows).evidence(), replace(model, window=WINDOW), FRUIT)
    assert not refused.known
    assert refused.reason is not None
    assert refused.reason.key == "priorities.reason.short_series"
    inside = [row for row in growing(8.0) if row["period"] != "2017-05"]
    assert demand_growth(SmallRecord(trade=inside).evidence(), replace(model, window=WINDOW), FRUIT).known


def test_a_sum_of_groups_covers_the_same_groups_every_month():
    rows = [*growing(0.0), *[row for row in growing(0.0, commodity="che") if row["period"] != "2016-05"]]
    found = monthly_values(SmallRecord(trade=rows).evidence(), TWO)
    assert len(found) == 59
    assert pd.Timestamp("2016-05-31") not in found.index
    assert found["value"].loc[pd.Timestamp("2016-06-30")] == 320.0
    assert all(len(ids) == 2 for ids in found["rows"])


def test_steady_growth_has_no_volatility():
    assert market_risk(SmallRecord(trade=growing(8.0)).evidence(), FRUIT).value == pytest.approx(0.0, abs=1e-9)


def test_volatility_of_known_truth():
    """Growth alternates between +20 % and -10 % from year to year: 22 rates of each, standard deviation 15 · sqrt(44/43)."""
    level = {2015: 1.0, 2016: 1.2, 2017: 1.08, 2018: 1.296, 2019: 1.1664}
    rows = [trade((100 + 10 * month.month) * level[month.year], month) for month in months("2015-01", "2019-12")]
    found = market_risk(SmallRecord(trade=rows).evidence(), FRUIT)
    assert found.value == pytest.approx(15 * (44 / 43) ** 0.5)
    assert found.unit == "percentage_point"


def test_tet_between_january_and_february_is_no_volatility():
    """Each year 300 fall on January and February together, however Tết divides them."""
    first = {2015: 100.0, 2016: 200.0, 2017: 140.0, 2018: 180.0, 2019: 90.0}
    rows = [
        trade({1: first[month.year], 2: 300 - first[month.year]}.get(month.month, 150.0), month)
        for month in months("2015-01", "2019-12")
    ]
    assert market_risk(SmallRecord(trade=rows).evidence(), FRUIT).value == pytest.approx(0.0, abs=1e-9)


def test_a_year_without_a_month_does_not_make_growth_over_two_years():
    rows = [row for row in growing(8.0, "2010-01", "2019-12") if not str(row["period"]).startswith("2014")]
    assert market_risk(SmallRecord(trade=rows).evidence(), FRUIT).value == pytest.approx(0.0, abs=1e-9)


def test_below_36_growth_rates_there_is_no_volatility():
    """Four years give three times eleven rates, five give four times eleven."""
    assert not market_risk(SmallRecord(trade=growing(8.0, last="2018-12")).evidence(), FRUIT).known
    assert market_risk(SmallRecord(trade=growing(8.0)).evidence(), FRUIT).known


def test_a_sector_without_goods_is_not_determinable_and_says_why(model: Model):
    evidence = SmallRecord(trade=growing(8.0)).evidence()
    for refused in (demand_growth(evidence, model, SERVICES), market_risk(evidence, SERVICES)):
        assert not refused.known
        assert refused.reason is not None
        assert refused.reason.key == "priorities.reason.no_group"
    assert monthly_values(evidence, SERVICES).empty


def test_an_empty_record_leaves_every_criterion_open(model: Model):
    values = evaluate(SmallRecord().evidence(), model, FRUIT)
    assert set(values) == {name for pillar in model.pillars for name in pillar.criteria}
    assert not any(quantity.known for quantity in values.values())
    assert all(quantity.reason is not None for quantity in values.values())


def test_adding_a_sector_leaves_the_others_unchanged(model: Model):
    evidence = SmallRecord(trade=[*growing(8.0), *growing(3.0, commodity="che")]).evidence()
    alone = replace(model, window=WINDOW, sectors=(FRUIT,))
    more = replace(alone, sectors=(TWO, FRUIT, SERVICES))
    assert evaluate(evidence, alone, FRUIT) == evaluate(evidence, more, FRUIT)
    assert evaluate(evidence, alone, FRUIT)["demand_growth"].value == pytest.approx(8.0)


def test_projects_in_the_zone_are_those_of_the_last_date():
    stock = {"geography": ZONE, "sector": "warehousing", "basis": "stock", "measure": "projects", "frequency": "stock"}
    rows = [stock | {"period": day, "value": value} for day, value in (("2020-12-31", 29.0), ("2018-12-31", 35.0))]
    evidence = SmallRecord(investment=rows).evidence()
    assert zone_projects(evidence, replace(SERVICES, zone_sector="warehousing")).value == 29.0
    assert zone_projects(evidence, SERVICES).reason.key == "priorities.reason.no_zone_sector"
    assert (
        zone_projects(evidence, replace(SERVICES, zone_sector="trade_and_service")).reason.key == "common.reason.no_row"
    )


def test_momentum_is_the_ratio_of_two_means(model: Model):
    yearly = {"geography": "vn", "sector": "kho", "investor": "fdi", "basis": "flow", "measure": "registered"}
    rows = [
        yearly | {"period": str(year), "value": value, "unit": "usd_million"}
        for year, value in zip(range(2017, 2024), (10.0, 20.0, 30.0, 99.0, 40.0, 50.0, 60.0), strict=True)
    ]
    sector = replace(SERVICES, investment_sector="kho")
    assert investment_momentum(SmallRecord(investment=rows).evidence(), model, sector).value == pytest.approx(2.5)
    assert not investment_momentum(SmallRecord(investment=rows[1:]).evidence(), model, sector).known


def test_an_unknown_model_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"^model 'guess': expected one of .*\bscreening\b"):
        load_model("guess")


def test_shipped_model_weighs_four_pillars_equally(model: Model):
    """METHODS 11.3: 14 criteria in 4 pillars, equal weights until the panel has met; 15 candidates, each key once."""
    assert [pillar.weight for pillar in model.pillars] == [25.0] * 4
    assert sum(len(pillar.criteria) for pillar in model.pillars) == 14
    assert len({sector.key for sector in model.sectors}) == len(model.sectors) == 15
    assert (model.total_percent, model.pillar_percent) == (70.0, 50.0)


def test_criteria_of_the_record(evidence: Evidence, model: Model):
    """Statistics office, monthly exports of fruit and vegetables: +11.96 % a year, growth rates spread by 39.7 points."""
    fruit = next(sector for sector in model.sectors if sector.key == "fresh_fruit_cold_chain")
    values = evaluate(evidence, model, fruit)
    assert values["demand_growth"].value == pytest.approx(11.96, abs=0.005)
    assert values["market_risk"].value == pytest.approx(39.72, abs=0.005)
    assert sum(quantity.known for quantity in values.values()) == 2
