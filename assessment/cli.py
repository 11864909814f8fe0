"""The `assessment` command. Thin: every command imports what it needs when it runs, so that `--help` answers at once.

Exit codes: 0 done; 1 failed, nothing changed; 2 wrong usage; 3 done, but something was rejected.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Only what was published until this day."),
]


simulate = typer.Typer(help="Synthetic inputs with known truth; every file and output is marked.", no_args_is_help=True)
app.add_typer(simulate, name="simulate")


@simulate.command("zone")
def simulate_zone(
    folder: Annotated[Path, typer.Argument(help="Folder of the new project; empty, or not there yet.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    years: Annotated[int, typer.Option(help="Length of the series.")] = 12,
) -> None:
    """Write a project with invented figures in the forms of the real sources, and the truth that was planted in them."""
    from assessment.simulate.zone import simulate_zone as write

    project = write(folder, seed, years)
    typer.echo(f"written  {folder}: every figure is invented; what was planted stands in data/truth.json")
    typer.echo(f"next     assessment report --root {project.root}")


@app.command()
def refresh(root: Root = None) -> None:
    """Read data/raw into data/processed, only what changed; tell what was read, rejected, controlled and changed."""
    raise typer.Exit(_refresh(_project(root)))


@app.command()
def report(root: Root = None, lang: Lang = "vi", as_of: AsOf = None) -> None:
    """Refresh, then write reports/: chapter.docx, annex.xlsx, assessment.html, figures/; of a past day in a folder of its own."""
    _check_language(lang)
    project = _project(root)
    from assessment.report.pack import write_report
    from assessment.situation.chapter import chapter

    code = _refresh(project)
    store = _store(project, as_of)
    evidence = _evidence(store, project)
    with _progress("writing the report") as advance:
        advance(0, 2)
        sections = chapter(evidence)
        advance(1, 2)
        files = write_report(sections, store, project, lang, as_of=store.as_of)
        advance(2, 2)
    for path in (files.word, files.excel, files.page):
        typer.echo(f"written  {path.relative_to(project.root).as_posix()}")
    typer.echo(f"written  {len(files.figures)} figures (PNG, SVG, CSV)")
    typer.echo(f"traced   {files.coverage:.1%} of {files.numbers} printed numbers to their cells")
    raise typer.Exit(code)


@app.command()
def notebooks(root: Root = None) -> None:
    """Refresh, then run the notebooks of the project and keep each as a page in reports/notebooks/."""
    project = _project(root)
    from assessment.report.notebooks import run_notebooks

    code = _refresh(project)
    with _progress("running the notebooks") as advance:
        runs = list(run_notebooks(project, advance))
    for run in runs:
        if run.page is not None:
            typer.echo(f"written  {run.page.relative_to(project.root).as_posix()}")
        else:
            typer.echo(f"failed   {run.notebook.name}, cell {run.cell}: {run.error}", err=True)
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
    from assessment.report.language import Language
    from assessment.report.terminal import register_json, show_register

    store = _store(_project(root, quiet=as_json), as_of)
    evidence = _evidence(store)
    if as_json:
        typer.echo(register_json(evidence.register, store, evidence.today, Language(lang)))
        return
    show_register(evidence.register, Language(lang))
    controls = store.controls()["kind"].value_counts()
    told = ", ".join(f"{kind} {controls.get(kind, 0)}" for kind in ("exact", "rounding", "mismatch"))
    typer.echo(
        f"controls {told}; rejects {len(store.rejects())}; changes of forms {len(store.drift())}; state {store.state}"
    )


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
    _check_panel_options(panel_template, panel, second_round, freeze, accept_split)
    if (weights or log) and (panel_template or panel):
        raise typer.BadParameter("--weights and --log go with a scoring, not with the sheets of a panel")
    if panel_template is not None:
        _write_panel(panel_template, model or "full", lang, experts)
    elif panel is not None:
        raise typer.Exit(_read_panel(panel, model or "full", lang, second_round, freeze, accept_split))
    else:
        _show_scores(root, lang, model or "screening", weights, log)


def _show_scores(root: Path | None, lang: str, name: str, weights: Path | None, log: Path | None) -> None:
    """Print the tables of a scoring; where no sector can be scored, which criteria lack data and who holds them."""
    import json

    from assessment.report.language import Language
    from assessment.report.terminal import show_table
    from assessment.scoring.frozen_weights import PANEL_MODEL, read_frozen
    from assessment.scoring.measures import values
    from assessment.scoring.model import load_model
    from assessment.situation.priorities import known_table, panel_weights, scored
    from assessment.situation.priorities_result import Result

    model, language = load_model(name), Language(lang)
    project = _project(root)
    evidence = _evidence(_store(project), project)
    frozen = panel_weights(evidence, model) if weights is None else read_frozen(weights, model.layout)
    known = values(evidence, model)
    found = scored(evidence, known, frozen)
    if found is None:
        show_table(known_table(known), language)
        if frozen is None and model.id == PANEL_MODEL:
            typer.echo(
                "weights  not frozen: scores stay closed until the panel has set them (assessment score --panel-template)"
            )
        if log is not None:
            typer.echo(f"no log   {log} is not written: no sector could be scored", err=True)
        return
    result = Result(found)
    for table in (result.result(), result.priority_list(), result.cuts()):
        show_table(table, language)
    if log is not None:
        log.write_text(json.dumps(found.log(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        typer.echo(f"written  {log}")


def _check_panel_options(
    template: Path | None, panel: Path | None, second_round: Path | None, freeze: Path | None, accept_split: str | None
) -> None:
    for given, needed, name in (
        (second_round or freeze, panel, "--second-round and --freeze need --panel"),
        (accept_split is not None, freeze, "--accept-split needs --freeze"),
        (template, not panel, "--panel-template writes empty sheets and --panel reads filled ones: give one of them"),
        (second_round, not freeze, "--second-round asks the panel again and --freeze ends it: give one of them"),
    ):
        if given and not needed:
            raise typer.BadParameter(name)


def _write_panel(path: Path, model: str, lang: str, experts: int) -> None:
    from assessment.report.language import Language
    from assessment.report.panel_workbook import write_template
    from assessment.scoring.model import load_model

    for file in write_template(path, load_model(model).layout, Language(lang), experts):
        typer.echo(f"written  {file}")


def _read_panel(
    path: Path, model: str, lang: str, second_round: Path | None, freeze: Path | None, accept_split: str | None
) -> int:
    """Tell what a panel says and what is wrong with it, then write what was asked for."""
    from datetime import date

    from assessment.report.language import Language
    from assessment.report.panel_workbook import write_second_round
    from assessment.scoring.frozen_weights import frozen_document, write_frozen
    from assessment.scoring.model import load_model
    from assessment.scoring.panel import read_panel
    from assessment.scoring.panel_outcome import describe_outcome, judge_panel
    from assessment.synthetic import MARK

    panel = read_panel(path, load_model(model).layout)
    second = any(2 in sheet.answered for sheet in panel.sheets)
    outcome = judge_panel(panel, 2 if freeze or (second and not second_round) else 1)
    for line in ([MARK] if panel.synthetic else []) + describe_outcome(panel, outcome):
        typer.echo(line)
    if second_round:
        for file in write_second_round(second_round, panel, Language(lang)):
            typer.echo(f"written  {file}")
    if freeze:
        document = frozen_document(panel, outcome, date.today(), accept_split)
        write_frozen(document, freeze)
        if accept_split:
            typer.echo(f"split    the mean of a split panel is used: {accept_split}")
        typer.echo(f"frozen   {freeze}: {document['date']}, sha256 {document['sha256']}")
    return REJECTED if outcome.problems else DONE


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
    forms: Annotated[
        bool, typer.Option(help="Tell instead what changed in the forms themselves, from each publication to the next.")
    ] = False,
) -> None:
    """Tell which figures changed in the last refresh that changed anything, all of them."""
    from assessment.etl.drift import describe_drift
    from assessment.etl.outcome import describe_diff

    store = _store(_project(root))
    typer.echo(f"state    {store.state}")
    for line in describe_drift(store.drift()) if forms else describe_diff(store.diff(), None):
        typer.echo(line)


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
        typer.echo(f"{MARK}: mọi số liệu do máy tạo ra / every figure is invented")
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


def _refresh(project: Project) -> int:
    from assessment.etl.refresh import refresh as run

    with _progress("reading data/raw") as advance:
        result = run(project, advance, processes=os.cpu_count() or 1)
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
    from assessment.errors import AssessmentError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console or a batch job with another code page must not turn "Bảng" into a crash.
            stream.reconfigure(encoding="utf-8" if sys.platform == "win32" else stream.encoding, errors="replace")
    try:
        app()
    except (AssessmentError, OSError) as error:
        typer.echo(f"assessment: {error}", err=True)
        if remedy := getattr(error, "remedy", ""):
            typer.echo(f"  {remedy}", err=True)
        sys.exit(FAILED)
