"""A dialog skill: its nodes as a tree, its intents and entities, its webhook.

`checks` brings a file's content into the shape that the code here relies on. It refuses only what cannot be run; the rest of
what is unusual becomes the skill's `notices`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .checks import checked
from .errors import SkillError
from .node import Node
from .understanding import EntityFinder, IntentMatcher


@dataclass(frozen=True)
class Skill:
    """A skill. `notices`: what is unusual in its file, or left out by the sandbox, as sentences.

    `_children`: the nodes of each parent id (None: the root), of all types, in order.
    """

    name: str
    language: str
    nodes: Mapping[str, Node]
    intents: IntentMatcher = field(repr=False)
    entities: EntityFinder = field(repr=False)
    webhook_url: str = ""
    webhook_headers: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    _children: Mapping[str | None, Sequence[Node]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: str | Path) -> Skill:
        """Reads a skill file. Raises SkillError with all its problems, or OSError. Files with the same content give the same
        object."""
        return _parsed(Path(path).read_bytes())

    @classmethod
    def of(cls, document: Any) -> Skill:
        """Returns the skill for a skill file's content. Raises SkillError with all its problems."""
        content, notices = checked(document)
        nodes = {raw["dialog_node"]: Node.of(raw) for raw in content["dialog_nodes"]}
        webhook = _main_webhook(content["webhooks"])
        examples: dict[str, list[str]] = defaultdict(list)
        for intent in content["intents"]:
            examples[intent["intent"]].extend(example["text"] for example in intent["examples"])
        return cls(
            name=content.get("name") or "",
            language=content["language"],
            nodes=nodes,
            intents=IntentMatcher(examples),
            entities=EntityFinder(content["entities"], content["language"]),
            webhook_url=webhook.get("url") or "",
            webhook_headers={header["name"]: header.get("value") or "" for header in webhook.get("headers") or []},
            notices=notices,
            _children=_in_order(nodes.values()),
        )

    def children(self, parent: str | None, *types: str) -> list[Node]:
        """Returns a node's children (None: the root nodes) of these types, in order, without disabled ones."""
        return [node for node in self._children.get(parent, []) if node.type in types and not node.disabled]

    def in_folders(self, parent: str | None) -> list[Node]:
        """Returns a node's children that an input is tried on, in order, with the children of a folder in its place."""
        found: list[Node] = []
        for node in self.children(parent, *SEARCHED):
            found += self.in_folders(node.id) if node.type == "folder" else [node]
        return found

    def handlers(self, parent: str, event: str) -> list[Node]:
        """Returns the handlers of a slot or frame for one event, in order."""
        return [node for node in self.children(parent, "event_handler") if node.event_name == event]

    def following(self, node: Node) -> list[Node]:
        """Returns a node and its later siblings, of the types in SEARCHED."""
        siblings = self.children(node.parent, *SEARCHED)
        return siblings[siblings.index(node) :] if node in siblings else []


# The types of nodes whose conditions are tried on an input.
SEARCHED = ("standard", "frame", "folder")


@lru_cache(maxsize=4)  # a skill is not changed, and reading a large one takes longer than a whole conversation
def _parsed(content: bytes) -> Skill:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SkillError([f"The file is not JSON in UTF-8: {error}."]) from None
    return Skill.of(document)


def _main_webhook(webhooks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Returns the webhook that nodes call, or {}. Watson has one of that name."""
    return next((webhook for webhook in webhooks if webhook.get("name") == "main_webhook"), next(iter(webhooks), {}))


def _in_order(nodes: Iterable[Node]) -> dict[str | None, list[Node]]:
    """Returns the children of each parent, in the order of their chain of siblings.

    Nodes whose previous sibling is not there begin a chain of their own. Chains are in the order of the file.
    """
    families: dict[str | None, list[Node]] = defaultdict(list)
    for node in nodes:
        families[node.parent].append(node)
    return {parent: _chained(siblings) for parent, siblings in families.items()}


def _chained(siblings: Sequence[Node]) -> list[Node]:
    ids = {node.id for node in siblings}
    after: dict[str | None, list[Node]] = defaultdict(list)
    for node in siblings:
        after[node.previous_sibling if node.previous_sibling in ids else None].append(node)
    ordered: list[Node] = []
    waiting = after[None][::-1]
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting.extend(reversed(after[node.id]))
    return ordered
