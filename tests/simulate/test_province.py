"""Planted location quotients come back through the tables of the statistics office.

Only the province's figures are noisy: the logarithm of a quotient of one year has the standard deviation planted (0.02), that of
the mean of twelve years 0.02 / sqrt(12) = 0.0058.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assessment.analysis.specialisation import location_quotient
from assessment.etl.store import Store
from assessment.simulate.province import activities
from assessment.simulate.truth import Truth

TRUTH = Truth()
STANDARD_ERROR = TRUTH.yearly_noise / np.sqrt(TRUTH.years)


def log_quotient(values: pd.DataFrame, population: pd.DataFrame) -> float:
    """Return the mean of the logarithm of the quotients of all years; rows are places, columns years."""
    figures = (table.loc[place].to_numpy() for place in ("lang_son", "vn") for table in (values, population))
    return float(np.log(location_quotient(*figures)).mean())


def by_place(store: Store, indicator: str) -> pd.DataFrame:
    rows = store.table("economy").query("source == 'public_record_province' and indicator == @indicator")
    return rows.assign(year=rows["period_end"].dt.year).pivot(index="geography", columns="year", values="value")


def test_quotients_come_back(synthetic_store: Store) -> None:
    population = by_place(synthetic_store, "population_average")
    for name, planted in TRUTH.quotients.items():
        found = log_quotient(by_place(synthetic_store, name), population)
        assert found == pytest.approx(np.log(planted), abs=3 * STANDARD_ERROR), name


def test_stated_interval_covers_over_two_hundred_seeds() -> None:
    population = pd.DataFrame(
        [[TRUTH.population] * TRUTH.years, [TRUTH.province_population] * TRUTH.years], index=["vn", "lang_son"]
    )
    inside = [
        abs(log_quotient(values, population) - np.log(TRUTH.quotients[name])) < 1.96 * STANDARD_ERROR
        for seed in range(200)
        for name, values in activities(TRUTH, np.random.default_rng(seed)).items()
    ]
    # 800 draws at 95 %: three standard errors of the share are 2.3 points.
    assert np.mean(inside) == pytest.approx(0.95, abs=0.023)
