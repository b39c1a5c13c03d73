"""The command `python -m operate.deploy STEP` runs one step of deploy.sh. `deploy.sh --help` explains the options."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from operate import connect, settings_file
from operate.deploy import (
    account,
    bucket,
    bundle,
    call_me,
    check,
    desk,
    functions,
    number,
    project,
    skill,
    smoke,
    summary,
    timer,
)
from operate.deploy.change import Command
from operate.deploy.console import Terminal
from operate.deploy.job import APP, CODE_ENGINE, NAME, OPENWHISK, Job, Options
from operate.deploy.masking import masked
from operate.deploy.tools import Tools
from operate.errors import OperatorError, ProblemsError

STEPS: Mapping[str, ModuleType] = {
    "check": check,
    "bundle": bundle,
    "bucket": bucket,
    "desk": desk,
    "project": project,
    "functions": functions,
    "timer": timer,
    "skill": skill,
    "number": number,
    "account": account,
    "smoke": smoke,
    "summary": summary,
    "call-me": call_me,
}


def main(arguments: list[str]) -> int:
    try:
        step, options, private = _read(arguments)
        try:
            settings = settings_file.read(options.settings, {} if options.target == OPENWHISK else connect.CODE_ENGINE)
        except OperatorError as error:
            if step != "check":
                raise
            # Check tools and login as well, so that the operator sees all problems at once.
            raise ProblemsError([*str(error).splitlines(), *check.problems(_job(options, {}, private))]) from None
        run(STEPS[step], _job(options, settings, private))
    except OperatorError as error:
        for problem in str(error).splitlines():
            print(f"  - {problem}", file=sys.stderr)
        return 2
    return 0


def _job(options: Options, settings: Mapping[str, str], private: Path) -> Job:
    terminal = Terminal(lambda text: masked(text, settings))
    tools = Tools(progress=lambda seconds: terminal.say(f"    … still running ({seconds} s)"))
    return Job(options, settings, tools, terminal, private, time.sleep)


def run(step: ModuleType, job: Job) -> None:
    """Plans the step, then prints the plan or carries it out. Raises OperatorError."""
    planned = step.removal(job) if job.options.remove else step.changes(job)
    if not planned:
        job.console.say("  Nothing to do.")
    for change in planned:
        job.console.say(f"  {'would ' if job.options.plan else ''}{change.says}")
        if job.options.plan and isinstance(change, Command):
            job.console.say(f"    {change.shown}")
        if not job.options.plan:
            change.do(job)


class _Parser(argparse.ArgumentParser):
    """Reports a wrong option as steps report their problems."""

    def error(self, message: str) -> NoReturn:
        raise OperatorError(f"{message}; see ./deploy.sh --help.")


def _read(arguments: list[str]) -> tuple[str, Options, Path]:
    default = Options()
    parser = _Parser(prog="python -m operate.deploy")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--target", choices=(CODE_ENGINE, OPENWHISK, APP), default=CODE_ENGINE)
    parser.add_argument("--settings", type=Path, default=default.settings)
    parser.add_argument("--desk", type=Path)
    parser.add_argument("--skill", type=Path, default=default.skill)
    parser.add_argument("--project", default=NAME)
    parser.add_argument("--region", default="")
    parser.add_argument("--python", default="")
    parser.add_argument("--phone", default="")
    parser.add_argument("--min-scale", type=int, choices=range(11), metavar="N", default=default.min_scale)
    parser.add_argument("--build", type=Path, default=default.build)
    parser.add_argument("--private", type=Path, default=Path(tempfile.gettempdir()))
    for flag in ("--plan", "--remove", "--yes", "--replace-skill"):
        parser.add_argument(flag, action="store_true")
    given = vars(parser.parse_args(arguments))
    named = given["desk"]
    if named and not named.is_file():
        raise OperatorError(f"There is no {named}, which --desk names: correct the path, or leave --desk out.")
    options = {**given, "desk": named or default.desk}
    return options.pop("step"), Options(**{k: v for k, v in options.items() if k != "private"}), given["private"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
