"""Texts with expressions in them: answers, context values, webhook parameters.

`<? ... ?>` is an expression. `$name`, `$a.b`, `@entity` and `@entity.literal` are expanded without it. A backslash before
one of these signs makes it an ordinary character. The value of a text that is one expression keeps its type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import EvaluationError, ExpressionError
from .compiler import Expression, parse
from .scope import Scope
from .values import plain, text_of

_PARTS = re.compile(
    r"""\\(?P<sign>[$@#])
      | <\?(?P<expression>.*?)\?>
      | (?P<short> (?<![\w$@]) (?: \$(?:[^\W\d]\w*|\([^)]*\)) | @[\w-]+ ) (?:\.[^\W\d]\w*|\[\d+\])* )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Broken:
    """An expression that cannot be compiled, and why. Its value is null, as at Watson."""

    text: str
    reason: str


@dataclass(frozen=True)
class Template:
    """A text, split into plain parts and expressions."""

    parts: tuple[str | Expression | Broken, ...]

    @property
    def expressions(self) -> list[Expression]:
        """Returns the expressions in it, for the checks of a skill."""
        return [part for part in self.parts if isinstance(part, Expression)]

    @property
    def broken(self) -> list[Broken]:
        """Returns the expressions that cannot be compiled, for the checks of a skill."""
        return [part for part in self.parts if isinstance(part, Broken)]

    def value(self, scope: Scope) -> Any:
        """Returns the text with its expressions replaced; any type if it is one expression."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return plain(_value(self.parts[0], scope))
        return "".join(part if isinstance(part, str) else text_of(_value(part, scope)) for part in self.parts)


@lru_cache(maxsize=4096)
def template_of(text: str) -> Template:
    """Returns the template of a text."""
    parts: list[str | Expression | Broken] = []
    end = 0
    for found in _PARTS.finditer(text):
        _add_text(parts, text[end : found.start()])
        end = found.end()
        if found["sign"]:
            _add_text(parts, found["sign"])
        else:
            parts.append(compiled((found["expression"] or found["short"] or "").strip()))
    _add_text(parts, text[end:])
    return Template(tuple(parts))


def expand(value: Any, scope: Scope) -> Any:
    """Returns a JSON value with the expressions in all its texts replaced. Keys stay."""
    if isinstance(value, str):
        return template_of(value).value(scope)
    if isinstance(value, dict):
        return {key: expand(item, scope) for key, item in value.items()}
    return [expand(item, scope) for item in value] if isinstance(value, list) else value


def compiled(text: str) -> Expression | Broken:
    """Returns the expression of a text, or why there is none."""
    try:
        return parse(text)
    except ExpressionError as error:
        return Broken(text, str(error))
    except Exception as error:  # such as one that is nested too deeply
        return Broken(text, f"is not understood: {type(error).__name__}")


def _add_text(parts: list[str | Expression | Broken], text: str) -> None:
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


def _value(expression: Expression | Broken, scope: Scope) -> Any:
    """Returns the value, or None if there is none: Watson shows nothing then. The failure goes into `problems`."""
    if isinstance(expression, Broken):
        scope.problems.append(f"<? {expression.text} ?> {expression.reason}")
        return None
    try:
        return expression.value(scope)
    except EvaluationError as error:
        scope.problems.append(f"<? {expression.text} ?>: {error}")
    except Exception as error:  # Java has a value or an exception here, and Watson goes on with null
        scope.problems.append(f"<? {expression.text} ?> failed: {type(error).__name__}: {error}")
    return None
