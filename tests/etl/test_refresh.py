"""Refreshing: only what changed, all or nothing, and the last good reading of a file that broke."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.etl import readers, state
from assessment.etl import refresh as engine
from assessment.etl.ancillary import ANCILLARY
from assessment.etl.problems import CorrectionError
from assessment.etl.schema import TABLES

from .toy import SOURCE, Toy, fact, facts_sheet


def snapshot(toy: Toy) -> dict[str, pd.DataFrame]:
    store = toy.store()
    beside = {name: getattr(store, name)() for name in ("documents", "controls", "rejects", "notes", "companions")}
    return {name: store.table(name) for name in TABLES} | beside


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of files that are read or fingerprinted from now on."""
    seen: list[str] = []
    read, fingerprint = readers.read_file, engine.fingerprint

    def counted_read(path: Path, file: str, *rest: Any) -> Any:
        seen.append(f"read {file}")
        return read(path, file, *rest)

    def counted_fingerprint(path: Path) -> str:
        seen.append(f"hash {path.name}")
        return fingerprint(path)

    monkeypatch.setattr(readers, "read_file", counted_read)
    monkeypatch.setattr(engine, "fingerprint", counted_fingerprint)
    return seen


def test_a_second_refresh_reads_nothing(toy: Toy, reads: list[str]) -> None:
    toy.facts(fact())
    assert toy.refresh().changed
    assert reads == ["hash a.xlsx", "read toy/a.xlsx"]
    before = {path: path.stat().st_mtime_ns for path in toy.project.processed.rglob("*")}
    report = toy.refresh()
    assert (report.changed, report.state, report.unchanged, len(report.diff)) == (False, "000001", 1, 0)
    assert len(reads) == 2, "neither read nor looked into"
    assert {path: path.stat().st_mtime_ns for path in toy.project.processed.rglob("*")}.keys() == before.keys()


def test_a_new_time_alone_does_not_make_a_file_read(toy: Toy, reads: list[str]) -> None:
    path = toy.facts(fact())
    toy.refresh()
    os.utime(path, ns=(1, 1))
    assert not toy.refresh().changed
    assert reads[2:] == ["hash a.xlsx"]
    toy.refresh()
    assert reads[3:] == [], "the new time is remembered"


def test_only_the_changed_file_is_read(toy: Toy, reads: list[str]) -> None:
    toy.facts(fact(), name="toy/a.xlsx")
    toy.facts(fact(gate="Hữu Nghị"), name="toy/b.xlsx")
    toy.refresh()
    toy.facts(fact(gate="Hữu Nghị", value=7), name="toy/b.xlsx")
    reads.clear()
    report = toy.refresh()
    assert (report.read, report.unchanged) == (("toy/b.xlsx",), 1)
    assert reads == ["hash b.xlsx", "read toy/b.xlsx"]
    assert sorted(toy.store().table("trade")["value"]) == [7.0, 51990.563]


def test_a_new_declaration_makes_its_files_read_again(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    toy.declare(source=SOURCE.replace('grade = "B"', 'grade = "C"'))
    assert toy.refresh().read == ("toy/a.xlsx",)
    assert toy.store().table("trade")["grade"].tolist() == ["C"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.integers(0, 10**6), min_size=1, max_size=4, unique=True), again=st.randoms(use_true_random=False)
)
def test_refreshing_from_nothing_or_step_by_step_gives_the_same(toy: Toy, values: list[int], again: Any) -> None:
    gates = ["Hữu Nghị", "Tân Thanh", None]
    sheets = {f"toy/{number}.xlsx": fact(value=value, gate=gates[number % 3]) for number, value in enumerate(values)}
    for path in toy.project.raw.rglob("*.xlsx"):
        path.unlink()
    order = list(sheets)
    again.shuffle(order)
    for name in order:
        toy.facts(sheets[name], name=name)
        toy.refresh()
    stepwise = snapshot(toy)
    (toy.project.processed / "CURRENT").unlink()
    toy.refresh()
    for name, frame in snapshot(toy).items():
        pd.testing.assert_frame_equal(frame, stepwise[name])


def test_the_diff_and_the_history_tell_what_changed(toy: Toy) -> None:
    toy.facts(fact(), fact(gate="Hữu Nghị"))
    assert toy.refresh().first
    toy.facts(fact(value=52000), fact(gate="Tân Thanh"))
    report = toy.refresh()
    assert report.diff[["change", "column", "old", "new"]].to_numpy().tolist() == [
        ["vanished", "", "51990.563 usd_million", ""],
        ["added", "", "", "51990.563 usd_million"],
        ["changed", "value", "51990.563", "52000.0"],
    ]
    history = toy.store().history("trade")
    assert history[["gate", "value", "state", "fate"]].to_numpy().tolist() == [
        ["huu_nghi", 51990.563, "000002", "vanished"],
        ["all", 51990.563, "000002", "replaced"],
    ]
    toy.facts(fact(value=52000))
    toy.refresh()
    assert toy.store().history("trade")["state"].tolist() == ["000002", "000002", "000003"]


def test_a_later_publication_stands_beside_the_earlier_one(toy: Toy) -> None:
    toy.facts(fact(), fact(value=52000, title="Niên giám 2024", published="30/06/2025"))
    toy.refresh()
    assert len(toy.store().table("trade")) == 2
    assert toy.store().current("trade")["value"].tolist() == [52000.0]


def test_a_file_that_broke_keeps_its_last_good_reading(toy: Toy) -> None:
    toy.facts(fact(), name="toy/b.xlsx")
    path = toy.facts(fact(gate="Hữu Nghị"))
    toy.refresh()
    path.write_bytes(b"PK torn")
    for _ in range(2):
        report = toy.refresh()
        assert (report.failed, len(report.rejects)) == (("toy/a.xlsx",), 1)
        assert len(toy.store().table("trade")) == 2
        assert report.rejects[0].problem.startswith("not a workbook")
    assert toy.store().files().set_index("file")["state"].to_dict() == {"toy/a.xlsx": "kept", "toy/b.xlsx": "read"}
    toy.facts(fact(gate="Hữu Nghị", value=3))
    assert toy.refresh().rejects == ()
    assert sorted(toy.store().table("trade")["value"]) == [3.0, 51990.563]


def test_a_file_that_never_could_be_read_gives_nothing(toy: Toy) -> None:
    (toy.project.raw / "toy" / "a.xlsx").write_bytes(b"")
    report = toy.refresh()
    assert (report.failed, report.rows["trade"], report.rejects[0].problem) == (
        ("toy/a.xlsx",),
        0,
        "the file is empty (0 bytes)",
    )
    assert (toy.project.processed / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()[
        0
    ] == "file,sheet,cell,raw,problem,remedy"


def test_a_lacking_table_keeps_the_whole_file_as_it_was(toy: Toy) -> None:
    population = [["Dân số theo tỉnh"], ["Địa phương", "Mã nguồn", 2015], ["Lạng Sơn", "gso", 5]]
    sources = [["Danh mục nguồn"], ["Mã nguồn", "Nhan đề"], ["gso", "Niên giám"]]
    toy.book(facts_sheet([fact()]), population, sources)
    toy.refresh()
    population[1][0] = "Tỉnh, thành"
    toy.book(facts_sheet([fact(value=1)]), population, sources)
    report = toy.refresh()
    assert report.failed == ("toy/a.xlsx",)
    assert toy.store().table("trade")["value"].tolist() == [51990.563]
    assert len(toy.store().table("economy")) == 1


def test_files_no_one_claims_are_rejected_and_litter_is_passed_over(toy: Toy) -> None:
    toy.facts(fact())
    for name in ("khac.xlsx", "so lieu.csv", "README.md", "ranh_gioi.geojson", ".hidden", "toy/~$a.xlsx", "Thumbs.db"):
        (toy.project.raw / name).write_bytes(b"x")
    report = toy.refresh()
    assert [reject.file for reject in report.rejects] == ["khac.xlsx", "so lieu.csv"]
    assert "unknown file" in report.rejects[0].problem
    assert "source.toml" in report.rejects[0].remedy
    assert toy.refresh().changed is False
    (toy.project.raw / "khac.xlsx").unlink()
    assert [reject.file for reject in toy.refresh().rejects] == ["so lieu.csv"]


def test_a_file_two_sources_claim_is_not_read(toy: Toy) -> None:
    toy.declare(source=SOURCE)
    other = toy.sources / "other"
    other.mkdir()
    for path in (toy.sources / "toy").iterdir():
        (other / path.name).write_text(
            path.read_text(encoding="utf-8").replace('id = "toy"', 'id = "other"'), encoding="utf-8"
        )
    toy.facts(fact())
    report = toy.refresh()
    assert (report.rows["trade"], len(report.rejects)) == (0, 1)


def test_rows_of_a_file_that_is_gone_vanish(toy: Toy) -> None:
    toy.facts(fact(), name="toy/b.xlsx")
    path = toy.facts(fact(gate="Hữu Nghị"))
    toy.refresh()
    path.unlink()
    report = toy.refresh()
    assert (report.vanished, report.diff["change"].tolist()) == (("toy/a.xlsx",), ["vanished"])


def test_one_figure_listed_twice_is_kept_once_and_noted(toy: Toy) -> None:
    toy.facts(fact(), fact())
    report = toy.refresh()
    assert (report.rows["trade"], report.rejects) == (1, ())
    (note,) = report.notes
    assert (note.cell, note.note) == ("H5", "the same figure stands in toy/a.xlsx, sheet 'S1', cell H4; kept once")


def test_one_key_with_another_value_in_a_second_file_is_rejected_naming_both_cells(toy: Toy) -> None:
    toy.facts(fact(), name="toy/a.xlsx")
    toy.facts(fact(value=1), name="toy/b.xlsx")
    report = toy.refresh()
    assert toy.store().table("trade")["value"].tolist() == [51990.563]
    (reject,) = report.rejects
    assert (reject.file, reject.cell, reject.raw) == ("toy/b.xlsx", "H4", "1")
    assert "(51990.563) in toy/a.xlsx, sheet 'S1', cell H4" in reject.problem
    assert len(toy.store().lineage(toy.store().table("trade")["row_id"])) == 1


def test_one_key_with_two_values_in_a_table_is_rejected_on_both_sides(toy: Toy) -> None:
    toy.facts(fact(value=1), fact(value=2), fact(value=3, start="01/01/2022", end="31/12/2022"))
    report = toy.refresh()
    assert toy.store().table("trade")["value"].tolist() == [3]
    assert [(reject.cell, reject.raw) for reject in report.rejects] == [("H4", "1"), ("H5", "2")]
    assert {reject.problem for reject in report.rejects} == {
        "the same figure is listed with other values: H4 1 and H5 2; none is taken"
    }


def test_a_failed_correction_changes_nothing(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    before = snapshot(toy)
    toy.declare(corrections=CORRECTION)
    with pytest.raises(CorrectionError, match=r"found '51990\.563'"):
        toy.refresh()
    toy.declare(corrections=CORRECTION.replace("toy/a.xlsx", "toy/gone.xlsx"))
    with pytest.raises(CorrectionError, match=r"no file 'toy/gone.xlsx'"):
        toy.refresh()
    assert state.current(toy.project.processed) == "000001"
    for name, frame in snapshot(toy).items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_correction_of_a_pattern_waits_for_its_file(toy: Toy) -> None:
    toy.facts(fact())
    toy.declare(corrections=CORRECTION.replace("toy/a.xlsx", "*/2009-09-29-*"))
    assert toy.refresh().changed


CORRECTION = """
[[correction]]
id = "typo"
reason = "a digit is missing"
reported_by = "analyst"
date = 2026-01-01
file = "toy/a.xlsx"
cell = "H4"
expect = 5
value = 6
"""


@pytest.mark.parametrize("step", ["save", "put", "replace_text", "refuse_open"])
def test_a_refresh_that_breaks_off_leaves_the_old_state(toy: Toy, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    toy.facts(fact())
    toy.refresh()
    toy.facts(fact(value=1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(state, step, full)
        with pytest.raises(OSError, match="No space"):
            toy.refresh()
    assert toy.store().table("trade")["value"].tolist() == [51990.563]
    assert toy.refresh().changed
    assert toy.store().table("trade")["value"].tolist() == [1.0]
    assert not list(toy.project.processed.rglob(".new-*"))


def test_an_open_store_sees_the_state_it_was_opened_on(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    opened = toy.store()
    for value in range(state.KEEP - 1):
        toy.facts(fact(value=value))
        toy.refresh()
    assert opened.table("trade")["value"].tolist() == [51990.563]
    assert opened.state == "000001"


def test_readers_meet_the_old_or_the_new_state_and_nothing_between(toy: Toy) -> None:
    """Both rows of a state always hold the same number."""

    def write(value: int) -> None:
        toy.facts(fact(value=value), name="toy/a.xlsx")
        toy.facts(fact(value=value, gate="Hữu Nghị"), name="toy/b.xlsx")

    write(0)
    toy.refresh()
    seen: list[set[float]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.append(set(toy.store().table("trade")["value"]))

    reader = threading.Thread(target=look)
    reader.start()
    for value in range(1, 4):
        write(value)
        toy.refresh()
    stop.set()
    reader.join()
    assert seen
    assert all(len(values) == 1 for values in seen)


def test_two_refreshes_at_once_are_one_too_many(toy: Toy) -> None:
    toy.facts(fact())
    toy.project.processed.mkdir(parents=True)
    with state.locked(toy.project.processed), pytest.raises(state.RefreshBusyError, match="another refresh is running"):
        toy.refresh()
    assert toy.refresh().changed


def test_progress_is_told(toy: Toy) -> None:
    toy.facts(fact())
    told: list[tuple[int, int]] = []
    engine.refresh(toy.project, lambda done, total: told.append((done, total)), sources=toy.sources)
    assert told == [(0, 1), (1, 1)]


def test_everything_the_schema_names_is_stored(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    folder = state.folder_of(toy.project.processed, "000001")
    stored = {path.stem for path in folder.glob("*.parquet")}
    assert {*TABLES, *ANCILLARY} <= stored
    for name, columns in {**{n: s.columns for n, s in TABLES.items()}, **ANCILLARY}.items():
        assert list(pd.read_parquet(folder / f"{name}.parquet").columns) == [column.name for column in columns]


def test_a_refresh_that_broke_off_after_its_state_was_in_force_is_made_up_for(toy: Toy) -> None:
    toy.facts(fact())
    (toy.project.raw / "toy" / "torn.xlsx").write_bytes(b"torn")
    toy.refresh()
    processed = toy.project.processed
    rejects = (processed / "rejects.csv").read_bytes()
    (processed / "rejects.csv").write_bytes(b"old")
    for name in (".new-0", "states/.new-1", "states/000002", "fragments/.new-2", "fragments/unknown"):
        (processed / name).mkdir()
    assert not toy.refresh().changed
    assert (processed / "rejects.csv").read_bytes() == rejects
    assert sorted(path.name for path in (processed / "states").iterdir()) == ["000001"]
    assert not [path for path in processed.rglob("*") if path.name.startswith(".new-") or path.name == "unknown"]


NAME = "toy/Biểu số liệu.xlsx"


def test_a_file_is_the_same_in_either_unicode_form_of_its_name(toy: Toy, reads: list[str]) -> None:
    composed, apart = (normalize(form, NAME) for form in ("NFC", "NFD"))
    assert composed != apart
    path = toy.facts(fact(), name=apart)
    assert toy.refresh().changed
    path.rename(toy.project.raw / composed)
    reads.clear()
    assert (toy.refresh().changed, reads) == (False, [])
    assert toy.store().files()["file"].tolist() == [composed]
    assert set(toy.store().lineage(toy.store().table("trade")["row_id"])["file"]) == {composed}


def test_nothing_is_ever_written_to_the_raw_folder(toy: Toy) -> None:
    path = toy.facts(fact())
    folders = (path, path.parent, toy.project.raw)
    before = {found: found.stat().st_mtime_ns for found in toy.project.raw.rglob("*")}
    for found in folders:
        found.chmod(0o555 if found.is_dir() else 0o444)
    try:
        assert toy.refresh().rejects == ()
        assert not toy.refresh().changed
    finally:
        for found in reversed(folders):
            found.chmod(0o755 if found.is_dir() else 0o644)
    assert {found: found.stat().st_mtime_ns for found in toy.project.raw.rglob("*")} == before


def test_the_names_it_makes_are_short(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows takes 260 characters where nobody changed its registry: 160 are left for the folder of the project."""
    names: set[str] = set()
    replace = os.replace

    def noted(source: Path, place: Path) -> None:
        source = Path(source)
        names.update(str(path) for path in (source, Path(place), *(source.rglob("*") if source.is_dir() else ())))
        replace(source, place)

    monkeypatch.setattr(os, "replace", noted)
    toy.facts(fact())
    toy.refresh()
    assert len(names) > 10
    assert max(len(name) - len(str(toy.root)) for name in names) <= 100


LOOK = """
import sys
from pathlib import Path
from assessment.etl.store import Store
print("ready", flush=True)
seen, stop = [], Path(sys.argv[2])
while not stop.exists():
    store = Store.open(Path(sys.argv[1]))
    values = store.table("trade")["value"].tolist(), store.lineage(store.table("trade")["row_id"])["raw"].tolist()
    seen.append(f"{sorted(set(values[0]))} {sorted(set(values[1]))}")
print("\\n".join(dict.fromkeys(seen)))
"""


def test_readers_in_other_processes_never_meet_a_mix(toy: Toy, tmp_path: Path) -> None:
    """Both rows of a state, and the cells they are from, always hold the same number."""

    def write(value: int) -> None:
        toy.facts(fact(value=value), name="toy/a.xlsx")
        toy.facts(fact(value=value, gate="Hữu Nghị"), name="toy/b.xlsx")

    write(0)
    toy.refresh()
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", LOOK, str(toy.project.processed), str(stop)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [reader.stdout.readline() for reader in readers if reader.stdout] == ["ready\n"] * 2
    for value in range(1, 8):
        write(value)
        toy.refresh()
    stop.touch()
    told = [reader.communicate()[0].split("\n") for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    states = {f"[{value}.0] ['{value}']" for value in range(8)}
    for seen in told:
        assert set(seen) - {""} <= states
        assert len(set(seen)) > 2, "it has read while states changed"


@pytest.mark.slow
def test_the_public_record_is_read_without_a_reject(tmp_path: Path) -> None:
    import shutil

    from assessment.project import Project

    shutil.copytree(Path(__file__).parents[2] / "data" / "raw", tmp_path / "data" / "raw")
    report = engine.refresh(Project(tmp_path))
    assert report.rejects == ()
    assert sum(report.rows.values()) > 60_000
    assert not engine.refresh(Project(tmp_path)).changed
