"""The truth is written with value, unit and meaning of every parameter, and what must add up adds up."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from assessment.simulate.truth import Truth


def test_every_parameter_has_value_unit_and_meaning() -> None:
    written = json.loads(Truth().text(5))
    assert (written["synthetic"], written["seed"]) == (True, 5)
    assert set(written["planted"]) == {field.name for field in fields(Truth)}
    assert all(entry["unit"] and entry["meaning"] for entry in written["planted"].values())


@pytest.mark.parametrize("name", ["gate_shares", "sector_shares", "province_shares"])
def test_shares_add_up_to_one_in_falling_order(name: str) -> None:
    shares = list(getattr(Truth(), name).values())
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
