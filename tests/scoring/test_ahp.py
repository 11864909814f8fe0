"""AHP: golden numbers, cross-check by the geometric mean, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.ahp import Ahp, ahp, group_comparisons


def _matrix(items: list[str], pairs: dict[tuple[str, str], float]) -> np.ndarray:
    matrix = np.eye(len(items))
    for (first, second), ratio in pairs.items():
        row, column = items.index(first), items.index(second)
        matrix[row, column], matrix[column, row] = ratio, 1 / ratio
    return matrix


def test_golden_three_items() -> None:
    """GOLDEN 3.5, tolerance 1e-6; random index 0.58. CR .0332 is below the 0.05 of three items."""
    result = ahp(np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]))
    np.testing.assert_allclose(result.weights, [0.636986, 0.258285, 0.104729], atol=1e-6)
    assert result.largest_eigenvalue == pytest.approx(3.038511, abs=1e-6)
    assert result.consistency_index == pytest.approx(0.0192555, abs=1e-6)
    assert result.consistency_ratio == pytest.approx(0.0332, abs=5e-5)
    assert result.consistent


def test_golden_drinks() -> None:
    """Saaty 2008 (GOLDEN T12, 3.5): weights as printed (5e-5), lambda 7.176629 (1e-6), CR .0223 with random index 1.32."""
    items = ["coffee", "wine", "tea", "beer", "soda", "milk", "water"]
    rows = {
        "coffee": {"wine": 9, "tea": 5, "beer": 2, "soda": 1, "milk": 1},
        "water": {"coffee": 2, "wine": 9, "tea": 9, "beer": 3, "soda": 2, "milk": 3},
        "tea": {"wine": 3},
        "beer": {"wine": 9, "tea": 3, "milk": 1},
        "soda": {"wine": 9, "tea": 4, "beer": 2, "milk": 2},
        "milk": {"wine": 9, "tea": 3},
    }
    pairs = {(first, second): float(ratio) for first, row in rows.items() for second, ratio in row.items()}
    result = ahp(_matrix(items, pairs))
    np.testing.assert_allclose(result.weights, [0.1775, 0.0191, 0.0418, 0.1164, 0.1896, 0.1288, 0.3268], atol=6e-5)
    assert result.largest_eigenvalue == pytest.approx(7.176629, abs=1e-6)
    assert result.consistency_ratio == pytest.approx(0.0223, abs=5e-5)
    np.testing.assert_allclose(result.geometric_mean, result.weights, atol=0.01)


CITIES = ["Bethesda", "Boston", "Pittsburgh", "Santa Fe"]
LIVING = ["culture", "family", "housing", "jobs", "transport"]
# Of the first city (or criterion) over each later one, row by row.
JUDGED = {
    "culture": (1 / 2, 1, 1 / 2, 2.5, 1, 1 / 2.5),
    "family": (2, 1 / 3, 4, 1 / 8, 2, 9),
    "housing": (5, 1 / 2, 2.5, 1 / 9, 1 / 4, 7),
    "jobs": (1 / 2, 3, 4, 6, 8, 1),
    "transport": (1.5, 1 / 2, 4, 1 / 3.5, 2.5, 9),
    "goal": (1 / 5, 3, 1 / 2, 5, 7, 1, 7, 1 / 4, 3, 7),
}


def _upper(items: list[str], ratios: tuple[float, ...]) -> np.ndarray:
    pairs = [(first, second) for place, first in enumerate(items) for second in items[place + 1 :]]
    return _matrix(items, dict(zip(pairs, ratios, strict=True)))


def test_golden_cities() -> None:
    """Saaty 2005 (GOLDEN T12): five criteria over four cities, .229 .275 .385 .111; tolerance 6e-4 as printed."""
    own = np.array([ahp(_upper(CITIES, JUDGED[name])).weights for name in LIVING])
    total = ahp(_upper(LIVING, JUDGED["goal"])).weights @ own
    np.testing.assert_allclose(total, [0.229, 0.275, 0.385, 0.111], atol=6e-4)


def test_golden_completed_matrix() -> None:
    """Bozóki, Fülöp and Rónyai 2010 (GOLDEN T12): c-d at 0.730297 gives .3738 .3920 .0985 .1357 and the least lambda."""
    given = (1, 5, 2, 3, 4)

    def completed(ratio: float) -> Ahp:
        return ahp(_upper(list("abcd"), (*given, ratio)))

    best = completed(0.730297)
    np.testing.assert_allclose(best.weights, [0.3738, 0.3920, 0.0985, 0.1357], atol=5e-5)
    for other in (0.70, 0.72, 0.74, 0.76):
        assert completed(other).largest_eigenvalue > best.largest_eigenvalue


def test_circular_judgements_are_inconsistent() -> None:
    assert ahp([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]).consistent is False


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=10))
def test_consistent_matrix_gives_its_weights_back(raw: list[float]) -> None:
    weights = np.array(raw) / sum(raw)
    result = ahp(weights[:, None] / weights)
    np.testing.assert_allclose(result.weights, weights, atol=1e-7)
    np.testing.assert_allclose(result.geometric_mean, weights, atol=1e-9)
    assert result.consistency_ratio == pytest.approx(0, abs=1e-7)
    assert result.consistent


def test_more_than_ten_items_have_no_ratio() -> None:
    result = ahp(np.ones((11, 11)))
    assert np.isnan(result.consistency_ratio)
    assert result.consistent is None


def test_group_mean_is_reciprocal() -> None:
    mean = group_comparisons([np.array([[1, 9], [1 / 9, 1]]), np.array([[1, 1 / 4], [4, 1]])])
    np.testing.assert_allclose(mean, [[1, 1.5], [1 / 1.5, 1]])
    with pytest.raises(ValueError, match="no sheet"):
        group_comparisons([])


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2]], "square"),
        ([[1, -2], [-0.5, 1]], "positive"),
        ([[1, np.nan], [1, 1]], "gap"),
        ([[1, 2], [2, 1]], "recip"),
    ],
)
def test_wrong_matrices_are_refused(matrix: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ahp(matrix)
