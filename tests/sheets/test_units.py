"""Units above a table."""

from __future__ import annotations

import pytest

from assessment.sheets.units import unit_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("          Đơn vị tính: Nghìn tấn, Triệu USD", ("Nghìn tấn", "Triệu USD")),
        ("Nghìn tấn; Triệu USD", ("Nghìn tấn", "Triệu USD")),
        ("(Tỷ đồng)", ("Tỷ đồng",)),
        ("ĐVT: Triệu USD.", ("Triệu USD",)),
        ("triệu USD; Triệu USD và %", ("triệu USD", "Triệu USD", "%")),
        ("", ()),
    ],
)
def test_a_unit_line_names_its_units_in_order(text: str, parts: tuple[str, ...]) -> None:
    assert unit_parts(text) == parts
