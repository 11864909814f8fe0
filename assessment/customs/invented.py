"""Invented goods lines, block by block, with what was planted in them: the source of synthetic exports and of benchmark stores.

A block depends on the seed and its number alone, so any number of lines takes the memory of one block. No declaration reaches over
two blocks, which lets the truth be added up block by block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.sheets.periods import month_end

BLOCK: Final = 20_000
# Regime, share of declarations.
REGIMES: Final = {
    "A11": 0.22,
    "A12": 0.16,
    "E21": 0.06,
    "E31": 0.08,
    "G11": 0.06,
    "C11": 0.02,
    "B11": 0.28,
    "E62": 0.08,
    "B13": 0.02,
    "G21": 0.02,
}
IMPORTS: Final = frozenset("ACEG")
CURRENCIES: Final = {"USD": 0.5, "CNY": 0.45, "VND": 0.05}
HS_CODES: Final = (
    "07133490", "08101000", "08109094", "08072000", "11081400", "44079910", "40012220", "85176262", "85423900", "84713020", "84314990",
    "87083090", "52093200", "54075200", "60063200", "39023090", "39199099", "28363000", "38089990", "72085100", "73181590", "03061721",
)  # fmt: skip
OFFICES: Final = ("HQHUUNGHI", "HQTANTHANH")
LONE_TRADER: Final = 7
_FIRST_YEAR: Final = 2020
PARTS: Final = 50
"""A declaration is split after so many lines."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """How lines are invented: how many, from which seed, registered when, by how many traders, with which shares of errors."""

    rows: int
    seed: int
    months: tuple[date, ...] = (date(2026, 2, 1),)
    traders: int = 400
    duplicates: float = 0.002
    amended: float = 0.01
    cancelled: float = 0.01
    bad: float = 0.002
    start: int = 0
    """Where declarations begin to be numbered; a store of several plans numbers each from another place."""
    price_growth: float | None = None
    """Percent a year by which the value of a kilogram or piece of every good grows; None leaves value and quantity unrelated."""
    lone: str = ""
    """A good (HS code) that one trader alone deals in, and that trader in nothing else."""


def usd_rate(days: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Return đồng for a dollar by day: a round figure that differs from day to day."""
    return 25_000 + (days.dt.day_of_year % 30) * 7


def unit_value(hs: pd.Series[str], days: pd.Series[pd.Timestamp], growth: float) -> pd.Series[float]:
    """Return the planted value in US dollars of a unit of a good: it grows from month to month, by `growth` percent a year."""
    months = (days.dt.year - _FIRST_YEAR) * 12 + days.dt.month - 1
    return (0.5 + hs.str[:4].astype(int) % 17) * (1 + growth / 100) ** (months / 12)


def _noise(rng: np.random.Generator, size: int) -> npt.NDArray[np.float64]:
    """Return factors around 1, of mean 1."""
    spread = 0.1
    return rng.lognormal(-(spread**2) / 2, spread, size)


def blocks(plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield invented lines, together exactly `plan.rows`.

    Columns are those of a line (`serial` numbers declarations, `first` is the serial it was split from), and what is planted: `copy`,
    `version`, `cancelled` and `bad`.
    """
    left, number = plan.rows, 0
    while left > 0:
        frame = _block(plan, number, min(left, BLOCK))
        yield frame
        left, number = left - len(frame), number + 1


def _block(plan: Plan, number: int, rows: int) -> pd.DataFrame:
    rng = np.random.default_rng([plan.seed, number])
    declared = _declarations(plan, rng, number, rows)
    frame = declared.loc[declared.index.repeat(declared["lines"])].reset_index(drop=True)
    frame["line"] = frame.groupby("serial").cumcount() + 1
    # Parts of a split declaration have numbers of their own.
    part = (frame["line"] - 1) // PARTS
    frame["serial"] = frame["serial"] + part
    frame["line"] = frame["line"] - part * PARTS
    size = len(frame)
    frame["hs"] = np.array(HS_CODES)[(rng.random(size) ** 2 * len(HS_CODES)).astype(int)]
    frame["quantity"] = np.round(rng.lognormal(6, 1, size), 1)
    frame["unit"] = np.where(rng.random(size) < 0.8, "KGM", "PCE")
    amount = rng.lognormal(7, 1.2, size)
    if plan.lone:
        frame.loc[frame["trader"] == LONE_TRADER, "hs"] = plan.lone
    if plan.price_growth is not None:
        of_unit = unit_value(frame["hs"], frame["day"], plan.price_growth)
        amount = np.asarray(frame["quantity"] * of_unit) * _noise(rng, size)
    frame["value_currency"] = np.round(
        amount * np.where(frame["currency"] == "VND", 25_000, np.where(frame["currency"] == "CNY", 7, 1)), 2
    )
    frame["value_vnd"] = np.round(frame["value_currency"] * frame["rate"])
    return _planted(plan, rng, frame).head(rows)


def _declarations(plan: Plan, rng: np.random.Generator, number: int, rows: int) -> pd.DataFrame:
    """Return declarations of one block with the number of their lines; enough of them for its rows."""
    lines = np.minimum(rng.geometric(0.2, rows), 49)
    lines[rng.random(rows) < 0.003] = 120
    count = int(np.searchsorted(np.cumsum(lines), rows) + 1)
    lines = lines[:count]
    days = np.concatenate([pd.date_range(first, month_end(first.year, first.month)) for first in plan.months])
    # Each day in turn, so that the first declaration of a day can state the rate of the dollar.
    day = pd.Series(days[np.arange(count) % len(days)])
    currency = rng.choice(list(CURRENCIES), count, p=list(CURRENCIES.values()))
    currency[: len(days)] = "USD"
    trader = np.minimum((rng.pareto(1.1, count) * 5).astype(int), plan.traders - 1)
    parts = (lines - 1) // PARTS + 1
    serial = plan.start + number * BLOCK * 2 + np.concatenate([[0], np.cumsum(parts)[:-1]])
    rate = np.where(currency == "USD", usd_rate(day), np.where(currency == "CNY", 3_500 + day.dt.day, 1))
    regime = rng.choice(list(REGIMES), count, p=list(REGIMES.values()))
    return pd.DataFrame(
        {
            "serial": serial,
            "first": serial,
            "lines": lines,
            "day": day,
            "regime": regime,
            "office": np.array(OFFICES)[(rng.random(count) < 0.35).astype(int)],
            "trader": trader,
            "currency": currency,
            "rate": rate,
            "country": rng.choice(["CHINA", "JAPAN", "KOREA", "THAILAND"], count, p=[0.85, 0.05, 0.06, 0.04]),
            "amended": rng.random(count) < plan.amended,
            "cancelled": (rng.random(count) < plan.cancelled) & (np.arange(count) >= len(days)),
        }
    )


def _planted(plan: Plan, rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Return lines with bad ones, with the first versions of amended declarations before them, and with copies."""
    bad = (rng.random(len(frame)) < plan.bad) & ~frame["amended"] & (frame["currency"] != "USD")
    frame = frame.assign(
        bad=np.where(bad, 1 + rng.integers(0, 4, len(frame)), 0), version=frame["amended"].astype(int), copy=False
    )
    # What was declared first was lower by a tenth.
    first = frame[frame["amended"]].assign(version=0)
    first[["value_currency", "value_vnd"]] = (first[["value_currency", "value_vnd"]] * 0.9).round()
    copies = frame[(rng.random(len(frame)) < plan.duplicates) & (frame["bad"] == 0)].assign(copy=True)
    together = pd.concat([first, frame, copies]).sort_values(
        ["serial", "version", "line", "copy"], kind="stable", ignore_index=True
    )
    return together.drop(columns=["lines", "amended"])


def holding(frame: pd.DataFrame, sees_cancelled: bool = True) -> pd.DataFrame:
    """Return the lines of a block that count, with `value_usd` and `flow`, by what was planted and not by how it is read.

    Without a column for it a cancelled declaration cannot be told, and counts.
    """
    newest = frame["version"] == frame.groupby("serial")["version"].transform("max")
    kept = frame[newest & (frame["bad"] == 0) & ~frame["copy"] & ~(frame["cancelled"] & sees_cancelled)]
    converted = (kept["value_vnd"] / usd_rate(kept["day"])).round(4)
    value = kept["value_currency"].where(kept["currency"] == "USD", converted)
    return kept.assign(
        value_usd=value, flow=np.where(imports(kept), "import", "export"), month=kept["day"].dt.strftime("%Y-%m")
    )


def imports(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which lines are of imports; of the temporary regimes the first digit tells, of the bonded ones C11 is one."""
    return np.asarray(
        frame["regime"].isin([code for code in REGIMES if code[0] in IMPORTS and code not in ("G21", "E62")])
    )


class Truth:
    """What was planted, added up block by block."""

    def __init__(self, links: bool, sees_cancelled: bool) -> None:
        self._links, self._sees_cancelled = links, sees_cancelled
        self._sums: dict[tuple[str, ...], list[float]] = {}
        self._traders: dict[tuple[str, ...], set[int]] = {}
        self._planted: dict[str, int] = dict.fromkeys(
            ("lines", "duplicates", "bad", "amended", "cancelled", "split"), 0
        )
        self.value_vnd = 0

    def add(self, frame: pd.DataFrame) -> None:
        """Take in a block."""
        kept = holding(frame, self._sees_cancelled).assign(
            whole=lambda rows: rows["first" if self._links else "serial"]
        )
        for found, rows in kept.groupby(["month", "flow", "regime"]):
            key = tuple(map(str, found))
            sums = self._sums.setdefault(key, [0, 0, 0])
            # In ten-thousandths of a dollar, so that nothing is lost in adding.
            sums[0] += int((rows["value_usd"] * 10_000).round().astype("int64").sum())
            sums[1] += len(rows)
            sums[2] += rows["whole"].nunique()
            self._traders.setdefault(key, set()).update(rows["trader"].unique().tolist())
        self.value_vnd += int(frame["value_vnd"].where(frame["bad"] != 3, -frame["value_vnd"]).astype("int64").sum())
        declared = frame.drop_duplicates("serial")
        counts = {
            "lines": len(frame),
            "duplicates": int(frame["copy"].sum()),
            "bad": int((frame["bad"] > 0).sum()),
            "amended": int(frame[frame["version"] > 0]["serial"].nunique()),
            "cancelled": int(declared["cancelled"].sum()),
            "split": int((declared["serial"] != declared["first"]).sum()),
        }
        for name, count in counts.items():
            self._planted[name] += count

    def told(self) -> dict[str, object]:
        """Return totals by month, flow and regime, and what was planted."""
        totals = [
            dict(zip(("month", "flow", "regime"), key, strict=True))
            | {
                "value_usd": f"{sums[0] / 10_000:.4f}",
                "lines": sums[1],
                "declarations": sums[2],
                "traders": len(self._traders[key]),
            }
            for key, sums in sorted(self._sums.items())
        ]
        return {"totals": totals, "planted": self._planted}
