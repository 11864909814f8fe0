"""Tests of `scoring.measures_trade`: growth and volatility of known truth, what is refused, and the population of single groups."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.scoring.measures_trade import demand_growth, groups_of, market_risk, monthly_values, single_groups
from assessment.scoring.model import Model, load_model
from assessment.scoring.parts import Sector
from tests.scoring.trade_rows import growing, months, trade
from tests.situation.small_record import SmallRecord

FRUIT = Sector("fruit", export_groups=("rau_qua",))
TWO = Sector("two", export_groups=("rau_qua", "che"))
SERVICES = Sector("services")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("screening").with_(window={"before": ("2015", "2016"), "after": ("2018", "2019")})


def test_growth_between_windows_of_known_truth(model: Model):
    found = demand_growth(SmallRecord(trade=growing(8.0)).evidence(), model, FRUIT)
    assert found.value == pytest.approx(8.0)
    assert len(found.rows) == 48
    assert found.status == "preliminary"


def test_a_window_with_a_month_missing_is_not_determinable(model: Model):
    rows = [row for row in growing(8.0) if row["period"] != "2016-05"]
    refused = demand_growth(SmallRecord(trade=rows).evidence(), model, FRUIT)
    assert not refused.known
    assert refused.reason.key == "priorities.reason.short_series"
    inside = [row for row in growing(8.0) if row["period"] != "2017-05"]
    assert demand_growth(SmallRecord(trade=inside).evidence(), model, FRUIT).known


def test_a_sum_of_groups_covers_the_same_groups_every_month():
    rows = [*growing(0.0), *[row for row in growing(0.0, commodity="che") if row["period"] != "2016-05"]]
    found = monthly_values(SmallRecord(trade=rows).evidence(), TWO)
    assert len(found) == 59
    assert pd.Timestamp("2016-05-31") not in found.index
    assert found["value"].loc[pd.Timestamp("2016-06-30")] == 320.0
    assert all(len(ids) == 2 for ids in found["rows"])


def test_both_directions_are_added():
    """A service lives on exports and imports alike."""
    rows = [*growing(0.0, commodity="all"), *[row | {"flow": "import"} for row in growing(0.0, commodity="all")]]
    service = Sector("service", export_groups=("all",), import_groups=("all",))
    assert groups_of(service) == [("export", "all"), ("import", "all")]
    assert monthly_values(SmallRecord(trade=rows).evidence(), service)["value"].iloc[0] == 220.0


def test_steady_growth_has_no_volatility(model: Model):
    found = market_risk(SmallRecord(trade=growing(8.0)).evidence(), model, FRUIT)
    assert found.value == pytest.approx(0.0, abs=1e-9)


def test_volatility_of_known_truth(model: Model):
    """Growth alternates between +20 % and -10 % from year to year: 22 rates of each, standard deviation 15 · sqrt(44/43)."""
    level = {2015: 1.0, 2016: 1.2, 2017: 1.08, 2018: 1.296, 2019: 1.1664}
    rows = [trade((100 + 10 * month.month) * level[month.year], month) for month in months("2015-01", "2019-12")]
    found = market_risk(SmallRecord(trade=rows).evidence(), model, FRUIT)
    assert found.value == pytest.approx(15 * (44 / 43) ** 0.5)
    assert found.unit == "percentage_point"


def test_tet_between_january_and_february_is_no_volatility(model: Model):
    """Each year 300 fall on January and February together, however Tết divides them."""
    first = {2015: 100.0, 2016: 200.0, 2017: 140.0, 2018: 180.0, 2019: 90.0}
    rows = [
        trade({1: first[month.year], 2: 300 - first[month.year]}.get(month.month, 150.0), month)
        for month in months("2015-01", "2019-12")
    ]
    found = market_risk(SmallRecord(trade=rows).evidence(), model, FRUIT)
    assert found.value == pytest.approx(0.0, abs=1e-9)


def test_a_year_without_a_month_does_not_make_growth_over_two_years(model: Model):
    rows = [row for row in growing(8.0, "2010-01", "2019-12") if not str(row["period"]).startswith("2014")]
    found = market_risk(SmallRecord(trade=rows).evidence(), model, FRUIT)
    assert found.value == pytest.approx(0.0, abs=1e-9)


def test_below_36_growth_rates_there_is_no_volatility(model: Model):
    """Four years give three times eleven rates, five give four times eleven."""
    assert not market_risk(SmallRecord(trade=growing(8.0, last="2018-12")).evidence(), model, FRUIT).known
    assert market_risk(SmallRecord(trade=growing(8.0)).evidence(), model, FRUIT).known


def test_a_sector_without_goods_is_not_determinable_and_says_why(model: Model):
    evidence = SmallRecord(trade=growing(8.0)).evidence()
    for measure in (demand_growth, market_risk):
        refused = measure(evidence, model, SERVICES)
        assert not refused.known
        assert refused.reason.key == "priorities.reason.no_group"
    assert monthly_values(evidence, SERVICES).empty


def test_groups_of_the_population_are_goods_in_one_direction():
    rows = [*growing(0.0), *growing(0.0, commodity="hang_hoa_khac"), *growing(0.0, commodity="all")]
    rows += [row | {"flow": "import"} for row in growing(0.0)]
    found = single_groups(SmallRecord(trade=rows).evidence())
    assert [groups_of(group) for group in found] == [[("export", "rau_qua")], [("import", "rau_qua")]]


def test_fruit_of_the_record(evidence: Evidence):
    """Statistics office, monthly exports of fruit and vegetables: +11.96 % a year, growth rates spread by 39.7 points."""
    screening = load_model("screening")
    fruit = screening.sector("fresh_fruit_cold_chain")
    assert demand_growth(evidence, screening, fruit).value == pytest.approx(11.96, abs=0.005)
    assert market_risk(evidence, screening, fruit).value == pytest.approx(39.72, abs=0.005)
