"""Two invented years of goods lines with what was planted in them, and what of them may be printed; made once a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pandas as pd

from assessment.customs.confidentiality import rule
from assessment.customs.invented import LONE_TRADER, Plan, blocks, holding
from assessment.customs.price_changes import price_changes
from assessment.customs.price_comparisons import price_rule
from assessment.customs.published import published, whole
from assessment.customs.published_rows import as_declared_trade, lineage_of
from assessment.customs.simulate import simulate_parquet
from assessment.customs.store import GoodsLines

MONTHS = tuple(date(year, month, 1) for year in (2024, 2025) for month in range(1, 13))
ROWS, SEED, GROWTH = 36_000, 5, 5.0
LONE = "27101943"
PLAN = Plan(1, SEED, traders=120, price_growth=GROWTH, lone=LONE)
ALONE = LONE_TRADER


@dataclass(frozen=True)
class Known:
    """Planted lines that count; figures as they are and as they may be printed; rows of `declared_trade` with their lineage."""

    truth: pd.DataFrame
    whole: pd.DataFrame
    published: pd.DataFrame
    prices: pd.DataFrame
    rows: pd.DataFrame
    lineage: pd.DataFrame


@cache
def known() -> Known:
    with TemporaryDirectory() as folder:
        simulate_parquet(Path(folder) / "store", ROWS, SEED, MONTHS, plan=PLAN)
        held = GoodsLines(Path(folder) / "store").lines().to_pyarrow()
    lines = ibis.memtable(held)
    figures = published(lines, rule())
    prices = price_changes(lines, rule(), price_rule(), figures)
    rows = as_declared_trade(figures, prices, "office")
    return Known(truth(), whole(lines), figures, prices, rows, lineage_of(rows))


def truth() -> pd.DataFrame:
    """Return the lines that count, by what was planted."""
    frames = [
        holding(block)
        for at, month in enumerate(MONTHS)
        for block in blocks(
            Plan(
                ROWS // len(MONTHS),
                SEED + at,
                (month,),
                traders=PLAN.traders,
                price_growth=GROWTH,
                lone=LONE,
                start=at * 400_000_000,
            )
        )
    ]
    return pd.concat(frames, ignore_index=True).assign(code=lambda own: own["hs"], hs=lambda own: own["hs"].str[:2])
