"""What moved between one publication of a form and the next: headers, labels, units, and figures that were restated.

Agencies change their forms without a word. Every file is compared with the one published before it that holds the same table: a
header, label or unit line that came or went, a series that jumps by a factor of about a thousand (the unit changed, or the figure
is wrong), and how many figures of the same period were restated and by how much at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.etl import frames
from assessment.etl.ancillary import DRIFT
from assessment.etl.schema import TABLES, TableSpec

# Units of agencies differ by a factor of a thousand or more (triệu → tỷ); no series of theirs grows so much between two books.
JUMP = 300.0
# Restatements smaller than this are the rounding of print.
RESTATED = 1e-6


@dataclass(frozen=True, slots=True)
class DriftLine:
    """A change of a form between two files."""

    source: str
    table: str
    file: str
    before: str
    kind: str
    what: str
    old: str = ""
    new: str = ""


def drift(layouts: pd.DataFrame, sources: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare every file with the one before it.

    Parameters
    ----------
    layouts : DataFrame
        The layouts of all files, in the order of the files.
    sources : mapping
        Source of each file.
    tables : mapping
        The tidy tables.

    Returns
    -------
    DataFrame
        With the columns of `DRIFT`, one row a change.
    """
    lines = [*_layout_drift(layouts, sources)]
    for spec in TABLES.values():
        if any(column.name == "value" for column in spec.values):
            lines += _figure_drift(spec, tables[spec.name])
    return frames.from_records(DRIFT, lines)


def _layout_drift(layouts: pd.DataFrame, sources: Mapping[str, str]) -> Iterator[DriftLine]:
    seen: dict[tuple[str, str], tuple[str, dict[str, set[str]]]] = {}
    for (file, table), lines in layouts.groupby(["file", "table"], sort=True):
        source = sources.get(str(file), "")
        now = {str(kind): set(texts) for kind, texts in lines.groupby("kind")["text"]}
        before, old = seen.get((source, str(table)), ("", {}))
        seen[source, str(table)] = (str(file), now)
        if not before:
            continue
        for kind in ("header", "label", "unit"):
            gone, come = (
                sorted(old.get(kind, set()) - now.get(kind, set())),
                sorted(now.get(kind, set()) - old.get(kind, set())),
            )
            if gone or come:
                yield DriftLine(
                    source, str(table), str(file), before, kind, f"{kind} changed", "; ".join(gone), "; ".join(come)
                )


def _figure_drift(spec: TableSpec, frame: pd.DataFrame) -> Iterator[DriftLine]:
    # Books as received are compared, not the publications that the public record cites.
    books = [
        document.startswith(f"{source}:") for source, document in zip(frame["source"], frame["document"], strict=True)
    ]
    dated = frame[np.array(books, dtype=bool)].dropna(subset=["published", "value"])
    if dated.empty:
        return
    ordered = dated.sort_values(["published", "document", "period_end"], kind="stable")
    yield from _restated(spec, ordered)
    yield from _jumps(spec, ordered)


def _restated(spec: TableSpec, frame: pd.DataFrame) -> Iterator[DriftLine]:
    """Yield, per publication, how many figures of earlier ones it restates, with the largest."""
    by = frame.groupby(["source", *spec.key_names, "unit"], sort=False, dropna=False)
    pairs = frame.assign(old=by["value"].shift(), before=by["document"].shift()).dropna(subset=["old"])
    change = (pairs["value"] - pairs["old"]).abs() / pairs["old"].abs().replace(0.0, np.nan)
    pairs = pairs.assign(change=change)
    for (source, document), group in pairs.groupby(["source", "document"], sort=False):
        moved = group[group["change"] > RESTATED]
        if moved.empty:
            continue
        most = moved.iloc[int(moved["change"].to_numpy().argmax())]
        what = f"{len(moved)} of {len(group)} figures restated, most {most['change']:.1%}: {_key(spec, most)}"
        yield DriftLine(
            str(source),
            spec.name,
            str(document),
            str(most["before"]),
            "restated",
            what,
            f"{most['old']:g}",
            f"{most['value']:g}",
        )


def _jumps(spec: TableSpec, frame: pd.DataFrame) -> Iterator[DriftLine]:
    """Yield series that jump by a factor of `JUMP` or more from one publication to the next."""
    series = ["source", *(key for key in spec.key_names if key not in ("period_start", "period_end")), "unit"]
    last = frame.drop_duplicates([*series, "document"], keep="last")
    by = last.groupby(series, sort=False, dropna=False)
    pairs = last.assign(old=by["value"].shift(), before=by["document"].shift()).dropna(subset=["old"])
    both = pairs[(pairs["old"] != 0) & (pairs["value"] != 0)]
    ratio = (both["value"] / both["old"]).abs()
    for _, row in both[(ratio >= JUMP) | (ratio <= 1 / JUMP)].iterrows():
        yield DriftLine(
            row["source"],
            spec.name,
            row["document"],
            row["before"],
            "jump",
            _key(spec, row),
            f"{row['old']:g}",
            f"{row['value']:g}",
        )


def _key(spec: TableSpec, row: pd.Series) -> str:
    names = [name for name in spec.key_names if name not in ("period_start", "period_end")]
    days = f"{row['period_start']:%d/%m/%Y}–{row['period_end']:%d/%m/%Y}" if pd.notna(row["period_end"]) else ""
    return ", ".join([*(str(row[name]) for name in names if row[name] not in ("", "all")), days]).strip(", ")


def describe_drift(lines: pd.DataFrame) -> Iterator[str]:
    """Yield the changes of forms in words, one a line.

    >>> list(describe_drift(frames.build(DRIFT, {})))
    ['forms    no form changed']
    """
    if lines.empty:
        yield "forms    no form changed"
    for row in lines.to_dict("records"):
        yield f"{row['kind']:8} {row['file']}: {row['table']}: {row['what']}: {row['old'] or '(none)'} → {row['new'] or '(none)'}"
