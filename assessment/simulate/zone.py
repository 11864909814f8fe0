"""Write a whole synthetic zone: workbooks in the declared forms, the truth, the marker."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from assessment.errors import AssessmentError
from assessment.project import PANEL_WEIGHTS, Project
from assessment.scoring.frozen_weights import write_frozen
from assessment.simulate import board, economy, gate_work, gates, investment, plans, province, scoring, trade
from assessment.simulate.forms import Book, write_book, write_report
from assessment.simulate.truth import Truth
from assessment.synthetic import MARKER, Marker, fingerprint

TRUTH = "truth.json"
# A break, a closure and five years on either side need this many.
FEWEST_YEARS, MOST_YEARS = 10, 40
_BOOKS = (
    Book(trade.SOURCE, trade.FILE, trade.sheets),
    Book(gates.SOURCE, gates.FILE, gates.sheets),
    Book(investment.SOURCE, investment.FILE, investment.sheets),
    Book(province.SOURCE, province.POPULATION_FILE, province.population_sheets),
    Book(province.SOURCE, province.ACTIVITY_FILE, province.activity_sheets),
    Book(economy.SOURCE, economy.FILE, economy.sheets),
    Book(plans.SOURCE, plans.FILE, plans.sheets),
    Book(scoring.SOURCE, scoring.FILE, scoring.sheets),
)
# What came later draws behind the streams of the others, which so stay as they were.
_LATER = (
    Book(gate_work.LISTS, gate_work.LISTS_FILE, gate_work.daily_sheets),
    Book(gate_work.LOG, gate_work.LOG_FILE, gate_work.log_sheets),
)


class SimulationError(AssessmentError):
    """A zone cannot be simulated there or so; the message says what to change."""


def simulate_zone(folder: Path, seed: int, years: int = Truth.years) -> Project:
    """Write a synthetic project into an empty folder and return it; the same seed and years give the same bytes.

    Raises
    ------
    SimulationError
        If the folder is not empty, or the seed or the number of years is out of range.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SimulationError(f"{folder}: is not an empty folder; name one that is empty or does not exist yet")
    if seed < 0 or not FEWEST_YEARS <= years <= MOST_YEARS:
        raise SimulationError(
            f"seed {seed}, years {years}: expected a seed of 0 or more and {FEWEST_YEARS} to {MOST_YEARS} years"
        )
    truth = replace(Truth(), years=years)
    project = Project(folder)
    written = {}
    # Each workbook draws from a stream of its own: one more in the list changes none of the others.
    count = len(_BOOKS) + len(board.FORMS)
    children = np.random.SeedSequence(seed).spawn(count + 1 + len(_LATER))
    streams, for_panel, later = children[:count], children[count], children[count + 1 :]
    for book, stream in [*zip(_BOOKS, streams, strict=False), *zip(_LATER, later, strict=True)]:
        path = _place(project, book.file)
        write_book(path, book.source, book.sheets(truth, np.random.default_rng(stream)))
        written[book.file] = fingerprint(path)
    for (form, report), stream in zip(board.FORMS.items(), streams[len(_BOOKS) :], strict=True):
        for year in truth.calendar[-2:]:
            path = _place(project, board.file(form, year))
            # Both reports of a form draw alike: a project is the same one in both.
            write_report(path, board.SOURCE, *report(truth, year, np.random.default_rng(stream)))
            written[board.file(form, year)] = fingerprint(path)
    write_frozen(scoring.panel(truth, np.random.default_rng(for_panel)), project.raw / PANEL_WEIGHTS)
    (project.raw.parent / TRUTH).write_text(truth.text(seed), encoding="utf-8", newline="\n")
    (project.raw / MARKER).write_text(Marker(seed, package_version(), written).text(), encoding="utf-8", newline="\n")
    return project


def _place(project: Project, name: str) -> Path:
    path = project.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def package_version() -> str:
    """Return the version of this package, for the marker."""
    try:
        return version("assessment")
    except PackageNotFoundError:
        return "unknown"
