from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.authoring.wordxml import (
    Edit,
    apply,
    bookmarked,
    is_tracked,
    paragraph,
    parse,
    set_attribute,
    set_text,
    visible,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inner: str) -> bytes:
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>".encode()


TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<>&\r", exclude_categories=("Cc", "Cs"))),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(["w:p", "w:r", "w:t"]), inner, st.sampled_from(["", ' a=">"', " b='\"/'"])).map(
            lambda made: f"<{made[0]}{made[2]}>{made[1]}</{made[0]}>" if made[1] else f"<{made[0]}{made[2]}/>"
        ),
        max_size=4,
    ).map("".join),
)


@given(TREES, st.sampled_from(["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- <w:t> -->']))
def test_every_element_knows_its_bytes(inner: str, prolog: str) -> None:
    part = f"{prolog}<a>{inner}</a>".encode()
    for node in parse(part).iter():
        own = node.bytes_of(part).decode()
        assert own.startswith(f"<{node.tag}")
        assert own.endswith((f"</{node.tag}>", "/>"))
        declared = own.replace(f"<{node.tag}", f"<{node.tag} {W}", 1)
        again = ElementTree.fromstring(declared)
        assert len(list(again.iter())) == len(list(node.iter()))
        if node.tag == "w:t" and not node.children:
            assert (again.text or "") == node.text


def test_broken_xml_is_an_error() -> None:
    with pytest.raises(ValueError, match="mismatched tag"):
        parse(b"<a><b></a>")


def test_edits_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="bytes 1 to 4 overlaps"):
        apply(b"abcdef", [Edit(0, 2), Edit(1, 4)])


def test_an_attribute_that_is_not_there_is_an_error() -> None:
    part = b"<a cx='1'/>"
    assert apply(part, [set_attribute(part, parse(part), "cx", 'a"b')]) == b'<a cx="a&quot;b"/>'
    with pytest.raises(ValueError, match="'a' has no attribute 'cy'"):
        set_attribute(part, parse(part), "cy", "2")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>1</w:t><w:br/><w:t>2</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>',
            '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>9 &amp; 8</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>',
        ),
        (
            "<w:tc><w:p><w:pPr><w:rPr><w:i/></w:rPr></w:pPr></w:p></w:tc>",
            '<w:tc><w:p><w:pPr><w:rPr><w:i/></w:rPr></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">9 &amp; 8</w:t>'
            "</w:r></w:p></w:tc>",
        ),
        ("<w:tc><w:p/></w:tc>", '<w:tc><w:p><w:r><w:t xml:space="preserve">9 &amp; 8</w:t></w:r></w:p></w:tc>'),
        ("<w:p><w:r/></w:p>", '<w:p><w:r><w:t xml:space="preserve">9 &amp; 8</w:t></w:r></w:p>'),
        (
            "<w:p><w:r><w:rPr/></w:r></w:p>",
            '<w:p><w:r><w:rPr/><w:t xml:space="preserve">9 &amp; 8</w:t></w:r></w:p>',
        ),
    ],
)
def test_a_new_text_takes_over_the_formatting(before: str, after: str) -> None:
    part = before.encode()
    assert apply(part, set_text(part, parse(part), "9 & 8")).decode() == after
    assert visible(parse(after.encode())).strip() == "9 & 8"


def test_a_new_paragraph_is_formatted_like_another() -> None:
    part = b"<w:p w:rsidR='1'><w:pPr><w:pStyle w:val='Note'/></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t>a</w:t></w:r></w:p>"
    assert paragraph(part, parse(part), "b") == (
        b"<w:p><w:pPr><w:pStyle w:val='Note'/></w:pPr><w:r><w:rPr><w:i/></w:rPr>"
        b'<w:t xml:space="preserve">b</w:t></w:r></w:p>'
    )


def test_a_block_is_what_lies_between_its_marks() -> None:
    mark = '<w:bookmarkStart w:id="7" w:name="as_table_x"/>'
    inside = "<w:p/><w:tbl><w:tr><w:tc><w:p><w:r/></w:p></w:tc></w:tr></w:tbl>"
    for before, after in (
        ("<w:p><w:r><w:t>a</w:t></w:r></w:p>" + mark, '<w:bookmarkEnd w:id="7"/><w:p/>'),
        (f"<w:p><w:r/>{mark}</w:p>", '<w:p><w:bookmarkEnd w:id="7"/><w:r><w:t>b</w:t></w:r></w:p>'),
    ):
        (block,) = bookmarked(parse(body(before + inside + after)), ["as_"])
        assert [node.tag for node in block.nodes] == ["w:p", "w:tbl"]
    whole = f'<w:p>{mark}<w:r/></w:p>{inside}<w:p><w:r/><w:bookmarkEnd w:id="7"/></w:p>'
    (block,) = bookmarked(parse(body(whole)), ["as_"])
    assert len(block.nodes) == 4
    assert bookmarked(parse(body(mark + inside)), ["as_"]) == ()


def test_recorded_changes_are_seen_inside_and_around() -> None:
    root = parse(body("<w:p><w:ins><w:r/></w:ins></w:p><w:p><w:r><w:rPr/></w:r></w:p>"))
    (run, plain) = root.iter("w:r")
    assert (is_tracked([run]), is_tracked([plain]), is_tracked([root])) == (True, False, True)
