"""Word and Excel files are zip archives; here they are written so that the same report always gives the same bytes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first moment a zip archive can express.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED: Final = re.compile(rb"<dcterms:created[^>]*>([^<]*)</dcterms:created>")


def settle(written: Path, path: Path) -> None:
    """Put a freshly written docx or xlsx in its place, without the time of writing in it, and all at once.

    The writers stamp every part with the clock; a reader of `path` sees the old file or the new one, never half of one.
    """
    settled = written.with_name(written.name + ".settled")
    with ZipFile(written) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _as_created(content)
            info = ZipInfo(entry.filename, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, content)
    os.replace(settled, path)
    written.unlink()


def _as_created(properties: bytes) -> bytes:
    created = _CREATED.search(properties)
    if created is None:
        return properties
    return _MODIFIED.sub(lambda found: found[1] + created[1] + found[2], properties)
