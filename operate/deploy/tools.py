"""Runs the platforms' command line tools, and says in one sentence what their errors mean."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from operate.deploy.masking import masked
from operate.errors import OperatorError

#: What the tools are known to say, and what an operator does about it. The first that matches counts.
_MEANINGS = (
    (
        r"not a registered command|no such plug-?in",
        "The Code Engine plug-in is missing: ibmcloud plugin install code-engine",
    ),
    (
        r"not logged in|log in|login|token (is |has )?expired|session (is |has )?expired|unauthorized|BXNIM0407E",
        "The login is missing or has expired: ibmcloud login (--sso for a federated account)",
    ),
    (
        r"supplied authentication is (not |in)valid",
        "The OpenWhisk key is wrong: wsk property set --auth KEY",
    ),
    (
        r"not authorized|forbidden|insufficient permission",
        "The rights are missing: you need the Writer role on it",
    ),
    (
        r"quota|limit (is |was |has been )?(exceeded|reached)|exceeds? the (limit|maximum)|maximum number",
        "A quota is used up (20 functions and 250 instances a project): delete what is not needed, or choose another"
        " --project",
    ),
    (
        r"already exists|already in use|name .*taken",
        "The name is taken by something else: remove that, or choose another --project",
    ),
    (
        r"no such host|could not resolve|connection refused|network is unreachable",
        "The platform cannot be reached: check the network",
    ),
)


@dataclass(frozen=True)
class Answer:
    """What a tool printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        return self.code == 0


class Tools:
    """`moving` is told every 15 s for how many seconds a command has been running. `environ` is what commands see, and
    where they are found."""

    def __init__(
        self, moving: Callable[[int], None], every: float = 15.0, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._moving, self._every, self._environ = moving, every, environ

    def has(self, name: str) -> bool:
        return self._path(name) is not None

    def run(self, line: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Answer:
        """Run a command and wait for it, whatever its exit code; 127 when there is no such program."""
        if not self.has(line[0]):
            return Answer(127, "", f"{line[0]}: command not found")
        process = subprocess.Popen(
            [self._path(line[0]) or line[0], *line[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**self._environ, **(environment or {})},
            cwd=cwd,
        )
        seconds = 0.0
        while True:
            try:
                out, err = process.communicate(timeout=self._every)
            except subprocess.TimeoutExpired:
                seconds += self._every
                self._moving(round(seconds))
            else:
                return Answer(process.returncode, plain(out), plain(err))

    def _path(self, name: str) -> str | None:
        return shutil.which(name, path=self._environ.get("PATH", ""))

    def must(
        self,
        line: Sequence[str],
        settings: Mapping[str, str],
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> str:
        """The output of a command that has to work. Raises OperatorError that says what failed, why, and what to do."""
        answer = self.run(line, environment, cwd)
        if not answer.ok:
            raise OperatorError(masked(failure(line, answer), settings))
        return answer.out


def failure(line: Sequence[str], answer: Answer) -> str:
    """One sentence about a command that did not work, and the tool's own last words."""
    said = [
        text.strip()
        for text in (answer.err + "\n" + answer.out).splitlines()
        if text.strip() not in ("", "FAILED", "...")
    ]
    words = " ".join(said[-3:])
    what = " ".join(part for part in line[:4] if not part.startswith("-"))
    meaning = meaning_of(words)
    return f"`{what}` failed. {meaning + '. ' if meaning else ''}It said: {words or 'nothing'}"


def meaning_of(words: str) -> str:
    """What a tool's words mean for the operator, with the remedy; "" when they are not known."""
    return next((meaning for pattern, meaning in _MEANINGS if re.search(pattern, words, re.IGNORECASE)), "")


def plain(text: str) -> str:
    """Without the colours that ibmcloud adds even to JSON."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
