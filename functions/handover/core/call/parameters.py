"""Parameters of the webhook's commands, as a dialog sends them.

A dialog is loosely typed: an unset variable arrives as `null`, `""` or `"null"`, a number as text, an object as its JSON
text. All of these are accepted. Text that is too long is cut, not refused, because a refusal would cost the customer the
call. A value of the wrong type is refused by name: that is a mistake in the dialog, which its author sees at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handover.errors import HandoverError

#: How many characters of a text parameter are kept, by its name, and of any other one.
_MOST = {
    "phone_number": 201,  # one more than is read, so that a sentence that was cut is not read as if it were whole
    "language": 35,
    "channel": 60,
    "name": 100,
    "reason": 300,
    "comment": 300,
}
_MOST_OTHERWISE = 200


class ParameterError(HandoverError):
    """A parameter has a value of the wrong type."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"The parameter {name} must be {expected}.")
        self.name = name


def text_parameter(parameters: Mapping[str, Any], name: str) -> str:
    """Returns a text parameter, or `""` if it is absent. A number becomes its text. Raises ParameterError for a value of
    another type."""
    value = parameter_value(parameters, name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ParameterError(name, "text")
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a dialog that keeps a phone number as a floating point number
    return str(value).strip()[: _MOST.get(name, _MOST_OTHERWISE)]


def flag_parameter(parameters: Mapping[str, Any], name: str) -> bool:
    """Returns a parameter that is true or false, also as text; False if it is absent. Raises ParameterError for anything
    else."""
    value = parameter_value(parameters, name)
    known = {"true": True, "false": False}.get(str(value).strip().lower())
    if value is not None and known is None:
        raise ParameterError(name, "true or false")
    return bool(known)


def structured_parameter(parameters: Mapping[str, Any], name: str) -> Any:
    """Returns an object or list, also from its JSON text; any other value as it is; None if it is absent. Half an emoji,
    which JSON can escape, becomes `?`: it could not be stored."""
    value = parameter_value(parameters, name)
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(json.dumps(json.loads(value), ensure_ascii=False).encode(errors="replace"))
        except (ValueError, RecursionError):
            return value
    return value


def parameter_value(parameters: Mapping[str, Any], name: str) -> Any:
    """Returns the parameter's value, or None for absent, `null`, `""` and `"null"`."""
    value = parameters.get(name)
    return None if isinstance(value, str) and value.strip() in ("", "null") else value
