"""Scope by regime, and published declared totals beside the goods lines: planted gaps are explained, others are not."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.customs.codes import codes
from assessment.report.language import Language
from assessment.situation.declared import Declared
from assessment.situation.declared_totals import not_over_a_gate, reconciliation_table, scopes_table, totals_tables

from .declared_record import DeclaredRecord, published, total

GROUPS = dict(codes("regimes")[["code", "group"]].itertuples(index=False, name=None))


def group(period: str, name: str) -> float:
    return sum(total(period, regime=code) for code, own in GROUPS.items() if own == name)


def rows(*given: dict) -> list[dict]:
    evidence = DeclaredRecord(trade=list(given)).evidence()
    table = reconciliation_table(evidence, Declared(evidence))
    return [] if table is None else table.frame.to_dict("records")


def test_a_published_total_that_agrees() -> None:
    (row,) = rows(published("2025", total("2025")))
    assert row["counted"].value == pytest.approx(total("2025"))
    assert row["difference"].value == pytest.approx(0)
    assert row["explanation"].key == "declared.outcome.agrees"


def test_a_group_left_out_of_the_published_total_is_found() -> None:
    whole, temporary = total("2025"), group("2025", "temporary")
    (row,) = rows(published("2025", whole - temporary))
    assert row["percent"].value == pytest.approx(100 * temporary / (whole - temporary))
    said = Language("en").text(row["explanation"])
    assert said.startswith("agrees without temporary import, re-export; temporary export, re-import (USD")


def test_a_gap_that_nothing_closes_is_unexplained() -> None:
    above, below = rows(published("2024", 1.2 * total("2024")), published("2025", total("2025") * 0.011))
    assert (above["explanation"].key, below["explanation"].key) == ("declared.outcome.unexplained",) * 2


def test_directions_and_months_have_their_own_rows() -> None:
    found = rows(
        published("2025-03", total("2025-03")), published("2025-01..2025-03", total("2025-01"), "export"), published("2019", 1.0)
    )  # fmt: skip
    assert [row["flow"].key.rpartition(".")[2] for row in found] == ["total", "export"]
    assert found[1]["counted"].value == pytest.approx(sum(total(f"2025-{month:02d}", "export") for month in (1, 2, 3)))


def test_every_regime_in_force_has_its_scopes() -> None:
    frame = scopes_table(pd.Timestamp("2025-06-30")).frame
    listed = [code for cell in frame["codes"] for code in cell.split(", ")]
    regimes = codes("regimes")
    day = pd.Timestamp("2025-06-30").date()
    in_force = regimes[(regimes["valid_from"] <= day) & (regimes["valid_to"] >= day)]["code"]
    assert sorted(listed) == sorted(in_force)
    through = frame[[cell.key.endswith(".no") for cell in frame["through"]]]
    assert {code for cell in through["codes"] for code in cell.split(", ")} == set(not_over_a_gate())
    assert {cell.key for cell in frame["declared"]} == {"declared.yes.yes"}


def test_on_the_public_record_there_is_no_table(evidence) -> None:
    assert totals_tables(evidence) == ()
