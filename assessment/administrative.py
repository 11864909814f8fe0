"""Administrative units of a province before and after 1 July 2025, from the library `vietnamadminunits`.

The library gives for each unit of 2025 its area, its coordinates and the former units it was made of; for a former unit its
coordinates and the rectangle a geocoder returned, no area, and for neither a population. Where its figures contradict each other
(a commune without area, or drawn kilometres away from all of its parts) they are not used, and `problem` says why.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Final, Literal, TypeAlias

LIBRARY: Final = "vietnamadminunits"
LIBRARY_URL: Final = "https://github.com/tranngocminhhieu/vietnamadminunits"
KM_PER_DEGREE: Final = 111.2
# A rectangle round a place name, not round a commune: in Lạng Sơn the largest such is 1.7 km², the smallest real one 16 km².
_SMALLEST_COMMUNE_BOX_KM2: Final = 5.0
# In Lạng Sơn all other communes lie within 4.2 km of the rectangle of the coordinates of their former units.
_FARTHEST_KM: Final = 5.0
_TYPES: Final = {"Phường": "ward", "Xã": "commune", "Thị trấn": "town"}
_KINDS: Final = {type: kind for kind, type in _TYPES.items()}

UnitType: TypeAlias = Literal["ward", "commune", "town"]
Problem: TypeAlias = Literal["", "no_area", "misplaced"]


@dataclass(frozen=True)
class FormerUnit:
    """A unit of commune level before 1 July 2025. `box_km2` is NaN where the library knows a point only."""

    key: str
    code: str
    name: str
    type: str
    district: str
    latitude: float
    longitude: float
    box_km2: float

    @property
    def full_name(self) -> str:
        """The name with its kind before it."""
        return f"{_KINDS[self.type]} {self.name}"


@dataclass(frozen=True)
class Commune:
    """A unit of commune level since 1 July 2025; `parts` are keys of former units, `area_km2` NaN where there is a `problem`."""

    key: str
    code: str
    name: str
    type: str
    latitude: float
    longitude: float
    area_km2: float
    parts: tuple[str, ...]
    problem: Problem = ""

    @property
    def full_name(self) -> str:
        """The name with its kind before it."""
        return f"{_KINDS[self.type]} {self.name}"


@dataclass(frozen=True)
class Province:
    """All units of a province: former ones by key, communes of 2025 by key."""

    former: Mapping[str, FormerUnit]
    communes: Mapping[str, Commune]

    def commune_of(self, former: str) -> Commune | None:
        """Return the commune of 2025 that a former unit became a part of; None for a unit the library does not know."""
        return next((commune for commune in self.communes.values() if former in commune.parts), None)


def unit_key(name: str, type: str, district: str) -> str:
    """Return the key of a former unit; names alone are not unique.

    >>> unit_key("Chi Lăng", "ward", "Lạng Sơn")
    'Lạng Sơn/ward/Chi Lăng'
    """
    return f"{district}/{type}/{name}"


def reference(table: str, code: str, column: str) -> str:
    """Return the reference to a figure of the library, for the trace.

    >>> reference("admin_units", "06184", "wardAreaKm2")
    'library:vietnamadminunits#admin_units.06184.wardAreaKm2'
    """
    return f"library:{LIBRARY}#{table}.{code}.{column}"


def library_value(path: str) -> str:
    """Return the figure a reference of the library leads to, as text.

    Raises
    ------
    LookupError
        If there is no such table, unit or column.

    Examples
    --------
    >>> library_value("admin_units.06184.wardAreaKm2")
    '91.57'
    """
    table, _, place = path.partition(".")
    code, _, column = place.partition(".")
    if table not in ("admin_units", "admin_units_legacy"):
        raise LookupError(f"{path!r}: expected admin_units or admin_units_legacy, the code of a unit, and a column")
    return str(_by_code(table)[code][column])


@cache
def library_title() -> str:
    """Return the name and version of the library."""
    return f"{LIBRARY} {version(LIBRARY)}"


@cache
def _rows(table: str) -> tuple[Mapping[str, Any], ...]:
    # Reading the library's database takes half a second, so it is opened only where a unit is asked for.
    from vietnamadminunits.database import get_data

    return tuple(get_data(table=table))


@cache
def _by_code(table: str) -> Mapping[str, Mapping[str, Any]]:
    return {str(row["wardCode"]): row for row in _rows(table)}


def box_area(bounds: str) -> float:
    """Return the area in km² of a rectangle written ``south,west – north,east`` in degrees.

    >>> round(box_area("21.9,106.7 – 22.0,106.8"), 1)
    114.7
    """
    (south, west), (north, east) = (map(float, corner.split(",")) for corner in bounds.split(" – "))
    width = (east - west) * math.cos(math.radians((north + south) / 2))
    return (north - south) * KM_PER_DEGREE * width * KM_PER_DEGREE


@cache
def province(name: str) -> Province:
    """Return the units of a province, named as the library names it without its kind (``Lạng Sơn``).

    A former unit that was divided is given to the commune the library itself names first.

    Raises
    ------
    ValueError
        If the library knows no such province.
    """
    from vietnamadminunits.converter.converter_2025 import DICT_PROVINCE_WARD_DIVIDED, DICT_PROVINCE_WARD_NO_DIVIDED

    old = [row for row in _rows("admin_units_legacy") if row["provinceShort"] == name and row["ward"]]
    new = [row for row in _rows("admin_units") if row["provinceShort"] == name]
    if not old or not new:
        raise ValueError(
            f"province {name!r}: unknown to {LIBRARY}; write it as before July 2025, for example 'Lạng Sơn'"
        )
    boxes = Counter(row["wardBounds"] for row in old)
    former = {unit.key: unit for unit in (_former(row, boxes) for row in old)}
    keys = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": _key(row) for row in old}
    own = new[0]["provinceKey"]
    parts = {ward: list(units) for ward, units in DICT_PROVINCE_WARD_NO_DIVIDED[own].items()}
    for unit, wards in DICT_PROVINCE_WARD_DIVIDED.get(own, {}).items():
        parts.setdefault(next(ward["newWardKey"] for ward in wards if ward["isDefaultNewWard"]), []).append(unit)
    communes = [_commune(row, [keys[unit] for unit in parts.get(row["wardKey"], ())], former) for row in new]
    return Province(former, {commune.key: commune for commune in communes})


def _key(row: Mapping[str, Any]) -> str:
    return unit_key(row["wardShort"], _TYPES[row["wardType"]], row["districtShort"])


def _former(row: Mapping[str, Any], boxes: Mapping[str, int]) -> FormerUnit:
    box, type = box_area(row["wardBounds"]), _TYPES[row["wardType"]]
    # Two units with one rectangle: the geocoder took one for the other.
    known = boxes[row["wardBounds"]] == 1 and (type != "commune" or box >= _SMALLEST_COMMUNE_BOX_KM2)
    place = (float(row["wardLat"]), float(row["wardLon"]))
    return FormerUnit(
        _key(row), row["wardCode"], row["wardShort"], type, row["districtShort"], *place, box if known else math.nan
    )


def _commune(row: Mapping[str, Any], parts: list[str], former: Mapping[str, FormerUnit]) -> Commune:
    latitude, longitude, area = float(row["wardLat"]), float(row["wardLon"]), float(row["wardAreaKm2"] or 0)
    problem: Problem = "no_area" if area <= 0 else ""
    if parts and _distance(latitude, longitude, [former[part] for part in parts]) > _FARTHEST_KM:
        problem = "misplaced"
    return Commune(
        row["wardShort"],
        row["wardCode"],
        row["wardShort"],
        _TYPES[row["wardType"]],
        latitude,
        longitude,
        math.nan if problem else area,
        tuple(parts),
        problem,
    )


def _distance(latitude: float, longitude: float, parts: list[FormerUnit]) -> float:
    """Return how far in km a place lies outside the rectangle of the coordinates of some units."""
    north = _outside(latitude, [part.latitude for part in parts])
    east = _outside(longitude, [part.longitude for part in parts]) * math.cos(math.radians(latitude))
    return math.hypot(north, east) * KM_PER_DEGREE


def _outside(value: float, values: list[float]) -> float:
    return max(min(values) - value, value - max(values), 0.0)
