"""Planted achievement of plans comes back through section 2; the noise of the outcome is the only one."""

from __future__ import annotations

import pytest

from assessment.etl.store import Store
from assessment.evidence import open_evidence
from assessment.simulate.truth import Truth
from assessment.situation.plan import section
from assessment.situation.targets import comparisons

TRUTH = Truth()
NOISE = {"trade_value_through": TRUTH.gate_noise}


def test_achievement_comes_back_for_every_year_that_is_due(synthetic_store: Store) -> None:
    found = [entry for entry in comparisons(open_evidence(synthetic_store)) if entry.achievement is not None]
    years = {entry.target.period.end.year for entry in found}
    assert (len(found), years) == (9, {2015, 2020, 2025})
    for entry in found:
        planted = TRUTH.achieved[entry.target.indicator]
        noise = NOISE.get(entry.target.indicator, TRUTH.yearly_noise)
        assert entry.achievement.value == pytest.approx(100 * planted, rel=3 * noise)
        assert entry.state == ("reached" if planted > 1 else "below")


def test_section_2_counts_what_is_due_and_keeps_the_rest_for_later(synthetic_store: Store) -> None:
    found = section(open_evidence(synthetic_store))
    counts = found.findings[0].text.values
    assert (counts["due"].value, counts["compared"].value, counts["open"].value) == (9, 9, 0)
    pending = next(table for table in found.tables if table.id == "plan.pending")
    assert len(pending.frame) == 3
