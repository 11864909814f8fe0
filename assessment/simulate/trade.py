"""National trade by month: trend, season, Tết by the lunar calendar, one change of level, noise."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from assessment.analysis.tet import DURING, window_shares
from assessment.simulate.forms import Row, Sheet
from assessment.simulate.truth import Truth

SOURCE = "public_record_monthly"
FILE = "public_record/05_mo_phong_synthetic_xuat_nhap_khau_theo_thang.xlsx"
_GROUPS = {"rau_qua": 1.0, "gao": 0.8, "ca_phe": 1.2, "thuy_san": 2.5, "cao_su": 0.7}
_IMPORT_GROUPS = ("rau_qua", "thuy_san")


def months(truth: Truth) -> pd.PeriodIndex:
    """Return the months of a synthetic zone."""
    return pd.period_range(f"{truth.first_year}-01", periods=12 * truth.years, freq="M")


def level(truth: Truth, start: float, step: float, draws: np.random.Generator) -> pd.Series:
    """Return a monthly series: start · exp(trend + season + Tết + change of level + noise)."""
    index = months(truth)
    clock = np.arange(len(index)) / 12
    logs = truth.growth * clock + truth.season * np.sin(2 * np.pi * clock)
    logs = logs + truth.tet * window_shares(index, DURING).to_numpy()
    logs = logs + step * (index >= pd.Period(truth.break_month, "M"))
    return pd.Series(start * np.exp(logs + draws.normal(0, truth.noise, len(index))), index=index)


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: exports, imports, the list of sources."""
    exports = level(truth, truth.export_level, truth.break_size, draws)
    imports = level(truth, truth.import_level, 0.0, draws)
    return [
        Sheet("export_month", "trade", _rows(truth, exports, tuple(_GROUPS), draws)),
        Sheet("import_month", "trade", _rows(truth, imports, _IMPORT_GROUPS, draws)),
        Sheet("documents", "documents", [document("mo_phong_thang", "xuất nhập khẩu theo tháng")]),
    ]


def document(code: str, what: str) -> Row:
    """Return the line of the list of sources that says that the figures are invented."""
    return {
        "document": code,
        "document_title": f"DỮ LIỆU MÔ PHỎNG – synthetic: {what}",
        "publisher": "assessment simulate",
        "url": "https://example.invalid/synthetic",
        "source_class": "secondary",
    }


def _rows(truth: Truth, total: pd.Series, groups: tuple[str, ...], draws: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for month, value in zip(months(truth), total.round(3).tolist(), strict=True):
        domestic = round(0.3 * value, 3)
        row = {
            "period_start": month.start_time.to_pydatetime(),
            "period_end": datetime(month.year, month.month, month.days_in_month),
            "document": "mo_phong_thang",
            "all": value,
            "khu_vuc_kinh_te_trong_nuoc": domestic,
            "khu_vuc_co_von_dau_tu_nn": round(value - domestic, 3),
        }
        for group in groups:
            row[group] = round(truth.fruit_share * _GROUPS[group] * value * float(np.exp(draws.normal(0, 0.01))), 3)
        rows.append(row)
    return rows
