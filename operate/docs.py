"""`python -m operate docs`: writes the pages in docs/ that are made from the code."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from operate.desk_page import desk_page

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "functions" / "handover" / "core" / "desk" / "desk.schema.json"
PAGE = ROOT / "docs" / "desk-json.md"


def main(arguments: list[str]) -> int:
    """Writes docs/desk-json.md. Returns the exit code."""
    argparse.ArgumentParser(prog="python -m operate docs", description=__doc__).parse_args(arguments)
    PAGE.write_text(made(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")
    return 0


def made() -> str:
    """Returns docs/desk-json.md as the schema has it now."""
    return desk_page(json.loads(SCHEMA.read_text(encoding="utf-8")))
