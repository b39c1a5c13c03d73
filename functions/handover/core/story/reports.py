"""What was reported besides, as part of the story: who or what picked up, links that were sent, who looked at what.

A report that nobody here knows, such as one of a newer version, is told as what it calls itself: nothing is left out
silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handover.core.call.events import EventKind, LegReport
from handover.core.call.state import Handover
from handover.core.story.attempt import LEG, LEG_WORDS
from handover.core.story.wording import StoryLine, Wording, rank

#: What machine detection said, by how its word begins.
_DETECTED: Mapping[str, str] = {
    "amd-human": "story.amd_human",
    "amd-machine": "story.amd_machine",
    "amd-fax": "story.amd_fax",
    "amd-unknown": "story.amd_unknown",
}

#: The text message with the link, which an agent gets when their phone rings. It is noted before it is sent, and again when
#: it was not, or may not have been: then only that is told.
_LINKS: Mapping[str, str] = {
    "link": "story.link",
    "link-failed": "story.link_failed",
    "link-refused": "story.link_refused",
}


def of_reports(handover: Handover, legs: Sequence[LegReport], wording: Wording) -> Iterator[StoryLine]:
    """What is told of every report but those of how an agent's phone rang, in no order."""
    first: dict[tuple[int, str], LegReport] = {}
    for report in sorted(legs, key=lambda report: report.at):
        first.setdefault((report.attempt, report.fact), report)
    not_sent = {report.attempt for report in first.values() if report.fact in ("link-failed", "link-refused")}
    for report in first.values():
        superseded = report.fact == "link" and report.attempt in not_sent
        if report.fact.removeprefix(LEG) not in LEG_WORDS and not superseded:
            yield _told(handover, report, wording)


def _told(handover: Handover, report: LegReport, wording: Wording) -> StoryLine:
    at, kind = report.at, report.fact.partition("-")[0]
    if kind in ("view", "reveal"):
        return _look(report, wording)
    if report.fact in _LINKS:
        order, n = handover.order, report.attempt
        agent = order[n - 1].name if 0 < n <= len(order) else wording.text("story.agent", number=n)
        return StoryLine(at, wording.text(_LINKS[report.fact], agent=agent), rank(EventKind.HUNT) + 0.6)
    for beginning, key in _DETECTED.items():
        if report.fact.startswith(beginning):
            return StoryLine(at, wording.text(key), rank(EventKind.ANSWERED) + 0.5)
    return StoryLine(
        at, wording.text("story.unknown", fact=report.fact.replace("_", " ").replace("-", " ")), rank(EventKind.ENDED)
    )


def _look(report: LegReport, wording: Wording) -> StoryLine:
    agent, late = wording.author(report.facts), rank(EventKind.WRAPPED) + 0.5
    if report.fact.startswith("reveal"):
        return StoryLine(report.at, wording.text("story.reveal", agent=agent), late)
    if report.facts.get("by") == "link":
        return StoryLine(report.at, wording.text("story.view_link", agent=agent), late, ("story.views_link", agent))
    return StoryLine(report.at, wording.text("story.view", agent=agent), late, ("story.views", agent))
