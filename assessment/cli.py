"""The `assessment` command. Thin: every command imports what it needs when it runs, so that `--help` answers at once.

Exit codes: 0 done; 1 failed, nothing changed; 2 wrong usage; 3 done, but something was rejected. What `refresh` and `report` print is
a log: see `etl.outcome` for its form.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli_simulate import simulate

if TYPE_CHECKING:
    from assessment.etl.store import Store
    from assessment.evidence import Evidence
    from assessment.project import Project

DONE, FAILED, REJECTED = 0, 1, 3

app = typer.Typer(
    name="assessment",
    help="Situation assessment and sector priorities of the Đồng Đăng – Lạng Sơn border-gate economic zone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Root = Annotated[
    Path | None, typer.Option("--root", help="Project folder, the one with data/raw. Default: found from here upwards.")
]
Lang = Annotated[str, typer.Option("--lang", help="Language: vi or en.")]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine", help="What adds up goods lines: duckdb, on this machine, or spark (pip install .[spark])."
    ),
]
Master = Annotated[
    str | None, typer.Option(help="With --engine spark: where it runs, local[*] (default) or spark://HOST:PORT.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Only what was published until this day."),
]


app.add_typer(simulate, name="simulate")


@app.command()
def refresh(root: Root = None, engine: EngineName = "duckdb", master: Master = None) -> None:
    """Read data/raw into data/processed, only what changed; tell what was read, rejected, controlled and changed."""
    _check_engine(engine, master)
    raise typer.Exit(_refresh(_project(root), engine, master))


@app.command()
def report(
    root: Root = None,
    lang: Lang = "vi",
    as_of: AsOf = None,
    into: Annotated[
        Path | None,
        typer.Option(
            help="Refresh tables, figures and numbers in this Word document of yours too, nothing else in it."
        ),
    ] = None,
    engine: EngineName = "duckdb",
    master: Master = None,
) -> None:
    """Refresh, then write reports/: chapter.docx, annex.xlsx, assessment.html, figures/; of a past day in a folder of its own."""
    _check_language(lang)
    _check_engine(engine, master)
    project = _project(root)
    from assessment import cli_report

    if into is not None:
        cli_report.check_document(into, project)
    code = _refresh(project, engine, master)
    store = _store(project, as_of)
    with _progress("writing the report") as advance:
        files = cli_report.write(project, store, _evidence(store, project), lang, advance)
    raise typer.Exit(code if cli_report.tell(project, store, files, into) else REJECTED)


@app.command()
def check(
    document: Annotated[Path, typer.Argument(help="A Word document (.docx) whose numbers are to be checked.")],
    root: Root = None,
    lang: Lang = "vi",
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write every number with its verdict to a CSV file.")
    ] = None,
) -> None:
    """Check every number of a document against the last report: which agree, which differ, which could not be placed."""
    _check_language(lang)
    from assessment.authoring.number_check import run
    from assessment.harmless import csv_of

    found = run(_project(root), document, lang)
    doubtful = found.frame(("differs", "not_placed"))
    for line in [list(doubtful.columns)] * (not doubtful.empty) + doubtful.to_numpy().tolist():
        typer.echo("\t".join(line))
    typer.echo(found.summary())
    if csv is not None:
        csv.write_text(csv_of(found.frame()), encoding="utf-8-sig", newline="\n")
        typer.echo(f"written  {csv}")
    raise typer.Exit(DONE if found.passed else REJECTED)


@app.command()
def notebooks(root: Root = None) -> None:
    """Refresh, then run the notebooks of the project and keep each as a page in reports/notebooks/."""
    project = _project(root)
    from assessment.errors import indented
    from assessment.report.notebooks import run_notebooks

    code = _refresh(project)
    with _progress("running the notebooks") as advance:
        runs = list(run_notebooks(project, advance))
    for run in runs:
        if run.page is not None:
            typer.echo(f"written  {run.page.relative_to(project.root).as_posix()}")
        else:
            typer.echo(f"failed   {run.notebook.name}, cell {run.cell}: {indented(run.error)}", err=True)
    raise typer.Exit(code if all(run.page for run in runs) else FAILED)


@app.command()
def status(
    root: Root = None,
    lang: Lang = "vi",
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for another program, as JSON.")] = False,
) -> None:
    """Print the data register: sources, coverage, last period, grade, overdue, and rejects and controls of the last refresh."""
    _check_language(lang)
    from assessment.cli_history import show_status

    project = _project(root, quiet=as_json)
    show_status(project, _store(project, as_of), lang, as_json=as_json)


@app.command()
def request(
    folder: Annotated[Path, typer.Argument(help="Folder for the workbooks; made where it does not exist.")],
    root: Root = None,
    lang: Lang = "vi",
) -> None:
    """Write a workbook for each agency: what the assessment still needs from it, and empty tables in the form that is read."""
    _check_language(lang)
    from assessment.report.language import Language
    from assessment.report.requests import write_requests
    from assessment.situation.chapter import chapter

    project = _project(root)
    evidence = _evidence(_store(project), project)
    for path in write_requests(chapter(evidence), evidence.register, Language(lang), folder):
        typer.echo(f"written  {path}")


@app.command()
def schedule(
    kind: Annotated[str, typer.Argument(help="cron, systemd or windows (Task Scheduler).")],
    folder: Annotated[Path, typer.Argument(help="Folder for the files; made where it does not exist.")],
    at: Annotated[str, typer.Option(help="When, every night: hours and minutes.")] = "02:30",
    root: Root = None,
) -> None:
    """Write the files with which a scheduler runs `assessment report` every night."""
    from assessment.automation.schedule import HOW
    from assessment.automation.schedule import schedule as write

    for path in write(kind, _project(root), at, folder):
        typer.echo(f"written  {path}")
    typer.echo(f"next     {HOW[kind]}")


@app.command()
def score(
    root: Root = None,
    lang: Lang = "vi",
    model: Annotated[
        str | None,
        typer.Option(help="Model: screening or full, or a file of your own. Default: screening; full for the panel."),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="Frozen weights of a panel; by default data/raw/panel_weights.json for the full model."),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(help="Write what regenerates the result: the model with all choices, and checksums (.json)."),
    ] = None,
    panel_template: Annotated[
        Path | None,
        typer.Option(help="Write the panel's empty sheets: one workbook (.xlsx), or a folder with one an expert."),
    ] = None,
    experts: Annotated[int, typer.Option(help="Sheets of the template.")] = 12,
    panel: Annotated[
        Path | None,
        typer.Option(help="Read the panel's sheets, a workbook or a folder, and tell what is wrong with them."),
    ] = None,
    second_round: Annotated[
        Path | None, typer.Option(help="With --panel: write the sheets of round 2 with the medians of round 1.")
    ] = None,
    freeze: Annotated[
        Path | None, typer.Option(help="With --panel: write the weights to a dated file with its SHA-256.")
    ] = None,
    accept_split: Annotated[
        str | None,
        typer.Option(help="With --freeze: why a split panel is averaged all the same; recorded and printed."),
    ] = None,
) -> None:
    """Score the sectors and print result, classes and conditions; or ask a panel for weights."""
    _check_language(lang)
    from assessment import cli_panel

    cli_panel.check_options(panel_template, panel, second_round, freeze, accept_split)
    if (weights or log) and (panel_template or panel):
        raise typer.BadParameter("--weights and --log go with a scoring, not with the sheets of a panel")
    if panel_template is not None:
        cli_panel.write(panel_template, model or "full", lang, experts)
    elif panel is not None:
        told = cli_panel.read(panel, model or "full", lang, second_round, freeze, accept_split)
        raise typer.Exit(REJECTED if told else DONE)
    else:
        project = _project(root)
        cli_panel.show_scores(_evidence(_store(project), project), lang, model or "screening", weights, log)


@app.command()
def trace(
    place: Annotated[
        str,
        typer.Argument(
            help='A row id (or another reference of the annex), or a place of the report: "Bảng 3.2", "Hình 3.1", "Nhận định 3.1".'
        ),
    ],
    cell: Annotated[
        str, typer.Argument(help="Cell of that table as Word counts it (B4), or point of that figure.")
    ] = "",
    root: Root = None,
    lang: Lang = "vi",
) -> None:
    """Tell where a number comes from: file, sheet, cell, raw text, rule, publication."""
    _check_language(lang)
    from assessment.report.language import Language
    from assessment.report.pack import load_trace
    from assessment.report.references import References
    from assessment.report.trace import explain, explain_row

    project = _project(root)
    language = Language(lang)
    if _is_reference(place):
        typer.echo(explain_row(References(_store(project)), place.strip(), language))
    else:
        typer.echo(explain(load_trace(project, lang), place, cell, language))


@app.command()
def diff(
    root: Root = None,
    lang: Lang = "vi",
    since: Annotated[
        str | None, typer.Option("--from", help="Refresh (its number) or day. Default: the last but one.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="Refresh (its number) or day. Default: the last one.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every change to a CSV file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it for another program, as JSON.")] = False,
    figures: Annotated[
        bool, typer.Option("--figures", help="The figures alone: nothing is evaluated that no report has kept.")
    ] = False,
    forms: Annotated[
        bool, typer.Option(help="Tell instead what changed in the forms themselves, from each publication to the next.")
    ] = False,
) -> None:
    """Tell on one page which figures, findings, tables, ranks and classes changed, and which file changed them."""
    _check_language(lang)
    project = _project(root, quiet=as_json)
    if forms:
        from assessment.etl.drift import describe_drift

        store = _store(project)
        for line in (f"state    {store.state}", *describe_drift(store.drift())):
            typer.echo(line)
        return
    from assessment.cli_history import show_difference

    show_difference(project, lang, since, until, csv, as_json=as_json, figures=figures)


@app.command()
def inspect(file: Annotated[Path, typer.Argument(help="A workbook.")]) -> None:
    """Show what the reader sees in a workbook: tables, header mapping, and what no declaration knows."""
    from assessment.etl.inspect import inspect as look

    typer.echo(look(file))


def _is_reference(place: str) -> bool:
    """Return whether this is a row id, or another reference as the annex prints it, and not a place of the report."""
    return re.fullmatch(r"[0-9a-f]{16}(@\w+)?|(config|file|table):\S+", place.strip()) is not None


def _check_language(lang: str) -> None:
    if lang not in ("vi", "en"):
        raise typer.BadParameter(f"{lang!r}: expected vi or en", param_hint="--lang")


def _project(root: Path | None, *, quiet: bool = False) -> Project:
    from assessment.project import Project
    from assessment.synthetic import MARK

    project = Project.find(root)
    if project.synthetic and not quiet:
        typer.echo(f"data     {MARK}: mọi số liệu do máy tạo ra / every figure is invented")
    return project


def _store(project: Project, as_of: datetime | None = None) -> Store:
    from assessment.etl.store import Store

    return Store.open(project.processed, as_of.date() if as_of else None)


def _evidence(store: Store, project: Project | None = None) -> Evidence:
    import pandas as pd

    from assessment.evidence import open_evidence

    # What was overdue, due or in force on a past day is told as of that day.
    today = None if store.as_of is None else pd.Timestamp(store.as_of)
    return open_evidence(store, today, raw=project.raw if project else None)


def _check_engine(engine: str, master: str | None) -> None:
    if engine not in ("duckdb", "spark"):
        raise typer.BadParameter(f"{engine!r}: expected duckdb or spark", param_hint="--engine")
    if master and engine != "spark":
        raise typer.BadParameter("it goes with --engine spark", param_hint="--master")


def _refresh(project: Project, engine: str = "duckdb", master: str | None = None) -> int:
    from assessment.etl.refresh import refresh as run

    # Nights follow each other in one log.
    typer.echo(f"time     {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    with _progress("reading data/raw") as advance:
        result = run(project, advance, processes=os.cpu_count() or 1, engine=engine, master=master)
    typer.echo(result.summary())
    return REJECTED if result.rejects else DONE


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on a terminal; without one, say nothing until the work is done."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def main() -> None:
    """Run the command; an error the user can mend is one message without a traceback, exit code 1."""
    from assessment.errors import AssessmentError, indented, remedy_of

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console or a batch job with another code page must not turn "Bảng" into a crash.
            stream.reconfigure(encoding="utf-8" if sys.platform == "win32" else stream.encoding, errors="replace")
    try:
        app()
    except (AssessmentError, OSError) as error:
        typer.echo(f"assessment: {indented(str(error))}", err=True)
        if remedy := remedy_of(error):
            typer.echo(f"  {remedy}", err=True)
        sys.exit(FAILED)
