"""Foreign direct investment of the provinces, from the tables of the Foreign Investment Agency.

Two rules of these tables decide what a missing province means. A flow table lists who had a flow: absence is zero. A stock table
lists valid projects: absence is not known, such a province is left out of the ranking and never counted as zero.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis.benchmark import ranks
from assessment.evidence import Evidence, observe, period_of
from assessment.findings import Period, Quantity, Text, derive, not_determinable
from assessment.situation.flows import difference, share, total

COUNTRY = "vn"
SOURCE = "public_record_fdi"
"""The agency's own tables; the yearbook prints the end of 2016 again, rounded and with regions among the provinces."""
NOT_A_PROVINCE = frozenset({COUNTRY, "dau_khi_ngoai_khoi"})
"""Offshore oil and gas stands among the provinces in the tables; it enters the country, never a ranking."""

FLOW_MEASURES = ("new_capital", "adjusted_capital", "purchase_value", "registered")


def place(values: Mapping[str, Quantity], key: str) -> Quantity:
    """Return the rank of one unit among others, 1 for the largest; it rests on the rows of all of them.

    Not determinable where the unit itself has no value.
    """
    known = {name: value for name, value in values.items() if value.known}
    if key not in known:
        return not_determinable(Text("common.reason.no_row"), "rank")
    names = list(known)
    found = ranks(np.array([known[name].value for name in names], dtype=float))
    order = dict(zip(names, found, strict=True))
    return derive("rank", "rank", lambda *_: float(order[key]), *known.values(), decimals=0)


@dataclass(frozen=True)
class Stock:
    """Valid projects of all provinces at a date.

    Attributes
    ----------
    period
        The date.
    projects, registered
        By geography: number of projects, registered capital in USD million.
    country
        Registered capital of the whole country, offshore included.
    """

    period: Period
    projects: dict[str, Quantity]
    registered: dict[str, Quantity]
    country: Quantity

    @property
    def provinces(self) -> dict[str, Quantity]:
        """Registered capital of the provinces listed."""
        return {name: value for name, value in self.registered.items() if name not in NOT_A_PROVINCE}

    def capital(self, geography: str) -> Quantity:
        """Return the registered capital of a province, not determinable where it is not listed."""
        return self.registered.get(geography, not_determinable(Text("common.reason.no_row"), "usd_million"))

    def number(self, geography: str) -> Quantity:
        """Return the projects of a province, not determinable where it is not listed."""
        return self.projects.get(geography, not_determinable(Text("common.reason.no_row"), "project"))

    def share(self, geography: str) -> Quantity:
        """Return the share of the province in the country's registered capital."""
        return share(self.capital(geography), self.country)

    def rank(self, geography: str, among: Iterable[str] | None = None) -> Quantity:
        """Return the rank of the province by registered capital among all provinces listed, or among some of them."""
        chosen = self.provinces if among is None else {n: v for n, v in self.provinces.items() if n in set(among)}
        return place(chosen, geography)


def _rows(evidence: Evidence, basis: str, measures: tuple[str, ...]) -> pd.DataFrame:
    return evidence.rows(
        "investment", source=SOURCE, investor="fdi", basis=basis, sector="all", partner="all", measure=measures
    )


def stocks(evidence: Evidence, geography: str) -> list[Stock]:
    """Return the stock of every date at which the given province is listed, in the order of time."""
    found = _rows(evidence, "stock", ("projects", "registered"))
    own = found[found["geography"] == geography]
    result = []
    for (end, document), _ in own.groupby(["period_end", "document"], sort=True):
        table = found[(found["document"] == document) & (found["period_end"] == end)]
        by_measure = {
            measure: {str(row["geography"]): observe(row) for row in rows.to_dict("records")}
            for measure, rows in table.drop_duplicates(["measure", "geography"]).groupby("measure")
        }
        registered = by_measure.get("registered", {})
        parts = [value for name, value in registered.items() if name != COUNTRY]
        country = registered.get(COUNTRY) or (total(*parts) if parts else not_determinable(_NO_TABLE, "usd_million"))
        period = period_of(table.iloc[0].to_dict())
        result.append(Stock(period, by_measure.get("projects", {}), registered, country))
    return result


_NO_TABLE = Text("common.reason.no_row")


@dataclass(frozen=True)
class Flow:
    """Capital registered in one province over a period, by kind of registration."""

    period: Period
    values: dict[str, Quantity]

    @property
    def into_stock(self) -> Quantity:
        """New and adjusted capital, what the stock should grow by. Share purchases do not enter the stock."""
        return total(self.values["new_capital"], self.values["adjusted_capital"])


def flows(evidence: Evidence, geography: str) -> list[Flow]:
    """Return the flows of a province for every period that has a flow table.

    A period has a table where the table's total for the country stands in the record; that total is what the zero of an absent
    province rests on. A kind of flow the table does not count (share purchases in 2015) is not determinable, not zero.
    """
    found = _rows(evidence, "flow", FLOW_MEASURES)
    totals = found[(found["geography"] == COUNTRY) & (found["measure"] == "registered")].drop_duplicates("period_end")
    result = []
    for row in totals.sort_values(["period_end", "period_start"]).to_dict("records"):
        window = (found["period_start"] == row["period_start"]) & (found["period_end"] == row["period_end"])
        table = found[window & (found["document"] == row["document"])]
        country = {str(record["measure"]): observe(record) for record in _of(table, COUNTRY)}
        values = {measure: _absent(country.get(measure)) for measure in FLOW_MEASURES}
        values |= {str(record["measure"]): observe(record) for record in _of(table, geography)}
        result.append(Flow(period_of(row), values))
    return result


def _of(table: pd.DataFrame, geography: str) -> list[dict[Hashable, Any]]:
    return table[table["geography"] == geography].to_dict("records")


def _absent(country: Quantity | None) -> Quantity:
    """Return the flow of a province the table does not list: zero where the table counts this kind of flow at all."""
    if country is None:
        return not_determinable(Text("investment.reason.not_counted"), "usd_million")
    return replace(country, value=0.0, formula="investment.formula.absent", precision="exact", decimals=0)


def stock_change(before: Stock, after: Stock, geography: str) -> Quantity:
    """Return by how much the stock of a province changed between two dates."""
    return difference(after.capital(geography), before.capital(geography))


def nearest(found: list[Stock], end: pd.Timestamp) -> Stock | None:
    """Return the stock at a date, None where there is none."""
    return next((stock for stock in found if stock.period.end == end), None)
