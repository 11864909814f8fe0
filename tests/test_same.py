"""Two projects on the same inputs hold the same bytes; the comparison finds a single other byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessment.etl.refresh import refresh
from assessment.project import Project
from assessment.report import sets
from tests import same
from tests.etl.toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy, fact


def filled(root: Path, raw: Path | None = None) -> Project:
    toy = Toy(root)
    toy.declare(source=SOURCE, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=COMMON)
    if raw is None:
        toy.facts(fact(), fact(gate="Hữu Nghị", value=1))
    else:
        shutil.copytree(raw, toy.project.raw)
    refresh(toy.project, sources=toy.sources)
    with sets.writing(toy.project.reports, "figures/figure_*") as place:
        (place / "chapter.docx").write_bytes(b"chapter")
    return toy.project


def test_two_runs_give_the_same_bytes_and_another_byte_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = filled(tmp_path / "one")
    other = filled(tmp_path / "other", one.raw)
    monkeypatch.setattr("sys.argv", ["same", str(one.root), str(other.root)])
    assert same.main() == 0
    told = capsys.readouterr().out
    assert told.endswith(" 0 differ\n")
    assert len(same.contents(one)) > 20
    complete = sets.current(other.reports)
    assert complete
    (complete / "chapter.docx").write_bytes(b"chaptes")
    assert same.main() == 1
    assert capsys.readouterr().out.startswith("reports/chapter.docx: differs\n")
