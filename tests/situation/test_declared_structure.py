"""Section 4 from goods lines: planted shares and growth come back, contributions add up, what is printed gives nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import openpyxl
import pytest
from scipy.optimize import linprog

from assessment import register
from assessment.customs.confidentiality import rule, sensitive
from assessment.customs.published import AXES, OTHER
from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.findings import Name, Quantity, Table
from assessment.project import zone_configuration
from assessment.report.excel import write_excel
from assessment.report.language import Language
from assessment.report.layout import lay_out
from assessment.report.references import References
from assessment.report.tables import ANNEX_HEADER_ROW
from assessment.report.trace import coverage, trace_chapter
from assessment.situation import structure, synthesis, trade
from assessment.situation.declared import KINDS, Declared
from assessment.situation.declared_structure import (
    concentration_table,
    contributions_table,
    effective_gates,
    points,
    structure_figures,
    structure_findings,
    structure_tables,
)
from tests.conftest import TODAY
from tests.customs.attack import as_seen, sums_of
from tests.customs.declared import known

from .declared_record import Beside, DeclaredRecord, published, total

MILLION = 1e6


@pytest.fixture(scope="module")
def record() -> DeclaredRecord:
    return DeclaredRecord(trade=[published("2025", total("2025"))])


@pytest.fixture(scope="module")
def declared(record: DeclaredRecord) -> Declared:
    return Declared(record.evidence())


def tables(declared: Declared) -> dict[str, Table]:
    return {table.id.partition("declared_")[2]: table for table in structure_tables(declared)}


def test_chapters_and_gates_are_those_planted(declared: Declared) -> None:
    found = tables(declared)
    for row in found["chapters"].frame.to_dict("records")[:-2]:
        assert row["total"].value == pytest.approx(total("2025", hs=row["chapter"].key), rel=1e-9)
        assert row["share"].value == pytest.approx(100 * total("2025", hs=row["chapter"].key) / total("2025"))
    shown = sum(row["total"].value for row in found["chapters"].frame.to_dict("records")[:-1])
    assert shown == pytest.approx(total("2025")), "the rest makes up the whole"
    office = {"huu_nghi": "HQHUUNGHI", "tan_thanh": "HQTANTHANH"}
    for row in found["gates"].frame.to_dict("records")[:-1]:
        assert row["export"].value == pytest.approx(total("2025", "export", office=office[row["gate"].key]))


def test_the_quotient_of_a_gate(declared: Declared) -> None:
    for row in tables(declared)["quotients"].frame.to_dict("records"):
        office = {"huu_nghi": "HQHUUNGHI", "tan_thanh": "HQTANTHANH"}[row["gate"].key]
        if row["quotient"].known:
            own = total("2025", office=office, hs=row["chapter"].key) / total("2025", office=office)
            assert row["quotient"].value == pytest.approx(own / (total("2025", hs=row["chapter"].key) / total("2025")))
        else:
            assert row["quotient"].confidential


def test_contributions_add_up_to_growth(declared: Declared) -> None:
    growth = 100 * (total("2025") / total("2024") - 1)
    for key in ("hs", "gate", "partner"):
        assert sum(row[3].value for row in points(declared, key, (2024, 2025))) == pytest.approx(growth)
    frame = contributions_table(declared, (2024, 2025)).frame
    assert frame["points"].iloc[-1].value == pytest.approx(growth)
    assert [cell.key for cell in frame["part"][frame["key"].map(lambda text: text.key.endswith("hs"))][:-1]].count(
        "27"
    ) == 0


def test_the_true_concentration_lies_between_the_bounds(declared: Declared) -> None:
    from assessment.analysis.structure import concentration

    lines = known().truth
    frame = concentration_table(declared).frame
    for row in frame.to_dict("records"):
        flow = row["flow"].key.rpartition(".")[2]
        own = (
            lines[(lines["flow"] == flow) & (lines["month"].str[:4] == str(row["year"]))]
            .groupby("hs")["value_usd"]
            .sum()
        )
        true = concentration(np.concatenate([own, np.zeros(96 - len(own))]))
        assert row["unctad_low"].value <= true.unctad + 1e-12
        assert true.unctad <= row["unctad_high"].value + 1e-12
        assert row["effective_low"].value <= true.effective_number <= row["effective_high"].value
    shares = np.array([total("2025", office=office) for office in ("HQHUUNGHI", "HQTANTHANH")]) / total("2025")
    assert effective_gates(declared, 2025).value == pytest.approx(1 / (shares**2).sum())


def test_a_hidden_gate_leaves_the_number_of_gates_confidential() -> None:
    rows = known().rows.copy()
    rows.loc[(rows["gate"] == "tan_thanh") & (rows["hs"] == "all"), ["value", "hidden"]] = [np.nan, "primary"]
    assert effective_gates(Declared(DeclaredRecord(rows).evidence()), 2025).confidential


def test_findings_and_figures_of_two_years(declared: Declared) -> None:
    assert [found.text.key for found in structure_findings(declared)] == [
        "declared.finding.growth",
        *["declared.finding.prices"] * 2,
    ]
    assert [figure.draw for figure in structure_figures(declared)] == ["horizontal_bars", "lines"]
    for lang in ("vi", "en"):
        for found in structure_findings(declared):
            assert "{" not in Language(lang).text(found.text)


def test_without_goods_lines_nothing_changes(evidence: Any) -> None:
    declared = Declared(evidence)
    assert (structure_tables(declared), structure_figures(declared), structure_findings(declared)) == ((), (), ())


# ----------------------------------------------------------------- the attack


@pytest.fixture(scope="module")
def annex(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the annex of the sections that goods lines stand in, as a reader opens it."""
    record = Beside(store)
    evidence = Evidence(record, zone_configuration(), register.requested(), TODAY)
    references = References(record)
    sections = [trade.section(evidence), structure.section(evidence), synthesis.section(evidence)]
    chapter = lay_out(sections, references, Language("en"))
    trace = trace_chapter(chapter, references)
    own = trace[trace["reference"].isin(known().rows["row_id"])]
    assert len(own)
    assert coverage(own) == 1
    return openpyxl.load_workbook(write_excel(chapter, trace, tmp_path_factory.mktemp("attack") / "annex.xlsx"))


def grids(annex: Any, title: str) -> list[dict[str, Any]]:
    """Return the rows of the table of the annex whose title begins with a text, by the heads of its columns without the unit."""
    for sheet in annex:
        words = [str(cell.value) for row in sheet.iter_rows(max_row=ANNEX_HEADER_ROW) for cell in row if cell.value]
        if any(title in word for word in words) and sheet.title.startswith("Table"):
            content = list(sheet.iter_rows(min_row=ANNEX_HEADER_ROW, values_only=True))
            head = [str(name).partition(" (")[0] for name in content[0]]
            return [
                dict(zip(head, row, strict=True)) for row in content[1:] if row[1] is not None or row[2] is not None
            ]
    raise AssertionError(f"no table {title!r}")


def told(annex: Any) -> Iterator[tuple[dict[tuple[str, ...], float], float]]:
    """Yield what the annex says of figures: sums with their coefficients by `AXES`, and what they are."""
    key = _names(Language("en"))

    def cell(year: str, flow: str, **split: str) -> tuple[str, ...]:
        return tuple((dict.fromkeys(AXES, "all") | {"period": year, "flow": flow} | split).values())

    heads = {"Exports": "export", "Imports": "import", "Exports and imports": "total"}
    for title, column, kind in (("by HS chapter, 2025", "HS chapter", "hs"), ("customs by gate, 2025", "Gate", "gate")):
        for row in grids(annex, title):
            found = _find(key, row[column], kind)
            for head, flow in heads.items():
                if found and isinstance(row.get(head), float | int):
                    yield {cell("2025", flow, **{kind: found}): 1.0}, float(row[head])
            if found and isinstance(row.get("Change on the year before"), float | int):
                ratio = 1 + row["Change on the year before"] / 100
                yield {cell("2025", "total", hs=found): 1.0, cell("2024", "total", hs=found): -ratio}, 0.0
            if found and isinstance(row.get("Share"), float | int):
                yield {cell("2025", "total", **{kind: found}): 1.0, cell("2025", "total"): -row["Share"] / 100}, 0.0
    for row in grids(annex, "Gate location quotients"):
        gate, hs = _find(key, row["Gate"], "gate"), _find(key, row["HS chapter"], "hs")
        whole = {"Share at the gate": (cell("2025", "total", gate=gate, hs=hs), cell("2025", "total", gate=gate)),
                 "Share at all gates": (cell("2025", "total", hs=hs), cell("2025", "total"))}  # fmt: skip
        for head, (part, all_) in whole.items():
            if isinstance(row[head], float | int):
                yield {part: 1.0, all_: -row[head] / 100}, 0.0
    for row in grids(annex, "every commodity group"):
        group, year, flow = _find(key, row["Commodity group"], "group"), str(row["Year"]), heads[row["Direction"]]
        place = cell(year, flow, group=group or OTHER)
        if isinstance(row["Value at the gates"], float | int):
            yield {place: 1.0}, float(row["Value at the gates"])
        if isinstance(row["Share at the gates"], float | int):
            yield {place: 1.0, cell(year, flow): -row["Share at the gates"] / 100}, 0.0
    for row in grids(annex, "every HS chapter"):
        for head, flow in heads.items():
            if isinstance(row[head], float | int):
                yield {cell(str(row["Year"]), flow, hs=_find(key, row["HS chapter"], "hs")): 1.0}, float(row[head])
    kinds = {"HS chapter": "hs", "Gate": "gate", "Partner": "partner"}
    for row in grids(annex, "Contributions to the growth"):
        kind = kinds.get(str(row["By"]), "")
        found = _find(key, row["Part"], kind) if kind else None
        for head, year in (("Year before", "2024"), ("Year", "2025")):
            if found and isinstance(row[head], float | int):
                yield {cell(year, "total", **{kind: found}): 1.0}, float(row[head])


def _names(language: Language) -> dict[tuple[str, str], str]:
    """Return the values of the keys by key and printed name; a chapter and a group may have one name."""
    rows = known().rows
    return {
        (key, language.name(Name(kind, value)).casefold()): value
        for key, kind in KINDS.items()
        for value in set(rows[key]) - {"all", OTHER}
    }


def _find(names: dict[tuple[str, str], str], word: object, key: str) -> str:
    return names.get((key, str(word).casefold()), "")


@pytest.mark.slow
def test_the_written_annex_bounds_no_hidden_figure_closer_than_the_rule(annex: Any) -> None:
    """All that the annex prints, all rows its trace names and all sums between them, against each hidden figure of its tables."""
    made, allowed = known(), rule().protection / 100
    cells, sums = as_seen(made.whole, made.published), sums_of(made.whole)
    place = {key: at for at, key in enumerate(cells[list(AXES)].itertuples(index=False, name=None))}
    left, right = [*sums], [0.0] * len(sums)
    scale = made.whole["value_usd"].max()
    printed = list(told(annex))
    assert len(printed) > 60
    for terms, value in printed:
        row = np.zeros(len(cells))
        for key, weight in terms.items():
            row[place[key]] += weight
        left.append(row)
        right.append(value * MILLION / scale)
    for at in np.flatnonzero(cells["hidden"] == ""):
        # The reader of the trace is given every figure that may be printed, more than the annex holds.
        row = np.zeros(len(cells))
        row[at] = 1
        left.append(row)
        right.append(cells["value_usd"][at] / scale)
    matrix, values = np.array(left), np.array(right)
    true = made.whole["value_usd"].to_numpy() / scale
    assert np.abs(matrix @ true - values).max() < 1e-6, "what is printed is true"
    for at in np.flatnonzero(sensitive(made.whole, rule())):
        aim = np.zeros(len(cells))
        aim[at] = 1
        tied = {"A_ub": np.vstack([matrix, -matrix]), "b_ub": np.concatenate([values, -values]) + 1e-7}
        low, high = (sign * linprog(sign * aim, **tied, bounds=(0, 1), method="highs").fun for sign in (1, -1))
        assert low <= (1 - allowed) * true[at] + 1e-5
        assert high >= (1 + allowed) * true[at] - 1e-5


@pytest.mark.slow
def test_the_annex_says_confidential_and_names_no_hidden_row(annex: Any) -> None:
    words = [str(cell.value) for sheet in annex for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(word.startswith("Confidential: a figure of fewer than three traders") for word in words)
    hidden = set(known().rows.loc[known().rows["hidden"] != "", "row_id"])
    assert not hidden & set(words)


def test_quantities_of_hidden_rows_never_hold_a_number(declared: Declared) -> None:
    for table in structure_tables(declared):
        for cell in table.frame.to_numpy().ravel():
            if isinstance(cell, Quantity) and cell.confidential:
                assert cell.value is None
