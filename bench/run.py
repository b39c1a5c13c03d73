"""What the comparisons of one run share: how often to measure, the built bundle, a folder for what they write."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.interleave import FEWEST
from bench.naive import naive_folder
from operate.bundle.build import ROOT, build, is_current

# Not build/ itself: what an operator built there for another Python stays. The packages in it are kept between runs.
_OUT = ROOT / "build" / "bench"


class NotHereError(Exception):
    """This machine lacks what a comparison needs. The message is a sentence for the page, without names or paths."""


@dataclass(eq=False)
class Run:
    """`quick`: one that shows that everything works, within a minute; its figures mean little. `folder` is temporary."""

    quick: bool
    folder: Path

    def times(self, full: int = FEWEST, quick: int = 2) -> int:
        """Returns how many rounds to measure."""
        return quick if self.quick else full

    @cached_property
    def bundle(self) -> Path:
        """The folder of the bundle, built from the present source for this Python. Raises OperatorError."""
        if not is_current(python_version(), _OUT):
            build(python_version(), _OUT)
        return _OUT / "bundle"

    @cached_property
    def unpruned(self) -> Path:
        """The folder of the same source and packages as pip installs them, with byte code, for code that is naive."""
        assert self.bundle  # which the twin is compared with
        return naive_folder(_OUT)

    @property
    def archive(self) -> Path:
        """The bundle's zip."""
        return self.bundle.with_name("handover.zip")


def python_version() -> str:
    """Returns the version of this Python, as in "3.13"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"
