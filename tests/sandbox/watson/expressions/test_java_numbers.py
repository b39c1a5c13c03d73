"""Numbers and operators as Java and the Spring Expression Language have them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sandbox.watson.errors import EvaluationError
from sandbox.watson.expressions import compiled, text_of
from tests.sandbox.watson.expressions.world import scope


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2147483647 + 1", -2147483648),
        ("2147483647L + 1", 2147483648),
        ("9223372036854775807L + 1", -9223372036854775808),
        ("100000 * 100000", 1410065408),
        ("$big + 1", 5000000001),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("7 % -3", 1),
        ("7 mod 4", 3),
        ("7 div 2", 3),
        ("2 ^ 10", 1024),
        ("1.5 + 1", 2.5),
        ("1 / 2.0", 0.5),
        ("'a' + 1 + 2", "a12"),
        ("1 + 2 + 'a'", "3a"),
        ("'a' + 1.0", "a1.0"),
        ("'a' + null", "anull"),
        ("'ab' * 3", "ababab"),
        ("0xFF", 255),
        ("1e3", 1000.0),
        ("null == null", True),
        ("null != 1", True),
        ("$missing == null && !($missing != null)", True),
        ("$missing < 4", True),
        ("4 > $missing", True),
        ("$missing > 4", False),
        ("'apple' < 'banana'", True),
        ("3 lt 4 and 4 ge 4 and 3 ne 4", True),
        ("'abc' matches '[a-c]+'", True),
        ("T(Math).round(2.5)", 3),
        ("T(Math).round(-2.5)", -2),
        ("T(Math).ceil(2.1)", 3.0),
        ("T(Math).floor(-2.1)", -3.0),
        ("T(Math).abs(-3)", 3),
        ("T(Math).sqrt(16)", 4.0),
        ("T(Math).PI > 3.14 && T(Math).PI < 3.15", True),
        ("T(Integer).MAX_VALUE", 2147483647),
        ("TRUE and not FALSE and NULL == null", True),
        ("3.7.intValue()", 3),
        ("(7.0 / 2).toString()", "3.5"),
        ("$flag = 'on'", "on"),
        ("#help ? context.day = 'monday' : null", "monday"),
        ("{1, 2, 3}.^[#this > 1]", 2),
        ("{1, 2, 3}.$[#this < 3]", 2),
        ("$missing?.![label]", None),
        ("'abc'[1]", "b"),
        ("<? 1 + 1 ?>", 2),
    ],
)
def test_an_operator_has_javas_result(text: str, result: Any) -> None:
    found = compiled(text).value(scope(context={"big": 5000000000}))
    assert (found, type(found) is bool) == (result, type(result) is bool)


@pytest.mark.parametrize(
    "text", ["1 / 0", "1 % 0", "null + 1", "{1} + 1", "T(Integer).parseInt('x')", "T(Math).max('a', 1)"]
)
def test_what_java_refuses_has_no_value(text: str) -> None:
    with pytest.raises(EvaluationError):
        compiled(text).value(scope())


def test_doubles_divide_by_zero() -> None:
    assert compiled("1.0 / 0").value(scope()) == math.inf
    assert math.isnan(compiled("0.0 / 0").value(scope()))


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.0, "4.0"), (0.001, "0.001"), (1e7, "1.0E7"), (12345678.9, "1.23456789E7"), (1.5e-5, "1.5E-5"), (1e300, "1.0E300"),
     (-2e10, "-2.0E10"), (math.inf, "Infinity"), (math.nan, "NaN"), (0.0, "0.0"), (9999999.5, "9999999.5")],
)  # fmt: skip
def test_a_double_is_printed_as_java_prints_it(value: float, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("T(String).format('%5.1f|%-5s|%05d', 2.25, 'ab', 42)", "  2.3|ab   |00042"),
        ("T(String).format('%,d %,.2f', 1234567, 1234.5)", "1,234,567 1,234.50"),
        ("T(String).format('%2$s %1$s%n100%%', 'a', 'b')", "b a\n100%"),
        ("T(String).format('%s %b %S', null, true, 'x')", "null true X"),
        ("T(String).format('%x %+d', 255, 3)", "ff +3"),
    ],
)
def test_a_format_of_texts_has_javas_conversions(text: str, result: str) -> None:
    assert compiled(text).value(scope()) == result


@pytest.mark.parametrize(
    "text",
    [
        "T(String).format('%d', 1.5)",
        "T(String).format('%.2f', 4)",
        "T(String).format('%d %d', 1)",
        "T(String).format('%99999d', 1)",
    ],
)
def test_a_format_that_java_refuses_has_no_value(text: str) -> None:
    with pytest.raises(EvaluationError):
        compiled(text).value(scope())
