"""Rejects and notes carry their place."""

from __future__ import annotations

from assessment.etl.problems import Note, Reject, Sink


def test_places_are_addresses_or_empty() -> None:
    sink = Sink("a.xlsx")
    sink.reject("S", 3, 2, "x", "bad", "mend")
    sink.reject("", None, None, "", "bad file", "mend")
    sink.note("S", 0, 0, "seen")
    assert sink.rejects == [
        Reject("a.xlsx", "S", "C4", "x", "bad", "mend"),
        Reject("a.xlsx", "", "", "", "bad file", "mend"),
    ]
    assert sink.notes == [Note("a.xlsx", "S", "A1", "seen")]
