"""One figure printed more than once in a book.

A column in USD stands beside the same one in million USD; the table by region lists the provinces of the table before; every
table ends with the country's total. Such figures are one observation, and a control where they do not agree.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence

from assessment.etl.observations import Identity, Observation
from assessment.etl.problems import Sink
from assessment.etl.schema import TABLES
from assessment.etl.totals import ControlRow

# A column in another unit may be rounded to the last dollar; a repeated one carries no more than the noise of its sum.
_ROUNDED, _NOISE = 1e-6, 1e-9


def agreed(observations: list[Observation], sheet: str, sink: Sink) -> list[Observation]:
    """Return the observations of one row, one for each figure; where two columns state it differently, neither is taken.

    Parameters
    ----------
    observations : list of Observation
        All cells of a row of a table.
    sheet : str
        Name of the sheet, for the reject.
    sink : Sink
        Takes a reject for each figure whose columns disagree.
    """
    if len({observation.identity for observation in observations}) == len(observations):
        return observations
    kept: list[Observation] = []
    listed: dict[Identity, list[Observation]] = {}
    for observation in observations:
        listed.setdefault(observation.identity, []).append(observation)
    for same in listed.values():
        first = same[0]
        if all(_close(first, other, _ROUNDED) for other in same[1:]):
            # The column in the unit of the tidy table, as the other tables print it.
            kept.append(min(same, key=lambda observation: observation.factor != 1))
            continue
        origin = first.origins[0]
        shown = " and ".join(f"{o.origins[0].cell} {o.origins[0].raw} (= {o.row['value']:g})" for o in same)
        problem = f"columns that state the same figure disagree: {shown}; none is taken"
        remedy = "ask the sender which is right, and declare a correction of the wrong cell"
        sink.reject(sheet, origin.row, origin.col, origin.raw, problem, remedy)
    return kept


def check_repeats(tables: Iterable[tuple[str, Sequence[Observation]]], file: str) -> list[ControlRow]:
    """Return a control for every figure that stands in a second table of the book with another value.

    Parameters
    ----------
    tables : iterable of tuple
        Sheet and observations of each table, printed totals among them.
    file : str
        The book.
    """
    controls: list[ControlRow] = []
    first: dict[Identity, tuple[str, Observation]] = {}
    for sheet, observations in tables:
        for observation in observations:
            there, before = first.setdefault(observation.identity, (sheet, observation))
            if before is not observation and not _close(before, observation, _NOISE):
                what = f"{_what(observation)}: printed again, before in sheet {there!r}, cell {before.origins[0].cell}"
                printed, computed = float(observation.row["value"]), float(before.row["value"])
                controls.append(
                    ControlRow(file, sheet, observation.origins[0].cell, what, printed, computed, "mismatch")
                )
    return controls


def new_figures(
    observations: Sequence[Observation], known: Container[Identity], sheet: str, sink: Sink
) -> list[Observation]:
    """Return the figures of a table that no earlier table of the book gives; a note says how many it repeats.

    Parameters
    ----------
    observations : sequence of Observation
        The figures of the table.
    known : container of tuple
        Identities of the figures that earlier tables gave.
    sheet : str
        Its sheet, for the note.
    sink : Sink
        Takes the note.
    """
    new = [observation for observation in observations if observation.identity not in known]
    if len(new) < len(observations):
        origin = observations[0].origins[0]
        repeated = len(observations) - len(new)
        sink.note(
            sheet,
            origin.row,
            origin.col,
            f"{repeated} figures of the table stand in an earlier one and are taken there",
        )
    return new


def _close(one: Observation, other: Observation, tolerance: float) -> bool:
    return math.isclose(float(one.row["value"]), float(other.row["value"]), rel_tol=tolerance, abs_tol=tolerance)


def _what(observation: Observation) -> str:
    row = observation.row
    keys = [str(row[name]) for name in TABLES[observation.table].key_names if not name.startswith("period_")]
    return f"{observation.table}: {', '.join(key for key in keys if key != 'all')}"
