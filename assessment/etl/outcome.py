"""What a refresh did, as data and in words for the log.

The log is for people and programs: every line is a key of small letters, blanks, and what there is to say; a line
set in by two blanks belongs to the one above. What asks for a look has the key ``alert``.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assessment.etl import frames, state
from assessment.etl.ancillary import FILE_HISTORY, RESTATEMENTS, UNKNOWN_CODES
from assessment.etl.file_history import describe_files
from assessment.etl.problems import Note, Reject
from assessment.etl.schema import TABLES, ColumnSpec

SHOWN = 20


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did. `changed` is False when there was nothing to do and the state in force stayed.

    `rejects`, `notes`, `controls` (totals by verdict) and `failed` (files that could not be read) are those of the state, whether
    they are new or not; `diff`, `file_changes` (columns `FILE_HISTORY`), `lost` (sources of which files are gone and none is left)
    and `restated` (`RESTATEMENTS`, alerts above the declared size) are of this refresh alone, empty when nothing changed; the first
    and the last are empty for the first state too.
    """

    state: str
    changed: bool
    first: bool
    read: tuple[str, ...]
    unchanged: int
    vanished: tuple[str, ...]
    failed: tuple[str, ...]
    rows: Mapping[str, int]
    rejects: tuple[Reject, ...]
    notes: tuple[Note, ...]
    controls: Mapping[str, int]
    diff: pd.DataFrame
    seconds: float
    file_changes: pd.DataFrame
    lost: tuple[str, ...]
    restated: pd.DataFrame
    unknown_codes: pd.DataFrame

    def summary(self) -> str:
        """Return what happened in plain lines, one fact a line, the diff at the end."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"state    {self.state}{'' if self.changed else ' (nothing new)'}, {self.seconds:.1f} s"
        yield f"files    {len(self.read)} read, {self.unchanged} unchanged, {len(self.vanished)} gone, {len(self.failed)} not readable"
        rows = ", ".join(f"{name} {count}" for name, count in self.rows.items() if count)
        yield f"rows     {rows or 'none'}"
        yield "controls " + ", ".join(
            f"{kind} {self.controls.get(kind, 0)}" for kind in ("exact", "rounding", "mismatch")
        )
        yield f"notes    {len(self.notes)}"
        yield from describe_codes(self.unknown_codes)
        yield f"rejects  {len(self.rejects)}" + (", all in rejects.csv" if self.rejects else "")
        for reject in self.rejects[:SHOWN]:
            place = " ".join(part for part in (reject.file, reject.sheet, reject.cell) if part)
            yield f"  {place}: {reject.problem}; {reject.remedy}"
        if self.changed and not self.first:
            yield from describe_files(self.file_changes)
            yield from describe_lost(self.lost)
            yield from describe_restated(self.restated)
            yield from describe_diff(self.diff)


def describe_codes(unknown: pd.DataFrame, shown: int | None = SHOWN) -> Iterator[str]:
    """Yield the codes of goods lines that nobody declared, the first `shown` by lines or all (None); nothing where all are known.

    >>> from assessment.etl.ancillary import UNKNOWN_CODES
    >>> list(describe_codes(frames.build(UNKNOWN_CODES, {})))
    []
    """
    if len(unknown):
        yield f"codes    {len(unknown)} in no list of assessment/customs/codes; their lines count, under the code itself or `unstated`"
    ranked = unknown.sort_values("lines", ascending=False, kind="stable")
    for row in ranked.head(len(ranked) if shown is None else shown).to_dict("records"):
        code = repr(row["code"]) if row["code"] else "(none stated)"
        yield f"  {row['kind']} {code}: {row['lines']:,.0f} lines from {row['first']:%d/%m/%Y} to {row['last']:%d/%m/%Y}"
    if shown is not None and len(unknown) > shown:
        yield f"  … and {len(unknown) - shown} more: assessment status"


def describe_lost(sources: Sequence[str]) -> Iterator[str]:
    """Yield an alert a source of which no file is left: it may lie on a drive that is not connected.

    >>> list(describe_lost(["toy"]))
    ['alert    no file of source toy is left, its figures are gone; if that was not meant, put the files back']
    """
    for source in sources:
        yield f"alert    no file of source {source} is left, its figures are gone; if that was not meant, put the files back"


def describe_restated(restated: pd.DataFrame, shown: int = SHOWN) -> Iterator[str]:
    """Yield the restatements above the declared size, the largest first; none where there are none.

    >>> from assessment.etl.ancillary import RESTATEMENTS
    >>> list(describe_restated(frames.build(RESTATEMENTS, {})))
    []
    """
    if len(restated):
        yield f"alert    {len(restated)} figures restated by more than declared (sources/restatements.toml)"
    for row in restated.head(shown).to_dict("records"):
        size = "from zero" if row["change"] == float("inf") else f"{row['change']:.1%}, declared {row['limit']:.1%}"
        how = "in" if row["kind"] == "changed" else "published again in"
        yield f"  {row['what']}: {row['old']:g} → {row['new']:g} {row['unit']} ({size}) {how} {row['file']}"
    if len(restated) > shown:
        yield f"  … and {len(restated) - shown} more: assessment diff --figures --csv FILE"


def describe_diff(diff: pd.DataFrame, shown: int | None = SHOWN) -> Iterator[str]:
    """Yield a diff in words: counts by table, then the changes of figures, the first `shown` of them or all (None).

    >>> from assessment.etl.frames import build
    >>> from assessment.etl.ancillary import DIFF
    >>> list(describe_diff(build(DIFF, {})))
    ['changes  no figure changed']
    """
    if diff.empty:
        yield "changes  no figure changed"
        return
    once = diff.drop_duplicates(["table", "row_id", "change"])
    counts = Counter((once["table"] + "|" + once["change"]).tolist())
    yield "changes  " + ", ".join(key.replace("|", f" {count} ") for key, count in sorted(counts.items()))
    ranked = diff.assign(rank=diff["change"].map({"changed": 0, "vanished": 1, "added": 2})).sort_values(
        "rank", kind="stable"
    )
    for row in ranked.head(len(ranked) if shown is None else shown).to_dict("records"):
        old, new = row["old"] or "(empty)", row["new"] or "(empty)"
        what = f"{row['column']}: {old} → {new}" if row["column"] else row["old"] + row["new"]
        yield f"  {row['change']} {row['table']}: {row['what']}: {what}"
    if shown is not None and len(diff) > shown:
        yield f"  … and {len(diff) - shown} more: assessment diff --figures --csv FILE"


def summarise(
    processed: Path,
    started: float,
    unchanged: int,
    *,
    changed: bool = False,
    read: tuple[str, ...] = (),
    vanished: tuple[str, ...] = (),
) -> RefreshReport:
    """Return the report of a refresh that began at `started` (of ``time.perf_counter``), from the state now in force."""
    number = state.current(processed) or ""
    folder = state.folder_of(processed, number)
    tables = {
        name: state.load(folder, name)
        for name in ("rejects", "notes", "controls", "diff", "files", "restatements", "file_history", "unknown_codes")
    }
    found = {name: pd.DataFrame() if frame is None else frame for name, frame in tables.items()}
    files = found["files"]
    happened = _of_state(FILE_HISTORY, found["file_history"], number if changed else "")
    gone = happened[happened["change"] == "gone"]
    return RefreshReport(
        state=number,
        changed=changed,
        first=int(number) == 1,
        read=read,
        unchanged=unchanged,
        vanished=vanished,
        failed=tuple(files.loc[(files["source"] != "") & (files["state"] != "read"), "file"]),
        rows={name: state.count(folder, name) for name in TABLES},
        rejects=tuple(Reject(*row) for row in found["rejects"].itertuples(index=False)),
        notes=tuple(Note(*row) for row in found["notes"].itertuples(index=False)),
        controls={str(kind): int(count) for kind, count in found["controls"]["kind"].value_counts().items()},
        lost=tuple(sorted(set(gone["source"]) - set(files["source"]) - {""})),
        diff=found["diff"] if changed else found["diff"].iloc[:0],
        seconds=time.perf_counter() - started,
        file_changes=happened,
        unknown_codes=frames.fit(UNKNOWN_CODES, found["unknown_codes"] if len(found["unknown_codes"]) else None),
        restated=_of_state(RESTATEMENTS, found["restatements"], number if changed else ""),
    )


def _of_state(columns: Sequence[ColumnSpec], frame: pd.DataFrame, number: str) -> pd.DataFrame:
    """Return what was found in this state; a state of an earlier version of the package knows nothing of it."""
    whole = frames.fit(columns, frame if len(frame) else None)
    return whole[whole["state"] == number].reset_index(drop=True)
