"""The command `python -m operate.bundle`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from operate.bundle import image, sizes
from operate.bundle.build import ROOT, build
from operate.errors import OperatorError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m operate.bundle", description="Build build/bundle and build/handover.zip."
    )
    parser.add_argument("--python", default="3.13", help="the platform's Python (default: 3.13)")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="the folder to build in (default: build)")
    parser.add_argument("--image", action="store_true", help="also write app/, the folder of the application's image")
    given = parser.parse_args(arguments)
    try:
        built = build(given.python, given.out)
        context = image.write(built, given.out) if given.image else None
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    print(sizes.table(built.archive))
    print(f"Built for Python {built.version}: {built.folder} and {built.archive}.")
    if context:
        print(f"The image: docker build -t handover {context.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
