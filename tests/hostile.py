"""Command line: ``python -m tests.hostile`` reads every hostile file in a process of its own; prints how long and how much memory.

Memory is what a process takes beyond one that reads nothing; it counts pages that the system has really given.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assessment.etl.declarations import Source, load_sources
from assessment.etl.reading import read_file
from assessment.synthetic import fingerprint
from tests.etl.toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy
from tests.sheets.hostile import FILES, write_huge

# ru_maxrss counts kilobytes on Linux, bytes on macOS.
_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Read:
    """A file that was read: whether it was refused as it should be, in how many seconds, with how many megabytes at the most."""

    name: str
    refused: bool
    seconds: float
    megabytes: float


def measured(name: str, work: Callable[[], bool]) -> Read:
    """Do some work in a copy of this process; it tells by its exit code whether the file was refused."""
    begun = time.perf_counter()
    child = os.fork()
    if not child:
        code = 2
        try:
            code = int(not work())
        finally:
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    refused = os.waitstatus_to_exitcode(status) == 0
    return Read(name, refused, time.perf_counter() - begun, used.ru_maxrss * _UNIT / 2**20)


def read_all(folder: Path) -> list[Read]:
    """Write every hostile file into a folder and read it; the first line is of a process that reads nothing."""
    toy = Toy(folder)
    toy.declare(source=SOURCE, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=COMMON)
    source = load_sources(toy.sources)["toy"]
    for name, file in FILES.items():
        (folder / name).write_bytes(file.build())
    write_huge(folder / "huge.xlsx")
    rest = measured("", lambda: True)
    names = (*FILES, "huge.xlsx")
    found = [measured(name, lambda name=name: _refused(folder / name, source)) for name in names]  # type: ignore[misc]
    return [Read(r.name, r.refused, r.seconds, max(0.0, r.megabytes - rest.megabytes)) for r in found]


def _refused(path: Path, source: Source) -> bool:
    fragment = read_file(path, path.name, fingerprint(path), source)
    return not fragment.good and len(fragment.tables["rejects"]) == 1


def main() -> int:
    """Read, print, and return 1 where a file was not refused."""
    with tempfile.TemporaryDirectory() as folder:
        found = read_all(Path(folder))
    print(f"{'file':<32}{'seconds':>9}{'MB':>9}")
    for read in sorted(found, key=lambda read: -read.seconds):
        print(f"{read.name:<32}{read.seconds:>9.2f}{read.megabytes:>9.1f}{'' if read.refused else '  NOT REFUSED'}")
    slowest, largest = max(found, key=lambda read: read.seconds), max(found, key=lambda read: read.megabytes)
    print(
        f"{len(found)} files; longest time {slowest.seconds:.2f} s ({slowest.name}), "
        f"most memory {largest.megabytes:.0f} MB ({largest.name})"
    )
    return int(not all(read.refused for read in found))


if __name__ == "__main__":
    sys.exit(main())
