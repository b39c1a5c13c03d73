"""`make trust`: run the campaigns in full and write docs/trust.md.

    python -m tests.trust [--only NAME …] [--scale 1.0] [--seed 1]

The page is written when all campaigns ran, with the share of the full size. The exit status is 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.trust.campaign import Campaign, Findings, by_name
from tests.trust.campaigns import CAMPAIGNS
from tests.trust.page import page

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    known = by_name(CAMPAIGNS)
    parser.add_argument("--only", nargs="+", choices=known, default=list(known), metavar="NAME", help=", ".join(known))
    parser.add_argument("--scale", type=float, default=1.0, help="the share of the full size to run")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other cases")
    chosen = parser.parse_args(arguments)
    results = [_run(known[name], chosen.scale, chosen.seed) for name in chosen.only]
    if len(results) == len(known):
        PAGE.write_text(page(datetime.now(UTC).date(), chosen.scale, chosen.seed, results), encoding="utf-8")
        print(f"Wrote docs/{PAGE.name}.")
    return 1 if any(findings.broken for _, findings, _ in results) else 0


def _run(campaign: Campaign, scale: float, seed: int) -> tuple[Campaign, Findings, float]:
    print(f"{campaign.name}: {campaign.promise}", flush=True)
    began = time.monotonic()
    findings = campaign.run(scale, seed)
    took = time.monotonic() - began
    for name, count in findings.figures.items():
        print(f"  {count:>9,}  {name}")
    for sentence in findings.broken[:20]:
        print(f"  BROKEN: {sentence}")
    print(f"  {len(findings.broken)} broken, {took:,.0f} s", flush=True)
    return campaign, findings, took


if __name__ == "__main__":
    sys.exit(main())
