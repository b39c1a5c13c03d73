"""Compiles an expression's text to a function that evaluates it, once per text.

Every rule of the grammar becomes a function from a `Scope` to a value. Names and methods are looked up at compile time, so a
skill with an unknown one is rejected when it is loaded, not during a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from ..errors import EvaluationError, ExpressionError
from . import java, members, moments
from .operators import ARITHMETIC, COMPARE
from .scope import NAMES, Scope
from .values import Entities, number, text_of, truth

Evaluate = Callable[[Scope], Any]


@dataclass(frozen=True)
class Expression:
    """A compiled expression. `intents` and `entities`: the names in it, for the skill's checks."""

    text: str
    value: Evaluate
    intents: frozenset[str]
    entities: frozenset[str]


@lru_cache(maxsize=4096)
def parse(text: str, more_names: frozenset[str] = frozenset()) -> Expression:
    """Compiles an expression. `more_names`: bare names that are allowed besides the built-in ones.

    Raises ExpressionError with the problem and its position.
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        where = "at its end" if error.token.type == "$END" else f"at character {error.column}"
        raise ExpressionError(f"is not understood {where}") from None
    except UnexpectedCharacters as error:
        raise ExpressionError(f"is not understood at character {error.column}") from None
    intents = _names_of(tree, "INTENT") - {"this", "root"}
    return Expression(text, _Compiler(NAMES | more_names).of(tree), intents, _names_of(tree, "ENTITY", "ENTITY_IS"))


@cache
def _parser() -> Lark:
    return Lark(Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"), parser="lalr")


def _names_of(tree: Tree[Token], *kinds: str) -> frozenset[str]:
    tokens = tree.scan_values(lambda value: isinstance(value, Token) and value.type in kinds)
    return frozenset(str(token)[1:].split(":")[0] for token in tokens)


class _Compiler:
    """Has one method per rule of the grammar. `names`: the known bare names, None inside a projection."""

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names

    def of(self, tree: Tree[Token]) -> Evaluate:
        compiled: Evaluate = getattr(self, f"_{tree.data}")(*tree.children)
        return compiled

    def _all(self, trees: Iterable[Tree[Token] | None]) -> list[Evaluate]:
        return [self.of(tree) for tree in trees if tree is not None]

    # Values

    def _string(self, token: Token) -> Evaluate:
        text = token[1:-1].replace("''", "'") if token[0] == "'" else token[1:-1]
        return lambda _: text

    def _number(self, token: Token) -> Evaluate:
        constant = number(str(token))
        return lambda _: constant

    def _true(self) -> Evaluate:
        return lambda _: True

    def _false(self) -> Evaluate:
        return lambda _: False

    def _null(self) -> Evaluate:
        return lambda _: None

    def _list(self, *items: Tree[Token] | None) -> Evaluate:
        values = self._all(items)
        return lambda scope: [value(scope) for value in values]

    def _map(self, *pairs: Tree[Token]) -> Evaluate:
        items = [(self._key(pair.children[0]), self.of(_tree(pair.children[1]))) for pair in pairs]
        return lambda scope: {key(scope): value(scope) for key, value in items}

    def _key(self, tree: Tree[Token] | Token) -> Evaluate:
        tree = _tree(tree)
        if tree.data == "name":
            name = str(tree.children[0])
            return lambda _: name
        return self.of(tree)

    # Values of the input and the session

    def _variable(self, token: Token) -> Evaluate:
        name = token[1:].strip("()")
        return lambda scope: scope.context.get(name)

    def _variable_is(self, token: Token) -> Evaluate:
        name, _, wanted = token[1:].partition(":")
        wanted = wanted.strip("()")
        return lambda scope: name in scope.context and text_of(scope.context[name]) == wanted

    def _entity(self, token: Token) -> Evaluate:
        name = str(token[1:])
        return lambda scope: members.property_of(scope.entities.of(name), "value", safe=True)

    def _entity_is(self, token: Token) -> Evaluate:
        name, _, wanted = token[1:].partition(":")
        wanted = wanted.strip("()")
        return lambda scope: any(text_of(mention) == wanted for mention in scope.entities.of(name) or Entities())

    def _intent(self, token: Token) -> Evaluate:
        name = str(token[1:])
        if name in ("this", "root"):
            return lambda scope: scope.this
        return lambda scope: bool(scope.intents) and scope.intents[0].intent == name

    def _name(self, token: Token) -> Evaluate:
        name = str(token)
        if self._names is None:
            return lambda scope: members.property_of(scope.this, name)
        if name not in self._names:
            raise ExpressionError(f"names {name!r}, which is none of the names of the language")
        return lambda scope: scope.names.get(name)

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
        return lambda scope: -number(value(scope))

    def _truth(self, tree: Tree[Token]) -> Callable[[Scope], bool]:
        value = self.of(tree)
        return lambda scope: truth(value(scope), scope.empty_text_is_true)

    def _compare(self, left: Tree[Token], sign: Token, right: Tree[Token]) -> Evaluate:
        first, second, compare = self.of(left), self.of(right), COMPARE[str(sign)]
        return lambda scope: compare(first(scope), second(scope))

    def _arithmetic(self, left: Tree[Token], sign: Token, right: Tree[Token]) -> Evaluate:
        first, second, calculate = self.of(left), self.of(right), ARITHMETIC[str(sign)]
        return lambda scope: calculate(first(scope), second(scope))

    # Members

    def _attribute(self, target: Tree[Token], dot: Token, name: Token) -> Evaluate:
        if target.data == "entity" and name in members.MENTION_PROPERTIES:
            entity = str(_token(target.children[0])[1:])
            return lambda scope: members.property_of(scope.entities.of(entity), str(name), safe=True)
        value, safe = self.of(target), dot == "?."
        return lambda scope: members.property_of(value(scope), str(name), safe)

    def _method(self, target: Tree[Token], dot: Token, name: Token, arguments: Tree[Token]) -> Evaluate:
        values = self._all(_trees(arguments))
        if target.data == "java_type":
            return java.static_method(str(target.children[0]), str(name), values)
        value, safe = self.of(target), dot == "?."
        if name == "filter":
            return _filter(value, values, safe)
        members.require_method(str(name))
        return lambda scope: members.call(scope, value(scope), str(name), [item(scope) for item in values], safe)

    def _index(self, target: Tree[Token], key: Tree[Token]) -> Evaluate:
        value, place = self.of(target), self.of(key)
        return lambda scope: members.item_of(value(scope), place(scope))

    def _projection(self, target: Tree[Token], element: Tree[Token]) -> Evaluate:
        value, each = self.of(target), _Compiler(None).of(element)
        return lambda scope: [each(scope.with_this(item)) for item in members.elements(value(scope))]

    def _selection(self, target: Tree[Token], condition: Tree[Token]) -> Evaluate:
        value, holds = self.of(target), _Compiler(None)._truth(condition)
        return lambda scope: [item for item in members.elements(value(scope)) if holds(scope.with_this(item))]

    def _function(self, name: Token, arguments: Tree[Token]) -> Evaluate:
        function, values = moments.FUNCTIONS.get(str(name)), self._all(_trees(arguments))
        if function is None:
            raise ExpressionError(f"calls {name}(), which the sandbox does not know")
        return lambda scope: function(scope, *(value(scope) for value in values))

    def _java_type(self, name: Token) -> Evaluate:
        raise ExpressionError(f"uses the Java class {name} without calling a method of it")

    def _java_object(self, name: Token, arguments: Tree[Token]) -> Evaluate:
        return java.constructor(str(name), self._all(_trees(arguments)))


def _filter(target: Evaluate, arguments: list[Evaluate], safe: bool) -> Evaluate:
    """Compiles `list.filter("x", "x.size > 1")`. The condition is a text, so it is compiled when its value is known."""
    if len(arguments) != 2:
        raise ExpressionError(f"calls filter() with {len(arguments)} arguments; it takes a variable and a condition")
    variable, condition = arguments

    def select(scope: Scope) -> Any:
        items = target(scope)
        if items is None and safe:
            return None
        if not isinstance(items, list):
            raise EvaluationError(f"{text_of(items) or 'null'} has no method filter()")
        name = text_of(variable(scope))
        holds = parse(text_of(condition(scope)), frozenset({name})).value
        return [item for item in items if truth(holds(scope.with_names({name: item})), scope.empty_text_is_true)]

    return select


def _tree(child: Tree[Token] | Token) -> Tree[Token]:
    assert isinstance(child, Tree)
    return child


def _token(child: Tree[Token] | Token) -> Token:
    assert isinstance(child, Token)
    return child


def _trees(arguments: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in arguments.children if isinstance(child, Tree)]
