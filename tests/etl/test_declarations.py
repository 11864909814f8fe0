"""Declarations: everything wrong with them is told at once, with its file."""

from __future__ import annotations

import pytest

from assessment.etl.declarations import DeclarationError, load_sources, same_file
from assessment.etl.schema import TABLES

from .toy import COLUMNS, ENTITIES, INDICATORS, SOURCE, Toy


def test_a_good_declaration_is_loaded(toy: Toy) -> None:
    source = load_sources(toy.sources)["toy"]
    assert source.claims("Toy/A.XLSX")
    assert not source.claims("other/a.xlsx")
    assert source.table("population").controls[0].parts == "children"
    assert source.routes["queued"] == ("traffic", {"measure": "queued"})


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "source",
            SOURCE.replace('locale = "vi"', 'locale = "de"'),
            "toy/source.toml: locale 'de'; expected one of vi, en",
        ),
        ("source", SOURCE.replace('id = "toy"', 'id = "other"'), "id 'other'; expected the folder's name"),
        ("source", SOURCE.replace('owner = "toy_office"\n', ""), "toy/source.toml: 'owner' is missing"),
        ("source", SOURCE.replace("licence", "license"), "unknown key 'license'"),
        ("source", SOURCE.replace('into = "economy"', 'into = "goods"'), "into 'goods'; expected a tidy table"),
        (
            "source",
            SOURCE.replace('required = ["partner"', 'required = ["sector"'),
            "required key 'sector' has no header",
        ),
        ("source", SOURCE.replace('over = "flow"', 'over = "hs"'), "control over 'hs'"),
        ("source", SOURCE.replace('unit = "person*1000"', 'unit = "person*k"'), "expected a unit such as"),
        (
            "source",
            SOURCE.replace('indicator = "population"', 'indikator = "population"'),
            "constant 'indikator' is no column of economy",
        ),
        (
            "source",
            SOURCE.replace('[table.across]\nkey = "period"', ""),
            "layout matrix and [table.across] go together",
        ),
        ("source", SOURCE.replace('id = "sites"', 'id = "facts"'), "table 'facts' occurs twice"),
        ("source", "id = ", "toy/source.toml"),
        ("columns", COLUMNS + "facts,Vùng,region,,\n", "columns.csv names the key 'region'"),
        ("columns", COLUMNS + "facts,Chỉ  TIÊU,gate,,\n", "header 'Chỉ  TIÊU' means gate here and indicator above"),
        ("columns", COLUMNS + "nowhere,Vùng,gate,,\n", "table 'nowhere' is not in source.toml"),
        ("columns", COLUMNS + "facts,Nguồn, khác,url,,\n", "expected 5 fields; a text with a comma needs quotes"),
        ("columns", COLUMNS + "facts,Trang,url,soon,\n", "first_period 'soon'"),
        (
            "columns",
            COLUMNS.replace("table,header", "tables,header"),
            "expected 'table,header,key,first_period,last_period'",
        ),
        ("entities", ENTITIES + "measure,SỐ dự án,registered,,,\n", "means registered here and projects above"),
        ("entities", ENTITIES + "gate,Chi Ma,chi_ma,,31/02/2020,\n", "there is no day 31/02/2020"),
        ("entities", ENTITIES + "gate,,chi_ma,,,\n", "kind, name and key may not be empty"),
        ("indicators", INDICATORS + "x,goods,\n", "table 'goods'; expected one of"),
        ("indicators", INDICATORS + "x,trade,sector=all\n", "trade has no column 'sector'"),
        ("indicators", INDICATORS + "queued,trade,\n", "indicator 'queued' occurs twice"),
        ("corrections", '[[correction]]\nid = "a"\n', "correction 'a': 'expect' is missing"),
        (
            "corrections",
            '[[correction]]\nid="a"\nreason=""\nreported_by=""\ndate=2026-01-01\nfile="a"\nexpect=1\nvalue=2\n',
            "expected either `sheet` and `cell`, or `match`",
        ),
    ],
)
def test_faults_are_named(toy: Toy, file: str, text: str, said: str) -> None:
    toy.declare(**{file: text})
    with pytest.raises(DeclarationError) as error:
        load_sources(toy.sources)
    assert said in str(error.value)


def test_all_faults_are_told_at_once(toy: Toy) -> None:
    toy.declare(source=SOURCE.replace('locale = "vi"', 'locale = "de"').replace('grade = "B"', 'grade = "D"'))
    with pytest.raises(DeclarationError) as error:
        load_sources(toy.sources)
    assert len(str(error.value).splitlines()) == 2


def test_every_word_of_a_declaration_counts_for_its_digest(toy: Toy) -> None:
    def digest() -> str:
        return load_sources(toy.sources)["toy"].digest

    seen = {digest()}
    toy.declare(entities=ENTITIES + "gate,Chi Ma,chi_ma,,,\n")
    seen.add(digest())
    toy.declare(
        common=(toy.sources / "common" / "entities.csv").read_text(encoding="utf-8") + "gate,Cốc Nam,coc_nam,,,\n"
    )
    assert len(seen | {digest()}) == 3


def test_file_names_match_whatever_their_unicode_form() -> None:
    assert same_file("a/Số liệu*.xlsx", "A/So\u0302\u0301 lie\u0323\u0302u 1.XLSX")


def test_the_declarations_of_the_package_are_sound_and_reach_every_table_the_record_fills() -> None:
    sources = load_sources()
    reached = {table.into for source in sources.values() for table in source.tables}
    reached |= {table for source in sources.values() for table, _ in source.routes.values()}
    assert set(TABLES) - reached == {"declarations", "declared_trade"}


BLOCKS = """
[[table]]
id = "listed"
titles = ["Listed projects of a zone"]
layout = "records"
header_rows = 2
into = "projects"
required = []
[table.block.fdi]
{key} = "fdi"
"""
WORDS = """
[[table]]
id = "worded"
titles = ["Exports of a month by goods"]
layout = "report"
into = "trade"
stub = "commodity"
[table.constants]
unit = "usd_million"
[table.status_words]
"so bo" = "{status}"
"""


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (BLOCKS.format(key="investor"), ""),
        (BLOCKS.format(key="investors"), "constant 'investors' is no column of projects"),
        (WORDS.format(status="preliminary"), ""),
        (WORDS.format(status="early"), "status_words name 'early'"),
    ],
)
def test_blocks_and_status_words_are_checked(toy: Toy, table: str, said: str) -> None:
    toy.declare(source=SOURCE + table)
    if said:
        with pytest.raises(DeclarationError, match=said):
            load_sources(toy.sources)
    else:
        assert load_sources(toy.sources)["toy"].tables
