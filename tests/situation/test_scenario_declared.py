"""Declarations of scenarios: what they come to, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.situation.scenario_declared import unit_keys
from tests.situation.scopes import SMALL, declared


def test_what_is_added_and_dropped_changes_the_established_area() -> None:
    gia_loc, bao_lam = ["Xuân Long", "commune", "Cao Lộc"], ["Bảo Lâm", "commune", "Cao Lộc"]
    more, less = declared(units_of="2024", add_units=[gia_loc]), declared(units_of="2024", drop_units=[bao_lam])
    assert SMALL.change_bounds(more).low > 0
    assert SMALL.change_bounds(less).high < 0
    both = declared(units_of="2024", add_units=[gia_loc], drop_units=[bao_lam])
    total = SMALL.change_bounds(more) + SMALL.change_bounds(less)
    assert SMALL.change_bounds(both).middle == pytest.approx(total.middle)
    assert SMALL.area(both).precision == "about"
    assert unit_keys([bao_lam])[0] not in both.units


def test_a_unit_the_list_has_partly_changes_the_area_by_an_unknown_part() -> None:
    van_an = ["Vân An", "commune", "Chi Lăng"]
    gone, whole = declared(units_of="2024", drop_units=[van_an]), declared(units_of="2024", add_units=[van_an])
    assert SMALL.change_bounds(gone).high == 0
    assert SMALL.change_bounds(whole).low == 0
    assert SMALL.change_bounds(gone).low == pytest.approx(-SMALL.change_bounds(whole).high)
    assert not gone.partly
    assert unit_keys([van_an])[0] in whole.units


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"units_of": "2024", "size": 3}, "size"),
        ({"units_of": "2024", "kind": "plan"}, "legal, illustration"),
        ({}, "exactly one"),
        ({"units_of": "2024", "communes": ["Đồng Đăng"]}, "exactly one"),
        ({"units_of": "1997"}, "1997"),
        ({"communes": ["Atlantis"]}, "Atlantis"),
        ({"units": [["Atlantis", "commune", "Cao Lộc"]]}, "Atlantis"),
        ({"units_of": "2024", "add_areas": ["moon"]}, "moon"),
        ({"units_of": "2024", "add_units": [["Bảo Lâm", "commune", "Cao Lộc"]]}, "although there"),
        ({"units_of": "2024", "drop_units": [["Gia Cát", "commune", "Cao Lộc"]]}, "not there"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_fault(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        declared(**entry)
