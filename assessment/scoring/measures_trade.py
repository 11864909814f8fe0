"""Measures on the monthly trade of the country by commodity group: how fast demand for a sector's goods grows, and how steadily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, derive, not_determinable
from assessment.scoring.draws import Floats
from assessment.scoring.model import Model
from assessment.scoring.once import once
from assessment.scoring.parts import Sector

LEAST_RATES: Final = 36
"""Growth rates below which no standard deviation is given: three years of months."""
_TRADE: Final[Mapping[str, Any]] = {"scope": "national", "geography": "vn", "partner": "world", "measure": "value"}
_NO_COMMODITY: Final = frozenset(
    ("all", "hang_hoa_khac", "khu_vuc_kinh_te_trong_nuoc", "khu_vuc_co_von_dau_tu_nn", "dau_tho_khu_vuc_fdi")
)
"""Sums over kinds of owner, and the rest."""
_SHORT: Final = Text("priorities.reason.short_series")
_NO_GROUP: Final = Text("priorities.reason.no_group")


@once
def national_months(evidence: Evidence) -> Mapping[tuple[str, str], pd.DataFrame]:
    """Return the monthly trade of the country by flow and commodity group, one chosen row a month.

    Each frame has the last day of the month as index and columns `value` (USD million) and `row_id`.
    """
    rows = evidence.rows("trade", frequency="month", **_TRADE).drop_duplicates(["flow", "commodity", "period_end"])
    months = rows.set_index("period_end")
    return {
        (str(flow), str(group)): own[["value", "row_id"]]
        for (flow, group), own in months.groupby(["flow", "commodity"], sort=True)
    }


def groups_of(sector: Sector) -> list[tuple[str, str]]:
    """Return the flows and commodity groups whose trade is the sector's.

    >>> groups_of(Sector("parts", export_groups=("phones",), import_groups=("chips",)))
    [('export', 'phones'), ('import', 'chips')]
    """
    sides = (("export", sector.export_groups), ("import", sector.import_groups))
    return [(flow, group) for flow, groups in sides for group in groups]


def monthly_values(evidence: Evidence, sector: Sector) -> pd.DataFrame:
    """Return the national monthly value of the sector's groups: index month, columns `value` and `rows` (row ids).

    A month in which one of the groups is not printed is left out, so that the sum always covers the same groups.
    """
    groups, months = groups_of(sector), national_months(evidence)
    if not groups or any(group not in months for group in groups):
        return pd.DataFrame({"value": pd.Series(dtype=float), "rows": pd.Series(dtype=object)})
    values, ids = (
        pd.concat([months[group][column] for group in groups], axis=1, join="inner").sort_index()
        for column in ("value", "row_id")
    )
    rows = list(ids.itertuples(index=False, name=None))
    return pd.DataFrame({"value": values.sum(axis=1), "rows": pd.Series(rows, index=ids.index, dtype=object)})


def demand_growth(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the growth of national trade in the sector's groups, percent a year between the two windows of the model.

    National trade is a stand-in for demand at the gates, which only customs data by gate can show. Years of a window that the
    record does not hold in full make it not determinable.
    """
    if not groups_of(sector):
        return not_determinable(_NO_GROUP, "percent_per_year")
    months = monthly_values(evidence, sector)
    before, after = (_window_mean(months, model.window[name]) for name in ("before", "after"))
    middle = {name: np.mean([int(year) for year in model.window[name]]) for name in ("before", "after")}
    years = middle["after"] - middle["before"]
    return derive(
        "cagr", "percent_per_year", lambda end, start: 100 * ((end / start) ** (1 / years) - 1), after, before
    )


def market_risk(evidence: Evidence, model: Model, sector: Sector) -> Quantity:
    """Return the standard deviation, in percentage points, of the growth of each month over the same month a year before.

    Growth over the same month holds the season constant. January and February are summed first because Tết moves between them.
    At least :data:`LEAST_RATES` growth rates are required.
    """
    if not groups_of(sector):
        return not_determinable(_NO_GROUP, "percentage_point")
    months = monthly_values(evidence, sector)
    growth = _yearly_growth(months)
    if len(growth) < LEAST_RATES:
        return not_determinable(_SHORT, "percentage_point")
    rows = tuple(row for rows in months["rows"] for row in rows)
    return Quantity(float(np.std(growth, ddof=1)), "percentage_point", rows, "volatility", status="preliminary")


def single_groups(evidence: Evidence) -> list[Sector]:
    """Return every commodity group of the statistics office, in either direction, as if it were a sector of its own.

    Sums over kinds of owner and the rest "other goods" are no commodity groups.
    """
    pairs = [pair for pair in national_months(evidence) if pair[1] not in _NO_COMMODITY]
    exports = [Sector(f"export/{group}", export_groups=(group,)) for flow, group in pairs if flow == "export"]
    imports = [Sector(f"import/{group}", import_groups=(group,)) for flow, group in pairs if flow == "import"]
    return exports + imports


def _window_mean(months: pd.DataFrame, years: Sequence[str]) -> Quantity:
    inside = months[pd.DatetimeIndex(months.index).year.isin([int(year) for year in years])]
    if len(inside) < 12 * len(years):
        return not_determinable(_SHORT, "usd_million")
    rows = tuple(row for rows in inside["rows"] for row in rows)
    return Quantity(12 * float(inside["value"].mean()), "usd_million", rows, "mean", status="preliminary")


def _yearly_growth(months: pd.DataFrame) -> Floats:
    """Return the growth in percent of each month over the same month a year before, January and February as one."""
    index = pd.DatetimeIndex(months.index)
    step = np.where(index.month <= 2, 2, index.month)
    combined = months["value"].groupby([index.year, step]).agg(["sum", "count"])
    whole = combined["count"] == np.where(combined.index.get_level_values(1) == 2, 2, 1)
    table = combined["sum"].where(whole).unstack()
    if len(table):
        # A year without a single month still takes its place, so that no growth spans two years.
        table = table.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
    growth = (100 * (table / table.shift(1) - 1)).to_numpy(dtype=float).ravel()
    return np.asarray(growth[np.isfinite(growth)])
