"""The context of a step: the operator's options, the settings, the tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handover.clock import Clock, SystemClock
from operate.bundle.build import ROOT
from operate.deploy.console import Console
from operate.deploy.tools import Tools

CODE_ENGINE, OPENWHISK, APP = "code-engine", "openwhisk", "app"

#: The Python version of each target unless --python sets another. To upgrade, change this line (and manifest.yml).
RUNTIMES = {CODE_ENGINE: "3.13", OPENWHISK: "3.11", APP: "3.13"}

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
    min_scale: int = 1
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
        """Returns whether a Code Engine project is used, for functions or for the application."""
        return self.options.target in (CODE_ENGINE, APP)

    @property
    def as_app(self) -> bool:
        """Returns whether all actions are one application."""
        return self.options.target == APP

    @property
    def by_trusted_profile(self) -> bool:
        """Returns whether the deployed actions reach storage by a trusted profile: Code Engine, and no credential is set.
        Settings that could not be read choose nothing."""
        named = any(self.settings.get(name) for name in ("COS_API_KEY", "COS_HMAC_ACCESS_KEY_ID"))
        return self.on_code_engine and bool(self.settings) and not named

    @property
    def python(self) -> str:
        """Returns the Python version that the bundle is built for and the functions run on."""
        return self.options.python or RUNTIMES[self.options.target]
