"""Writes the bundle's texts as JSON, which a container reads twenty times as fast as TOML."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

#: Where texts are, below the bundle's package.
_FOLDERS = ("texts", "pages/texts")


def write_json(folder: Path) -> None:
    """Replaces each file of texts in the bundle `folder` by one in JSON."""
    for place in _FOLDERS:
        for path in sorted((folder / "handover" / place).rglob("*.toml")):
            texts = tomllib.loads(path.read_text(encoding="utf-8"))
            path.with_suffix(".json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
            path.unlink()
