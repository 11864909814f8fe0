"""Gates at work: what section 5 gains where the daily lists of the board or the log of the gates are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessment.evidence import Evidence
from assessment.findings import Figure, Finding, Table
from assessment.situation import gate_days, gate_times, gate_yards
from assessment.situation.gate_days import Days
from assessment.situation.gate_times import Times


@dataclass(frozen=True)
class GateWork:
    """The findings, tables and figures that daily lists and log give."""

    evidence: Evidence

    @cached_property
    def days(self) -> Days:
        """The daily lists."""
        return Days(self.evidence)

    @cached_property
    def times(self) -> Times:
        """The log."""
        return Times(self.evidence)

    @cached_property
    def yards(self) -> list[gate_yards.Sized]:
        """The yards, where both are there."""
        return gate_yards.sized(self.days, self.times) if self.days.gates and self.times.known else []

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings."""
        timed = gate_times.findings(self.times) if self.times.known else ()
        daily = gate_days.findings(self.days) if self.days.gates else ()
        return (*timed, *daily, *gate_yards.findings(self.yards))

    def tables(self) -> tuple[Table, ...]:
        """Return the tables."""
        found: list[Table] = []
        if self.times.known:
            found += [
                maker(self.times)
                for maker in (gate_times.release_table, gate_times.stages_table, gate_times.cpmm_table)
            ]
        if self.days.gates:
            found += [
                maker(self.days) for maker in (gate_days.use_table, gate_days.closures_table, gate_days.peaks_table)
            ]
        if self.yards:
            found.append(gate_yards.yards_table(self.yards))
        return tuple(found)

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures."""
        timed = (gate_times.stages_figure(self.times),) if self.times.known else ()
        return (*timed, gate_days.queue_figure(self.days)) if self.days.gates else timed

    def answered(self) -> set[str]:
        """Return which of the data that the section misses are there."""
        return {*(["daily"] if self.days.gates else []), *(["release"] if self.times.known else [])}
