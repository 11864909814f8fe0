"""The declared corrections: what was printed wrong where, what stands there instead, who says so, and whether it is in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from assessment.etl.declaration_files import Correction
from assessment.etl.declarations import Source, same_file
from assessment.findings import Bilingual


@dataclass(frozen=True)
class DeclaredCorrection:
    """A correction with its source and the file it was made in; the pattern of the declaration where no such file is there yet."""

    source: str
    title: Bilingual
    file: str
    correction: Correction
    in_use: bool

    @property
    def place(self) -> str:
        """Sheet and cell, or the keys of the row.

        >>> fix = Correction("a", "typo", "analyst", "2026-01-01", "a.xlsx", 5, 6, sheet="S1", cell="H4")
        >>> DeclaredCorrection("toy", Bilingual("", ""), "a.xlsx", fix, True).place
        'S1, H4'
        """
        parts = [self.correction.sheet or self.correction.table, self.correction.cell]
        parts += [f"{key} = {value}" for key, value in self.correction.match.items()]
        return ", ".join(part for part in parts if part)

    @property
    def reason(self) -> Bilingual:
        """Why; in the language it was written in where there is no other."""
        return Bilingual(self.correction.reason_vi or self.correction.reason, self.correction.reason)

    @property
    def author(self) -> Bilingual:
        """Who reported it."""
        return Bilingual(self.correction.reported_by_vi or self.correction.reported_by, self.correction.reported_by)

    @property
    def date(self) -> pd.Timestamp:
        """Day of the declaration."""
        return pd.Timestamp(self.correction.date)


def declared_corrections(sources: Iterable[Source], files: Iterable[str]) -> tuple[DeclaredCorrection, ...]:
    """Return every declared correction, one line for each file it is made in, those in use first.

    Parameters
    ----------
    sources
        The declarations.
    files
        Names of the files of data/raw that were read. A refresh refuses a correction whose wrong value is no longer there, so
        one whose file was read is in use.
    """
    names = list(files)
    found = []
    for source in sources:
        title = Bilingual(source.title_vi, source.title_en)
        for correction in source.corrections:
            own = [name for name in names if same_file(correction.file, name) and source.claims(name)]
            found += [DeclaredCorrection(source.id, title, name, correction, True) for name in own]
            if not own:
                found.append(DeclaredCorrection(source.id, title, correction.file, correction, False))
    return tuple(sorted(found, key=lambda line: (not line.in_use, line.source)))
