"""Checks a document against the grammar. Valid parts become `Element`s, everything else a finding for the console.

Pure. Nothing is dropped without a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element as Node

from sandbox.twilio.console import SANDBOX
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.grammar import NOUNS, SAY, UNSUPPORTED_NOUNS, UNSUPPORTED_VERBS, VERBS, Shape


@dataclass(frozen=True)
class Finding:
    """`unknown`: an element that Twilio does not know in this place."""

    code: int
    text: str
    unknown: bool = False


def check_document(root: Node) -> tuple[list[Element], list[Finding]]:
    """Returns the verbs of a `Response` in order, and the findings."""
    findings: list[Finding] = []
    if _words(root):
        findings.append(Finding(12200, f"Text between verbs is ignored: '{_words(root)}'."))
    findings += [Finding(12200, f"Response has no attribute {name}.") for name in root.attrib]
    verbs: list[Element] = []
    for node in root:
        if node.tag in UNSUPPORTED_VERBS:
            findings.append(Finding(SANDBOX, f"{node.tag} is not supported by the sandbox and was skipped."))
        elif node.tag in VERBS:
            verbs.append(_element(node, VERBS[node.tag], findings))
        else:
            findings.append(
                Finding(12200, f"{node.tag} is not allowed in Response.{_near_miss(node.tag)}", unknown=True)
            )
    return verbs, findings


def _element(node: Node, shape: Shape, findings: list[Finding]) -> Element:
    if not shape.text and _words(node):
        findings.append(Finding(12200, f"{node.tag} takes no text, but has '{_words(node)}'."))
    children = [_child(node, child, shape, findings) for child in node]
    words = " ".join("".join(node.itertext()).split()) if shape is SAY else _words(node)
    return Element(node.tag, _attributes(node, shape, findings), words, tuple(child for child in children if child))


def _child(parent: Node, node: Node, shape: Shape, findings: list[Finding]) -> Element | None:
    if node.tag not in shape.children:
        findings.append(Finding(12200, f"{node.tag} is not allowed in {parent.tag}.", unknown=True))
        return None
    if shape is SAY:
        return Element(node.tag, dict(node.attrib))
    if node.tag in UNSUPPORTED_NOUNS:
        findings.append(Finding(SANDBOX, f"{node.tag} in {parent.tag} is not supported by the sandbox."))
        return Element(node.tag, dict(node.attrib), _words(node))
    return _element(node, {**VERBS, **NOUNS}[node.tag], findings)


def _attributes(node: Node, shape: Shape, findings: list[Finding]) -> Mapping[str, str]:
    good: dict[str, str] = {}
    for name, text in node.attrib.items():
        known = shape.attributes.get(name)
        if known is None:
            findings.append(Finding(12200, f"{node.tag} has no attribute {name}."))
        elif not known.value.accepts(text):
            findings.append(Finding(known.code, f"{node.tag}: {name} is '{text}', not {known.value.wanted}."))
        else:
            good[name] = text
    return good


def _words(node: Node) -> str:
    """Returns the text directly inside, without that of children."""
    pieces = [node.text or "", *(child.tail or "" for child in node)]
    return " ".join(" ".join(pieces).split())


def _near_miss(tag: str) -> str:
    for name in VERBS:
        if name.lower() == tag.lower():
            return f" Names are case sensitive: {name}."
    return ""
