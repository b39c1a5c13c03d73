"""Compiles the pages' templates, so that a container does not do it for its first visitor.

Jinja2 makes a Python module of each template, as it does in memory without this. The bundle has their byte code in place of
the templates; `handover.pages` takes them from there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import jinja2

from handover.pages import COMPILED, TEMPLATES, environment
from operate.bundle import compiling
from operate.errors import OperatorError


def compile_templates(folder: Path, packages: Path, interpreter: str) -> None:
    """Replaces the templates in the bundle `folder` by byte code for `interpreter`. `packages` are the bundle's packages as
    they were installed. Raises OperatorError if the Jinja2 there is not the one that runs here, or a template is wrong."""
    pages = folder / "handover" / "pages"
    if not (pages / TEMPLATES).is_dir():
        return
    if not list(packages.glob(f"[Jj]inja2-{jinja2.__version__}.dist-info")):
        raise OperatorError(
            f"The bundle's Jinja2 is not the {jinja2.__version__} of this environment: run `make` anew."
        )
    made = environment(jinja2.FileSystemLoader(pages / TEMPLATES))
    try:
        made.compile_templates(pages / COMPILED, zip=None, ignore_errors=False)
    except jinja2.TemplateSyntaxError as error:
        raise OperatorError(
            f"The template {error.name} does not compile: line {error.lineno}: {error.message}."
        ) from None
    compiling.replace_source(pages / COMPILED, interpreter)
    shutil.rmtree(pages / TEMPLATES)
