from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.authoring.known_numbers import Known
from assessment.authoring.printed_numbers import find_numbers
from assessment.authoring.slips import judge
from assessment.authoring.units import Unit
from assessment.report.language import LANGUAGES, Language

KNOWN = Known("Bảng 3.1", "B2", "", "51.990,6", Decimal("51990.563"), Unit("usd", Decimal(10**6)))


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("52 tỷ USD", "agrees", ""),
        ("52 triệu USD", "differs", "scale"),
        ("51,991 triệu USD", "differs", "manner"),
        ("51.909,6 triệu USD", "differs", "digits"),
        ("51.990,7 triệu USD", "differs", "rounding"),
        ("−51.990,6 triệu USD", "differs", "sign"),
        ("52 tỷ đồng", "differs", "unit"),
        ("7 triệu USD", "differs", "value"),
        ("51.99,6 triệu USD", "differs", "unreadable"),
    ],
)
def test_slips_are_told_apart(text: str, verdict: str, note: str) -> None:
    match = judge(find_numbers(text, "vi")[0], KNOWN)
    assert (match.verdict, match.note) == (verdict, note)
    for lang in LANGUAGES:
        assert not note or note in Language(lang).entry("check.note")
