"""Where things are, and the zone as data.

A project is a folder with `data/raw`. It is found from the working directory upwards, or named by `--root` or the
environment variable ``ASSESSMENT_ROOT``, so the command works from any folder of a checkout and from a batch job alike.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from assessment.errors import AssessmentError
from assessment.synthetic import is_synthetic

PANEL_WEIGHTS: Final = "panel_weights.json"
"""Name under which data/raw holds the frozen weights of the expert panel."""


class ProjectNotFoundError(AssessmentError):
    """No project folder could be found; the message says where was looked and what to do."""


@dataclass(frozen=True)
class Project:
    """The folders of one project.

    >>> Project(Path("somewhere")).processed.as_posix()
    'somewhere/data/processed'
    """

    root: Path

    @property
    def raw(self) -> Path:
        """Files as received."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Tidy tables, rebuilt by `assessment refresh`."""
        return self.root / "data" / "processed"

    @property
    def goods_lines(self) -> Path:
        """Store of the goods lines of declarations, which name traders: it never leaves the machine."""
        return self.root / "data" / "goods_lines"

    @property
    def reports(self) -> Path:
        """What is handed over, rebuilt by `assessment report`."""
        return self.root / "reports"

    @property
    def synthetic(self) -> bool:
        """Whether the figures are invented: the marker of `assessment simulate` lies among the raw files."""
        return is_synthetic(self.raw)

    @classmethod
    def find(cls, root: Path | None = None) -> Project:
        """Return the project at `root`, at ``ASSESSMENT_ROOT``, or around the working directory.

        Raises
        ------
        ProjectNotFoundError
            If there is no `data/raw` folder there.
        """
        variable = os.environ.get("ASSESSMENT_ROOT", "")
        named = root or (Path(variable) if variable else None)
        if named is not None:
            if not (named / "data" / "raw").is_dir():
                by = "--root" if root else "ASSESSMENT_ROOT"
                raise ProjectNotFoundError(
                    f"{named}: expected a folder with data/raw in it; create data/raw or name another {by}"
                )
            return cls(named.resolve())
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "data" / "raw").is_dir():
                return cls(folder)
        raise ProjectNotFoundError(
            f"{here}: neither this folder nor one above it has data/raw; change to the project's folder or use --root FOLDER"
        )


@cache
def zone_configuration() -> dict[str, Any]:
    """Return `zone.toml`: names, gates, unit lists by legal source, peers, and legal regimes with their thresholds.

    >>> zone_configuration()["zone"]["geography"]
    'zone_dong_dang_lang_son'
    """
    return tomllib.loads(files("assessment").joinpath("zone.toml").read_text(encoding="utf-8"))
