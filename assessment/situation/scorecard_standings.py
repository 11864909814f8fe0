"""A number of the scorecard beside its references: each pair is handed to `analysis.comparison` with what the two measure.

Where a reference of the needed kind is published but measures something else, it is compared all the same, so that the scorecard
shows the comparison and why it was refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.analysis.benchmark import robust_z
from assessment.analysis.comparison import Measure, Reference, Route, compare, compare_with_peers
from assessment.evidence import Evidence, parse_period
from assessment.findings import Period, Quantity, Text, derive, not_determinable
from assessment.situation.scorecard import Standing
from assessment.situation.targets import targets

NOTHING = Text("common.reason.no_row")


def what(name: str) -> Text:
    """Return the words for what is printed as the value of an indicator."""
    return Text(f"synthesis.what.{name}")


def dated(text: str, frequency: str = "year") -> Period:
    """Return a period for print."""
    return Period(*parse_period(text), frequency)


def _measure(quantity: Quantity, scope: str, route: Route, period: str) -> Measure:
    return Measure(float("nan") if quantity.value is None else quantity.value, quantity.unit, scope, route, period)


def stand(
    reference: Reference,
    label: Text,
    own: Quantity,
    other: Quantity,
    *,
    periods: tuple[str, str],
    scopes: tuple[str, str] = ("", ""),
    routes: tuple[Route, Route] = ("none", "none"),
    relative: bool = False,
) -> Standing:
    """Return a number beside its reference; of each pair the first belongs to the number, the second to the reference."""
    held = compare(
        reference,
        label.key,
        _measure(own, scopes[0], routes[0], periods[0]),
        _measure(other, scopes[1], routes[1], periods[1]),
        relative,
    )
    if held.problem:
        return Standing(held, label, own, other, _refused(held.problem, held.unit))
    formula = "synthesis.formula.relative" if relative else "difference"
    return Standing(held, label, own, other, derive(formula, held.unit, lambda *_: held.difference, own, other))


def stand_among_peers(
    label: Text, own: Quantity, peers: Mapping[str, Quantity], *, period: str, scopes: tuple[str, str] = ("", "")
) -> Standing:
    """Return a number beside the median of the key zones with its robust z; the peers are of the period of the number."""
    measures = [_measure(peer, scopes[1], "none", period) for peer in peers.values() if peer.unit == own.unit]
    held = compare_with_peers("key_zones", _measure(own, scopes[0], "none", period), measures)
    if held.problem:
        return Standing(
            held, label, own, not_determinable(problem(held.problem), own.unit), _refused(held.problem, held.unit)
        )
    known = [own, *(peer for peer in peers.values() if peer.unit == own.unit and peer.known)]
    other = derive("median", own.unit, lambda *_: held.against, *known)
    scores = robust_z([peer.value or 0.0 for peer in known])
    score = derive("benchmarks.formula.robust_z", "ratio", lambda *_: float(scores.scores[0]), *known, decimals=2)
    gap = derive("difference", held.unit, lambda *_: held.difference, own, other)
    return Standing(held, label, own, other, gap, score if score.known else None)


def problem(name: str) -> Text:
    """Return the words for why two numbers are not compared."""
    return Text(f"synthesis.problem.{name}")


def _refused(name: str, unit: str) -> Quantity:
    return not_determinable(problem(name), unit)


def plans(
    evidence: Evidence, geography: str, indicator: str, own: Quantity, period: Period, scopes: tuple[str, str]
) -> list[Standing]:
    """Return a number beside every revision of its plan: that of its own period, or the next one that is due later."""
    found = [
        target
        for target in targets(evidence.record.table("targets"))
        if (target.geography, target.indicator) == (geography, indicator) and target.period.end >= period.end
    ]
    return [
        stand(
            "plan",
            Text("synthesis.against.plan", {"plan": plan.title, "period": target.period}),
            own,
            plan.low,
            periods=(str(period.end.date()), str(target.period.end.date())),
            scopes=scopes,
            relative=True,
        )
        for target in found[:1]
        for plan in (target.first, *target.later)
    ]
