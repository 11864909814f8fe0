"""Command line: ``python -m tests.same ONE OTHER`` tells whether two projects hold the same bytes: tables in force, and reports.

For two runs, two machines or two versions of Python on the same inputs.
Only when a file was read may differ (in the tables `files` and `file_history`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assessment.project import Project
from assessment.report import sets
from tests.digests import digests, tables


def contents(project: Project) -> dict[str, str]:
    """Return the digest of every table in force and of every file of every report."""
    found = {f"tables/{name}": digest for name, digest in tables(project.processed).items()}
    for folder in sorted(project.reports.rglob(sets.SETS)):
        complete = sets.current(folder.parent)
        assert complete is not None, f"{folder}: no set is in force"
        place = folder.parent.relative_to(project.root).as_posix()
        found |= {f"{place}/{name}": digest for name, digest in digests(complete).items()}
    return found


def main() -> int:
    """Compare, print what differs, and return 1 where anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    asked = parser.parse_args()
    one, other = contents(Project(asked.one.resolve())), contents(Project(asked.other.resolve()))
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    for name in differing:
        state = "differs" if name in one and name in other else f"only in {asked.one if name in one else asked.other}"
        print(f"{name}: {state}")
    print(f"{len(one)} and {len(other)} files compared, {len(differing)} differ")
    return int(bool(differing) or not one)


if __name__ == "__main__":
    sys.exit(main())
