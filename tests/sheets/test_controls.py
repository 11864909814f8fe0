"""Printed totals: exact, rounding or mismatch, whatever the order of the parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sheets.controls import check_total

AMOUNTS = st.lists(st.decimals(min_value=0, max_value=10**6, places=1).map(float), min_size=2, max_size=12)


def test_fia_2015_partner_table_is_a_mismatch() -> None:
    """FORMS 0.7: the partner table prints 394,179 where sector and province tables print 281,882."""
    assert check_total(394_178.96, [281_882.47]).kind == "mismatch"


@pytest.mark.parametrize(
    ("printed", "parts", "kind"),
    [
        (10.3, [5.1, 5.2], "exact"),
        (0.3, [0.1, 0.2], "exact"),
        (10.4, [5.1, 5.2], "rounding"),
        (10.5, [5.1, 5.2], "mismatch"),
        (5449.0, [2300.4, 3148.5], "rounding"),
        (24800.0, [7005.3, 17795.0], "rounding"),
        (34517.148781, [9500.0, 25016.693781], "rounding"),
        (0.0, [0.0, 0.0], "exact"),
        (100.0, [150.0, -50.0], "exact"),
    ],
)
def test_verdicts(printed: float, parts: list[float], kind: str) -> None:
    assert check_total(printed, parts).kind == kind


def test_counted_things_are_not_rounded() -> None:
    assert check_total(33_069, [20_000, 13_070]).kind == "rounding"
    assert check_total(33_069, [20_000, 13_070], counted=True).kind == "mismatch"


def test_a_column_with_decimals_has_them_in_every_total() -> None:
    assert check_total(100.0, [50.2, 49.5]).kind == "rounding"
    assert check_total(100.0, [50.2, 49.5], total_places=1).kind == "mismatch"


@given(AMOUNTS, st.randoms(use_true_random=False), st.floats(-1, 1))
def test_the_order_of_the_parts_does_not_matter(parts: list[float], random: object, off: float) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert check_total(sum(parts) + off, parts) == check_total(sum(parts) + off, shuffled)


@given(AMOUNTS)
def test_the_sum_itself_is_exact(parts: list[float]) -> None:
    assert check_total(sum(parts), parts).kind == "exact"
