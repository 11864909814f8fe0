from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.report import figures
from assessment.report.page_svg import Pictures

from . import demo_figures
from .drawn import VI

TOLD = {"7": "a < b"}
GLYPH = '<path id="DejaVuSans-41" d="M 1.23456 0" transform="scale(0.015625)"/>'


def picture(folder: Path, body: str) -> Path:
    path = folder / "picture.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
        f"{body}</svg>",
        encoding="utf-8",
    )
    return path


def inlined(folder: Path, body: str) -> str:
    return inside(str(Pictures().inline(picture(folder, body), "p", "mô tả", TOLD)))


def inside(written: str) -> str:
    return written.partition(">")[2].removesuffix("</svg>")


def test_pictures_share_letter_shapes_but_no_other_ids(tmp_path: Path) -> None:
    pictures = Pictures()
    found = [
        str(pictures.inline(figures.render(make(), VI, tmp_path, make.__name__).svg, make.__name__, "mô tả"))
        for make in (demo_figures.stacked, demo_figures.dots)
    ]
    ids = [re.findall(r' id="([^"]+)"', picture) for picture in found]
    assert not set(ids[0]) & set(ids[1])
    shapes = re.findall(r' id="([^"]+)"', str(pictures.shapes))
    for every in (*ids, shapes):
        assert len(set(every)) == len(every)
    for picture, own in zip(found, ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"', picture)) <= {*shapes, *own}
        assert "scale(0.015625)" not in picture
    assert "scale(0.015625)" in str(pictures.shapes)  # scales keep their decimals


def test_a_letter_shape_is_kept_once_for_the_page(tmp_path: Path) -> None:
    pictures = Pictures()
    assert pictures.shapes == ""
    body = f'<defs>{GLYPH}</defs><use xlink:href="#DejaVuSans-41" transform="translate(12.5 0)"/>'
    for name in ("a", "b"):
        written = pictures.inline(picture(tmp_path, body), name, "mô tả")
        assert inside(written) == '<use href="#g41" x="12.5"/>'
    assert pictures.shapes.count("<path") == 1
    assert '<path id="g41" d="M 1.23 0" transform="scale(0.015625)"/>' in pictures.shapes


def test_styles_become_attributes_that_a_strict_policy_allows(tmp_path: Path) -> None:
    body = '<metadata><a/></metadata><style>*{}</style><g/><path d="M 0.12345 7" style="fill: #fff; stroke: none"/>'
    assert inlined(tmp_path, body) == '<path d="M 0.12 7" fill="#fff" stroke="none"/>'


def test_only_ids_that_something_refers_to_are_kept_under_the_name_of_the_picture(tmp_path: Path) -> None:
    body = '<clipPath id="c"><rect id="r" width="1"/></clipPath><g id="g" clip-path="url(#c)"><path d="M 0 0"/></g>'
    assert inlined(tmp_path, body) == (
        '<clipPath id="p-c"><rect width="1"/></clipPath><g clip-path="url(#p-c)"><path d="M 0 0"/></g>'
    )


def test_the_description_is_text_and_no_markup(tmp_path: Path) -> None:
    written = Pictures().inline(picture(tmp_path, ""), "p", "<b>a & b")
    assert 'role="img" aria-label="&lt;b&gt;a &amp; b"' in written


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<g id="mark-4-5_1"><path d="M 0 0"/></g>', '<g data-mark="4 5"><path d="M 0 0"/></g>'),
        ('<g id="mark-7"><path d="M 0 0"/></g>', '<g data-mark="7" data-told="a &lt; b"><path d="M 0 0"/></g>'),
        (
            '<g id="marks-1-2"><path d="M 0 0"/><g><use xlink:href="#m" x="1"/><use xlink:href="#m" x="2"/></g></g>',
            '<path d="M 0 0"/><use href="#p-m" x="1" data-mark="1"/><use href="#p-m" x="2" data-mark="2"/>',
        ),
    ],
)
def test_marks_name_their_numbers(body: str, expected: str, tmp_path: Path) -> None:
    assert inlined(tmp_path, body) == expected


def test_a_line_without_a_vertex_for_each_of_its_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'marks-1-2' has 1 vertices; expected 2"):
        inlined(tmp_path, '<g id="marks-1-2"><use xlink:href="#m"/></g>')


def test_every_vertex_of_a_drawn_curve_is_a_mark(tmp_path: Path) -> None:
    for make in (demo_figures.lorenz, demo_figures.month_plot):
        written = str(Pictures().inline(figures.render(make(), VI, tmp_path, make.__name__).svg, "p", "mô tả"))
        found = re.findall(r'data-mark="(\d+)"', written)
        assert sorted(map(int, found)) == list(range(1, len(make().data) + 1))


@pytest.mark.parametrize("tag", ["script", "image", "foreignObject", "a"])
def test_an_element_that_no_chart_has_is_refused(tag: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"picture 'p': element <{tag}>"):
        inlined(tmp_path, f"<g><{tag}/></g>")
