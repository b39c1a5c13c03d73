"""What a step is handed in a test: a console that answers, and tools that need no program of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from operate.deploy.tools import Answer, Tools, plain
from tests.operate.standins import ibmcloud, wsk, wskdeploy


class InProcessTools(Tools):
    """Runs the stand-ins without starting a program each time: the same tables, the same account, the same host."""

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
    """A console that answers every question the same, and remembers what was said."""

    answer: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answer
