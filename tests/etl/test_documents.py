"""The publications behind the figures."""

from __future__ import annotations

from .toy import LIST_OF_SOURCES, Toy, rejects


def test_a_code_the_list_of_sources_does_not_have_is_refused(toy: Toy) -> None:
    sheet = [["Dân số theo tỉnh"], ["Địa phương", "Mã nguồn", 2015], ["Lạng Sơn", "gos", 30]]
    (reject,) = rejects(toy.read(sheet, LIST_OF_SOURCES))
    assert (reject.cell, reject.raw) == ("B3", "gos")


def test_a_code_that_stands_for_two_documents_is_refused(toy: Toy) -> None:
    (reject,) = rejects(toy.read([*LIST_OF_SOURCES, ["gso", "Khác", "https://b.vn", None, None]]))
    assert (reject.cell, "already stands for another document" in reject.problem) == ("A4", True)
