"""Which sections wait for which source and which agency, derived from what they print and from what they say they lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence, Record
from assessment.findings import Quantity, Section, Text
from assessment.register import with_users


def users(sections: Iterable[Section], record: Record) -> dict[str, tuple[str, ...]]:
    """Return, by source, the sections that print a number resting on it, in the order of the chapter."""
    source_of: dict[str, str] = {}
    for name in TABLES:
        frame = record.table(name)
        source_of.update(zip(frame["row_id"], frame["source"], strict=True))
    found: dict[str, dict[str, None]] = {}
    for section in sections:
        rows = {row.partition("@")[0] for row in _rows(_content(section))}
        for source in {source_of[row] for row in rows if row in source_of}:
            found.setdefault(source, {})[section.id] = None
    return {source: tuple(names) for source, names in found.items()}


def holders(sections: Iterable[Section]) -> dict[str, tuple[str, ...]]:
    """Return, by agency, the sections that lack something it holds, in the order of the chapter."""
    found: dict[str, dict[str, None]] = {}
    for section in sections:
        for missing in section.missing:
            found.setdefault(missing.holder.key, {})[section.id] = None
    return {agency: tuple(names) for agency, names in found.items()}


def tell(evidence: Evidence, sections: list[Section]) -> None:
    """Let the register and the sections on it know which of the other sections wait for what."""
    evidence.register = with_users(evidence.register, users(sections, evidence.record))
    evidence.holders = holders(sections)


def _content(section: Section) -> Iterator[object]:
    yield from (finding.text for finding in section.findings)
    for table in section.tables:
        yield from table.frame.to_numpy().tolist()
    for figure in section.figures:
        yield from figure.data.to_numpy().tolist()


def _rows(content: object) -> Iterator[str]:
    if isinstance(content, Quantity):
        yield from content.rows
    elif isinstance(content, Text):
        yield from _rows(content.values)
    elif isinstance(content, Mapping):
        yield from _rows(list(content.values()))
    elif isinstance(content, Iterable) and not isinstance(content, str):
        for part in content:
            yield from _rows(part)
