"""Trade and vehicles at the gates, with planted shares and one gate that closes and opens again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from assessment.simulate.forms import Row, Sheet
from assessment.simulate.gate_work import level
from assessment.simulate.trade import document, months
from assessment.simulate.truth import Truth

SOURCE = "public_record_trade"
FILE = "public_record/01_mo_phong_synthetic_thuong_mai_cua_khau.xlsx"


def vehicles(truth: Truth, draws: np.random.Generator) -> pd.DataFrame:
    """Return vehicles cleared by month (rows) and gate (columns), whole numbers."""
    index = months(truth)
    trend = truth.vehicles * np.exp(truth.through_growth * np.arange(len(index)) / 12)
    shares = pd.Series(truth.gate_shares, dtype=float)
    noise = np.exp(draws.normal(0, truth.gate_noise, (len(index), len(shares))))
    frame = pd.DataFrame(trend[:, None] * shares.to_numpy() * noise, index=index, columns=shares.index)
    closed = (index >= pd.Period(truth.closed_from, "M")) & (index < pd.Period(truth.reopened, "M"))
    frame.loc[closed, truth.closed_gate] *= truth.closure
    return frame.round()


def sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the tables of the workbook: trade by year and gate, vehicles by month and gate."""
    return [Sheet("trade", "trade", _trade(truth, draws)), Sheet("traffic", "traffic", _traffic(truth, draws))]


def figure(indicator: str, geography: str, period: pd.Period, value: float, unit: str, **keys: Any) -> Row:
    """Return a row of the form with one published figure a row."""
    end = period.end_time
    frequency = "month" if period.freqstr == "M" else "year"
    source = document("", "số liệu một dòng")
    return {
        "indicator": indicator,
        "geography": geography,
        **keys,
        "frequency": frequency,
        "period_start": period.start_time.to_pydatetime(),
        "period_end": datetime(end.year, end.month, end.day),
        "value": value,
        "unit": unit,
        "precision": "exact",
        "status": "reported",
        "grade": "C",
        "document_title": source["document_title"],
        "url": source["url"],
        "source_class": source["source_class"],
    }


def _traffic(truth: Truth, draws: np.random.Generator) -> list[Row]:
    frame = vehicles(truth, draws)
    counted = [
        (month, gate, value)
        for gate in frame.columns
        for month, value in zip(frame.index, frame[gate].tolist(), strict=True)
    ]
    counted += [(month, "all", value) for month, value in zip(frame.index, frame.sum(axis=1).tolist(), strict=True)]
    rows = [
        figure("traffic_cleared", "lang_son", month, int(value), "vehicle", gate=gate, flow="total", kind="all")
        for month, gate, value in counted
    ]
    return [*rows, _capacity(truth)]


def _capacity(truth: Truth) -> Row:
    """Return the capacity of the largest gate, as published for the last year."""
    gate = max(truth.gate_shares, key=lambda name: truth.gate_shares[name])
    usual = level(truth, pd.DatetimeIndex([pd.Timestamp(truth.last_year, 7, 1)]), gate).iloc[0]
    year = pd.Period(str(truth.last_year), "Y")
    capacity = round(float(usual) / truth.capacity_use)
    return figure(
        "traffic_capacity_per_day", "lang_son", year, capacity, "vehicle", gate=gate, flow="total", kind="all"
    )


def _trade(truth: Truth, draws: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for step, year in enumerate(truth.calendar):
        period = pd.Period(str(year), "Y")
        level = truth.through_level * np.exp(truth.through_growth * step + draws.normal(0, truth.gate_noise))
        values = [
            ("trade_value_all_types", "all", "total", level),
            ("trade_value_declared", "all", "total", level * truth.declared_share),
        ]
        values += [("local_export_value", "all", "export", level * truth.local_share)]
        values += [("trade_value_all_types", gate, "total", level * share) for gate, share in truth.gate_shares.items()]
        rows += [
            figure(
                name, "lang_son", period, round(float(value), 3), "usd_million", gate=gate, flow=flow, commodity="all"
            )
            for name, gate, flow, value in values
        ]
    return rows
