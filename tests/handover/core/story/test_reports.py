"""What was reported besides is told too: what picked up, which links were sent, who looked."""

from __future__ import annotations

import pytest

from tests.handover.core.call.story import ended
from tests.handover.core.story.telling import CALLED, report, sentences, told


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        ("amd-human", "A person seems to have picked up the customer's phone."),
        ("amd-machine_start", "A machine seems to have picked up the customer's phone."),
        ("amd-fax", "A fax machine seems to have picked up the customer's phone."),
        ("amd-unknown", "Whether a person or a machine picked up the customer's phone could not be told."),
        ("link-failed", "The text message with the link may not have reached Anna."),
        ("link-refused", "Anna was sent no link: the phone service refused the text message."),
        ("recording-completed", "Something else was noted, called “recording completed”."),
        ("agent-queued", "Something else was noted, called “agent queued”."),
    ],
)
def test_every_report_is_told_and_an_unknown_one_as_what_it_calls_itself(fact: str, line: str) -> None:
    assert line in sentences(CALLED, [report(fact, 30, 1)])


def test_a_link_that_was_not_sent_is_not_told_as_sent() -> None:
    """It is noted before it is sent, so that it is sent once."""
    lines = sentences(CALLED, [report("link", 22, 1), report("link-refused", 23, 1), report("link", 40, 2)])
    assert [line for line in lines if "link" in line] == [
        "Anna was sent no link: the phone service refused the text message.",
        "Ben was sent a text message with a link to this page.",
    ]


def test_a_page_that_is_opened_again_and_again_is_one_line_until_something_else_happens() -> None:
    views = [report(f"view-{n}", 100 + n, 0, agent="anna", by="seat") for n in range(3)]
    more = [report("view-9", 210, 0, agent="anna", by="seat"), report("view-8", 105, 0, agent="x", by="seat")]
    assert told([*CALLED, ended(200)], [*views, *more])[5:] == [
        (100, "Anna opened this page 3 times."),
        (105, "x opened this page."),
        (200, "The customer's call was over."),
        (210, "Anna opened this page."),
    ]


def test_who_has_left_the_desk_is_told_by_the_name_they_had() -> None:
    seen = [report("view-1", 50, 0, agent="carla", name="Carla"), report("reveal-1", 51)]
    assert sentences(CALLED, seen)[5:] == ["Carla opened this page.", "Somebody had the whole phone number shown."]
