"""The texts for somebody who came by the button take the place of those of the same names, and speak of no chat."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handover.core.i18n import available, catalogue, read_texts, tag_of

TEXTS = Path(__file__).parents[3] / "functions" / "handover" / "texts"
_CHAT = re.compile(r"\bchats?\b", re.IGNORECASE)
#: What somebody who came by the button hears or reads on the phone.
_SECTIONS = ("call", "proof", "voicemail", "waiting", "sms", "status", "recording")


@pytest.mark.parametrize("language", available())
def test_each_takes_the_place_of_one_with_the_same_values(language: str) -> None:
    plain, instead = read_texts(TEXTS / f"{language}.toml"), read_texts(TEXTS / "by_button" / f"{language}.toml")
    for section, texts in instead.items():
        for name, text in texts.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", plain[section][name])), name


@pytest.mark.parametrize("language", available())
def test_nothing_that_is_spoken_or_texted_speaks_of_a_chat(language: str) -> None:
    texts = catalogue(tag_of(language, True))
    plain = read_texts(TEXTS / f"{language}.toml")
    spoken = {f"{section}.{name}" for section in _SECTIONS for name in plain.get(section, {})}
    unfilled = [texts._instead.get(s, {}).get(n) or plain[s][n] for s, _, n in (key.partition(".") for key in spoken)]
    assert [text for text in unfilled if _CHAT.search(text)] == []


def test_a_tag_of_an_unknown_language_is_english() -> None:
    assert catalogue("xx-x-button").text("call.reason_unknown") == "a question from the website"
    assert catalogue("en").text("call.reason_unknown") == "a question from the chat"
