"""Which published figure is printed, and how a section asks for it; every number here is made up but those named as real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, observe, open_evidence, parse_period, period_of
from assessment.findings import Period
from assessment.project import zone_configuration

CLASSES = {"decree": "legal_text", "office": "official", "paper": "press", "page": "secondary"}
ROW: Mapping[str, Any] = {
    "scope": "through",
    "flow": "total",
    "geography": "lang_son",
    "gate": "all",
    "partner": "all",
    "commodity": "all",
    "regime": "all",
    "measure": "value",
    "period_start": pd.Timestamp("2023-01-01"),
    "period_end": pd.Timestamp("2023-12-31"),
    "frequency": "year",
    "value": 1.0,
    "unit": "usd_million",
    "status": "reported",
    "precision": "exact",
    "inferred": "",
    "grade": "C",
    "source": "test",
    "document": "paper",
    "published": pd.Timestamp("2024-06-01"),
    "note_vi": "",
    "note_en": "",
}


LANG_SON = {"geography": "lang_son", "gate": "all", "partner": "all", "commodity": "all", "regime": "all"}


class Rows:
    """A record of trade rows; keywords are what differs from `ROW`."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self._rows = [{"row_id": f"{number:016x}", **ROW, **row} for number, row in enumerate(rows)]

    def table(self, name: str) -> pd.DataFrame:
        frame = pd.DataFrame(self._rows if name == "trade" else [], columns=[c.name for c in TABLES[name].columns])
        for column in TABLES[name].columns:
            if column.kind == "date":
                frame[column.name] = pd.to_datetime(frame[column.name])
        return frame

    def documents(self) -> pd.DataFrame:
        return pd.DataFrame(CLASSES.items(), columns=["document", "source_class"])

    def companions(self) -> pd.DataFrame:
        return pd.DataFrame(columns=["row_id", "growth_percent"])


def evidence_on(*rows: Mapping[str, Any]) -> Evidence:
    return Evidence(Rows(*rows), zone_configuration(), today=pd.Timestamp("2026-11-23"))


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


# ------------------------------------------------------------------ rule of choice

# Each step: what wins, what loses. The loser is better in every step that comes after.
STEPS: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = (
    ("printed over inferred", {"inferred": ""}, {"inferred": "scope"}),
    ("a figure over an end of a range", {"precision": "about"}, {"precision": "lower"}),
    ("official over press", {"document": "office"}, {"document": "paper"}),
    ("outcome over estimate", {"status": "reported"}, {"status": "estimate"}),
    ("exact over about", {"precision": "exact"}, {"precision": "about"}),
    ("press over secondary", {"document": "paper"}, {"document": "page"}),
    ("latest over earlier", {"published": day("2024-06-02")}, {"published": day("2024-06-01")}),
)
WORST: Mapping[str, Any] = {"document": "page", "status": "estimate", "precision": "nearly", "published": pd.NaT}
BEST: Mapping[str, Any] = {
    "document": "office",
    "status": "final",
    "precision": "exact",
    "published": day("2026-01-01"),
}


def _step_pairs() -> list[Any]:
    """Return, per step, a winner that is the worst in all later steps and a loser that is the best in them."""
    later = [
        ("document", "status", "precision", "published"),
        ("document", "status", "published"),
        ("status", "precision", "published"),
        ("precision", "document", "published"),
        ("document", "published"),
        ("published",),
        (),
    ]
    pairs = []
    for (name, wins, loses), columns in zip(STEPS, later, strict=True):
        winner = {**{column: WORST[column] for column in columns}, **wins}
        loser = {**{column: BEST[column] for column in columns}, **loses}
        if name == "outcome over estimate":
            # The official page was asked before; among the others, press and secondary come later.
            winner["document"], loser["document"] = "page", "paper"
        elif name == "exact over about":
            winner["document"], loser["document"] = "page", "paper"
        pairs.append(pytest.param(winner, loser, id=name))
    return pairs


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("winner", "loser"), _step_pairs())
def test_each_step_decides_alone(winner: Mapping[str, Any], loser: Mapping[str, Any], turned: bool) -> None:
    rows = [{**winner, "value": 10.0}, {**loser, "value": 20.0}]
    evidence = evidence_on(*(reversed(rows) if turned else rows))
    assert evidence.quantity("trade", inferred=True).value == 10.0


@pytest.mark.parametrize(("better", "worse"), [("decree", "paper"), ("decree", "page"), ("office", "page")])
def test_official_and_legal_text_stand_above_the_others(better: str, worse: str) -> None:
    evidence = evidence_on({"document": worse, "value": 20.0, "published": day("2026-01-01")}, {"document": better})
    assert evidence.quantity("trade").value == 1.0


def test_official_and_legal_text_are_equal_and_the_later_one_is_taken() -> None:
    rows = [{"document": "decree", "value": 1.0}, {"document": "office", "value": 2.0, "published": day("2025-01-01")}]
    assert evidence_on(*rows).quantity("trade").value == 2.0


@pytest.mark.parametrize(
    ("better", "worse"),
    [("final", "preliminary"), ("reported", "preliminary"), ("preliminary", "estimate"), ("revised", "estimate")],
)
def test_outcomes_in_order_of_firmness(better: str, worse: str) -> None:
    rows = [{"status": worse, "value": 20.0, "published": day("2026-01-01")}, {"status": better, "value": 10.0}]
    assert evidence_on(*rows).quantity("trade").value == 10.0


@pytest.mark.parametrize("old", [day("1950-01-01"), day("1969-12-31"), day("2024-01-01")])
def test_an_undated_publication_comes_after_every_dated_one(old: pd.Timestamp) -> None:
    rows = [{"published": pd.NaT, "value": 20.0}, {"published": old, "value": 10.0}]
    assert evidence_on(*rows).quantity("trade").value == 10.0


def test_a_publication_of_no_known_class_comes_last() -> None:
    rows = [{"document": "nowhere", "value": 20.0, "published": day("2026-01-01")}, {"document": "page", "value": 10.0}]
    assert evidence_on(*rows).quantity("trade").value == 10.0


def test_full_equality_is_decided_by_the_row_id() -> None:
    rows = [{"row_id": "b" * 16, "value": 2.0}, {"row_id": "a" * 16, "value": 1.0}]
    assert evidence_on(*rows).quantity("trade").value == 1.0


def test_ends_of_a_range_are_taken_only_where_nothing_else_is_published() -> None:
    ends = [
        {"precision": "lower", "value": 300.0, "document": "office"},
        {"precision": "upper", "value": 400.0, "document": "office"},
    ]
    only = evidence_on(*ends).quantity("trade")
    assert (only.value, only.precision) == (300.0, "lower")
    beside = evidence_on(*ends, {"value": 350.0, "document": "page", "status": "estimate"}).quantity("trade")
    assert (beside.value, beside.precision) == (350.0, "exact")


RANDOM_ROW = st.fixed_dictionaries(
    {
        "document": st.sampled_from([*CLASSES, "nowhere"]),
        "status": st.sampled_from(["plan", "estimate", "preliminary", "reported", "final"]),
        "precision": st.sampled_from(["exact", "about", "over", "nearly", "lower", "upper"]),
        "inferred": st.sampled_from(["", "scope", "scope, period"]),
        "published": st.sampled_from([pd.NaT, day("1995-05-05"), day("2024-06-01"), day("2025-01-01")]),
        "value": st.floats(0, 1e6),
        "flow": st.sampled_from(["total", "export"]),
    }
)


@given(rows=st.lists(RANDOM_ROW, min_size=1, max_size=8), order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(rows: list[dict[str, Any]], order: Any) -> None:
    named = [{"row_id": f"{number:016x}", **row} for number, row in enumerate(rows)]
    shuffled = list(named)
    order.shuffle(shuffled)
    one, other = evidence_on(*named), evidence_on(*shuffled)
    assert one.ranked("trade")["row_id"].tolist() == other.ranked("trade")["row_id"].tolist()
    for inferred in (False, True):
        assert one.quantity("trade", inferred=inferred) == other.quantity("trade", inferred=inferred)
        assert one.series("trade", inferred=inferred)["row_id"].tolist() == (
            other.series("trade", inferred=inferred)["row_id"].tolist()
        )
    assert one.contradictions("trade")["row_id"].tolist() == other.contradictions("trade")["row_id"].tolist()


# ------------------------------------------------------------------ asking


def test_inferred_rows_are_left_out_unless_asked_for() -> None:
    evidence = evidence_on({"inferred": "period", "value": 5.0})
    assert not evidence.quantity("trade").known
    found = evidence.quantity("trade", inferred=True)
    assert (found.value, found.inferred) == (5.0, "period")


def test_plans_come_only_when_they_are_named() -> None:
    evidence = evidence_on({"status": "plan", "value": 5.0}, {"value": 4.0})
    assert evidence.rows("trade")["value"].tolist() == [4.0]
    assert evidence.quantity("trade", status="plan").value == 5.0
    assert evidence.rows("trade", status=["plan", "reported"])["value"].tolist() == [4.0, 5.0]


def test_what_is_not_there_is_not_determinable_and_says_why() -> None:
    missing = evidence_on({}).quantity("trade", period="2022", unit="usd_million")
    assert (missing.value, missing.unit, missing.rows) == (None, "usd_million", ())
    assert missing.reason is not None
    assert missing.reason.key == "common.reason.no_row"


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"'trade' has no column 'province'; it has row_id, scope"):
        evidence_on({}).rows("trade", province="lang_son")


def test_a_quantity_carries_its_row_and_how_it_was_published() -> None:
    (found,) = (evidence_on({"precision": "over", "status": "estimate"}).quantity("trade", decimals=1),)
    assert (found.rows, found.formula) == (("0" * 16,), "observed")
    assert (found.precision, found.status, found.decimals) == ("over", "estimate", 1)
    assert observe({"row_id": "a", **ROW}).value == 1.0


def test_the_period_must_fit_but_for_a_stock_only_its_day() -> None:
    stock = {"period_start": day("2023-12-31"), "frequency": "stock", "value": 7.0, "measure": "stock"}
    months = {"period_end": day("2023-09-30"), "frequency": "ytd", "value": 3.0}
    evidence = evidence_on({}, stock, months)
    assert evidence.rows("trade", period="2023")["value"].tolist() == [1.0, 7.0]
    assert evidence.rows("trade", period="2023-12-31")["value"].tolist() == [7.0]
    assert evidence.rows("trade", period="2023-01..2023-09")["value"].tolist() == [3.0]
    assert evidence.rows("trade", period="2023-12").loc[:, "value"].tolist() == [7.0]


def test_a_series_has_one_chosen_row_per_period_in_time_order() -> None:
    year = {"period_start": day("2022-01-01"), "period_end": day("2022-12-31")}
    half = {"period_end": day("2023-06-30"), "frequency": "half"}
    evidence = evidence_on(
        {"value": 3.0}, {"value": 30.0, "document": "page"}, {**year, "value": 1.0}, {**half, "value": 2.0}
    )
    series = evidence.series("trade", decimals=0)
    assert series["value"].tolist() == [1.0, 2.0, 3.0]
    assert [quantity.value for quantity in series["quantity"]] == [1.0, 2.0, 3.0]
    assert series["period"].iloc[0] == Period(day("2022-01-01"), day("2022-12-31"), "year")
    assert evidence.series("trade", flow="export").empty


def test_one_chosen_row_per_combination() -> None:
    evidence = evidence_on(
        {"flow": "export", "value": 1.0},
        {"flow": "export", "value": 2.0, "document": "office"},
        {"flow": "import", "value": 3.0},
    )
    found = evidence.chosen("trade", ["flow"])
    assert dict(zip(found["flow"], found["value"], strict=True)) == {"export": 2.0, "import": 3.0}


def test_contradictions_are_counted_by_unit_and_the_chosen_one_comes_first() -> None:
    evidence = evidence_on(
        {"value": 2.0, "document": "page"},
        {"value": 1.0, "document": "office"},
        {"value": 44.0, "unit": "vnd_billion", "document": "paper"},
        {"value": 1.0, "document": "paper"},
        {"value": 9.0, "status": "plan"},
        {"value": 0.5, "precision": "lower"},
        {"value": 1.5, "precision": "upper"},
        {"value": 5.0, "flow": "export"},
        {"value": 5.0, "flow": "export", "document": "office"},
    )
    found = evidence.contradictions("trade")
    assert found[["value", "unit", "chosen"]].to_numpy().tolist() == [
        [1.0, "usd_million", True],
        [1.0, "usd_million", False],
        [2.0, "usd_million", False],
    ]
    assert found["document"].tolist() == ["office", "paper", "page"]


def test_the_caller_cannot_change_the_ranking() -> None:
    evidence = evidence_on({"value": 1.0}, {"value": 2.0, "flow": "export"})
    for mine in (evidence.rows("trade"), evidence.series("trade")):
        mine.loc[0, "value"] = 0.0
    assert evidence.quantity("trade", flow="total").value == 1.0


# ------------------------------------------------------------------ periods


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2025-08-31", "2025-08-31", "2025-08-31"),
        ("2009..2017", "2009-01-01", "2017-12-31"),
        ("2024-01..2024-09", "2024-01-01", "2024-09-30"),
        ("2023-07..2024-Q2", "2023-07-01", "2024-06-30"),
    ],
)
def test_periods_as_they_are_written(text: str, start: str, end: str) -> None:
    assert parse_period(text) == (day(start), day(end))


@pytest.mark.parametrize(
    "text",
    ["", "23", "2025-H3", "2025-Q5", "2025-00", "2025-13", "2025-08-00", "2025-08-32", "2025/08", "tháng 8/2025"],
)
def test_what_is_no_period_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a form such as 2023, 2025-H1"):
        parse_period(text)


def test_a_day_that_does_not_exist_and_a_turned_span_are_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        parse_period("2025-02-31")
    with pytest.raises(ValueError, match="its end lies before its start"):
        parse_period("2024-09..2024-01")


@given(first=st.integers(1990, 2030), months=st.integers(0, 60), month=st.integers(1, 12))
def test_a_span_of_months_covers_whole_months(first: int, months: int, month: int) -> None:
    start = pd.Timestamp(first, month, 1)
    last = start + pd.offsets.MonthBegin(months)
    begin, end = parse_period(f"{start:%Y-%m}..{last:%Y-%m}")
    assert begin == start
    assert end.is_month_end
    assert (end.year - begin.year) * 12 + end.month - begin.month == months


def test_the_period_of_a_row() -> None:
    assert period_of({"row_id": "a", **ROW}) == Period(day("2023-01-01"), day("2023-12-31"), "year")


# ------------------------------------------------------------------ settings and the real record


def test_a_setting_is_traced_to_its_place_in_the_zone_file() -> None:
    evidence = evidence_on()
    area = evidence.setting("zone.area_ha", "ha")
    assert (area.value, area.unit, area.rows, area.formula) == (39400.0, "ha", ("config:zone.area_ha",), "configured")
    ten_percent = evidence.setting("regime.decree_35_2022.boundary_adjustment.change_percent", "percent")
    assert ten_percent.value == 10.0
    assert (area.value or 0) * 0.10 == pytest.approx(3940.0)
    with pytest.raises(KeyError, match="nowhere"):
        evidence.setting("zone.nowhere", "ha")


def test_the_three_scopes_of_2023_in_the_public_record(evidence: Evidence) -> None:
    def printed(scope: str, flow: str) -> float | None:
        return evidence.quantity("trade", period="2023", scope=scope, flow=flow, **LANG_SON, measure="value").value

    assert printed("through", "total") == pytest.approx(51990.563)
    assert printed("declared", "total") == 4975.0
    assert (printed("declared", "export"), printed("declared", "import")) == (2750.0, 2225.0)
    assert printed("local_goods", "export") == 156.0


def test_foreign_investment_standing_in_the_province(evidence: Evidence) -> None:
    standing = evidence.series(
        "investment",
        geography="lang_son",
        investor="fdi",
        basis="stock",
        measure="registered",
        sector="all",
        partner="all",
        source="public_record_fdi",
    )
    assert standing["value"].iloc[0] == pytest.approx(207.0, abs=0.1)
    assert standing["value"].iloc[-1] == pytest.approx(515.0, abs=0.1)
    assert standing["period_end"].iloc[-1] == day("2024-06-30")


def test_every_contradiction_of_the_public_record_has_one_chosen_figure(evidence: Evidence) -> None:
    for table in ("trade", "traffic", "investment", "economy", "land"):
        found = evidence.contradictions(table)
        keys = [*TABLES[table].key_names, "unit"]
        assert found.groupby(keys, dropna=False)["chosen"].sum().eq(1).all()
        assert found.groupby(keys, dropna=False)["value"].nunique().gt(1).all()


def test_the_register_of_the_public_record_stands_before_the_requests(evidence: Evidence) -> None:
    received = [entry.id for entry in evidence.register if entry.received]
    assert received == [entry.id for entry in evidence.register][: len(received)]
    assert len(received) == 13
    assert evidence.today == day("2026-11-23")


def test_without_a_day_today_is_meant(project: Any) -> None:
    from assessment.etl.store import Store

    assert open_evidence(Store.open(project.processed)).today == pd.Timestamp.now().normalize()
