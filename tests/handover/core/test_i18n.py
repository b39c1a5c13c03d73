"""The first language with texts is chosen, and every language has the same texts."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import fields as fields_of
from pathlib import Path
from typing import get_args

import pytest

from handover.core.call.booking import CANCELED, DIAL, RING_BACK
from handover.core.call.promise import Promise
from handover.core.call.ring_back import Answer
from handover.core.call.state import State
from handover.core.call.states import told_as
from handover.core.call.text_messages import TextKind
from handover.core.desk.booking_time import Problem
from handover.core.desk.dispositions import DEFAULT_DISPOSITIONS
from handover.core.desk.limits import Limits
from handover.core.i18n import available, catalogue, choose
from handover.core.privacy.secrets import Secret

BUNDLE = Path(__file__).parents[3] / "functions" / "handover"

#: The words a dialog may branch on.
REASONS = (
    "missing_session",
    "missing_number",
    "invalid_number",
    "ambiguous_number",
    "extension_not_supported",
    "number_type_not_allowed",
    "country_not_allowed",
    "closed",
    "limit_reached",
    "do_not_call",
    "desk_paused",
    "no_agents",
    "already_calling",
    "already_connected",
    "no_handover",
    "not_available",
    "unknown_action",
    "bad_parameter",
    "storage_unavailable",
    "telephone_unavailable",
)
#: What counts a chat's calls; the other limits are lengths of time, and for sign-in codes.
LIMITS = [field.name for field in fields_of(Limits) if field.name.startswith(("calls_", "numbers_", "button_"))]
LIMITS += ["bookings_per_chat", "bookings_per_number", "moves_per_booking"]
#: Why a booked call was refused or dropped, in words of its own. The times that cannot be booked have their own section.
BOOKINGS = ("stale", "desk_changed")
TIMES = get_args(Problem)
RULES = ("not_a_time", "no_zone", "unknown_zone", "zone_differs", "gap")
#: Why a form of the button was refused; the first three are no replies, so they are never on a page of the desk.
FORMS = ("button_off", "origin_not_allowed", "form_invalid", "form_expired", "form_used", "consent_missing")
LANGUAGES = pytest.mark.parametrize("language", available())


def flat(language: str) -> dict[str, str]:
    sections = tomllib.loads((BUNDLE / "texts" / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": text for section, names in sections.items() for name, text in names.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_english_and_german_are_there() -> None:
    assert available() == ("de", "en")


@LANGUAGES
def test_every_language_has_the_same_keys_and_fills_in_the_same_values(language: str) -> None:
    english, other = flat("en"), flat(language)
    assert list(other) == list(english)
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}


@LANGUAGES
def test_every_text_is_neither_empty_nor_untidy(language: str) -> None:
    for key, text in flat(language).items():
        assert text.strip() == text, key
        assert text, key
        assert "  " not in text, key
        assert all(re.fullmatch(r"[a-z0-9]+", name) for name in fields(text)), key


@LANGUAGES
def test_every_reason_limit_and_state_has_a_text(language: str) -> None:
    keys = set(flat(language))
    assert {f"limit_reached.{limit}" for limit in LIMITS} <= keys
    assert {f"refusal.{reason}" for reason in REASONS} <= keys
    assert {f"status.{state}" for state in State} <= keys
    assert {f"state.{state}" for state in State} | {f"reason.{reason}" for reason in REASONS} <= keys


@LANGUAGES
def test_every_text_is_used(language: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in BUNDLE.rglob("*.py"))
    by_word = {f"refusal.{reason}" for reason in REASONS} | {f"status.{state}" for state in State}
    by_word |= {f"status.{state}_unnamed" for state in (State.CONNECTED, State.COMPLETED, State.DROPPED)}
    by_word |= {f"status.{state}_ring_back" for state in (State.GREETED, State.CANCELED, State.NO_AGENT)}
    by_word |= {f"ring_back.{answer}" for answer in Answer}
    by_word |= {f"headline.{state}" for state in State} | {f"headline.refused_{reason}" for reason in REASONS}
    by_word |= {f"headline.caller_{state}" for state in (State.GREETED, State.ABANDONED, State.VOICEMAIL)}
    by_word |= {f"state.{told_as(state, calls_back=True)}" for state in State} | {"state.no_agent"}
    by_word |= {f"reason.{reason}" for reason in REASONS}
    by_word |= {f"limit_reached.{limit}" for limit in LIMITS}
    by_word |= {f"disposition.{disposition.id}" for disposition in DEFAULT_DISPOSITIONS}
    by_word |= {f"customer_text.{disposition.id}" for disposition in DEFAULT_DISPOSITIONS}
    by_word |= {f"secrets.{how}{secret}" for secret in Secret for how in ("", "spoken_")}
    by_word |= {f"limit.{word}" for word in (*LIMITS, "unknown")}
    by_word |= {f"refusal.{reason}" for reason in BOOKINGS} | {f"booking.{word}" for word in (*TIMES, *RULES)}
    by_word |= {f"{section}{reason}" for reason in (*BOOKINGS, *TIMES) for section in ("reason.", "headline.refused_")}
    by_word |= {f"{section}{kind}" for kind in TextKind for section in ("sms.", "story.texted_")}
    by_word |= {f"refusal.{reason}" for reason in FORMS} | {f"reason.{reason}" for reason in FORMS[3:]}
    by_word |= {f"button.{reason}" for reason in ("already_calling", "do_not_call")}
    called_back = ("requested", "dialing", "ringing", "refused", "busy", "no_answer", "failed")
    by_word |= {f"headline.back_{state}" for state in called_back}
    by_word |= {f"call_back.{word}" for word in ("busy", "no_answer", "failed")}
    by_word |= {f"promise.{word}" for word in get_args(Promise)}
    by_word |= {f"story.booking_{step}" for step in (DIAL, CANCELED, RING_BACK)}
    rest = [key for key in flat(language) if key not in by_word and not key.startswith(("when.", "weekday.", "month."))]
    assert [key for key in rest if f'"{key}"' not in code] == []


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

#: Several words, and among them one by which people are spoken to.
SPOKEN = re.compile(
    r"(?=.*\s)(?:(?i:\b(you|your|we|our|sorry|thank|goodbye|wir|uns|ihr|ihre|ihren|bitte|danke)\b)|\b[Uu]s\b)"
    r"|\b(I|Sie|Ich|ich)\b"
)


def sentences(tree: ast.Module) -> Iterator[str]:
    """Returns the strings in the code that look like a sentence for a customer or an agent."""
    own_errors = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own_errors:
            yield node.value


def spoken(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [text for text in sentences(tree) if SPOKEN.search(text)]
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, _DOCUMENTED)}
    return [f"{file.name}: {text}" for text in found if text not in docstrings]


def test_sentences_stand_in_texts_only() -> None:
    """Python code has no text for customers and agents. Errors are for operators, docstrings for developers."""
    assert [text for file in sorted(BUNDLE.rglob("*.py")) for text in spoken(file)] == []


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["de"], "de"),
        (["de-AT"], "de"),
        (["DE_ch"], "de"),
        ([" de "], "de"),
        (["fr", "de"], "de"),
        ([None, "", "de"], "de"),
        (["en-GB", "de"], "en"),
        (["fr"], "en"),
        (["deutsch"], "en"),
        (["../texts/de"], "en"),
        ([None], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_with_texts_is_chosen(tags: list[str | None], language: str) -> None:
    assert choose(*tags) == language


def test_without_a_language_with_texts_the_default_is_chosen() -> None:
    assert choose("fr", default="de") == "de"
    assert choose("fr", default="") == ""


def test_values_are_text_and_never_patterns() -> None:
    assert catalogue("en").text("call.brief_name", name="{name} {0} %s") == "{name} {0} %s."
    assert catalogue("en").text("status.time", time=7) == "It is 7."


def test_a_text_is_known_by_section_and_name() -> None:
    assert catalogue("en").has("status.busy")
    assert not any(catalogue("en").has(key) for key in ("status.x", "x.busy", "status", "", "."))
