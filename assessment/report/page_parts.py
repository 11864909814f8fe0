"""What the pages of a report share: templates that escape all they are given, and a policy that lets them load nothing else."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment() -> Environment:
    """Return the templates of the package."""
    return Environment(
        loader=PackageLoader("assessment.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def part(name: str) -> str:
    """Return a style or script of the templates."""
    return files("assessment.report").joinpath("templates", name).read_text(encoding="utf-8")


def policy(style: str, script: str = "", images: str = "data:") -> str:
    """Return the content security policy: nothing may be loaded but images, and only this style and this script may run.

    >>> policy("a {}").split("; ")[2:]
    ["script-src 'none'", 'img-src data:', "base-uri 'none'", "form-action 'none'"]
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'" if script else "script-src 'none'",
            f"img-src {images}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
