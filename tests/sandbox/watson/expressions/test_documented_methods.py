"""Every method of IBM's page dialog-methods, with the page's own example where it has one."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.expressions import compiled, expand
from tests.sandbox.watson.expressions.world import scope

CITIES = [
    {"name": "Tokyo", "population": 9273000},
    {"name": "Rome", "population": 2868104},
    {"name": "Beijing", "population": 20693000},
    {"name": "Paris", "population": 2241346},
]
FLIGHTS = [
    {"flight": "AZ1040", "destination": "FCO", "departure_date": "2019-02-02", "departure_time": "16:45", "seats": "1"},
    {"flight": "DL1710", "destination": "LAX", "departure_date": "2019-02-02", "departure_time": "07:00", "seats": "2"},
]


def value(text: str, said: str = "", **context: Any) -> Any:
    here = scope(context={"timezone": "GMT", **context}, input={"text": said}, output={})
    return compiled(text).value(here)


@pytest.mark.parametrize(
    ("text", "context", "result"),
    [
        ("$a.append('ketchup', 'tomatoes')", {"a": ["onion"]}, ["onion", "ketchup", "tomatoes"]),
        ("$a.addAll($b)", {"a": ["onion"], "b": ["ham"]}, None),
        ("$a.clear()", {"a": ["onion"]}, None),
        ("$a.contains('ham')", {"a": ["onion", "ham"]}, True),
        ("$a.containsIgnoreCase('HAM')", {"a": ["onion", "ham"]}, True),
        ("$nested.array.get(0).getAsString().contains('one')", {"nested": {"array": ["one", "two"]}}, True),
        ("$a.indexOf('Mary')", {"a": ["Mary", "Lamb"]}, 0),
        ("$a.indexOf(9)", {"a": [8, 9, 10]}, 1),
        ("$a.indexOf(10.1)", {"a": [8.1, 9.1, 10.1]}, 2),
        ("$a.join(';')", {"a": ["onion", "olives"]}, "onion;olives"),
        ("$a.remove(0)", {"a": ["onion", "olives"]}, ["olives"]),
        ("$a.removeValue('onion')", {"a": ["onion", "olives"]}, ["olives"]),
        ("$a.set(1,'ketchup')", {"a": ["onion", "olives", "ham"]}, ["onion", "ketchup", "ham"]),
        ("$a.size()", {"a": ["onion", "olives"]}, 2),
        ('"bananas;apples;pears".split(";")', {}, ["bananas", "apples", "pears"]),
        ("output.answer?:new JsonArray().append('temp_value')", {}, ["temp_value"]),
        ('$cities.filter("city", "city.population > 5000000").![name]', {"cities": CITIES}, ["Tokyo", "Beijing"]),
        (
            "($cities.filter('y', 'y.name == $wanted').![population]).get(0)",
            {"cities": CITIES, "wanted": "Tokyo"},
            9273000,
        ),
        (
            'T(String).join(", ",($cities.filter("city", "city.population > $least")).![name])',
            {"cities": CITIES, "least": 5000000},
            "Tokyo, Beijing",
        ),
        ('${F}.joinToArray("%e.flight% to %e.destination%", true)', {"F": FLIGHTS}, ["AZ1040 to FCO", "DL1710 to LAX"]),
        ("$F.joinToArray('%e.seats%')", {"F": FLIGHTS}, [1, 2]),
        ("$F.joinToArray('%e.seats%', true)", {"F": FLIGHTS}, ["1", "2"]),
        ("$F.joinToArray($t).get(0)", {"F": FLIGHTS, "t": {"at": "%e.departure_time%"}}, {"at": "16:45"}),
    ],
)
def test_arrays(text: str, context: dict[str, Any], result: Any) -> None:
    assert value(text, **context) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("'This is a text.'.append(' More text.')", "This is a text. More text."),
        ("'What is your name?'.endsWith('?')", True),
        ("'Yes.'.equals('Yes')", False),
        ("'yes'.equalsIgnoreCase('Yes')", True),
        (r"'Hello 123 this is 456'.extract('([\d]+)(\b [A-Za-z]+)',0)", "123 this"),
        (r"'Hello 123 this is 456'.extract('([\d]+)(\b [A-Za-z]+)',1)", "123"),
        (r"'Hello 123 this is 456'.extract('([\d]+)(\b [A-Za-z]+)',2)", " this"),
        (r"'Hello 123456'.find('^[^\d]*[\d]{6}[^\d]*$')", True),
        (r"'hello 123 i said 456 and 8910'.getMatch('([\d]+)',1)", "456"),
        (r"'hello 123 i said 456 and 8910'.getMatch('(\b [A-Za-z]+)',2)", " and"),
        ("''.isEmpty()", True),
        ("'Hello'.length()", 5),
        ("'Hello'.matches('^Hello$')", True),
        ("'What is your name?'.startsWith('What')", True),
        ("'This is a text.'.substring(5, 'This is a text.'.length())", "is a text."),
        ('\'{ "firstname": "John" }\'.toJson()', {"firstname": "John"}),
        ("'This is A DOG!'.toLowerCase()", "this is a dog!"),
        ("'hi there'.toUpperCase()", "HI THERE"),
        ("'   something is here    '.trim()", "something is here"),
        ("T(java.lang.String).format('%d + %d equals %d', 1, 1, 2)", "1 + 1 equals 2"),
        ("T(String).format('%.2f', 4.5)", "4.50"),
    ],
)
def test_strings(text: str, result: Any) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("'5'.toInt() + 1", 6),
        ("'many'.toInt()", None),
        ("'many'.toDouble()", None),
        ("'9000000000'.toLong() / 2", 4500000000),
        ("5000000000L - 1", 4999999999),
        ("$n + 5", 15),
        ("$n - 5", 5),
        ("$n * 5", 50),
        ("$n/5", 2),
        ("T(Math).max($n,7)", 10),
        ("T(Math).min($n,7)", 7),
        ("T(Math).pow($n.toDouble(),2.toDouble())", 100.0),
        ("@year.toString().length() > 18", False),
        ("T(Integer).parseInt('12')", 12),
        ("T(java.lang.Double).parseDouble('1.5')", 1.5),
        ("T(Long).valueOf('5000000000')", 5000000000),
    ],
)
def test_numbers(text: str, result: Any) -> None:
    assert value(text, n=10) == result


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("new Random().nextInt(11)", 0, 10),
        ("new Random().nextInt()", -(2**31), 2**31 - 1),
        ("new java.util.Random().nextDouble()", 0, 1),
        ("new Random().nextBoolean() ? 1 : 0", 0, 1),
        ("(3 * T(java.lang.Math).random()).intValue()", 0, 2),
    ],
)
def test_random_numbers(text: str, least: float, most: float) -> None:
    here = scope()
    expression = compiled(text)
    assert all(least <= expression.value(here) <= most for _ in range(50))


def test_objects() -> None:
    user = {"first_name": "John", "last_name": "Snow"}
    assert value("$user.has('first_name')", user=dict(user)) is True
    assert value("$user.remove('first_name')", user=dict(user)) == "John"
    assert value("$user.clear()", user=dict(user)) is None


def test_clearing_the_output_takes_back_what_was_said_this_turn() -> None:
    said = [{"response_type": "text", "text": "I'm happy to help."}]
    here = scope(output={"generic": said, "webhook_error": {}})
    assert compiled("output.clear()").value(here) is None
    assert (said, here.names["output"]) == ([], {"generic": []})


def test_an_expression_in_a_text_is_a_text_and_alone_it_keeps_its_type() -> None:
    here = scope()
    assert expand("this is my array: <? $list ?>", here) == 'this is my array: ["a","b"]'
    assert expand("<? entities ?>", here)[0] == {
        "entity": "city",
        "location": [0, 6],
        "value": "Boston",
        "confidence": 1.0,
    }
    assert expand("The entities are <? entities ?>.", here) == "The entities are Boston, New York, code, 2016."


def test_clearing_the_dialog_stack_shows_nothing() -> None:
    here = scope()
    assert expand("OK. I will transfer you now. <? clearDialogStack() ?>", here) == "OK. I will transfer you now. "
    assert here.problems == []
