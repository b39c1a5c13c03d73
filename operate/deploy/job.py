"""The context of a step: the operator's options, the settings, the tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handover.clock import Clock, SystemClock
from operate.bundle.build import ROOT
from operate.deploy.console import Console
from operate.deploy.tools import Tools

CODE_ENGINE, OPENWHISK = "code-engine", "openwhisk"

#: The Python version of each target unless --python sets another. To upgrade, change this line (and manifest.yml).
RUNTIMES = {CODE_ENGINE: "3.13", OPENWHISK: "3.11"}

#: The name of the secret and of the package, and the prefix of all functions. An action finds the others by it.
NAME = "handover"


@dataclass(frozen=True)
class Options:
    """The command line options."""

    target: str = CODE_ENGINE
    settings: Path = Path("settings.env")
    desk: Path = Path("desk.json")
    skill: Path = ROOT / "skill-claim.json"
    project: str = NAME
    region: str = ""
    plan: bool = False
    remove: bool = False
    yes: bool = False
    replace_skill: bool = False
    python: str = ""
    phone: str = ""
    build: Path = ROOT / "build"


@dataclass(frozen=True)
class Job:
    """The context of one step. `wait` sleeps for some seconds. `private` is a folder that only this user can read, for
    secrets that a tool takes only as a file; deploy.sh removes it at the end."""

    options: Options
    settings: Mapping[str, str]
    tools: Tools
    console: Console
    private: Path
    wait: Callable[[float], None]
    clock: Clock = field(default_factory=SystemClock)

    @property
    def on_code_engine(self) -> bool:
        return self.options.target == CODE_ENGINE

    @property
    def python(self) -> str:
        """Returns the Python version that the bundle is built for and the functions run on."""
        return self.options.python or RUNTIMES[self.options.target]
