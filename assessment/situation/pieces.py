"""Pieces the sections on mandate, plan, governance, synthesis, proposals and the annex share: columns, closing lines, references."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

import pandas as pd

from assessment.evidence import Evidence, observe, parse_period, period_of
from assessment.findings import Bilingual, Cell, Column, Period, Quantity, Text, beside_row, derive
from assessment.situation.chapter import SECTIONS
from assessment.situation.flows import CompanionName, Observation, companion
from assessment.situation.legal import regime_in_force, share_of_area

ZONE: Final = "zone_dong_dang_lang_son"
PROVINCE: Final = "lang_son"


def section_numbers(*ids: str) -> Text:
    """Return the reference to one to five sections: ``Mục 3, 5``.

    >>> section_numbers("trade", "border").values
    {'a': 3, 'b': 5}
    """
    names = "abcde"[: len(ids)]
    numbers: dict[str, Cell] = {name: SECTIONS.index(id) + 1 for name, id in zip(names, ids, strict=True)}
    return Text(f"mandate.sections.{len(ids)}", numbers)


def listed_sections(ids: Iterable[str]) -> str | None:
    """Return the numbers of sections in the order of the chapter, each once; None without any.

    >>> listed_sections(["border", "trade", "border"])
    '3, 5'
    """
    return ", ".join(str(number) for number in sorted({SECTIONS.index(id) + 1 for id in ids})) or None


def columns(section: str, *specs: str | tuple[str, str]) -> tuple[Column, ...]:
    """Return columns whose headers stand in the `[column]` table of the section's texts; a pair adds the unit."""
    return tuple(
        Column(Text(f"{section}.column.{spec}"))
        if isinstance(spec, str)
        else Column(Text(f"{section}.column.{spec[0]}"), spec[1])
        for spec in specs
    )


def closing(
    section: str, what: Mapping[str, Cell] | None = None, sure: Mapping[str, Cell] | None = None
) -> tuple[Text, ...]:
    """Return the three closing lines of a section."""
    return (
        Text(f"{section}.conclusion.what", dict(what or {})),
        Text(f"{section}.conclusion.how_sure", dict(sure or {})),
        Text(f"{section}.conclusion.supports"),
    )


def note_of(row: Mapping[Any, Any]) -> Cell:
    """Return the definition note of a row, None where it has none."""
    return Bilingual(row["note_vi"], row["note_en"]) if row["note_vi"] or row["note_en"] else None


def when(row: Mapping[Any, Any]) -> Period | None:
    """Return the period of a row, None where the day is not known."""
    return None if pd.isna(row["period_end"]) else period_of(row)


def on_day(day: Any, frequency: str = "day") -> Period:
    """Return a date of the configuration as a period; a `month` where only the month is known."""
    start = pd.Timestamp(day)
    end = start + pd.offsets.MonthEnd(0) if frequency == "month" else start
    return Period(start, end, frequency)


def titles(documents: pd.DataFrame) -> Mapping[str, str]:
    """Return the title of each document, its address where it has none."""
    named = documents["title"].where(documents["title"].astype(bool), documents["url"])
    return dict(zip(documents["document"], named.astype(str), strict=True))


def days_of_publication(documents: pd.DataFrame) -> Mapping[str, Period | None]:
    """Return when each document was published, no more exactly than it is printed: a day, a month, a year, or None."""
    lengths = {10: "day", 7: "month", 4: "year"}
    printed = documents["published"].fillna("").astype(str)
    days = [Period(*parse_period(text), lengths[len(text)]) if text else None for text in printed]
    return dict(zip(documents["document"], days, strict=True))


def off_budget_projects(evidence: Evidence) -> pd.DataFrame:
    """Return the off-budget projects of the zone at each date published, one chosen figure a date, in the order of time."""
    return evidence.series(
        "investment",
        geography=ZONE,
        sector="all",
        partner="all",
        investor="off_budget",
        basis="stock",
        measure="projects",
    )


def regime_of(evidence: Evidence) -> Mapping[str, Any]:
    """Return the legal regime in force on the day of the report."""
    regimes: Mapping[str, Any] = evidence.zone["regime"]
    return cast("Mapping[str, Any]", regimes[regime_in_force(regimes, evidence.today)])


def legal_threshold(evidence: Evidence, path: str, unit: str) -> Quantity:
    """Return a threshold of the legal regime in force on the day of the report."""
    return evidence.setting(f"regime.{regime_in_force(evidence.zone['regime'], evidence.today)}.{path}", unit)


def part_of_area(evidence: Evidence, threshold: str) -> Quantity:
    """Return the part of the established area that a threshold in percent of the regime in force comes to, in hectares."""
    area, percent = evidence.setting("zone.area_ha", "ha"), legal_threshold(evidence, threshold, "percent")
    return derive("mandate.formula.part_of_area", "ha", share_of_area, area, percent)


def number_at(table: pd.DataFrame, row: Hashable, column: str) -> float:
    """Return a number of a table of numbers."""
    return float(cast(float, table.at[row, column]))


def joined(words: Iterable[Cell]) -> Cell:
    """Return words after each other, None for none."""
    said: Cell = None
    for word in words:
        said = word if said is None else Text("annex.label.join", {"first": said, "second": word})
    return said


def outstanding(evidence: Evidence, *sections: str) -> list[str]:
    """Return the ids of the requests that sections still wait for, in the order of the register."""
    wanted = set(sections)
    return [entry.id for entry in evidence.register if not entry.received and wanted & set(entry.sections)]


def as_unit(quantity: Quantity, unit: str) -> Quantity:
    """Return the same number under another unit key of the same size (percent a year beside percent)."""
    return replace(quantity, unit=unit)


def printed_beside(
    evidence: Evidence, table: str, row: Mapping[str, Any], name: CompanionName, base: str = "same_period"
) -> Quantity | None:
    """Return the growth or plan achievement printed beside a row, None where nothing was printed."""
    return companion(evidence, table, Observation(period_of(row), observe(row), None, dict(row)), name, base)


def rows_with_printed(
    evidence: Evidence, frame: pd.DataFrame, name: CompanionName
) -> list[tuple[dict[str, Any], Quantity]]:
    """Return the rows of a frame beside which growth against the same period, or plan achievement, was printed, with it.

    One pass over the companions, for the sections that go through a whole table.
    """
    beside = evidence.record.companions()
    if name == "growth_percent":
        beside = beside[beside["growth_base"] == "same_period"]
    joined = frame.merge(beside.loc[beside[name].notna(), ["row_id", name]], on="row_id")
    found = []
    for record in joined.to_dict("records"):
        row = {str(key): value for key, value in record.items() if key != name}
        reference = beside_row(row["row_id"], name)
        printed = replace(observe(row), value=float(record[name]), unit="percent", precision="exact", rows=(reference,))
        found.append((row, printed))
    return found
