"""Runs a stand-in as a program: prints its output, and returns its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

#: Returns exit code, output and error output for the arguments and the environment.
Answer = Callable[[list[str], Mapping[str, str]], tuple[int, str, str]]


def run_program(answer: Answer) -> int:
    code, out, error = answer(sys.argv[1:], os.environ)
    sys.stdout.write(out)
    sys.stderr.write(error)
    return code
