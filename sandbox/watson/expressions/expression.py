"""An expression: compiled once per text, evaluated for a `Scope`.

As at Watson, an expression that is broken, or that cannot be evaluated now, is null, and the console gets one line. So no
Python exception leaves `evaluate`. The checks of a skill read `unknown`, which has what is wrong before anything runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedToken

from ..errors import EvaluationError
from .compiler import Compiler
from .scope import Scope

_NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expression:
    """A compiled expression. `intents` and `entities`: the names in it, for the skill's checks.

    `unknown`: what the sandbox does not know in it, one clause each ("calls the method x(), ...").
    """

    text: str
    intents: frozenset[str]
    entities: frozenset[str]
    unknown: Sequence[str]
    _evaluate: Callable[[Scope], Any]

    def value(self, scope: Scope) -> Any:
        """Returns the value now. Raises EvaluationError, and nothing else."""
        try:
            return self._evaluate(scope)
        except EvaluationError:
            raise
        except RecursionError:
            raise EvaluationError("it is nested too deeply") from None
        except Exception as error:
            # The last resort: values come from webhooks, so one of a wrong type can reach any line.
            raise EvaluationError(f"it failed with {type(error).__name__}: {error}") from error


@lru_cache(maxsize=4096)
def compiled(text: str, more_names: frozenset[str] = _NO_NAMES) -> Expression:
    """Returns the compiled expression, also of a broken text: that one cannot be evaluated. `more_names`: bare names that
    are known besides the built-in ones.

    An unknown name or method is a failure only where evaluation reaches it: `#yes || unknown()` is true for `#yes`.
    """
    bare = _without_brackets(text)
    try:
        tree = _parser().parse(bare)
        compiler = Compiler(more_names, lambda inner, names: compiled(inner, names).value)
        evaluate = compiler.of(tree)
    except UnexpectedToken as error:
        where = "at its end" if error.token.type == "$END" else f"at character {error.column}"
        return _broken(text, f"is not understood {where}")
    except UnexpectedCharacters as error:
        return _broken(text, f"is not understood at character {error.column}")
    except LarkError:
        return _broken(text, "is not understood")
    except RecursionError:
        return _broken(text, "is nested too deeply")
    intents = _names_of(tree, "INTENT") - {"this", "root"}
    return Expression(text, intents, _names_of(tree, "ENTITY", "ENTITY_IS"), tuple(compiler.unknown), evaluate)


def evaluate(
    expression: str | Expression,
    scope: Scope,
    label: str | None = None,
    convert: Callable[[Any], Any] = lambda value: value,
) -> Any:
    """Returns the value of an expression now, or None if it has none; then `scope.problems` gets a line.

    `label`: the place in that line ("Condition of node 'x', '$y.z'"); the expression itself if absent. `convert`: what to
    make of the value, such as its text.
    """
    found = compiled(expression) if isinstance(expression, str) else expression
    problem: object
    try:
        return convert(found.value(scope))
    except EvaluationError as error:
        problem = error
    except RecursionError:
        problem = "its value is nested too deeply"
    scope.problems.append(f"{label or f'<? {found.text} ?>'}: {problem}")
    return None


@cache
def _parser() -> Lark:
    return Lark(Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"), parser="lalr")


def _without_brackets(text: str) -> str:
    """Returns a condition without `<?` and `?>` around it, which Watson allows there."""
    bare = text.strip()
    return bare[2:-2] if bare.startswith("<?") and bare.endswith("?>") and "<?" not in bare[2:] else bare


def _broken(text: str, problem: str) -> Expression:
    def fail(_: Scope) -> Any:
        raise EvaluationError(f"it {problem}")

    return Expression(text, _NO_NAMES, _NO_NAMES, (problem,), fail)


def _names_of(tree: Tree[Token], *kinds: str) -> frozenset[str]:
    tokens = tree.scan_values(lambda value: isinstance(value, Token) and value.type in kinds)
    return frozenset(str(token)[1:].split(":")[0].strip("()") for token in tokens)
