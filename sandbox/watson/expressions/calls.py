"""Compiles members and calls: properties, elements, methods, projections, functions, Java classes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from ..errors import EvaluationError
from . import java, members, moments
from .node import Evaluate, token_of
from .rules import Rules
from .scope import Scope
from .values import text_of, truth


class Calls(Rules):
    """The rules of the grammar for members and calls."""

    compile_text: Callable[[str, frozenset[str]], Evaluate]

    @abstractmethod
    def values(self, arguments: Tree[Token]) -> list[Evaluate]:
        """Returns the functions for the arguments of a call."""

    def _attribute(self, target: Tree[Token], dot: Token, name: Token) -> Evaluate:
        if target.data == "entity":
            # `@phone.literal` is a property of the mention, although `@phone` alone is its value.
            entity = token_of(target.children[0])[1:].strip("()")
            return lambda scope: members.property_of(scope.entities.of(entity), str(name), safe=True)
        if target.data == "java_type":
            return self._java_field(str(target.children[0]), str(name))
        value, safe = self.of(target), dot == "?."
        return lambda scope: members.property_of(value(scope), str(name), safe)

    def _method(self, target: Tree[Token], dot: Token, name: Token, arguments: Tree[Token]) -> Evaluate:
        values = self.values(arguments)
        if target.data == "java_type":
            return self._static(str(target.children[0]), str(name), values)
        value, safe = self.of(target), dot == "?."
        if name == "filter":
            return self._filter(value, values, safe)
        if not members.is_method(str(name)):
            return self.fails(f"calls the method {name}(), which the sandbox does not know")
        return lambda scope: members.call(scope, value(scope), str(name), [item(scope) for item in values], safe)

    def _index(self, target: Tree[Token], key: Tree[Token]) -> Evaluate:
        value, place = self.of(target), self.of(key)
        return lambda scope: members.item_of(value(scope), place(scope))

    def _projection(self, target: Tree[Token], sign: Token, element: Tree[Token]) -> Evaluate:
        items, each = self._items(target, sign), self._inside(element)

        def project(scope: Scope) -> Any:
            found = items(scope)
            return None if found is None else [each(scope.with_this(item)) for item in found]

        return project

    def _selection(self, target: Tree[Token], sign: Token, condition: Tree[Token]) -> Evaluate:
        items, value = self._items(target, sign), self._inside(condition)

        def select(scope: Scope) -> Any:
            found = items(scope)
            if found is None:
                return None
            chosen = [item for item in found if truth(value(scope.with_this(item)), scope.empty_text_is_true)]
            if sign == ".^[":
                return chosen[0] if chosen else None
            return (chosen[-1] if chosen else None) if sign == ".$[" else chosen

        return select

    def _items(self, target: Tree[Token], sign: Token) -> Callable[[Scope], list[Any] | None]:
        value, safe = self.of(target), sign.startswith("?")

        def items(scope: Scope) -> list[Any] | None:
            found = value(scope)
            return None if found is None and safe else members.elements_of(found)

        return items

    def _inside(self, element: Tree[Token]) -> Evaluate:
        outer, self.in_element = self.in_element, True
        try:
            return self.of(element)
        finally:
            self.in_element = outer

    def _function(self, name: Token, arguments: Tree[Token]) -> Evaluate:
        function, values = moments.FUNCTIONS.get(str(name)), self.values(arguments)
        if function is None:
            return self.fails(f"calls {name}(), which the sandbox does not know")
        return lambda scope: members.applied(str(name), function, scope, *(value(scope) for value in values))

    def _static(self, class_name: str, name: str, values: list[Evaluate]) -> Evaluate:
        function = java.static_method(class_name, name)
        if function is None:
            return self.fails(f"calls {name}() of the Java class {class_name}, which the sandbox does not know")
        return lambda scope: members.applied(name, function, scope, *(value(scope) for value in values))

    def _java_field(self, class_name: str, name: str) -> Evaluate:
        if not java.has_field(class_name, name):
            return self.fails(f"reads {name} of the Java class {class_name}, which the sandbox does not know")
        return lambda _: java.field(class_name, name)

    def _java_type(self, name: Token) -> Evaluate:
        return self.fails(f"uses the Java class {name} without calling a method of it")

    def _java_object(self, name: Token, arguments: Tree[Token]) -> Evaluate:
        make, values = java.constructor(str(name)), self.values(arguments)
        if make is None:
            return self.fails(f"makes a new {name}, which the sandbox does not know")
        return lambda scope: members.applied(f"new {name}", make, scope, *(value(scope) for value in values))

    def _filter(self, target: Evaluate, arguments: list[Evaluate], safe: bool) -> Evaluate:
        """Compiles `list.filter("x", "x.size > 1")`. The condition is a text, so it is compiled when its value is known."""
        if len(arguments) != 2:
            return self.fails(f"calls filter() with {len(arguments)} arguments; it takes a variable and a condition")
        variable, condition = arguments

        def select(scope: Scope) -> Any:
            items = target(scope)
            if items is None and safe:
                return None
            if not isinstance(items, list):
                raise EvaluationError(f"{text_of(items) or 'null'} has no method filter()")
            name = text_of(variable(scope))
            holds = self.compile_text(text_of(condition(scope)), frozenset({name}))
            return [item for item in items if truth(holds(scope.with_names({name: item})), scope.empty_text_is_true)]

        return select
