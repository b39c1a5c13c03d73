"""The command `python -m bench.scale`: simulates, and writes docs/scale.md. It takes some minutes.

python -m bench.scale            writes counted.json anew, then the page
"""

from __future__ import annotations

from bench.page import write
from bench.scale import counted, page, texts
from bench.scale.assumptions import Assumptions
from operate.bundle.build import ROOT


def main() -> None:
    counted.write()
    found = page.study(Assumptions(), dict(counted.read()), print)
    write(ROOT / "docs" / "scale.md", ROOT / "docs" / "images" / "scale", texts.INTRO, page.sections(found))
    print("Written: docs/scale.md")


if __name__ == "__main__":
    main()
