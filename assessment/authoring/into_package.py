"""An author's Word file: read with care, changed part by part, and put back all at once with the version before kept beside it."""

from __future__ import annotations

import copy
import os
import posixpath
import shutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assessment.authoring.wordxml import WORD, Edit, Node, apply, parse
from assessment.errors import AssessmentError
from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.guards import Kind, kind_of, read_bytes
from assessment.sheets.packages import Package, check_tree

_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_IMAGE: Final = f"{_RELATIONSHIPS}/image"
_OFF: Final = ("0", "false", "off")


class DocumentError(AssessmentError):
    """A Word document that cannot be refreshed; the message says why and `remedy` what to do."""


class WordFile:
    """A Word document as its parts.

    Parameters
    ----------
    path
        A .docx (or .docm) file.

    Raises
    ------
    DocumentError
        If it is open in a program, locked, protected, signed, damaged, or no Word document.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        _check_closed(self.path)
        self._changed: dict[str, bytes] = {}
        self._trees: dict[str, Node] = {}
        try:
            self._content = read_bytes(self.path, path.name)
            self._check_kind()
            self._package = Package(self._content, path.name)
            self.main = self._find_main()
            for name in self.stories:
                self.tree(name)
        except WorkbookUnreadableError as error:
            raise DocumentError(f"{path}: cannot be read ({error})", _SAVE_AGAIN) from error
        self._check_open_to_change()

    def _check_kind(self) -> None:
        kind = kind_of(self._content)
        if kind is Kind.COMPOUND:
            raise DocumentError(
                f"{self.path.name}: locked with a password, or a document of Word 97–2003 (.doc); expected an open .docx",
                "open it in Word, remove the password (File > Info > Protect Document) and save it as Word Document (.docx)",
            )
        if kind is not Kind.PACKAGE:
            raise DocumentError(f"{self.path.name}: no Word document; expected a .docx file", _SAVE_AGAIN)

    def _find_main(self) -> str:
        """Return the name of the part with the text of the document."""
        found = [target for kind, target, _ in self._relationships("").values() if kind == "officeDocument"]
        if not found or found[0] not in self._package:
            raise DocumentError(f"{self.path.name}: a zip package, but no Word document in it", _SAVE_AGAIN)
        root = self.tree(found[0])
        if root.tag != "w:document" or root.attributes.get("xmlns:w") != WORD:
            raise DocumentError(
                f"{self.path.name}: no Word document, or a Strict Open XML one; expected a .docx file as Word saves it",
                "open it in Word and save it as “Word Document (.docx)”",
            )
        return found[0]

    def _check_open_to_change(self) -> None:
        name = self.path.name
        if any(part.startswith("_xmlsignatures/") for part in self._package.names):
            raise DocumentError(
                f"{name}: digitally signed; a change would break the signature",
                "refresh the document before it is signed, or remove the signature in Word (File > Info)",
            )
        protection = self.setting("w:documentProtection")
        if protection is not None and protection.get("w:enforcement", "0") not in _OFF:
            raise DocumentError(
                f"{name}: editing is restricted",
                "in Word: Review > Restrict Editing > Stop Protection, save, run again",
            )

    def setting(self, tag: str) -> Mapping[str, str] | None:
        """Return the attributes of a setting of the document, None where it is not set."""
        for target in self._related("settings"):
            node = self.tree(target).child(tag)
            if node is not None and node.attributes.get("w:val", "1") not in _OFF:
                return node.attributes
        return None

    @cached_property
    def style_ids(self) -> Mapping[str, str]:
        """Ids of the paragraph styles by name in lower case: Word gives ids in the author's language, and names in English."""
        return {
            name.attributes["w:val"].lower(): style.attributes["w:styleId"]
            for target in self._related("styles")
            for style in self.tree(target).children
            if style.tag == "w:style" and style.attributes.get("w:type") == "paragraph"
            if (name := style.child("w:name")) is not None
        }

    @cached_property
    def stories(self) -> tuple[str, ...]:
        """Parts with text of the author: the document, its footnotes and endnotes."""
        return (self.main, *self._related("footnotes"), *self._related("endnotes"))

    def _related(self, kind: str) -> Iterator[str]:
        for found, target, _ in self._relationships(self.main).values():
            if found == kind and target in self._package:
                yield target

    def read(self, name: str) -> bytes:
        """Return a part as it now is."""
        return self._changed[name] if name in self._changed else self._package.read(name)

    def tree(self, name: str) -> Node:
        """Return a part as it was read, parsed."""
        if name not in self._trees:
            part = self._package.text(name)
            check_tree(part, self.path.name)
            try:
                self._trees[name] = parse(part)
            except ValueError as error:
                raise DocumentError(f"{self.path.name}: {name!r} is broken XML ({error})", _SAVE_AGAIN) from error
        return self._trees[name]

    def replace(self, name: str, part: bytes) -> None:
        """Set a part; one that is as before counts as unchanged."""
        if name in self._package and part == self._package.read(name):
            self._changed.pop(name, None)
        else:
            self._changed[name] = part

    def _relationships(self, source: str) -> dict[str, tuple[str, str, str]]:
        """Return kind, target and mode of the relationships of a part by their ids."""
        folder = posixpath.dirname(source)
        name = _relationships_of(source)
        if name not in self._package:
            return {}
        return {
            node.attributes["Id"]: (
                posixpath.basename(node.attributes.get("Type", "")),
                posixpath.normpath(posixpath.join("/", folder, node.attributes.get("Target", ""))).lstrip("/"),
                node.attributes.get("TargetMode", "Internal"),
            )
            for node in parse(self.read(name)).children
            if "Id" in node.attributes
        }

    def picture(self, identity: str) -> str | None:
        """Return the part a relationship of the document leads to, None where it leads to none or out of the file."""
        _, target, mode = self._relationships(self.main).get(identity, ("", "", "External"))
        return target if mode == "Internal" and target in self._package else None

    def is_shared(self, target: str, identity: str) -> bool:
        """Return whether a picture is used elsewhere too, by another relationship or twice by the same."""
        sources = ["", *(name for name in self._package.names if not name.endswith(".rels"))]
        uses = [found for source in sources for _, found, _ in self._relationships(source).values() if found == target]
        return len(uses) > 1 or self._package.read(self.main).count(f'"{identity}"'.encode()) > 1

    def add_picture(self, stem: str, content: bytes) -> str:
        """Add a PNG picture and return the id of its relationship; the list of parts and of relationships grow by an entry."""
        name = posixpath.join(posixpath.dirname(self.main), "media", f"{stem}.png")
        while name in self._package or name in self._changed:
            name = name.removesuffix(".png") + "_.png"
        self._changed[name] = content
        known = self._relationships(self.main)
        identity = next(found for number in range(1, len(known) + 2) if (found := f"rIdAs{number}") not in known)
        relations = _relationships_of(self.main)
        self._append(relations, f'<Relationship Id="{identity}" Type="{_IMAGE}" Target={quoteattr("/" + name)}/>')
        types = parse(self.read(_CONTENT_TYPES))
        if not any(node.attributes.get("Extension", "").lower() == "png" for node in types.children):
            self._append(_CONTENT_TYPES, '<Default Extension="png" ContentType="image/png"/>')
        return identity

    def _append(self, name: str, element: str) -> None:
        part = self.read(name)
        at = parse(part).close
        self.replace(name, apply(part, [Edit(at, at, element.encode())]))

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the parts that are not as they were read."""
        return tuple(self._changed)

    def save(self) -> Path:
        """Put the changed document in its place and return where the one before is kept.

        Raises
        ------
        DocumentError
            If the file has been opened or saved by somebody else since it was read.
        """
        _check_closed(self.path)
        if self.path.read_bytes() != self._content:
            raise DocumentError(f"{self.path.name}: changed while it was being refreshed", "run the command again")
        kept = self.path.with_name(f"{self.path.stem}.before{self.path.suffix}")
        copied, written = kept.with_name(kept.name + ".part"), self.path.with_name(self.path.name + ".part")
        written.write_bytes(self._packed())
        shutil.copymode(self.path, written)
        shutil.copy2(self.path, copied)
        os.replace(copied, kept)
        os.replace(written, self.path)
        return kept

    def _packed(self) -> bytes:
        """Return the package: entries in their order with their times, the changed ones with new content, new ones last."""
        made = BytesIO()
        with ZipFile(BytesIO(self._content)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
            target.comment = source.comment
            for entry in source.infolist():
                content = b"" if entry.is_dir() else self.read(entry.filename)
                target.writestr(copy.copy(entry), content)
            for name, content in self._changed.items():
                if name not in self._package:
                    target.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        return made.getvalue()


_SAVE_AGAIN: Final = "open it in Word and save it as “Word Document (.docx)”, then run the command again"


def _relationships_of(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _check_closed(path: Path) -> None:
    """Refuse a document that Word or LibreOffice has open: they would write over what is put there, or not see it."""
    # Word puts "~$" before a short name and in place of the first two letters of a long one.
    marks = [f"~${path.name[cut:]}" for cut in range(3)] + [f".~lock.{path.name}#"]
    found = next((mark for mark in marks if path.with_name(mark).exists()), None)
    if found:
        raise DocumentError(
            f"{path}: open in Word or LibreOffice (there is {found!r} beside it)",
            f"close the document and run the command again; if no program has it open, delete {found!r}",
        )
