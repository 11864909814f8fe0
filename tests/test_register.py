"""The data register: periods received, days due, what is overdue, what is still asked for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.etl.declarations import load_sources
from assessment.evidence import Evidence
from assessment.findings import Name, Period, Text
from assessment.register import answering, next_due, received, requested, whole, with_users
from assessment.report.language import Language
from assessment.situation.chapter import SECTIONS

TODAY = pd.Timestamp("2026-11-23")


@dataclass(frozen=True)
class Declared:
    id: str = "x"
    title_vi: str = "Nguồn"
    title_en: str = "Source"
    owner: str = "zone_board"
    frequency: str = "month"
    due_days: int = 10
    grade: str = "B"


def rows(*periods: tuple[str, str, str, str], source: str = "x") -> pd.DataFrame:
    frame = pd.DataFrame(periods, columns=["period_start", "period_end", "frequency", "status"]).assign(source=source)
    return frame.assign(
        period_start=pd.to_datetime(frame["period_start"]), period_end=pd.to_datetime(frame["period_end"])
    )


@pytest.mark.parametrize(
    ("last", "frequency", "days", "due"),
    [
        ("2025-02-28", "month", 10, "2025-04-10"),
        ("2024-02-29", "month", 0, "2024-03-31"),
        ("2025-02-15", "month", 10, "2025-03-10"),
        ("2025-12-31", "month", 20, "2026-02-20"),
        ("2025-06-30", "quarter", 30, "2025-10-30"),
        ("2025-05-31", "quarter", 30, "2025-07-30"),
        ("2025-03-15", "quarter", 0, "2025-03-31"),
        ("2025-12-31", "year", 90, "2027-03-31"),
        ("2024-06-30", "year", 30, "2025-01-30"),
        ("2024-12-15", "year", 0, "2024-12-31"),
        ("2025-11-03", "day", 1, "2025-11-05"),
    ],
)
def test_the_period_after_the_last_complete_one_is_due(last: str, frequency: str, days: int, due: str) -> None:
    assert next_due(pd.Timestamp(last), frequency, days) == pd.Timestamp(due)


@pytest.mark.parametrize("frequency", ["irregular", "half-yearly", ""])
def test_nothing_is_due_of_an_irregular_source(frequency: str) -> None:
    assert next_due(pd.Timestamp("2025-02-28"), frequency, 10) is None


@given(
    last=st.dates(min_value=pd.Timestamp("1995-01-01").date(), max_value=pd.Timestamp("2040-12-31").date()),
    frequency=st.sampled_from(["month", "quarter", "year"]),
)
def test_the_next_period_ends_after_what_is_known_and_within_one_period(last: object, frequency: str) -> None:
    day = pd.Timestamp(last)  # type: ignore[call-overload]
    due = next_due(day, frequency, 0)
    months = {"month": 1, "quarter": 3, "year": 12}[frequency]
    assert due is not None
    assert due.is_month_end
    assert due.month % months == 0
    # A period that was seen in part is due at its own end; the last day of a period is its end.
    assert (day < due) or (day == due and not day.is_month_end)
    assert due <= day + pd.DateOffset(months=months) + pd.offsets.MonthEnd(0)


def test_plans_and_future_days_are_not_received() -> None:
    frame = rows(
        ("2023-01-01", "2023-12-31", "year", "reported"),
        ("2024-01-01", "2024-01-31", "month", "reported"),
        ("2030-01-01", "2030-12-31", "year", "reported"),
        ("2025-01-01", "2025-12-31", "year", "plan"),
    )
    (entry,) = received([Declared()], frame, TODAY)
    assert entry.last == Period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"), "month")
    assert (entry.due, entry.overdue, entry.rows, entry.received) == (pd.Timestamp("2024-03-10"), True, 4, True)


def test_the_order_of_the_rows_does_not_change_the_last_period() -> None:
    several = [
        ("2024-01-01", "2024-12-31", "year", "reported"),
        ("2024-12-01", "2024-12-31", "month", "reported"),
        ("2024-12-01", "2024-12-31", "span", "reported"),
    ]
    entries = [received([Declared()], rows(*order), TODAY)[0] for order in (several, several[::-1])]
    assert entries[0].last == entries[1].last


def test_on_the_day_itself_it_is_not_overdue_yet() -> None:
    frame = rows(("2026-09-01", "2026-09-30", "month", "reported"))
    on_time, late = (
        received([Declared()], frame, pd.Timestamp(day))[0].overdue for day in ("2026-11-10", "2026-11-11")
    )
    assert (on_time, late) == (False, True)


def test_a_source_without_rows_has_no_period_and_is_not_overdue() -> None:
    first, second = received([Declared(), Declared(id="y")], rows(("2024-01-01", "2024-12-31", "year", "final")), TODAY)
    assert (second.last, second.due, second.overdue, second.rows, second.received) == (None, None, False, 0, False)
    assert first.rows == 1
    (plans,) = received([Declared()], rows(("2030-01-01", "2030-12-31", "year", "plan")), TODAY)
    assert (plans.last, plans.due, plans.rows) == (None, None, 1)


def test_requests_can_be_printed_and_name_real_sections() -> None:
    entries = requested()
    assert len({entry.id for entry in entries}) == len(entries) >= 15
    for entry in entries:
        assert not entry.received
        assert entry.sections
        assert set(entry.sections) <= set(SECTIONS)
        for lang in ("vi", "en"):
            language = Language(lang)
            assert language.cell(entry.title)
            assert language.cell(entry.owner)
            assert language.text(Text(f"register.frequency.{entry.frequency}"))


def test_the_register_of_the_public_record(evidence: Evidence) -> None:
    by_id = {entry.id: entry for entry in evidence.register}
    fdi = by_id["public_record_fdi"]
    assert fdi.owner == Name("agency", "foreign_investment_agency")
    assert fdi.last == Period(pd.Timestamp("2024-06-30"), pd.Timestamp("2024-06-30"), "stock")
    assert (fdi.due, fdi.overdue) == (pd.Timestamp("2024-08-10"), True)
    assert by_id["public_record_budget"].rows == 2260
    assert by_id["public_record_monthly"].due == pd.Timestamp("2025-04-10")
    assert (by_id["public_record_events"].rows, by_id["public_record_events"].due) == (68, None)
    assert (by_id["public_record_targets"].last, by_id["public_record_targets"].rows) == (None, 78)
    assert not by_id["public_record_fdi_china"].overdue, "2026 is due in the middle of 2027"


def test_a_request_stands_for_its_declared_source_until_a_file_arrives() -> None:
    declared = [Declared(id="zone_board_reports"), Declared(id="y")]
    nothing = rows(source="z").assign(table="")
    ids = [entry.id for entry in whole(declared, nothing, TODAY)]
    assert "zone_board_reports" not in ids
    assert {"y", "zone_form_2109", "zone_form_2110"} <= set(ids)


def test_a_request_is_closed_by_rows_of_its_own_table_only() -> None:
    frame = rows(("2026-01-01", "2026-03-31", "quarter", "reported"), source="zone_board_reports").assign(
        table="investment"
    )
    entries = {entry.id: entry for entry in whole([Declared(id="zone_board_reports")], frame, TODAY)}
    assert entries["zone_board_reports"].received
    assert "zone_form_2109" not in entries
    assert {"zone_form_2110", "zone_form_2113"} <= set(entries)


def test_every_source_a_request_names_is_declared() -> None:
    sources = list(load_sources().values())
    ids = [entry.id for entry in whole(sources, rows(source="z").assign(table=""), TODAY)]
    # One line for each source and request: a source that a request stands for would otherwise be counted twice.
    answered = {answering(entry.id) for entry in requested()} & {source.id for source in sources}
    assert len(answered) >= 5
    assert len(ids) == len(set(ids)) == len(sources) + len(requested()) - len(answered)


def test_an_overdue_source_counts_its_days_and_keeps_the_sections_that_print_it_waiting() -> None:
    frame = rows(("2026-09-01", "2026-09-30", "month", "reported"))
    late, on_time = (received([Declared()], frame, pd.Timestamp(day)) for day in ("2026-11-20", "2026-11-10"))
    for entries, days, waiting in ((late, 10, ("trade",)), (on_time, 0, ())):
        (entry,) = with_users(entries, {"x": ("trade",), "y": ("border",)})
        assert (entry.days_overdue(pd.Timestamp("2026-11-20")), entry.waiting) == (days, waiting)
    assert [entry.waiting for entry in with_users(requested(), {})] == [entry.sections for entry in requested()]
