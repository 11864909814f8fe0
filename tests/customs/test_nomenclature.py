"""Vintages of the list of goods, commodity groups and sectors of HS codes."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import ibis
import pandas as pd
import pytest

from assessment.customs.codes import codes
from assessment.customs.nomenclature import (
    classified,
    commodity_group,
    describe_not_mapped,
    not_mapped,
    vintage,
    vintages,
    with_group,
)
from assessment.etl.frames import build
from assessment.etl.schema import TABLES


def names(kind: str) -> set[str]:
    text = files("assessment").joinpath("report", "text", "names.csv").read_text(encoding="utf-8")
    return {row[1] for row in csv.reader(text.splitlines()) if row and row[0] == kind}


def listed(column: str) -> set[str]:
    path = files("assessment").joinpath("customs", "codes", "commodity_groups.csv")
    return {row[column] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2012, 1, 1), "AHTN 2012"),
        (date(2011, 12, 31), ""),
        (date(2017, 12, 31), "AHTN 2012"),
        (date(2018, 1, 1), "AHTN 2017"),
        (date(2022, 12, 29), "AHTN 2017"),
        (date(2022, 12, 30), "AHTN 2022"),
        (date(2026, 2, 3), "AHTN 2022"),
    ],
)
def test_a_day_has_one_list_of_goods_or_none_that_is_known(day: date, expected: str) -> None:
    assert vintage(day) == expected
    assert vintages()["source"].ne("").all()


@pytest.mark.parametrize(
    ("hs", "flow", "group"),
    [
        ("08109094", "export", "rau_qua"),
        ("08013200", "export", "hat_dieu"),
        ("08011200", "export", ""),
        ("07141011", "export", "san_va_san_pham_cua_san"),
        ("07142000", "export", ""),
        ("72042900", "import", "phe_lieu_sat_thep"),
        ("72081000", "import", "sat_thep"),
        ("48010011", "export", "giay_va_cac_san_pham_tu_giay"),
        ("48010011", "import", ""),
        ("85171300", "import", "dien_thoai_va_linh_kien"),
        ("85176262", "import", ""),
        ("84713020", "import", "dien_tu_may_tinh_va_linh_kien"),
        ("61091010", "export", "det_may"),
        ("08", "import", "rau_qua"),
        ("0801", "import", ""),
    ],
)
def test_the_longest_code_decides_and_what_is_not_certain_is_not_mapped(hs: str, flow: str, group: str) -> None:
    assert commodity_group(hs, flow) == group


def test_groups_are_those_of_the_monthly_books() -> None:
    assert listed("group") - {""} <= names("commodity")
    assert listed("flow") <= {"", "export", "import"}
    assert all(code.isdigit() and len(code) in (2, 4, 6) for code in listed("code"))
    assert listed("source").isdisjoint({""})


def test_what_is_not_mapped_is_told_with_its_share() -> None:
    figures = pd.DataFrame(
        {
            "hs": ["08109094", "84314990", "84314900", "61091010"],
            "flow": ["import", "import", "import", "export"],
            "value_usd": [50.0, 30.0, 20.0, 7.0],
        }
    )
    found = classified(figures)
    assert found["sector"].tolist()[:2] == ["fresh_fruit_cold_chain", "machinery_vehicle_parts"]
    assert not_mapped(figures).to_dict("records") == [
        {"flow": "import", "chapter": "84", "value_usd": 50.0, "share": 0.5}
    ]


def test_every_gate_and_partner_a_code_leads_to_has_its_name() -> None:
    assert {*codes("gates")["gate"], "unstated"} <= names("gate")
    assert {*codes("partners")["partner"], "unstated"} <= names("partner")


def test_without_figures_nothing_is_told() -> None:
    nothing = build(TABLES["declarations"].columns, {})
    assert not_mapped(nothing).empty
    assert list(describe_not_mapped(nothing)) == []


def test_an_engine_finds_the_same_groups() -> None:
    known = [code for code in listed("code") if code]
    pairs = pd.DataFrame(
        [(code.ljust(8, digit), flow) for code in known for digit in "19" for flow in ("export", "import", "none")],
        columns=["hs", "flow"],
    )
    found = with_group(ibis.memtable(pairs)).to_pandas()
    assert len(found) == len(pairs)
    assert found["group"].tolist() == [
        commodity_group(hs, flow) for hs, flow in zip(found["hs"], found["flow"], strict=True)
    ]
    assert set(found["group"]) == listed("group")
