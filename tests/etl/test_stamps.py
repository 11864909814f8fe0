"""Times of a log: forms that are read, and the traps of day and month."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from assessment.etl.stamps import A_NUMBER, MANGLED, MONTH_FIRST, NO_SUCH_TIME, NO_TIME, NO_TIME_OF_DAY, read_stamps


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("05/02/2026 14:30", "2026-02-05T14:30:00"),
        ("14:30:15 05-02-2026", "2026-02-05T14:30:15"),
        ("5.2.2026 14h30", "2026-02-05T14:30:00"),
        ("2026-02-05T14:30", "2026-02-05T14:30:00"),
        (datetime(2026, 2, 5, 14, 30), "2026-02-05T14:30:00"),
    ],
)
def test_forms_of_a_time(cell: object, read: str) -> None:
    found = read_stamps([cell])
    assert (str(found.times[0]), found.refused) == (read, {})


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("31/02/2026 10:00", NO_SUCH_TIME),
        ("05/02/1026 10:00", NO_SUCH_TIME),
        ("05/02/2026", NO_TIME_OF_DAY),
        (date(2026, 2, 5), NO_TIME_OF_DAY),
        (datetime(2026, 2, 5), NO_TIME_OF_DAY),
        (46058.6, A_NUMBER),
        ("12C-123.45", NO_TIME),
    ],
)
def test_what_is_no_time(cell: object, why: str) -> None:
    assert read_stamps([cell]).refused == {0: why}


def test_an_empty_cell_is_neither_a_time_nor_refused() -> None:
    found = read_stamps(["", None, "-"])
    assert found.refused == {}
    assert all(str(moment) == "NaT" for moment in found.times)


def test_days_that_an_american_program_stored_are_refused() -> None:
    found = read_stamps(["25/02/2026 10:00", datetime(2026, 5, 2, 10), datetime(2026, 5, 5, 10)])
    assert found.refused == {1: MANGLED}


def test_stored_days_beside_texts_of_all_days_are_taken() -> None:
    assert read_stamps(["25/02/2026 10:00", "05/02/2026 10:00", datetime(2026, 5, 2, 10)]).refused == {}


def test_one_time_with_the_month_first_makes_the_others_doubtful() -> None:
    found = read_stamps(["02/25/2026 10:00", "03/04/2026 10:00", "25/02/2026 10:00", "2026-03-04 10:00"])
    assert found.refused == {0: NO_SUCH_TIME, 1: MONTH_FIRST}
