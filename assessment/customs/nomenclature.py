"""What an HS code belongs to: the list valid on a day, its chapter, its group at the statistics office, its scoring sector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Final

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import pandas as pd

from assessment.customs.codes import read_codes, sector_of_chapter

NOT_MAPPED: Final = ""
"""Group or sector of a code whose text does not make it certain."""
_CHAPTER: Final = 2
_FLOWS: Final = ("export", "import", "none")
"""Directions that `monthly.coded` gives."""


@cache
def vintages() -> pd.DataFrame:
    """Return the lists of goods with the days they are valid: `code`, `valid_from`, `valid_to`, `certainty`, `source`."""
    return read_codes(_path("hs_vintages"))


def vintage(day: date) -> str:
    """Return the list of goods (AHTN) by which customs classifies on a day; an empty text where none is known for it.

    >>> vintage(date(2022, 12, 29)), vintage(date(2022, 12, 30)), vintage(date(2011, 12, 31))
    ('AHTN 2017', 'AHTN 2022', '')
    """
    known = vintages()
    valid = known.loc[(known["valid_from"] <= day) & (known["valid_to"] >= day), "code"]
    return str(valid.iloc[0]) if len(valid) else ""


def commodity_group(hs: str, flow: str) -> str:
    """Return the commodity group of the statistics office that an HS code of two to eight digits belongs to.

    The longest listed code with which it begins decides; a list for one direction goes before one for both. Where the text of the
    nomenclature does not make the group certain, as for most machines, it is not mapped (an empty text).

    >>> commodity_group("08109094", "import"), commodity_group("08013200", "export"), commodity_group("84314990", "import")
    ('rau_qua', 'hat_dieu', '')
    """
    groups = _groups()
    for digits in range(len(hs), _CHAPTER - 1, -1):
        for direction in (flow, ""):
            if (hs[:digits], direction) in groups:
                return groups[hs[:digits], direction]
    return NOT_MAPPED


def classified(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures by `hs` and `flow` (the table `declarations`, say) with `chapter`, `commodity` and `sector` added.

    >>> frame = pd.DataFrame({"hs": ["08109094", "84314990"], "flow": ["import", "import"]})
    >>> classified(frame)[["chapter", "commodity", "sector"]].to_numpy().tolist()
    [['08', 'rau_qua', 'fresh_fruit_cold_chain'], ['84', '', 'machinery_vehicle_parts']]
    """
    sectors = sector_of_chapter()
    pairs = figures[["hs", "flow"]].drop_duplicates()
    group = {(hs, flow): commodity_group(hs, flow) for hs, flow in pairs.itertuples(index=False)}
    chapter = figures["hs"].str[:_CHAPTER]
    return figures.assign(
        chapter=chapter,
        commodity=[group[pair] for pair in zip(figures["hs"], figures["flow"], strict=True)],
        sector=chapter.map(sectors).fillna(NOT_MAPPED),
    )


def with_group(lines: ir.Table) -> ir.Table:
    """Return lines that have `hs` and `flow` with what `commodity_group` says of them as `group`, for any engine."""
    listed = _groups()
    found = []
    for digits in sorted({len(code) for code, _ in listed}, reverse=True):
        pairs = product({code for code, _ in listed if len(code) == digits}, _FLOWS)
        known = [(code, flow, listed.get((code, flow), listed.get((code, "")))) for code, flow in pairs]
        name = f"group_by_{digits}"
        table = ibis.memtable(
            sorted(row for row in known if row[2] is not None),
            schema={"the_code": "string", "the_flow": "string", name: "string"},
        )
        same = [lines.hs.left(digits) == table.the_code, lines.flow == table.the_flow]
        lines = lines.left_join(table, same).drop("the_code", "the_flow")
        found.append(name)
    return lines.mutate(group=ibis.coalesce(*(lines[name] for name in found), ibis.literal(NOT_MAPPED))).drop(*found)


def not_mapped(figures: pd.DataFrame) -> pd.DataFrame:
    """Return what is in no commodity group: `flow`, `chapter`, `value_usd`, `share` of the value of the direction; largest first.

    Parameters
    ----------
    figures
        Columns `hs`, `flow`, `value_usd`, as in the table `declarations`.
    """
    found = classified(figures)
    found["share"] = found["value_usd"] / found.groupby("flow")["value_usd"].transform("sum")
    left = found[found["commodity"] == NOT_MAPPED]
    sums: pd.DataFrame = left.groupby(["flow", "chapter"])[["value_usd", "share"]].sum().reset_index()
    order = [True, False, True]
    return sums.sort_values(by=["flow", "value_usd", "chapter"], ascending=order, ignore_index=True)


def describe_not_mapped(figures: pd.DataFrame, shown: int = 8) -> Iterator[str]:
    """Yield, by direction, how much of the value is in no commodity group and in which chapters; nothing where all is.

    >>> list(describe_not_mapped(pd.DataFrame({"hs": ["84314990", "08"], "flow": "import", "value_usd": [3.0, 1.0]})))
    ['groups   import: 75.0% of the value in no commodity group of the statistics office (chapters 84 75.0%)']
    """
    for flow, rows in not_mapped(figures).groupby("flow"):
        chapters = ", ".join(f"{row.chapter} {row.share:.1%}" for row in rows.head(shown).itertuples())
        rest = f" and {len(rows) - shown} more" if len(rows) > shown else ""
        share = rows["share"].sum()
        yield f"groups   {flow}: {share:.1%} of the value in no commodity group of the statistics office (chapters {chapters}{rest})"


@cache
def _groups() -> Mapping[tuple[str, str], str]:
    frame = pd.read_csv(_path("commodity_groups"), dtype=str, keep_default_na=False)
    return {(code, flow): group for code, flow, group in frame[["code", "flow", "group"]].itertuples(index=False)}


def _path(name: str) -> Path:
    return Path(str(files("assessment").joinpath("customs", "codes", f"{name}.csv")))
