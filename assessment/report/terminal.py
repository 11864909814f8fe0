"""The register and single tables on a terminal; plain lines where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table as Screen
from rich.text import Text as Words

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
