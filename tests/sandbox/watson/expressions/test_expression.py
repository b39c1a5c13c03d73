"""The language of conditions, example by example (IBM's page expression-language)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.errors import EvaluationError
from sandbox.watson.expressions import compiled
from tests.sandbox.watson.expressions.world import scope


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Intents
        ("#help", True),
        ("!#help", False),
        ("! #help", False),
        ("NOT #help", False),
        ("#other", False),
        ("intent == 'help'", True),
        ("intent.confidence > 0.8", True),
        ("intents[0] == 'help'", True),
        ("intents[0].confidence > 0.95", False),
        ("intents.size() == 2", True),
        ("intents.containsIntent('second', 0.2, 2)", True),
        ("intents.containsIntent('second', 0.2, 1)", False),
        # Entities
        ("@city", "Boston"),
        ("@city:Boston", True),
        ("@city:(New York)", True),
        ("@city:Rome", False),
        ("@city == 'Boston'", True),
        ("@city == 'New York'", False),
        ("@city.literal", "boston"),
        ("@city.values", ["Boston", "New York"]),
        ("@city.location", [0, 6]),
        ("@city.confidence > 0.7", True),
        ("@city.toLowerCase() == 'boston'", True),
        ("@code.groups[1]", "A"),
        ("@code.groups[1] == 'A' && @code.groups[2] == '7'", True),
        ("@city = 'Boston'", True),
        ("@city = 'New York'", False),
        ("@none", None),
        ("@none.literal", None),
        ("@none:x", False),
        ("@year == 2016", True),
        ("entities['city']?.literal", "boston"),
        ("entities['none']?.literal", None),
        ("entities['city']?.contains('New York')", True),
        ("entities.city[1].value", "New York"),
        ("entities['city'].![literal]", ["boston", "new york"]),
        ("entities.size() > 0", True),
        # Context
        ("$name", "Ada"),
        ("$name:Ada", True),
        ("$name:(Ada Byron)", False),
        ("$missing:Ada", False),
        ("$context.result.items[0].label", "first"),
        ("input_text == 'boston to new york'", True),
        ("$(odd-name)", "odd"),
        ("$result.items[0].label", "first"),
        ("$result && $result.ok", True),
        ("$missing && $missing.ok", False),
        ("$missing == null", True),
        ("$missing?.deep?.deeper", None),
        ("context['name']", "Ada"),
        ("context.name", "Ada"),
        ("context['count'] + 1", 4),
        ("$list.size() > 0", True),
        ("$list[1]", "b"),
        # Input
        ("input.text.contains('Boston')", False),
        ("input.text.matches('[a-z ]+')", True),
        ("input.text.find('\\d')", False),
        ("input.text.length() == 18", True),
        # Operators
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("true OR false AND false", True),
        ("true and not false", True),
        ("$count > 2 ? 'many' : 'few'", "many"),
        ("$missing != null ? $missing : $name", "Ada"),
        ("$missing ?: 'nobody'", "nobody"),
        ("$name ?: 'nobody'", "Ada"),
        ("($missing == null ? 0 : $missing) + 1", 1),
        ("2 + 3 * 4 - 1", 13),
        ("-2 + 5", 3),
        ("7 / 2", 3),
        ("7.0 / 2", 3.5),
        ("7 % 4", 3),
        ("'a' + 1 + \"b\"", "a1b"),
        ("1 < 2 && 2 <= 2 && 3 >= 2 && 3 > 2 && 1 != 2", True),
        ("'it''s'", "it's"),
        # Collections
        ("{1, 2}", [1, 2]),
        ("{}", []),
        ("[]", []),
        ("{:}", {}),
        ("{name: $name, 'n': $count}", {"name": "Ada", "n": 3}),
        ("$result.items.![label]", ["first", "second"]),
        ("$result.items.?[label == 'second'].![label]", ["second"]),
        ("$result.items.filter('x', 'x.label != $result.skip').size()", 1),
        ("{1, 2, 3}.?[#this > 1]", [2, 3]),
        # Special conditions
        ("anything_else", True),
        ("welcome", False),
        ("conversation_start && !welcome", True),
        # Java
        ("T(java.lang.String).format('%d + %.1f', 1, 2.0)", "1 + 2.0"),
        ("T(String).join(', ', $list)", "a, b"),
        ("T(java.lang.Math).max(1, $count)", 3),
        ("new JsonArray().append('x')", ["x"]),
    ],
)
def test_an_expression_has_its_value(text: str, value: Any) -> None:
    assert compiled(text).value(scope()) == value


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("#help &&", "not understood at its end"),
        ("$a $b", "not understood at character 4"),
        ("(#help", "not understood at its end"),
        ("#help = 'x'", "assigns to something that is not a variable"),
        ("wellcome", "names 'wellcome'"),
        ("$list.frobnicate()", "method frobnicate()"),
        ("weather('Berlin')", "calls weather()"),
        ("T(java.lang.System).exit(1)", "Java class java.lang.System"),
        ("new java.io.File('x')", "new java.io.File"),
        ("T(String)", "without calling a method"),
    ],
)
def test_what_is_not_in_the_language_is_known_with_its_place(text: str, complaint: str) -> None:
    (clause,) = compiled(text).unknown
    assert complaint in clause


@pytest.mark.parametrize(
    "text",
    [
        "$missing.ok",
        "$missing + 1",
        "intents[5].confidence",
        "'abc' > 1",
        "1 / 0",
        "$name.size()",
        "$list.get()",
        "$list.get(9)",
        "$name.contains()",
        "$name.![x]",
        "'x'.substring(3, 9)",
        "'('.find('(')",
        "'x'.toJson()",
        "$list['x']",
        "now('Nowhere/Land')",
    ],
)
def test_what_has_no_value_now_says_so(text: str) -> None:
    with pytest.raises(EvaluationError):
        compiled(text).value(scope())


def test_the_names_of_intents_and_entities_are_known_before_anything_runs() -> None:
    expression = compiled("(#help || !#stop-it) && @city:Boston && @code.literal && {1}.![#this]")
    assert expression.intents == {"help", "stop-it"}
    assert expression.entities == {"city", "code"}


def test_and_and_or_look_no_further_than_they_must() -> None:
    assert compiled("$missing != null && $missing.ok").value(scope()) is False
    assert compiled("$missing == null || $missing.ok").value(scope()) is True
