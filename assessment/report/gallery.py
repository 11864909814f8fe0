"""All figures of a report at a glance: a page beside the pictures, with the caption in both languages and the files to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from assessment.findings import Text
from assessment.report.layout import Chapter, FigureFiles, LaidFigure
from assessment.report.page_parts import environment, part, policy


@dataclass(frozen=True)
class _Shown:
    """A figure as the template sees it; `others` are its captions by the code of the other languages."""

    laid: LaidFigure
    kind: str
    files: Mapping[str, str]
    others: Mapping[str, str]


def write_gallery(chapters: Sequence[Chapter], drawn: Mapping[str, FigureFiles], path: Path, page: str) -> Path:
    """Write the page of all figures and return its path.

    Parameters
    ----------
    chapters
        The chapter in the language of the pictures, then the same in other languages, for their captions.
    drawn
        The files of the figures by id, in the folder of `path`.
    path
        The file; links are relative, so that the folder can be moved.
    page
        Where the report's page stands as seen from `path`; every figure leads to its trace there.
    """
    chapter, *others = chapters
    language = chapter.language
    captions = {other.language.lang: _captions(other) for other in others}
    sections = [
        (
            section,
            [
                _Shown(
                    laid,
                    language.text(Text(f"page.gallery.kind.{laid.figure.draw}")),
                    _names(drawn[laid.figure.id]),
                    {lang: found[laid.figure.id] for lang, found in captions.items()},
                )
                for laid in section.figures
            ],
        )
        for section in chapter.sections
        if section.figures
    ]
    style = part("gallery.css")
    written = (
        environment()
        .get_template("gallery.html")
        .render(
            lang=language.lang,
            text=lambda key, **values: language.text(Text(f"page.gallery.{key}", values)),
            sections=sections,
            count=sum(len(figures) for _, figures in sections),
            mark=chapter.mark,
            page=page,
            style=Markup(style),
            policy=policy(style, images="'self' file:"),
        )
    )
    path.write_text(written, encoding="utf-8", newline="\n")
    return path


def _captions(chapter: Chapter) -> dict[str, str]:
    return {laid.figure.id: laid.caption for section in chapter.sections for laid in section.figures}


def _names(files: FigureFiles) -> dict[str, str]:
    return {path.suffix.lstrip(".").upper(): path.name for path in (files.png, files.svg, files.csv)}
