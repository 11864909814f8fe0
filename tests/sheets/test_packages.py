"""Zip packages: one budget for all parts, checksums, and XML without surprises."""

from __future__ import annotations

import pytest

from assessment.sheets import packages
from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.packages import Package, check_xml, repacked


def test_parts_come_out_as_they_went_in() -> None:
    parts = {"a.xml": b"<a/>", "b/\u0111.bin": bytes(range(256)) * 100, "empty": b""}
    package = Package(repacked(parts).getvalue(), "a.xlsx")
    assert {name: package.read(name) for name in package.names} == parts
    assert "A.XML" in package
    assert package.read("A.xml") == b"<a/>"


def test_all_parts_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_UNPACKED", 1000)
    package = Package(repacked({"a": bytes(600), "b": bytes(600)}).getvalue(), "a.xlsx")
    package.read("a")
    with pytest.raises(WorkbookUnreadableError, match="unpacks to more than"):
        package.read("b")


def test_a_flipped_bit_is_seen() -> None:
    content = repacked({"a": b"123"}).getvalue().replace(b"123", b"124")
    with pytest.raises(WorkbookUnreadableError, match="does not match its size and checksum"):
        Package(content, "a.xlsx").read("a")


@pytest.mark.parametrize(
    "part",
    [b"<!DOCTYPE a><a/>", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a []><a/>', b"<!-- --><?x?><!ENTITY a 'b'>"],
)  # fmt: skip
def test_a_document_type_is_refused_wherever_it_may_stand(part: bytes) -> None:
    with pytest.raises(WorkbookUnreadableError, match="document type or entities") as error:
        check_xml(part, "a.xml", "a.xlsx")
    assert "ask the sender" in error.value.remedy


def test_words_that_only_look_like_one_are_fine() -> None:
    check_xml(
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<a><!-- <!DOCTYPE> -->&lt;!ENTITY</a>', "a", "a"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(WorkbookUnreadableError, match="not in UTF-8"):
        check_xml("<a/>".encode(encoding), "a", "a")
    with pytest.raises(WorkbookUnreadableError, match="not in UTF-8"):
        check_xml(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode(), "a", "a")
