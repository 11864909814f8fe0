"""Planted shares of sectors and provinces in foreign investment come back, in order.

Noise of 0.05 on the logarithm of a figure of one year gives a mean share of twelve years a standard error of less than
0.05 / sqrt(12) = 0.015 of itself; all shares are at most one half.
"""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.etl.store import Store
from assessment.simulate.truth import Truth

TRUTH = Truth()


def flows(store: Store) -> pd.DataFrame:
    return store.table("investment").query("source == 'public_record_fdi' and measure == 'registered'")


def test_sectors_come_back_in_order(synthetic_store: Store) -> None:
    rows = flows(synthetic_store).query("sector != 'all'")
    found = rows.groupby("sector")["value"].sum().sort_values(ascending=False)
    assert list(found.index) == list(TRUTH.sector_shares)
    assert (found / found.sum()).to_dict() == pytest.approx(TRUTH.sector_shares, abs=0.025)


def test_provinces_come_back_in_order(synthetic_store: Store) -> None:
    rows = flows(synthetic_store).query("sector == 'all' and geography != 'vn'")
    found = rows.groupby("geography")["value"].sum().sort_values(ascending=False)
    assert list(found.index) == list(TRUTH.province_shares)
    assert (found / found.sum()).to_dict() == pytest.approx(TRUTH.province_shares, abs=0.025)
