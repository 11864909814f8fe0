"""Changes of prices and volumes of the goods at one gate or of one HS chapter, year against year, from the lines of `price_changes`.

A part tells something of the rest: the index of the whole less those of the parts shown is that of the others. A change is therefore
shown only where

- the value of the part is printed for both years (`published`), so that a share of it gives no hidden value away;
- enough traders stand behind the goods compared, in both years, and behind the goods of the part that are not compared, if there are
  any: what the goods compared grew by, taken from the growth of the whole part, tells of these;
- enough stand also behind the goods of all parts not shown, taken together, or there are none. Where they do not, the smallest part
  shown is hidden with them, until they do.

By gates and by chapters the whole is divided in two ways that share nothing but the whole, for no change is told of a chapter at a
gate: nothing finer than the rest of either can be worked out. Prices of HS headings are not told. Their values are in no published
table, so that the first condition could not be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import numpy as np
import pandas as pd

from assessment.analysis.unit_values import UnitValues
from assessment.customs.confidentiality import COMPLEMENTARY, PRIMARY, Rule
from assessment.customs.monthly import ALL, coded, in_force, monthly
from assessment.customs.price_changes import (
    COLUMNS,
    COVERAGE,
    FLOWS,
    Change,
    PriceRule,
    by_month,
    compared,
    comparisons,
    told,
    unit_values_of,
    weighed,
)
from assessment.customs.published import declared_at_the_province, month_label

Key: TypeAlias = Literal["gate", "hs"]
PARTS: Final[tuple[Key, ...]] = ("gate", "hs")
"""Keys by which the goods are divided: gates and HS chapters."""
MEASURES: Final = ("price_fisher", "volume_fisher", COVERAGE)
_CHAPTER: Final = 2
_CENT: Final = 0.01
_CELL: Final = ["flow", "the_month", "gate", "good"]


@dataclass(frozen=True)
class Part:
    """A change of a part, and the months, gates and goods it rests on; `name` is `all` for that of the whole direction."""

    key: Key
    name: str
    change: Change
    cells: pd.DataFrame


def part_price_changes(lines: ir.Table, rule: Rule, prices: PriceRule, figures: pd.DataFrame) -> pd.DataFrame:
    """Return changes of prices and volumes by gate and by HS chapter against the year before.

    Parameters
    ----------
    lines
        All lines of the store; those of offices in other provinces are left out.
    rule
        When a figure may not be shown.
    prices
        When the goods compared are enough.
    figures
        What `published` gives of the lines.

    Returns
    -------
    pd.DataFrame
        As `price_changes`, of years, with the gate or the chapter; `hidden` may be ``complementary``. Measures are `MEASURES`.
    """
    own = declared_at_the_province(lines)
    goods = by_month(monthly(weighed(own), ["month", "flow", "gate", "hs", "partner"], digits=8).to_pandas())
    everything = by_month(monthly(own, ["month", "flow", "gate", "hs"]).to_pandas())
    parts = [
        part
        for flow in FLOWS
        for key in PARTS
        for part in _parts(goods[goods["flow"] == flow], everything[everything["flow"] == flow], flow, key)
    ]
    rows = []
    for part, why in zip(parts, _hidden(own, parts, rule, prices, figures), strict=True):
        place = {"gate": ALL, "hs": ALL} | {part.key: part.name}
        rows += [
            (part.change.flow, part.change.period, *place.values(), measure, np.nan if why else number, why)
            for measure, number in told(part.change, prices).items()
            if part.name != ALL and measure in MEASURES
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _parts(goods: pd.DataFrame, whole: pd.DataFrame, flow: str, key: Key) -> Iterator[Part]:
    """Yield the changes of a direction from year to year, of the whole and of its parts."""
    months = pd.PeriodIndex(sorted(set(whole["month"])), freq="M")
    names = goods["gate"] if key == "gate" else goods["hs"].str[:_CHAPTER]
    for name in (ALL, *sorted(set(names))):
        own = goods if name == ALL else goods[names == name]
        value = whole if name == ALL else whole[whole[key] == name]
        # Added in one order, so that every engine gives the same.
        added = own.sort_values(["month", "good", "gate"]).groupby(["month", "good"], as_index=False)
        # A month without the part is one of nothing, not one that is missing: fruit has its season.
        total = value.sort_values(["month", "gate", "hs"]).groupby("month")["value_usd"].sum()
        found = unit_values_of(added[["value_usd", "weight_kg"]].sum(), total.reindex(months, fill_value=0.0))
        if found is not None:
            for change in comparisons(flow, found, ("Y",)):
                if len(change.goods):
                    yield Part(key, name, change, _cells(found, change, own))


def _cells(found: UnitValues, change: Change, goods: pd.DataFrame) -> pd.DataFrame:
    """Return the months, gates and goods a change rests on, each with its side."""
    months = goods["month"].dt.strftime("%Y-%m")
    places = goods.assign(the_month=months)[["flow", "the_month", "gate", "good"]]
    return compared(found, change, 0).drop(columns="place").merge(places, on=["flow", "the_month", "good"])


def _hidden(own: ir.Table, parts: list[Part], rule: Rule, prices: PriceRule, figures: pd.DataFrame) -> list[str]:
    """Return why each change may not be shown; an empty text where it may."""
    why = [_first_look(part, prices, figures) for part in parts]
    wholes = {at: _of(parts, total) for at, total in enumerate(parts) if total.name == ALL}
    left = [
        _without(parts[at].cells, [parts[place].cells for place in own_parts if not why[place]])
        for at, own_parts in wholes.items()
    ]
    sums = _traders(own, [*(part.cells for part in parts), *left])
    everything = _everyone(own)
    for place, part in enumerate(parts):
        held = sums[place]
        if not why[place] and (_exposed(held, rule) or _exposed(_not_compared(part, held, everything), rule)):
            why[place] = PRIMARY
    for (at, own_parts), rest in zip(wholes.items(), sums[len(parts) :], strict=True):
        _hide_more(why, at, own_parts, sums, rest, rule)
    return why


def _first_look(part: Part, prices: PriceRule, figures: pd.DataFrame) -> str:
    if part.name != ALL and not _printed(part, figures):
        return COMPLEMENTARY
    return prices.refuses(part.change)


def _of(parts: list[Part], total: Part) -> list[int]:
    def of(part: Part) -> tuple[object, ...]:
        return part.key, part.change.flow, part.change.period

    return [place for place, part in enumerate(parts) if part.name != ALL and of(part) == of(total)]


def _hide_more(
    why: list[str], at: int, parts: list[int], sums: list[pd.DataFrame], rest: pd.DataFrame, rule: Rule
) -> None:
    """Hide the smallest parts shown until what is left of the whole tells of no few traders; all of them where the whole is hidden.

    `rest` is what rests on the whole and on no part that seemed to be shown at first; those that are not are added to it.
    """
    shown = [place for place in parts if not why[place]]
    rest = pd.concat([rest, *(sums[place] for place in parts if why[place] == PRIMARY)])
    for place in sorted(shown, key=lambda place: float(sums[place]["value_usd"].sum())):
        if not why[at] and not _exposed(_together(rest), rule):
            return
        why[place] = COMPLEMENTARY
        rest = pd.concat([rest, sums[place]])


def _together(sums: pd.DataFrame) -> pd.DataFrame:
    return sums.groupby(["side", "trader"], dropna=False)[["value_usd"]].sum().reset_index()


def _without(cells: pd.DataFrame, others: Iterable[pd.DataFrame]) -> pd.DataFrame:
    taken = pd.concat([pd.DataFrame(columns=cells.columns), *others])
    marked = cells.merge(taken[_CELL].drop_duplicates(), on=_CELL, how="left", indicator=True)
    return marked[marked["_merge"] == "left_only"][list(cells.columns)]


def _printed(part: Part, figures: pd.DataFrame) -> bool:
    """Return whether the value of a part is printed for both years."""
    keys = {"flow": part.change.flow, "gate": ALL, "regime": ALL, "hs": ALL, "partner": ALL} | {part.key: part.name}
    own = figures[(figures[list(keys)] == pd.Series(keys)).all(axis=1) & (figures["hidden"] == "")]
    return {str(part.change.before), str(part.change.period)} <= set(own["period"])


def _traders(own: ir.Table, groups: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return what each trader holds of groups of cells: `side`, `trader`, `value_usd`."""
    listed = pd.concat([group.assign(place=place) for place, group in enumerate(groups)] or [pd.DataFrame()])
    if listed.empty:
        return [pd.DataFrame({"side": [], "trader": [], "value_usd": []}) for _ in groups]
    table = coded(weighed(own))
    table = table.mutate(the_month=month_label(table.month), good=table.hs + " " + table.partner)
    joined = table.join(ibis.memtable(listed[["place", "side", *_CELL]]), _CELL)
    sums = joined.group_by(["place", "side", "trader"]).aggregate(value_usd=joined.value_usd.sum().cast("float64"))
    frame = sums.to_pandas().sort_values(["place", "side", "trader"])
    return [frame[frame["place"] == place].drop(columns="place") for place in range(len(groups))]


def _everyone(own: ir.Table) -> pd.DataFrame:
    """Return what each trader holds of everything, weighed or not, by `flow`, `year`, `gate` and `hs` (chapter)."""
    table = coded(in_force(own))
    table = table.mutate(year=table.month.year().cast("string"), hs=table.hs.left(_CHAPTER))
    by = ["flow", "year", "gate", "hs", "trader"]
    found: pd.DataFrame = table.group_by(by).aggregate(value_usd=table.value_usd.sum().cast("float64")).to_pandas()
    return found


def _not_compared(part: Part, compared: pd.DataFrame, everything: pd.DataFrame) -> pd.DataFrame:
    """Return what each trader holds of a part beside the goods compared: `side`, `trader`, `value_usd`."""
    sides = {str(part.change.before): "before", str(part.change.period): "now"}
    own = everything[(everything["flow"] == part.change.flow) & everything["year"].isin(list(sides))]
    own = own if part.name == ALL else own[own[part.key] == part.name]
    whole = _together(own.assign(side=own["year"].map(sides)))
    both = whole.merge(compared, on=["side", "trader"], how="left", suffixes=("", "_compared"))
    left = both["value_usd"] - both["value_usd_compared"].fillna(0.0)
    # Where adding left a part of a cent nothing is left.
    return both.assign(value_usd=left)[left > _CENT][["side", "trader", "value_usd"]]


def _exposed(sums: pd.DataFrame, rule: Rule) -> bool:
    """Return whether on one of the sides there are too few traders, or one holds too much; of nothing there is nothing to tell."""
    for _, side in sums.groupby("side"):
        value = side["value_usd"]
        if side["trader"].notna().sum() < rule.traders or value.max() > rule.dominance / 100 * value.sum():
            return True
    return False
