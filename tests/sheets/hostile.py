"""Files no one should trust, built by code: torn, locked, misnamed, and made to fill the memory of whoever opens them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook as Book

from assessment.sheets.compound import wrapped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOT_LINKS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def good_xlsx() -> bytes:
    book = Book()
    book.active.append(["Tỉnh", "Dân số"])
    book.active.append(["Lạng Sơn", 807.3])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def xlsx(
    cells: str = '<row r="1"><c r="A1"><v>1</v></c></row>', *, head: str = "", dimension: str = "", **parts: bytes | str
) -> bytes:
    """Return a small .xlsx; `cells` is the content of its sheet, `head` stands before the workbook part, `parts` are further ones."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", ROOT_LINKS)
        package.writestr(
            "xl/workbook.xml",
            f'{head}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            f'<sheet name="S{"&j;" if head else ""}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{LINKS}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        declared = f'<dimension ref="{dimension}"/>' if dimension else ""
        package.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}">{declared}<sheetData>{cells}</sheetData></worksheet>',
        )
        for name, part in parts.items():
            package.writestr(f"xl/{name}.xml", part)
    return made.getvalue()


def bomb() -> bytes:
    """A shared-strings part of 400 MB of one letter: about 400 kB packed."""
    return _of_one_letter(400, honest=True)


def lying_bomb() -> bytes:
    """The same, but its directory claims 100 bytes."""
    return _of_one_letter(400, honest=False)


def _of_one_letter(megabytes: int, *, honest: bool) -> bytes:
    packer, packed, checksum = zlib.compressobj(9, zlib.DEFLATED, -15), bytearray(), 0
    block = b"a" * 1024**2
    for _ in range(megabytes):
        packed += packer.compress(block)
        checksum = zlib.crc32(block, checksum) if honest else 0
    packed += packer.flush()
    made = BytesIO(xlsx())
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("xl/sharedStrings.xml", bytes(packed))  # stored as it is; the headers are changed below
    content, name = bytearray(made.getvalue()), b"xl/sharedStrings.xml"
    claimed = megabytes * 1024**2 if honest else 100
    local, central = content.find(name) - 30, content.rfind(name) - 46
    for start in (local + 8, central + 10):
        struct.pack_into("<H", content, start, 8)
        struct.pack_into("<III", content, start + 6, checksum, len(packed), claimed)
    return bytes(content)


def overlapping_bomb() -> bytes:
    """Two thousand sheets that are all the same 10 MB in the file."""
    made, count = BytesIO(), 2_000
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + b" " * 10 * 1024**2 + b"</sheetData></worksheet>"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(sheet) + packer.flush()
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count + 1))
    links = "".join(f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>' for n in range(1, count + 1))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
        )
        package.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
    content = made.getvalue()
    end = content.rfind(b"PK\x05\x06")
    size, start = struct.unpack_from("<II", content, end + 12)
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, zlib.crc32(sheet), len(packed), len(sheet), 1, 0)
    kernel = b"PK\x03\x04" + fields + b"x" + packed
    directory = content[start : start + size]
    for number in range(1, count + 1):
        name = f"xl/worksheets/s{number}.xml".encode()
        entry = fields[:-4] + struct.pack("<HH", len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + entry + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    ending = struct.pack("<HHHHIIH", 0, 0, count + 2, count + 2, len(directory), start + len(kernel), 0)
    return content[:start] + kernel + directory + b"PK\x05\x06" + ending


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(
    cells: Mapping[tuple[int, int], float],
    *,
    declared: tuple[int, int] = (1, 1),
    locked: bool = False,
    start: int | None = None,
) -> bytes:
    """Return a small .xls whose sheet declares an extent of its own; `start` is where it says the sheet begins."""
    opening = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    opening += record(0x002F, struct.pack("<HHH", 0, 0x1234, 0x5678)) if locked else b""
    at = len(opening) + 4 + 9 + 4
    opening += record(0x0085, struct.pack("<IHBB", at if start is None else start, 0, 1, 0) + b"S") + record(0x000A)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, declared[0], 0, declared[1], 0))
    for (row, col), value in cells.items():
        sheet += record(0x0203, struct.pack("<HHHd", row, col, 0, value))
    return wrapped("Workbook", opening + sheet + record(0x000A))


def circular_xls() -> bytes:
    """An .xls whose sectors follow each other in a circle."""
    content = bytearray(xls({(0, 0): 1.0}))
    struct.pack_into("<I", content, 512 + 3 * 4, 2)
    return bytes(content)


def ods(rows: str, *, entry: str = "") -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}manifest:1.0">'
            f"<manifest:file-entry>{entry}</manifest:file-entry></manifest:manifest>",
        )
        package.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return made.getvalue()


def docx(body: str, *, head: str = "") -> bytes:
    made = BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return made.getvalue()


def ods_cell(rows: int, cols: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{cols}" '
        'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    )


@dataclass(frozen=True)
class Hostile:
    """A hostile file: how it is built, and how the refusal must read."""

    build: Callable[[], bytes]
    said: str
    remedy: str


HTML = "<html><table><tr><td>Lạng Sơn</td></tr></table></html>".encode()
AGAIN, PASSWORD = "open the file in Excel and save it as", "remove the password"
STRAY, SPLIT, RENAME = "delete the stray cell near", "split the workbook", "rename the file so that it ends in"
COMTRADE = (",".join(f"name{n}" for n in range(47)) + "\n" + (",".join(map(str, range(48))) + "\n") * 3).encode()

FILES: Mapping[str, Hostile] = {
    "empty.xlsx": Hostile(bytes, r"the file is empty", "copy the file again"),
    "truncated.xlsx": Hostile(lambda: good_xlsx()[:3000], r"the zip package is torn", AGAIN),
    "bit_flip.xlsx": Hostile(
        lambda: xlsx(styles=b"<a/>").replace(zlib.crc32(b"<a/>").to_bytes(4, "little"), b"\0\0\0\0"), r"torn", AGAIN
    ),
    "bomb.xlsx": Hostile(bomb, r"unpacks to more than", SPLIT),
    "lying_bomb.xlsx": Hostile(lying_bomb, r"does not match its size", AGAIN),
    "overlapping_bomb.xlsx": Hostile(overlapping_bomb, r"unpacks to more than", SPLIT),
    "billion_laughs.xlsx": Hostile(lambda: xlsx(head=LAUGHS), r"declares a document type or entities", "ask the sender"),
    "outside_entity.xlsx": Hostile(lambda: xlsx(head=OUTSIDE), r"declares a document type or entities", "ask the sender"),
    "laughing_strings.xlsx": Hostile(
        lambda: xlsx(sharedStrings=LAUGHS + "<sst><si><t>&j;</t></si></sst>"), r"sharedStrings.*entities", "ask the sender"
    ),
    "laughing_sheet.xlsx": Hostile(
        lambda: xlsx(sharedStrings="<!-- x --><?y?> " + LAUGHS + "<sst/>"), r"sharedStrings.*entities", "ask the sender"
    ),
    "utf16_part.xlsx": Hostile(lambda: xlsx(styles=(LAUGHS + "<a/>").encode("utf-16")), r"is not in UTF-8", AGAIN),
    "stray_cell.xlsx": Hostile(
        lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        r"sheet 'S': cells reach down to XFD1048576",
        STRAY,
    ),
    "stray_in_row_1.xlsx": Hostile(
        lambda: xlsx("<row r='1'><c s='1'  r = 'xfd1048576'><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
        r"cells reach down to XFD1048576",
        STRAY,
    ),
    "hidden_by_attribute.xlsx": Hostile(
        lambda: xlsx('<row r="1"><c x="&gt;>" r="XFD1048576"><v>1</v></c><!--<row r="1">--></row>'), r"XFD1048576", STRAY
    ),
    "unnamed_rows.xlsx": Hostile(
        lambda: xlsx("<row/>" * 1_000_000 + "<row>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>"), r"cells reach down to", STRAY
    ),
    "beyond_the_grid.xlsx": Hostile(
        lambda: xlsx('<row r="1"><c r="ZZZZZZ4000000000"><v>1</v></c></row>'), r"cells reach down to", STRAY
    ),
    "many_cells.xlsx": Hostile(lambda: xlsx("<c/>" * 20_500_000), r"cells together; expected at most", SPLIT),
    "locked.xlsx": Hostile(lambda: wrapped("EncryptedPackage", b"x" * 5000), r"locked with a password", PASSWORD),
    "locked.xls": Hostile(lambda: xls({(0, 0): 1.0}, locked=True), r"locked with a password", PASSWORD),
    "stray_cell.xls": Hostile(lambda: xls({(0, 0): 1.0, (65_535, 65_535): 1.0}), r"cells reach down to", STRAY),
    "circular.xls": Hostile(circular_xls, r"runs in a circle", AGAIN),
    "torn.xls": Hostile(lambda: xls({(0, 0): 1.0})[:700], r"is torn", AGAIN),
    "sheet_beyond_the_end.xls": Hostile(lambda: xls({(0, 0): 1.0}, start=4_000_000_000), r"not a workbook", AGAIN),
    "stray_cell.ods": Hostile(lambda: ods(ods_cell(1, 1) + ods_cell(1_048_576, 16_384)), r"cells reach down to", STRAY),
    "spaces.ods": Hostile(
        lambda: ods(ods_cell(1, 1).replace("<text:p>1", '<text:p><text:s text:c="4000000000"/>')), r"repeats a space", AGAIN
    ),
    "web_page.xls": Hostile(lambda: HTML, r"it is a web page \(HTML\)", AGAIN),
    "web_page.xlsx": Hostile(lambda: b"\xef\xbb\xbf\r\n" + HTML, r"it is a web page \(HTML\)", AGAIN),
    "text.xls": Hostile(lambda: b"a;b\n1;2\n", r"the content is plain text", r"ends in \.csv"),
    "workbook.csv": Hostile(lambda: xlsx()[:200], r"the zip package is torn", AGAIN),
    "document.pdf.xlsx": Hostile(lambda: b"%PDF-1.7\n1 0 obj", r"it is a PDF document", AGAIN),
    "document.xlsx": Hostile(lambda: docx("<w:p/>"), r"the content is a Word document", r"ends in \.docx"),
    "workbook.docx": Hostile(good_xlsx, r"the content is no Word document", r"ends in \.xlsx"),
    "old.doc.docx": Hostile(lambda: wrapped("WordDocument", b"x" * 5000), r"the old form \(\.doc\)", "save it as .docx"),
    "entities.docx": Hostile(lambda: docx("<w:p/>", head=LAUGHS), r"declares a document type", "ask the sender"),
    "many_paragraphs.docx": Hostile(lambda: docx("<w:p/>" * 8_000_000), r"unpacks to more than", SPLIT),
    "no_table.docx": Hostile(lambda: docx("<w:p/>"), r"the document holds no table", "ask the sender"),
    "comtrade.csv": Hostile(lambda: COMTRADE, r"line 2: 48 fields here .* line 1 names 47", "insert the missing name"),
    "utf16_without_mark.csv": Hostile(
        lambda: "a;b\n1;2\n".encode("utf-16-le"), r"of a kind that is not known", AGAIN
    ),
    "unclear.csv": Hostile(lambda: b"T\xfdnh;x\n\xde;2\n", r"the encoding of the text is unclear", "CSV UTF-8"),
    "zip_in_zip.xlsx": Hostile(lambda: _nested(), r"holds no workbook", AGAIN),
}  # fmt: skip


def _nested() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("inner.zip", bomb())
    return made.getvalue()


def write_huge(path: Path) -> None:
    """Write a file of 200 MB that takes no room: all zeros behind the first bytes of a workbook."""
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(200 * 1024**2)
