"""The key levels of section 3 and what follows from them, computed once and used by findings, tables and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import pandas as pd

from assessment.analysis.border import capture_share
from assessment.analysis.growth import contributions
from assessment.evidence import Evidence
from assessment.findings import Period, Quantity, Text, derive
from assessment.situation.flows import before_by_growth, change, published, share, total, trade_value

YEAR_2022 = Period(pd.Timestamp(2022, 1, 1), pd.Timestamp(2022, 12, 31), "year")
YEAR_2023 = Period(pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 12, 31), "year")


def captured(declared: Quantity, through: Quantity) -> Quantity:
    """Return the share of through-trade declared on the spot; more declared than through is not determinable."""
    found = derive("share", "percent", lambda part, whole: capture_share(part, whole).capture, declared, through)
    if found.known or not (declared.known and through.known):
        return found
    return replace(found, reason=Text("common.reason.contradiction"))


class Levels:
    """Levels by scope; the scopes are never added to each other.

    The year 2024 and some windows have a scope that was inferred: they are asked for here and stay marked in print.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def through(self, period: str, *, inferred: bool = False) -> Quantity:
        """Return trade of all regimes through the province."""
        return trade_value(self.evidence, "through", period, inferred=inferred)

    def declared(self, period: str, flow: str = "total", *, inferred: bool = False) -> Quantity:
        """Return trade declared at Lạng Sơn customs."""
        return trade_value(self.evidence, "declared", period, flow, inferred=inferred)

    def national(self, period: str, flow: str = "total", partner: str = "world", *, inferred: bool = False) -> Quantity:
        """Return Vietnam's trade; the total of both directions is their sum where both were published."""
        if flow == "total" and partner == "world":
            parts = [self.national(period, direction) for direction in ("export", "import")]
            if all(part.known for part in parts):
                return total(*parts)
        return trade_value(self.evidence, "national", period, flow, geography="vn", partner=partner, inferred=inferred)

    @cached_property
    def through_2023(self) -> Quantity:
        """Trade of all regimes, 2023."""
        return self.through("2023")

    @cached_property
    def published_2023(self) -> Quantity:
        """Published growth of through-trade in 2023."""
        return published(self.evidence, "through", "2023")

    @cached_property
    def through_2022(self) -> Quantity:
        """Through-trade of 2022 as the level and growth of 2023 imply it."""
        return before_by_growth(self.through_2023, self.published_2023)

    @cached_property
    def through_2024(self) -> Quantity:
        """Through-trade of 2024; its scope was inferred."""
        return self.through("2024", inferred=True)

    @cached_property
    def growth_2024(self) -> Quantity:
        """Growth 2024 on 2023, recomputed."""
        return change(self.through_2024, self.through_2023)

    @cached_property
    def through_11m_2024(self) -> Quantity:
        """Eleven months of 2024 as level and growth of eleven months of 2025 imply them."""
        window = "2025-01..2025-11"
        return before_by_growth(self.through(window), published(self.evidence, "through", window))

    @cached_property
    def through_10m_2025(self) -> Quantity:
        """Ten months of 2025."""
        return self.through("2025-01..2025-10")

    @cached_property
    def through_10m_2024(self) -> Quantity:
        """Ten months of 2024."""
        return self.through("2024-01..2024-10")

    @cached_property
    def growth_10m_2025(self) -> Quantity:
        """Growth of ten months, recomputed."""
        return change(self.through_10m_2025, self.through_10m_2024)

    @cached_property
    def published_10m_2025(self) -> Quantity:
        """Growth of ten months, published."""
        return published(self.evidence, "through", "2025-01..2025-10")

    @cached_property
    def declared_2023(self) -> Quantity:
        """Declared trade, 2023."""
        return self.declared("2023")

    @cached_property
    def exports_2023(self) -> Quantity:
        """Declared exports, 2023."""
        return self.declared("2023", "export")

    @cached_property
    def imports_2023(self) -> Quantity:
        """Declared imports, 2023."""
        return self.declared("2023", "import")

    @cached_property
    def exports_2022(self) -> Quantity:
        """Declared exports of 2022, implied."""
        return before_by_growth(self.exports_2023, published(self.evidence, "declared", "2023", "export"))

    @cached_property
    def imports_2022(self) -> Quantity:
        """Declared imports of 2022, implied."""
        return before_by_growth(self.imports_2023, published(self.evidence, "declared", "2023", "import"))

    @cached_property
    def declared_2022(self) -> Quantity:
        """Declared trade of 2022: the sum of the two implied directions."""
        return total(self.exports_2022, self.imports_2022)

    @cached_property
    def declared_growth(self) -> Quantity:
        """Growth of declared trade in 2023 against the implied level of 2022."""
        return change(self.declared_2023, self.declared_2022)

    @cached_property
    def declared_published(self) -> Quantity:
        """Published growth of declared trade in 2023."""
        return published(self.evidence, "declared", "2023")

    @cached_property
    def contribution_exports(self) -> Quantity:
        """Percentage points exports add to the growth of declared trade in 2023."""
        return self._contribution(lambda found: found[0])

    @cached_property
    def contribution_imports(self) -> Quantity:
        """Percentage points imports add to the growth of declared trade in 2023."""
        return self._contribution(lambda found: found[1])

    def _contribution(self, pick: Callable[[list[float]], float]) -> Quantity:
        parts = (self.exports_2022, self.imports_2022, self.exports_2023, self.imports_2023)
        return derive(
            "contribution",
            "percentage_point",
            lambda a, b, c, d: pick(contributions([a, b], [c, d]).tolist()),
            *parts,
            decimals=1,
        )

    @cached_property
    def local_2023(self) -> Quantity:
        """Exports of goods made in the province, 2023."""
        return trade_value(self.evidence, "local_goods", "2023", "export")

    @cached_property
    def capture(self) -> Quantity:
        """Capture share 2023: declared over through."""
        return captured(self.declared_2023, self.through_2023)

    @cached_property
    def elsewhere(self) -> Quantity:
        """What was not declared at Lạng Sơn customs, as a share of through-trade, 2023."""
        return derive(
            "trade.formula.rest",
            "percent",
            lambda declared, through: capture_share(declared, through).transit,
            self.declared_2023,
            self.through_2023,
        )

    @cached_property
    def local_of_exports(self) -> Quantity:
        """Local goods in declared exports, 2023."""
        return share(self.local_2023, self.exports_2023)

    @cached_property
    def local_of_through(self) -> Quantity:
        """Local goods against through-trade, 2023."""
        return share(self.local_2023, self.through_2023)

    @cached_property
    def market_2023(self) -> Quantity:
        """Through-trade against Vietnam–China trade, 2023."""
        return share(self.through_2023, self.national("2023", partner="cn"))

    @cached_property
    def market_2024(self) -> Quantity:
        """Through-trade against Vietnam–China trade, 2024 (scope of through-trade inferred)."""
        return share(self.through_2024, self.national("2024", partner="cn"))
