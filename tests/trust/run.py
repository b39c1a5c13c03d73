"""Runs one campaign, in the process that was started for it.

Not in `__main__`, which a process that Python spawns cannot import.
"""

from __future__ import annotations

import os
import time
from contextlib import redirect_stdout

from tests.trust.campaign import Findings, by_name
from tests.trust.campaigns import CAMPAIGNS


def run(name: str, scale: float, seed: int) -> tuple[Findings, float]:
    """Runs the campaign and prints what it found, in one piece, because others print beside it. Returns its findings and how
    many seconds it took."""
    campaign = by_name(CAMPAIGNS)[name]
    print(f"{name} begins: {campaign.promise}", flush=True)
    began = time.monotonic()
    # The actions' log lines, of which there are millions, are not shown.
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        findings = campaign.run(scale, seed)
    took = time.monotonic() - began
    lines = [f"{name} ended:"]
    lines += [f"  {count:>9,}  {figure}" for figure, count in findings.figures.items()]
    lines += [f"  BROKEN: {sentence}" for sentence in findings.broken[:20]]
    lines += [f"  {len(findings.broken)} broken, {took:,.0f} s"]
    print("\n".join(lines), flush=True)
    return findings, took
