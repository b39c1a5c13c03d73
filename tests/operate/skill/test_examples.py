"""The examples of the skill's intents: enough, in one intent only, and alike in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from operate.skill import FILES, ROOT
from operate.skill.words import Words
from sandbox.watson import Skill

LANGUAGES = {language: Words(language) for language in FILES}
INTENTS = [(language, name) for language, words in LANGUAGES.items() for name in words.intents]


def skill(language: str) -> Skill:
    return Skill.load(ROOT / FILES[language])


@pytest.mark.parametrize(("language", "name"), INTENTS)
def test_an_intent_has_fifteen_examples_or_more_of_which_some_are_long(language: str, name: str) -> None:
    examples = LANGUAGES[language].intents[name]["examples"]
    assert len(examples) >= 15
    assert max(len(example.split()) for example in examples) >= 4
    assert all(0 < len(example) <= 1024 and example == example.strip() for example in examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_is_there_twice_however_it_is_written(language: str) -> None:
    words = LANGUAGES[language]
    every = [_plain(text) for intent in words.intents.values() for text in intent["examples"]]
    assert [text for text, count in Counter(every).items() if count > 1] == []


@pytest.mark.parametrize(("language", "name"), INTENTS)
def test_every_example_is_recognised_as_its_own_intent(language: str, name: str) -> None:
    for example in LANGUAGES[language].intents[name]["examples"]:
        assert skill(language).intents.match(example)[0].intent == name, example


def test_both_languages_have_the_same_intents_entities_and_values() -> None:
    english, german = LANGUAGES["en"], LANGUAGES["de"]
    assert list(english.intents) == list(german.intents)
    assert list(english.entities) == list(german.entities)
    for name in english.entities:
        for kind in ("synonyms", "patterns"):
            one, other = (words.entities[name].get(kind, {}) for words in (english, german))
            assert one.keys() == other.keys(), name


NAMES = [
    "Ada", "Alan", "Anna", "Anton", "Bernd", "Bob", "Carla", "Cem", "Chloe", "Claire", "Dora", "Emil", "Eva",
    "Fatima", "Finn", "Frieda", "Grace", "Guy", "Hanna", "Hans", "Ida", "Ines", "Jan", "Jo", "Johanna", "Jonas",
    "Karl", "Lena", "Leo", "Lotte", "Max", "May", "Mehmet", "Mia", "Mira", "Mona", "Nina", "Noah", "Noor", "Oskar",
    "Otto", "Paul", "Pia", "Rosa", "Sam", "Theo", "Tim", "Tom", "Uwe", "Will",
]  # fmt: skip
TOWNS = [
    "Aachen", "Bath", "Bergen", "Berlin", "Bonn", "Bremen", "Cork", "Dover", "Essen", "Fulda", "Graz", "Hagen",
    "Halle", "Hof", "Hull", "Jena", "Kassel", "Kiel", "Leeds", "Linz", "London", "Mainz", "Moers", "Neuss", "Oslo",
    "Paris", "Plauen", "Reims", "Rom", "Siegen", "Stade", "Trier", "Ulm", "Unna", "Weiden", "Wien", "Worms", "Zug",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_towns_are_nothing_else(language: str) -> None:
    """An answer counts as something else only above this confidence (operate/skill/tree/expressions.py)."""
    matcher = skill(language).intents
    taken = [
        (word, found[0].intent)
        for word in NAMES + TOWNS
        if (found := matcher.match(word)) and found[0].confidence > 0.8
    ]
    assert taken == []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "")))
