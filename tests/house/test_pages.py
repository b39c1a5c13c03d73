"""Rules that keep every page safe, small and readable in every language."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handover.pages import assets
from tests.house.syntax import nodes

BUNDLE = Path(__file__).parents[2] / "functions" / "handover"
PAGES = BUNDLE / "pages"
TEMPLATES = sorted((PAGES / "templates").glob("*.html"))
LANGUAGES = sorted(path.name for path in (PAGES / "texts").iterdir())
FILES = sorted(path.name for path in (PAGES / "static").iterdir() if path.is_file())

#: Bytes that a first view may weigh, and what of it stays free for the page's HTML if it needs every file there is.
FIRST_VIEW, FOR_HTML = 150_000, 35_000

_EACH_TEMPLATE = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
_EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tags(path: Path, name: str) -> list[str]:
    return re.findall(rf"<{name}\b(?:[^>{{]|{{{{.*?}}}}|{{%.*?%}})*>", read(path))


@_EACH_TEMPLATE
def test_what_is_filled_in_is_always_escaped(path: Path) -> None:
    assert re.findall(r"\|\s*safe\b|Markup|autoescape|xmlattr", read(path)) == []


@_EACH_TEMPLATE
def test_the_pages_policy_lets_everything_in_it_run(path: Path) -> None:
    """Styles and scripts carry the page's nonce; attributes have none, so there are no styles and handlers in them."""
    assert re.findall(r"\s(?:style|on[a-z]+)\s*=", read(path)) == []
    assert [tag for name in ("script", "style") for tag in tags(path, name) if 'nonce="{{ nonce }}"' not in tag] == []
    assert [tag for tag in tags(path, "link") if "stylesheet" in tag and 'nonce="{{ nonce }}"' not in tag] == []


@_EACH_TEMPLATE
def test_every_address_is_relative_so_that_it_works_under_each_platforms_path(path: Path) -> None:
    addresses = re.findall(r'\s(?:href|src|action)="([^"]*)', read(path))
    assert [each for each in addresses if not re.match(r"\?|#|data:,|tel:|\{\{ (?:asset\(|again )", each)] == []


@_EACH_TEMPLATE
def test_every_form_that_changes_something_has_its_token(path: Path) -> None:
    forms = re.findall(r'<form method="post".*?</form>', read(path), re.DOTALL)
    assert len(forms) == len(re.findall(r"<form(?![^>]*method=\"get\")", read(path)))
    assert [form for form in forms if '<input type="hidden" name="token" value="{{ token }}">' not in form] == []


def test_every_file_is_used_and_every_file_that_is_used_is_there() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r'asset\("([^"]+)"\)', read(path))}
    used |= {
        name
        for style in FILES
        if style.endswith(".css")
        for name in re.findall(r'url\("([\w.-]+)"\)', read_file(style))
    }
    assert used == set(FILES)


def read_file(name: str) -> str:
    return read(PAGES / "static" / name)


def test_a_page_that_needed_every_file_would_still_be_light() -> None:
    weights = {name: len(found.body) for name in FILES if (found := assets.find(name))}
    assert set(weights) == set(FILES)
    assert sum(weights.values()) < FIRST_VIEW - FOR_HTML


def test_scripts_put_only_text_and_our_own_html_into_pages() -> None:
    scripts = {name: read_file(name) for name in FILES if name.endswith(".js")}
    assert [
        name for name, code in scripts.items() if re.search(r"\beval\(|new Function|document\.write|outerHTML", code)
    ] == []
    assert [name for name, code in scripts.items() if "innerHTML" in code] == ["live.js"]


def test_every_icon_is_shown_somewhere() -> None:
    shapes = set(re.findall(r'^  "(\w+)": ', read(PAGES / "templates" / "icons.html"), re.MULTILINE))
    elsewhere = "\n".join(read(path) for path in TEMPLATES if path.stem != "icons")
    assert {shape for shape in shapes if f'"{shape}"' not in elsewhere} == set()


def sections(language: str) -> list[tuple[str, dict[str, str]]]:
    rooms = sorted((PAGES / "texts" / language).glob("*.toml"))
    return [section for room in rooms for section in tomllib.loads(read(room)).items()]


def flat(language: str) -> dict[str, str]:
    return {f"{section}.{name}": text for section, names in sections(language) for name, text in names.items()}


def fields(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def test_pages_are_in_the_languages_that_everything_is_in() -> None:
    assert sorted(path.stem for path in (BUNDLE / "texts").glob("*.toml")) == LANGUAGES


@_EACH_LANGUAGE
def test_a_section_is_in_one_file_alone(language: str) -> None:
    assert [name for name, times in Counter(name for name, _ in sections(language)).items() if times > 1] == []


@_EACH_LANGUAGE
def test_every_language_has_the_same_keys_and_fills_in_the_same_values(language: str) -> None:
    english, other = flat("en"), flat(language)
    assert list(other) == list(english)
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}


@_EACH_LANGUAGE
def test_every_text_is_neither_empty_nor_untidy(language: str) -> None:
    assert [key for key, text in flat(language).items() if not text or text.strip() != text or "  " in text] == []


def in_templates() -> Iterator[list[str]]:
    """Keys with open places, as `"error." ~ why ~ "_next"`: the text around the places."""
    for path in TEMPLATES:
        yield from map(list, re.findall(r'"(\w+[._][\w.]*)" ~ [^~,]+?(?: ~ "([\w.]+)"|(?=[),]))', read(path)))


def in_code() -> Iterator[list[str]]:
    """The same of `f"error.{why}_next"`."""
    for path in BUNDLE.rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                parts = [str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values]
                yield "".join(parts).split("\0")


@cache
def open_keys() -> list[re.Pattern[str]]:
    return [
        re.compile(r"([a-z0-9_]+)".join(map(re.escape, around)))
        for around in (*in_templates(), *in_code())
        if re.match(r"[a-z]+[._]", around[0])
    ]


@cache
def said() -> set[str]:
    """Returns the words that stand in the sources, whole keys among them."""
    sources = "\n".join(map(read, (*TEMPLATES, *BUNDLE.rglob("*.py"))))
    return {*re.findall(r"[\"']([a-z0-9_]+(?:\.[a-z0-9_]+)?)[\"']", sources), *LANGUAGES}


def is_said(key: str) -> bool:
    """Whether something in the sources can say it: by its name, or by a pattern with words in its places."""
    found = [each.fullmatch(key) for each in open_keys()]
    return key in said() or any(each and all(map(is_word, each.groups())) for each in found)


def is_word(word: str) -> bool:
    """Whether it can stand in a place: as it is, or as two that are put together, as a field and what is wrong with it."""
    pairs = [(word[: at.start()], word[at.end() :]) for at in re.finditer("_", word)]
    return word in said() or any(set(pair) <= said() for pair in pairs)


def test_every_text_is_used_by_a_page() -> None:
    assert [key for key in flat("en") if not is_said(key)] == []


def test_every_text_that_a_page_uses_exists() -> None:
    used = {key for path in TEMPLATES for key in re.findall(r'(?<!\w)t\("([\w.]+)"[,)]', read(path))}
    assert used - set(flat("en")) == set()
