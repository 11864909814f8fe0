from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from assessment.findings import Bilingual, Column, Name, Period, Quantity, Table, Text
from assessment.register import Entry, requested
from assessment.report.language import Language
from assessment.report.terminal import show_register, show_table

YEAR = Period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"), "year")
DUE = pd.Timestamp("2025-03-31")


def entry(rows: int = 5, due: pd.Timestamp | None = DUE, overdue: bool = False, title: str = "Nguồn [1]") -> Entry:
    owner = Name("agency", "zone_board")
    return Entry("x", Bilingual(title, "Source"), owner, "year", YEAR if rows else None, due, overdue, "C", rows)


def table(note: str = "trade.title") -> Table:
    frame = pd.DataFrame(
        {
            "what": pd.Series(["[b]nguyên văn[/b] [/]", "Tân Thanh"], dtype=object),
            "value": pd.Series([Quantity(1234.5, "usd_million"), Quantity(7.0, "usd_million")], dtype=object),
        }
    )
    columns = (Column(Text("common.column.year")), Column(Text("common.column.value"), "usd_million"))
    return Table("t", Text("trade.title"), columns, frame, notes=(Text(note),))


def plain() -> Console:
    return Console(file=io.StringIO(), force_terminal=False, width=40)


def screen(width: int = 100) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)


def said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_without_a_terminal_a_row_is_a_line_and_cells_are_separated_by_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    console, language = plain(), Language("vi")
    show_table(table(), language, console)
    lines = said(console).splitlines()
    assert lines[0] == language.text(Text("trade.title"))
    assert lines[1].split("\t")[1].replace("\xa0", " ").endswith("(triệu USD)")
    assert lines[2:4] == ["[b]nguyên văn[/b] [/]\t1.234,5", "Tân Thanh\t7"]
    show_table(table(), language)
    assert capsys.readouterr().out == said(console), "standard output is the default"


def test_notes_are_not_wrapped_without_a_terminal() -> None:
    console, language = plain(), Language("vi")
    note = Text("trade.table.scopes.note")
    show_table(table(note.key), language, console)
    assert len(language.text(note)) > 2 * console.width
    assert said(console).splitlines()[-1] == language.text(note)


def test_on_a_terminal_it_is_a_drawn_table_whose_cells_are_words_and_no_markup() -> None:
    console, language = screen(), Language("vi")
    show_table(table(), language, console)
    assert "[b]nguyên văn[/b] [/]" in said(console)
    assert "│" in said(console)
    numbers = [line.split("│")[2] for line in said(console).splitlines() if "1.234,5" in line or "  7 " in line]
    assert len(numbers) == 2
    assert len({len(text.rstrip()) for text in numbers}) == 1, "numbers stand right-aligned"


def test_the_register_has_a_line_for_each_source() -> None:
    console, language = plain(), Language("vi")
    show_register([entry(), entry(rows=0, due=None)], language, console)
    title, header, first, second = said(console).splitlines()
    assert title == language.text(Text("register.title"))
    assert header.count("\t") == first.count("\t") == second.count("\t") == 7
    assert first.split("\t")[0] == "Nguồn [1]"
    assert first.split("\t")[3:5] == ["2024", "31/03/2025"]
    assert (first.split("\t")[6:], second.split("\t")[7]) == (["C", "5"], "0")
    assert second.split("\t")[3:5] == ["–", "–"]


def test_the_register_in_english_and_on_a_terminal() -> None:
    console, language = screen(200), Language("en")
    show_register(requested(), language, console)
    assert language.text(Text("register.title")) in said(console)
    assert language.text(Text("register.state.requested")) in said(console)


def test_states() -> None:
    entries = [entry(rows=0), entry(overdue=True), entry(due=None), entry()]
    keys = [found.state.key.rpartition(".")[2] for found in entries]
    assert keys == ["requested", "overdue", "irregular", "current"]
