"""Checks the tree that nodes form by parent and previous sibling (IBM's page api-dialog-modify)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from .notice import Notice

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


def errors(document: dict[str, Any]) -> Iterator[str]:
    """Yields what leaves the place of a node open: ids, parents, and circles."""
    raw = document["dialog_nodes"]
    for name, count in Counter(node["dialog_node"] for node in raw).items():
        if count > 1:
            yield f"There are {count} nodes {name!r}; each id may be there once."
    nodes = {node["dialog_node"]: node for node in raw}
    for name, node in nodes.items():
        if node.get("parent") and node["parent"] not in nodes:
            yield f"Node {name!r} has the parent {node['parent']!r}, which does not exist."
    for circle in _circles(nodes, "parent"):
        yield f"Nodes are their own ancestors: {_listed(circle)}."
    for circle in _circles(nodes, "previous_sibling"):
        yield f"The previous_sibling of nodes go round in a circle: {_listed(circle)}."


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields unusual parents and siblings, and slots that cannot be filled."""
    nodes = {node["dialog_node"]: node for node in document["dialog_nodes"]}
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in nodes.values():
        yield from _parent(node, nodes)
        families[node.get("parent") or ""].append(node)
    for parent, children in families.items():
        yield from _chain(f"The children of node {parent!r}" if parent else "The root nodes", children)
    yield from _slots(nodes)


def type_of(node: dict[str, Any]) -> str:
    """Returns a node's type; a node without one is a standard node."""
    return node.get("type") or "standard"


def _parent(node: dict[str, Any], nodes: _Nodes) -> Iterator[Notice]:
    place, parent = f"Node {node['dialog_node']!r}", node.get("parent")
    allowed = _PARENTS.get(type_of(node))
    if allowed is None:
        yield Notice(place, f"it has the type {type_of(node)!r}, which the sandbox does not know; it never runs.")
    elif (type_of(nodes[parent]) if parent else None) not in allowed:
        of = f"a {type_of(nodes[parent])}" if parent else "the root"
        yield Notice(place, f"it is a {type_of(node)}, which cannot be a child of {of}; it never runs.")


def _chain(place: str, children: list[dict[str, Any]]) -> Iterator[Notice]:
    ids = {node["dialog_node"] for node in children}
    first = [node["dialog_node"] for node in children if not node.get("previous_sibling")]
    if len(first) > 1:
        yield Notice(place, f"{len(first)} of them have no previous_sibling: {', '.join(sorted(first))}.")
    before = Counter(node["previous_sibling"] for node in children if node.get("previous_sibling"))
    for sibling, count in before.items():
        if sibling not in ids:
            yield Notice(place, f"the previous_sibling {sibling!r} is not one of them.")
        if count > 1:
            yield Notice(place, f"{count} of them have the same previous_sibling {sibling!r}.")


def _slots(nodes: _Nodes) -> Iterator[Notice]:
    handlers = {
        (node.get("parent"), node.get("event_name")) for node in nodes.values() if type_of(node) == "event_handler"
    }
    with_slots = {node.get("parent") for node in nodes.values() if type_of(node) == "slot"}
    for name, node in nodes.items():
        if type_of(node) == "frame" and name not in with_slots:
            yield Notice(f"Node {name!r}", "it is a frame without a slot.")
        if type_of(node) == "slot" and (name, "input") not in handlers:
            yield Notice(f"Slot {name!r}", "it has no handler for the event 'input'.")


def _circles(nodes: _Nodes, field: str) -> Iterator[list[str]]:
    """Yields the nodes of each circle that a field makes, once."""
    known: set[str] = set()
    for start in nodes:
        path: dict[str, None] = {}
        name: str | None = start
        while name in nodes and name not in known and name not in path:
            path[name] = None
            name = nodes[name].get(field)
        if name in path:
            yield list(path)[list(path).index(name) :]
        known.update(path)


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in sorted(names)[:5]) + (" and others" if len(names) > 5 else "")
