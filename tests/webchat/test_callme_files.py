"""The button's files: one line for a page, nothing that a strict policy forbids, and a library that its table names."""

from __future__ import annotations

import re
from pathlib import Path

WEBCHAT = Path(__file__).parents[2] / "webchat"
SCRIPT = (WEBCHAT / "callme.js").read_text(encoding="utf-8")
PAGE = (WEBCHAT / "callme.html").read_text(encoding="utf-8")
LIBRARY = WEBCHAT / "vendor" / "libphonenumber-js"


def words(language: str) -> dict[str, str]:
    block = re.search(rf"\n    {language}: {{\n(.*?)\n    }},", SCRIPT, re.DOTALL)
    assert block
    return dict(re.findall(r"(\w+): '([^']+)'", block[1]))


def test_both_languages_have_the_same_words_and_each_is_used() -> None:
    assert words("en").keys() == words("de").keys()
    assert [name for name in words("en") if f"words.{name}" not in SCRIPT] == []


def test_a_strict_policy_forbids_nothing_in_it() -> None:
    forbidden = ("eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".style")
    assert [word for word in forbidden if word in SCRIPT] == []
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", PAGE)


def test_one_line_is_all_that_a_page_needs() -> None:
    assert re.findall(r"<script[^>]*></script>", PAGE) == [
        '<script src="callme.js" data-webhook="https://FILL-IN/webhook" defer></script>'
    ]


def test_the_number_is_sent_as_it_was_typed_with_the_country_that_was_chosen() -> None:
    assert "phone_number: typed, country: chosen" in SCRIPT
    assert "const typed = number.value.trim();\n    const chosen = country.value;" in SCRIPT
    assert ".number :" not in SCRIPT, "what the library reads is only a warning"


def test_nothing_is_sent_to_others() -> None:
    written = re.sub(r"^/\*.*?\*/", "", SCRIPT, flags=re.DOTALL)
    assert not re.search(r"https?://", written)


def test_the_library_has_its_licence_and_a_version_that_is_named() -> None:
    table = (WEBCHAT / "vendor" / "README.md").read_text(encoding="utf-8")
    assert "MIT" in (LIBRARY / "LICENSE").read_text(encoding="utf-8")
    assert re.search(r"`libphonenumber-js/` \|.*\| \d+\.\d+\.\d+ \|", table)
    assert b"parsePhoneNumberFromString" in (LIBRARY / "libphonenumber-min.js").read_bytes()
