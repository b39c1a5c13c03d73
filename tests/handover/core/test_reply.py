"""A reply to the chat is one small object in its language, and promises only what has happened."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core import reply
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State, fold
from handover.core.desk import config as desks
from handover.core.i18n import available, catalogue
from handover.core.reply import Reply
from tests.handover.core.call.story import HID, at, event, hunt, requested
from tests.handover.core.test_i18n import REASONS

AGENT = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
EN, DE = catalogue("en"), catalogue("de")
LANGUAGES = pytest.mark.parametrize("language", available())
VALUES: dict[str, Any] = {"last2": "67", "opening": "", "what": "The parameter name must be text."}
LIVE = [state for state in State if state.live]

#: Words of promises: of a call, or of a person, to come.
PROMISES = (
    "will call",
    "call you back",
    "are calling you",
    "calling you now",
    "rufen Sie an",
    "rufen Sie jetzt",
    "zurück",
)


def handover(state: State, **changed: Any) -> Handover:
    folded = fold(HID, [requested(), hunt(), event(EventKind.ACCEPTED, 30, 1)], at(31))
    assert folded
    return replace(folded, state=state, **changed)


def body(result: Reply) -> dict[str, Any]:
    """Returns the body as it is sent, after checking what every reply must have."""
    sent = json.dumps(result.as_body()).encode()
    assert len(sent) < 4096
    parsed: dict[str, Any] = json.loads(sent)
    assert isinstance(parsed["ok"], bool)
    assert parsed["message"].strip() == parsed["message"] != ""
    assert "{" not in parsed["message"]
    return parsed


@LANGUAGES
@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_says_no_in_words_and_promises_nothing(reason: str, language: str) -> None:
    sent = body(reply.refusal(reason, catalogue(language), HID, **VALUES))
    assert (sent["ok"], sent["status"], sent["reason"], sent["handover_id"]) == (False, "refused", reason, HID)
    assert not any(promise in sent["message"] for promise in PROMISES)


@LANGUAGES
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_reply(state: State, language: str) -> None:
    sent = body(reply.status_of(handover(state), catalogue(language), already=True))
    assert (sent["ok"], sent["status"], sent["handover_id"], sent["already"]) == (True, state.value, HID, True)
    assert sent["agent"] == "Anna"


@LANGUAGES
@pytest.mark.parametrize("state", [state for state in State if state not in LIVE])
def test_a_reply_about_a_finished_call_promises_no_call(state: State, language: str) -> None:
    sent = body(reply.status_of(handover(state), catalogue(language)))
    assert not any(promise in sent["message"] for promise in PROMISES)


@pytest.mark.parametrize("state", [State.CONNECTED, State.COMPLETED])
def test_the_reply_names_the_agent_if_known(state: State) -> None:
    assert "Anna" in body(reply.status_of(handover(state), EN))["message"]
    unnamed = body(reply.status_of(handover(state, accepted_by=0), EN))
    assert "one of our colleagues" in unnamed["message"].lower()
    assert "agent" not in unnamed


def test_a_reply_has_the_last_two_digits_of_the_number() -> None:
    sent = body(reply.status_of(handover(State.RINGING), EN))
    assert "ending in 67" in sent["message"]
    assert "4567" not in json.dumps(sent)


@LANGUAGES
@pytest.mark.parametrize("reason", [*REASONS, "a_word_of_another_version", ""])
def test_the_status_of_a_refused_handover_says_why(reason: str, language: str) -> None:
    sent = body(reply.status_of(handover(State.REFUSED, reason=reason), catalogue(language)))
    assert (sent["ok"], sent["status"]) == (True, "refused")


def test_a_number_that_another_chat_was_calling_is_not_offered_for_cancelling() -> None:
    """The refused chat has no call of its own to cancel."""
    sent = body(reply.status_of(handover(State.REFUSED, reason="already_calling"), EN))
    assert sent["message"] == EN.text("refusal.already_calling_elsewhere")


def test_another_number_than_the_live_one_names_two_digits_and_offers_to_cancel() -> None:
    sent = body(reply.already_calling(handover(State.RINGING), EN))
    assert (sent["ok"], sent["status"], sent["reason"]) == (False, "ringing", "already_calling")
    assert sent["message"] == "We are already calling the number ending in 67. Shall I cancel that call?"


def test_a_reply_leaves_out_empty_fields() -> None:
    assert Reply(True, State.DIALING, "hi").as_body() == {"ok": True, "status": "dialing", "message": "hi"}
    assert Reply(False, "refused", "no", "closed", "h", {"time": "t"}).as_body() == {
        "ok": False,
        "status": "refused",
        "message": "no",
        "handover_id": "h",
        "reason": "closed",
        "time": "t",
    }


def desk(**more: Any) -> desks.Desk:
    return desks.read({"agents": [AGENT], "countries": ["DE"], "time_zone": "Europe/Berlin", **more})


SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_reply_of_a_closed_desk_has_the_next_opening_in_its_zone() -> None:
    sent = body(reply.closed(desk(hours={"monday": ["08:30-17:00"]}), SUNDAY, DE))
    assert sent["reason"] == "closed"
    assert sent["opens_at"] == "2026-11-23T08:30:00+01:00"
    assert sent["message"].endswith("Wir sind morgen um 8:30 Uhr wieder da.")


def test_the_reply_of_a_desk_that_never_opens_has_no_time() -> None:
    sent = body(reply.closed(desk(closed_on=[str(SUNDAY.date() + timedelta(days=n)) for n in range(400)]), SUNDAY, EN))
    assert "opens_at" not in sent
    assert sent["message"].endswith("did not place a call.")


def test_a_desk_that_is_closed_for_two_weeks_names_the_date_of_its_next_opening() -> None:
    holidays = [f"2026-12-{day}" for day in range(21, 32)] + ["2027-01-01"]
    closed = desk(hours={"monday": ["09:00-17:00"]}, closed_on=holidays)
    friday = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
    assert body(reply.closed(closed, friday, EN))["message"].endswith("They are back Monday, 4 January 2027, at 9:00.")
    said = body(reply.closed(closed, friday, DE))["message"]
    assert said.endswith("Wir sind am Montag, dem 4. Januar 2027, um 9:00 Uhr wieder da.")


@LANGUAGES
def test_every_weekday_has_its_name(language: str) -> None:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    sent = {
        body(reply.closed(desk(hours={day: ["23:00-24:00"]}), SUNDAY, catalogue(language)))["message"] for day in days
    }
    assert len(sent) == 7


# The outcome of a call


def wrapped(**facts: Any) -> dict[str, Any]:
    """Returns the fields of a handover that an agent has wrapped up."""
    return {"wraps": (event(EventKind.WRAPPED, 100, 1, **{"disposition": "solved", "agent": "anna", **facts}),)}


def outcome(language: str = "en", state: State = State.COMPLETED, **changed: Any) -> dict[str, Any]:
    known = desk(
        dispositions=[
            {"id": "hail", "label": "Fraud suspected"},
            {"id": "expert", "label": "Expert", "customer_text": {"en": "An expert comes", "fr": "Un expert vient."}},
            {"id": "paid", "label": "Paid", "customer_text": "Your claim is paid.", "follow_up": "no"},
        ]
    ).dispositions
    return body(reply.outcome(handover(state, **changed), catalogue(language), (*known, *desk().dispositions)))


def test_the_outcome_is_in_the_chats_language() -> None:
    sent = outcome(**wrapped())
    assert sent["message"] == "You have talked to Anna. Your request has been dealt with. Is there anything else?"
    assert sent["disposition"] == "Your request has been dealt with."
    assert "follow_up" not in sent
    assert outcome("de", **wrapped())["message"].startswith("Sie haben mit Anna gesprochen. Ihr Anliegen ist erledigt.")


def test_the_outcome_has_the_follow_up_date() -> None:
    sent = outcome(**wrapped(follow_up="2026-11-30"))
    assert "It is to be followed up on 30 Nov 2026." in sent["message"]
    assert sent["follow_up"] == "2026-11-30"
    assert "Am 30.11.2026 geht es damit weiter." in outcome("de", **wrapped(follow_up="2026-11-30"))["message"]


@pytest.mark.parametrize("disposition", ["hail", "gone", "wrong_number"])
def test_of_a_disposition_without_a_text_for_customers_the_reply_says_nothing(disposition: str) -> None:
    sent = outcome(**wrapped(disposition=disposition, follow_up="2026-11-30"))
    assert sent == body(reply.status_of(handover(State.COMPLETED, **wrapped()), EN))
    assert not {"disposition", "follow_up"} & set(sent)


@pytest.mark.parametrize(
    ("languages", "told"),
    [
        (("en", "de"), "An expert comes."),
        (("fr-CH", "en"), "Un expert vient."),
        (("it", "fr"), "Un expert vient."),
        (("it",), "An expert comes."),
        ((), "An expert comes."),
    ],
)
def test_the_customers_text_is_in_the_first_language_that_it_has(languages: tuple[str, ...], told: str) -> None:
    known = desk(
        dispositions=[
            {"id": "expert", "label": "Expert", "customer_text": {"en": "An expert comes", "fr": "Un expert vient."}}
        ]
    ).dispositions
    sent = body(reply.outcome(handover(State.COMPLETED, **wrapped(disposition="expert")), EN, known, languages))
    assert sent["disposition"] == told
    assert f"Anna. {told} Is there" in sent["message"]


def test_a_date_that_does_not_fit_the_disposition_any_more_is_not_in_the_reply() -> None:
    sent = outcome(**wrapped(disposition="paid", follow_up="2026-11-30"))
    assert sent["disposition"] == "Your claim is paid."
    assert "follow_up" not in sent
    assert "2026" not in sent["message"]


def test_without_an_agent_on_record_the_outcome_names_nobody() -> None:
    assert outcome(accepted_by=0, **wrapped())["message"].startswith("You have talked to one of our colleagues.")


def test_the_agents_notes_are_not_in_the_reply() -> None:
    assert "secret" not in json.dumps(outcome(**wrapped(notes="secret " * 500, follow_up="2026-11-30")))


def test_the_latest_outcome_counts() -> None:
    first = event(EventKind.WRAPPED, 100, 1, disposition="other", agent="anna")
    latest = event(EventKind.WRAPPED, 200, 2, disposition="solved", agent="ben")
    assert outcome(wraps=(first, latest))["disposition"] == "Your request has been dealt with."


@pytest.mark.parametrize("state", [state for state in State if state is not State.COMPLETED])
def test_only_a_completed_handover_has_an_outcome(state: State) -> None:
    sent = outcome(state=state, **wrapped())
    assert "disposition" not in sent
    assert sent["message"] == body(reply.status_of(handover(state), EN))["message"]


def test_without_a_wrap_up_the_reply_is_the_status() -> None:
    assert outcome() == body(reply.status_of(handover(State.COMPLETED), EN))
