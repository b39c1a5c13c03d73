"""The pre-commit hooks: their file can be read, and they call the programs that `make check` calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = [hook for repo in CONFIG["repos"] for hook in repo["hooks"]]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_calls_a_program_of_make_check(hook: dict[str, Any]) -> None:
    program = hook["entry"].split()[0]
    (recipe,) = (
        part for part in (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n") if part.startswith("check:")
    )
    assert hook["language"] == "system"
    assert program in recipe
