"""What of the goods lines may leave for print: figures of several tables that hang together, protected as one.

A report prints trade by month, by regime, by chapter, by commodity group, by gate, by chapter at a gate and by partner. These tables
share their totals, and months add up to years, so that a figure hidden in one could be worked out from another: all of them are
therefore protected at once, with every sum that links them. What a report prints of declarations is taken from these figures and from
nothing else, so that no number in it can say more than they do.

A commodity group of the statistics office is a part of a chapter, or of several, so that a chapter less a group may be what one trader
deals in; and a chapter at a gate, printed for both directions, less the little that is imported of the chapter anywhere, may be what
one trader exports there. What chapters and groups have in common, and each direction of a chapter at a gate, are therefore protected
with the rest, though nobody prints them.

No sum links them but those used: chapters at a gate meet regimes and partners only in the total of a direction and a year, and groups
meet gates only in a chapter, so that any figures with the same such totals are those of some set of goods lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Final

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.customs.codes import CHAPTERS, codes
from assessment.customs.confidentiality import Rule, equations, protect_linked
from assessment.customs.monthly import ALL, UNSTATED, coded, in_force
from assessment.customs.nomenclature import NOT_MAPPED, with_group

AXES: Final = ("period", "flow", "gate", "regime", "hs", "group", "partner")
TOTAL: Final = "total"
"""Both directions together, and trade of no known direction."""
UNKNOWN: Final = "unknown"
"""Group of the regimes that are in no list."""
OTHER: Final = "other"
"""Group of the goods that are in no commodity group."""
TABLES: Final = (
    ("month",), ("month", "regime"), ("year",), ("year", "regime"), ("year", "hs"), ("year", "gate"), ("year", "partner"),
)  # fmt: skip
"""Keys of the tables that are published by direction and for all directions together; with a key less each is another of them."""
BOTH_DIRECTIONS: Final = (("year", "gate", "hs"),)
"""Keys of those that are published for all directions together alone: what nobody prints would only hide more."""
BY_DIRECTION: Final = (("year", "group"),)
"""Keys of those that are published by direction alone: the groups of exports are not those of imports."""
UNPRINTED: Final = (("year", "hs", "group"), ("year", "gate", "hs"))
"""Keys of the figures, by direction, that nobody prints and that may not be worked out either."""
_PROVINCE: Final = "lang_son"
_MONTHS: Final = 12
_YEAR: Final = 4  # signs of a period that is a year
_COLUMNS: Final = ("month", "year", "flow", "gate", "regime", "hs", "group", "partner")


def declared_at_the_province(lines: ir.Table) -> ir.Table:
    """Return the lines of declarations opened at the customs offices of the province: those of scope `declared`.

    Left out are offices the list of offices places in another province. One that is not in the list stays: the exports come from the
    customs of the province, and `unknown_codes` names it.
    """
    offices = codes("offices")
    # Before the branches of a region there was a department a province; by it an office is known to be of another one.
    elsewhere = offices[offices["branch"].str.endswith("_department") & ~offices["branch"].str.startswith(_PROVINCE)]
    return lines.filter(ibis.coalesce(lines.office, ibis.literal("")).notin(sorted(set(elsewhere["code"]))))


def published(lines: ir.Table, rule: Rule) -> pd.DataFrame:
    """Return the figures a report may print, those it may not emptied.

    Parameters
    ----------
    lines
        All lines of the store; those of offices in other provinces are left out.
    rule
        When a figure may not be shown.

    Returns
    -------
    pd.DataFrame
        Columns `AXES` (`period` as ``2026-02``, or ``2026`` for a year of which every month has lines; `flow` as ``export``,
        ``import``, ``none`` or ``total``; `regime` the group of regimes, `hs` the chapter, `group` the commodity group), `value_usd`
        (US dollars, NaN where hidden) and `hidden` (``primary``, ``complementary`` or empty). One row a combination that occurs.
    """
    cells = whole(lines)
    unprinted = _unprinted(cells)
    totals = np.asarray(_depth(cells) < _depth(cells).max(), dtype=bool)
    shown = protect_linked(cells, _sums(cells), totals, rule, unprinted)
    return shown.loc[~unprinted, [*AXES, "value_usd", "hidden"]].reset_index(drop=True)


def _unprinted(cells: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which figures nobody prints: chapters crossed with groups, and chapters at a gate in one direction."""
    one_direction = (cells["gate"] != ALL) & (cells["flow"] != TOTAL)
    return ((cells["hs"] != ALL) & ((cells["group"] != ALL) | one_direction)).to_numpy(dtype=bool)


def _sums(cells: pd.DataFrame) -> Any:
    """Return every sum that links the figures."""
    year = cells["period"].str[:_YEAR]
    monthly = cells["period"].str.len() > _YEAR
    directed = (cells["flow"] != TOTAL) & (cells["group"] == ALL)
    above = {
        "period": year.where(monthly & year.isin(cells["period"]), "").tolist(),
        "flow": np.where(directed, TOTAL, "").tolist(),
    }
    return equations(cells, AXES, above)


def whole(lines: ir.Table) -> pd.DataFrame:
    """Return the figures of all tables, and those nobody prints, as they are; not for print.

    Beside `AXES` and `value_usd` stand what the rule asks for: `lines`, `traders` (distinct; those not stated count as none) and
    `largest_usd` (value of the largest trader; those not stated together count as one).
    """
    table = with_group(coded(in_force(declared_at_the_province(lines))))
    table = table.mutate(
        month=month_label(table.month),
        year=table.month.year().cast("string"),
        regime=table.regime_group.fill_null(UNKNOWN),
        hs=_listed(table.hs.left(2), CHAPTERS),
        group=ibis.ifelse(table.group == NOT_MAPPED, ibis.literal(OTHER), table.group),
        partner=_listed(table.partner, codes("partners")["partner"]),
    )
    keys = [*_COLUMNS, "trader"]
    # Once over the lines, whatever engine holds them; the tables are then made from what is left of them.
    base = ibis.memtable(
        table.group_by(keys).aggregate(value_usd=table.value_usd.sum(), lines=table.count()).to_pyarrow()
    )
    frame = pd.concat(_cells(base), ignore_index=True)
    monthly = frame["period"].str.len() > _YEAR
    counted = frame.loc[monthly, "period"].drop_duplicates().str[:_YEAR].value_counts()
    complete = set(counted.index[counted == _MONTHS])
    return frame[monthly | frame["period"].isin(complete)].sort_values(list(AXES), ignore_index=True)


def month_label(day: ir.DateValue) -> ir.StringValue:
    """Return the month of a day as ``2026-02``, by what every engine knows."""
    return day.year().cast("string") + "-" + day.month().cast("string").lpad(2, "0")


def _listed(column: ir.Value, known: Iterable[str]) -> ir.Value:
    """Return a column with what is in no list as `unstated`; `unknown_codes` names it."""
    return ibis.ifelse(column.isin(sorted(set(known))), column, ibis.literal(UNSTATED))


def _cells(base: ir.Table) -> Iterator[pd.DataFrame]:
    of_one = product((*BY_DIRECTION, *UNPRINTED), (True,))
    for keys, by_flow in [*product(TABLES, (True, False)), *product(BOTH_DIRECTIONS, (False,)), *of_one]:
        by = [*keys, *(["flow"] if by_flow else [])]
        traders = base.group_by([*by, "trader"]).aggregate(value_usd=base.value_usd.sum(), lines=base.lines.sum())
        frame: pd.DataFrame = (
            traders.group_by(by)
            .aggregate(
                # Added exactly, in decimals; as numbers only then.
                value_usd=traders.value_usd.sum().cast("float64"), lines=traders.lines.sum().cast("int64"),
                traders=traders.trader.count(), largest_usd=traders.value_usd.max().cast("float64"),
            )
            .to_pandas()
            .rename(columns={keys[0]: "period"})
        )  # fmt: skip
        for axis in AXES:
            if axis not in frame:
                frame[axis] = TOTAL if axis == "flow" else ALL
        frame[list(AXES)] = frame[list(AXES)].astype(str)
        yield frame


def _depth(cells: pd.DataFrame) -> Any:
    """Return by how many keys a figure is split: the fewer, the more is lost by hiding it."""
    split = sum((cells[axis] != (TOTAL if axis == "flow" else ALL)).astype(int) for axis in AXES[1:])
    return split + (cells["period"].str.len() > _YEAR).astype(int)
