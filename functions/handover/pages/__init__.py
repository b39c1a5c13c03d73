"""The dashboard's pages: templates, their texts, and the files that go with them.

`render` fills a template; `assets` has the files that a browser fetches. Nothing here decides what is shown: the views do
(actions/dashboard), and core/access/viewer.py decides who may see it. Jinja2 escapes every value; no template switches that
off.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from handover.core.i18n import Catalogue, available, catalogue, read_texts, text_files
from handover.pages.assets import address

_HERE = Path(__file__).parent
_TEXTS = _HERE / "texts"

#: The folders of the templates, beside this file: as they are written, and in a bundle their byte code instead.
TEMPLATES, COMPILED = "templates", "compiled"


def render(template: str, language: str, **values: Any) -> str:
    """Returns the template of that name as HTML, in an available language.

    In templates `t("section.name", …)` is a text of the pages, `say("section.name", …)` one of the bundle's other texts
    (states, the story of a call), `asset("desk.css")` the address of a file.
    """
    texts = {
        "t": page_texts(language).text,
        "say": catalogue(language).text,
        "language": language,
        "languages": available(),
    }
    return str(_environment().get_template(template).render(**texts, **values))


@cache
def page_texts(language: str) -> Catalogue:
    """Returns the texts of the pages in an available language, from `texts/<language>/`."""
    files = text_files(_TEXTS / language)
    return Catalogue(language, {name: section for file in files for name, section in read_texts(file).items()})


def environment(loader: Any) -> Any:
    """Returns Jinja2's environment for our templates, which a jinja2.BaseLoader loads."""
    from jinja2 import Environment, StrictUndefined

    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = address
    return made


@cache
def _environment() -> Any:
    from jinja2 import FileSystemLoader, ModuleLoader

    compiled = _HERE / COMPILED
    return environment(ModuleLoader(compiled) if compiled.is_dir() else FileSystemLoader(_HERE / TEMPLATES))
