"""One sentence says what is happening, what happened, or why there was no call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handover.core.call.events import Event, EventKind, LegReport
from handover.core.call.state import State, fold
from handover.core.i18n import available, catalogue
from handover.core.story.summary import summary
from tests.handover.core.call.story import HID, at, ended, event, hunt, requested
from tests.handover.core.story.telling import CALLED, report, wording
from tests.handover.core.test_i18n import REASONS

LANGUAGES = pytest.mark.parametrize("language", available())


def said(events: Sequence[Event], legs: Sequence[LegReport] = (), now: float = 60) -> str:
    handover = fold(HID, events, at(now))
    assert handover
    return summary(handover, events, legs, wording())


@LANGUAGES
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_sentence(state: State, language: str) -> None:
    handover = fold(HID, CALLED, at(60))
    assert handover
    sentence = summary(replace(handover, state=state), CALLED, (), wording(language))
    assert sentence.endswith(".")
    assert "{" not in sentence


@LANGUAGES
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_no_call_has_a_sentence_of_its_own(reason: str, language: str) -> None:
    refused = event(EventKind.REFUSED, 0, reason=reason)
    handover = fold(HID, [refused], at(1))
    assert handover
    sentence = summary(handover, [refused], (), wording(language))
    assert sentence != catalogue(language).text("headline.refused")
    assert sentence.endswith(".")


def test_an_unknown_reason_has_the_general_sentence() -> None:
    assert said([event(EventKind.REFUSED, 0, reason="x")]) == "No call was placed, for a reason that is not on record."


@pytest.mark.parametrize(
    ("events", "legs", "sentence"),
    [
        (CALLED[:4], [], "The customer has picked up and is asked to press a key."),
        (
            [*CALLED[:4], event(EventKind.NO_KEY, 30)],
            [],
            "The customer's phone was picked up, but no key has been pressed.",
        ),
        (CALLED, [], "The customer is on the phone and waits for Anna."),
        (CALLED, [report("agent-ringing", 22, 1)], "The customer is on the phone and waits for Anna."),
        ([*CALLED, event(EventKind.MISSED, 30, 1)], [], "The customer is on the phone and waits for Ben."),
        (
            [*CALLED, event(EventKind.MISSED, 30, 1), event(EventKind.MISSED, 40, 2)],
            [],
            "The customer is on the phone, and nobody is left to ask.",
        ),
        ([*CALLED, event(EventKind.ACCEPTED, 30, 2)], [], "Ben is talking with the customer."),
        ([requested(), event(EventKind.ACCEPTED, 30, 2)], [], "Somebody at the desk is talking with the customer."),
        (
            [*CALLED, event(EventKind.ACCEPTED, 30, 2), event(EventKind.BRIDGED, 50, 2, seconds="20")],
            [],
            "Ben has talked with the customer; the call is just ending.",
        ),
    ],
)
def test_what_is_happening(events: Sequence[Event], legs: Sequence[LegReport], sentence: str) -> None:
    assert said(events, legs) == sentence


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        (
            [*CALLED, event(EventKind.ACCEPTED, 30, 2), event(EventKind.BRIDGED, 90, 2, seconds="60"), ended(91)],
            "Ben talked with the customer for 60 s.",
        ),
        ([*CALLED, event(EventKind.ACCEPTED, 30, 2), ended(91)], "Ben talked with the customer."),
        ([requested(), event(EventKind.ACCEPTED, 30, 2), ended(91)], "Somebody at the desk talked with the customer."),
        (
            [requested(), event(EventKind.ACCEPTED, 3, 2), event(EventKind.BRIDGED, 9, 2, seconds="6"), ended(91)],
            "Somebody at the desk talked with the customer for 6 s.",
        ),
        (
            [*CALLED, event(EventKind.BRIDGED, 90, 1, seconds="60"), ended(91)],
            "Anna talked with the customer for 60 s. That somebody pressed 1 to take the call is not on record.",
        ),
        (
            [requested(), event(EventKind.CANCELED, 2), ended(3, "canceled")],
            "There was no conversation: the customer cancelled the call.",
        ),
        (
            [requested(), event(EventKind.PLACED, 1), ended(3, "canceled")],
            "There was no conversation: the call was ended before anybody picked up.",
        ),
        (
            [requested(), event(EventKind.RINGING, 3), ended(43, "no-answer")],
            "There was no conversation: the customer's phone rang 40 s, and nobody picked up.",
        ),
        ([requested(), ended(43, "no-answer")], "There was no conversation: the customer did not pick up."),
        (
            [requested(), event(EventKind.ENDED, 160, status="failed", source="look")],
            "There was no conversation: the phone service knows of no such call.",
        ),
        (
            [requested(), ended(4, "failed")],
            "There was no conversation: the customer's phone could not be reached.",
        ),
        (
            [*CALLED[:4], ended(15)],
            "There was no conversation: the customer hung up before pressing a key.",
        ),
        (
            [*CALLED, ended(55)],
            "There was no conversation: the customer hung up after waiting 35 s for an agent.",
        ),
        (
            [*CALLED, event(EventKind.ACCEPTED, 30, 1), event(EventKind.MISSED, 31, 1), ended(32)],
            "There was no conversation: the customer hung up just before Anna was connected.",
        ),
        (
            [
                *CALLED,
                event(EventKind.PASSED, 30, 1),
                event(EventKind.MISSED, 31, 1, status="completed"),
                event(EventKind.MISSED, 50, 2, status="no-answer"),
                event(EventKind.NO_AGENT, 51),
                ended(60),
            ],
            "There was no conversation: the customer was on the phone, but Anna passed, Ben did not pick up.",
        ),
        (
            [requested(), event(EventKind.NO_AGENT, 51), ended(60)],
            "There was no conversation: the customer was on the phone, but nobody could take the call.",
        ),
    ],
)
def test_what_happened_or_why_there_was_no_conversation(events: Sequence[Event], sentence: str) -> None:
    assert said(events, now=4000) == sentence


def test_the_summary_of_a_short_hunt_names_its_agents() -> None:
    events = [
        requested(),
        hunt(20, agents=1),
        event(EventKind.MISSED, 30, 1, status="busy"),
        event(EventKind.NO_AGENT, 31),
    ]
    assert said([*events, ended(32)]).endswith("but Anna's line was busy.")
