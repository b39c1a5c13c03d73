"""The figures of a report that are about people: who asked for a person and got one, and the work of each agent.

They are about all requests of the period, so a report that was filtered has none. A lead sees every agent, an agent only
themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.desk.open_time import OpenTime
from handover.core.i18n import available
from handover.core.report.agent_figures import AgentFigures, agent_figures
from handover.core.report.csv_export import Style, sheet
from handover.core.report.labels import Labels
from handover.core.report.requests_for_person import PersonFigures, person_figures
from handover.core.report.row import Row
from handover.core.report.statistics import Cause
from handover.pages import page_texts

#: The columns of the CSV files, whose headings are texts.
AGENT_COLUMNS = ("agent", "rung", "taken", "passed", "missed", "talk", "not_noted")


def of_person(page: AuthenticatedRequest, rows: Sequence[Row]) -> PersonFigures:
    """Returns the figures of people who asked for a person."""
    reasons = [page_texts(language).text("reports_person.misunderstood_reason") for language in available()]
    return person_figures(rows, OpenTime(page.desk), reasons)


def of_agents(page: AuthenticatedRequest, rows: Sequence[Row]) -> list[AgentFigures]:
    """Returns the figures of the agents that the viewer may see."""
    names = {agent.id: agent.name for agent in page.desk.agents}
    return [known for known in agent_figures(rows, names) if page.viewer.may_see_figures_of(known.id)]


def percent(page: AuthenticatedRequest, share: float | None) -> str:
    """Returns a share as text, or a dash without one."""
    say = page_texts(page.language).text
    return say("reports.nothing") if share is None else say("reports_chart.percent", n=round(100 * share))


def cause_label(page: AuthenticatedRequest, cause: Cause, labels: Labels) -> str:
    """Returns why there was no conversation, in words."""
    if cause.kind == "reason":
        return page_texts(page.language).text("reports_causes.refused", reason=labels.refusal(cause.word))
    return labels.state(cause.word)


def person_lines(page: AuthenticatedRequest, figures: PersonFigures, labels: Labels) -> list[tuple[str, str]]:
    """Returns the figures as pairs of a label and a value, for the page and for the CSV file."""
    say, length = page_texts(page.language).text, page.times.length
    nothing = say("reports.nothing")
    lines = [
        ("asked", str(figures.asked)),
        ("got", str(figures.got)),
        (
            "in_hours",
            say("reports_person.of", share=percent(page, figures.share), n=figures.open_got, all=figures.open_asked),
        ),
        ("median", nothing if figures.median is None else length(figures.median)),
        ("most", nothing if figures.most is None else length(figures.most)),
        (
            "promises",
            say(
                "reports_person.of",
                share=percent(page, figures.promises_kept),
                n=figures.kept,
                all=figures.kept + figures.broken,
            ),
        ),
        ("misunderstood", say("reports_person.reached", n=figures.misunderstood, got=figures.misunderstood_got)),
        ("waiting", str(figures.waiting)),
    ]
    named = [(say(f"reports_person.{name}"), value) for name, value in lines]
    causes = [
        (say("reports_person.cause", cause=cause_label(page, cause, labels)), str(cause.count))
        for cause in figures.causes
    ]
    return [*named, *causes]


def person_csv(page: AuthenticatedRequest, figures: PersonFigures, labels: Labels, style: Style) -> str:
    say = page_texts(page.language).text
    return sheet(
        [say("reports_person.figure"), say("reports_person.value")], person_lines(page, figures, labels), style
    )


def agents_csv(page: AuthenticatedRequest, agents: Sequence[AgentFigures], style: Style) -> str:
    say = page_texts(page.language).text
    lines = [
        [it.name, *map(str, (it.rung, it.taken, it.passed, it.missed, round(it.talk), it.not_noted))] for it in agents
    ]
    return sheet([say(f"reports_agents_csv.{column}") for column in AGENT_COLUMNS], lines, style)


def as_json(person: PersonFigures | None, agents: Sequence[AgentFigures]) -> dict[str, Any]:
    """Returns the figures as JSON values: shares from 0 to 1, lengths in seconds."""
    if person is None:
        return {}
    shares = {"share": person.share, "promises_kept": person.promises_kept}
    causes = [asdict(cause) for cause in person.causes]
    return {
        "person": {**asdict(person), **shares, "causes": causes},
        "agents": [{**asdict(each), "rung": each.rung} for each in agents],
    }
