"""What python-docx does not offer: fields, bookmarks, repeated header rows, borders, alt text, page numbers, styles of the decree."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final, Literal

from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

# Decree 30/2020: A4, margins top and bottom 20 mm, left 30 mm, right 15 mm, Times New Roman 13 or 14.
PAGE: Final = (210, 297)
MARGINS: Final = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
PORTRAIT_WIDTH: Final = PAGE[0] - MARGINS["left_margin"] - MARGINS["right_margin"]
LANDSCAPE_WIDTH: Final = PAGE[1] - MARGINS["left_margin"] - MARGINS["right_margin"]
FONT: Final = "Times New Roman"
BODY_POINTS: Final = 13
TABLE_POINTS: Final = 11
_LANGUAGE_TAGS: Final = {"vi": "vi-VN", "en": "en-GB"}

CAPTION, UNIT_LINE, NOTE, CELL, HEADER_CELL = "Caption", "Unit line", "Note", "Table text", "Table header"
FINDING, CONCLUSION, CONTENTS_ENTRY, COVER = "Finding", "Conclusion", "Contents entry", "Cover"

# Word cuts the name of a bookmark that is longer.
_BOOKMARK_LENGTH: Final = 40


def block_bookmark(kind: Literal["table", "figure"], identity: str) -> str:
    """Return the name of the bookmark around all that belongs to a table or a figure.

    It is made of the id, which stays, and not of the number, which changes when a section gains a table; so a block that an
    author has taken over into another document is known again. A name too long for Word ends in a hash of the id.

    >>> block_bookmark("table", "trade.scopes")
    'as_table_trade_scopes'
    >>> block_bookmark("figure", "investment.capital_by_sector_and_country")
    'as_figure_investment_capital_by_s_733944'
    """
    name = f"as_{kind}_" + re.sub(r"[^0-9A-Za-z]", "_", identity)
    if len(name) <= _BOOKMARK_LENGTH:
        return name
    return f"{name[: _BOOKMARK_LENGTH - 7]}_{hashlib.sha256(identity.encode()).hexdigest()[:6]}"


def element(tag: str, **attributes: str) -> Any:
    """Return a new XML element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_up_page(document: DocxDocument, landscape: bool = False, new: bool = False) -> None:
    """Set the last section (or a new one) to A4 with the margins of the decree."""
    section = document.add_section(WD_SECTION.NEW_PAGE) if new else document.sections[-1]
    width, height = (PAGE[1], PAGE[0]) if landscape else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for name, value in MARGINS.items():
        setattr(section, name, Mm(value))
    section.header_distance = section.footer_distance = Mm(10)
    # Only the first page of the document has none; a later section would hide it on its own first page.
    section.different_first_page_header_footer = not new


def number_pages(document: DocxDocument) -> None:
    """Put the page number centred at the top; the first page shows none."""
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(paragraph, "PAGE", "2")


def mark_pages(document: DocxDocument, mark: str) -> None:
    """Put a mark below the page number of every page but the first; nothing where it is empty."""
    if mark:
        paragraph = document.sections[0].header.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(mark).bold = True


def set_up_styles(document: DocxDocument, lang: str) -> None:
    """Set the fonts of all styles used, and the language of the text, so that Word checks its spelling in that language."""
    normal = document.styles["Normal"]
    _font(normal, BODY_POINTS)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    normal.element.get_or_add_rPr().append(element("lang", val=_LANGUAGE_TAGS[lang], eastAsia=_LANGUAGE_TAGS[lang]))
    for level, points in ((1, 14), (2, 13)):
        heading = document.styles[f"Heading {level}"]
        _font(heading, points, bold=True)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(20 - 4 * level), Pt(6)
        heading.paragraph_format.keep_with_next = True
    caption = document.styles[CAPTION]
    _font(caption, BODY_POINTS, bold=True)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(4)
    _own_style(document, UNIT_LINE, TABLE_POINTS, WD_ALIGN_PARAGRAPH.RIGHT, italic=True, after=2, keep=True)
    _own_style(document, NOTE, TABLE_POINTS, WD_ALIGN_PARAGRAPH.LEFT, italic=True, before=2, after=2)
    _own_style(document, CELL, TABLE_POINTS, WD_ALIGN_PARAGRAPH.LEFT, before=2, after=2)
    _own_style(document, HEADER_CELL, TABLE_POINTS, WD_ALIGN_PARAGRAPH.CENTER, bold=True, before=2, after=2)
    _own_style(document, FINDING, BODY_POINTS, WD_ALIGN_PARAGRAPH.JUSTIFY, after=6)
    _own_style(document, CONTENTS_ENTRY, BODY_POINTS, WD_ALIGN_PARAGRAPH.LEFT, after=4)
    _own_style(document, COVER, 14, WD_ALIGN_PARAGRAPH.CENTER, after=12)
    box = _own_style(document, CONCLUSION, BODY_POINTS, WD_ALIGN_PARAGRAPH.LEFT, after=3)
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Mm(3)
    _box(box)


def _font(style: Any, points: float, *, bold: bool = False, italic: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(points), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # Theme fonts would win over the named font.
        if "heme" in name:
            del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _own_style(
    document: DocxDocument,
    name: str,
    points: float,
    alignment: WD_ALIGN_PARAGRAPH,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> Any:
    style: Any = document.styles.add_style(name, 1)
    style.base_style = document.styles["Normal"]
    _font(style, points, bold=bold, italic=italic)
    layout = style.paragraph_format
    layout.alignment, layout.keep_with_next, layout.line_spacing = alignment, keep, 1.0 if points < 13 else 1.15
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    return style


def _box(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    borders = element("pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="single", sz="8", space="6", color="404040"))
    # The schema wants the border and the shading before the spacing.
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(borders)
    spacing.addprevious(element("shd", val="clear", color="auto", fill="F2F2F2"))


def add_field(paragraph: Paragraph, instruction: str, cached: str, *, dirty: bool = False) -> None:
    """Add a field with the result a reader sees until Word updates it."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        mark = element("fldChar", fldCharType=kind)
        if kind == "begin" and dirty:
            mark.set(qn("w:dirty"), "true")
        run._r.append(mark)
        if kind == "begin":
            code = element("instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
        elif kind == "separate" and cached:
            paragraph.add_run(cached)


class Bookmarks:
    """Gives bookmarks their running numbers, and every name once: Word keeps only the first of two of the same name."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def start(self, paragraph: Paragraph, name: str) -> str:
        """Begin a bookmark at the end of a paragraph and return its id."""
        if name in self._names:
            raise ValueError(f"bookmark {name!r}: there is one of that name already")
        self._names.append(name)
        identity = str(len(self._names))
        paragraph._p.append(element("bookmarkStart", id=identity, name=name))
        return identity

    def end(self, paragraph: Paragraph, identity: str) -> None:
        """End a bookmark at the end of a paragraph."""
        paragraph._p.append(element("bookmarkEnd", id=identity))

    def end_behind(self, table: DocxTable, identity: str) -> None:
        """End a bookmark right behind a table."""
        table._tbl.addnext(element("bookmarkEnd", id=identity))


def add_link(paragraph: Paragraph, anchor: str, text: str) -> None:
    """Add a link to a bookmark of the document."""
    link = element("hyperlink", anchor=anchor, history="1")
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def set_up_table(table: DocxTable, widths: tuple[float, ...], title: str, *, repeat: bool = True) -> None:
    """Give a table fixed column widths in mm, a repeating header row, rows that stay whole, and a title for screen readers."""
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    properties = table._tbl.tblPr
    properties.append(element("tblCaption", val=title))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for index, row in enumerate(table.rows):
        layout = row._tr.get_or_add_trPr()
        layout.append(element("cantSplit"))
        if index == 0 and repeat:
            layout.append(element("tblHeader"))
        for cell, width in zip(row._tr.tc_lst, widths, strict=True):
            cell.width = Mm(width)


def shade(cell: Any, fill: str) -> None:
    """Colour the background of a table cell."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=fill))


def describe(picture: Any, title: str, text: str) -> None:
    """Give a picture its alternative text."""
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", text)
