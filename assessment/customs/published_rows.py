"""Figures that may be printed as rows of the tidy table `declared_trade`, with where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pandas as pd

from assessment.customs.layout import SOURCE
from assessment.customs.monthly import ALL
from assessment.customs.published import AXES
from assessment.etl.ancillary import LINEAGE
from assessment.etl.declarations import load_sources
from assessment.etl.frames import build
from assessment.etl.observations import Observation
from assessment.etl.schema import TABLES

TABLE: Final = "declared_trade"
_USD_MILLION: Final = 1e6
_FREQUENCIES: Final = {"M": "month", "Q": "quarter", "Y": "year"}
_RULE: Final = "sum of the goods lines in force, after protection of traders"
_PRICE_RULE: Final = "index number of the goods compared, after protection of traders"


def as_declared_trade(figures: pd.DataFrame, prices: pd.DataFrame, document: str) -> pd.DataFrame:
    """Return rows of `declared_trade`.

    Parameters
    ----------
    figures
        What `published` gives.
    prices
        What `price_changes` gives.
    document
        Key of the document, in `documents`, that the goods lines stand for.
    """
    rows = [*_values(figures, document), *_changes(prices, document)]
    for row in rows:
        row["row_id"] = Observation(TABLE, row, []).row_id
    columns = TABLES[TABLE].columns
    return build(columns, {column.name: [row[column.name] for row in rows] for column in columns})


def lineage_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return where the shown figures of `declared_trade` come from: the store of goods lines, by period; hidden ones lead nowhere."""
    shown = rows[rows["hidden"] == ""]
    data: dict[str, list[str]] = {column.name: [""] * len(shown) for column in LINEAGE}
    data["row_id"], data["column"] = shown["row_id"].tolist(), ["value"] * len(shown)
    data["file"], data["sheet"] = ["data/goods_lines"] * len(shown), shown["document"].tolist()
    data["cell"] = [
        f"{start:%d/%m/%Y}-{end:%d/%m/%Y}"
        for start, end in zip(shown["period_start"], shown["period_end"], strict=True)
    ]
    data["raw"] = [f"{value:.6f}" for value in shown["value"]]
    data["rule"] = [_RULE if measure == "value" else _PRICE_RULE for measure in shown["measure"]]
    return build(LINEAGE, data)


def _values(figures: pd.DataFrame, document: str) -> Iterator[dict[str, Any]]:
    for record in figures.to_dict("records"):
        keys = {name: record[name] for name in AXES[1:]}
        period = pd.Period(str(record["period"]), "M" if "-" in str(record["period"]) else "Y")
        value = {"measure": "value", "value": record["value_usd"] / _USD_MILLION, "unit": "usd_million"}
        yield keys | value | {"hidden": record["hidden"]} | _quality(period, document)


def _changes(prices: pd.DataFrame, document: str) -> Iterator[dict[str, Any]]:
    for record in prices.to_dict("records"):
        keys = dict.fromkeys(AXES[1:], ALL) | {name: record[name] for name in ("flow", "gate", "hs")}
        value = {name: record[name] for name in ("measure", "value", "hidden")} | {"unit": "percent"}
        precision = {"precision": "over"} if record["measure"] == "coverage" else {}
        yield keys | value | _quality(record["period"], document) | precision


@cache
def _grade() -> str:
    return load_sources()[SOURCE].grade


def _quality(period: pd.Period, document: str) -> dict[str, Any]:
    frequency = _FREQUENCIES[period.freqstr[0]]
    return {
        "period_start": period.start_time.date(), "period_end": period.end_time.date(), "frequency": frequency, "status": "reported",
        "precision": "exact", "inferred": "", "grade": _grade(), "source": SOURCE, "document": document,
        "published": None, "note_vi": "", "note_en": "",
    }  # fmt: skip
