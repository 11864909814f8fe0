"""Names: exact, or refused with the nearest one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessment.etl.names import Entity, Names, kind_of, split_unit
from assessment.sheets.numbers import Refusal

COMMON = [
    Entity("gate", "Hữu Nghị", "huu_nghi"),
    Entity("unit_word", "tỷ USD", "usd_million*1000"),
    Entity("geography", "Lạng Sơn", "lang_son", "north"),
]


def test_a_source_s_own_names_go_first() -> None:
    names = Names("toy", [Entity("gate", "Hữu Nghị", "own")], COMMON)
    assert names.key("gate", "hữu  nghị") == "own"
    assert Names("toy", [], COMMON).key("gate", "HỮU-NGHỊ") == "huu_nghi"


def test_kinds_do_not_mix() -> None:
    assert isinstance(Names("toy", [], COMMON).key("geography", "Hữu Nghị"), Refusal)


def test_a_name_outside_its_validity_is_refused_with_its_days() -> None:
    entities = [Entity("unit", "A", "old", valid_to=date(2025, 6, 30))]
    names = Names("toy", entities, [])
    assert names.key("unit", "A", date(2025, 6, 30)) == "old"
    found = names.key("unit", "A", date(2025, 7, 1))
    assert isinstance(found, Refusal)
    assert "not valid on 2025-07-01: old from … to 2025-06-30" in found.reason


def test_a_name_with_two_meanings_needs_a_day() -> None:
    entities = [
        Entity("unit", "A", "old", valid_to=date(2025, 6, 30)),
        Entity("unit", "A", "new", valid_from=date(2025, 7, 1)),
    ]
    found = Names("toy", entities, []).key("unit", "A")
    assert isinstance(found, Refusal)
    assert "new or old" in found.reason


def test_units_have_a_factor() -> None:
    names = Names("toy", [], COMMON)
    assert names.unit("tỷ USD") == ("usd_million", Decimal(1000))
    assert isinstance(names.unit("tỷ"), Refusal)
    with pytest.raises(ValueError, match="expected a unit"):
        split_unit("usd*x")


def test_parents_are_known() -> None:
    assert Names("toy", [], COMMON).parent("geography", "lang_son") == "north"
    assert Names("toy", [], COMMON).parent("geography", "nowhere") == ""


def test_the_remedy_quotes_a_name_with_a_comma() -> None:
    assert Names("toy", [], []).remedy("sector", "Nông, lâm").endswith('toy/entities.csv: sector,"Nông, lâm",<key>,,,')


def test_free_text_is_no_name() -> None:
    assert [kind_of("events", "event_vi"), kind_of("projects", "partner"), kind_of("trade", "partner")] == [
        "",
        "",
        "partner",
    ]
