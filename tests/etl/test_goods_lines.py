"""Goods lines in a refresh: incremental, atomic, in the order of the files, and no trader outside the store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pandas as pd
import pytest

from assessment.customs.store import GoodsLines
from assessment.etl import frames, goods_lines, state
from assessment.etl.goods_lines import Export, office_of
from assessment.etl.refresh import refresh
from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.project import Project
from assessment.synthetic import MARK, SyntheticError
from tests.customs.exports import FEBRUARY, LABELS, line, rows, text, workbook

TRADER, CODE = "CÔNG TY BÍ MẬT", "0109988776"
MARCH = "Từ ngày 01/03/2026 đến ngày 31/03/2026"
IN_MARCH = {"declaration": "106899999990", "registered_on": "02/03/2026"}


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Project:
    if "no_trader" not in request.node.name:
        # What is published takes most of the time and is tested where it is made: here it is asked for once.
        nothing = frames.build(TABLES["declared_trade"].columns, {})
        monkeypatch.setattr(goods_lines, "_published", lambda lines: nothing)
    (tmp_path / "data" / "raw" / "customs_goods_lines").mkdir(parents=True)
    return Project(tmp_path)


def put(
    project: Project,
    name: str,
    *lines: Mapping[str, Any],
    period: str = FEBRUARY,
    head: Sequence[str] | None = None,
    at: int = 1,
) -> Path:
    """Write an export as of a day of its own, so that the order of files is known."""
    path = project.raw / "customs_goods_lines" / name
    path.parent.mkdir(exist_ok=True)
    content = rows([{"trader": TRADER, "trader_code": CODE} | entry for entry in lines], head, above=[[period]])
    if path.suffix == ".xlsx":
        workbook(path, {"Sheet1": content})
    else:
        text(path, content)
    os.utime(path, (at * 86_400, at * 86_400))
    return path


def own(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line without the trader of the helpers, who is nobody to look for."""
    return {key: value for key, value in entry.items() if key not in ("trader", "trader_code")}


def values(project: Project) -> dict[tuple[str, str, str], float]:
    frame = Store.open(project.processed).table("declarations")
    keys = zip(frame["period_start"].dt.strftime("%Y-%m"), frame["office"], frame["regime"], strict=True)
    return dict(zip(keys, frame["value_usd"].tolist(), strict=True))


def told(project: Project, name: str) -> pd.DataFrame:
    return getattr(Store.open(project.processed), name)()  # type: ignore[no-any-return]


def everything(folder: Path) -> bytes:
    """Return all that is written below a folder, tables as text."""
    parts = [str(folder).encode()]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        parts.append(str(path).encode() + path.read_bytes())
        if path.suffix == ".parquet":
            parts.append(pd.read_parquet(path).to_csv().encode())
        if path.parent.name == "fragments":
            tables = state.load_fragment(path.parents[1], path.stem).values()
            parts += (table.to_pandas().to_csv().encode() for table in tables)
    return b"\n".join(parts)


def test_lines_of_both_kinds_of_file_are_added_up_and_no_trader_leaves_the_store(project: Project) -> None:
    bad = line(line="3", hs=TRADER, regime=f"{TRADER} {CODE}", currency=TRADER)
    put(
        project,
        "a.xlsx",
        *map(own, (line(), line(line="2"), bad, line(line="4", currency=TRADER), line(line="5", regime=CODE))),
    )
    out = line(declaration="306812345670", regime="Z99", office="HQTANTHANH")
    put(project, "b.csv", own(out), own(out))
    result = refresh(project)
    assert values(project) == {("2026-02", "huu_nghi", "A11"): 201.0, ("2026-02", "tan_thanh", "Z99"): 100.5}
    assert {(reject.file, reject.sheet, reject.cell) for reject in result.rejects if reject.cell} == {
        ("customs_goods_lines/a.xlsx", "Sheet1", f"row {row}") for row in (13, 14, 15)
    }
    assert any("1 lines stand here a second time" in note.note for note in result.notes)
    unknown = told(project, "unknown_codes").set_index("kind")["code"].to_dict()
    assert unknown["regime"] == "Z99"
    assert "'Z99': 1 lines from 03/02/2026" in result.summary()
    (row,) = Store.open(project.processed).table("declarations").query("regime == 'A11'").to_dict("records")
    (origin,) = Store.open(project.processed).lineage([row["row_id"]]).to_dict("records")
    assert (origin["file"], origin["sheet"], origin["cell"], origin["raw"]) == (
        "customs_goods_lines/a.xlsx", "Sheet1", "11:12", "2 goods lines"
    )  # fmt: skip
    assert row["document"] in set(told(project, "documents")["document"])
    assert len(Store.open(project.processed).table("declared_trade")) > 0
    written = everything(project.processed) + result.summary().encode()
    assert not [word for word in (TRADER, "BÍ MẬT", CODE) if word.encode() in written]
    assert CODE in {str(code) for code in GoodsLines(project.goods_lines).lines().trader.execute()}


def test_an_export_is_the_same_in_either_unicode_form_of_its_name(project: Project) -> None:
    composed, apart = (normalize(form, "tháng 2/tờ khai.csv") for form in ("NFC", "NFD"))
    path = put(project, apart, line())
    assert refresh(project).changed
    place = project.raw / "customs_goods_lines" / composed
    place.parent.mkdir(exist_ok=True)
    path.rename(place)
    again = refresh(project)
    assert (again.changed, again.vanished, again.rejects) == (False, (), ())
    assert told(project, "files")["file"].tolist() == [f"customs_goods_lines/{composed}"]


def test_a_month_sent_again_and_one_that_is_taken_away(project: Project) -> None:
    put(project, "february.csv", own(line()), own(line(line="2")))
    put(project, "march.csv", own(line(**IN_MARCH)), period=MARCH)
    refresh(project)
    store = GoodsLines(project.goods_lines)
    march = {entry["file"] for key, entry in store.partitions.items() if key.startswith("202603")}
    assert not refresh(project).changed
    again = put(project, "february again.csv", own(line(value_currency=7)), at=2)
    result = refresh(project)
    assert result.read == ("customs_goods_lines/february again.csv",)
    assert values(project) == {("2026-02", "huu_nghi", "A11"): 7.0, ("2026-03", "huu_nghi", "A11"): 100.5}
    assert set(result.diff["what"].str.contains("2026-02-01")) == {True}
    assert any(
        "its 1 lines take the place of the 2 of customs_goods_lines/february.csv" in note.note for note in result.notes
    )
    held = GoodsLines(project.goods_lines)
    assert march <= {str(entry["file"]) for entry in held.partitions.values()}
    # What is in force follows from the files that are there: the earlier one holds again, unread.
    again.unlink()
    result = refresh(project)
    assert (result.read, result.vanished) == ((), ("customs_goods_lines/february again.csv",))
    assert values(project)["2026-02", "huu_nghi", "A11"] == 201.0
    for path in project.raw.rglob("*.csv"):
        path.unlink()
    (project.raw / "of no source.xlsx").touch()
    assert refresh(project).lost == ("customs_goods_lines",)
    assert values(project) == {}
    assert not GoodsLines(project.goods_lines).partitions


def test_what_cannot_be_taken_leaves_what_is_there(project: Project) -> None:
    put(project, "february.csv", own(line()), own(line(line="2", registered_on="20/02/2026")))
    refresh(project)
    before = values(project)
    half = put(project, "half.csv", own(line()), period="Từ ngày 01/02/2026 đến ngày 15/02/2026", at=2)
    result = refresh(project)
    (reject,) = result.rejects
    assert reject.file == "customs_goods_lines/half.csv"
    assert "covers 2026-02-01 to 2026-02-15 of it, but days from 2026-02-03 to 2026-02-20 are there" in reject.problem
    assert values(project) == before
    half.unlink()
    (project.raw / "customs_goods_lines" / "february.csv").write_bytes(b"\x00\xff not a table")
    result = refresh(project)
    assert result.failed == ("customs_goods_lines/february.csv",)
    assert values(project) == before
    assert not refresh(project).changed


def test_ended_before_its_state_is_in_force_a_refresh_leaves_the_last_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "february.csv", own(line()))
    refresh(project)
    put(project, "february.csv", own(line(value_currency=7)), at=2)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("save_fragment", "commit"):
        with monkeypatch.context() as patch:
            patch.setattr(state, step, killed)
            with pytest.raises(KeyboardInterrupt):
                refresh(project)
        assert values(project) == {("2026-02", "huu_nghi", "A11"): 100.5}
    refresh(project)
    assert values(project) == {("2026-02", "huu_nghi", "A11"): 7.0}
    # A store that somebody deleted is made anew from the files.
    shutil.rmtree(project.goods_lines)
    refresh(project)
    assert GoodsLines(project.goods_lines).partitions
    assert values(project) == {("2026-02", "huu_nghi", "A11"): 7.0}


def test_the_folder_names_the_office_where_the_export_does_not(project: Project) -> None:
    head = [label for key, label in LABELS.items() if key != "office"]
    put(project, "tan_thanh/a.csv", own(line()), head=head)
    put(project, "2026/b.csv", own(line(declaration="106812345990")), head=head)
    dong = line(
        declaration="106812345880",
        currency="VND",
        value_currency=5,
        value_vnd=5,
        hs="85171300",
        registered_on="04/02/2026",
    )
    put(project, "tan_thanh/c.csv", own(dong), head=head)
    result = refresh(project)
    assert values(project) == {("2026-02", "tan_thanh", "A11"): 100.5, ("2026-02", "UNSTATED", "A11"): 100.5}
    assert any("no office is known: put the file into a folder" in note.note for note in result.notes)
    assert any(
        "1 lines without a value in US dollars: they are in another currency" in note.note for note in result.notes
    )
    (reject,) = result.rejects
    assert "month 2026-02, office tan_thanh: 1 lines have no value in US dollars" in reject.problem
    assert office_of("customs_goods_lines/a.csv") == "UNSTATED"


def test_later_is_by_the_day_in_the_name_then_by_the_time_of_change() -> None:
    named = [("2026-03-05-a.csv", "9"), ("b.csv", "20"), ("a.csv", "3"), ("2026-04-05-a.csv", "1")]
    exports = [Export(f"customs_goods_lines/{name}", "", "", time) for name, time in named]
    ordered = sorted(exports, key=lambda export: export.order)
    assert [export.file.rpartition("/")[2] for export in ordered] == [
        "a.csv",
        "b.csv",
        "2026-03-05-a.csv",
        "2026-04-05-a.csv",
    ]


def test_invented_lines_are_refused_among_real_ones(project: Project) -> None:
    text(project.raw / "customs_goods_lines" / "a.csv", rows([line()], above=[[MARK]]))
    with pytest.raises(SyntheticError, match=r"customs_goods_lines/a\.csv: synthetic data"):
        refresh(project)
