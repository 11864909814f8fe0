"""What the reader sees in a workbook, in words: its tables, what each header means, and what no declaration knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from assessment.customs.inspection import belongs, described, heads
from assessment.customs.layout import SOURCE as GOODS_LINES
from assessment.etl.declarations import Source, load_sources
from assessment.etl.draft import drafted
from assessment.etl.fragments import Fragment
from assessment.etl.layouts import headers_of
from assessment.etl.reading import read_file
from assessment.etl.schema import TABLES
from assessment.sheets.headings import read_heading
from assessment.sheets.numbers import Refusal, parse_number
from assessment.sheets.periods import Period
from assessment.sheets.reports import Report
from assessment.sheets.tables import HEADER_SEARCH, FoundTable, find_titles
from assessment.sheets.text import nearest
from assessment.sheets.workbook import Sheet, address, as_text, read_workbook


def inspect(path: Path, sources: Path | None = None) -> str:
    """Describe a workbook, wherever it lies.

    The declaration is the one that claims the file's name; where none does, that of goods lines if a header of theirs stands in it, or
    the one that recognises most of its tables. Where no declaration knows anything in it, a first draft of one is shown.

    Parameters
    ----------
    path : Path
        The workbook.
    sources : Path, optional
        Folder of declarations; by default the one of the package.

    Raises
    ------
    WorkbookUnreadableError
        If the file cannot be read at all.
    """
    declared = load_sources(sources)
    source = _claiming(path, declared.values())
    if GOODS_LINES in declared and (source is None or source.id == GOODS_LINES) and (found := heads(path)):
        return "\n".join(described(path, found))
    workbook = read_workbook(path, path.name)
    source = source or _knowing(list(workbook.visible), list(declared.values()))
    if source is None:
        units = next(iter(declared.values())).names if declared else None
        untitled = [*_untitled(list(workbook.visible), declared.values())]
        return "\n".join(untitled or drafted(path.name, list(workbook.visible), units))
    return "\n".join(_described(path, source, read_file(path, path.name, "", source)))


def _claiming(path: Path, sources: Iterable[Source]) -> Source | None:
    names = ["/".join(path.parts[-count:]) for count in range(1, len(path.parts) + 1)]
    return next((source for source in sources if any(map(source.claims, names))), None)


def _knowing(sheets: list[Sheet], sources: list[Source]) -> Source | None:
    counts = [sum(_read_titles(sheet, source) for sheet in sheets) for source in sources]
    best = max(counts, default=0)
    return sources[counts.index(best)] if best else None


def _read_titles(sheet: Sheet, source: Source) -> int:
    return len({title.form.id for title in find_titles(sheet, source.forms) if not title.form.skipped})


def _untitled(sheets: Sequence[Sheet], sources: Iterable[Source]) -> Iterator[str]:
    """Say of which forms a sheet has the headers they need, though none of their titles stands above them."""
    forms = [(source, form) for source in sources for form in source.forms if form.titles and len(form.required) > 1]
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
            for source, form in forms:
                if {*form.required} <= {form.key_of(cell) for cell in cells}:
                    yield f"sheet {sheet.name!r}, row {row + 1}: the headers of {form.id}, declaration {source.id}, without its title"
                    yield f"  write a row above them that says {form.titles[0]!r}"
                    yield f"  {_belongs(source)}"


def _belongs(source: Source) -> str:
    return belongs(PurePosixPath(source.files[0]).parent)


def _described(path: Path, source: Source, fragment: Fragment) -> Iterator[str]:
    yield f"{path.name}: read with the declaration {source.id}"
    if _claiming(path, [source]) is None:
        yield _belongs(source)
    left_out: list[str] = []
    for reading in fragment.sheets:
        layout = reading.layout
        left_out += [f"{form.id} ({reading.sheet.name!r}, row {start + 1})" for form, start, _ in layout.skipped]
        if not (layout.tables or layout.reports):
            continue
        yield f"sheet {reading.sheet.name!r}"
        for found in layout.tables:
            yield from _table(reading.sheet, found, source)
        for form, report in layout.reports:
            yield from _report(form.id, report, source)
    if left_out:
        yield f"known by their titles and left out on purpose: {', '.join(left_out)}"
    yield from _locale(source, fragment)
    rows = ", ".join(f"{name} {len(frame)}" for name, frame in fragment.tables.items() if name in TABLES)
    yield f"rows: {rows or 'none'}; missing marks: {fragment.missing}"
    yield from _controls(fragment)
    for note in fragment.tables["notes"].to_dict("records"):
        if "left out on purpose" in note["note"]:
            continue
        yield f"  note: {note['sheet']} {note['cell']}: {note['note']}"
    rejects = fragment.tables["rejects"].to_dict("records")
    yield f"rejects: {len(rejects)}"
    for reject in rejects:
        yield f"  {reject['sheet']} {reject['cell']} {reject['raw']!r}: {reject['problem']}"
        yield f"    {reject['remedy']}"


def _table(sheet: Sheet, found: FoundTable, source: Source) -> Iterator[str]:
    rule = source.table(found.form.id)
    header = ", ".join(str(row + 1) for row in found.header_rows) or "not found"
    span = f"header rows {header}, rows {found.start + 1} to {found.end}"
    yield f"  {found.form.id} → {rule.into}: title {address(*found.title)}, {span}"
    for col, key in found.columns.items():
        texts = " / ".join(dict.fromkeys(as_text(sheet.rows[row][col]) for row in found.header_rows))
        yield f"    {address(found.header_rows[0], col)} {texts!r} → {key}"
    for col, headers in found.others.items():
        shown = " / ".join(dict.fromkeys(map(as_text, headers)))
        yield f"    {address(found.header_rows[0], col)} {shown!r} → {rule.across or _unknown(shown, found)}"


def _unknown(header: str, found: FoundTable) -> str:
    near = nearest(header, found.form.headers)
    return f"unknown, the nearest known header is {near[0]!r}" if near else "unknown"


def _report(form: str, report: Report, source: Source) -> Iterator[str]:
    rule = source.table(form)
    assert rule.report is not None
    first, last = report.header_rows
    yield (
        f"  {form} → {rule.into}: title {address(*report.title)} {report.caption!r}, header rows {first + 1} to {last}, "
        f"rows {last + 1} to {report.end}, {sum(bool(row.columns) for row in report.rows)} with numbers"
    )
    yield f"    unit line: {report.unit!r}" if report.unit else "    no unit line"
    for row, col, header in headers_of(report):
        heading = read_heading(header)
        meaning = rule.report.meaning(heading.template) if rule.report.knows(heading.template) else {}
        said = "left out" if meaning is None else "; ".join(f"{key} {value}" for key, value in meaning.items())
        periods = heading.periods or read_heading(report.caption).periods[-1:]
        yield f"    {address(row, col)} {header!r} → {said or 'unknown'}{_shown(periods[0]) if periods else ''}"
    for mark, note in report.notes.items():
        yield f"    footnote {mark}: {note}"


def _shown(period: Period) -> str:
    if period.start.year == 1:
        return f" ({period.frequency}, year from the title)"
    return f" ({period.frequency} {period.start:%d/%m/%Y}–{period.end:%d/%m/%Y})"


def _locale(source: Source, fragment: Fragment) -> Iterator[str]:
    """Say how numbers typed as text are read, and what in the workbook speaks for it."""
    evidence: Counter[str] = Counter()
    for reading in fragment.sheets:
        if reading.layout.tables or reading.layout.reports:
            texts = {value for cells in reading.sheet.rows for value in cells if isinstance(value, str)}
            evidence.update(filter(None, map(_fits, texts)))
    found = ", ".join(f"{kind} {count}" for kind, count in sorted(evidence.items())) or "none"
    yield f"numbers as text: declared {source.locale or 'mixed'}; found {found}"


def _fits(text: str) -> str:
    """Return which way of writing numbers a text shows; "" when it is no number or tells nothing."""
    if not text or text.strip().isdecimal() or not any(character.isdigit() for character in text):
        return ""
    fits = [locale for locale in ("vi", "en") if isinstance(parse_number(text, locale), float)]  # type: ignore[arg-type]
    if not fits:
        return ""
    return (
        "ambiguous"
        if isinstance(parse_number(text), Refusal)
        else f"as in 1.234,5 ({fits[0]})"
        if fits[0] == "vi"
        else "as in 1,234.5 (en)"
    )


def _controls(fragment: Fragment) -> Iterator[str]:
    controls = fragment.tables["controls"].to_dict("records")
    kinds = Counter(control["kind"] for control in controls)
    yield "controls: " + (", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "none")
    for control in controls:
        if control["kind"] == "mismatch":
            difference = f"printed {control['printed']:g}, computed {control['computed']:g}"
            yield f"  mismatch: {control['sheet']} {control['cell']}: {control['what']}: {difference}"
