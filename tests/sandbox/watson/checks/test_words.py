"""Intents and entities."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import entity, notices
from tests.sandbox.watson.small_skills import document


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"intents": [{"intent": "a b"}]}, "Intent 'a b': its name is not valid"),
        ({"intents": [{"intent": "sys-x"}]}, "Intent 'sys-x': its name is not valid"),
        ({"intents": [{"intent": "i"}, {"intent": "i"}]}, "The intent 'i' is there 2 times."),
        ({"intents": [{"intent": "i", "examples": [{"text": "x" * 1025}]}]}, "1 to 1024 characters"),
        ({"entities": [{"entity": "sys-location"}]}, "'sys-location': it no longer exists"),
        ({"entities": [{"entity": "sys-person"}]}, "'sys-person': it no longer exists"),
        ({"entities": [{"entity": "sys-nothing"}]}, "'sys-nothing': no input has it"),
        ({"entities": [{"entity": "e" * 65}]}, "up to 64 letters"),
        ({"entities": [{"entity": "e", "values": [{"value": "v" * 65}]}]}, "longer than 64 characters"),
        (entity(synonyms=["s" * 65]), "a synonym should be"),
        (entity(type="magic"), "'synonyms' or 'patterns'"),
        (entity(patterns=[], type="patterns"), "1 to 5 patterns"),
        (entity(patterns=["a"] * 6, type="patterns"), "1 to 5 patterns"),
        (entity(patterns=["a" * 513], type="patterns"), "at most 512"),
        (entity(patterns=["("], type="patterns"), "the pattern '(' is not"),
        (entity(patterns=["a++"], type="patterns"), "the pattern 'a++' is not"),
        (entity(patterns=["(a)\\1"], type="patterns"), "is not one that both"),
        (entity(patterns=["\\Qx\\E"], type="patterns"), "is not one that both"),
        (entity(patterns=["a"], synonyms=["b"], type="patterns"), "only one of them"),
    ],
)
def test_a_wrong_intent_or_entity_is_noticed(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in "\n".join(notices(document(**fields)))
