"""Tests of `scoring.once`: a record is read once, and every record for itself."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.scoring.once import once
from tests.situation.small_record import SmallRecord


def test_a_record_is_read_once_and_each_for_itself():
    asked: list[Evidence] = []

    @once
    def read(evidence: Evidence) -> int:
        asked.append(evidence)
        return len(asked)

    first, second = SmallRecord().evidence(), SmallRecord().evidence()
    assert [read(first), read(second), read(first)] == [1, 2, 1]
    assert asked == [first, second]
