"""The register and single tables on a terminal; plain lines where there is no terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table as Screen
from rich.text import Text as Words

from assessment.etl.store import Store
from assessment.findings import Table, Text
from assessment.register import Entry
from assessment.report.display import as_printed_frame
from assessment.report.language import Language


def show_table(table: Table, language: Language, console: Console | None = None) -> None:
    """Print a table of the chapter, its notes below."""
    printed = as_printed_frame(table, language)
    numeric = [index for index, column in enumerate(table.columns) if column.unit]
    _show(language.text(table.title), list(printed.columns), printed.to_numpy().tolist(), numeric, console)
    console = console or Console()
    for note in table.notes:
        text = language.text(note)
        if console.is_terminal:
            console.print(text, style="dim", highlight=False, markup=False)
        else:
            console.file.write(text + "\n")


def show_register(entries: Iterable[Entry], language: Language, console: Console | None = None) -> None:
    """Print the data register: source, owner, frequency, last period, day due, state, grade, rows."""
    headers = [
        language.text(Text(f"register.column.{name}"))
        for name in ("source", "owner", "frequency", "last", "due", "state", "grade", "rows")
    ]
    _show(language.text(Text("register.title")), headers, [_line(entry, language) for entry in entries], [7], console)


def register_json(entries: Iterable[Entry], store: Store, today: pd.Timestamp, language: Language) -> str:
    """Return the register and the outcome of the last refresh as JSON, for other programs; days as ISO dates."""
    controls = store.controls()["kind"].value_counts()
    document = {
        "state": store.state,
        "today": f"{today:%Y-%m-%d}",
        "sources": [_as_data(entry, language) for entry in entries],
        "controls": {kind: int(controls.get(kind, 0)) for kind in ("exact", "rounding", "mismatch")},
        "rejects": len(store.rejects()),
        "changes_of_forms": len(store.drift()),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _as_data(entry: Entry, language: Language) -> dict[str, object]:
    last, due = entry.last, entry.due
    return {
        "id": entry.id,
        "title": language.cell(entry.title),
        "owner": entry.owner.key,
        "frequency": entry.frequency,
        "last": None if last is None else [f"{last.start:%Y-%m-%d}", f"{last.end:%Y-%m-%d}"],
        "due": None if due is None else f"{due:%Y-%m-%d}",
        "overdue": entry.overdue,
        "received": entry.received,
        "grade": entry.grade,
        "rows": entry.rows,
        "sections": list(entry.sections),
    }


def _line(entry: Entry, language: Language) -> list[str]:
    return [*(language.cell(cell) for cell in entry.cells), str(entry.rows)]


def _show(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int], console: Console | None
) -> None:
    console = console or Console()
    if not console.is_terminal:
        # A pipe or a log: one line a row, cells separated by tabs, nothing wrapped or cut.
        lines = [title, "\t".join(headers), *("\t".join(row) for row in rows)]
        console.file.write("\n".join(lines) + "\n")
        return
    # The cells are words of the data: square brackets in them are no markup.
    screen = Screen(title=Words(title))
    for index, header in enumerate(headers):
        screen.add_column(Words(header), justify="right" if index in numeric else "left")
    for row in rows:
        screen.add_row(*map(Words, row))
    console.print(screen)
