"""Converts an HTTP response to a document that can be played, or to Twilio's error about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, fromstring

from sandbox.net import HttpResponse
from sandbox.twilio.twiml.check import Finding, check_document
from sandbox.twilio.twiml.element import Element

LARGEST = 64 * 1024

_MARKUP = frozenset({"text/xml", "application/xml", "text/html"})
AUDIO = frozenset(
    {
        "audio/mpeg",
        "audio/wav",
        "audio/wave",
        "audio/x-wav",
        "audio/aiff",
        "audio/x-aifc",
        "audio/x-aiff",
        "audio/x-gsm",
        "audio/gsm",
        "audio/ulaw",
        "audio/basic",
    }
)


@dataclass(frozen=True)
class Document:
    """`url`: the base of relative addresses; None for TwiML from a REST request."""

    url: str | None
    verbs: list[Element] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """An error because of which the document, or its rest, is not played."""

    code: int
    text: str
    url: str = ""


def read_document(url: str, response: HttpResponse, empty_is_end: bool) -> Document | Problem:
    """Returns the document in a response, or its error. `empty_is_end`: an empty body is a document without verbs."""
    if response.status >= 400:
        return Problem(11200, f"{url} answered {response.status}.", url)
    if len(response.body) > LARGEST:
        return Problem(11750, f"The document of {url} has {len(response.body)} bytes; {LARGEST} is the most.", url)
    if not response.body.strip():
        return Document(url) if empty_is_end else Problem(12100, f"{url} sent an empty body instead of TwiML.", url)
    kind = content_kind(response)
    if kind in AUDIO:
        return Document(url, [Element("Play", text=url), Element("Hangup")])
    if kind in _MARKUP:
        return parse(response.body, url)
    if kind == "text/plain":
        document = parse(response.body, url)
        return _read_aloud(url, response.body) if isinstance(document, Problem) else document
    named = f"the content type {kind}" if kind else "no content type"
    return Problem(12300, f"{url} answered with {named}; TwiML is text/xml.", url)


def content_kind(response: HttpResponse) -> str:
    """Returns the content type without its parameters, or "" without one."""
    return response.headers.get("content-type", "").split(";")[0].strip().lower()


def parse(text: bytes | str, url: str | None) -> Document | Problem:
    """Returns TwiML checked against the grammar, or its error."""
    try:
        root: Node = fromstring(text)  # noqa: S314 - the sandbox reads what its own user's code has written
    except ParseError as error:
        return Problem(12100, f"The document is not XML: {error}.", url or "")
    if root.tag != "Response":
        return Problem(12102, f"The document's root is {root.tag}, not Response.", url or "")
    verbs, findings = check_document(root)
    return Document(url, verbs, findings)


def _read_aloud(url: str, body: bytes) -> Document:
    words = body.decode("utf-8", "replace")
    return Document(url, [Element("Say", text=words), Element("Hangup")])
