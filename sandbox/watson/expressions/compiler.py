"""Compiles the tree of an expression to a function that evaluates it.

Every rule of the grammar becomes a function from a `Scope` to a value. Literals and operators are here; the values of the
conversation are in references.py, members and calls in calls.py. Names and methods are looked up at compile time. One that
is unknown goes into `unknown`, and fails when it is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from ..errors import EvaluationError
from . import regexes
from .calls import Calls
from .node import Evaluate, child_trees, key_name, tree_of
from .numbers import Long, fits
from .operators import ARITHMETIC, COMPARE, negative
from .references import References
from .scope import NAMES, Scope
from .values import number, text_of, truth


class Compiler(References, Calls):
    """Has one method per rule of the grammar. `more_names`: bare names that are known besides NAMES.

    `compile_text` compiles the text of a `filter`, which is known only when it is evaluated.
    """

    def __init__(self, more_names: frozenset[str], compile_text: Callable[[str, frozenset[str]], Evaluate]) -> None:
        self.unknown: list[str] = []
        self.names = NAMES | more_names
        self.in_element = False
        self.compile_text = compile_text

    def of(self, tree: Tree[Token]) -> Evaluate:
        """Returns the function for a tree."""
        made: Evaluate = getattr(self, f"_{tree.data}")(*tree.children)
        return made

    def fails(self, problem: str) -> Evaluate:
        """Notes what is unknown. Returns a function that raises EvaluationError."""
        self.unknown.append(problem)

        def fail(_: Scope) -> Any:
            raise EvaluationError(f"it {problem}")

        return fail

    # Literals

    def _string(self, token: Token) -> Evaluate:
        quote = token[0]
        text = token[1:-1].replace(quote * 2, quote)
        return lambda _: text

    def _number(self, token: Token) -> Evaluate:
        constant = _literal(str(token))
        if constant is None:
            return self.fails(f"has the number {token}, which needs an L at its end, or is too large")
        return lambda _: constant

    def _true(self, _token: Token) -> Evaluate:
        return lambda _: True

    def _false(self, _token: Token) -> Evaluate:
        return lambda _: False

    def _null(self, _token: Token) -> Evaluate:
        return lambda _: None

    def _list(self, *items: Tree[Token] | None) -> Evaluate:
        values = [self.of(item) for item in items if item is not None]
        return lambda scope: [value(scope) for value in values]

    def _map(self, *pairs: Tree[Token]) -> Evaluate:
        items = [(self._key(tree_of(pair.children[0])), self.of(tree_of(pair.children[1]))) for pair in pairs]
        return lambda scope: {text_of(key(scope)): value(scope) for key, value in items}

    def _key(self, tree: Tree[Token]) -> Evaluate:
        name = key_name(tree)
        return self.of(tree) if name is None else lambda _: name

    # Operators

    def _ternary(self, condition: Tree[Token], yes: Tree[Token], no: Tree[Token]) -> Evaluate:
        holds, then, otherwise = self._truth(condition), self.of(yes), self.of(no)
        return lambda scope: then(scope) if holds(scope) else otherwise(scope)

    def _elvis(self, value: Tree[Token], fallback: Tree[Token]) -> Evaluate:
        first, second = self.of(value), self.of(fallback)

        def choose(scope: Scope) -> Any:
            found = first(scope)
            return second(scope) if found is None or found == "" else found

        return choose

    def _either(self, left: Tree[Token], right: Tree[Token]) -> Evaluate:
        first, second = self._truth(left), self._truth(right)
        return lambda scope: first(scope) or second(scope)

    def _both(self, left: Tree[Token], right: Tree[Token]) -> Evaluate:
        first, second = self._truth(left), self._truth(right)
        return lambda scope: first(scope) and second(scope)

    def _negation(self, operand: Tree[Token]) -> Evaluate:
        holds = self._truth(operand)
        return lambda scope: not holds(scope)

    def _minus(self, operand: Tree[Token]) -> Evaluate:
        value = self.of(operand)
        return lambda scope: negative(value(scope))

    def _plus(self, operand: Tree[Token]) -> Evaluate:
        value = self.of(operand)
        return lambda scope: number(value(scope))

    def _truth(self, tree: Tree[Token]) -> Callable[[Scope], bool]:
        value = self.of(tree)
        return lambda scope: truth(value(scope), scope.empty_text_is_true)

    def _compare(self, left: Tree[Token], sign: Token, right: Tree[Token]) -> Evaluate:
        first, second, compare = self.of(left), self.of(right), COMPARE[sign.lower()]
        return lambda scope: compare(first(scope), second(scope))

    def _matches(self, left: Tree[Token], right: Tree[Token]) -> Evaluate:
        first, second = self.of(left), self.of(right)
        return lambda scope: regexes.matches(text_of(first(scope)), text_of(second(scope)))

    def _arithmetic(self, left: Tree[Token], sign: Token, right: Tree[Token]) -> Evaluate:
        first, second, calculate = self.of(left), self.of(right), ARITHMETIC[sign.lower()]
        return lambda scope: calculate(first(scope), second(scope))

    def values(self, arguments: Tree[Token]) -> list[Evaluate]:
        """Returns the functions for the arguments of a call."""
        return [self.of(tree) for tree in child_trees(arguments)]


def _literal(text: str) -> int | float | None:
    """Returns the value of a number in an expression, or None if it does not fit its type."""
    suffix = text[-1].lower()
    if text[:2].lower() == "0x":
        whole, long = int(text[2:].rstrip("lL"), 16), suffix == "l"
    elif suffix in "dfl":
        if suffix != "l":
            return float(text[:-1])
        if not text[:-1].isdigit():
            return None
        whole, long = int(text[:-1]), True
    elif text.isdigit():
        whole, long = int(text), False
    else:
        return float(number(text))
    if not fits(whole, 64 if long else 32):
        return None
    return Long(whole) if long else whole
