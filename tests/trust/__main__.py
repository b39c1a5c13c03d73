"""`make trust`: run the campaigns in full and write docs/trust.md.

    python -m tests.trust [--only NAME …] [--scale 1.0] [--seed 1] [--workers N]

Each campaign runs in a process of its own, as many at once as there are processors: in full, they take the better part of
an hour. The page is written when all campaigns ran, with the share of the full size. The exit status is 1 when a promise was
broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.trust.campaign import by_name
from tests.trust.campaigns import CAMPAIGNS
from tests.trust.page import page
from tests.trust.run import run

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    known = by_name(CAMPAIGNS)
    parser.add_argument("--only", nargs="+", choices=known, default=list(known), metavar="NAME", help=", ".join(known))
    parser.add_argument("--scale", type=float, default=1.0, help="the share of the full size to run")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other cases")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="how many campaigns run at once")
    chosen = parser.parse_args(arguments)
    # Spawned, not forked: a campaign starts threads and servers, and forks processes of its own.
    with ProcessPoolExecutor(chosen.workers, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        findings = pool.map(partial(run, scale=chosen.scale, seed=chosen.seed), chosen.only)
        results = [(known[name], *found) for name, found in zip(chosen.only, findings, strict=True)]
    if len(results) == len(known):
        PAGE.write_text(page(datetime.now(UTC).date(), chosen.scale, chosen.seed, results), encoding="utf-8")
        print(f"Wrote docs/{PAGE.name}.")
    return 1 if any(findings.broken for _, findings, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
