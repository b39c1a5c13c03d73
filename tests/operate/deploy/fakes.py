"""Fakes for a step: a console with fixed answers, and tools that run in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from operate.deploy.tools import Answer, Tools, plain
from tests.operate.standins import ibmcloud, wsk, wskdeploy


class InProcessTools(Tools):
    """Runs the stand-ins of the command line tools without starting a program for each command."""

    def run(self, line: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Answer:
        name, rest = line[0], list(line[1:])
        if not self.has(name):
            return super().run(line, environment, cwd)
        if name == "ibmcloud":
            code, out, error = ibmcloud.answer(rest, self._environ)
        else:
            program = {"wsk": wsk, "wskdeploy": wskdeploy}[name]
            code, out, error = program.answer(rest, {**self._environ, **(environment or {})})
        return Answer(code, plain(out), error)


@dataclass
class Answers:
    """A console with one answer to every question. `said` and `asked`: what the step printed and asked."""

    answer: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answer
