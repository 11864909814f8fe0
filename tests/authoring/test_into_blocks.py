from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from assessment.authoring.into import refresh_document
from assessment.findings import Column, Table, Text
from assessment.report.layout import Chapter, FigureFiles
from tests.authoring.authors import (
    MAIN,
    drawn,
    edit,
    parts_of,
    problems,
    scopes,
    text_of,
    tracked,
)


def test_only_the_changed_cell_of_a_moved_table_is_written(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    refresh_document(author, chapter, pictures)
    # Word numbers the tables anew in the author's document.
    edit(author, ">Bảng 1.<", ">Bảng 7.<")
    before = parts_of(author)
    refreshed = refresh_document(author, revise(scopes(60000.5), through=60000.5), pictures)
    after = parts_of(author)
    assert [name for name in before if before[name] != after[name]] == [MAIN]
    old, new = (part[MAIN].decode() for part in (before, after))
    assert new.replace("60.000,5", "51.990,563") == old
    assert [(change.reference, len(change.differences)) for change in refreshed.changes] == [
        ("as_table_trade_scopes", 1),
        ("trade.scopes:through:value", 1),
    ]
    (difference,) = refreshed.changes[0].differences
    assert (difference.place, difference.before, difference.after) == ("C2", "51.990,563", "60.000,5")
    assert "Bảng 7." in text_of(author)
    assert [remark.text.key for remark in refreshed.remarks] == ["into.remark.caption"]
    assert parts_of(refreshed.kept)[MAIN] == before[MAIN]  # type: ignore[arg-type]


def test_a_new_and_a_dropped_row_and_the_notes(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    def change(table: Table) -> Table:
        frame = table.frame.drop(index=[3]).copy()
        new = frame.iloc[[1]].copy()
        new.iloc[0, 0] = "Phạm vi mới"
        frame = pd.concat([new, frame], ignore_index=True)
        return replace(table, frame=frame, notes=())

    document = docx.Document(str(author))
    document.tables[0].rows[1].cells[2].paragraphs[0].runs[0].italic = True
    document.save(str(author))
    refreshed = refresh_document(author, revise(change), pictures)
    (table,) = docx.Document(str(author)).tables
    assert [row.cells[0].text[:11] for row in table.rows] == [
        "Phạm vi",
        "Phạm vi mới",
        "Tổng kim ng",
        "Kim ngạch m",
        "Xuất khẩu h",
    ]
    assert table.rows[1].cells[2].text == "4.975"
    assert table.rows[1].cells[2].paragraphs[0].style.name == "Table text"
    assert table.rows[2].cells[2].paragraphs[0].runs[0].italic
    assert [table.rows[n].cells[2].paragraphs[0].alignment for n in (1, 2)] == [2, 2]
    lines = text_of(author)
    assert "Ghi chú: Các phạm vi chênh nhau" not in lines
    assert lines.count("Nguồn: danviet.vn") == 1
    changes = {change.reference: change for change in refreshed.changes}
    texts = [(d.before[:11], d.after[:11]) for d in changes["as_table_trade_scopes"].differences]
    assert ("", "Phạm vi mới") in texts
    again = refresh_document(author, revise(change), pictures)
    assert again.changes == ()
    back = refresh_document(author, chapter, pictures)
    assert "Ghi chú: Các phạm vi chênh nhau" in text_of(author)
    assert len(docx.Document(str(author)).tables[0].rows) == 5
    assert refresh_document(author, chapter, pictures).kept is None
    # What was row 2 when the author wrote the reference is gone, and no other row takes its place.
    assert problems(back) == {"trade.scopes:pham_vi_moi:value": "unknown_near"}


def test_other_columns_are_written_anew_within_the_table_of_the_author(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    def change(table: Table) -> Table:
        return replace(
            table,
            columns=(*table.columns, Column(Text("common.column.year"))),
            frame=table.frame.assign(year=[2023, 2023, 2023, 2023]),
        )

    edit(author, '<w:tblLayout w:type="fixed"/>', '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0001"/>')
    refreshed = refresh_document(author, revise(change), pictures)
    (table,) = docx.Document(str(author)).tables
    assert [cell.text for cell in table.rows[0].cells][-1] == "Năm"
    assert (len(table.columns), len(table.rows)) == (5, 5)
    assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:val")) == "0001"
    assert sum(column.width.mm for column in table.columns) == pytest.approx(165, abs=0.5)
    assert table.rows[1].cells[0].paragraphs[0].style.name == "Table text"
    assert {change.reference for change in refreshed.changes} >= {"as_table_trade_scopes"}
    assert refresh_document(author, revise(change), pictures).kept is None


@pytest.mark.parametrize("where", ["cell", "caption", "around"])
def test_recorded_changes_inside_a_block_leave_it_alone(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter], where: str
) -> None:
    document = docx.Document(str(author))
    table = document.tables[0]
    change = tracked("thêm", "bỏ")
    if where == "cell":
        table.rows[1].cells[0].paragraphs[0]._p.append(change[0])
    elif where == "caption":
        next(p for p in document.paragraphs if p.text.startswith("Bảng 1.1"))._p.append(change[0])
    else:
        table.rows[1]._tr.get_or_add_trPr().append(table._tbl.makeelement(qn("w:ins"), {qn("w:id"): "5"}))
    document.save(str(author))
    before = docx.Document(str(author)).tables[0]._tbl.xml
    refreshed = refresh_document(author, revise(scopes(60000.5)), pictures)
    assert problems(refreshed) == {"as_table_trade_scopes": "tracked"}
    assert docx.Document(str(author)).tables[0]._tbl.xml == before
    assert "đoạn thêm" in text_of(author)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/>', "form_of_table"),
        ("<w:trPr><w:cantSplit/></w:trPr>", "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", "form_of_table"),
    ],
)
def test_a_table_of_another_form_is_left(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter], old: str, new: str, problem: str
) -> None:
    edit(author, old, new)
    refreshed = refresh_document(author, revise(scopes(60000.5)), pictures)
    assert problems(refreshed) == {"as_table_trade_scopes": problem}
    assert docx.Document(str(author)).tables[0].rows[1].cells[-2].text == "51.990,563"


def test_a_dropped_row_with_a_comment_is_left(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    document = docx.Document(str(author))
    document.add_comment(document.tables[0].rows[4].cells[0].paragraphs[0].runs, "vì sao?", author="An")
    document.save(str(author))
    refreshed = refresh_document(author, revise(lambda table: replace(table, frame=table.frame.iloc[:3])), pictures)
    assert problems(refreshed) == {"as_table_trade_scopes": "comment"}


def test_a_block_without_its_table_or_picture_is_told(
    author: Path, chapter: Chapter, pictures: Mapping[str, FigureFiles]
) -> None:
    document = docx.Document(str(author))
    document.tables[0]._tbl.getparent().remove(document.tables[0]._tbl)
    inline = document.inline_shapes[1]._inline
    inline.getparent().getparent().remove(inline.getparent())
    document.save(str(author))
    refreshed = refresh_document(author, chapter, pictures)
    assert problems(refreshed) == {"as_table_trade_scopes": "no_table", "as_figure_trade_scopes": "no_picture"}


def test_paragraphs_of_the_author_inside_a_block_stay(
    author: Path, pictures: Mapping[str, FigureFiles], revise: Callable[..., Chapter]
) -> None:
    document = docx.Document(str(author))
    document.tables[0]._tbl.addnext(document.add_paragraph("Chen giữa bảng và nguồn")._p)
    document.save(str(author))
    refresh_document(author, revise(lambda table: replace(scopes(60000.5)(table), notes=())), pictures)
    assert "Chen giữa bảng và nguồn" in text_of(author)
    assert "60.000,5" in text_of(author)


def test_a_picture_is_replaced_in_place(author: Path, chapter: Chapter, tmp_path: Path) -> None:
    refresh_document(author, chapter, drawn(tmp_path, (160, 80), "white"))
    before = parts_of(author)
    new = drawn(tmp_path, (160, 120), "blue")
    refreshed = refresh_document(author, chapter, new)
    after = parts_of(author)
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 2
    assert MAIN in changed
    assert list(refreshed.parts) == [next(name for name in changed if name != MAIN), MAIN]
    assert after[refreshed.parts[0]] == new["trade.scopes"].png.read_bytes()
    shapes = docx.Document(str(author)).inline_shapes
    assert [(round(shape.width.mm), round(shape.height.mm)) for shape in shapes][1] == (160, 120)
    assert refresh_document(author, chapter, new).kept is None


def test_a_picture_used_elsewhere_is_left_and_a_new_one_added(author: Path, chapter: Chapter, tmp_path: Path) -> None:
    document = docx.Document(str(author))
    copied = deepcopy(document.inline_shapes[1]._inline.getparent().getparent().getparent())
    document.element.body.insert(0, copied)
    document.save(str(author))
    before = parts_of(author)
    new = drawn(tmp_path, (160, 80), "blue")
    refreshed = refresh_document(author, chapter, new)
    after = parts_of(author)
    added = "word/media/as_figure_trade_scopes.png"
    assert set(after) - set(before) == {added}
    assert after[added] == new["trade.scopes"].png.read_bytes()
    assert all(before[name] == after[name] for name in before if "/media/" in name)
    assert "word/_rels/document.xml.rels" in refreshed.parts
    blips = [blip.get(qn("r:embed")) for blip in docx.Document(str(author)).element.body.iter(qn("a:blip"))]
    assert len(set(blips)) == 3
    assert refresh_document(author, chapter, new).kept is None
