"""Checks the tree that nodes form by parent and previous sibling (IBM's page api-dialog-modify)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

_Nodes = dict[str, dict[str, Any]]

# The types that a node's parent may have, by the node's type; None: the root.
_PARENTS: dict[str, tuple[str | None, ...]] = {
    "standard": (None, "standard", "frame", "folder"),
    "frame": (None, "standard", "frame", "folder"),
    "folder": (None, "folder"),
    "response_condition": ("standard", "frame"),
    "slot": ("frame",),
    "event_handler": ("slot", "frame"),
}


def problems(document: dict[str, Any]) -> Iterator[str]:
    """Yields problems of ids, parents, and chains of siblings."""
    raw = document["dialog_nodes"]
    for name, count in Counter(node["dialog_node"] for node in raw).items():
        if count > 1:
            yield f"There are {count} nodes {name!r}."
    nodes = {node["dialog_node"]: node for node in raw}
    for node in nodes.values():
        yield from _parent(node, nodes)
    yield from _chains(nodes)
    yield from _slots(nodes)


def type_of(node: dict[str, Any]) -> str:
    """Returns a node's type; a node without one is a standard node."""
    return node.get("type") or "standard"


def _parent(node: dict[str, Any], nodes: _Nodes) -> Iterator[str]:
    name, parent = node["dialog_node"], node.get("parent")
    allowed = _PARENTS.get(type_of(node))
    if allowed is None:
        yield f"Node {name!r} has the type {type_of(node)!r}, which does not exist."
    elif parent is not None and parent not in nodes:
        yield f"Node {name!r} has the parent {parent!r}, which does not exist."
    elif (type_of(nodes[parent]) if parent else None) not in allowed:
        of = f"a {type_of(nodes[parent])}" if parent else "the root"
        yield f"Node {name!r} is a {type_of(node)}, which cannot be a child of {of}."


def _chains(nodes: _Nodes) -> Iterator[str]:
    families: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for node in nodes.values():
        families[node.get("parent")].append(node)
    for parent, children in families.items():
        yield from _chain(f"the children of node {parent!r}" if parent else "the root nodes", children)
    if not _all_reached(families):
        yield "Some nodes are their own ancestors."


def _chain(label: str, children: list[dict[str, Any]]) -> Iterator[str]:
    ids = {node["dialog_node"] for node in children}
    first = [node["dialog_node"] for node in children if not node.get("previous_sibling")]
    if len(first) != 1:
        yield f"Exactly one of {label} must have no previous_sibling, not {len(first)}: {', '.join(sorted(first))}."
    before = Counter(node["previous_sibling"] for node in children if node.get("previous_sibling"))
    for sibling, count in before.items():
        if sibling not in ids:
            yield f"Among {label}, the previous_sibling {sibling!r} is not one of them."
        if count > 1:
            yield f"Among {label}, {count} nodes have the same previous_sibling {sibling!r}."
    if len(first) == 1 and all(sibling in ids and count == 1 for sibling, count in before.items()):
        following = {node["previous_sibling"]: node["dialog_node"] for node in children if node.get("previous_sibling")}
        reached, current = 1, first[0]
        while current in following:
            reached, current = reached + 1, following[current]
        if reached != len(children):
            yield f"The previous_sibling of {label} go round in a circle."


def _all_reached(families: dict[str | None, list[dict[str, Any]]]) -> bool:
    reached = 0
    waiting: list[str | None] = [None]
    while waiting:
        for child in families.get(waiting.pop(), []):
            reached += 1
            waiting.append(child["dialog_node"])
    # A node with an unknown parent is reported on its own; only a circle of known ones is meant here.
    known = {child["dialog_node"] for children in families.values() for child in children}
    strays = sum(len(children) for parent, children in families.items() if parent is not None and parent not in known)
    return strays > 0 or reached == sum(len(children) for children in families.values())


def _slots(nodes: _Nodes) -> Iterator[str]:
    handlers = {
        (node.get("parent"), node.get("event_name")) for node in nodes.values() if type_of(node) == "event_handler"
    }
    with_slots = {node.get("parent") for node in nodes.values() if type_of(node) == "slot"}
    for name, node in nodes.items():
        if type_of(node) == "frame" and name not in with_slots:
            yield f"Node {name!r} is a frame without a slot."
        if type_of(node) == "slot" and (name, "input") not in handlers:
            yield f"Slot {name!r} has no handler for the event 'input'."
