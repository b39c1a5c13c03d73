"""What every step is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handover.clock import Clock, SystemClock
from operate.bundle.build import ROOT
from operate.deploy.console import Console
from operate.deploy.tools import Tools

CODE_ENGINE, OPENWHISK = "code-engine", "openwhisk"

#: The Python of each target unless --python says another. Upgrading is this line (and manifest.yml for OpenWhisk).
RUNTIMES = {CODE_ENGINE: "3.13", OPENWHISK: "3.11"}

#: The prefix of every function's and the name of the secret and the package: an action finds its siblings by it.
NAME = "handover"


@dataclass(frozen=True)
class Options:
    """What the operator chose on the command line."""

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
    build: Path = ROOT / "build"


@dataclass(frozen=True)
class Job:
    """One step's run. `wait` sleeps for so many seconds; `private` is a folder that only this user can read, removed at
    the end by deploy.sh, for what a tool takes only as a file."""

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
        """The version of Python that the bundle is built for and the functions run on."""
        return self.options.python or RUNTIMES[self.options.target]
