from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.etl.declarations import load_sources
from assessment.etl.names import split_unit
from assessment.findings import Bilingual, Name, Period, Quantity, Text, confidential, derive, not_determinable
from assessment.report.language import LANGUAGES, TEXT_FOLDER, Language, TextError, load_texts
from assessment.report.numbers import DECIMALS, NBSP

from .demo import period


def leaves(texts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in texts.items():
        here = f"{path}.{key}" if path else key
        if path == "common.unit":
            # A unit may need a singular or a pattern in one language and only a word in the other.
            yield here, ""
        elif isinstance(value, Mapping):
            yield from leaves(value, here)
        else:
            yield here, value


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


TEXT_FILES = sorted({path.stem for lang in LANGUAGES for path in (TEXT_FOLDER / lang).glob("*.toml")})


@pytest.mark.parametrize("file", TEXT_FILES)
def test_texts_are_complete_in_both_languages(file: str) -> None:
    vi, en = (dict(leaves({file: load_texts(lang).get(file, {})})) for lang in LANGUAGES)
    assert sorted(vi) == sorted(en)
    assert {key for key in vi if placeholders(vi[key]) != placeholders(en[key])} == set()
    assert [key for texts in (vi, en) for key, text in texts.items() if not (text.strip() or ".unit." in key)] == []


def test_every_unit_has_a_word_and_decimals() -> None:
    for lang in LANGUAGES:
        assert set(load_texts(lang)["common"]["unit"]) == set(DECIMALS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_prints(lang: str) -> None:
    language = Language(lang)
    for unit in DECIMALS:
        one, many = (language.quantity(Quantity(value, unit)) for value in (1.0, 1234.5))
        assert language.unit(unit)
        assert "#" not in one + many
        assert language.quantity(Quantity(1234.5, unit), "number") in many


def test_names_are_complete_and_unique() -> None:
    path = TEXT_FOLDER / "names.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["kind"], row["key"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert [row for row in rows if not (row["vi"].strip() and row["en"].strip())] == []


@pytest.mark.parametrize(
    ("quantity", "vi", "en"),
    [
        (Quantity(51990.563, "usd_million"), "51.990,563 triệu USD", "USD 51,990.563 million"),
        (Quantity(86140.0, "usd_million", precision="over"), "hơn 86.140 triệu USD", "over USD 86,140 million"),
        (Quantity(5.0, "ha", precision="nearly"), "gần 5 ha", "nearly 5 ha"),
        (Quantity(5.0, "ha", precision="about"), "khoảng 5 ha", "about 5 ha"),
        (Quantity(5.0, "ha", precision="lower"), "từ 5 ha", "from 5 ha"),
        (Quantity(5.0, "ha", precision="upper"), "đến 5 ha", "up to 5 ha"),
        (Quantity(9.569, "percent", formula="share"), "9,57%", "9.57%"),
        (Quantity(14.0, "percent_per_year"), "14%/năm", "14% a year"),
        (Quantity(-12.5, "percentage_point"), "−12,5 điểm phần trăm", "−12.5 percentage points"),
        (Quantity(1.0, "project"), "1 dự án", "1 project"),
        (Quantity(36.0, "project"), "36 dự án", "36 projects"),
        (Quantity(30.0, "rank_of_63"), "thứ 30/63", "rank 30 of 63"),
        (Quantity(2008.0, "year"), "2008", "2008"),
        (Quantity(1.234, ""), "1,234", "1.234"),
        (not_determinable(Text("common.reason.no_row")), "không xác định", "not determinable"),
    ],
)
def test_quantities_with_their_units(quantity: Quantity, vi: str, en: str) -> None:
    assert Language("vi").quantity(quantity).replace(NBSP, " ") == vi
    assert Language("en").quantity(quantity).replace(NBSP, " ") == en


def test_number_and_unit_do_not_part_at_the_end_of_a_line() -> None:
    assert Language("vi").quantity(Quantity(5.0, "usd_million", precision="over")) == f"hơn 5{NBSP}triệu USD"
    assert Language("en").quantity(Quantity(5.0, "usd_million")) == f"USD{NBSP}5{NBSP}million"


@pytest.mark.parametrize(
    ("shown", "vi", "en"),
    [
        (period("2023-01-01", "2023-12-31", "year"), "2023", "2023"),
        (period("2009-01-01", "2017-12-31", "span"), "2009–2017", "2009–2017"),
        (period("2025-01-01", "2025-03-31", "quarter"), "Quý I/2025", "Q1 2025"),
        (period("2025-10-01", "2025-12-31", "quarter"), "Quý IV/2025", "Q4 2025"),
        (period("2025-01-01", "2025-06-30", "half"), "6 tháng đầu năm 2025", "First 6 months of 2025"),
        (period("2025-07-01", "2025-12-31", "half"), "6 tháng cuối năm 2025", "Second half of 2025"),
        (period("2025-08-01", "2025-08-31", "month"), "Tháng 8/2025", "August 2025"),
        (period("2024-01-01", "2024-09-30", "ytd"), "9 tháng đầu năm 2024", "First 9 months of 2024"),
        (period("2025-01-01", "2025-04-20", "ytd"), "01/01/2025–20/04/2025", "01/01/2025–20/04/2025"),
        (period("2023-07-01", "2024-06-30", "span"), "Tháng 7/2023–6/2024", "July 2023–June 2024"),
        (period("2020-12-31", "2020-12-31", "stock"), "31/12/2020", "31/12/2020"),
        (Period(pd.NaT, pd.NaT, "undated"), "không nêu kỳ", "period not stated"),  # type: ignore[arg-type]
    ],
)
def test_periods(shown: Period, vi: str, en: str) -> None:
    assert Language("vi").period(shown) == vi
    assert Language("en").period(shown) == en


def test_every_kind_of_cell(vi: Language, en: Language) -> None:
    assert vi.cell(None) == "–"
    assert vi.cell(pd.NaT) == "–"  # type: ignore[arg-type]
    assert vi.cell(float("nan")) == "–"  # type: ignore[arg-type]
    assert vi.cell("1009/QĐ-TTg") == "1009/QĐ-TTg"
    assert vi.cell(2023) == "2023"
    assert vi.cell(np.int64(2023)) == "2023"  # type: ignore[arg-type]
    assert vi.cell(pd.Timestamp("2024-02-06")) == "06/02/2024"
    assert (vi.cell(Bilingual("một", "one")), en.cell(Bilingual("một", "one"))) == ("một", "one")
    assert vi.cell(Name("flow", "export")) == "xuất khẩu"
    assert vi.cell(Text("common.column.year")) == "Năm"


@pytest.mark.parametrize("value", [3.5, np.float64(2.0), True])
def test_a_bare_number_is_refused(vi: Language, value: Any) -> None:
    with pytest.raises(TextError, match="must be a Quantity"):
        vi.cell(value)


@pytest.fixture
def small(tmp_path: Path) -> Language:
    for lang in LANGUAGES:
        (tmp_path / lang).mkdir()
        common = (TEXT_FOLDER / lang / "common.toml").read_text(encoding="utf-8")
        (tmp_path / lang / "common.toml").write_text(common, encoding="utf-8")
    (tmp_path / "vi" / "x.toml").write_text(
        'plain = "không có gì"\none = "{a} và {b}"\nforms = "{q:number}; {q:plain}; {q:cell}; {q}"\n'
        'letters = "{n:capital} {m:lower}"\nwrong = "{n:number}"\nbraces = "{{{n}}}"\n[table]\nkey = "sâu"\n',
        encoding="utf-8",
    )
    return Language("vi", tmp_path)


def test_forms_of_placeholders(small: Language) -> None:
    quantity = Quantity(1234.5, "usd_million", precision="over")
    printed = small.text(Text("x.forms", {"q": quantity})).replace(NBSP, " ")
    assert printed == "1.234,5; 1.234,5 triệu USD; hơn 1.234,5; hơn 1.234,5 triệu USD"
    assert small.text(Text("x.letters", {"n": "hữu nghị", "m": "Tháng 8"})) == "Hữu nghị tháng 8"
    assert small.text(Text("x.braces", {"n": "a"})) == "{a}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (Text("x.none"), r"'x.none'.*text/vi/x.toml"),
        (Text("y.none"), r"'y.none'.*text/vi/y.toml"),
        (Text("x.plain.deeper"), r"'x.plain.deeper'"),
        (Text("x.table"), r"'x.table'.*holds a table"),
        (Text("x.plain", {"a": "b"}), r"'x.plain'.*no placeholder for a"),
        (Text("x.one", {"a": "b"}), r"'x.one'.*\{b\} has no value"),
        (Text("x.wrong", {"n": "word"}), r"\{n:number\} does not fit a str"),
        (Text("x.letters", {"n": Quantity(1.0, "ha"), "m": "x"}), r"\{n:capital\} does not fit a Quantity"),
        (Text("common.unit.parsec"), r"common.unit.parsec"),
    ],
)
def test_faults_of_texts_name_key_and_file(small: Language, text: Text, message: str) -> None:
    with pytest.raises(TextError, match=message):
        small.text(text)


def test_a_missing_name_says_which_line_to_add(vi: Language) -> None:
    with pytest.raises(TextError, match=r"kind 'gate' and key 'nowhere'.*gate,nowhere,<Vietnamese>,<English>"):
        vi.name(Name("gate", "nowhere"))


def test_without_names_every_name_is_missing(small: Language) -> None:
    with pytest.raises(TextError, match=r"names\.csv"):
        small.name(Name("gate", "huu_nghi"))


def test_unknown_language_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="language 'fr'"):
        Language("fr")
    with pytest.raises(TextError, match="no text files"):
        Language("vi", tmp_path / "nowhere")


def test_reasons_and_formulas(small: Language) -> None:
    assert small.reason(not_determinable(Text("common.reason.too_few"))) == "quá ít quan sát"
    assert small.reason(Quantity(None, "ha")) == "không nêu lý do"
    assert small.formula("share") == "bộ phận ÷ tổng số × 100"
    assert small.formula("x.table.key") == "sâu"
    with pytest.raises(TextError, match=r"common\.formula\.alchemy"):
        small.formula("alchemy")


def test_every_key_a_declaration_can_give_has_a_name_and_every_unit_a_word() -> None:
    names = {(row["kind"], row["key"]) for row in csv.DictReader((TEXT_FOLDER / "names.csv").open(encoding="utf-8"))}
    kinds = {kind for kind, _ in names} - {"unit"}
    given: set[tuple[str, str]] = set()
    for source in load_sources().values():
        given |= source.names.keys()
        for table in source.tables:
            columns = [meaning for meaning in table.report.columns.values() if meaning] if table.report else []
            given |= {(key, str(value)) for keys in (table.constants, *columns) for key, value in keys.items()}
    named = {(kind, key) for kind, key in given if kind in kinds and key not in ("all", "ignore")}
    assert sorted(named - names) == [], "add the lines to report/text/names.csv"
    units = {split_unit(key)[0] for kind, key in given if kind == "unit_word"}
    assert sorted(units - set(DECIMALS)) == []


def test_a_confidential_number_is_told_from_one_that_cannot_be_determined() -> None:
    for lang, words in (("vi", ("bảo mật", "không xác định")), ("en", ("confidential", "not determinable"))):
        language = Language(lang)
        hidden, unknown = confidential("usd_million"), not_determinable(Text("common.reason.no_row"), "usd_million")
        assert (language.quantity(hidden), language.quantity(unknown)) == words
        # What follows from a confidential number is confidential, not unknown.
        assert language.quantity(derive("sum", "usd_million", sum, hidden, Quantity(1.0, "usd_million"))) == words[0]
