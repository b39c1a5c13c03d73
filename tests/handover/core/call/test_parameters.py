"""A parameter is read from anything that a dialog sends: absent in four forms, numbers as text, objects as JSON text."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.parameters import ParameterError, parameter_value, structured_parameter, text_parameter


@pytest.mark.parametrize("absent", [None, "", "null", "  ", " null "])
def test_absent_null_and_empty_mean_the_same(absent: Any) -> None:
    assert parameter_value({"reason": absent}, "reason") is None
    assert structured_parameter({"details": absent}, "details") is None
    assert text_parameter({"reason": absent}, "reason") == text_parameter({}, "reason") == ""


@pytest.mark.parametrize(
    ("number", "text"), [(493012345671, "493012345671"), (493012345671.0, "493012345671"), (0, "0"), (1.5, "1.5")]
)
def test_a_number_is_read_as_its_text(number: Any, text: str) -> None:
    assert text_parameter({"phone_number": number}, "phone_number") == text


@pytest.mark.parametrize(("name", "length"), [("phone_number", 201), ("comment", 300), ("timezone", 200)])
def test_a_long_text_is_cut(name: str, length: int) -> None:
    assert text_parameter({name: "x" * 9000}, name) == "x" * length


def test_a_text_of_another_type_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match=r"^The parameter rating must be text\.$") as caught:
        text_parameter({"rating": [5]}, "rating")
    assert caught.value.name == "rating"


def test_an_object_may_come_as_its_json_text_and_other_values_as_they_are() -> None:
    sent = {"details": ' {"hail": "\\ud83d"}', "consent": "yes", "transcript": "[broken"}
    assert structured_parameter(sent, "details") == {"hail": "?"}
    assert structured_parameter(sent, "consent") == "yes"
    assert structured_parameter(sent, "transcript") == "[broken"
