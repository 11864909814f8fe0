"""Tests of `scoring.measures_place`: investment, projects in the zone and location quotients of known truth, and of the record."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.evidence import Evidence
from assessment.scoring.measures_place import (
    investment_momentum,
    investment_sectors,
    local_quotient,
    project_shares,
    province_quotients,
    provinces,
    zone_projects,
    zone_share,
)
from assessment.scoring.model import Model, load_model
from assessment.scoring.parts import Sector
from tests.situation.small_record import ZONE, SmallRecord

PLAIN = Sector("plain")
STORES = Sector("stores", zone_sector="warehousing")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("screening")


def stock(day: str, value: float, **keys: object) -> dict[str, Any]:
    usual = {"geography": ZONE, "basis": "stock", "measure": "projects", "frequency": "stock", "sector": "warehousing"}
    return usual | {"period": day, "value": value} | keys


def yearly(year: int, indicator: str, place: str, value: float) -> dict[str, Any]:
    return {
        "indicator": indicator, "geography": place, "period": str(year), "frequency": "year", "breakdown": "all",
        "source": "public_record_province", "value": value, "unit": "tonne",
    }  # fmt: skip


def test_projects_in_the_zone_are_those_of_the_last_date(model: Model):
    rows = [stock("2020-12-31", 29.0), stock("2018-12-31", 35.0)]
    evidence = SmallRecord(investment=rows).evidence()
    assert zone_projects(evidence, model, STORES).value == 29.0
    assert zone_projects(evidence, model, PLAIN).reason.key == "priorities.reason.no_zone_sector"
    trades = Sector("trades", zone_sector="trade_and_service")
    assert zone_projects(evidence, model, trades).reason.key == "common.reason.no_row"


def test_the_share_is_of_all_projects_on_the_same_day(model: Model):
    """30 of 90 domestic and 10 foreign ones; the totals of another day are not taken."""
    totals = [
        stock("2020-12-31", 90.0, sector="all", investor="domestic"),
        stock("2020-12-31", 10.0, sector="all", investor="fdi"),
    ]
    later = [stock("2024-12-31", 200.0, sector="all", investor="domestic")]
    evidence = SmallRecord(investment=[stock("2020-12-31", 30.0), *totals, *later]).evidence()
    found = zone_share(evidence, model, STORES)
    assert found.value == pytest.approx(30.0)
    assert len(found.rows) == 3
    unknown = SmallRecord(investment=[stock("2020-12-31", 30.0), *later]).evidence()
    assert not zone_share(unknown, model, STORES).known
    assert zone_share(evidence, model, PLAIN).unit == "percent"


def test_momentum_is_the_ratio_of_two_means(model: Model):
    keys = {
        "geography": "vn",
        "sector": "kho",
        "investor": "fdi",
        "partner": "all",
        "basis": "flow",
        "measure": "registered",
    }
    rows = [
        keys | {"period": str(year), "frequency": "year", "value": value, "unit": "usd_million"}
        for year, value in zip(range(2017, 2024), (10.0, 20.0, 30.0, 99.0, 40.0, 50.0, 60.0), strict=True)
    ]
    sector = Sector("stores", investment_sector="kho")
    assert investment_momentum(SmallRecord(investment=rows).evidence(), model, sector).value == pytest.approx(2.5)
    assert not investment_momentum(SmallRecord(investment=rows[1:]).evidence(), model, sector).known


def test_a_quotient_of_known_truth(model: Model):
    """The province has 2 % of the people and 6 + 2 of the country's 100 + 100 tonnes, 4 %: the quotient is 2."""
    truth = {"population_average": (2.0, 100.0), "maize_production": (6.0, 100.0), "paddy_production": (2.0, 100.0)}
    rows = [
        yearly(2016, name, place, value)
        for name, pair in truth.items()
        for place, value in zip(("lang_son", "vn"), pair, strict=True)
    ]
    evidence = SmallRecord(economy=rows).evidence()
    crops = Sector("crops", activities=("maize_production", "paddy_production"))
    assert local_quotient(evidence, model, crops).value == pytest.approx(2.0)
    assert local_quotient(evidence, model, PLAIN).reason.key == "priorities.reason.no_activity"
    wood = Sector("wood", activities=("wood_output",))
    assert local_quotient(evidence, model, wood).reason.key == "common.reason.no_row"


def test_a_province_without_the_year_of_the_country_has_no_quotient(model: Model):
    rows = [yearly(year, "wood_output", "vn", 100.0) for year in (2015, 2016)]
    rows += [yearly(year, "population_average", place, 50.0) for year in (2015, 2016) for place in ("vn", "lang_son")]
    rows.append(yearly(2015, "wood_output", "lang_son", 10.0))
    assert not local_quotient(
        SmallRecord(economy=rows).evidence(), model, Sector("w", activities=("wood_output",))
    ).known


def test_an_empty_record_has_no_populations():
    evidence = SmallRecord().evidence()
    assert (investment_sectors(evidence), project_shares(evidence), province_quotients(evidence)) == ([], [], [])


def test_populations_of_the_record(evidence: Evidence):
    """19 classes of the agency whose shares make up the whole; 63 provinces, and Ha Tay that is counted up to 2008 only."""
    assert len(investment_sectors(evidence)) == 19
    assert sum(share.value for share in project_shares(evidence)) == pytest.approx(100.0)
    assert {"lang_son", "ha_noi"} <= set(provinces(evidence).places)
    assert not {"vn", "south_east", "red_river_delta"} & set(provinces(evidence).places)
    assert len(province_quotients(evidence)) > 800
    assert all(quotient.value > 0 for quotient in province_quotients(evidence))


def test_the_zone_of_the_record(evidence: Evidence, model: Model):
    """Board, end of 2020: 29 warehousing and 48 trade projects of 122 domestic and 20 foreign ones."""
    shares = {
        key: zone_share(evidence, model, model.sector(key)).value
        for key in ("bonded_warehousing", "wholesale_ecommerce")
    }
    assert shares == {
        "bonded_warehousing": pytest.approx(100 * 29 / 142),
        "wholesale_ecommerce": pytest.approx(100 * 48 / 142),
    }


def test_quotients_agree_with_the_section_on_benchmarks(evidence: Evidence, model: Model):
    """Section 8 computes the same quotients on its own way: freight 0.644, retail 0.524, timber 0.854."""
    expected = {"bonded_warehousing": 0.644, "wholesale_ecommerce": 0.524, "timber": 0.854}
    for key, value in expected.items():
        assert local_quotient(evidence, model, model.sector(key)).value == pytest.approx(value, abs=5e-4)
