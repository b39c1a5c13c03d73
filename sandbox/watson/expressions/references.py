"""Compiles what refers to the input and the conversation: variables, entities, intents, bare names, assignments."""

from __future__ import annotations

from typing import Any

from lark import Token, Tree

from ..errors import EvaluationError
from . import members
from .node import Evaluate, token_of, tree_of
from .rules import Rules
from .values import Entities, equal, stored, text_of


class References(Rules):
    """The rules of the grammar for references."""

    names: frozenset[str]

    def _variable(self, token: Token) -> Evaluate:
        name = _variable_name(token)
        if name == "context":  # IBM's page has `$context.integrations`, the context itself
            return lambda scope: scope.context.get(name, scope.context)
        return lambda scope: scope.context.get(name)

    def _variable_is(self, token: Token) -> Evaluate:
        name, _, wanted = token[1:].partition(":")
        wanted = wanted.strip("()")
        return lambda scope: name in scope.context and text_of(scope.context[name]) == wanted

    def _entity(self, token: Token) -> Evaluate:
        name = token[1:].strip("()")
        return lambda scope: members.property_of(scope.entities.of(name), "value", safe=True)

    def _entity_is(self, token: Token) -> Evaluate:
        name, _, wanted = token[1:].partition(":")
        wanted = wanted.strip("()")
        return lambda scope: any(text_of(mention) == wanted for mention in scope.entities.of(name) or Entities())

    def _intent(self, token: Token) -> Evaluate:
        name = token[1:].strip("()")
        if name in ("this", "root"):
            return lambda scope: scope.this
        return lambda scope: bool(scope.intents) and scope.intents[0].intent == name

    def _name(self, token: Token) -> Evaluate:
        name = str(token)
        if self.in_element:
            return lambda scope: members.property_of(scope.this, name)
        if name not in self.names:
            return self.fails(f"names {name!r}, which is none of the names of the language")
        return lambda scope: scope.names.get(name)

    def _assignment(self, target: Tree[Token], value: Tree[Token]) -> Evaluate:
        """Compiles `context.x = value`, which skills use inside a ternary. Its value is the value.

        `@airport = 'JFK'` compares (IBM's page expression-language).
        """
        new = self.of(value)
        if target.data == "entity":
            mention = self.of(target)
            return lambda scope: equal(mention(scope), new(scope))
        if target.data == "variable":
            name = _variable_name(token_of(target.children[0]))
            return lambda scope: _put(scope.context, name, new(scope))
        if target.data == "attribute":
            owner, key = self.of(tree_of(target.children[0])), str(target.children[2])
            return lambda scope: _put(owner(scope), key, new(scope))
        if target.data == "index":
            owner, place = self.of(tree_of(target.children[0])), self.of(tree_of(target.children[1]))
            return lambda scope: _put(owner(scope), place(scope), new(scope))
        return self.fails("assigns to something that is not a variable")


def _variable_name(token: Token) -> str:
    return token[1:].strip("(){}")


def _put(owner: Any, key: Any, value: Any) -> Any:
    value = stored(value)
    is_property = isinstance(owner, dict) and isinstance(key, str)
    is_element = isinstance(owner, list) and isinstance(key, int) and 0 <= key < len(owner)
    if not (is_property or is_element):
        raise EvaluationError(f"{text_of(owner) or 'null'} has no element {text_of(key) or 'null'} to assign to")
    owner[key] = value
    return value
