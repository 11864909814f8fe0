"""Output of the province and the country by sector for shift-share, the zone's part of it, budget revenue and workers.

The form of one published figure a row is the only declared one that has both places by sector; its indicator is the output of a
province (GRDP), and the country stands in it under its own name.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from assessment.simulate.board import ZONE
from assessment.simulate.forms import Row, Sheet
from assessment.simulate.gates import figure
from assessment.simulate.truth import Truth

SOURCE = "public_record_zone"
FILE = "public_record/02_mo_phong_synthetic_kinh_te.xlsx"


def output(truth: Truth, draws: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return output by year (rows) and sector (columns) for each place; only the province's figures are noisy."""
    clock = np.arange(truth.years)
    place, country = {}, {}
    for sector, (start, growth, national_start, national_growth) in truth.output.items():
        place[sector] = start * np.exp(growth * clock + draws.normal(0, truth.yearly_noise, truth.years))
        country[sector] = national_start * np.exp(national_growth * clock)
    index = list(truth.calendar)
    return {"lang_son": pd.DataFrame(place, index).round(1), "vn": pd.DataFrame(country, index).round(1)}


def zone_share(truth: Truth) -> pd.Series:
    """Return the zone's share of the province's output by year, as a fraction; nothing in it is noisy."""
    clock = np.arange(truth.years)
    return pd.Series(truth.zone_weight * np.exp(truth.zone_lead * clock), list(truth.calendar))


def revenue(truth: Truth, draws: np.random.Generator) -> pd.DataFrame:
    """Return customs revenue and the whole budget revenue of the province by year, in VND billion."""
    clock = np.arange(truth.years)
    noise = np.exp(draws.normal(0, truth.yearly_noise, truth.years))
    customs = truth.customs_revenue * np.exp(truth.revenue_growth * clock) * noise
    frame = pd.DataFrame({"customs_revenue": customs, "state_budget_revenue": customs / truth.customs_part})
    return frame.set_axis(list(truth.calendar)).round(1)


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: output by sector, the zone's part, revenue and workers, and growth as published."""
    places = output(truth, draws)
    rows: list[Row] = [
        {**_figure(place, year, value), "breakdown": sector}
        for place, table in places.items()
        for sector in table.columns
        for year, value in zip(table.index, table[sector].tolist(), strict=True)
    ]
    province = places["lang_son"].sum(axis=1)
    zone = (province * zone_share(truth)).round(1)
    of_budget = revenue(truth, draws)
    yearly = {
        ("zone_grdp", ZONE, "vnd_billion"): zone,
        ("zone_share_of_grdp", ZONE, "percent"): (100 * zone / province).round(2),
        ("workers", ZONE, "person"): (truth.zone_workers * zone / zone.iloc[0]).round(),
        ("customs_revenue", "lang_son", "vnd_billion"): of_budget["customs_revenue"],
        ("state_budget_revenue", "lang_son", "vnd_billion"): of_budget["state_budget_revenue"],
    }
    rows += [
        {**figure(name, place, pd.Period(str(year), "Y"), value, unit), "breakdown": "all"}
        for (name, place, unit), values in yearly.items()
        for year, value in zip(truth.calendar, values.tolist(), strict=True)
    ]
    rows += [
        _growth(name, place, values)
        for name, place, values in (("zone_growth", ZONE, zone), ("grdp_growth", "lang_son", province))
    ]
    return [Sheet("economy", "economy", rows)]


def _growth(indicator: str, place: str, levels: pd.Series) -> Row:
    """Return the mean growth over all years as an office publishes it, to two decimals."""
    first, last = levels.index[0], levels.index[-1]
    rate = 100 * ((levels[last] / levels[first]) ** (1 / (last - first)) - 1)
    row = figure(indicator, place, pd.Period(str(last), "Y"), round(rate, 2), "percent_per_year")
    return {**row, "breakdown": "all", "frequency": "span", "period_start": datetime(first + 1, 1, 1)}


def _figure(place: str, year: int, value: float) -> Row:
    return figure("grdp", place, pd.Period(str(year), "Y"), value, "vnd_billion")
