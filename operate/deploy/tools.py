"""Runs the platforms' command line tools, and explains their errors in one sentence."""

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

#: Known error messages of the tools, and what the operator does about them. The first match counts.
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
        "You lack rights: the Writer role is needed",
    ),
    (
        r"quota|limit (is |was |has been )?(exceeded|reached)|exceeds? the (limit|maximum)|maximum number",
        "A quota is used up (20 functions and 250 instances per project): delete what is not needed, or choose another"
        " --project",
    ),
    (
        r"already exists|already in use|name .*taken",
        "Something else has this name: remove it, or choose another --project",
    ),
    (
        r"no such host|could not resolve|connection refused|network is unreachable",
        "The platform cannot be reached: check the network",
    ),
)


@dataclass(frozen=True)
class Answer:
    """A tool's output and exit code."""

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        return self.code == 0


class Tools:
    """Runs commands in `environ`, whose PATH finds them. Calls `progress` every `every` seconds while a command runs,
    with its seconds so far."""

    def __init__(
        self, progress: Callable[[int], None], every: float = 15.0, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._progress, self._every, self._environ = progress, every, environ

    def has(self, name: str) -> bool:
        return self._path(name) is not None

    def run(self, line: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Answer:
        """Runs a command and waits for it. Returns any exit code; 127 if there is no such program."""
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
                self._progress(round(seconds))
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
        """Returns the output of a command that must succeed. Raises OperatorError with what failed, why, and the remedy."""
        answer = self.run(line, environment, cwd)
        if not answer.ok:
            raise OperatorError(masked(failure(line, answer), settings))
        return answer.out


def failure(line: Sequence[str], answer: Answer) -> str:
    """Returns a sentence about a failed command, with the last lines of its output."""
    output = [
        text.strip()
        for text in (answer.err + "\n" + answer.out).splitlines()
        if text.strip() not in ("", "FAILED", "...")
    ]
    words = " ".join(output[-3:])
    what = " ".join(part for part in line[:4] if not part.startswith("-"))
    meaning = meaning_of(words)
    return f"`{what}` failed. {meaning + '. ' if meaning else ''}Its output: {words or 'nothing'}"


def meaning_of(words: str) -> str:
    """Returns what a tool's message means for the operator, with the remedy, or "" if it is unknown."""
    return next((meaning for pattern, meaning in _MEANINGS if re.search(pattern, words, re.IGNORECASE)), "")


def plain(text: str) -> str:
    """Returns `text` without the colours that ibmcloud adds, even to JSON."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
