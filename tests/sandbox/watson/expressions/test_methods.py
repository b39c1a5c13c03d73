"""The methods that a value of each kind has (IBM's page dialog-methods)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.expressions import compiled
from tests.sandbox.watson.expressions.world import scope


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Texts
        ("'a'.append('b')", "ab"),
        ("'Yes'.equalsIgnoreCase('yes')", True),
        ("'abc'.equals('abc')", True),
        ("'abc'.startsWith('a') && 'abc'.endsWith('c')", True),
        ("''.isEmpty()", True),
        ("'Hello 123 this'.extract('([\\d]+)(\\b [A-Za-z]+)', 2)", " this"),
        ("'Hello'.extract('([\\d]+)', 0)", ""),
        ("'1 and 22 and 333'.getMatch('([\\d]+)', 1)", "22"),
        ("'1'.getMatch('([\\d]+)', 4)", ""),
        ("'bananas;apples'.split(';')", ["bananas", "apples"]),
        ("'text'.substring(1, 3)", "ex"),
        ("'text'.substring(2)", "xt"),
        ("' x '.trim().toUpperCase()", "X"),
        ("'{\"a\": 1}'.toJson().a", 1),
        ("'a.b'.replace('.', '-')", "a-b"),
        ("'a1b22'.replaceAll('[0-9]+', '#')", "a#b#"),
        ("'abc'.indexOf('c')", 2),
        # Numbers
        ("'12'.toInt() + 1", 13),
        ("3.9.toInt()", 3),
        ("'1.5'.toDouble()", 1.5),
        # Lists
        ("$list.append('c', 'd')", ["a", "b", "c", "d"]),
        ("$list.contains('a')", True),
        ("$list.containsIgnoreCase('A')", True),
        ("$list.get(0)", "a"),
        ("$list.indexOf('b')", 1),
        ("$list.indexOf('z')", -1),
        ("$list.join('; ')", "a; b"),
        ("$list.remove(0)", ["b"]),
        ("$list.removeValue('b')", ["a"]),
        ("$list.removeValue('z')", ["a", "b"]),
        ("$list.set(1, 'z')", ["a", "z"]),
        ("$list.isEmpty()", False),
        ("$list.getRandomItem() == 'a' || $list.getRandomItem() == 'b'", True),
        ("$result.items.joinToArray('<%e.label%>')", ["<first>", "<second>"]),
        ("$result.items.joinToArray({'is': '%e.label%'}).get(1).is", "second"),
        # Objects
        ("$result.has('ok') && !$result.has('other')", True),
        ("$result.remove('ok')", True),
        ("$result.size()", 3),
        ("$result.get('skip')", "first"),
        # Moments
        ("now()", "2026-11-22 10:00:00"),
        ("now('America/New_York')", "2026-11-22 04:00:00 GMT-05:00"),
        ("today()", "2026-11-22"),
        ("now().before('12:00:00')", True),
        ("'2026-11-22'.after('2026-11-21')", True),
        ("'10:00'.sameMoment('10:00:00')", True),
        ("'10:00'.sameOrAfter('10:00') && '10:00'.sameOrBefore('10:01')", True),
        ("'2026-11-22 17:05:00 Europe/Berlin'.reformatDateTime('d MMMM yyyy, h:mm a')", "22 November 2026, 5:05 PM"),
        ("today().reformatDateTime('EEEE')", "Sunday"),
        ("'17:05:00'.reformatDateTime(\"HH 'h' mm\")", "17 h 05"),
    ],
)  # fmt: skip
def test_a_method_yields_its_value(text: str, value: Any) -> None:
    assert compiled(text).value(scope()) == value


def test_a_list_is_changed_where_it_is_stored() -> None:
    here = scope()
    compiled("$list.append('c')").value(here)
    assert compiled("$list.addAll({'d'})").value(here) is None
    assert compiled("$list.add('e')").value(here) is True
    assert here.context["list"] == ["a", "b", "c", "d", "e"]
    compiled("$list.clear()").value(here)
    assert here.context["list"] == []


def test_clearing_the_context_keeps_what_the_conversation_needs() -> None:
    here = scope(context={"conversation_id": "c", "timezone": "GMT", "system": {}, "mine": 1})
    compiled("context.clear()").value(here)
    assert here.context == {"conversation_id": "c", "timezone": "GMT", "system": {}}


def test_clearing_an_object_empties_it() -> None:
    here = scope()
    compiled("$result.clear()").value(here)
    assert here.context["result"] == {}


def test_an_unknown_date_pattern_is_not_guessed() -> None:
    with pytest.raises(Exception, match="'QQQ'"):
        compiled("today().reformatDateTime('QQQ')").value(scope())
