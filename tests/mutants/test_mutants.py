"""In every mutant of a known form a figure is right or refused; `python -m tests.mutants` makes 10,000 and prints the table."""

from __future__ import annotations

import math
import random

import pytest

from assessment.etl.reading import rows_of
from tests.mutants.bases import builders, observed, sources
from tests.mutants.judge import FILE_SHARE, judge, mutants
from tests.mutants.kinds import KINDS


@pytest.mark.parametrize("name", sorted(builders()))
def test_a_base_is_read_whole_and_right(name: str) -> None:
    base = builders()[name](random.Random(7))
    read = rows_of(*base.workbook(), sources()[base.source])
    seen = {key: (value, status) for key, value, status in map(observed, (one for _, one in read.taken))}
    assert not read.sink.rejects
    assert set(seen) == set(base.truth)
    assert all(
        math.isclose(seen[key][0], figure.value) and seen[key][1] == figure.status for key, figure in base.truth.items()
    )


def test_no_mutant_is_silently_wrong() -> None:
    verdicts = [
        judge(name, base, mutant, through_file=number % FILE_SHARE == 0)
        for number, (name, base, mutant) in enumerate(mutants(1500, seed=20261125))
    ]
    assert {verdict.kind for verdict in verdicts} == set(KINDS)
    assert [f"{v.kind}, {v.base}, {v.what}: {fault}" for v in verdicts for fault in v.faults] == []
