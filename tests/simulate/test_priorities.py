"""The planted shares of investment are no order of priorities, and the screening gives none from these inputs.

The screening ranks nothing unless a sector's data cover 70 % of the weight and half of every pillar; of its criteria the synthetic
forms feed the growth and the risk of national commodity groups only. National investment stands beside them as a ratio of two
windows, in which shares that do not change cancel. Those shares are recovered in `test_investment`, the planted order of priorities,
by the full model, in `test_scoring`.
"""

from __future__ import annotations

import pytest

from assessment.etl.store import Store
from assessment.evidence import Evidence, open_evidence
from assessment.project import Project
from assessment.scoring.measures import values
from assessment.scoring.measures_place import investment_momentum
from assessment.scoring.measures_trade import demand_growth
from assessment.scoring.model import load_model
from assessment.simulate.truth import Truth

TRUTH = Truth()
MODEL = load_model("screening")


@pytest.fixture(scope="module")
def evidence(synthetic: Project, synthetic_store: Store) -> Evidence:
    return open_evidence(synthetic_store, raw=synthetic.raw)


def test_no_sector_can_be_screened(evidence: Evidence) -> None:
    assert not values(evidence, MODEL).coverage["determinable"].any()


def test_growth_of_demand_is_the_planted_one(evidence: Evidence) -> None:
    sector = next(sector for sector in MODEL.sectors if sector.export_groups == ("rau_qua",))
    # Growth of 0.08 a year and a step of 0.30 within the seven years between the windows; a mean of 36 months with noise 0.02.
    planted = 100 * (2.718281828 ** (TRUTH.growth + TRUTH.break_size / 7) - 1)
    assert demand_growth(evidence, MODEL, sector).value == pytest.approx(planted, abs=0.5)


def test_shares_that_do_not_change_leave_a_ratio_of_one(evidence: Evidence) -> None:
    sector = next(sector for sector in MODEL.sectors if sector.investment_sector in TRUTH.sector_shares)
    # Two means of three years with noise 0.05: 0.05 sqrt(2 / 3) = 0.041.
    assert investment_momentum(evidence, MODEL, sector).value == pytest.approx(1, abs=0.125)
