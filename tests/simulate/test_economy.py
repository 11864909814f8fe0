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
from assessment.simulate.economy import output
from assessment.simulate.truth import Truth

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
