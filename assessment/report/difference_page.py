"""A difference on one page for the terminal: grouped by the file that caused it, the longest lists cut with a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import Any, Final

from assessment.etl.file_history import SHORT
from assessment.findings import Bilingual, Quantity, Text
from assessment.report.difference import Difference, moment
from assessment.report.figure_changes import FigureChange
from assessment.report.language import Language
from assessment.report.numbers import format_number, round_half_away
from assessment.report.printed_changes import Cause, PrintedChange

PAGE: Final = 60
"""Lines of a page."""
_LONGEST: Final = 110
_LONGEST_LIST: Final = 12
_ALERTS: Final = 5
_NOWHERE: Final = Cause("", "")


@dataclass
class _Group:
    """What one file caused."""

    cause: Cause
    figures: list[FigureChange] = field(default_factory=list)
    printed: list[PrintedChange] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.figures) + len(self.printed)


class _Words:
    """The words of the page in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: Any) -> str:
        return self.language.text(Text(f"changes.{key}", values))

    def percent(self, share: float, *, signed: bool = True) -> str:
        """Return a share as a percentage with its sign; two decimals below ten percent."""
        decimals = 2 if abs(share) < 0.1 else 1
        digits = format_number(round_half_away(100 * abs(share), decimals), self.language.lang)
        return f"{('+' if share >= 0 else '−') if signed else ''}{digits}%"

    def moved(self, what: str, old: str, new: str, change: FigureChange | PrintedChange) -> str:
        """Return old → new with the size of the change where it is a number."""
        old, new = old or self("empty"), new or self("empty")
        size = self._size(change)
        if not size:
            return self("moved", what=what, old=old, new=new)
        return self("moved_by", what=what, old=old, new=new, change=size)

    def _size(self, change: FigureChange | PrintedChange) -> str:
        """Return a relative change; that of a percentage in points, because a percentage of one misleads."""
        if change.unit == "percent" and change.old_value is not None and change.new_value is not None:
            moved = change.new_value - change.old_value
            points = self.language.quantity(Quantity(abs(moved), "percentage_point", decimals=2))
            return f"{'+' if moved >= 0 else '−'}{points}"
        return "" if change.relative is None or abs(change.relative) < 5e-5 else self.percent(change.relative)


def page(found: Difference, titles: dict[str, Bilingual]) -> list[str]:
    """Return the lines of a difference, at most `PAGE` of them.

    Parameters
    ----------
    found
        The difference.
    titles
        Titles of the sources by id.
    """
    words = _Words(found.language)
    lines = [words("title", old=found.old, new=found.new)]
    if not found.figures and not found.printed and found.files.empty:
        return [*lines, words("nothing")]
    counts = found.counts
    if found.figures_only:
        counts = {name: counts[name] for name in ("changed", "added", "vanished")}
    lines += [words("counts_figures" if found.figures_only else "counts", **counts), *_alerts(found, words)]
    groups = _groups(found)
    # With many files the first ones are shown: a file takes a title, a line on itself, and a list at least.
    most = max(1, (PAGE - len(lines)) // 6)
    for shown, length in product(range(min(len(groups), most), 0, -1), range(_LONGEST_LIST, 0, -1)):
        body = [line for group in groups[:shown] for line in ("", *_group(group, titles, length, words))]
        last = _last(found, groups[shown:], words)
        if len(lines) + len(body) + len(last) + 1 <= PAGE:
            break
    return [*lines, *body, "", *last]


def _last(found: Difference, rest: Sequence[_Group], words: _Words) -> list[str]:
    """Return the lines that say how much there is, and how much of it is not shown."""
    whole = words("whole", count=len(found.figures) + len(found.printed))
    left = words("more_sources", count=len(rest), changes=sum(group.size for group in rest))
    return [left, whole] if rest else [whole]


def short(found: Difference) -> str:
    """Return in one line what a report prints otherwise than the report before."""
    words = _Words(found.language)
    if not found.printed:
        return words("short_nothing")
    counts = found.counts
    return words("short", **{name: counts[name] for name in ("findings", "tables", "cells", "ranks", "classes")})


def _alerts(found: Difference, words: _Words) -> Iterator[str]:
    if found.restated.empty:
        return
    yield words("alert", count=len(found.restated))
    said = {change.row_id: change for change in found.figures}
    for row in found.restated.head(_ALERTS).to_dict("records"):
        change = said.get(row["row_id"])
        size = words("from_zero") if row["change"] == float("inf") else words.percent(row["change"], signed=False)
        old, new = (_plain(row[side], row["unit"], words) for side in ("old", "new"))
        yield "  " + words(
            "alert_line",
            what=change.what if change else row["what"],
            old=old,
            new=new,
            change=size,
            limit=words.percent(row["limit"], signed=False),
            file=row["file"],
        )
    if len(found.restated) > _ALERTS:
        yield "  " + words("more", count=len(found.restated) - _ALERTS)


def _plain(value: float, unit: str, words: _Words) -> str:
    return words.language.quantity(Quantity(value, unit))


def _groups(found: Difference) -> list[_Group]:
    """Return what changed by the file that caused it, the largest group first, what no file caused last."""
    groups: dict[Cause, _Group] = {}
    for figure in found.figures:
        groups.setdefault(figure.cause, _Group(figure.cause)).figures.append(figure)
    for change in found.printed:
        cause = change.causes[0] if change.causes else _NOWHERE
        groups.setdefault(cause, _Group(cause)).printed.append(change)
    for event in found.files.to_dict("records"):
        same = [group for group in groups.values() if group.cause.file == event["file"]]
        cause = Cause(event["source"], event["file"])
        (same[0] if same else groups.setdefault(cause, _Group(cause))).files.append(
            {str(name): value for name, value in event.items()}
        )
    return sorted(groups.values(), key=lambda group: (group.cause == _NOWHERE, -group.size, group.cause.file))


def _group(group: _Group, titles: dict[str, Bilingual], length: int, words: _Words) -> Iterator[str]:
    if group.cause == _NOWHERE:
        yield words("other_source")
    else:
        yield words("source", file=group.cause.file, source=titles.get(group.cause.source, group.cause.source))
    for event in group.files:
        old, new = event["sha256_before"][:SHORT], event["sha256"][:SHORT]
        given = {"old": old, "new": new, "since": moment(event["since"]), "before": event["before"]}
        needed = {
            "changed": ("old", "new", "since"),
            "renamed": ("before", "new"),
            "new": ("new",),
            "gone": ("old", "since"),
        }
        yield "  " + words(f"file_{event['change']}", **{name: given[name] for name in needed[event["change"]]})
    printed = group.printed
    numbers = [change for change in printed if change.kind in ("finding", "number")]
    ranks = [change for change in printed if change.kind in ("rank", "class")]
    cells = [change for change in printed if change.kind == "cell"]
    gaps = [change for change in printed if change.kind == "missing"]
    counts = {
        name: len({c.row_id for c in group.figures if c.change == name}) for name in ("changed", "added", "vanished")
    }
    tables = len({change.item for change in cells})
    yield from _listed(words("figures", **counts), group.figures, _figure, length, words)
    items = _by_item(numbers)
    yield from _listed(words("findings", count=len(items)), items, _finding, length, words)
    yield from _listed(words("ranks", count=len(ranks)), ranks, _in_table, length, words)
    yield from _listed(words("tables", count=tables, cells=len(cells)), _by_item(cells), _table, length, words)
    yield from _listed(words("gaps", count=len(gaps)), gaps, _gap, length, words)


def _listed(
    head: str, items: Sequence[Any], line: Callable[[Any, _Words], str], length: int, words: _Words
) -> Iterator[str]:
    if not items:
        return
    yield f"  {head}"
    # A list that is one too long is shown: the line that counts the rest would take as much room.
    shown = items if len(items) <= length + 1 else items[:length]
    for item in shown:
        yield f"    {line(item, words)}"
    if len(items) > len(shown):
        yield f"    {words('more', count=len(items) - len(shown))}"


def _by_item(changes: Iterable[PrintedChange]) -> list[list[PrintedChange]]:
    ordered = sorted(enumerate(changes), key=lambda pair: (pair[1].place["en"], pair[0]))
    order: dict[str, int] = {}
    for place, change in sorted(ordered, key=lambda pair: pair[0]):
        order.setdefault(change.item, place)
    flat = sorted((change for _, change in ordered), key=lambda change: order[change.item])
    return [list(group) for _, group in groupby(flat, key=lambda change: change.item)]


def _figure(change: FigureChange, words: _Words) -> str:
    if change.change == "changed":
        what = change.what if change.column == "value" else words("field_of", what=change.what, field=change.column)
        return words.moved(what, change.old, change.new, change)
    return words(
        change.change, what=change.what, **{("new" if change.change == "added" else "old"): change.new or change.old}
    )


def _finding(changes: list[PrintedChange], words: _Words) -> str:
    """Return a finding with the number that moved most; one without a number that moved with its words."""
    lang = words.language.lang
    numbers = [change for change in changes if change.kind == "number" and change.change == "changed"]
    if not numbers:
        first = changes[0]
        sides = [_cut(side[lang]) or words("empty") for side in (first.old, first.new)]
        return words("reworded", place=first.place[lang], old=sides[0], new=sides[1])
    most = max(numbers, key=lambda change: abs(change.relative or 0))
    what = words("in_place", place=most.place[lang], what=most.field)
    told = words.moved(what, most.old[lang], most.new[lang], most)
    return told if len(numbers) == 1 else f"{told}; {words('more', count=len(numbers) - 1)}"


def _in_table(change: PrintedChange, words: _Words) -> str:
    lang = words.language.lang
    inside = words("cell", line=change.line[lang], header=change.header[lang]) if change.cell else change.field
    place = f"{change.place[lang]} {change.cell}".strip()
    return words.moved(words("in_place", place=place, what=inside), change.old[lang], change.new[lang], change)


def _table(changes: list[PrintedChange], words: _Words) -> str:
    """Return a table with how many of its cells changed, and the one that moved most."""
    lang = words.language.lang
    first = changes[0]
    head = words("table", place=first.place[lang], title=_cut(first.title[lang], 60), cells=len(changes))
    most = max(changes, key=lambda change: (change.change == "changed", abs(change.relative or 0)))
    if most.change != "changed":
        return f"{head}; {words(f'row_{most.change}', line=_cut(most.line[lang], 60))}"
    inside = words("cell", line=_cut(most.line[lang], 50), header=_cut(most.header[lang], 40))
    return f"{head}; {words.moved(inside, _cut(most.old[lang], 50), _cut(most.new[lang], 50), most)}"


def _gap(change: PrintedChange, words: _Words) -> str:
    text = change.new if change.change == "added" else change.old
    side = "new" if change.change == "added" else "old"
    lang = words.language.lang
    if change.change == "changed":
        return words.moved(change.place[lang], _cut(change.old[lang]), _cut(change.new[lang]), change)
    return words(change.change, what=change.place[lang], **{side: _cut(text[lang])})


def _cut(text: str, length: int = _LONGEST) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
