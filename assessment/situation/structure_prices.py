"""Section 4, price or volume: what of the growth of the country's trade was price and what was quantity.

The statistics office prints a quantity beside the value of goods by weight, a tenth of exports by value and a fifth of imports. Their
unit values of whole years (December, year to date) make index numbers from year to year; goods without a weight have no price, and how
much of trade the goods compared hold is printed with every index. A unit value moves with the mix inside a group, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from assessment.analysis.prices import price_indices, value_split
from assessment.analysis.unit_values import unit_values
from assessment.evidence import Evidence, observe
from assessment.findings import Cell, Missing, Name, Quantity, Table, Text, derive
from assessment.situation.assembly import missing
from assessment.situation.national import NOT_GROUPS
from assessment.situation.pieces import columns, number_at

FORMULAS: Final = ("fisher", "laspeyres", "paasche")
_DOLLARS, _KILOGRAMS = 1e6, 1e3


class Prices:
    """Value and weight of goods of whole years, by flow."""

    def __init__(self, evidence: Evidence) -> None:
        rows = evidence.rows("trade", scope="national", geography="vn", partner="world", gate="all", frequency="ytd")
        rows = rows[
            rows["flow"].isin(["export", "import"])
            & (rows["period_end"].dt.month == 12)
            & (rows["period_start"].dt.month == 1)
            & (rows["period_start"].dt.year == rows["period_end"].dt.year)
        ]
        self._rows = rows.assign(year=rows["period_end"].dt.year)
        self.known = bool(len(self._weighed("export")) or len(self._weighed("import")))

    def _weighed(self, flow: str) -> pd.DataFrame:
        """Return goods with a value and a weight of one publication: a row a group and year, the best first kept."""
        own = self._rows[self._rows["flow"] == flow]
        value = own[(own["measure"] == "value") & ~own["commodity"].isin(NOT_GROUPS)]
        weight = own[(own["measure"] == "quantity") & (own["unit"] == "tonne")]
        keys = ["commodity", "year", "document"]
        both = value.reset_index().merge(weight.reset_index(), on=keys, suffixes=("", "_weight"))
        best: pd.DataFrame = both.sort_values("index").drop_duplicates(["commodity", "year"])
        return best

    def table(self) -> Table:
        """Return by flow and year the change of value, price and volume of the goods compared, and how much of trade they hold."""
        rows = [row for flow in ("export", "import") for row in self._flow(flow)]
        parts = columns(
            "structure", "flow", "price_year", ("value_change", "percent"), *((f"price_{name}", "percent") for name in FORMULAS),
            ("volume_change", "percent"), ("groups_compared", "count"), ("price_coverage", "percent"),
        )  # fmt: skip
        return Table(
            "structure.prices",
            Text("structure.table.prices.title"),
            parts,
            pd.DataFrame(rows, columns=[part.header.key.rpartition(".")[2] for part in parts], dtype=object),
            notes=(Text("structure.table.prices.note"),),
            wide=True,
        )

    def _flow(self, flow: str) -> Iterator[tuple[Cell, ...]]:
        weighed = self._weighed(flow)
        if weighed.empty:
            return
        value = weighed.pivot(index="year", columns="commodity", values="value") * _DOLLARS
        weight = weighed.pivot(index="year", columns="commodity", values="value_weight") * _KILOGRAMS
        # Over all years at once: two values always lie equally far from their median, so a band over a pair of years cuts nothing.
        kept = unit_values(value, weight, pd.Series("kg", index=value.columns))
        for year in value.index:
            if year - 1 not in value.index:
                continue
            prices, quantities = (table.loc[[year - 1, year]] for table in (kept.prices, kept.quantities))
            compared = prices.columns[(prices > 0).all()]
            if len(compared):
                yield self._year(flow, int(year), weighed, prices[compared], quantities[compared])

    def _year(
        self, flow: str, year: int, weighed: pd.DataFrame, prices: pd.DataFrame, quantities: pd.DataFrame
    ) -> tuple[Cell, ...]:
        used = weighed[weighed["year"].isin([year - 1, year]) & weighed["commodity"].isin(prices.columns)]
        inputs = _quantities(used)
        index = price_indices(prices, quantities).direct
        split = value_split(prices, quantities)

        def change(ratio: float, formula: str) -> Quantity:
            name = f"structure.formula.{formula}"
            return derive(name, "percent", lambda *_: 100 * (ratio - 1), *inputs, decimals=1)

        values = used[used["year"] == year]
        own = [observe(row) for row in values.to_dict("records")]
        return (
            Name("flow", flow),
            year,
            change(number_at(split, year, "value"), "value_index"),
            *(change(number_at(index, year, name), name) for name in FORMULAS),
            change(number_at(split, year, "quantity"), "volume"),
            Quantity(float(prices.shape[1]), "count", tuple(values["row_id"]), "count", "reported", decimals=0),
            derive("share", "percent", _percent, self._whole(flow, year), *own, decimals=1),
        )

    def _whole(self, flow: str, year: int) -> Quantity:
        own = self._rows[(self._rows["flow"] == flow) & (self._rows["year"] == year)]
        return observe(own[(own["measure"] == "value") & (own["commodity"] == "all")].iloc[0])


def _percent(whole: float, *parts: float) -> float:
    return 100 * math.fsum(parts) / whole


def _quantities(used: pd.DataFrame) -> list[Quantity]:
    """Return value and weight of every good and year as observed."""
    names: Mapping[str, str] = {"row_id": "row_id_weight", "value": "value_weight", "unit": "unit_weight"}
    found = []
    for row in used.to_dict("records"):
        weight = dict(row)
        weight.update({name: row[other] for name, other in names.items()})
        found += [observe(row), observe(weight)]
    return found


def prices_missing(prices: Prices) -> tuple[Missing, ...]:
    """Return the gap where the record has no weights beside the values."""
    return () if prices.known else (missing("structure", "weights", "national_statistics"),)
