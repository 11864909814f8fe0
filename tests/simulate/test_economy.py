"""Planted growth of sectors comes back through shift-share, sector by sector.

With e the output of the province, G the growth factor of a sector in the country and noise of 0.02 at either end, the regional shift
e(t) - e(0) G has the standard deviation 0.02 sqrt(e(t)² + (e(0) G)²); e stands for the planted values.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.shift_share import shift_share
from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.simulate.economy import output
from assessment.simulate.truth import Truth
from assessment.situation.economy_budget import budget_table
from assessment.situation.economy_grdp import weight
from assessment.situation.scorecard_readers import assess

TRUTH = Truth()
SPAN = TRUTH.years - 1


def planted() -> pd.DataFrame:
    """Return the regional shift of each sector and its standard deviation."""
    rows = {}
    for sector, (start, growth, _, national) in TRUTH.output.items():
        end, as_country = start * np.exp(growth * SPAN), start * np.exp(national * SPAN)
        rows[sector] = (end - as_country, TRUTH.yearly_noise * np.hypot(end, as_country))
    return pd.DataFrame(rows, ["shift", "deviation"]).T


def shifts(place: pd.DataFrame, country: pd.DataFrame) -> pd.Series:
    found = shift_share(place.iloc[0], place.iloc[-1], country.iloc[0], country.iloc[-1])
    assert not found.problems
    return found.industries["regional_shift"]


def by_year(store: Store, place: str) -> pd.DataFrame:
    rows = store.table("economy").query("indicator == 'grdp' and geography == @place and breakdown != 'all'")
    wide = rows.assign(year=rows["period_end"].dt.year).pivot(index="year", columns="breakdown", values="value")
    return wide[list(TRUTH.output)]


def test_regional_shifts_come_back_with_their_signs(synthetic_store: Store) -> None:
    found, truth = shifts(by_year(synthetic_store, "lang_son"), by_year(synthetic_store, "vn")), planted()
    assert ((found - truth["shift"]).abs() < 3 * truth["deviation"]).all()
    assert (np.sign(found) == np.sign(truth["shift"])).all()


def test_parts_add_up_to_the_change(synthetic_store: Store) -> None:
    place, country = by_year(synthetic_store, "lang_son"), by_year(synthetic_store, "vn")
    total = shift_share(place.iloc[0], place.iloc[-1], country.iloc[0], country.iloc[-1]).total
    parts = total["national_share"] + total["industry_mix"] + total["regional_shift"]
    assert parts == pytest.approx(place.iloc[-1].sum() - place.iloc[0].sum())


def test_stated_interval_covers_over_two_hundred_seeds() -> None:
    truth = planted()
    inside = []
    for seed in range(200):
        found = output(TRUTH, np.random.default_rng(seed))
        error = (shifts(found["lang_son"], found["vn"]) - truth["shift"]).abs()
        inside += (error < 1.96 * truth["deviation"]).tolist()
    # 600 draws at 95 %: three standard errors of the share are 2.7 points.
    assert np.mean(inside) == pytest.approx(0.95, abs=0.027)


def test_the_zone_gains_on_its_province_as_planted(synthetic_store: Store) -> None:
    """Zone and province share their noise, so that the share has none but rounding."""
    found = weight(open_evidence(synthetic_store))
    assert found.years == (TRUTH.calendar[0], TRUTH.calendar[-1])
    assert found.share[0].value == pytest.approx(100 * TRUTH.zone_weight, abs=0.01)
    assert found.share[1].value == pytest.approx(100 * TRUTH.zone_weight * np.exp(TRUTH.zone_lead * SPAN), abs=0.01)
    lead = (1 + found.zone_growth.value / 100) / (1 + found.province_growth.value / 100)
    assert np.log(lead) == pytest.approx(TRUTH.zone_lead, abs=1e-4)


def test_the_scorecard_holds_the_zone_against_the_rest_of_its_province(synthetic_store: Store) -> None:
    reading = next(
        entry for entry in assess(open_evidence(synthetic_store)) if entry.indicator.key == "economic_weight"
    )
    assert [standing.reference for standing in reading.reading.standings] == ["before", "rest_of_province"]
    assert reading.verdict == "favourable"


def test_customs_revenue_is_the_planted_part_of_the_budget(synthetic_store: Store) -> None:
    rows = budget_table(open_evidence(synthetic_store)).frame
    assert len(rows) == TRUTH.years
    assert [cell.value for cell in rows["share"]] == pytest.approx([100 * TRUTH.customs_part] * TRUTH.years, abs=0.05)
