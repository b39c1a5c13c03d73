"""The written pages name files that exist: every link resolves, and so does every path in code style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "functions" / "handover"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("**/*.md"))]

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)")
_CODE = re.compile(r"`([^`\n]+)`")
#: A path in code style: words, slashes and an ending that says it is a file of ours.
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.(?:py|md|toml|html|css|js|json|yml|sh|txt)")

#: Files that a recipe tells the reader to create. What is below build/ is made by a command.
TO_CREATE = {"texts/nl.toml", "sandbox/play/texts/nl.toml", "sandbox/demo/texts/nl.toml"}


def paths(text: str) -> Iterator[str]:
    """Returns the paths in a page's code spans; those with a placeholder (`<day>`, `*`, `…`) are no paths."""
    for span in _CODE.findall(text):
        if _PATH.fullmatch(span):
            yield span


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_resolves(page: Path) -> None:
    broken = [link for link in _LINK.findall(page.read_text()) if not (page.parent / link.strip()).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_exists(page: Path) -> None:
    """A path starts at the root, or in the bundle's package."""
    found = [path for path in paths(page.read_text()) if path not in TO_CREATE and not path.startswith("build/")]
    missing = [path for path in found if not (ROOT / path).exists() and not (BUNDLE / path).exists()]
    assert missing == []
