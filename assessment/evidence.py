"""How a section asks the record for numbers, and which published figure is printed where several contradict each other.

The rule of choice, in this order: a figure over an end of a range; official or legal text over other pages; an outcome over an
estimate; an exact figure over "about", "over" and "nearly"; press over secondary pages; the latest publication, an undated one
last. Each step decides alone: the next is asked only where all before it are equal. Every figure stays in the record; the ones
not chosen are listed in the annex beside the one that was. Rows whose scope or period was inferred are left out unless asked for.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from assessment.corrections import DeclaredCorrection, declared_corrections
from assessment.etl.declarations import load_sources
from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.findings import Period, Quantity, Text, not_determinable
from assessment.project import zone_configuration
from assessment.register import Entry, whole

_OFFICIAL = ("official", "legal_text")
_PAGE_RANK = {"official": 0, "legal_text": 0, "press": 1, "secondary": 2}
_STATUS_RANK = {"final": 0, "revised": 0, "reported": 0, "preliminary": 1, "estimate": 2, "plan": 3}
_RANGE = ("lower", "upper")
_PRECISION_RANK = {"exact": 0, "about": 1, "over": 2, "nearly": 2} | dict.fromkeys(_RANGE, 3)

_REGISTER_COLUMNS = ["source", "status", "period_start", "period_end", "frequency"]
_NO_ROW = Text("common.reason.no_row")


class Record(Protocol):
    """The read side of the tidy tables that sections need; `etl.store.Store` is the real one."""

    def table(self, name: str) -> pd.DataFrame:
        """Return all rows of a tidy table."""

    def documents(self) -> pd.DataFrame:
        """Return the publications."""

    def companions(self) -> pd.DataFrame:
        """Return growth rates and plan achievements printed beside a figure, by its `row_id`."""


def parse_period(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day of a period written 2023, 2025-H1, 2025-Q1, 2025-08, 2025-08-31, or two of them with ``..``.

    >>> parse_period("2024-01..2024-09")
    (Timestamp('2024-01-01 00:00:00'), Timestamp('2024-09-30 00:00:00'))
    """
    first, _, last = text.partition("..")
    start, end = _span(first)[0], _span(last or first)[1]
    if end < start:
        raise ValueError(f"period {text!r}: its end lies before its start")
    return start, end


def _span(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    match = re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?))?", text)
    if match is None:
        raise ValueError(f"period {text!r}: expected a form such as 2023, 2025-H1, 2025-Q1, 2025-08 or 2025-08-31")
    year, half, quarter, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return pd.Timestamp(year, month, day), pd.Timestamp(year, month, day)
    months = 6 if half else 3 if quarter else 1 if month else 12
    first_month = month or ((half or quarter or 1) - 1) * months + 1
    last_month = first_month + months - 1
    last_day = calendar.monthrange(year, last_month)[1]
    return pd.Timestamp(year, first_month, 1), pd.Timestamp(year, last_month, last_day)


def observe(row: Mapping[Any, Any], decimals: int | None = None) -> Quantity:
    """Return the quantity a tidy row states."""
    return Quantity(
        float(row["value"]),
        row["unit"],
        (row["row_id"],),
        status=row["status"],
        precision=row["precision"],
        inferred=row["inferred"],
        decimals=decimals,
    )


def period_of(row: Mapping[Any, Any]) -> Period:
    """Return the period of a tidy row."""
    return Period(row["period_start"], row["period_end"], row["frequency"])


class Evidence:
    """The record as a section sees it.

    Parameters
    ----------
    record
        The tidy tables.
    zone
        The zone's configuration (`project.zone_configuration`).
    register
        The data register (`situation.register`), received sources first, then requests.
    today
        Day against which a source is overdue.
    raw
        Folder of the files as received, where boundary files may lie; None where there is none.
    corrections
        The declared corrections, for the annex.
    """

    def __init__(
        self,
        record: Record,
        zone: Mapping[str, Any],
        register: Sequence[Entry] = (),
        today: pd.Timestamp | None = None,
        raw: Path | None = None,
        corrections: Sequence[DeclaredCorrection] = (),
    ) -> None:
        self.raw = raw
        self.corrections = tuple(corrections)
        # Agencies by the sections that lack something they hold; known once the sections are (`situation.waiting`).
        self.holders: Mapping[str, tuple[str, ...]] = {}
        self.record = record
        self.zone = zone
        self.register = tuple(register)
        self.today = today or pd.Timestamp.now().normalize()
        self._ranked: dict[str, pd.DataFrame] = {}
        documents = record.documents()
        self._class_of = dict(
            zip(documents["document"].astype(str), documents["source_class"].astype(str), strict=True)
        )

    def ranked(self, name: str) -> pd.DataFrame:
        """Return all rows of a table, the first of equal keys being the one to print."""
        if name not in self._ranked:
            frame = self.record.table(name)
            source_class = frame["document"].map(self._class_of)
            steps = frame.assign(
                _end=frame["precision"].isin(_RANGE),
                _official=~source_class.isin(_OFFICIAL),
                _status=frame["status"].map(_STATUS_RANK),
                _precision=frame["precision"].map(_PRECISION_RANK),
                _page=source_class.map(_PAGE_RANK),
            )
            by = ["inferred", "_end", "_official", "_status", "_precision", "_page", "published", "row_id"]
            # Latest publication first; one without a day stands after all others, as does a page of no known class.
            order = steps.sort_values(by, ascending=[step != "published" for step in by], na_position="last")
            self._ranked[name] = order[frame.columns]
        return self._ranked[name]

    def rows(self, table: str, *, period: str | None = None, inferred: bool = False, **keys: Any) -> pd.DataFrame:
        """Return the rows that fit, best first; a key may be one value or a collection of values.

        Rows with an inferred scope or period come only with ``inferred=True``, plan rows only where ``status`` is named.
        """
        frame = self.ranked(table)
        fits = pd.Series(True, index=frame.index)
        if "status" not in keys:
            fits &= frame["status"] != "plan"
        if not inferred:
            fits &= frame["inferred"] == ""
        if period is not None:
            start, end = parse_period(period)
            fits &= (frame["period_end"] == end) & ((frame["period_start"] == start) | (frame["frequency"] == "stock"))
        for name, wanted in keys.items():
            if name not in frame:
                raise KeyError(f"table {table!r} has no column {name!r}; it has {', '.join(frame.columns)}")
            several = isinstance(wanted, Collection) and not isinstance(wanted, str)
            fits &= frame[name].isin(list(wanted)) if several else frame[name] == wanted
        return frame[fits]

    def quantity(
        self,
        table: str,
        *,
        period: str | None = None,
        inferred: bool = False,
        decimals: int | None = None,
        unit: str = "",
        **keys: Any,
    ) -> Quantity:
        """Return the one figure to print for these keys, or a quantity that is not determinable because no row fits.

        Ends of a published range are taken only where nothing else is published. `unit` is printed where nothing is found.
        """
        found = self.rows(table, period=period, inferred=inferred, **keys)
        if found.empty:
            return not_determinable(_NO_ROW, unit)
        return observe(found.iloc[0].to_dict(), decimals)

    def series(self, table: str, *, inferred: bool = False, decimals: int | None = None, **keys: Any) -> pd.DataFrame:
        """Return one chosen row per period, in time order, with columns `period` (Period) and `quantity` (Quantity) added."""
        found = self.rows(table, inferred=inferred, **keys)
        chosen = found.drop_duplicates(["period_start", "period_end", "frequency"]).sort_values(
            ["period_end", "period_start", "frequency"]
        )
        records = chosen.to_dict("records")
        return chosen.assign(
            period=pd.Series([period_of(row) for row in records], index=chosen.index, dtype=object),
            quantity=pd.Series([observe(row, decimals) for row in records], index=chosen.index, dtype=object),
        ).reset_index(drop=True)

    def chosen(
        self, table: str, by: Collection[str], *, inferred: bool = False, decimals: int | None = None, **keys: Any
    ) -> pd.DataFrame:
        """Return one chosen row per combination of `by`, with the column `quantity` added; order of the first appearance."""
        found = self.rows(table, inferred=inferred, **keys).drop_duplicates(list(by))
        quantities = [observe(row, decimals) for row in found.to_dict("records")]
        return found.assign(quantity=pd.Series(quantities, index=found.index, dtype=object)).reset_index(drop=True)

    def setting(self, path: str, unit: str, decimals: int | None = 0) -> Quantity:
        """Return a number of the zone configuration, traced to its key path in `zone.toml`.

        >>> from assessment.project import zone_configuration
        >>> Evidence.setting_of(zone_configuration(), "zone.area_ha", "ha").value
        39400.0
        """
        return self.setting_of(self.zone, path, unit, decimals)

    @staticmethod
    def setting_of(zone: Mapping[str, Any], path: str, unit: str, decimals: int | None = 0) -> Quantity:
        """Return a number of a configuration by its dotted key path."""
        value: Any = zone
        for part in path.split("."):
            value = value[part]
        return Quantity(
            float(value), unit, (f"config:{path}",), formula="configured", status="final", decimals=decimals
        )

    def contradictions(self, table: str) -> pd.DataFrame:
        """Return the rows whose key was published with more than one value, best first inside each key, `chosen` marking the first.

        Ranges (rows with precision lower and upper) do not contradict each other.
        """
        keys = [*TABLES[table].key_names, "unit"]
        frame = self.ranked(table)
        frame = frame[~frame["precision"].isin(_RANGE) & (frame["status"] != "plan")]
        several = frame.groupby(keys, dropna=False, sort=False)["value"].transform("nunique") > 1
        found = frame[several].copy()
        found["chosen"] = ~found.duplicated(keys)
        return found.sort_values([*keys, "chosen"], ascending=[*[True] * len(keys), False], kind="stable").reset_index(
            drop=True
        )


def open_evidence(store: Store, today: pd.Timestamp | None = None, raw: Path | None = None) -> Evidence:
    """Return the evidence of a store; `today` (default: now) is the day against which a source is overdue, `raw` is data/raw."""
    day = (today or pd.Timestamp.now()).normalize()
    tables = [store.table(name)[_REGISTER_COLUMNS].assign(table=name) for name in TABLES]
    sources = load_sources().values()
    register = whole(sources, pd.concat(tables, ignore_index=True), day)
    files = store.files()
    corrections = declared_corrections(sources, files.loc[files["source"] != "", "file"])
    return Evidence(store, zone_configuration(), register=register, today=day, raw=raw, corrections=corrections)
