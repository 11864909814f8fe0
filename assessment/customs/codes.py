"""Codes of customs with the days they are valid: regimes, offices, gates, partners, units of mass, sectors of HS chapters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from assessment.customs.errors import GoodsLinesError

Kind = Literal["regimes", "offices", "gates", "partners", "units"]
KINDS: Final[tuple[Kind, ...]] = ("regimes", "offices", "gates", "partners", "units")
CHAPTERS: Final = tuple(f"{number:02d}" for number in range(1, 98) if number != 77)
"""Chapters of the Harmonized System; 77 is kept free."""
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)


@cache
def _shipped(kind: Kind) -> pd.DataFrame:
    return read_codes(Path(str(files("assessment").joinpath("customs", "codes", f"{kind}.csv"))))


def codes(kind: Kind) -> pd.DataFrame:
    """Return the codes of a kind, one row a meaning and span of days; open ends are far days.

    Examples
    --------
    >>> regimes = codes("regimes")
    >>> regimes.loc[regimes["code"] == "A43", ["flow", "group", "valid_from"]].iloc[0].tolist()
    ['import', 'business', datetime.date(2021, 6, 1)]
    """
    return _shipped(kind).copy()


def read_codes(path: Path) -> pd.DataFrame:
    """Read a list of codes and check it.

    Parameters
    ----------
    path
        A CSV in UTF-8 with the columns `code`, `valid_from`, `valid_to` (days as 2021-06-01, empty where open), and what they mean;
        with a column `kind` the codes of each kind are apart.

    Raises
    ------
    GoodsLinesError
        If a day cannot be read, or two spans of one code overlap: then a line would count twice.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name, default in (("valid_from", FIRST_DAY), ("valid_to", LAST_DAY)):
        frame[name] = [_day(text, default, path.name, row) for row, text in enumerate(frame[name], start=2)]
    keys = [*(["kind"] if "kind" in frame else []), "code"]
    ordered = frame.sort_values([*keys, "valid_from"])
    before = ordered.groupby(keys)["valid_to"].shift()
    overlap = ordered[before.notna() & (ordered["valid_from"] <= before.fillna(FIRST_DAY))]
    if len(overlap):
        code = overlap.iloc[0]
        raise GoodsLinesError(
            f"{path.name}: code {code['code']!r} is valid twice on {code['valid_from']}; expected one meaning a day",
            "end the earlier span on the day before the later one begins",
        )
    if "kilograms" in frame:
        frame["kilograms"] = pd.to_numeric(frame["kilograms"])
    return frame


def _day(text: str, default: date, name: str, row: int) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise GoodsLinesError(f"{name}, line {row}: {text!r}; expected a day as 2021-06-01") from error


@cache
def kept_offices() -> Mapping[str, str]:
    """Return, by code of an office, the code its lines are kept under: exports name one office by letters or by number.

    Lines of one office have to meet under one code, or a month sent again in another layout would count twice. It is the first code
    in the list.

    >>> kept_offices()["HQTANTHANH"], kept_offices()["15BE"], kept_offices()["15BC"]
    ('HQTANTHANH', 'HQTANTHANH', '15BC')
    """
    frame = codes("offices")
    first = frame.groupby("office")["code"].first()
    return dict(zip(frame["code"], frame["office"].map(first), strict=True))


@cache
def sector_of_chapter() -> Mapping[str, str]:
    """Return the scoring sector of each HS chapter that has one, as the candidates of the scoring declare it.

    >>> sector_of_chapter()["08"], sector_of_chapter().get("01")
    ('fresh_fruit_cold_chain', None)
    """
    text = files("assessment").joinpath("scoring", "candidates.toml").read_text(encoding="utf-8")
    return {chapter: sector["key"] for sector in tomllib.loads(text)["sectors"] for chapter in sector.get("hs", ())}
