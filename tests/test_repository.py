"""What must hold for the repository as a whole: nothing of one machine in it, a test module for every module, no stale file."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.etl.dictionary import dictionary
from assessment.findings import Text
from assessment.report.language import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for path in (ROOT / "assessment").rglob("*.py") if path.name != "__init__.py")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST, LARGEST = 420, 5 * 1024**2

# Package indexes by host or by option, and folders of one machine. A path inside a web address has a letter before its slash.
FOREIGN = re.compile(
    rb"py[p]i\.(?:org|python)|pythonhosted\.org|arti[f]actory|/[s]imple/|--(?:extra-)?index-url[ =]\S|"
    rb"(?<![\w./~-])/(?:root|home|Users|work|mnt|srv)/\w|[A-Z]:\\{1,2}Users\\",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Return the files git knows, and new ones it does not ignore."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in done.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def contents(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file; of an Office file, those of its parts."""
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    else:
        yield data


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_nothing_names_a_package_index_or_a_folder_of_one_machine() -> None:
    found = {
        f"{name_of(path)}: {match.group().decode(errors='replace')}"
        for path in tracked()
        for data in contents(path)
        if (match := FOREIGN.search(data))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        (b"https://py" + b"pi.org/x", True),
        (b"pip install --index-" + b"url https://a", True),
        (b'open("/ho' + b'me/x")', True),
        (b"C:\\Us" + b"ers\\me", True),
        (b"https://sokhdt.langson.gov.vn/home/x", False),
        (b"--no-emit-index-url --no", False),
        (b"../shared/facts", False),
    ],
)
def test_the_search_itself(text: bytes, foreign: bool) -> None:
    assert bool(FOREIGN.search(text)) == foreign


def test_no_file_is_large() -> None:
    assert [name_of(path) for path in tracked() if path.stat().st_size > LARGEST] == []


def test_every_module_has_its_test_module() -> None:
    tests = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    lacking = []
    for path in MODULES:
        module = path.relative_to(ROOT / "assessment").with_suffix("")
        own = module.with_name(f"test_{module.name}.py").as_posix()
        if own not in tests:
            lacking.append(module.as_posix())
    assert lacking == []


def test_no_module_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_sources_hold_no_code_and_the_engine_no_header_text() -> None:
    folder = ROOT / "assessment" / "sources"
    assert [name_of(path) for path in folder.rglob("*.py") if path != folder / "__init__.py"] == []
    # The readers know no Vietnamese word of a workbook: letters that only Vietnamese has stand in declarations.
    assert [text for text in vietnamese("etl") if "(mới)" not in text] == []


def test_no_words_for_readers_stand_in_code() -> None:
    """Words for readers are in the text files; what is left looks words up in names and units that the data print."""
    patterns = (
        "governance.py: 'khu kinh tế",
        "scenarios.py: 'Lạng Sơn'",
        "scenarios.py: '(?P<name>",
        "scenarios.py: ' (mới)'",
    )
    found = [text for room in ("analysis", "situation", "scoring", "report") for text in vietnamese(room)]
    assert [text for text in found if not text.startswith(patterns)] == [
        "seasonal_adjustment.py: 'candidates: expected at least one set of windows; the empty set is the model without Tết'",
        "tet.py: 'Tết Nguyên Đán'",
    ]
    assert all(any(text.startswith(known) for text in found) for known in patterns), "no pattern is left over"


def vietnamese(room: str) -> list[str]:
    """Return the texts in the code of a room that hold letters only Vietnamese has, documentation aside."""
    letters = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữự]", re.IGNORECASE)
    found = []
    for path in sorted((ROOT / "assessment" / room).glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            f"{path.name}: {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
            and letters.search(node.value)
        ]
    return found


def test_the_data_dictionary_is_that_of_the_schema() -> None:
    shipped = (ROOT / "data" / "processed" / "README.md").read_text(encoding="utf-8")
    assert shipped == dictionary(), "write it again from assessment.etl.dictionary"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_the_code_names_exists(lang: str) -> None:
    """Keys put together at run time are met by the tests of their sections."""
    language = Language(lang)
    missing = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Text.__name__
            if called and node.args and isinstance(node.args[0], ast.Constant):
                key = str(node.args[0].value)
                try:
                    language.entry(key)
                except ValueError:
                    missing.append(f"{name_of(path)}: {key}")
    assert missing == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    assert cells[0]["cell_type"] == "markdown", "a notebook begins by saying what it is for"


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {"trade_and_gates", "investment_and_peers", "adding_a_source"}
