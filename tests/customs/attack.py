"""The attack on figures of goods lines: what whoever sees all that may be printed can work out of what may not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from assessment.customs.confidentiality import Rule, equations, sensitive
from assessment.customs.published import AXES, TOTAL


def sums_of(cells: pd.DataFrame) -> np.ndarray:
    """Return the sums that link the figures: directions (not of groups) and keys to their totals, months to their year."""
    periods = set(cells["period"])
    years = [period[:4] if len(period) > 4 and period[:4] in periods else "" for period in cells["period"]]
    flows = [
        TOTAL if flow != TOTAL and group == "all" else ""
        for flow, group in zip(cells["flow"], cells["group"], strict=True)
    ]
    return equations(cells, AXES, {"period": years, "flow": flows}).toarray()


def as_seen(cells: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Return all figures, those nobody prints too, as a reader sees them; in the order of the figures as they are."""
    seen = cells[list(AXES)].merge(shown, on=list(AXES), how="left", validate="one_to_one")
    return seen.fillna({"hidden": "unprinted"})


def attacked(cells: pd.DataFrame, shown: pd.DataFrame, rule: Rule) -> list[tuple[float, float, float]]:
    """Return least, true value and most of each figure the rule forbids to show, for whoever sees every figure shown.

    Figures are in units of the largest; what nobody prints is unknown to the reader, like what is hidden.
    """
    sums, seen = sums_of(cells), as_seen(cells, shown)
    hidden = (seen["hidden"] != "").to_numpy()
    scale = cells["value_usd"].max()
    parts, rest = sums[:, hidden], -(sums[:, ~hidden] @ seen["value_usd"].to_numpy()[~hidden]) / scale
    used = np.abs(parts).sum(axis=1) > 0
    ends = []
    for place in np.flatnonzero(sensitive(cells, rule)):
        assert hidden[place]
        aim = (np.flatnonzero(hidden) == place).astype(float)
        low, high = (
            sign * linprog(sign * aim, A_eq=parts[used], b_eq=rest[used], bounds=(0, 1), method="highs").fun
            for sign in (1, -1)
        )
        ends.append((low, cells["value_usd"][place] / scale, high))
    return ends


def all_protected(cells: pd.DataFrame, shown: pd.DataFrame, rule: Rule) -> bool:
    return all(
        low <= (1 - rule.protection / 100) * true + 1e-6 and high >= (1 + rule.protection / 100) * true - 1e-6
        for low, true, high in attacked(cells, shown, rule)
    )
