"""The pages' styles, scripts and fonts.

A file's address contains a hash of its content, so a browser may keep it for ever and still gets a new one after a deploy.
Styles name their fonts as `url("x.woff2")`; they are sent with the fonts' addresses. Comments are not sent, except licences
(`/*! … */`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("static")
_FONT = re.compile(rb'url\("([\w-]+\.woff2)"\)')
_COMMENTS = {".css": re.compile(rb"/\*[^!].*?\*/\n?", re.DOTALL), ".js": re.compile(rb"^ *//.*\n", re.MULTILINE)}
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent. The platforms need a `binary` one in base64."""

    content_type: str
    body: bytes

    @property
    def binary(self) -> bool:
        return not self.content_type.startswith("text/")


def find(name: str) -> Asset | None:
    """Returns the file of that name, or None if there is none. Any caller chooses the name, so only names that exist reach
    the cache."""
    return _read(name) if name in _names() else None


@cache
def _read(name: str) -> Asset:
    path = _FOLDER / name
    body = path.read_bytes()
    if path.suffix in _COMMENTS:
        body = _COMMENTS[path.suffix].sub(b"", body)
    if path.suffix == ".css":
        body = _FONT.sub(lambda found: f'url("{address(found[1].decode())}")'.encode(), body)
    return Asset(_TYPES[path.suffix], body)


@cache
def address(name: str) -> str:
    """Returns the file's address relative to the page, which works under every platform's path. Raises KeyError if there is
    no such file."""
    found = find(name)
    if found is None:
        raise KeyError(name)
    return f"?asset={name}&v={hashlib.sha256(found.body).hexdigest()[:12]}"


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _FOLDER.iterdir() if path.suffix in _TYPES)
