"""Section 4 from goods lines by commodity group: planted shares against given national ones, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from assessment.customs.nomenclature import commodity_group
from assessment.customs.published import OTHER
from assessment.findings import Quantity, Text
from assessment.report.language import Language
from assessment.situation.declared import Declared
from assessment.situation.declared_groups import GROUPS_SHOWN, all_groups_table, group_tables, largest_groups_table
from tests.customs.declared import known

from .declared_record import DeclaredRecord, total

NATION = {"all": 400_000.0, "rau_qua": 5_000.0, "go_va_san_pham_go": 2_000.0, "san_va_san_pham_cua_san": 1_500.0}


def national(period: str, commodity: str, flow: str, value: float) -> dict[str, Any]:
    keys = {
        "scope": "national",
        "geography": "vn",
        "partner": "world",
        "commodity": commodity,
        "flow": flow,
        "gate": "all",
    }
    return keys | {"period": period, "value": value, "regime": "all"}


def record(rows: pd.DataFrame | None = None, years: tuple[str, ...] = ("2025",)) -> DeclaredRecord:
    flows = ("export", "import")
    trade = [national(year, name, flow, value) for year in years for flow in flows for name, value in NATION.items()]
    return DeclaredRecord(rows, trade=trade)


def of_group(period: str, flow: str, group: str) -> float:
    lines = known().truth
    own = lines[(lines["flow"] == flow) & lines["month"].str.startswith(period)]
    return sum(own["value_usd"][own["code"].map(lambda code: commodity_group(code, flow) or OTHER) == group]) / 1e6


def rows_of(made: DeclaredRecord, year: int, flow: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the annex by group."""
    frame = all_groups_table(made.evidence(), Declared(made.evidence())).frame
    own = frame[(frame["year"] == year) & (frame["flow"] == Text(f"declared.flow.{flow}"))]
    return {getattr(row["commodity"], "kind", "") and row["commodity"].key: row for row in own.to_dict("records")}


def test_quotients_are_those_of_the_planted_lines_and_the_given_nation() -> None:
    evidence = record().evidence()
    frame = largest_groups_table(evidence, Declared(evidence)).frame
    assert set(frame["flow"].map(lambda text: text.key)) == {"declared.flow.export", "declared.flow.import"}
    for row in frame.to_dict("records"):
        flow, group = row["flow"].key.rpartition(".")[2], row["commodity"].key
        share = of_group("2025", flow, group) / total("2025", flow)
        assert row["value_at_gates"].value == pytest.approx(of_group("2025", flow, group))
        assert row["share_at_gates"].value == pytest.approx(100 * share)
        assert row["national"].value == NATION[group]
        assert row["national_share"].value == pytest.approx(100 * NATION[group] / NATION["all"])
        assert row["quotient"].value == pytest.approx(share / (NATION[group] / NATION["all"]))
        assert set(row["quotient"].rows) >= {*row["value_at_gates"].rows, *row["national"].rows}


def test_the_chapter_shows_the_largest_and_the_annex_all_with_what_is_in_no_group() -> None:
    evidence = record().evidence()
    shown = largest_groups_table(evidence, Declared(evidence)).frame
    for _, own in shown.groupby(shown["flow"].map(lambda text: text.key)):
        values = [quantity.value for quantity in own["value_at_gates"]]
        assert values == sorted(values, reverse=True)
        assert len(values) <= GROUPS_SHOWN
    rows = rows_of(record(), 2025, "import")
    assert {"rau_qua", "hoa_chat", ""} <= set(rows)
    assert rows[""]["value_at_gates"].value == pytest.approx(of_group("2025", "import", OTHER))
    assert all(rows[""][name] is None for name in ("national", "national_share", "quotient"))


def test_without_a_national_figure_the_quotient_is_not_determinable() -> None:
    row = rows_of(record(), 2025, "import")["hoa_chat"]
    assert row["value_at_gates"].known
    assert row["quotient"].reason == row["national"].reason == Text("declared.reason.national")
    evidence = record(years=()).evidence()
    assert [table.annex_only for table in group_tables(evidence, Declared(evidence))] == [True]


def test_a_confidential_group_stays_so_and_leaves_the_chapter() -> None:
    rows = known().rows.copy()
    rows.loc[(rows["group"] == "rau_qua") & (rows["flow"] == "import"), ["value", "hidden"]] = [float("nan"), "primary"]
    made = record(rows)
    row = rows_of(made, 2025, "import")["rau_qua"]
    assert all(row[name].confidential for name in ("value_at_gates", "share_at_gates", "quotient"))
    assert row["national"].known
    frame = largest_groups_table(made.evidence(), Declared(made.evidence())).frame
    imports = frame[frame["flow"] == Text("declared.flow.import")]
    assert "rau_qua" not in {name.key for name in imports["commodity"]}


def test_both_languages_print_the_tables() -> None:
    evidence = record().evidence()
    for table in group_tables(evidence, Declared(evidence)):
        for lang in ("vi", "en"):
            language = Language(lang)
            told = [
                language.text(text) for text in (table.title, *table.notes, *(part.header for part in table.columns))
            ]
            assert all(text and "{" not in text for text in told)
            names = [cell for cell in table.frame["commodity"] if not isinstance(cell, Text)]
            assert all(language.name(name) for name in names)
        assert not any(
            isinstance(cell, float) for cell in table.frame.to_numpy().ravel() if not isinstance(cell, Quantity)
        )


def test_without_goods_lines_nothing_is_told() -> None:
    evidence = DeclaredRecord(known().rows.iloc[:0]).evidence()
    assert group_tables(evidence, Declared(evidence)) == ()
