"""What goods lines show for indicators 2, 4 and 5 of the scorecard: capture share, real trade growth, concentration.

The public record has none: there the readers of `scorecard_trade` and the missing data stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, not_determinable
from assessment.situation.declared import Declared
from assessment.situation.scorecard import Reading
from assessment.situation.scorecard_standings import NOTHING, dated, stand, what
from assessment.situation.scorecard_trade import through_by_year
from assessment.situation.structure_prices import Prices
from assessment.situation.trade_levels import captured

_FLOW: Final = "export"


def _capture_share(evidence: Evidence) -> Reading | None:
    declared, through = Declared(evidence), through_by_year(evidence)
    years = [year for year in declared.years if year in through]
    if not years:
        return None
    year = years[-1]

    def of(year: int) -> Quantity:
        whole = through.get(year, not_determinable(NOTHING, "usd_million"))
        return captured(declared.value(year), whole)

    standing = stand("before", _before(year), of(year), of(year - 1), periods=(str(year), str(year - 1)))
    return Reading("determined", of(year), what("capture_share_declared"), dated(str(year)), (standing,))


def _real_growth(evidence: Evidence) -> Reading | None:
    """Return the change of the Fisher volume of exports beside that of the year before, and beside the country's."""
    declared = Declared(evidence)
    known = [
        int(label)
        for label in declared.periods("year", "volume_fisher")
        if declared.value(label, _FLOW, "volume_fisher").known
    ]
    if not known:
        return None
    year = known[-1]
    now, before = (declared.value(at, _FLOW, "volume_fisher").rounded_to(1) for at in (year, year - 1))
    country = _country(evidence, year)
    standings = (
        stand("before", _before(year), now, before, periods=(str(year), str(year - 1))),
        stand(
            "country",
            Text("synthesis.against.country_volume", {"period": dated(str(year))}),
            now,
            country,
            periods=(str(year), str(year)),
        ),
    )
    price = declared.value(year, _FLOW, "price_fisher").rounded_to(1)
    coverage = declared.value(year, _FLOW, "coverage").rounded_to(0)
    words = Text("synthesis.what.real_trade_growth", {"price": price, "coverage": coverage})
    return Reading("determined", now, words, dated(str(year)), standings)


def _country(evidence: Evidence, year: int) -> Quantity:
    """Return the change of the volume of the country's exports of goods by weight."""
    prices = Prices(evidence)
    if prices.known:
        for row in prices.table().frame.to_dict("records"):
            if row["flow"].key == _FLOW and row["price_year"] == year:
                found: Quantity = row["volume_change"]
                return found
    return not_determinable(NOTHING, "percent")


def _concentration(evidence: Evidence) -> Reading | None:
    """Return the concentration of exports on chapters, the least it can be where some are confidential."""
    declared = Declared(evidence)
    if not declared.years:
        return None
    year = declared.years[-1]
    low, high = declared.spread(year, _FLOW)
    if not low.known:
        return None
    before, _ = declared.spread(year - 1, _FLOW)
    standing = stand("before", _before(year), low, before, periods=(str(year), str(year - 1)), relative=True)
    words = Text("synthesis.what.concentration_declared", {"high": high})
    return Reading("determined", low, words, dated(str(year)), (standing,))


def _before(year: int) -> Text:
    return Text("synthesis.against.year_before", {"period": dated(str(year - 1))})


READERS: Final[Mapping[str, Callable[[Evidence], Reading | None]]] = {
    "capture_share": _capture_share,
    "real_trade_growth": _real_growth,
    "concentration": _concentration,
}
