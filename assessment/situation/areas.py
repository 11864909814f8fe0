"""Area and population of a set of former units, with what was published, converted and approximated kept apart.

For each commune of 2025 that holds some of the units: all of its parts inside give its own area exactly. Where it straddles, parts
with a published area keep it, and the rest of the commune is apportioned by the areas of the parts' bounding rectangles (the only
weight the library has); the bounds allow every rectangle to be filled as little or as much as the communes of the province show. Of a
commune without usable area its parts are estimated from their rectangles. A unit without any of these is not determinable.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from assessment.administrative import Commune, Province, reference
from assessment.analysis.apportion import ZERO, Bounds, apportioned, between, exactly, fill_ratios

HA_PER_KM2 = 100.0

Basis: TypeAlias = Literal["published", "whole", "apportioned", "estimated", "none"]


@dataclass(frozen=True)
class Published:
    """What was published about a unit: area in km² and population (NaN where not), and the references they stand on."""

    area_km2: float
    population: float
    area_reference: str
    population_reference: str = ""


@dataclass(frozen=True)
class Merger:
    """A unit merged into another before July 2025, both by key."""

    unit: str
    into: str


@dataclass(frozen=True)
class Part:
    """The part of a commune of 2025 that a set of units covers: its area in km², how it was found, and on what it rests."""

    commune: str
    units: tuple[str, ...]
    area: Bounds
    basis: Basis
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Population:
    """Persons in a set of units (NaN where a unit lacks a figure), whether areas had to stand in for persons, and references."""

    persons: float
    approximated: bool
    references: tuple[str, ...]
    lacking: tuple[str, ...] = ()


class UnitAreas:
    """Areas and populations of sets of units of one province.

    Parameters
    ----------
    province
        The units of the library.
    published
        What was published about former units, by key; it takes precedence over the library.
    mergers
        Units merged before July 2025; what is published for the later unit contains theirs.
    communes
        What was published about communes of 2025, by name; their areas are those of the library.
    """

    def __init__(
        self,
        province: Province,
        published: Mapping[str, Published] | None = None,
        mergers: Sequence[Merger] = (),
        communes: Mapping[str, Published] | None = None,
    ) -> None:
        self.province = province
        self.mergers = tuple(mergers)
        self.published = dict(published or {})
        self.communes = dict(communes or {})
        self._parts = {name: self._with_mergers(commune) for name, commune in province.communes.items()}
        self._commune = {unit: name for name, units in self._parts.items() for unit in units}

    @cached_property
    def fill(self) -> Bounds:
        """Share of its rectangles a commune fills, over the communes with a usable area and a rectangle for each part."""
        usable = [
            (commune.area_km2, math.fsum(boxes))
            for commune in self.province.communes.values()
            if not commune.problem and commune.parts
            for boxes in [[self.province.former[part].box_km2 for part in commune.parts]]
            if all(box == box for box in boxes)
        ]
        return fill_ratios([area for area, _ in usable], [box for _, box in usable])

    def commune_of(self, unit: str) -> str | None:
        """Return the commune of 2025 of a former unit, None where it is not known."""
        return self._commune.get(unit)

    def units_of(self, communes: Iterable[str]) -> tuple[str, ...]:
        """Return the former units that communes of 2025 were made of.

        Raises
        ------
        ValueError
            If a commune is unknown.
        """
        names = list(communes)
        if unknown := [name for name in names if name not in self._parts]:
            raise ValueError(
                f"commune {', '.join(unknown)}: unknown since July 2025; write the name as the library does"
            )
        return tuple(unit for name in names for unit in self._parts[name])

    def normalised(self, units: Iterable[str]) -> frozenset[str]:
        """Return the units with those they took in before July 2025, which all other methods want to be told of too."""
        found = set(units)
        return frozenset(found | {merger.unit for merger in self.mergers if merger.into in found})

    def area(self, units: Iterable[str]) -> Bounds:
        """Return the area of whole units in km²."""
        return sum((part.area for part in self.parts(units)), ZERO)

    def partly(self, units: Iterable[str], partly: Iterable[str]) -> Bounds:
        """Return what units that lie partly inside add to whole ones, in km²: from nothing to all of them.

        Half is the middle value only in the sense that it halves the largest possible error.
        """
        added = self.area(set(partly) - set(units))
        return Bounds(0.0, added.middle / 2, added.high)

    def parts(self, units: Iterable[str]) -> list[Part]:
        """Return the covered part of every commune of 2025, in their order, then the units of no known commune."""
        wanted = set(units)
        found = [
            self._part(self.province.communes[name], tuple(unit for unit in own if unit in wanted))
            for name, own in self._parts.items()
            if any(unit in wanted for unit in own)
        ]
        return found + [self._alone(unit) for unit in sorted(wanted) if unit not in self._commune]

    def population(self, units: Iterable[str]) -> Population:
        """Return the population of units, where every commune they lie in allows it.

        In this order: the published figures of the former units; the figure of the commune, where all of it is inside; the figure
        of the commune less those of all units outside; the figure of the commune by the middle share of area (approximated).
        """
        found = [self._population(part) for part in self.parts(units)]
        lacking = tuple(unit for one in found for unit in one.lacking)
        total = math.nan if lacking or not found else math.fsum(one.persons for one in found)
        references = tuple(dict.fromkeys(one for population in found for one in population.references))
        return Population(total, any(one.approximated for one in found), references, lacking)

    def _population(self, part: Part) -> Population:
        known = {unit: self._known(unit, "population") for unit in part.units}
        if all(number == number for number in known.values()):
            return Population(math.fsum(known.values()), False, self._population_references(part.units))
        whole = self.communes.get(part.commune)
        if whole is None or math.isnan(whole.population):
            return Population(math.nan, False, (), tuple(unit for unit in known if math.isnan(known[unit])))
        outside = [unit for unit in self._parts[part.commune] if unit not in part.units]
        rest = math.fsum(self._known(unit, "population") for unit in outside)
        source = (whole.population_reference, *self._population_references(outside if rest == rest else ()))
        if rest == rest:
            return Population(whole.population - rest, False, source)
        share = part.area.middle / self.province.communes[part.commune].area_km2
        if math.isnan(share):
            return Population(math.nan, False, (), part.units)
        return Population(whole.population * share, True, (*source, *part.references))

    def _population_references(self, units: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.published[unit].population_reference for unit in units)

    def _with_mergers(self, commune: Commune) -> tuple[str, ...]:
        merged = [merger.unit for merger in self.mergers if merger.into in commune.parts]
        return (*commune.parts, *merged)

    def _known(self, unit: str, what: Literal["area_km2", "population"]) -> float:
        """Return a published figure of a unit without what it took in, NaN where there is none."""
        if unit not in self.published:
            return math.nan
        inner = [self._known(merger.unit, what) for merger in self.mergers if merger.into == unit]
        return float(getattr(self.published[unit], what)) - math.fsum(inner)

    def _box(self, unit: str) -> float:
        return self.province.former[unit].box_km2 if unit in self.province.former else math.nan

    def _alone(self, unit: str) -> Part:
        area = self._known(unit, "area_km2")
        if area == area:
            return Part("", (unit,), exactly(area), "published", (self.published[unit].area_reference,))
        return Part("", (unit,), between(), "none")

    def _part(self, commune: Commune, inside: tuple[str, ...]) -> Part:
        own = self._parts[commune.key]
        total = commune.area_km2
        source = (reference("admin_units", commune.code, "wardAreaKm2"),)
        if set(inside) == set(own) and total == total:
            return Part(commune.key, inside, exactly(total), "whole", source)
        known = {unit: self._known(unit, "area_km2") for unit in own}
        open_inside = [unit for unit in inside if math.isnan(known[unit])]
        open_outside = [unit for unit in own if unit not in inside and math.isnan(known[unit])]
        stated = exactly(math.fsum(known[unit] for unit in inside if unit not in open_inside))
        used = tuple(self.published[unit].area_reference for unit in own if known[unit] == known[unit])
        if not open_inside:
            return Part(commune.key, inside, stated, "published", used)
        rest = total - math.fsum(area for area in known.values() if area == area)
        if rest == rest and self._have_boxes([*open_inside, *open_outside]):
            rectangles = self._rectangles([*open_inside, *open_outside])
            boxes = (math.fsum(map(self._box, open_inside)), math.fsum(map(self._box, open_outside)))
            area = stated + apportioned(max(rest, 0.0), *boxes, self.fill)
            return Part(commune.key, inside, area, "apportioned", (*source, *used, *rectangles))
        return self._estimated(commune, inside, open_inside, stated, used)

    def _estimated(
        self, commune: Commune, inside: tuple[str, ...], unknown: list[str], stated: Bounds, used: tuple[str, ...]
    ) -> Part:
        """Return the part of a commune that cannot be apportioned: each unit from its own rectangle."""
        area = stated
        for unit in unknown:
            box = self._box(unit)
            if box == box:
                area += Bounds(box * self.fill.low, box * self.fill.middle, box * self.fill.high)
            else:
                area += between()
        if commune.area_km2 == commune.area_km2:
            # No part is larger than its commune.
            area = Bounds(*(min(bound, commune.area_km2) for bound in (area.low, area.middle, area.high)))
        rectangles = self._rectangles(unit for unit in unknown if self._box(unit) == self._box(unit))
        return Part(
            commune.key, inside, area, "estimated" if self._have_boxes(unknown) else "none", (*used, *rectangles)
        )

    def _have_boxes(self, units: Collection[str]) -> bool:
        return all(self._box(unit) == self._box(unit) for unit in units)

    def _rectangles(self, units: Iterable[str]) -> tuple[str, ...]:
        return tuple(reference("admin_units_legacy", self.province.former[unit].code, "wardBounds") for unit in units)
