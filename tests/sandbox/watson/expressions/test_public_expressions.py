"""Expressions in the forms that people write in public skills and in their notes on Watson."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.expressions import Entities, Mention, evaluate, expand
from tests.sandbox.watson.expressions.world import scope

ENTITIES = Entities(
    [Mention("sys-date", "2026-11-24", "Tuesday", (0, 7)), Mention("sys-time", "14:00:00", "2pm", (11, 14))]
)
CONTEXT: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "pizza_place": "go",
    "days": ["Tue", "Thu"],
    "times": {"DATA": [{"day": "Tuesday", "hours": ["10h", "11h"]}, {"day": "Thursday", "hours": ["14h"]}]},
    "counter": 2,
    "nlc": {"classes": [{"class_name": "first"}]},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<? $pizza_place=='go' ? ' to take home'  :  '  to stay' ?>", " to take home"),
        ("<? entities[(entities.size() * T(java.lang.Math).random()).intValue()].value != null ?>", True),
        ("<? input.text.toUpperCase().contains('TUESDAY')? context.day='tuesday': null ?>", "tuesday"),
        ("<? input.text.toUpperCase().find('TUESDAY|THURSDAY') ? context.day=input.text.toLowerCase()"
         ".extract('(tuesday|thursday)', 0): null ?>", "tuesday"),
        ("<? entities['sys-date'] && entities['sys-date'].size()==1 && context.days.contains("
         "entities['sys-date'][0].value.reformatDateTime('E'))? entities['sys-date'][0].value"
         ".reformatDateTime('E dd MMMM'): null ?>", "Tue 24 November"),
        ("<? entities['sys-time'][0].value.reformatDateTime('h') + 'h' ?>", "2h"),
        ("<? entities['sys-time'].reformatDateTime('h a') ?>", None),
        ("<? $times.DATA.joinToArray(\"%e.day%\").join(' and ') ?>", "Tuesday and Thursday"),
        ("<? $times.DATA[0].hours.join(' and ') ?>", "10h and 11h"),
        ("<? context.nlc.classes.get(0).class_name ?>", "first"),
        ("<? context['counter'] + 1 ?>", 3),
        ("<? context.counter ?: 0 ?>", 2),
        ("<? context.unset?.name ?: 'you' ?>", "you"),
        ("<? intents.size() > 0 && intents[0].confidence > 0.5 ? intents[0].intent : 'none' ?>", "help"),
        ("<? T(java.lang.String).format('%.2f', $counter.toDouble() * 1.19) ?>", "2.38"),
        ("<? now().reformatDateTime('HH').toInt() < 12 ? 'Good morning' : 'Hello' ?>", "Good morning"),
        ("<? @sys-date.reformatDateTime('EEEE, MMMM d') ?>", "Tuesday, November 24"),
        ("<? @sys-time.reformatDateTime('h:mm a') ?>", "2:00 PM"),
        ("<? @sys-date.before(today()) ?>", False),
        ("<? entities['sys-date'].![value] ?>", ["2026-11-24"]),
        ("<? input.text.split(' ').size() ?>", 3),
        ("<? input.text.replaceAll('[^a-z]', '') ?>", "uesdayatpm"),
        ("<? {\"a\": $counter, \"b\": [1, 2]} ?>", {"a": 2, "b": [1, 2]}),
        ("<? new JsonObject().put('n', $counter) ?>", {"n": 2}),
        ("On $times.DATA[1].day at @sys-time", "On Thursday at 14:00:00"),
    ],
)  # fmt: skip
def test_it_has_watsons_value(text: str, value: Any) -> None:
    here = scope(context=dict(CONTEXT), entities=ENTITIES, input={"text": "Tuesday at 2pm"})
    assert expand(text, here) == value


def test_an_assignment_inside_a_condition_sets_the_variable() -> None:
    here = scope(context=dict(CONTEXT), entities=ENTITIES, input={"text": "tuesday"})
    evaluate("input.text.contains('tuesday') ? context.day = 'tuesday' : null", here)
    assert here.context["day"] == "tuesday"
