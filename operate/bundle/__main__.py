"""The command `python -m operate.bundle`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from operate.bundle import sizes
from operate.bundle.build import ROOT, build
from operate.errors import OperatorError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m operate.bundle", description="Build build/bundle and build/handover.zip."
    )
    parser.add_argument("--python", default="3.13", help="the platform's Python (default: 3.13)")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="the folder to build in (default: build)")
    given = parser.parse_args(arguments)
    try:
        built = build(given.python, given.out)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    print(sizes.table(built.archive))
    print(f"Built for Python {built.version}: {built.folder} and {built.archive}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
