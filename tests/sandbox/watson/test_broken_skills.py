"""Whatever a skill file holds: it is refused with sentences, or it loads and no exception ever leaves a turn."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.watson import Skill, SkillError
from tests.sandbox.watson.small_skills import FakeWebhook, assistant, document, handler, node, slot, webhook

_SLOTS = [
    {"parent": "f", **one} if one["type"] == "slot" else one
    for one in (
        *slot("s", "$size", "@size", "Which?", handler("n", "nomatch", "true", "Large or small?")),
        *slot("t", "$words", "slot_in_focus", "Say it.", context={"words": "<? input.text ?>"}),
    )
]
_JUMP = {"behavior": "jump_to", "selector": "condition", "dialog_node": "a"}
_OPTION = {
    "response_type": "option",
    "title": "?",
    "options": [{"label": "Y", "value": {"input": {"text": "yes please"}}}],
}
_WHOLE = document(
    node("w", "welcome", "Welcome."),
    node("a", "#yes", "<? $n ?>", context={"n": "<? $n == null ? 1 : $n + 1 ?>", "l": ["<? input.text ?>"]}),
    node("in", "true", output={"generic": [_OPTION]}, parent="a"),
    node("c", "@size:large || @code", actions=webhook(x="$n", y="<? @code.literal ?>")),
    node("r", "$result.ok", "<? $result.message ?>", type="response_condition", parent="c", next_step=_JUMP),
    node("f", "#greet", "$size $words", type="frame", digress_out_slots="allow_all", metadata={"x": 1}),
    *_SLOTS,
    node("d", "#no", type="folder"),
    node("e", "true", output={"text": {"values": ["one", "two"], "selection_policy": "random"}}, parent="d"),
    node("z", "anything_else", output={"text": ["What?"]}),
)
_SAID = ("hello there", "big A-1", "words of my own", "yes please", "no thanks", "2")

_EXPRESSIONS = st.sampled_from([
    "", " ", "true", "false", "anything_else", "(", "\\", "#", "@", "$", "#gone", "@gone.literal", "$a.b.c", "$a[0]",
    "<? 1 / 0 ?>", "<? $l.append($l) ?>", "<? context ?>", "<? 'x'.substring(5, 9) ?>", "<? 'x'.extract('(', 3) ?>",
    "<? [1].get('x') ?>", "<? input.text.toInt() ?>", "<? entities[9].value ?>", "<? intents[0].gone ?>", "<? now( ?>",
    "<? context.clear() ?>", "<? 'a' < 'b' ?>", "<? -'a' ?>", "<? $n * 'x' ?>", "<? T(String).format('%d', 'x') ?>",
    "<? {1: 2}.size() ?>", "<? 9999999999 * 9999999999 ?>", "<? 'a'.matches('(a+)+$') ?>", "<? @size.values.size() ?>",
    "<? 'x'.split('') ?>", "(" * 300 + "1" + ")" * 300, "<? 'x'.toJson() ?>", "\ud800", "<? {'a': $l} ?>",
])  # fmt: skip
_KEYS = st.sampled_from(
    ["system", "a", "size", "integrations", "generic", "text", "values", "_node_output_map", "private"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _EXPRESSIONS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Returns the paths of all values inside a JSON value."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else [])
    return [found for key, item in items for found in ((*path, key), *_places(item, (*path, key)))]


_PLACES = _places(_WHOLE)


def _broken(changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """Returns the whole skill with the values at some places replaced."""
    content = copy.deepcopy(_WHOLE)
    for path, value in changes:
        target: Any = content
        try:
            for key in path[:-1]:
                target = target[key]
            target[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change removed the place
    return content


_CHANGES = st.lists(st.tuples(st.sampled_from(_PLACES), _JSON), min_size=1, max_size=15)


def _loads(content: Any) -> bool:
    """Returns whether a file's content is a skill; False if it is refused in sentences."""
    try:
        return bool(Skill.of(content))
    except SkillError as error:
        return not all(error.problems)


def _talk(content: Any) -> None:
    if not _loads(content):
        return
    talk = assistant(content, FakeWebhook(), log_url="https://log.test", log_secret="x" * 32).open()
    for text in _SAID:
        answer = talk.say(text)
        assert all(isinstance(item["response_type"], str) for item in answer)
        for label in list(talk.choices())[:1]:
            talk.choose(label)
    assert all(isinstance(problem, str) for problem in talk.problems)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_CHANGES)
def test_no_exception_leaves_a_turn(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    _talk(_broken(changes))


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(_CHANGES)
def test_no_exception_leaves_a_turn_of_many_skills(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    _talk(_broken(changes))


@settings(deadline=None)
@given(_JSON)
def test_any_json_is_refused_in_sentences_or_loads(content: Any) -> None:
    assert not _loads(content)
    _loads({"dialog_nodes": content})
    _loads({"dialog_nodes": [content]})
    _loads({"dialog_nodes": [{"dialog_node": "a", "output": content, "context": content, "actions": content}]})


def test_a_fault_of_the_sandbox_itself_is_an_answer_and_a_line() -> None:
    def web(_: Any) -> Any:
        raise RuntimeError("the cable is cut")

    talk = assistant(document(node("a", "#greet", "A", actions=webhook(x=1)), node("b", "#yes", "B")), web).open()
    assert talk.say("hello there") == [
        {"response_type": "text", "text": "The assistant could not answer; the console says why."}
    ]
    assert talk.problems == ["The turn failed: RuntimeError: the cable is cut"]
    assert talk.say("yes please") == [{"response_type": "text", "text": "B"}]


def test_the_whole_skill_is_not_broken() -> None:
    assert Skill.of(json.loads(json.dumps(_WHOLE))).notices == ()
