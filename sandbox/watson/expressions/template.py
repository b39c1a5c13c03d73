"""Texts with expressions in them: answers, context values, webhook parameters.

`<? ... ?>` is an expression. `$name`, `$a.b`, `@entity` and `@entity.literal` are expanded without it. A backslash before
one of these signs makes it an ordinary character. The value of a text that is one expression keeps its type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .expression import Expression, compiled, evaluate
from .scope import Scope
from .values import plain, text_of

_PARTS = re.compile(
    r"""\\(?P<sign>[$@#])
      | <\?(?P<expression>.*?)\?>
      | (?P<short> (?<![\w@]) (?: \$(?:[^\W\d]\w*|\([^)]*\)|\{[^}]*\}) | @[\w-]+ )
                   (?:\.[^\W\d]\w*|\[\d+\])* )""",
    re.VERBOSE | re.DOTALL,
)


# What the editor saves for a slot that checks for one value: whether it was mentioned.
_ENTITY_IS = re.compile(r"@[\w-]+:(?:\([^)]*\)|[^\s()&|!,;<>=?:\]}]+)")


@dataclass(frozen=True)
class Template:
    """A text, split into plain parts and expressions."""

    parts: tuple[str | Expression, ...]

    @property
    def expressions(self) -> list[Expression]:
        """Returns the expressions in it, for the checks of a skill."""
        return [part for part in self.parts if isinstance(part, Expression)]

    def value(self, scope: Scope) -> Any:
        """Returns the text with its expressions replaced; any type if it is one expression.

        An expression that has no value now is null, which shows as nothing; `scope.problems` gets a line.
        """
        if len(self.parts) == 1 and isinstance(self.parts[0], Expression):
            return evaluate(self.parts[0], scope, convert=plain)
        return "".join(
            part if isinstance(part, str) else evaluate(part, scope, convert=text_of) or "" for part in self.parts
        )


def expand(value: Any, scope: Scope) -> Any:
    """Returns a JSON value with the expressions in all its texts replaced. Keys stay. A broken expression is null."""
    if isinstance(value, str):
        return template_of(value).value(scope)
    if isinstance(value, dict):
        return {key: expand(item, scope) for key, item in value.items()}
    return [expand(item, scope) for item in value] if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def template_of(text: str) -> Template:
    """Returns the template of a text; a broken expression in it has no value."""
    if _ENTITY_IS.fullmatch(text):
        return Template((compiled(text),))
    parts: list[str | Expression] = []
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


def _add_text(parts: list[str | Expression], text: str) -> None:
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)
