"""Objects as files, so that a world on a laptop is still there tomorrow, and can be looked into with any editor.

A key's parts become folders. Keys may hold what file names may not, and `a` and `a/b` may both be keys: so every part is
percent-encoded, and folders end in "+", which an encoded part never has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

#: A bare "%" comes out of no encoding; it stands for the empty part, as in `a//b`.
_EMPTY = "%"
_DOTS = {".": "%2E", "..": "%2E%2E"}


def load(folder: Path) -> dict[str, bytes]:
    """All objects under `folder`, by key; none when there is no such folder."""
    return {key_of(file.relative_to(folder)): file.read_bytes() for file in _files(folder)}


def keep(folder: Path, key: str, body: bytes) -> None:
    """Write one object; whoever reads at the same time, or after a crash, finds the old body or the new one, whole."""
    file = folder / path_of(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name("+writing")
    beside.write_bytes(body)
    beside.replace(file)


def drop_missing(folder: Path, objects: Mapping[str, object]) -> None:
    """Delete the files of keys that are not in `objects`."""
    for file in list(_files(folder)):
        if key_of(file.relative_to(folder)) not in objects:
            file.unlink()


def path_of(key: str) -> Path:
    """Where the object of that key lies, below its bucket's folder."""
    *folders, name = (_DOTS.get(part) or quote(part, safe=" ") or _EMPTY for part in key.split("/"))
    return Path(*(f"{folder}+" for folder in folders), name)


def key_of(path: Path) -> str:
    """The key of the object that lies there; the way back from `path_of`."""
    *folders, name = path.parts
    return "/".join("" if part == _EMPTY else unquote(part) for part in [*(f.removesuffix("+") for f in folders), name])


def _files(folder: Path) -> Iterator[Path]:
    for at, _, names in os.walk(folder):
        yield from (Path(at, name) for name in names if name != "+writing")
