"""The real trade matrix of ../shared, and what the package `ecomplexity` makes of it, step by step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from ecomplexity.calc_density import calc_density
from ecomplexity.calc_proximity import calc_discrete_proximity
from ecomplexity.ComplexityData import ComplexityData
from ecomplexity.ecomplexity import calc_eci_pci

FOLDER = "refdata/trade_sitc4_world_1998_2000"
NAMES = {"time": "year", "loc": "country", "prod": "product", "val": "value"}


def world_trade(shared: Path) -> pd.DataFrame:
    """Return exports of 226 countries in 785 products (SITC, four digits), means of 1998 to 2000; only flows above zero are listed."""
    path = shared / FOLDER / "world_trade_avg_1998_2000.csv.gz"
    # "nam" is Namibia, and no country may be read as missing.
    return pd.read_csv(path, dtype={"product": str}, keep_default_na=False)


def reference_presence(shared: Path) -> pd.DataFrame:
    """Return the presences (RCA of 1 or more) that the R package economiccomplexity published with the data."""
    path = shared / FOLDER / "reference_balassa_binary.csv.gz"
    return pd.read_csv(path, index_col=0, keep_default_na=False).astype(float)


class Reference:
    """The steps of `ecomplexity.ecomplexity` up to density and complexity, without its outlook index and its reshaping."""

    def __init__(self, records: pd.DataFrame) -> None:
        self.data = ComplexityData(records.assign(year=2000), NAMES, "coerce")
        self.data.create_full_df(2000)
        self.countries, self.products = self.data.data_t.index.levels

    def quotients(self) -> np.ndarray:
        self.data.calculate_rca()
        return self.data.rca_t

    def presence(self) -> np.ndarray:
        self.data.calculate_mcp(1, 1, "rca", None, 2000)
        self.data.diversity_t, self.data.ubiquity_t = self.data.mcp_t.sum(axis=1), self.data.mcp_t.sum(axis=0)
        return self.data.mcp_t

    def proximity(self) -> np.ndarray:
        self.near = calc_discrete_proximity(self.data.mcp_t, self.data.ubiquity_t)
        return self.near

    def density(self) -> np.ndarray:
        return calc_density(self.data.mcp_t, self.near)

    def complexity(self) -> tuple[np.ndarray, np.ndarray]:
        """Return ECI and PCI, standardised by mean and (population) deviation of the ECI as `ecomplexity` does at its end."""
        eci, pci = calc_eci_pci(self.data)
        return (eci - eci.mean()) / eci.std(), (pci - eci.mean()) / eci.std()
