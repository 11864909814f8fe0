"""Where monthly figures are computed: in this process by DuckDB, or by Apache Spark where one machine is not enough.

There is one expression, `monthly`, and Ibis says it to either engine. Sums are added as decimals and the order is stated, so that both
give the same table to the last digit, however the lines are spread over files and machines.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import pandas as pd

from assessment.customs.errors import GoodsLinesError
from assessment.customs.lines import COLUMNS
from assessment.customs.monthly import KEYS, Digits, changes, monthly
from assessment.customs.store import GoodsLines

ENGINES: Final = ("duckdb", "spark")
THIS_MACHINE: Final = "local[*]"
"""Spark on all cores of this machine."""
JAVA: Final = (17, 21)
"""First and last version of Java that Spark 4.0 is made for."""

_MASTERS: Final = "local[*], local[N], spark://HOST:PORT, yarn or k8s://https://HOST:PORT"
_SPARK_TYPES: Final = {"VARCHAR": "STRING", "TINYINT": "BYTE"}
_LINES_A_TASK: Final = 500_000
_PATIENCE: Final = 5.0  # seconds for a master to answer


def monthly_figures(
    store: GoodsLines, digits: Digits = 8, engine: str = "duckdb", master: str | None = None
) -> pd.DataFrame:
    """Return the monthly figures of a store by all keys.

    Parameters
    ----------
    store
        The goods lines in force.
    digits
        Digits of the HS code: 2, 4, 6 or 8.
    engine
        ``duckdb``, in this process and within its memory limit, on disk beyond it; or ``spark``.
    master
        For Spark alone: where it runs, as Spark writes it (``local[*]`` by default, ``spark://HOST:7077``). Every machine of a cluster
        must see the store under the same path. A Spark that runs in this process already is used as it is.

    Returns
    -------
    pd.DataFrame
        What `monthly` returns, ordered by its keys; the same from both engines.

    Raises
    ------
    GoodsLinesError
        If the store is empty, the engine is unknown, or Spark cannot be had: PySpark or Java are missing, Java has another version,
        the master is not reachable, or Spark breaks off.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from assessment.customs.simulate import simulate_parquet
    >>> with TemporaryDirectory() as folder:
    ...     lines = simulate_parquet(Path(folder) / "store", 500, seed=1)
    ...     figures = monthly_figures(GoodsLines(Path(folder) / "store"), digits=2)
    >>> int(figures["lines"].sum()), lines  # what was cancelled or replaced does not count
    (456, 500)
    """
    with engine_lines(store, engine, master) as lines:
        if engine == "duckdb":
            return _month_by_month(lines, digits)
        frame: pd.DataFrame = monthly(lines, KEYS, digits).order_by(KEYS).to_pandas()
    return frame


def _month_by_month(lines: ir.Table, digits: Digits) -> pd.DataFrame:
    """Return monthly figures of one month after the other: what one machine needs then depends on a month, not on all years."""
    changed = lines.get_backend().create_table("changed", changes(lines), temp=True)
    found = lines.select(month=lines.registered_on.truncate("M")).distinct().to_pandas()
    frames = []
    for first in sorted(pd.to_datetime(found["month"])):
        days = lines.registered_on.between(first.date(), (first + pd.offsets.MonthEnd()).date())
        frames.append(monthly(lines.filter(days), KEYS, digits, changed).order_by(KEYS).to_pandas())
    joined: pd.DataFrame = pd.concat(frames, ignore_index=True)
    return joined


@contextmanager
def engine_lines(store: GoodsLines, engine: str = "duckdb", master: str | None = None) -> Iterator[ir.Table]:
    """Give the lines of a store as a table of an engine, for as long as the block lasts; errors are those of `monthly_figures`."""
    if engine not in ENGINES:
        raise GoodsLinesError(
            f"engine {engine!r}; expected {' or '.join(ENGINES)}", "leave the engine out: duckdb needs nothing else"
        )
    if engine == "duckdb":
        if master is not None:
            raise GoodsLinesError(
                f"master {master!r} for the engine duckdb, which runs in this process", "say engine spark, or no master"
            )
        yield store.lines()
        return
    files = store.files()
    with _session(store, THIS_MACHINE if master is None else master) as session:
        backend = ibis.pyspark.connect(session.newSession())  # which sets UTC
        backend.raw_sql(f"SET spark.sql.shuffle.partitions = {_tasks(store, session)}")
        # An error rather than an empty cell where a number does not fit, as in DuckDB; and codes go over as columns, not row by row.
        backend.raw_sql("SET spark.sql.ansi.enabled = true")
        backend.raw_sql("SET spark.sql.execution.arrow.pyspark.enabled = true")
        name = f"goods_lines_{uuid.uuid4().hex}"
        _reader(backend).parquet(*map(_address, files)).createOrReplaceTempView(name)
        yield backend.table(name)


def _reader(backend: Any) -> Any:
    """Return a reader of exactly the files it is given, with the types of the store; what folders are called says nothing."""
    types = ", ".join(f"`{name}` {_SPARK_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
    return backend._session.read.schema(types)


def _address(path: str) -> str:
    r"""Return a path as Spark takes it whatever file system a cluster has by default, and never as a pattern of paths.

    >>> _address("/data/a [b].parquet")
    'file:///data/a \\[b\\].parquet'
    """
    address = f"file:///{Path(path).absolute().as_posix().lstrip('/')}"
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", address)


def _tasks(store: GoodsLines, session: Any) -> int:
    lines = sum(int(entry["lines"]) for entry in store.partitions.values())
    return max(int(session.sparkContext.defaultParallelism), lines // _LINES_A_TASK)


# ------------------------------------------------------------------- Spark, had or not


@contextmanager
def _session(store: GoodsLines, master: str) -> Iterator[Any]:
    """Give a session of Spark; one begun here ends here, and takes what it spilled with it."""
    _need_pyspark()
    running = _running()
    if running is not None and running.master != master:
        raise GoodsLinesError(
            f"Spark runs in this process already, on {running.master}; asked for is {master}",
            f"stop it, or ask for master {running.master}",
        )
    if running is None:
        _need_master(master)
        _need_java()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    spill = store.folder.absolute() / f".spill-{uuid.uuid4().hex}"
    try:
        session = SparkSession.builder.config(map=_settings(master, spill)).getOrCreate()
        try:
            yield session
        finally:
            if running is None:
                session.stop()
    except (Py4JError, PySparkException) as error:
        raise GoodsLinesError(
            f"Spark on {master} broke off: {_said(error)}",
            f"check its log; every machine of it must be able to read {store.folder.absolute()} under this path",
        ) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _running() -> Any:
    """Return the context of a Spark that runs in this process, None without any."""
    return sys.modules["pyspark"].SparkContext._active_spark_context if "pyspark" in sys.modules else None


def _settings(master: str, spill: Path) -> dict[str, str]:
    """Return what Spark is started with; memory and cores of a cluster are the cluster's own affair (`spark-defaults.conf`)."""
    settings = {
        "spark.master": master,
        "spark.app.name": "assessment",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if master.startswith("local"):
        # What Spark keeps on disk meanwhile holds traders' codes: it stays in the store. The machine's name need not be known.
        here = {
            "spark.local.dir": str(spill),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
        settings |= here | {"spark.driver.memory": "4g"}
    return settings


def _need_pyspark() -> None:
    if find_spec("pyspark") is None:
        raise GoodsLinesError("PySpark is not installed", 'pip install ".[spark]"')


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else "java"
    remedy = f"install Java {JAVA[0]} or {JAVA[1]} (such as openjdk-{JAVA[0]}-jre-headless), and let JAVA_HOME name its folder"
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise GoodsLinesError(f"no Java for Spark: {program} cannot be run", remedy) from error
    version = java_version(told)
    if not JAVA[0] <= version <= JAVA[1]:
        raise GoodsLinesError(
            f"Java {version or 'of an unknown version'} ({program}); Spark needs {JAVA[0]} to {JAVA[1]}", remedy
        )


def java_version(told: str) -> int:
    """Return the version that ``java -version`` tells, 0 where it tells none.

    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('java version "1.8.0_392"'), java_version("")
    (17, 8, 0)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _need_master(master: str) -> None:
    """Raise where a master is not one, or nobody answers there: Spark itself would try for a minute."""
    if not re.fullmatch(r"local(\[(\*|[1-9]\d*)\])?|spark://[^/:,]+:\d+(,[^/:,]+:\d+)*|yarn|k8s://.+", master):
        raise GoodsLinesError(f"master {master!r}; expected {_MASTERS}", "say where Spark runs")
    places = re.findall(r"([^/,]+):(\d+)", master) if master.startswith("spark://") else []
    if places and not any(_answers(host, int(port)) for host, port in places):
        raise GoodsLinesError(
            f"master {master}: nobody answers there", "check the address, and that the master is running"
        )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            return True
    except (OSError, OverflowError):
        return False


def _said(error: Exception) -> str:
    """Return the line of an error of Spark that says what happened."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    return (causes or lines or [type(error).__name__])[-1 if causes else 0][:300]
