"""Tests of section 9: on a small record, on an empty one, and on the public record."""

from __future__ import annotations

from assessment.evidence import Evidence
from assessment.findings import Section
from assessment.situation.governance import section, zone_names
from tests.situation.small_record import ZONE, SmallRecord


def frame(built: Section, name: str):
    return next(found for found in built.tables if found.id == f"governance.{name}").frame


def test_forms_of_names_and_zones_across_the_border():
    record = SmallRecord(
        zones=[
            {"geography": "zone_b", "province": "b", "official_name": "Khu kinh tế cửa khẩu quốc tế B"},
            {"geography": "zone_c", "province": "a", "official_name": "Khu kinh tế cửa khẩu tỉnh C"},
            {"geography": "zone_d", "province": "d", "official_name": "Khu thương mại D"},
            {"geography": ZONE},
            {"geography": "zone_e", "neighbour": "vn"},
        ]
    )
    names = zone_names(record.evidence())
    assert names["geography"].tolist() == [ZONE, "zone_c", "zone_b", "zone_d"]
    assert names["form"].tolist() == ["gate", "province", "international", "special"]


def test_year_not_known_is_left_blank():
    built = section(SmallRecord(zones=[{"established_year": None}]).evidence())
    assert frame(built, "names")["established"].tolist() == [None]


def test_key_lists_of_the_zone():
    rows = frame(section(SmallRecord().evidence()), "key_lists")
    times = {row.zone.key: row.lists.value for row in rows.itertuples()}
    assert times[ZONE] == 3
    assert times["zone_bo_y"] == times["zone_cha_lo"] == 1
    assert times["zone_cao_bang"] == 2


def test_empty_record_still_has_its_section():
    built = section(SmallRecord().evidence())
    assert [found.id for found in built.tables] == ["governance.key_lists"]
    assert built.missing


def test_public_record(evidence: Evidence):
    built = section(evidence)
    names = frame(built, "names")
    assert names.iloc[0]["established"].value == 2008
    assert len(names) >= 20
    assert len(frame(built, "policies")) >= 20
    assert "fee_retention" in {getattr(fact, "key", "") for fact in frame(built, "powers")["fact"]} | {
        getattr(fact.values["indicator"], "key", "")
        for fact in frame(built, "powers")["fact"]
        if hasattr(fact, "values")
    }
