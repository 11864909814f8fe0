"""A batch of hostile files end to end: each is named once with its remedy, and the good file goes through."""

from __future__ import annotations

import re
import subprocess
import sys

import pandas as pd
import pytest
from etl.toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy, fact
from sheets.hostile import FILES, write_huge

from assessment.etl.store import Store

pytestmark = pytest.mark.slow

HUGE = "huge.xlsx"
# The command of the batch with the declarations of the toy source; memory is limited where the system can.
COMMAND = """
import sys
from pathlib import Path
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
except ImportError:
    pass
from assessment import cli
from assessment.etl import refresh
declared, folder = refresh.load_sources, Path(sys.argv.pop())
refresh.load_sources = lambda _=None: declared(folder)
cli.main()
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Toy, subprocess.CompletedProcess[str]]:
    toy = Toy(tmp_path_factory.mktemp("batch"))
    every = SOURCE.replace('files = ["toy/*.xlsx"]', 'files = ["toy/*"]')
    toy.declare(source=every, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=COMMON)
    toy.facts(fact(), name="toy/good.xlsx")
    folder = toy.project.raw / "toy"
    for name, file in FILES.items():
        (folder / name).write_bytes(file.build())
    write_huge(folder / HUGE)
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "refresh", "--root", str(toy.root), str(toy.sources)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    return toy, done


def test_the_batch_ends_with_rejects_and_without_a_traceback(
    batch: tuple[Toy, subprocess.CompletedProcess[str]],
) -> None:
    _, done = batch
    assert (done.returncode, done.stderr) == (3, "")
    assert f"{len(FILES) + 1} not readable" in done.stdout


def test_the_rows_of_the_good_file_are_there(batch: tuple[Toy, subprocess.CompletedProcess[str]]) -> None:
    toy, _ = batch
    store = Store.open(toy.project.processed)
    assert store.table("trade")["value"].tolist() == [51990.563]
    assert store.files().set_index("file")["state"]["toy/good.xlsx"] == "read"


@pytest.mark.parametrize("name", [*FILES, HUGE])
def test_each_file_is_named_once_with_its_remedy(
    batch: tuple[Toy, subprocess.CompletedProcess[str]], name: str
) -> None:
    toy, _ = batch
    told = pd.read_csv(toy.project.processed / "rejects.csv", encoding="utf-8-sig", keep_default_na=False)
    here = told[told["file"] == f"toy/{name}"]
    assert len(here) == 1
    reject = here.iloc[0]
    said, remedy = ("200 MB", "split the workbook") if name == HUGE else (FILES[name].said, FILES[name].remedy)
    assert re.search(said, f"{name}{'' if reject['problem'].startswith(',') else ': '}{reject['problem']}")
    assert re.search(remedy, reject["remedy"])
