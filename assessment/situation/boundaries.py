"""Boundaries of former units and functional areas from GeoJSON files in data/raw, for a map that is more than schematic.

A feature is a polygon in WGS 84 with properties that say what it bounds: `functional_area` (key or name of a functional area), or a
unit of before July 2025 by `key` (``Cao Lộc/commune/Bảo Lâm``), `code` (official code) or `name` or `ten` (the name, with or
without its kind). The communes of July 2025 took over names and codes of former units for other territory, so a name or code that
both bear counts only with the property `district` or with `generation` = ``old``. Nothing else is guessed: what matches no unit, or
several, is listed with its reason.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeAlias
from unicodedata import normalize

from assessment.administrative import FormerUnit, Province
from assessment.errors import AssessmentError
from assessment.etl.raw_files import files_below

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

_PROPERTIES: Final = ("functional_area", "key", "code", "name", "ten")
_GENERATIONS: Final = ("", "old", "new")
# Names of WGS 84 in the member "crs" that some programs still write; RFC 7946 knows no other system and wants no such member.
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_LARGEST_MB: Final = 50
# South-west and north-east corner of a box round the country; VN-2000 has metres, swapped axes lie in the Arctic Ocean.
_COUNTRY: Final = (102.0, 7.0, 118.0, 24.0)
# About 11 m: less than a dot of the print on a map of the zone that is 16 cm wide.
_DRAWN_DEGREES: Final = 0.0001

Ring: TypeAlias = tuple[tuple[float, float], ...]
Reason: TypeAlias = Literal["unknown", "several", "generation", "new"]


class BoundaryError(AssessmentError):
    """A boundary file that cannot be used; the message names the file and the feature, the remedy what to change."""


@dataclass(frozen=True)
class Boundary:
    """An area of a file: what its properties say it is, in composed Unicode, and its outer rings as (longitude, latitude)."""

    file: str
    number: int
    rings: tuple[Ring, ...]
    functional_area: str = ""
    key: str = ""
    code: str = ""
    name: str = ""
    district: str = ""
    generation: str = ""

    @property
    def where(self) -> str:
        """File and feature, for messages."""
        return f"{self.file}, feature {self.number}"

    @property
    def label(self) -> str:
        """The first of its properties that names it."""
        return self.functional_area or self.key or self.code or self.name


@dataclass(frozen=True)
class Matched:
    """Boundaries by what they belong to: of units by key, of functional areas by name, and those of no unit with the reason."""

    units: Mapping[str, Boundary]
    areas: Mapping[str, Boundary]
    unmatched: tuple[tuple[Boundary, Reason], ...]


def read_boundaries(folder: Path) -> tuple[Boundary, ...]:
    """Return the boundaries of all GeoJSON files below a folder, in the order of files and features.

    Rings are simplified to what a print of the zone can show.

    Raises
    ------
    BoundaryError
        If a file is too large or no GeoJSON in WGS 84, or a feature does not say what it is or has no sound polygon.
    """
    paths = sorted(path for path in files_below(folder) if path.suffix.lower() == ".geojson" and path.is_file())
    return tuple(boundary for path in paths for boundary in _read(path))


def match(boundaries: Iterable[Boundary], province: Province) -> Matched:
    """Return which former units of a province and which functional areas boundaries belong to.

    Raises
    ------
    BoundaryError
        If two features bound the same unit or functional area.
    """
    units: dict[str, Boundary] = {}
    areas: dict[str, Boundary] = {}
    unmatched: list[tuple[Boundary, Reason]] = []
    for boundary in boundaries:
        if boundary.functional_area:
            _add(areas, boundary.functional_area, boundary)
            continue
        found = [unit for unit in province.former.values() if _is(boundary, unit)]
        reason = _reason(boundary, found, province)
        if reason is None:
            _add(units, found[0].key, boundary)
        else:
            unmatched.append((boundary, reason))
    return Matched(units, areas, tuple(unmatched))


def _add(found: dict[str, Boundary], key: str, boundary: Boundary) -> None:
    if key in found:
        raise BoundaryError(
            f"{boundary.where} ({key}): bounded already by {found[key].where}",
            "leave one of the two features out, or join them into one MultiPolygon",
        )
    found[key] = boundary


def _is(boundary: Boundary, unit: FormerUnit) -> bool:
    if boundary.district and boundary.district != unit.district:
        return False
    if boundary.key:
        return boundary.key == unit.key
    if boundary.code:
        return boundary.code == unit.code
    return boundary.name in (unit.name, unit.full_name)


def _reason(boundary: Boundary, found: Sequence[FormerUnit], province: Province) -> Reason | None:
    """Return why a boundary belongs to no unit, None where it belongs to the one found."""
    if boundary.generation == "new":
        return "new"
    if len(found) != 1:
        return "several" if found else "unknown"
    if boundary.key or boundary.district or boundary.generation == "old":
        return None
    named = {boundary.code, boundary.name} - {""}
    later = any(named & {commune.code, commune.name, commune.full_name} for commune in province.communes.values())
    return "generation" if later else None


def _read(path: Path) -> list[Boundary]:
    size = path.stat().st_size / 1e6
    if size > _LARGEST_MB:
        raise BoundaryError(
            f"{path.name}: {size:.0f} MB; expected at most {_LARGEST_MB} MB",
            "export only the units of the zone, with simplified lines",
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BoundaryError(f"{path.name}: no GeoJSON ({error})", "export the layer as GeoJSON in UTF-8") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise BoundaryError(f"{path.name}: no GeoJSON FeatureCollection", "export the layer, not a part of it")
    _refuse_other_systems(path, content.get("crs"))
    file = normalize("NFC", path.name)
    return [_boundary(file, number, feature) for number, feature in enumerate(features, start=1)]


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no coordinate")


def _refuse_other_systems(path: Path, system: Any) -> None:
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else str(system)
    if not name.endswith(_WGS84):
        raise BoundaryError(
            f"{path.name}: coordinate system {name!r}; expected WGS 84 (EPSG:4326)",
            "export the layer in WGS 84 (EPSG:4326)",
        )


def _boundary(file: str, number: int, feature: Any) -> Boundary:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    said = _said(properties if isinstance(properties, dict) else {})
    name = said.pop("name") or said["ten"]
    del said["ten"]
    found = Boundary(file, number, (), name=name, **said)
    where = found.where
    if not found.label:
        raise BoundaryError(
            f"{where}: does not say what it bounds", f"give it one of the properties {', '.join(_PROPERTIES)}"
        )
    if found.generation not in _GENERATIONS:
        raise BoundaryError(
            f"{where} ({found.label}): generation {found.generation!r}; expected old or new",
            "old for units of before July 2025, new for the communes since",
        )
    return replace(found, rings=_rings(f"{where} ({found.label})", feature.get("geometry")))


def _said(properties: Mapping[str, Any]) -> dict[str, str]:
    """Return the properties that are read, as composed text; other programs write names decomposed."""
    names = (*_PROPERTIES, "district", "generation")
    given = {name: properties.get(name) for name in names}
    return {
        name: "" if value is None else " ".join(normalize("NFC", str(value)).split()) for name, value in given.items()
    }


def _rings(where: str, geometry: Any) -> tuple[Ring, ...]:
    from shapely.errors import ShapelyError  # type: ignore[import-untyped]
    from shapely.geometry import shape  # type: ignore[import-untyped]
    from shapely.validation import explain_validity  # type: ignore[import-untyped]

    remedy = "repair the layer: one sound Polygon or MultiPolygon a feature"
    try:
        found: BaseGeometry = shape(geometry)
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BoundaryError(f"{where}: its geometry cannot be read ({error})", remedy) from error
    if found.geom_type not in ("Polygon", "MultiPolygon"):
        raise BoundaryError(f"{where}: expected a polygon, found {found.geom_type}", remedy)
    if found.is_empty or not all(map(math.isfinite, found.bounds)):
        raise BoundaryError(f"{where}: its polygon is empty", remedy)
    _refuse_elsewhere(where, found.bounds)
    if not found.is_valid:
        raise BoundaryError(f"{where}: its polygon is not sound: {explain_validity(found)}", remedy)
    drawn = found.simplify(_DRAWN_DEGREES, preserve_topology=True)
    polygons = list(drawn.geoms) if drawn.geom_type == "MultiPolygon" else [drawn]
    return tuple(tuple((float(x), float(y)) for x, y, *_ in polygon.exterior.coords) for polygon in polygons)


def _refuse_elsewhere(where: str, bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    if west >= _COUNTRY[0] and south >= _COUNTRY[1] and east <= _COUNTRY[2] and north <= _COUNTRY[3]:
        return
    raise BoundaryError(
        f"{where}: coordinates from {west:g}, {south:g} to {east:g}, {north:g} are not degrees of longitude and latitude "
        "in Viet Nam",
        "export the layer in WGS 84 (EPSG:4326), longitude before latitude",
    )
