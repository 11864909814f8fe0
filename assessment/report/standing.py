"""Where the data stand: what is overdue, from whom, since when, which sections wait; restated figures, corrections, controls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.corrections import DeclaredCorrection
from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.findings import Cell, Name, Text
from assessment.register import Entry, with_users
from assessment.report.language import Language

_CONTROLS = ("exact", "rounding", "mismatch")


@dataclass(frozen=True)
class Standing:
    """The register with what the last report of this state tells of it.

    `sections` are the ids in the order of the chapter; `holders` names by agency those that lack something it holds, None where no
    report was made of this state yet.
    """

    store: Store
    today: pd.Timestamp
    entries: Sequence[Entry]
    corrections: Sequence[DeclaredCorrection]
    sections: Sequence[str]
    holders: Mapping[str, Sequence[str]] | None = None

    @property
    def overdue(self) -> list[Entry]:
        """The overdue sources, the oldest first."""
        return sorted((entry for entry in self.entries if entry.overdue), key=lambda entry: str(entry.due))

    @property
    def restated(self) -> pd.DataFrame:
        """The restatements above the declared size of the last refresh that changed anything."""
        found = self.store.restatements()
        return found[found["state"] == self.store.state]


def standing(
    store: Store,
    today: pd.Timestamp,
    register: Iterable[Entry],
    corrections: Sequence[DeclaredCorrection],
    sections: Sequence[str],
    record: pd.DataFrame | None,
) -> Standing:
    """Return where the data stand.

    Parameters
    ----------
    store, today, register, corrections, sections
        The state, the day, its register, the declared corrections, and the sections of the chapter.
    record
        What the last report of this state printed (`printed.PRINTED`): which sections rest on which source is read from it.
    """
    entries = tuple(register)
    if record is None:
        return Standing(store, today, entries, corrections, sections)
    missing = record[record["kind"] == "missing"]
    lacking = {str(agency): _ordered(rows["section"], sections) for agency, rows in missing.groupby("field")}
    return Standing(store, today, with_users(entries, _users(store, record, sections)), corrections, sections, lacking)


def _users(store: Store, record: pd.DataFrame, sections: Sequence[str]) -> dict[str, tuple[str, ...]]:
    resting = record[record["rows"] != ""]
    used = resting.assign(row_id=resting["rows"].str.split(" ")).explode("row_id")
    used = used.assign(row_id=used["row_id"].str.partition("@")[0]).drop_duplicates(["section", "row_id"])
    sources = pd.concat([store.table(name)[["row_id", "source"]] for name in TABLES])
    found = used[["section", "row_id"]].merge(sources, on="row_id")
    return {str(source): _ordered(rows["section"], sections) for source, rows in found.groupby("source")}


def _ordered(ids: Iterable[str], sections: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids), key=list(sections).index))


# ----------------------------------------------------------------- for people


def told(now: Standing, language: Language) -> Iterator[str]:
    """Yield what stands below the register, one fact a line: overdue, waiting agencies, alerts, corrections, controls."""

    def say(name: str, **values: Cell) -> str:
        return language.text(Text(f"register.told.{name}", values))

    if overdue := now.overdue:
        yield say("overdue", count=len(overdue))
        yield from (f"  {_overdue(entry, now, language)}" for entry in overdue)
    if now.holders is None:
        yield say("no_report")
    elif now.holders:
        yield say("agencies")
        for agency, ids in now.holders.items():
            yield f"  {say('agency_line', owner=Name('agency', agency), sections=_numbers(ids, now))}"
    if len(now.restated):
        every = len(now.store.restatements())
        yield say("restated", state=now.store.state, count=len(now.restated), all=every)
    used = [line for line in now.corrections if line.in_use]
    if now.corrections:
        yield say("corrections", count=len(now.corrections), used=len(used))
    for line in used:
        fix = line.correction
        values: dict[str, Cell] = {
            "file": line.file,
            "place": line.place,
            "old": str(fix.expect),
            "new": str(fix.value),
        }
        values |= {"author": line.author, "day": line.date, "reason": line.reason}
        yield f"  {say('correction_line', **values)}"
    outcome = _outcome(now)
    controls = {kind: outcome["controls"][kind] for kind in _CONTROLS}
    rest = {"rejects": outcome["rejects"], "forms": outcome["changes_of_forms"], "state": now.store.state}
    yield say("summary", **controls, **rest)


def _overdue(entry: Entry, now: Standing, language: Language) -> str:
    waiting: Cell = ""
    if entry.waiting:
        waiting = Text("register.told.waiting", {"sections": _numbers(entry.waiting, now)})
    values: dict[str, Cell] = {"owner": entry.owner, "source": entry.title, "since": entry.due, "waiting": waiting}
    return language.text(Text("register.told.overdue_line", values | {"days": entry.days_overdue(now.today)}))


def _numbers(ids: Iterable[str], now: Standing) -> str:
    return ", ".join(str(now.sections.index(id) + 1) for id in ids)


def _outcome(now: Standing) -> dict[str, Any]:
    controls = now.store.controls()["kind"].value_counts()
    return {
        "controls": {kind: int(controls.get(kind, 0)) for kind in _CONTROLS},
        "rejects": len(now.store.rejects()),
        "changes_of_forms": len(now.store.drift()),
        "unknown_codes": len(now.store.unknown_codes()),
    }


# ----------------------------------------------------------------- for programs


def as_json(now: Standing, language: Language) -> str:
    """Return the same for another program: days as ISO dates, sections by their ids, a share from zero as null."""
    document = {
        "state": now.store.state,
        "today": f"{now.today:%Y-%m-%d}",
        "sources": [_entry_data(entry, now, language) for entry in now.entries],
        "agencies": None if now.holders is None else {agency: list(ids) for agency, ids in now.holders.items()},
        "restatements": json.loads(now.restated.to_json(orient="records")),
        "corrections": [_correction_data(line, language) for line in now.corrections],
        **_outcome(now),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _entry_data(entry: Entry, now: Standing, language: Language) -> dict[str, object]:
    last, due = entry.last, entry.due
    return {
        "id": entry.id,
        "title": language.cell(entry.title),
        "owner": entry.owner.key,
        "frequency": entry.frequency,
        "last": None if last is None else [f"{last.start:%Y-%m-%d}", f"{last.end:%Y-%m-%d}"],
        "due": None if due is None else f"{due:%Y-%m-%d}",
        "overdue": entry.overdue,
        "days_overdue": entry.days_overdue(now.today),
        "received": entry.received,
        "grade": entry.grade,
        "rows": entry.rows,
        "sections": list(entry.sections),
        "waiting_sections": list(entry.waiting),
    }


def _correction_data(line: DeclaredCorrection, language: Language) -> dict[str, object]:
    fix = line.correction
    return {
        "id": fix.id,
        "source": line.source,
        "file": line.file,
        "place": line.place,
        "printed": fix.expect,
        "right": fix.value,
        "reason": language.cell(line.reason),
        "reported_by": language.cell(line.author),
        "date": fix.date,
        "in_use": line.in_use,
    }
