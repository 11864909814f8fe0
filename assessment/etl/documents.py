"""The publications behind the figures.

A row names its publication in one of three ways: by a code that the workbook's own list of sources explains, by title and
address in the row itself, or not at all. In the last case the workbook as received is the document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from assessment.etl.problems import RowRefusedError
from assessment.sheets.periods import Period, parse_day


@dataclass(frozen=True, slots=True)
class Document:
    """A publication, with what its list of sources says about all its figures.

    `published` is the day as far as it is printed (``2024-02-06``, ``2024-02``, ``2024`` or empty); `known_by` the last day it can
    have been, so that no view of a past date is ahead of it.
    """

    document: str
    title: str
    publisher: str
    url: str
    published: str
    source_class: str
    known_by: date | None = None
    status: str = ""
    note_vi: str = ""
    note_en: str = ""


class Documents:
    """The documents of one file, filled while it is read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._known: dict[str, Document] = {}
        self._received: Document | None = None

    def __iter__(self) -> Iterator[Document]:
        return iter(self._known.values())

    def add(self, document: Document) -> bool:
        """Take a document of the list of sources; False when its code already stands for another one."""
        return self._known.setdefault(document.document, document) == document

    def find(self, keys: Mapping[str, Any], source: Any) -> Document:
        """Return the document of a row.

        Raises
        ------
        RowRefusedError
            If the row names a code that the workbook's list of sources does not have.
        """
        code = keys.get("document")
        if code:
            if code not in self._known:
                remedy = "add the code to the list of sources of the workbook, or correct it"
                raise RowRefusedError(
                    "document", code, f"the list of sources of this workbook has no code {code!r}", remedy
                )
            return self._known[code]
        if keys.get("document_title") or keys.get("url"):
            return self._of_row(keys)
        if self._received is None:
            self._received = self._as_received(source)
        return self._known.setdefault(self._received.document, self._received)

    def _as_received(self, source: Any) -> Document:
        """Return the workbook itself as a document."""
        received = PurePosixPath(self._file).stem
        # Agencies and the nightly job name a file by the day it came out: 2024-10-29-….
        dated = re.match(r"(\d{4}-\d{2}-\d{2})(?!\d)", received)
        day = parse_day(dated.group(1)) if dated else None
        known = day if isinstance(day, date) else None
        return Document(
            f"{source.id}:{received}",
            source.title_vi,
            source.publisher_vi,
            "",
            known.isoformat() if known else "",
            "official",
            known,
        )

    def _of_row(self, keys: Mapping[str, Any]) -> Document:
        title, url = keys.get("document_title") or "", keys.get("url") or ""
        day: Period | None = keys.get("published")
        digest = hashlib.sha1(f"{url}\x1f{title}".encode(), usedforsecurity=False).hexdigest()
        document = Document(
            f"d{digest[:10]}",
            title or url,
            keys.get("publisher") or host(url) or title,
            url,
            printed_day(day),
            keys.get("source_class") or "secondary",
            day.end if day else None,
        )
        first = self._known.setdefault(document.document, document)
        # Every row keeps the day printed beside it; the list of documents has the first day found.
        if not first.published and document.published:
            self._known[document.document] = document
        return replace(first, published=document.published, known_by=document.known_by)


def printed_day(day: Period | None) -> str:
    """Return a day of publication as far as it is printed.

    >>> printed_day(Period(date(2024, 7, 1), date(2024, 7, 31), "month"))
    '2024-07'
    """
    lengths = {"day": 10, "month": 7}
    return day.start.isoformat()[: lengths.get(day.frequency, 4)] if day else ""


def host(url: str) -> str:
    """Return the site of an address, the first where there are several.

    >>> host("https://www.langson.gov.vn/a | https://other.vn")
    'langson.gov.vn'
    """
    return urlsplit(url.split("|")[0].strip()).netloc.removeprefix("www.")
