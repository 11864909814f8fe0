"""Which uncertain input moves the ranking: first-order and total Sobol indices (METHODS 6.4).

The first-order index of an input is the share of the variance of the output that would go if the input were known; the total index
the share that would stay if everything else were known. An input that is a whole table (the values, say) is drawn once for each
number from 0 to 1 that the Sobol sequence gives it, so that exchanging the number exchanges the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from assessment.scoring.acceptability import ranks
from assessment.scoring.aggregate import aggregate
from assessment.scoring.design import INPUTS, Design, Scorer
from assessment.scoring.draws import Floats
from assessment.scoring.robustness import BLOCK

SAMPLE = 1024
"""Points of the base sample; the model runs ``SAMPLE (inputs + 2)`` times."""
CONFIDENCE, RESAMPLES = 0.95, 200
CHOICES = ("normalisation", "aggregation")
"""Inputs that are one number from 0 to 1 already."""


def sobol_indices(
    model: Callable[[Floats], Floats], inputs: Sequence[str], *, sample: int = SAMPLE, seed: int = 0
) -> pd.DataFrame:
    """Return the first-order and total indices of a model of independent inputs that are uniform from 0 to 1.

    Parameters
    ----------
    model
        From runs × inputs to the output of each run.
    inputs
        Names of the inputs.
    sample
        Points of the base sample, a power of 2.

    Returns
    -------
    DataFrame
        By input: `first`, `total`, and the bounds of their 95 % intervals `first_low`, `first_high`, `total_low`, `total_high`, by
        bootstrap. An input without effect has 0 in all of them; so have all where the output does not vary. Estimates of small indices
        may be a little below 0.

    Raises
    ------
    ValueError
        If the sample is not a power of 2, there is no input, or the output is not one number for each run.

    Notes
    -----
    Source: Sobol (2001); estimators of Saltelli et al. (2010), as SALib has them.

    Examples
    --------
    >>> sobol_indices(lambda runs: runs[:, 0], ["a", "b"])["total"].round(2).tolist()
    [1.0, 0.0]
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    if sample < 2 or sample & (sample - 1) or not inputs:
        raise ValueError(
            f"sample of {sample} points, {len(inputs)} inputs: expected a power of 2 and at least one input"
        )
    problem = {"num_vars": len(inputs), "names": list(inputs), "bounds": [[0.0, 1.0]] * len(inputs)}
    runs = sampling.sample(problem, sample, calc_second_order=False, seed=seed)
    output = np.asarray(model(runs), dtype=float)
    if output.shape != (len(runs),) or not np.isfinite(output).all():
        raise ValueError(f"output of shape {output.shape}: expected a finite number for each of {len(runs)} runs")
    found: dict[str, Floats] = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), np.zeros(len(inputs)))
    if np.ptp(output) > 0:
        # SALib takes a seed of 0 for none.
        found = analysis.analyze(
            problem,
            output,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=seed + 1,
        )
    table = {}
    for name, key in (("first", "S1"), ("total", "ST")):
        table[name] = found[key]
        table[f"{name}_low"], table[f"{name}_high"] = (
            found[key] - found[f"{key}_conf"],
            found[key] + found[f"{key}_conf"],
        )
    return pd.DataFrame(table, index=pd.Index(inputs))


def rank_shift_indices(design: Design, *, sample: int = SAMPLE, seed: int = 0) -> pd.DataFrame:
    """Return the indices of the mean rank shift of a design by its inputs (`INPUTS`).

    The output is the mean over the scored sectors of the distance between drawn and reference rank, as in
    :class:`assessment.scoring.uncertainty.Uncertainty`. See :func:`sobol_indices` for the table.

    Raises
    ------
    ValueError
        If no sector can be scored, or the design is not complete, see :class:`assessment.scoring.design.Scorer`.

    Notes
    -----
    Source: Saisana, Saltelli and Tarantola (2005).
    """
    scorer = Scorer(design)
    if not scorer.scored.any():
        raise ValueError("no sector can be scored: there is no rank to shift")
    reference = ranks(aggregate(scorer.reference(), design.base, design.pillars).to_numpy(dtype=float))

    def shift(runs: Floats) -> Floats:
        drawn, which = {}, {}
        for place, name in enumerate(INPUTS):
            if name in CHOICES:
                drawn[name], which[name] = runs[:, place], np.arange(len(runs))
            else:
                numbers, which[name] = np.unique(runs[:, place], return_inverse=True)
                generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(place,)))
                drawn[name] = scorer.draw(name, generator, len(numbers))
        shifts = []
        for start in range(0, len(runs), BLOCK):
            block = {name: drawn[name][which[name][start : start + BLOCK]] for name in INPUTS}
            shifts.append(np.nanmean(abs(ranks(scorer.score(block)[0]) - reference), axis=1))
        return np.concatenate(shifts)

    return sobol_indices(shift, INPUTS, sample=sample, seed=seed)
