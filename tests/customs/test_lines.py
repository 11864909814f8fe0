"""A line is typed and valued in US dollars, or refused with a reason that shows no trader."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from assessment.customs.lines import COLUMNS, make_lines
from assessment.customs.reading import RAW, TEXTS

from .exports import line


def made(*lines: Mapping[str, Any], office: str = "UNSTATED") -> tuple[list[dict[str, Any]], list[str]]:
    """Return the lines that are good, and the reasons of the others."""
    texts = [{key: None if entry.get(key) in (None, "") else str(entry[key]) for key in TEXTS} for entry in lines]
    entries = [{"file": "a.csv", "sheet": "a", "row": 11 + at, "fault": None} | text for at, text in enumerate(texts)]
    with duckdb.connect() as database:
        database.register("raw", pa.Table.from_pylist(entries, schema=RAW))
        make_lines(database, office)
        good = database.execute("SELECT * FROM valued ORDER BY row")
        names = [column[0] for column in good.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in good.fetchall()]
        return rows, [reason for (reason,) in database.execute("SELECT reason FROM refused ORDER BY row").fetchall()]


def test_a_line_has_the_columns_of_the_store() -> None:
    ((row,), reasons) = made(line())
    assert list(row) == list(COLUMNS)
    assert reasons == []
    assert (row["declaration"], row["declaration_key"], row["version"]) == ("106812345670", 10681234567, 0)
    assert (row["hs"], row["storage"], row["description"], row["weight_kg"]) == (
        "07133490",
        "15BB",
        "Thanh long",
        Decimal(1200),
    )


def test_dollars_stand_as_invoiced() -> None:
    ((row,), _) = made(line(value_currency="1,234.56", value_vnd=1, payment_rate=""))
    assert (row["value_usd"], row["value_basis"]) == (Decimal("1234.5600"), "invoice")


def test_another_currency_takes_the_rate_dollar_lines_state_for_its_day() -> None:
    yuan = line(currency="CNY", payment_rate=3500, value_currency=700, value_vnd=2450000)
    (_, row), _ = made(line(), yuan)
    assert (row["value_usd"], row["value_basis"]) == (Decimal("98.0000"), "day_rate")
    # Without a value in đồng, it is that of the line's own rate; what is invoiced in đồng has it already.
    (_, own, dong), _ = made(
        line(), yuan | {"value_vnd": ""}, yuan | {"currency": "VND", "value_vnd": "", "value_currency": 50000}
    )
    assert (own["value_usd"], dong["value_usd"]) == (Decimal("98.0000"), Decimal("2.0000"))


@pytest.mark.parametrize(
    ("others", "changed", "basis"),
    [
        ([], {}, "no_rate"),
        ([line(registered_on="04/02/2026")], {}, "no_rate"),
        ([line(), line(payment_rate=25010)], {}, "rates_differ"),
        ([line()], {"value_vnd": "", "value_currency": ""}, "no_value"),
        ([], {"currency": "USD", "value_currency": ""}, "no_value"),
    ],
)
def test_a_value_that_cannot_be_told_is_missing_with_its_reason(
    others: list[dict[str, Any]], changed: dict[str, Any], basis: str
) -> None:
    yuan = line(currency="CNY", payment_rate=3500, value_currency=700, value_vnd=2450000)
    rows, reasons = made(*others, yuan | changed)
    assert (rows[-1]["value_usd"], rows[-1]["value_basis"], reasons) == (None, basis, [])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"declaration": "10681234567"}, "declaration: a text of the form 99999999999; expected 12 digits"),
        ({"declaration": "1.06812E+11"}, "declaration: a text of the form 9.99999a+99"),
        ({"hs": "7133490"}, "hs: a text of the form 9999999; expected 8 digits as text"),
        ({"hs": "CÔNG TY A"}, "hs: a text of the form aaaa aa a"),
        ({"hs": ""}, "hs: empty"),
        ({"registered_on": "30/02/2026"}, "registered_on: a text of the form 99/99/9999"),
        ({"line": "x"}, "line: a text of the form a"),
        ({"regime": ""}, "regime: empty"),
        ({"currency": ""}, "currency: empty"),
        ({"value_currency": "1.234,5"}, "value_currency: a text of the form 9.999,9; expected a number from 0"),
        ({"value_vnd": "-5"}, "value_vnd: a text of the form -9"),
        ({"quantity": "12 kg"}, "quantity: a text of the form 99 aa"),
    ],
)
def test_a_bad_line_is_refused_by_the_form_of_what_stands_there(changed: dict[str, Any], reason: str) -> None:
    good, (told,) = made(line(**changed))
    assert good == []
    assert told.startswith(reason)


def test_days_with_and_without_time_in_both_orders() -> None:
    rows, reasons = made(
        *(line(registered_on=day) for day in ("3/2/2026", "03/02/2026 08:15:00", "2026-02-03", "2026-02-03T08:15:00"))
    )
    assert reasons == []
    assert {str(row["registered_on"]) for row in rows} == {"2026-02-03"}


@pytest.mark.parametrize(
    ("first", "whole"),
    [("", 10681234567), ("-", 10681234567), ("106812345670  -", 10681234567), ("106800000001", 10680000000)],
)
def test_a_split_declaration_is_linked(first: str, whole: int) -> None:
    ((row,), _) = made(line(first_declaration=first))
    assert row["whole_key"] == whole


def test_the_second_quantity_weighs_where_the_first_is_no_mass() -> None:
    pieces = line(quantity=3, quantity_unit="PCE", quantity_2="1.5", quantity_2_unit="TNE")
    (first, second), _ = made(pieces, pieces | {"quantity_2_unit": "SET"})
    assert (first["weight_kg"], second["weight_kg"]) == (Decimal(1500), None)


def test_the_office_given_is_that_of_lines_without_one() -> None:
    rows, _ = made(line(office=""), line(), office="15B9")
    assert [row["office"] for row in rows] == ["15B9", "HQHUUNGHI"]


def test_an_office_is_kept_under_one_code_however_the_export_names_it() -> None:
    rows, _ = made(line(office="15be"), line(office="HQTANTHANH"), line(office="HQCOCNAM"), line(office="HQKHAC"))
    assert [row["office"] for row in rows] == ["HQTANTHANH", "HQTANTHANH", "15BD", "HQKHAC"]


def test_a_cancelled_declaration_is_known_by_the_declared_words() -> None:
    rows, _ = made(line(state="ĐÃ HỦY"), line(state="Thông quan"), line())
    assert [row["cancelled"] for row in rows] == [True, False, False]


def test_nothing_of_a_name_is_kept() -> None:
    frame = pd.DataFrame(made(line())[0])
    assert "CÔNG TY A" not in frame.to_csv()
