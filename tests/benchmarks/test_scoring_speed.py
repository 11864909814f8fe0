"""How long the draws behind a class take beside a straightforward loop over `pymcdm` that does the same draws: equal numbers first.

16 sectors by 14 criteria in four pillars: 10,000 draws of the uncertainty analysis and 10,000 of weights in an agreed order (SMAA),
with every output. `make benchmark` measures; otherwise a few draws are made once. The loop makes a fiftieth of the draws and its time
is taken fifty times, for a loop takes time in proportion; it is given the drawn numbers for nothing, while ours draws them. It calls
pymcdm as its documentation does; how long it takes with pymcdm's checks of its input turned off is noted beside. As called by default
it must take at least a hundred times as long. A million draws show that memory does not grow with them.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pymcdm.helpers import rrankdata
from pymcdm.methods import WPM, WSM
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.scoring.acceptability import PillarMean
from assessment.scoring.design import INPUTS, Design, Scorer
from assessment.scoring.draws import fixed_scores, ordinal_weights, panel_weights, within_pillars
from assessment.scoring.normalise import SCALE, Criterion
from assessment.scoring.robustness import BLOCK, Robustness, blocks, generators, simulate
from assessment.scoring.uncertainty import STEP, uncertainty

DRAWS, PART, SEED = 10_000, 200, 3
SECTORS, PILLARS = 16, "AAAAFFFFFIIISS"
CRITERIA = [Criterion(1, 100, -1 if place in (3, 12, 13) else 1) for place in range(len(PILLARS))]


@pytest.fixture(name="design", scope="module")
def _design() -> Design:
    generator = np.random.default_rng(1)
    names = [f"criterion {place}" for place in range(len(PILLARS))]
    sectors = [f"sector {place}" for place in range(SECTORS)]
    sheets = generator.dirichlet(np.full(len(PILLARS), 20.0), 12)
    return Design(
        values=pd.DataFrame(generator.uniform(5, 95, (SECTORS, len(PILLARS))), sectors, names),
        criteria=dict(zip(names, CRITERIA, strict=True)),
        pillars=dict(zip(names, PILLARS, strict=True)),
        base=pd.Series(sheets.mean(axis=0), names),
        weights=panel_weights(sheets),
        deviation=0.15,
        groups=dict.fromkeys(sectors, "all"),
    )


def as_it_is(column: np.ndarray, cost: bool) -> np.ndarray:
    """Return the column: the scores are normalised before."""
    return column


class Loop:
    """The same draws, one after the other, as one would write them with pymcdm."""

    def __init__(self, reference: np.ndarray, validation: bool = True) -> None:
        self.reference, self.validation = reference, validation
        self.direction = np.array([criterion.direction for criterion in CRITERIA])
        ends = np.array([sorted((c.lower * c.direction, c.upper * c.direction)) for c in CRITERIA])
        self.lower, self.upper = ends.T
        self.columns = [np.flatnonzero([own == pillar for own in PILLARS]) for pillar in dict.fromkeys(PILLARS)]
        self.sum, self.product = WSM(as_it_is), WPM(as_it_is)

    def normalised(self, values: np.ndarray, choice: float, moves: np.ndarray) -> np.ndarray:
        values = values * self.direction
        if choice < 0.5:
            moves = moves * (self.upper - self.lower)
            lower, upper = self.lower + moves[0], self.upper + moves[1]
            share = np.clip((values - lower) / (upper - lower), 0, 1)
        elif choice < 0.75:
            z = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
            share = np.clip((z + 3) / 6, 0, 1)
        else:
            share = np.column_stack([(SECTORS - rrankdata(column)) / (SECTORS - 1) for column in values.T])
        return SCALE[0] + (SCALE[1] - SCALE[0]) * share

    def totals(self, scores: np.ndarray, weights: np.ndarray, geometric: bool) -> tuple[np.ndarray, np.ndarray]:
        shares = np.array([weights[own].sum() for own in self.columns])
        means = np.column_stack(
            [
                self.sum(scores[:, own], weights[own] / share, np.ones(len(own)), self.validation)
                for own, share in zip(self.columns, shares, strict=True)
            ]
        )
        rule = self.product if geometric else self.sum
        return rule(means, shares, np.ones(len(shares)), self.validation), means

    def uncertainty(self, drawn: dict[str, np.ndarray]) -> dict[str, Any]:
        def one(draw: int) -> tuple[np.ndarray, np.ndarray]:
            scores = self.normalised(drawn["values"][draw], drawn["normalisation"][draw], drawn["goalposts"][draw])
            return self.totals(scores, drawn["weights"][draw], drawn["aggregation"][draw] < 0.5)

        return self.outputs(drawn["weights"], one)

    def smaa(self, scores: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
        return self.outputs(weights, lambda draw: self.totals(scores, weights[draw], True))

    def outputs(self, weights: np.ndarray, one: Callable[[int], tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
        draws = len(weights)
        acceptability, wins = np.zeros((SECTORS, SECTORS)), np.zeros((SECTORS, SECTORS))
        first: list[list[np.ndarray]] = [[] for _ in range(SECTORS)]
        every_total, every_mean, every_rank, shifts = [], [], [], []
        for draw in range(draws):
            total, means = one(draw)
            rank = rrankdata(total)
            for sector, place in enumerate(rank):
                acceptability[sector, int(place) - 1] += 1 / draws
                if place == 1:
                    first[sector].append(weights[draw])
            wins += total[:, None] > total
            shifts.append(abs(rank - self.reference).mean())
            every_total.append(total)
            every_mean.append(means)
            every_rank.append(rank)
        shares = (0.05, 0.5, 0.95)
        return {
            "acceptability": acceptability,
            "pairwise": wins / draws,
            "central_weights": [np.mean(own, axis=0) if own else np.full(len(PILLARS), np.nan) for own in first],
            "score": np.quantile(every_total, shares, axis=0, method="inverted_cdf").T,
            "rank": np.quantile(every_rank, shares, axis=0, method="inverted_cdf").T,
            "pillar_medians": np.quantile(every_mean, 0.5, axis=0, method="inverted_cdf"),
            "rank_shift_mean": np.mean(shifts),
        }


def first_draws(design: Design, draws: int) -> dict[str, np.ndarray]:
    """Return the first draws that the analysis makes."""
    scorer = Scorer(design)
    _, parts = next(generators(draws, SEED, len(INPUTS)))
    return {name: scorer.draw(name, part, BLOCK)[:draws] for name, part in zip(INPUTS, parts, strict=True)}


def in_order(design: Design) -> tuple[Any, Any]:
    """Return the samplers of fixed scores and of pillar weights in the order of the pillars."""
    between = ordinal_weights(range(1, len(set(PILLARS)) + 1))
    return fixed_scores(Scorer(design).reference()), within_pillars(between, PILLARS, design.base)


def assert_equal(ours: Robustness, theirs: dict[str, Any], tolerance: float) -> None:
    pairwise = ours.pairwise.copy()
    np.fill_diagonal(pairwise, 0)
    np.testing.assert_allclose(pairwise, theirs["pairwise"], atol=1e-9)
    for name in ("acceptability", "central_weights", "rank"):
        np.testing.assert_allclose(getattr(ours, name), theirs[name], atol=1e-9)
    np.testing.assert_allclose(ours.score, theirs["score"], atol=tolerance)


@pytest.mark.filterwarnings("ignore:Alternatives with indices")  # pymcdm on a sector that another dominates
def test_the_draws_behind_a_class(benchmark: BenchmarkFixture, design: Design) -> None:
    draws = 100 if benchmark.disabled else PART
    scores, weights = in_order(design)
    drawn = first_draws(design, draws)
    ordered = next(blocks(scores, weights, draws, SEED))
    loop = Loop(uncertainty(design, draws=1).sectors["rank"].to_numpy())

    def ours(draws: int) -> tuple[Any, Robustness]:
        smaa = simulate(*in_order(design), PillarMean(PILLARS), draws=draws, seed=SEED)
        return uncertainty(design, draws=draws, seed=SEED), smaa

    def theirs(loop: Loop) -> tuple[dict[str, Any], dict[str, Any]]:
        return loop.uncertainty(drawn), loop.smaa(ordered[1][0], ordered[2])

    (own, own_smaa), (other, other_smaa) = ours(draws), theirs(loop)
    assert_equal(own.robustness, other, STEP / 2 + 1e-9)
    np.testing.assert_allclose(own.pillar_medians, other["pillar_medians"], atol=STEP / 2 + 1e-9)
    assert own.rank_shift_mean == pytest.approx(other["rank_shift_mean"])
    # Between two draws a median is any number between them: ours lies halfway, the loop's is the lower one.
    assert_equal(own_smaa, other_smaa | {"score": own_smaa.score}, 0)
    benchmark.pedantic(ours, args=(DRAWS if benchmark.enabled else 1,), rounds=9, warmup_rounds=1)
    if benchmark.enabled:
        note(benchmark, "pymcdm", lambda: theirs(loop))
        unchecked = Loop(loop.reference, validation=False)
        note(benchmark, "pymcdm without its checks", lambda: theirs(unchecked))
        assert benchmark.extra_info["pymcdm: times as long"] >= 100


def note(benchmark: BenchmarkFixture, name: str, part: Callable[[], Any]) -> None:
    """Measure a part of the draws, and note what all would take and how many times as long that is as ours."""
    taken = []
    for _ in range(5):
        begun = perf_counter()
        part()
        taken.append((perf_counter() - begun) * DRAWS / PART)
    benchmark.extra_info |= {
        f"{name}, {PART} draws taken {DRAWS // PART} times (s)": round(median(taken), 3),
        f"{name}: times as long": round(median(taken) / benchmark.stats.stats.median, 1),
    }


def test_memory_of_a_million_draws(benchmark: BenchmarkFixture, design: Design) -> None:
    def peak(draws: int) -> float:
        tracemalloc.start()
        assert uncertainty(design, draws=draws).robustness.draws == draws
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / 2**20

    little = peak(2 * BLOCK)
    much = benchmark.pedantic(peak, args=(20 * BLOCK if benchmark.disabled else 1_000_000,), rounds=1)
    benchmark.extra_info |= {"peak memory of 2,048 draws (MB)": round(little, 1), "of all (MB)": round(much, 1)}
    assert much < 1.1 * little
