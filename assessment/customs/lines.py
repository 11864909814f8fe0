"""Texts of goods lines made lines: typed, valued in US dollars, or refused with the reason.

The value in US dollars comes from the line alone where it was invoiced in dollars. A line in another currency has a value in đồng and
the rate of its own currency, but no rate of the dollar: it takes the one that the dollar lines of the same delivery state for the day
it was registered, as customs applies one rate to a day. Where no dollar line states it, or two state different ones, the value is
missing and `value_basis` says why; it is never guessed.

Net weight is the quantity where its unit is one of mass: the weight in an export is the gross weight of the whole declaration and
repeated on each of its lines, so that adding it up would count it many times.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pandas as pd

from assessment.customs.codes import codes, kept_offices
from assessment.customs.layout import form
from assessment.sheets.text import match_key

COLUMNS: Final = {
    "declaration": "VARCHAR",  # twelve digits, as printed
    "declaration_key": "BIGINT",  # its first eleven digits, which an amendment keeps
    "version": "TINYINT",  # its last digit, which counts the amendments
    "whole_key": "BIGINT",  # the declaration it was split from; its own where it was not
    "line": "INTEGER",
    "registered_on": "DATE",
    "delivered": "INTEGER",  # year and month it was delivered for: 202602
    "office": "VARCHAR",
    "regime": "VARCHAR",
    "storage": "VARCHAR",  # first four signs of the storage place
    "cancelled": "BOOLEAN",
    "hs": "VARCHAR",
    "description": "VARCHAR",
    "origin": "VARCHAR",
    "destination": "VARCHAR",
    "trader": "VARCHAR",  # tax code; never leaves the store
    "currency": "VARCHAR",
    "value_currency": "DECIMAL(18,4)",
    "value_vnd": "DECIMAL(18,2)",
    "value_usd": "DECIMAL(18,4)",  # four decimals and exact, so that no order of adding changes a cent
    "value_basis": "VARCHAR",  # invoice, day_rate; no_rate, rates_differ, no_value
    "quantity": "DECIMAL(18,4)",
    "unit": "VARCHAR",
    "quantity_2": "DECIMAL(18,4)",
    "unit_2": "VARCHAR",
    "weight_kg": "DECIMAL(18,4)",
    "file": "VARCHAR",
    "sheet": "VARCHAR",
    "row": "INTEGER",
}
"""Columns of the store and their types."""

_NUMBERS: Final = ("payment_rate", "value_currency", "value_vnd", "quantity", "quantity_2")
# What a number looks like in this source (1,234.5); "nothing" may be a dash.
_NUMBER: Final = r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|-?[0-9]+(\.[0-9]+)?"
_DAY: Final = r"([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})([ T][0-9:.]+)?"

_TYPED: Final = f"""
CREATE TABLE typed AS
WITH numbers AS (
    SELECT *, {
    ", ".join(
        f"CASE WHEN regexp_full_match({key}, '{_NUMBER}') THEN TRY_CAST(replace({key}, ',', '') AS DECIMAL(28,8)) END AS n_{key}"
        for key in _NUMBERS
    )
},
        CASE WHEN regexp_full_match(registered_on, '{_DAY}') THEN
            coalesce(try_strptime(left(registered_on, 10), '%Y-%m-%d'), try_strptime(split_part(registered_on, ' ', 1), '%d/%m/%Y'))
        END::DATE AS day
    FROM raw
)
SELECT * REPLACE (upper(currency) AS currency),
    regexp_extract(first_declaration, '[0-9]{{12}}') AS first_number,
    coalesce(list_contains($cancelled::VARCHAR[], state), false) AS is_cancelled,
    CASE
        WHEN fault IS NOT NULL THEN fault
        WHEN declaration IS NULL AND line IS NULL AND hs IS NULL THEN 'no line: neither declaration, line nor HS code'
        WHEN NOT coalesce(regexp_full_match(declaration, '[0-9]{{12}}'), false)
            THEN 'declaration' || expected(declaration, '12 digits')
        WHEN day IS NULL THEN 'registered_on' || expected(registered_on, 'a day as 28/02/2026')
        WHEN NOT coalesce(regexp_full_match(line, '[0-9]{{1,4}}'), false) THEN 'line' || expected(line, 'a number up to 9999')
        WHEN NOT coalesce(regexp_full_match(hs, '[0-9]{{8}}'), false) THEN 'hs' || expected(hs, '8 digits as text')
        -- What has another form is no code: it may be a name, which must not come into a table by way of its column.
        WHEN NOT coalesce(regexp_full_match(regime, '[A-Za-z][0-9]{{2}}'), false)
            THEN 'regime' || expected(regime, 'a customs regime, a letter and two digits')
        WHEN NOT coalesce(regexp_full_match(currency, '[A-Za-z]{{3}}'), false)
            THEN 'currency' || expected(currency, 'a currency, three letters')
        {
    "".join(
        f"WHEN {key} IS NOT NULL AND {key} <> '-' AND (n_{key} IS NULL OR n_{key} < 0 OR n_{key} > 1e13) "
        f"THEN '{key}' || expected({key}, 'a number from 0 to 1e13, written 1,234.5') "
        for key in _NUMBERS
    )
}
    END AS reason
FROM numbers
"""

# Only a value whose form is known may show: what stands in a shifted column may be a trader's name.
_EXPECTED: Final = r"""
CREATE MACRO expected(value, wanted) AS
    ': ' || CASE WHEN value IS NULL THEN 'empty' ELSE 'a text of the form '
        || left(regexp_replace(regexp_replace(value, '[0-9]', '9', 'g'), '\p{L}', 'a', 'g'), 20) END || '; expected ' || wanted
"""

# One rate a day, stated by every dollar line of the delivery that states one.
_RATES: Final = """
CREATE TABLE rates AS
SELECT day, min(n_payment_rate) AS rate, count(DISTINCT n_payment_rate) AS stated
FROM typed WHERE reason IS NULL AND currency = 'USD' AND n_payment_rate > 0 GROUP BY day
"""

_VALUED: Final = """
CREATE TABLE valued AS
WITH dong AS (
    SELECT typed.*, rates.rate, rates.stated,
        coalesce(n_value_vnd, CASE WHEN currency = 'VND' THEN n_value_currency END,
            CASE WHEN n_payment_rate > 0 THEN n_value_currency::DECIMAL(18,4) * n_payment_rate::DECIMAL(18,4) END) AS vnd
    FROM typed LEFT JOIN rates USING (day) WHERE reason IS NULL
), based AS (
    SELECT *, CASE
        WHEN currency = 'USD' THEN CASE WHEN n_value_currency IS NULL THEN 'no_value' ELSE 'invoice' END
        WHEN vnd IS NULL THEN 'no_value' WHEN stated IS NULL THEN 'no_rate' WHEN stated > 1 THEN 'rates_differ'
        ELSE 'day_rate' END AS basis
    FROM dong
)
SELECT declaration, left(declaration, 11)::BIGINT AS declaration_key, right(declaration, 1)::TINYINT AS version,
    left(coalesce(nullif(first_number, ''), declaration), 11)::BIGINT AS whole_key,
    line::INTEGER AS line, day AS registered_on, NULL::INTEGER AS delivered, coalesce(known.kept, upper(office), $office) AS office,
    upper(regime) AS regime, upper(left(storage_place_code, 4)) AS storage, is_cancelled AS cancelled, hs,
    -- The trader's own code before "#&" is the trader's, not the good's.
    CASE WHEN contains(description, '#&') THEN substr(description, strpos(description, '#&') + 2) ELSE description END AS description,
    upper(origin) AS origin, upper(coalesce(import_country, counterparty_country)) AS destination, trader_code AS trader,
    upper(currency) AS currency, n_value_currency::DECIMAL(18,4) AS value_currency, n_value_vnd::DECIMAL(18,2) AS value_vnd,
    CASE basis WHEN 'invoice' THEN n_value_currency::DECIMAL(18,4)
        WHEN 'day_rate' THEN round(vnd::DOUBLE / rate::DOUBLE, 4)::DECIMAL(18,4) END AS value_usd,
    basis AS value_basis, n_quantity::DECIMAL(18,4) AS quantity, upper(quantity_unit) AS unit,
    n_quantity_2::DECIMAL(18,4) AS quantity_2, upper(quantity_2_unit) AS unit_2,
    coalesce(n_quantity::DOUBLE * mass.kilograms, n_quantity_2::DOUBLE * mass_2.kilograms)::DECIMAL(18,4) AS weight_kg,
    file, sheet, row
FROM based
LEFT JOIN offices AS known ON known.code = upper(office)
LEFT JOIN units AS mass ON mass.code = upper(quantity_unit)
LEFT JOIN units AS mass_2 ON mass_2.code = upper(quantity_2_unit)
"""


def make_lines(database: duckdb.DuckDBPyConnection, office: str) -> None:
    """Make the table `valued` of good lines, and `refused` of bad ones with their reasons, from the table `raw` of texts.

    Parameters
    ----------
    database
        Connection with a table or view `raw` of the schema `reading.RAW`.
    office
        Office of the lines whose export has no column for it.
    """
    database.register("units", codes("units")[["code", "kilograms"]])
    database.register("offices", pd.DataFrame(kept_offices().items(), columns=["code", "kept"]))
    states = [
        state for (state,) in database.execute("SELECT DISTINCT state FROM raw WHERE state IS NOT NULL").fetchall()
    ]
    cancelled = [state for state in states if match_key(state) in form().cancelled]
    database.execute(_EXPECTED)
    database.execute(_TYPED, {"cancelled": cancelled})
    database.execute("CREATE TABLE refused AS SELECT file, sheet, row, reason FROM typed WHERE reason IS NOT NULL")
    database.execute(_RATES)
    database.execute(_VALUED, {"office": office})
