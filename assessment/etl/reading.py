"""One file into a fragment: everything the tidy tables take from it, and everything that could not be read.

A file is taken whole or not at all: when one of its known tables lacks a required column, the file counts as not read and its
last good fragment stays, so that a table never consists of two states of one file. A single row that cannot be read is rejected
and the others are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assessment.etl.declaration_files import Correction
from assessment.etl.declarations import DOCUMENTS, SKIPPED, Source, TableRule, same_file
from assessment.etl.documents import Document, Documents, printed_day
from assessment.etl.doubts import trusted_report, trusted_rows
from assessment.etl.fragments import FileRows, Fragment, fragment_of
from assessment.etl.gate_log import LogReader
from assessment.etl.header_check import check_header
from assessment.etl.layouts import SheetReading
from assessment.etl.observations import Identity, Observation, TableReader
from assessment.etl.problems import CorrectionError, RowRefusedError, Sink
from assessment.etl.repeats import check_repeats, new_figures
from assessment.etl.report_tables import ReportReader
from assessment.etl.totals import check_totals
from assessment.sheets.appearance import as_seen
from assessment.sheets.formats import BookFormats
from assessment.sheets.numbers import scale
from assessment.sheets.tables import FoundTable, Title, find_tables, find_titles, may_begin
from assessment.sheets.text import match_key, nearest
from assessment.sheets.workbook import Sheet, Workbook, WorkbookUnreadableError, address, as_text, read_workbook

_NOTHING_WANTED = "the sheet holds no table that is asked for"


def read_file(path: Path, file: str, sha256: str, source: Source) -> Fragment:
    """Read one file with its declaration.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its path below data/raw, with slashes.
    sha256 : str
        Its fingerprint, for the lineage.
    source : Source
        The declaration that claims it.

    Returns
    -------
    Fragment
        With ``good`` False when the file as a whole could not be read; its rejects say why.

    Raises
    ------
    CorrectionError
        If a correction declared for this file does not apply any more.
    """
    return fragment_of(read_rows(path, file, source), sha256)


def read_rows(path: Path, file: str, source: Source) -> FileRows:
    """Read one file into tidy rows; `read_file` puts them into tables.

    Parameters
    ----------
    path, file, source
        As for `read_file`.

    Raises
    ------
    CorrectionError
        If a correction declared for this file does not apply any more.
    """
    try:
        # Where nobody asks what else a book holds, sheets without a wanted table need not be loaded.
        wanted = may_begin(source.forms) if source.other_sheets == "note" else None
        workbook = read_workbook(path, file, wanted)
    except WorkbookUnreadableError as error:
        unread = FileRows(Sink(file, failed=True), Documents(file))
        unread.sink.reject("", None, None, "", str(error).removeprefix(f"{file}: "), error.remedy)
        return unread
    return rows_of(workbook, BookFormats.open(path, workbook.package), source)


def rows_of(workbook: Workbook, formats: BookFormats, source: Source) -> FileRows:
    """Read a workbook into tidy rows.

    Parameters
    ----------
    workbook : Workbook
        As loaded; its `file` is the name in lineage and messages.
    formats : BookFormats
        Fonts, hidden rows and columns; looked at only for the sheets that hold a table of the source.
    source : Source
        The declaration.

    Raises
    ------
    CorrectionError
        If a correction declared for this file does not apply any more.
    """
    file = workbook.file
    private = any(rule.layout == "log" for rule in source.tables)
    read = FileRows(Sink(file, private=private), Documents(file))
    sink = read.sink
    corrections = [correction for correction in source.corrections if same_file(correction.file, file)]
    workbook, titles = _as_seen(workbook, formats, source, sink)
    workbook, sink.corrected = _correct_cells(workbook, [c for c in corrections if c.cell])
    read.sheets = [
        SheetReading(sheet, find_tables(sheet, source.forms, source.names.are_units, titles.get(sheet.name)))
        for sheet in workbook.visible
    ]
    _report_sheets(workbook, read.sheets, source, sink)
    for reading, found, rule in _tables(read.sheets, source, documents=True):
        _read_documents(TableReader(source, rule, reading.sheet, found, read.documents, sink), read.documents)
    again: list[tuple[str, list[Observation]]] = []
    known: set[Identity] = set()
    for sheet, rule, observations in _observed(read, source):
        _correct_matches(observations, [c for c in corrections if c.match and c.table in ("", rule.id)], file)
        kept, checked = check_totals(observations, rule.controls, source.names, file, sheet)
        read.controls += checked
        if rule.report and rule.report.repeats:
            again.append((sheet, observations))
            kept = new_figures(kept, known, sheet, sink)
        known.update([observation.identity for observation in kept])
        read.taken += [(sheet, observation) for observation in kept]
    read.controls += check_repeats(again, file)
    _expect_all(corrections, sink, read.taken, file)
    return read


def _as_seen(
    workbook: Workbook, formats: BookFormats, source: Source, sink: Sink
) -> tuple[Workbook, dict[str, list[Title]]]:
    """Return the workbook with the sheets that hold a table of the source as a person sees them, and titles known already."""
    sheets = []
    known = {}
    for sheet in workbook.sheets:
        titles = find_titles(sheet, source.forms) if sheet.visible else []
        if all(title.form.skipped for title in titles):
            known[sheet.name] = titles
        else:
            seen, hidden = as_seen(sheet, formats.sheet(sheet.name))
            for told in hidden:
                sink.note(sheet.name, None, None, told)
            if seen.rows == sheet.rows:
                known[sheet.name] = titles
            sheet = seen
        sheets.append(sheet)
    return replace(workbook, sheets=tuple(sheets)), known


def _observed(read: FileRows, source: Source) -> Iterable[tuple[str, TableRule, list[Observation]]]:
    """Yield the observations of every table, with its sheet and rule."""
    for reading, found, rule in _tables(read.sheets, source, documents=False):
        if rule.layout == "log":
            log = LogReader(source, rule, reading.sheet, found, read.documents, read.sink)
            yield reading.sheet.name, rule, list(log.read())
            continue
        reader = TableReader(source, rule, reading.sheet, found, read.documents, read.sink)
        yield reading.sheet.name, rule, trusted_rows(reading.sheet, found, list(reader.read()), read.sink)
    for reading in read.sheets:
        page: ReportReader | None = None
        for form, report in reading.layout.reports:
            rule = source.table(form.id)
            page = ReportReader(source, rule, reading.sheet, report, read.documents, read.sink, page)
            observed = list(page.read())
            trusted = trusted_report(reading.sheet, report, rule, source.names, observed, read.sink)
            yield reading.sheet.name, rule, trusted


def _tables(
    readings: Iterable[SheetReading], source: Source, *, documents: bool
) -> Iterable[tuple[SheetReading, FoundTable, TableRule]]:
    for reading in readings:
        for found in reading.layout.tables:
            rule = source.table(found.form.id)
            sound = bool(found.header_rows) and not (found.missing or found.clashes)
            if sound and rule.into != SKIPPED and (rule.into == DOCUMENTS) == documents:
                yield reading, found, rule


def _report_sheets(workbook: Workbook, readings: Sequence[SheetReading], source: Source, sink: Sink) -> None:
    """Say what stands in the workbook and is not read, and which tables lack what they need."""
    for remnant in workbook.ignored:
        sink.note("", None, None, f"the workbook carries {remnant}: ignored, and never run or opened")
    for sheet in workbook.sheets:
        if not sheet.visible:
            sink.note(sheet.name, None, None, "the sheet is hidden, or no sheet of cells, and was not read")
        elif sheet.unread:
            sink.note(sheet.name, None, None, _NOTHING_WANTED)
    for reading in readings:
        layout, name = reading.layout, reading.sheet.name
        known = layout.tables or layout.reports or layout.skipped
        for form, start, _ in layout.skipped:
            sink.note(name, start, 0, f"known table {form.id!r} is left out on purpose")
        for found in layout.tables:
            _report_table(found, reading.sheet, source, sink)
        if not known and any(map(reading.sheet.filled, range(len(reading.sheet.rows)))):
            _report_unknown(reading.sheet, source, sink)
            continue
        for start, end in layout.leftover:
            problem = f"rows {start + 1} to {end} hold numbers and belong to no known table"
            sink.reject(
                name,
                start,
                reading.sheet.filled(start)[0],
                "",
                problem,
                "remove a blank row above them, or declare the table",
            )
    found_any = any(reading.layout.tables or reading.layout.reports for reading in readings)
    if not found_any and not sink.rejects:
        sink.reject(
            "",
            None,
            None,
            "",
            "no table of this source was found",
            "check that the file is the one the declaration means",
        )
    sink.failed = sink.failed or not found_any


def _report_table(found: FoundTable, sheet: Sheet, source: Source, sink: Sink) -> None:
    row, col = found.title
    columns = f"assessment/sources/{source.id}/columns.csv"
    texts = [as_text(text) for others in found.others.values() for text in others]
    for key in found.missing:
        known = [header for header, of in found.form.headers.items() if of == key]
        near = next((match for header in known for match in nearest(header, texts)), "")
        problem = (
            f"table {found.form.id!r} has no column for {key}; expected a header such as {known[0] if known else key!r}"
        )
        line = f"{found.form.id},{near or '<header>'},{key},,"
        sink.reject(sheet.name, row, col, near, problem, f"correct the header, or add a line to {columns}: {line}")
    for clash in found.clashes:
        sink.reject(sheet.name, row, col, "", f"table {found.form.id!r}: {clash}", f"correct the header, or {columns}")
    unsound = bool(found.missing or found.clashes or not found.header_rows)
    sink.failed = sink.failed or unsound
    rule = source.table(found.form.id)
    if rule.into == SKIPPED and not unsound:
        check_header(found, sheet, rule, sink)
    for column in found.unheaded:
        first = next(row for row in range(found.start, found.end) if as_text(sheet.rows[row][column]))
        raw = as_text(sheet.rows[first][column])
        sink.reject(
            sheet.name, first, column, raw, "values stand under no header", "give the column a header, or remove it"
        )


def _report_unknown(sheet: Sheet, source: Source, sink: Sink) -> None:
    row = next(row for row in range(len(sheet.rows)) if sheet.filled(row))
    col = sheet.filled(row)[0]
    raw = as_text(sheet.rows[row][col])
    if source.other_sheets == "note":
        sink.note(sheet.name, row, col, _NOTHING_WANTED)
        return
    titles = [title for form in source.forms for title in form.titles]
    near = nearest(raw, titles)
    problem = "no known table in this sheet" + (f"; the nearest known title is {near[0]!r}" if near else "")
    remedy = f'add the title to a table of assessment/sources/{source.id}/source.toml, or a table with into = "none" and a reason'
    sink.reject(sheet.name, row, col, raw, problem, remedy)


def _read_documents(reader: TableReader, documents: Documents) -> None:
    sheet, found, sink = reader.sheet, reader.found, reader.sink
    for row in range(found.start, found.end):
        try:
            keys = reader.document_keys(row)
        except RowRefusedError as refused:
            sink.reject(
                sheet.name, row, reader.column_of.get(refused.key, 0), refused.raw, refused.problem, refused.remedy
            )
            continue
        document = Document(
            keys["document"],
            keys["document_title"],
            keys.get("publisher") or reader.source.publisher_vi,
            keys.get("url", ""),
            printed_day(keys.get("published")),
            keys.get("source_class") or "official",
            keys["published"].end if keys.get("published") else None,
            keys.get("status", ""),
            keys.get("note_vi", ""),
            keys.get("note_en", ""),
        )
        if not documents.add(document):
            problem = f"the code {document.document!r} already stands for another document above"
            sink.reject(
                sheet.name, row, reader.column_of["document"], document.document, problem, "give it a code of its own"
            )


# ---------------------------------------------------------------- corrections


def _correct_cells(
    workbook: Workbook, corrections: Sequence[Correction]
) -> tuple[Workbook, dict[tuple[str, int, int], tuple[str, str]]]:
    done: dict[tuple[str, int, int], tuple[str, str]] = {}
    for correction in corrections:
        sheets = [
            s for s in workbook.visible if not correction.sheet or match_key(s.name) == match_key(correction.sheet)
        ]
        places = [
            (s, r, c)
            for s in sheets
            for r, row in enumerate(s.rows)
            for c in range(len(row))
            if _is_at(correction, r, c)
        ]
        for sheet, row, col in places:
            raw = sheet.rows[row][col]
            if _same(raw, correction.expect):
                sheet.rows[row][col] = correction.value
                done[sheet.name, row, col] = (as_text(raw), correction.id)
                break
        else:
            found = ", ".join(repr(as_text(s.rows[r][c])) for s, r, c in places) or "no such cell"
            raise _failed(correction, workbook.file, f"{correction.sheet} {correction.cell}".strip(), found)
    return workbook, done


def _is_at(correction: Correction, row: int, col: int) -> bool:
    return address(row, col) == correction.cell.upper().replace("$", "")


def _same(raw: object, expect: object) -> bool:
    return as_text(raw) == as_text(float(expect) if isinstance(expect, int) else expect)


def _failed(correction: Correction, file: str, where: str, found: str) -> CorrectionError:
    return CorrectionError(
        f"correction {correction.id!r} of {file}, {where}: expected {correction.expect!r}, found {found}; "
        "the source was mended or has moved: correct the place in corrections.toml, or remove the correction"
    )


def _correct_matches(observations: Sequence[Observation], corrections: Sequence[Correction], file: str) -> None:
    for correction in corrections:
        found = [
            o for o in observations if all(str(o.row.get(key)) == value for key, value in correction.match.items())
        ]
        if not found and not correction.table:
            continue  # it may be meant for another table of the file; `_expect_all` sees whether any took it
        if len(found) != 1 or not _same(found[0].printed, correction.expect):
            shown = ", ".join(str(o.printed) for o in found) or "no such row"
            raise _failed(correction, file, str(dict(correction.match)), shown)
        observation = found[0]
        column = observation.origins[0].column
        observation.printed = float(correction.value)
        observation.row[column] = scale(observation.printed, observation.factor)
        observation.origins[0] = observation.origins[0]._replace(correction=correction.id)


def _expect_all(
    corrections: Sequence[Correction], sink: Sink, taken: Sequence[tuple[str, Observation]], file: str
) -> None:
    if not corrections:
        return
    used = {correction for _, correction in sink.corrected.values()}
    used |= {origin.correction for _, observation in taken for origin in observation.origins}
    for correction in corrections:
        if correction.id not in used and not sink.failed:
            raise _failed(
                correction, file, str(dict(correction.match)) or correction.cell, "no observation it applies to"
            )
