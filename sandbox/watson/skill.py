"""A dialog skill: its nodes as a tree, its intents and entities, its webhook.

A `Skill` is made only after all checks have passed (`checks`), so other code relies on its shape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .checks import problems_of
from .errors import SkillError
from .node import Node
from .understanding import EntityFinder, IntentMatcher


@dataclass(frozen=True)
class Skill:
    """A checked skill. `_children`: the nodes of each parent id (None: the root), of all types, in order."""

    name: str
    language: str
    nodes: Mapping[str, Node]
    intents: IntentMatcher = field(repr=False)
    entities: EntityFinder = field(repr=False)
    webhook_url: str = ""
    webhook_headers: Mapping[str, str] = field(default_factory=dict)
    _children: Mapping[str | None, Sequence[Node]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: str | Path) -> Skill:
        """Reads a skill file. Raises SkillError with all its problems, or OSError."""
        content = Path(path).read_bytes()
        try:
            document = json.loads(content.decode("utf-8"))
        except ValueError as error:
            raise SkillError([f"The file is not JSON in UTF-8: {error}."]) from None
        return cls.of(document)

    @classmethod
    def of(cls, document: Any) -> Skill:
        """Returns the skill for a skill file's content. Raises SkillError with all its problems."""
        problems = problems_of(document)
        if problems:
            raise SkillError(problems)
        nodes = {raw["dialog_node"]: Node.of(raw) for raw in document["dialog_nodes"]}
        webhook: dict[str, Any] = next(iter(document.get("webhooks") or []), {})
        return cls(
            name=document.get("name") or "",
            language=document["language"],
            nodes=nodes,
            intents=IntentMatcher(
                {
                    intent["intent"]: [example["text"] for example in intent.get("examples") or []]
                    for intent in document.get("intents") or []
                }
            ),
            entities=EntityFinder(document.get("entities") or [], document["language"]),
            webhook_url=webhook.get("url") or "",
            webhook_headers={header["name"]: header["value"] for header in webhook.get("headers") or []},
            _children=_in_order(nodes),
        )

    def children(self, parent: str | None, *types: str) -> list[Node]:
        """Returns a node's children (None: the root nodes) of these types, in order, without disabled ones."""
        return [node for node in self._children.get(parent, []) if node.type in types and not node.disabled]

    def handlers(self, parent: str, event: str) -> list[Node]:
        """Returns the handlers of a slot or frame for one event, in order."""
        return [node for node in self.children(parent, "event_handler") if node.event_name == event]

    def following(self, node: Node) -> list[Node]:
        """Returns a node and its later siblings, of the types in SEARCHED."""
        siblings = self.children(node.parent, *SEARCHED)
        return siblings[siblings.index(node) :] if node in siblings else []


# The types of nodes whose conditions are tried on an input.
SEARCHED = ("standard", "frame", "folder")


def _in_order(nodes: Mapping[str, Node]) -> dict[str | None, list[Node]]:
    """Returns the children of each parent, in the order of their chain of siblings."""
    by_place = {(node.parent, node.previous_sibling): node for node in nodes.values()}
    ordered: dict[str | None, list[Node]] = {}
    for parent in {node.parent for node in nodes.values()}:
        chain: list[Node] = []
        following = by_place.get((parent, None))
        while following is not None:
            chain.append(following)
            following = by_place.get((parent, following.id))
        ordered[parent] = chain
    return ordered
