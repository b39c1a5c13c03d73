"""`python -m operate check_desk FILE`: says in words what is wrong in a desk.json, all of it at once.

`make check-desk FILE=…` runs it, and deploy.sh checks the file by the same rules before it uploads it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from operate import desk_file


def main(arguments: list[str]) -> int:
    """Checks the file, and prints what in it has consequences that are easily overlooked. Returns the exit code 0; raises
    OperatorError with a line for each mistake."""
    parser = argparse.ArgumentParser(prog="python -m operate check_desk", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=Path("desk.json"), help="default: desk.json")
    path = parser.parse_args(arguments).file
    desk_file.explain(path)
    for sentence in desk_file.consequences(path):
        print(sentence)
    print(f"{path} can be used.")
    return 0
