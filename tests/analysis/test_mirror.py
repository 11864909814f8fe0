"""Mirror statistics: the published cases L4 of GOLDEN, the band of CIF/FOB factors, and properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.mirror import CIF_OVER_FOB, mirror_band, mirror_gap

amounts = st.floats(1.0, 1e6)
factors = st.floats(1.0, 1.1)
flows = st.sampled_from(["export", "import"])


def test_mirror_gap_vietnamnet2015():
    """L4. Vietnam's imports from China 43.9, China's exports 63.8 billion USD in 2014: gap 19.9, ratio 1.453."""
    gap = mirror_gap(63.8, 43.9, "import")
    assert gap.difference == pytest.approx(19.9)
    assert gap.ratio == pytest.approx(1.453, abs=5e-4)


def test_mirror_gap_le2018():
    """L4. Vietnam's exports to China 35.5, China's record 50.6 billion USD in 2017; CIF/FOB 1.06 gives 47.7 and 1.345."""
    gap = mirror_gap(50.6, 35.5, "export", 1.06)
    assert gap.difference + 35.5 == pytest.approx(47.7, abs=0.05)
    assert gap.ratio == pytest.approx(1.345, abs=5e-4)


def test_band_of_the_published_cases():
    """L4 over f = 1, 1.03, 1.06: freight narrows the gap of an export and widens that of an import (the reporter's own is CIF)."""
    exports, imports = mirror_band(50.6, 35.5, "export"), mirror_band(63.8, 43.9, "import")
    assert exports.factors == CIF_OVER_FOB == (1.0, 1.03, 1.06)
    assert [round(gap.ratio, 3) for gap in exports.gaps] == [1.425, 1.384, 1.345]
    assert (exports.low, exports.high) == (exports.gaps[2], exports.gaps[0])
    assert [round(gap.ratio, 3) for gap in imports.gaps] == [1.453, 1.497, 1.541]
    assert (imports.low, imports.high) == (imports.gaps[0], imports.gaps[2])
    assert (exports.larger, imports.larger) == ("partner", "partner")


@pytest.mark.parametrize(
    ("partner", "larger"),
    [(107.0, "partner"), (106.0, "depends"), (103.0, "depends"), (100.0, "depends"), (99.0, "reporter")],
)
def test_who_records_more(partner, larger):
    """Within 0 to 6 % above the exporter's 100, the factor decides."""
    assert mirror_band(partner, 100.0, "export").larger == larger


def test_nothing_recorded_and_nothing_known():
    gap = mirror_gap(5.0, 0.0, "export")
    assert (gap.difference, gap.symmetric_percent) == (5, 200)
    assert math.isnan(gap.ratio)
    assert math.isnan(mirror_gap(0.0, 0.0, "export").symmetric_percent)
    assert mirror_band(float("nan"), 1.0, "import").larger == "not_determinable"


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="expected 1 or more"):
        mirror_gap(1.0, 1.0, "export", 0.9)
    with pytest.raises(ValueError, match="-1 and 2: expected values of zero or more"):
        mirror_gap(-1.0, 2.0, "export")
    with pytest.raises(ValueError, match="flow 'both'"):
        mirror_gap(1.0, 1.0, "both")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one"):
        mirror_band(1.0, 1.0, "export", ())


@given(amounts, amounts, flows, factors)
def test_the_unit_does_not_matter(partner, reporter, flow, factor):
    one, thousand = (mirror_gap(scale * partner, scale * reporter, flow, factor) for scale in (1, 1000))
    assert thousand.ratio == pytest.approx(one.ratio)
    assert thousand.symmetric_percent == pytest.approx(one.symmetric_percent, abs=1e-9)


@given(amounts, amounts, factors)
def test_the_two_sides_see_one_gap(partner, reporter, factor):
    """What is the reporter's export is the partner's import: the gap changes its sign and nothing else."""
    own, theirs = mirror_gap(partner, reporter, "export", factor), mirror_gap(reporter, partner, "import", factor)
    assert own.difference == pytest.approx(-theirs.difference)
    assert own.ratio == pytest.approx(1 / theirs.ratio)
    assert own.symmetric_percent == pytest.approx(-theirs.symmetric_percent)


@given(amounts, amounts, flows, st.lists(factors, min_size=1, max_size=5))
def test_the_band_holds_every_gap(partner, reporter, flow, band):
    found = mirror_band(partner, reporter, flow, band)
    for name in ("difference", "ratio", "symmetric_percent"):
        numbers = [getattr(gap, name) for gap in found.gaps]
        ends = (getattr(found.low, name), getattr(found.high, name))
        assert ends == pytest.approx((min(numbers), max(numbers)))  # two factors a rounding apart may swap places
