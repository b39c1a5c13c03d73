"""The bundle has the templates' byte code, which makes the same pages; what would make others is refused."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import jinja2
import pytest

from handover import pages
from operate.bundle import interpreter, templates
from operate.errors import OperatorError
from tests.operate.conftest import HERE

_OWN = Path(pages.__file__).parent / pages.TEMPLATES


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Packages as they are installed, with the Jinja2 that runs here."""
    (tmp_path / "packages" / f"jinja2-{jinja2.__version__}.dist-info").mkdir(parents=True)
    return tmp_path / "packages"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    shutil.copytree(_OWN, tmp_path / "bundle" / "handover" / "pages" / pages.TEMPLATES)
    return tmp_path / "bundle"


def test_the_byte_code_replaces_the_templates_and_makes_the_same_page(bundle: Path, packages: Path) -> None:
    templates.compile_templates(bundle, packages, interpreter.find(HERE))
    folder = bundle / "handover" / "pages"
    assert not (folder / pages.TEMPLATES).exists()
    assert {path.suffix for path in (folder / pages.COMPILED).iterdir()} == {".pyc"}
    values = {"t": lambda key, **_: key, "language": "en", "nonce": "n", "desk": None, "viewer": None, "why": "no_view"}
    made = [
        pages.environment(loader).get_template("error.html").render(values)
        for loader in (jinja2.ModuleLoader(folder / pages.COMPILED), jinja2.FileSystemLoader(_OWN))
    ]
    assert made[0] == made[1]
    assert "<html" in made[0]


def test_another_jinja2_than_the_bundles_is_refused(bundle: Path, packages: Path) -> None:
    (packages / f"jinja2-{jinja2.__version__}.dist-info").rename(packages / "jinja2-2.0.dist-info")
    with pytest.raises(OperatorError, match=r"bundle's Jinja2 is not the"):
        templates.compile_templates(bundle, packages, sys.executable)


def test_a_template_that_does_not_compile_is_named_with_its_line(bundle: Path, packages: Path) -> None:
    (bundle / "handover" / "pages" / pages.TEMPLATES / "error.html").write_text("\n{% if %}")
    with pytest.raises(OperatorError, match=r"error\.html does not compile: line 2"):
        templates.compile_templates(bundle, packages, sys.executable)


def test_a_source_without_pages_has_nothing_to_compile(tmp_path: Path, packages: Path) -> None:
    templates.compile_templates(tmp_path, packages, sys.executable)
    assert list(tmp_path.iterdir()) == [packages]
