"""Fragments put together."""

from __future__ import annotations

from assessment.etl.ancillary import ANCILLARY
from assessment.etl.assembly import assemble
from assessment.etl.schema import TABLES

from .toy import Toy, fact, facts_sheet


def test_nothing_makes_empty_tables_of_every_kind() -> None:
    tables = assemble([], [], [])
    assert set(tables) == {*TABLES, *ANCILLARY} - {"files", "diff", "drift", "restatements", "file_history"}
    assert all(frame.empty for frame in tables.values())


def test_rejects_come_from_the_last_reading_and_rows_from_the_good_one(toy: Toy) -> None:
    good = toy.read(facts_sheet([fact()])).arrow
    bad = toy.read([["Lạ"]]).arrow
    tables = assemble([good], [bad], ["x.csv"])
    assert len(tables["trade"]) == 1
    assert tables["rejects"]["file"].tolist() == ["toy/a.xlsx", "x.csv"]


def test_a_publication_cited_twice_is_one_document_with_its_day(toy: Toy) -> None:
    sheets = [
        toy.read(facts_sheet([fact(gate=gate, published=day)])).arrow
        for gate, day in (("Hữu Nghị", None), (None, "06/02/2024"))
    ]
    documents = assemble(sheets, [], [])["documents"]
    assert documents["published"].tolist() == ["2024-02-06"]
