"""Write a whole synthetic zone: workbooks in the declared forms, the truth, the marker."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from assessment.errors import AssessmentError
from assessment.project import Project
from assessment.simulate import gates, investment, trade
from assessment.simulate.forms import write_book
from assessment.simulate.truth import Truth
from assessment.synthetic import MARKER, Marker, fingerprint

TRUTH = "truth.json"
# A break, a closure and five years on either side need this many.
FEWEST_YEARS, MOST_YEARS = 10, 40
_BOOKS = (trade, gates, investment)


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
    for module, stream in zip(_BOOKS, np.random.SeedSequence(seed).spawn(len(_BOOKS)), strict=True):
        path = project.raw / module.FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        write_book(path, module.SOURCE, module.sheets(truth, np.random.default_rng(stream)))
        written[module.FILE] = fingerprint(path)
    (project.raw.parent / TRUTH).write_text(truth.text(seed), encoding="utf-8", newline="\n")
    (project.raw / MARKER).write_text(Marker(seed, _version(), written).text(), encoding="utf-8", newline="\n")
    return project


def _version() -> str:
    try:
        return version("assessment")
    except PackageNotFoundError:
        return "unknown"
