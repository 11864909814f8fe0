"""A small project between two states that are known to be good, for both commands: what a reader may see, and nothing else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from assessment import cli
from assessment.etl import refresh
from assessment.report import figures, pack, page, sets  # noqa: F401  (loaded here once, for every child)
from assessment.report.language import LANGUAGES
from assessment.report.layout import lay_out
from assessment.report.references import References
from assessment.situation import chapter
from tests.digests import digest, digests, tables
from tests.etl.toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy, fact
from tests.report.demo import demo_language, demo_texts, make_demo

COMMANDS = ("refresh", "report")
WRITE = pack.write_report
View = dict[str, str]


@dataclass(frozen=True)
class World:
    """A project in `root`, one of the commands, and the outputs before it ran."""

    root: Path
    command: str

    @classmethod
    def made(cls, root: Path, command: str) -> World:
        """Build the project: outputs of the old inputs, and the new inputs that no command has seen yet."""
        toy = Toy(root / "project")
        toy.declare(source=SOURCE, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=COMMON)
        demo_texts(root / "text")
        world = cls(root, command)
        gates = ("Hữu Nghị", "Tân Thanh", None)
        for version in (1, 2):
            for number, gate in enumerate(gates[: version + 1]):
                toy.facts(fact(gate=gate, value=version * 100 + number), name=f"toy/{number}.xlsx")
            (toy.project.raw / "toy" / "broken.xlsx").write_bytes(b"torn" * version)
            if version == 1:
                refresh.refresh(toy.project, sources=toy.sources)
                world.write_report(first=True)
                world._keep()
        if command == "report":
            # The refresh before it has nothing to do: what a report itself writes is at stake.
            refresh.refresh(toy.project, sources=toy.sources)
            world._keep()
        return world

    def _keep(self) -> None:
        shutil.rmtree(self.root / "old", ignore_errors=True)
        shutil.copytree(self.outputs, self.root / "old" / "processed")
        shutil.copytree(self.reports, self.root / "old" / "reports")

    @cached_property
    def toy(self) -> Toy:
        return Toy(self.root / "project")

    @property
    def outputs(self) -> Path:
        return self.toy.project.processed

    @property
    def reports(self) -> Path:
        return self.toy.project.reports

    def write_report(self, *, first: bool = False) -> pack.ReportFiles:
        """Write the demo report: its last section alone, or all of it; in one language, yet told in all as a whole report is."""
        sections, record = make_demo()
        told = sections[-1:] if first else sections
        languages = [demo_language(self.root / "text", lang) for lang in LANGUAGES]
        files = WRITE(told, record, self.toy.project, LANGUAGES[0], languages[0])
        others = (lay_out(told, References(record), language, synthetic=False) for language in languages[1:])
        return replace(files, chapters=(*files.chapters, *others))

    def run(self) -> None:
        """Run the command as it is typed, on the declarations and sections of this world; for a process that does nothing else."""
        declared = refresh.load_sources
        refresh.load_sources = lambda _=None: declared(self.toy.sources)
        chapter.chapter = lambda _: ()
        pack.write_report = _standing_in(self.write_report)
        sys.argv = ["assessment", self.command, "--root", str(self.toy.root)]
        cli.main()

    def reset(self) -> None:
        """Put the old outputs back."""
        for name, place in (("processed", self.outputs), ("reports", self.reports)):
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(self.root / "old" / name, place)

    def view(self) -> View:
        """Return what a reader sees now: the digest of every table in force, or of every file of the set in force."""
        if self.command == "refresh":
            return tables(self.outputs)
        complete = sets.current(self.reports)
        assert complete is not None, "no set is in force"
        return digests(complete)

    def copies(self) -> View:
        """Return what a person sees now: `rejects.csv`, or the copies of the report."""
        if self.command == "refresh":
            return {"rejects.csv": digest((self.outputs / "rejects.csv").read_bytes())}
        return {name: digest for name, digest in digests(self.reports).items() if not name.startswith(sets.SETS)}

    def litter(self) -> list[str]:
        """Return what broken-off runs left."""
        folders = [self.outputs] if self.command == "refresh" else [self.reports]
        return [path.name for folder in folders for path in folder.rglob(".new-*")]


def _standing_in(write: Callable[[], pack.ReportFiles]) -> Callable[..., pack.ReportFiles]:
    return lambda *_, **__: write()
