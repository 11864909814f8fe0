"""Boundaries of administrative units from GeoJSON files in data/raw, for a map that is more than schematic."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from assessment.administrative import KM_PER_DEGREE
from assessment.errors import AssessmentError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

_NAMES: Final = ("key", "name", "ten")

Ring: TypeAlias = tuple[tuple[float, float], ...]


class BoundaryError(AssessmentError):
    """A boundary file that cannot be used; the message names the file and what to change."""


@dataclass(frozen=True)
class Boundary:
    """The boundary of a unit: outer rings as (longitude, latitude) in degrees, and the enclosed area in km²."""

    name: str
    rings: tuple[Ring, ...]
    area_km2: float


def read_boundaries(folder: Path) -> tuple[Boundary, ...]:
    """Return the boundaries of all GeoJSON files below a folder, in the order of files and features.

    A unit is named by the property ``key`` (``Cao Lộc/commune/Bảo Lâm``), ``name`` or ``ten``, whichever comes first.

    Raises
    ------
    BoundaryError
        If a file is no GeoJSON, a feature has no name or no valid polygon, or coordinates are not degrees.
    """
    return tuple(boundary for path in sorted(folder.rglob("*.geojson")) for boundary in _read(path))


def _read(path: Path) -> list[Boundary]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        features = content["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise BoundaryError(
            f"{path.name}: no GeoJSON FeatureCollection ({error}); export the layer as GeoJSON"
        ) from error
    return [_boundary(path, number, feature) for number, feature in enumerate(features, start=1)]


def _boundary(path: Path, number: int, feature: Any) -> Boundary:
    from shapely.errors import ShapelyError  # type: ignore[import-untyped]
    from shapely.geometry import shape  # type: ignore[import-untyped]

    properties = feature.get("properties") or {}
    name = next((str(properties[key]) for key in _NAMES if properties.get(key)), "")
    where = f"{path.name}, feature {number}"
    if not name:
        raise BoundaryError(f"{where}: no name; give the unit as property {' or '.join(_NAMES)}")
    try:
        geometry = shape(feature["geometry"])
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BoundaryError(f"{where} ({name}): its geometry cannot be read ({error})") from error
    if geometry.geom_type not in ("Polygon", "MultiPolygon") or not geometry.is_valid or geometry.is_empty:
        raise BoundaryError(f"{where} ({name}): expected a valid polygon, found {geometry.geom_type}; repair the layer")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BoundaryError(f"{where} ({name}): coordinates are not degrees; export the layer in WGS 84 (EPSG:4326)")
    polygons = list(geometry.geoms) if geometry.geom_type == "MultiPolygon" else [geometry]
    rings = tuple(tuple((float(x), float(y)) for x, y, *_ in polygon.exterior.coords) for polygon in polygons)
    return Boundary(name, rings, _area(geometry))


def _area(geometry: BaseGeometry) -> float:
    """Return the area in km²; degrees become kilometres at the middle latitude, good to a part in a thousand for a province."""
    _, south, _, north = geometry.bounds
    return float(geometry.area) * KM_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2))
