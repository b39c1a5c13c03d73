"""`python -m bench`: every comparison is on the page, and only a whole run replaces the published one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import machine
from bench.__main__ import COMPARISONS, load, main, target
from bench.interleave import FEWEST
from bench.run import Run

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_comparison_can_be_loaded(name: str) -> None:
    assert callable(load(name))


def test_every_module_with_a_section_is_on_the_page() -> None:
    found = {
        ".".join(("bench", *path.relative_to(BENCH).with_suffix("").parts))
        for path in BENCH.rglob("*.py")
        if re.search(r"^def section\(", path.read_text(), re.MULTILINE)
    }
    assert found == set(COMPARISONS.values())


def test_only_a_whole_run_writes_the_published_page() -> None:
    assert target(whole=True).parent.name == "docs"
    assert target(whole=False).parent.name == "build"


def test_a_whole_run_has_enough_rounds_for_a_median() -> None:
    assert Run(quick=False, folder=Path()).times() == FEWEST >= 9


def test_an_unknown_comparison_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nonsense"]) == 2
    refusal = capsys.readouterr().err
    assert all(name in refusal for name in ("nonsense", *COMPARISONS))


def test_the_machine_is_described_without_its_name() -> None:
    import socket

    described = machine.describe(quick=False)
    assert "Python 3." in described
    assert socket.gethostname() not in described
    assert str(Path.home()) not in described
    assert "quick" in machine.describe(quick=True)
