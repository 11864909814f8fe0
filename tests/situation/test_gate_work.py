"""Gates at work add nothing to the section where neither lists nor a log are there, and say what they answer where they are."""

from __future__ import annotations

from assessment.situation.gate_work import GateWork

from .flows_record import TRAFFIC, Frames
from .test_gate_days import listed


def test_the_published_figures_alone_add_nothing() -> None:
    work = GateWork(Frames(traffic=TRAFFIC).evidence())
    assert (work.findings(), work.tables(), work.figures(), work.answered()) == ((), (), (), set())


def test_daily_lists_give_tables_and_a_calendar() -> None:
    work = GateWork(Frames(traffic=listed(60)).evidence())
    assert [table.id for table in work.tables()] == ["border.daily_use", "border.closure_days", "border.daily_peaks"]
    assert [figure.id for figure in work.figures()] == ["border.queue_calendar"]
    assert work.answered() == {"daily"}


def test_the_public_record_adds_nothing(evidence) -> None:
    assert GateWork(evidence).answered() == set()
