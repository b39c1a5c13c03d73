"""The tree of an expression, as the parser returns it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from .scope import Scope

Evaluate = Callable[[Scope], Any]


def tree_of(child: Tree[Token] | Token) -> Tree[Token]:
    """Returns a child that the grammar says is a tree."""
    assert isinstance(child, Tree)
    return child


def token_of(child: Tree[Token] | Token) -> Token:
    """Returns a child that the grammar says is a token."""
    assert isinstance(child, Token)
    return child


def child_trees(tree: Tree[Token]) -> list[Tree[Token]]:
    """Returns the children that are trees; an absent argument list has none."""
    return [child for child in tree.children if isinstance(child, Tree)]


def key_name(tree: Tree[Token]) -> str | None:
    """Returns the name if the tree is a bare name, which is a text as a key of a map; else None."""
    return str(tree.children[0]) if tree.data == "name" else None
