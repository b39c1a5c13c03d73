"""What the rules of the grammar need of the compiler that they are part of."""

from __future__ import annotations

from abc import ABC, abstractmethod

from lark import Token, Tree

from .node import Evaluate


class Rules(ABC):
    """`in_element`: inside a projection, where a bare name is a property."""

    in_element: bool

    @abstractmethod
    def of(self, tree: Tree[Token]) -> Evaluate:
        """Returns the function for a tree."""

    @abstractmethod
    def fails(self, problem: str) -> Evaluate:
        """Notes what is unknown. Returns a function that raises EvaluationError."""
