"""docs/trust.md: the promises, how each is attacked, and the figures of the last run."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from tests.trust.campaign import Campaign, Findings

_WIDTH = 120
_TITLE = "# What is promised, and how it is proven\n"
_HEAD = (
    "`make trust` attacks each promise and writes this page. `make test-slow` runs the same attacks in small, so a change "
    "that breaks a promise does not pass. A run fails when a single case breaks a promise. Times are those of the machine "
    "that ran it and are not judged."
)


def page(on: date, scale: float, seed: int, results: Sequence[tuple[Campaign, Findings, float]]) -> str:
    """Returns the page. Each result is a campaign, its findings, and how many seconds it took."""
    parts = [_TITLE, textwrap.fill(_HEAD, _WIDTH) + "\n", f"Last run: {on.isoformat()}, seed {seed}, {_size(scale)}.\n"]
    parts += [_section(campaign, findings, seconds) for campaign, findings, seconds in results]
    return "\n".join(parts)


def _size(scale: float) -> str:
    return "in full" if scale >= 1 else f"with {scale:.0%} of the cases that are named below"


def _section(campaign: Campaign, findings: Findings, seconds: float) -> str:
    lines = [f"## {campaign.promise}", "", textwrap.fill(campaign.how, _WIDTH), ""]
    if findings.table:
        lines += [*_table(findings.table), ""]
    figures = [(name, f"{count:,}") for name, count in findings.figures.items()]
    figures += [*findings.times.items(), ("promises broken", str(len(findings.broken))), ("took", f"{seconds:,.0f} s")]
    lines += _table([("counted", ""), *figures])
    lines += ["", *(f"- **Broken:** {sentence}" for sentence in findings.broken[:20])]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *body = rows
    marks = ["---"] * len(head)
    return [f"| {' | '.join(cells)} |" for cells in (head, marks, *body)]
