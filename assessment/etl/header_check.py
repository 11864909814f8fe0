"""Tables that are recognised and checked but not read into a tidy table yet: their header must be complete, their codes text."""

from __future__ import annotations

from assessment.etl.declarations import TableRule
from assessment.etl.problems import Sink
from assessment.sheets.tables import FoundTable
from assessment.sheets.workbook import Sheet, as_text, is_blank


def check_header(found: FoundTable, sheet: Sheet, rule: TableRule, sink: Sink) -> None:
    """Say how many lines a table holds and which columns nobody knows; refuse codes that stand as numbers.

    A code kept as a number has lost its leading zeros, and one of twelve digits may have been rounded. Rows below the lines without
    the first required key are totals; they are told apart from the lines.
    """
    column_of = {key: col for col, key in found.columns.items()}
    first = column_of[found.form.required[0]]
    lines = [row for row in range(found.start, found.end) if not is_blank(sheet.rows[row][first])]
    totals = found.end - found.start - len(lines)
    told = f"known table {rule.id!r}: {len(found.columns)} columns known, {len(lines)} lines, {totals} total rows; {rule.reason}"
    sink.note(sheet.name, *found.title, told)
    for col, texts in found.others.items():
        shown = as_text(texts[0])
        sink.note(sheet.name, found.header_rows[0], col, f"column {shown!r} of table {rule.id!r} is not declared")
    for key in rule.codes:
        at = column_of.get(key, -1)
        numbers = [row for row in lines if at >= 0 and isinstance(sheet.rows[row][at], float)]
        if numbers:
            problem = f"{len(numbers)} cells under {key} hold a number; expected text, which keeps leading zeros and all digits"
            remedy = "export the file again with this column as text"
            sink.reject(sheet.name, numbers[0], at, as_text(sheet.rows[numbers[0]][at]), problem, remedy)
            sink.failed = True
