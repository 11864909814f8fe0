"""Location quotients and structural differences, against published numbers (GOLDEN part B, section 3.1)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.specialisation import (
    location_quotient,
    location_quotients,
    structural_difference,
    symmetric_quotient,
)

# Matrix M1 of EconGeo's examples; rows R1..R5, columns I1..I5.
M1 = pd.DataFrame(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]],
    index=["R1", "R2", "R3", "R4", "R5"],
    columns=["I1", "I2", "I3", "I4", "I5"],
)
M1_QUOTIENTS = [
    [5, 0, 0, 0, 0],
    [0, 0.75, 0.25, 3.5, 0.5],
    [0, 1, 0.5, 1, 2.5],
    [0, 1.25, 1.5, 0.25, 2],
    [0, 2, 2.75, 0.25, 0],
]

positive = st.floats(min_value=0.01, max_value=1e6)


def test_location_quotient_of_farhauer_and_kroell():
    # Farhauer/Kröll (2013) through REAT locq: e_ij = 1714, e_j = 79006, e_i = 879213, e = 15593224.
    assert float(location_quotient(1714, 79006, 879213, 15593224)) == pytest.approx(0.384762342, abs=1e-9)


def test_location_quotients_of_region_a():
    # Farhauer/Kröll (2013), four industries, region A at t.
    found = location_quotient([90, 20, 10, 60], 180, [400, 150, 150, 400], 1100)
    np.testing.assert_allclose(found, [1.375, 0.814815, 0.407407, 0.916667], atol=5e-7)
    assert float(symmetric_quotient(found[0])) == pytest.approx(3 / 19)


def test_location_quotients_of_the_econgeo_matrix():
    np.testing.assert_allclose(location_quotients(M1).to_numpy(), M1_QUOTIENTS)


def test_share_weighted_mean_of_the_econgeo_matrix():
    quotients = location_quotients(M1)
    shares = M1.div(M1.sum(axis=1), axis=0)
    np.testing.assert_allclose((quotients * shares).sum(axis=1), [5, 2.625, 1.7, 1.575, 2.325])


def test_hoover_and_krugman_of_the_econgeo_matrix():
    total = M1.sum().to_numpy()
    hoover = [structural_difference(row, total) for row in M1.to_numpy()]
    np.testing.assert_allclose(hoover, [0.8, 0.5, 0.3, 0.35, 0.55])
    np.testing.assert_allclose(2 * np.array(hoover), [1.6, 1.0, 0.6, 0.7, 1.1])


def test_krugman_of_sweden_against_its_neighbours():
    # Krugman index of Sweden against the mean structure of Norway, Denmark, Finland and Iceland (REAT): .1595017923.
    sweden = [45000, 15000, 32000, 10000, 30000]
    others = np.array(
        [
            [35000, 12000, 30000, 8000, 22000],
            [40000, 10000, 25000, 9000, 18000],
            [30000, 11000, 18000, 3000, 13000],
            [40000, 6000, 11000, 2000, 12000],
        ]
    )
    mean_structure = (others / others.sum(axis=1, keepdims=True)).mean(axis=0)
    assert 2 * structural_difference(sweden, mean_structure) == pytest.approx(0.1595017923, abs=1e-9)


def test_reference_conventions_differ_and_are_named():
    including = float(location_quotient(30, 100, 60, 400))
    rest = float(location_quotient(30, 100, 60, 400, "rest"))
    assert including == pytest.approx(2.0)
    assert rest == pytest.approx(3.0)
    with pytest.raises(ValueError, match="expected 'including' or 'rest'"):
        location_quotient(1, 2, 3, 4, "national")  # type: ignore[arg-type]


def test_zero_and_missing():
    assert float(location_quotient(0, 10, 5, 100)) == 0.0
    for undefined in ((1, 0, 5, 100), (1, 10, 0, 100), (1, 10, 5, 0), (float("nan"), 10, 5, 100)):
        assert np.isnan(location_quotient(*undefined))
    # The area holds all of the activity and all of the size: nothing is left to compare with.
    assert np.isnan(location_quotient(5, 10, 5, 10, "rest"))


def test_negative_values_are_refused():
    with pytest.raises(ValueError, match="negative"):
        location_quotient(-1, 10, 5, 100)
    with pytest.raises(ValueError, match="negative"):
        symmetric_quotient([-0.1])
    with pytest.raises(ValueError, match="negative"):
        structural_difference([1, -1], [1, 1])


def test_structures_of_different_length_are_refused():
    with pytest.raises(ValueError, match="equal length"):
        structural_difference([1, 2], [1, 2, 3])


def test_structure_without_mass_is_not_a_number():
    assert np.isnan(structural_difference([0, 0], [1, 1]))
    assert np.isnan(structural_difference([np.nan, 1], [1, 1]))


@given(positive, positive, positive, positive, positive)
def test_units_do_not_matter(part, whole, reference_part, reference_whole, scale):
    plain = float(location_quotient(part, whole, reference_part, reference_whole))
    scaled = float(location_quotient(part * scale, whole, reference_part * scale, reference_whole))
    assert scaled == pytest.approx(plain, rel=1e-9)


@given(st.lists(st.lists(positive, min_size=3, max_size=3), min_size=2, max_size=6))
def test_weighted_mean_of_a_column_is_one(rows):
    table = pd.DataFrame(rows)
    weights = table.sum(axis=1) / table.to_numpy().sum()
    np.testing.assert_allclose(location_quotients(table).mul(weights, axis=0).sum(), 1.0)


@given(st.lists(positive, min_size=2, max_size=8), st.randoms())
def test_structural_difference_is_symmetric_and_bounded(parts, random):
    other = parts.copy()
    random.shuffle(other)
    forth, back = structural_difference(parts, other), structural_difference(other, parts)
    assert forth == pytest.approx(back)
    assert 0 <= forth <= 1
    assert structural_difference(parts, [3 * part for part in parts]) == pytest.approx(0)
