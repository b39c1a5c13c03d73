"""What the dashboard's pages look like: templates, their words, the files that go with them.

`render` fills a template; `assets` has the files a browser fetches. Nothing here decides what is shown: that is the
views' (actions/dashboard), and what may be seen is the visitor's (core/access/viewer.py). Jinja2 escapes whatever is filled
in; a template never switches that off.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from handover.core.i18n import catalogue
from handover.pages.assets import address
from handover.pages.words import words

_FOLDER = Path(__file__).with_name("templates")


def render(template: str, language: str, **values: Any) -> str:
    """The template of that name as HTML, in a language that is available.

    In templates `t("section.name", …)` is a text of the pages, `say("section.name", …)` one of the bundle's other texts
    (states, the story of a call), `asset("desk.css")` the address of a file.
    """
    spoken = {"t": words(language).text, "say": catalogue(language).text, "language": language}
    return str(_environment().get_template(template).render(**spoken, **values))


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = address
    return made
