"""Changes of prices and volumes that may be printed: of the goods of a direction, and of those at one gate or of one HS chapter.

They are made here, where the traders are known, and no figure of a single good leaves. A change is shown only where enough traders
stand behind the goods compared, in both periods, and behind those that are not compared, if there are any: what the goods compared
grew by, taken from the growth of the whole, tells of these. A part of a direction, told from year to year, tells something of the rest
too: the index of the whole less those of the parts shown is that of the others. It is therefore shown only where

- the value of the part is printed for both years (`published`), so that a share of it gives no hidden value away;
- enough traders stand also behind the goods of all parts not shown, taken together, or there are none. Where they do not, the smallest
  part shown is hidden with them, until they do.

By gates and by chapters the whole is divided in two ways that share nothing but the whole, for no change is told of a chapter at a
gate: nothing finer than the rest of either can be worked out. Prices of HS headings are not told. Their values are in no published
table, so that the first condition could not be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import numpy as np
import pandas as pd

from assessment.analysis.unit_values import Frequency, UnitValues
from assessment.customs.confidentiality import COMPLEMENTARY, PRIMARY, Rule
from assessment.customs.monthly import ALL, Digits, coded, in_force, monthly
from assessment.customs.price_comparisons import COVERAGE, Change, PriceRule, comparisons, told, unit_values_of
from assessment.customs.published import declared_at_the_province, month_label

PART_MEASURES: Final = ("price_fisher", "volume_fisher", COVERAGE)
_FLOWS: Final = ("export", "import")
_COLUMNS: Final = ("flow", "period", "gate", "hs", "measure", "value", "hidden")
_CHAPTER: Final[Digits] = 2
_CELL: Final = ("flow", "the_month", "gate", "good")


@dataclass(frozen=True)
class Part:
    """A change of the goods at a gate, of an HS chapter or, where both are `all`, of a direction, and the cells it rests on."""

    gate: str
    hs: str
    change: Change
    cells: pd.DataFrame

    @property
    def whole(self) -> bool:
        """Whether it is that of a direction."""
        return self.gate == self.hs == ALL


def price_changes(lines: ir.Table, rule: Rule, prices: PriceRule, figures: pd.DataFrame) -> pd.DataFrame:
    """Return changes of prices and volumes against the same period of the year before.

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
        Columns `flow`, `period` (a ``Period`` of a quarter or year), `gate` and `hs` (chapter; one of the two or both are ``all``),
        `measure`, `value` in percent, and `hidden`: empty, ``primary`` where too few traders stand behind the goods compared or beside
        them, ``complementary`` where a part would tell of another or of a hidden value, ``coverage`` where the goods compared are too
        little, ``nomenclature`` where the two periods began under different lists of goods; then the value is NaN. Measures are
        ``price_laspeyres``, ``price_paasche``, ``price_fisher``, ``price_tornqvist``, ``volume_fisher``, and ``coverage``: the share
        of the value that the goods compared hold in the period where they hold less, as the multiple of `prices.coverage_step` below
        it; of parts, from year to year alone, `PART_MEASURES`.
    """
    own = declared_at_the_province(lines)
    goods = _by_month(_weighed(own), ["gate", "hs", "partner"], digits=8)
    goods["good"] = _good(goods)
    everything = _by_month(own, ["gate", "hs"], digits=_CHAPTER)
    parts = [
        part
        for flow in _FLOWS
        for part in _parts(goods[goods["flow"] == flow], everything[everything["flow"] == flow], flow)
    ]
    rows = [
        (part.change.flow, part.change.period, part.gate, part.hs, measure, np.nan if why else number, why)
        for part, why in zip(parts, _hidden(own, parts, rule, prices, figures), strict=True)
        for measure, number in told(part.change, prices).items()
        if part.whole or measure in PART_MEASURES
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _weighed(own: ir.Table) -> ir.Table:
    """Return the lines in force whose weight and value are known."""
    held = in_force(own)
    return held.filter((held.weight_kg > 0) & (held.value_usd > 0))


def _by_month(own: ir.Table, by: list[str], digits: Digits) -> pd.DataFrame:
    found: pd.DataFrame = monthly(own, ["month", "flow", *by], digits).to_pandas()
    return found.assign(month=pd.to_datetime(found["month"]).dt.to_period("M"), chapter=found["hs"].str[:_CHAPTER])


def _good(table: Any) -> Any:
    """Return what a good is known by: the HS line with its partner, as a column of a frame or of a table."""
    return table["hs"] + " " + table["partner"]


def _parts(goods: pd.DataFrame, everything: pd.DataFrame, flow: str) -> Iterator[Part]:
    """Yield the changes of a direction, from quarter to quarter of another year and from year to year, and those of its parts."""
    months = pd.PeriodIndex(sorted(set(everything["month"])), freq="M")

    def compared(gate: str, hs: str, *frequencies: Frequency) -> Iterator[Part]:
        own, value = _within(goods, gate, hs), _within(everything, gate, hs)
        # Added in one order, so that every engine gives the same.
        added = own.sort_values(["month", "good", "gate"]).groupby(["month", "good"], as_index=False)
        # A month without the part is one of nothing, not one that is missing: fruit has its season.
        total = value.sort_values(["month", "gate", "hs"]).groupby("month")["value_usd"].sum()
        found = unit_values_of(added[["value_usd", "weight_kg"]].sum(), total.reindex(months, fill_value=0.0))
        if found is not None:
            for change in comparisons(flow, found, frequencies):
                yield Part(gate, hs, change, _cells(found, change, own))

    yield from compared(ALL, ALL, "Q", "Y")
    split = [
        *((gate, ALL) for gate in sorted(set(goods["gate"]))),
        *((ALL, hs) for hs in sorted(set(goods["chapter"]))),
    ]
    yield from (part for place in split for part in compared(*place, "Y") if len(part.change.goods))


def _within(frame: pd.DataFrame, gate: str, chapter: str) -> pd.DataFrame:
    frame = frame if gate == ALL else frame[frame["gate"] == gate]
    return frame if chapter == ALL else frame[frame["chapter"] == chapter]


def _cells(found: UnitValues, change: Change, goods: pd.DataFrame) -> pd.DataFrame:
    """Return the months, gates and goods a change rests on, each with its side: `before` or `now`."""
    kept = found.prices[change.goods].stack().dropna().rename_axis(["month", "good"]).index.to_frame(index=False)
    rows = goods.merge(kept, on=["month", "good"])
    side = rows["month"].dt.asfreq(change.frequency).map({change.before: "before", change.period: "now"})
    cells: pd.DataFrame = rows.assign(side=side, the_month=rows["month"].dt.strftime("%Y-%m"))[side.notna()]
    return cells[["side", *_CELL]]


def _hidden(own: ir.Table, parts: list[Part], rule: Rule, prices: PriceRule, figures: pd.DataFrame) -> list[str]:
    """Return why each change may not be shown; an empty text where it may."""
    if not parts:
        return []
    why = [_first_look(part, prices, figures) for part in parts]
    divided = [*_divisions(parts)]
    rests = [
        _without(parts[at].cells, [parts[place].cells for place in division if not why[place]])
        for at, division in divided
    ]
    held = _held(own, [*(part.cells for part in parts), *rests])
    sums = _numbers(held)
    exposed = _few(sums, rule) | _few(_numbers(_beside(own, parts, held)), rule)
    why = [reason or (PRIMARY if place in exposed else "") for place, reason in enumerate(why)]
    for rest, (at, division) in enumerate(divided, len(parts)):
        _hide_more(why, at, division, rest, sums, rule)
    return why


def _first_look(part: Part, prices: PriceRule, figures: pd.DataFrame) -> str:
    return COMPLEMENTARY if not part.whole and not _printed(part, figures) else prices.refuses(part.change)


def _printed(part: Part, figures: pd.DataFrame) -> bool:
    """Return whether the value of a part is printed for both years."""
    keys = {"flow": part.change.flow, "gate": part.gate, "regime": ALL, "hs": part.hs, "partner": ALL}
    own = figures[(figures[list(keys)] == pd.Series(keys)).all(axis=1) & (figures["hidden"] == "")]
    return {str(part.change.before), str(part.change.period)} <= set(own["period"])


def _divisions(parts: list[Part]) -> Iterator[tuple[int, list[int]]]:
    """Yield the place of each whole with those of its parts by gate, and again with those by chapter, where there are any."""
    for at, whole in enumerate(parts):
        for key in ("gate", "hs") if whole.whole else ():
            of = (whole.change.flow, whole.change.period)
            own = [
                place
                for place, part in enumerate(parts)
                if getattr(part, key) != ALL and (part.change.flow, part.change.period) == of
            ]
            if own:
                yield at, own


def _without(cells: pd.DataFrame, others: list[pd.DataFrame]) -> pd.DataFrame:
    taken = pd.concat([cells[:0], *others])[list(_CELL)].drop_duplicates()
    marked = cells.merge(taken, on=list(_CELL), how="left", indicator=True)
    return marked[marked["_merge"] == "left_only"][list(cells.columns)]


def _held(own: ir.Table, groups: list[pd.DataFrame]) -> ir.Table:
    """Return what each trader holds of groups of cells: `place` of the group, `side`, `trader`, `value_usd`."""
    schema = dict.fromkeys(("side", *_CELL), "string") | {"place": "int64"}
    listed = pd.concat([group.assign(place=place) for place, group in enumerate(groups)])
    table = coded(_weighed(own))
    table = table.mutate(the_month=month_label(table.month), good=_good(table))
    joined = table.join(ibis.memtable(listed[list(schema)], schema=schema), _CELL)
    return _summed(joined, "place", "side", "trader")


def _beside(own: ir.Table, parts: list[Part], held: ir.Table) -> ir.Table:
    """Return what each trader holds of the parts beside the goods compared, which `held` has."""
    table = coded(in_force(own))
    table = table.mutate(the_month=month_label(table.month), hs=table.hs.left(_CHAPTER))
    cells = _summed(table, "flow", "the_month", "gate", "hs", "trader")
    totals = [cells.mutate(**dict.fromkeys(keys, ibis.literal(ALL))) for keys in (("hs",), ("gate",), ("gate", "hs"))]
    months = [
        (place, side, part.change.flow, str(month), part.gate, part.hs)
        for place, part in enumerate(parts)
        for side, period in (("before", part.change.before), ("now", part.change.period))
        for month in pd.period_range(period.start_time, period.end_time, freq="M")
    ]
    schema = {"place": "int64"} | dict.fromkeys(("side", "flow", "the_month", "gate", "hs"), "string")
    spans = ibis.memtable(pd.DataFrame(months, columns=list(schema)), schema=schema)
    whole = ibis.union(*totals).join(spans, ["flow", "the_month", "gate", "hs"])
    columns = ("place", "side", "trader", "value_usd")
    compared = held.filter(held.place < len(parts)).mutate(value_usd=-held.value_usd)
    left = _summed(ibis.union(whole.select(*columns), compared.select(*columns)), "place", "side", "trader")
    # Decimals add exactly: a trader of whom all is compared is left with nothing, not with a part of a cent.
    return left.filter(left.value_usd > 0)


def _summed(table: ir.Table, *by: str) -> ir.Table:
    """Return values added up, in decimals, with the engine that holds the lines; what is left of them is small."""
    return ibis.memtable(table.group_by(by).aggregate(value_usd=table.value_usd.sum()).to_pyarrow())


def _numbers(held: ir.Table) -> pd.DataFrame:
    """Return what traders hold as numbers, in one order, so that every engine gives the same."""
    found: pd.DataFrame = held.mutate(value_usd=held.value_usd.cast("float64")).to_pandas()
    return found.sort_values(["place", "side", "trader"], ignore_index=True)


def _few(sums: pd.DataFrame, rule: Rule) -> set[int]:
    """Return the places where, on one side, there are too few traders or one holds too much; of nothing there is nothing to tell."""
    by = sums.groupby(["place", "side"])
    few = (by["trader"].count() < rule.traders) | (by["value_usd"].max() > rule.dominance / 100 * by["value_usd"].sum())
    return set(few.index[few].get_level_values("place"))


def _hide_more(why: list[str], at: int, parts: list[int], rest: int, sums: pd.DataFrame, rule: Rule) -> None:
    """Hide the smallest parts shown until what is left of the whole tells of no few traders; all of them where the whole is hidden.

    At the place `rest` of the sums stands what is of the whole and of no part that seemed to be shown at first; those that are not are
    added to it.
    """
    left = {rest, *(place for place in parts if why[place] == PRIMARY)}
    values = sums.groupby("place")["value_usd"].sum()
    for place in sorted((place for place in parts if not why[place]), key=lambda place: values[place]):
        together = sums[sums["place"].isin(left)].groupby(["side", "trader"], dropna=False)["value_usd"].sum()
        if not why[at] and not _few(together.reset_index().assign(place=rest), rule):
            return
        why[place] = COMPLEMENTARY
        left.add(place)
