from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from assessment.report.page_parts import environment, part, policy


def test_templates_escape_what_they_are_given_and_refuse_what_they_are_not() -> None:
    template = environment().from_string("{{ given }}")
    assert template.render(given="<script>&") == "&lt;script&gt;&amp;"
    with pytest.raises(UndefinedError):
        template.render()


def test_the_policy_lets_only_this_style_and_this_script_run() -> None:
    # The digest of the empty style is that of no bytes (FIPS 180-4).
    assert policy("").startswith("default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
    assert policy("a", "b") != policy("a", "c")
    assert "unsafe-inline" not in policy(part("page.css"), part("page.js"))
