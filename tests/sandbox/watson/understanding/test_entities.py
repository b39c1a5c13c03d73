"""Entities: synonyms, patterns, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.understanding import EntityFinder

FINDER = EntityFinder(
    [
        {
            "entity": "yesno",
            "values": [
                {"type": "synonyms", "value": "yes", "synonyms": ["ok", "all right", " sure", " "]},
                {"type": "synonyms", "value": "no", "synonyms": ["not"]},
            ],
        },
        {
            "entity": "city",
            "fuzzy_match": True,
            "values": [{"type": "synonyms", "value": "Karlsruhe"}, {"type": "synonyms", "value": "Ulm"}],
        },
        {
            "entity": "phone",
            "values": [
                {"type": "patterns", "value": "number", "patterns": [r"\+[1-9][0-9 ]{6,20}[0-9]", "0[1-9][0-9 ]{6,}"]}
            ],
        },
        {
            "entity": "plate",
            "values": [{"type": "patterns", "value": "plate", "patterns": ["([A-Z]{1,3})-([A-Z]{1,2}) ?([0-9]+)?"]}],
        },
        {"entity": "sys-number", "values": []},
    ]
)


def found(text: str, entity: str) -> list[Any]:
    return [mention.value for mention in FINDER.find(text).of(entity) or []]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Yes!", ["yes"]),
        ("OK, but not now", ["yes", "no"]),
        ("it is ALL RIGHT", ["yes"]),
        ("I am sure.", ["yes"]),
        ("nothing, notably okra and yesterday", []),
    ],
)
def test_synonyms_match_whole_words_in_any_case_in_the_order_of_the_input(text: str, values: list[str]) -> None:
    assert found(text, "yesno") == values


@pytest.mark.parametrize(
    ("text", "word"),
    [("我想要披萨和茶", "披萨"), ("ピザをください", "ピザ"), ("피자를 주세요", "피자"), ("An Thé-Tisch", "thé")],
)
def test_a_script_without_blanks_has_no_ends_of_words(text: str, word: str) -> None:
    finder = EntityFinder([{"entity": "food", "values": [{"type": "synonyms", "value": "x", "synonyms": [word]}]}])
    assert [mention.value for mention in finder.find(text)] == ["x"]


def test_a_misspelt_word_is_found_where_the_entity_allows_it() -> None:
    mention = FINDER.find("in karlsruhhe")[0]
    assert (mention.value, mention.literal, mention.location) == ("Karlsruhe", "karlsruhhe", (3, 13))
    assert mention.confidence < 1
    assert found("yess", "yesno") == []


def test_short_words_are_not_guessed_at() -> None:
    assert found("elm", "city") == []


def test_a_pattern_gives_the_literal_text_and_its_groups() -> None:
    mention = FINDER.find("my car is KA-AB 123.")[0]
    assert (mention.value, mention.literal) == ("plate", "KA-AB 123")
    assert [(group.text, group.location) for group in mention.groups] == [
        ("KA-AB 123", (10, 19)),
        ("KA", (10, 12)),
        ("AB", (13, 15)),
        ("123", (16, 19)),
    ]


def test_a_group_that_did_not_take_part_has_no_text() -> None:
    assert FINDER.find("KA-AB")[0].groups[3].text is None


def test_of_overlapping_matches_of_one_entity_the_widest_stays() -> None:
    assert [mention.literal for mention in FINDER.find("+49 0176 1234567").of("phone") or []] == ["+49 0176 1234567"]


def test_numbers_in_digits_are_numbers() -> None:
    assert found("3 or 2.5 or -4, not B12", "sys-number") == [3, 2.5, -4]


def test_a_pattern_that_backtracks_without_end_is_given_up() -> None:
    patterns = [{"type": "patterns", "value": "x", "patterns": ["(a|a)+$"]}]
    assert EntityFinder([{"entity": "slow", "values": patterns}]).find("a" * 200 + "b") == []
