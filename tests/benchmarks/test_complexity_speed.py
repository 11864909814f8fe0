"""Product space and complexity of the real world trade matrix beside `ecomplexity`: the same numbers first, then the times.

226 countries by 785 products. `make benchmark` measures, and then the ratio of the medians must be above 1; otherwise a part of the
matrix is computed once, as a plain test of equal numbers. Density is one and the same matrix product on both sides, and presence a
matter of a thousandth of a second: their ratios are noted, not asserted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from threadpoolctl import threadpool_limits

from assessment.analysis.complexity import complexity
from assessment.analysis.product_space import density, presence, proximity
from assessment.analysis.specialisation import activity_table, location_quotients
from tests.benchmarks.test_speed import beside
from tests.world_trade import Reference, world_trade

pytestmark = [
    pytest.mark.shared,
    pytest.mark.filterwarnings("ignore:The inplace keyword"),  # in ecomplexity, under pandas 3
]
AGREE = {"rtol": 0.0, "atol": 1e-6}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    # Both sides alike: on a busy machine the threads of linear algebra wait for each other, and the ratio says nothing.
    with threadpool_limits(1):
        yield


@pytest.fixture(name="records")
def _records(shared: Path, benchmark: BenchmarkFixture) -> pd.DataFrame:
    records = world_trade(shared)
    # The tenth of the products with the largest trade is enough where nothing is measured.
    sizes = records.groupby("product")["value"].sum()
    return records[records["product"].isin(sizes.nlargest(78).index)] if benchmark.disabled else records


@pytest.fixture(name="reference")
def _reference(records: pd.DataFrame) -> Reference:
    reference = Reference(records)
    reference.quotients()
    reference.presence()
    reference.proximity()
    return reference


@pytest.fixture(name="present")
def _present(records: pd.DataFrame) -> pd.DataFrame:
    return presence(location_quotients(activity_table(records, "country", "product", "value", absent=0.0)))


def ahead(benchmark: BenchmarkFixture) -> None:
    """Fail where a measured run was not ahead of ecomplexity."""
    if not benchmark.disabled:
        assert benchmark.extra_info["ecomplexity: times as long"] > 1


def test_location_quotients(benchmark: BenchmarkFixture, records: pd.DataFrame) -> None:
    def ours() -> pd.DataFrame:
        return location_quotients(activity_table(records, "country", "product", "value", absent=0.0))

    def theirs() -> np.ndarray:
        return Reference(records).quotients()

    np.testing.assert_allclose(benchmark.pedantic(ours, rounds=5, warmup_rounds=1), theirs(), **AGREE)
    beside(benchmark, "ecomplexity", theirs)
    ahead(benchmark)


def test_presence(benchmark: BenchmarkFixture, records: pd.DataFrame, reference: Reference) -> None:
    quotients = location_quotients(activity_table(records, "country", "product", "value", absent=0.0))
    found = benchmark.pedantic(presence, args=(quotients,), rounds=9, warmup_rounds=1)
    np.testing.assert_array_equal(found, reference.presence())
    beside(benchmark, "ecomplexity", reference.presence, rounds=9)


def test_proximity(benchmark: BenchmarkFixture, present: pd.DataFrame, reference: Reference) -> None:
    found = benchmark.pedantic(proximity, args=(present,), rounds=5, warmup_rounds=1)
    np.testing.assert_allclose(found, reference.proximity(), **AGREE)
    beside(benchmark, "ecomplexity", reference.proximity)
    ahead(benchmark)


def test_density(benchmark: BenchmarkFixture, present: pd.DataFrame, reference: Reference) -> None:
    found = benchmark.pedantic(density, args=(present, proximity(present)), rounds=5, warmup_rounds=1)
    np.testing.assert_allclose(found, reference.density(), **AGREE)
    beside(benchmark, "ecomplexity", reference.density)


def test_complexity(benchmark: BenchmarkFixture, present: pd.DataFrame, reference: Reference) -> None:
    # Both on the scale of the ECI's mean and population deviation.
    found = benchmark.pedantic(complexity, args=(present,), rounds=5, warmup_rounds=1)
    assert found.refused == ""
    eci, pci = reference.complexity()
    np.testing.assert_allclose(found.eci, eci, **AGREE)
    np.testing.assert_allclose(found.pci, pci, **AGREE)
    beside(benchmark, "ecomplexity", reference.complexity)
    ahead(benchmark)


def test_from_records_to_density_and_complexity(benchmark: BenchmarkFixture, records: pd.DataFrame) -> None:
    def ours() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
        present = presence(location_quotients(activity_table(records, "country", "product", "value", absent=0.0)))
        found = complexity(present)
        return density(present, proximity(present)), found.eci, found.pci

    def theirs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        # The steps that have a counterpart only: the whole of ecomplexity() also makes an outlook index and a long table.
        reference = Reference(records)
        reference.quotients()
        reference.presence()
        reference.proximity()
        return reference.density(), *reference.complexity()

    for own, other in zip(benchmark.pedantic(ours, rounds=5, warmup_rounds=1), theirs(), strict=True):
        np.testing.assert_allclose(own, other, **AGREE)
    beside(benchmark, "ecomplexity", theirs)
    ahead(benchmark)
