"""What the status says below the register, to people and to programs."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from assessment.corrections import declared_corrections
from assessment.etl import frames
from assessment.etl.declarations import load_sources
from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.report.language import Language
from assessment.report.printed import PRINTED
from assessment.report.standing import Standing, as_json, standing, told
from assessment.situation.chapter import SECTIONS

BOOK = "statistics_office_monthly/2009-09-29-Bieu.xls"


def record(store: Store) -> pd.DataFrame:
    """A report whose section on investment prints a number of the budgets, and lacks what the zone board holds."""
    row = store.table("economy").query("source == 'public_record_budget'")["row_id"].iloc[0]
    return frames.build(
        PRINTED,
        {
            "kind": ["cell", "missing"],
            "section": ["investment", "trade"],
            "field": ["value#1", "zone_board"],
            "rows": [f"config:x {row}@growth_percent", ""],
        },
    )


def now(store: Store, evidence: Evidence, made: pd.DataFrame | None) -> Standing:
    corrections = declared_corrections(load_sources().values(), [BOOK])
    return standing(store, evidence.today, evidence.register, corrections, SECTIONS, made)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_line_can_be_said_in_both_languages(store: Store, evidence: Evidence, lang: str) -> None:
    lines = list(told(now(store, evidence, record(store)), Language(lang)))
    assert not [line for line in lines if "{" in line]
    assert len(lines) == len(list(told(now(store, evidence, record(store)), Language("vi"))))


def test_what_is_overdue_is_told_with_owner_day_and_the_sections_that_wait(store: Store, evidence: Evidence) -> None:
    lines = list(told(now(store, evidence, record(store)), Language("vi")))
    assert lines[0] == f"Quá hạn: {sum(entry.overdue for entry in evidence.register)} nguồn"
    budget = next(line for line in lines if "Quyết toán ngân sách các tỉnh" in line)
    days = (evidence.today - pd.Timestamp("2017-06-23")).days
    assert budget.strip() == (
        f"Bộ Tài chính: Quyết toán ngân sách các tỉnh, quá hạn từ 23/06/2017 ({days} ngày); mục còn chờ: 6"
    )
    assert "  Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn: mục 3" in lines
    fix = next(line for line in lines if BOOK in line)
    assert "“Cộng dồn tháng năm 2009” → “Cộng dồn 9 tháng năm 2009”" in fix
    assert "Nhóm đánh giá" in fix


def test_before_a_report_it_says_that_nobody_knows_who_waits(store: Store, evidence: Evidence) -> None:
    found = now(store, evidence, None)
    assert any(line.startswith("Chưa rõ mục nào còn chờ") for line in told(found, Language("vi")))
    assert json.loads(as_json(found, Language("vi")))["agencies"] is None


def test_a_program_is_told_the_same(store: Store, evidence: Evidence) -> None:
    document = json.loads(as_json(now(store, evidence, record(store)), Language("vi")))
    by_id = {source["id"]: source for source in document["sources"]}
    budget = by_id["public_record_budget"]
    assert (budget["overdue"], budget["due"], budget["waiting_sections"]) == (True, "2017-06-23", ["investment"])
    assert budget["days_overdue"] > 3000
    assert by_id["gate_log"]["waiting_sections"] == ["border"]
    assert document["agencies"] == {"zone_board": ["trade"]}
    assert document["restatements"] == []
    used = [line for line in document["corrections"] if line["in_use"]]
    assert [line["file"] for line in used] == [BOOK]
