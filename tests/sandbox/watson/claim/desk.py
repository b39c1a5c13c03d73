"""Fixtures for skill-claim.json: the shipped skill, a webhook with prepared responses, and a customer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.agenda import Agenda
from sandbox.watson import Assistant, Conversation, Skill, Variants
from tests.sandbox.watson.small_skills import START, FakeWebhook, texts

ROOT = Path(__file__).parents[4]
ENGLISH = Skill.load(ROOT / "skill-claim.json")
GERMAN = Skill.load(ROOT / "skill-claim.de.json")

#: What every documented unknown can do to a conversation; the skill must come through under each.
VARIANTS = (
    Variants(),
    Variants(null_parameters="omitted"),
    Variants(context_before_callout=True),
    Variants(callout_after_skip=False),
    Variants(empty_text_is_true=True),
)

NUMBER = "+49 30 1234567"
OTHER = "+49 30 7654321"
#: What a call needed, and no later call may find.
USED = ("phone_number", "country_name", "consent", "consent_question", "call_result", "number_result", "number_text")
DISCLOSURE = "The agent who calls you can read this chat."
QUESTION = f"We will call {NUMBER} (Germany) now. OK?"
OTHER_QUESTION = f"We will call {OTHER} (Germany) now. OK?"
ASKS_NUMBER = "Which phone number may we call?"
ASKS_NAME = "And your name, please?"


@dataclass
class Customer:
    """Writes to the assistant. `said`: the last answer's texts. `bodies`: the webhook's requests, in order."""

    talk: Conversation
    web: FakeWebhook
    said: list[str] = field(default_factory=list)

    def says(self, *lines: str) -> Customer:
        """Say one line after the other."""
        for line in lines:
            self.said = texts(self.talk.say(line))
        return self

    def clicks(self, label: str) -> Customer:
        """Click a button of the last answer."""
        self.said = texts(self.talk.choose(label))
        return self

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return self.web.bodies

    @property
    def actions(self) -> list[str]:
        return [body["action"] for body in self.bodies]


def ok(body: dict[str, Any]) -> dict[str, Any]:
    """The webhook's answer when all is well. A number is read as it is written."""
    if body["action"] == "availability":
        return {"ok": True, "status": "ok", "can_call": True, "agents_free": True, "message": "Somebody is free."}
    if body["action"] == "check_number":
        found = re.search(r"[+(]?[0-9][0-9 ()./-]{5,}[0-9]", body["phone_number"] or "")
        return read(found.group()) if found else refusal("missing_number")
    if body["action"] == "slots":
        return slots(body)
    if body["action"] in ("schedule_call", "reschedule_call"):
        return booked(body)
    if body["action"] == "call_status":
        return {"ok": True, "status": "ringing", "live": True, "message": "Yes to call_status."}
    return {"ok": True, "status": "dialing", "message": f"Yes to {body['action']}.", "handover_id": "20261122-x"}


def read(number: str) -> dict[str, Any]:
    """The answer of check_number for a number that can be called."""
    return {
        "ok": True,
        "status": "ok",
        "number": number,
        "country": "DE",
        "country_name": "Germany",
        "message": "Read.",
    }


#: What the webhook offers when no time was named.
SLOTS = tuple(
    {"at": f"2026-11-23T{hour:02}:00:00+01:00", "words": f"tomorrow, 23 November, at {hour}:00"} for hour in (9, 10, 11)
)
#: A desk that is closed, and can be booked.
CLOSED = {
    "ok": True,
    "status": "ok",
    "can_call": False,
    "booking": True,
    "reason": "closed",
    "message": "We are closed.",
    "next_opening_words": "tomorrow at 8:00",
}


def slots(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of slots. A call can be booked from 8 to 18 o'clock, but not in the past: START is 10 o'clock."""
    at = (body.get("at") or "").partition("[")[0]
    found = {"ok": True, "status": "ok", "slots": list(SLOTS)}
    if at and at >= "2026-11-22T10" and "08" <= at[11:13] < "18":
        return {
            **found,
            "at": f"{at}+01:00",
            "at_words": f"on {at[8:10]} November at {at[11:16]}",
            "message": "It is free.",
        }
    return {**found, "message": f"Not at {at}." if at else "These are free."}


def booked(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of schedule_call and reschedule_call."""
    at = body["at"]
    told = {"at": at, "at_words": f"on {at[8:10]} November at {at[11:16]}"}
    return {
        "ok": True,
        "status": "scheduled",
        **told,
        "message": f"Yes to {body['action']}.",
        "handover_id": "20261122-x",
    }


def refusal(reason: str, **more: Any) -> dict[str, Any]:
    """A refusal of the webhook."""
    return {"ok": False, "status": "refused", "reason": reason, "message": f"No: {reason}.", **more}


def answering(**answers: Any) -> Callable[[dict[str, Any]], Any]:
    """A webhook with its own answers to some commands: an object, a whole response, an error, or a list of those, one
    after the other."""
    left = {action: list(answer) if isinstance(answer, list) else answer for action, answer in answers.items()}

    def answer(body: dict[str, Any]) -> Any:
        own = left.get(body["action"])
        if isinstance(own, list):
            own = own.pop(0) if own else None
        return ok(body) if own is None else own

    return answer


def refusing(reason: str) -> Callable[[dict[str, Any]], Any]:
    """A webhook that refuses to place a call, and does all else."""
    return answering(start_call=refusal(reason))


def customer(
    answer: Any = ok,
    channel: str = "Web chat",
    skill: Skill = ENGLISH,
    variants: Variants | None = None,
) -> Customer:
    """Somebody opens a chat with the claims desk."""
    fake = FakeWebhook(answer)
    desk = Assistant(skill, Agenda(START), fake, variants=variants)
    talk = desk.open(channel, user_id="user-1", session_id="session-1")
    return Customer(talk, fake, texts(talk.greeting))


def asked_for_consent(**more: Any) -> Customer:
    """Returns a customer who has been asked for consent to the call."""
    return customer(**more).says("please call me", NUMBER, "Mira")


def called(**more: Any) -> Customer:
    """Returns a customer whose call was placed."""
    return asked_for_consent(**more).says("yes")


def calls_of(visitor: Customer) -> list[dict[str, Any]]:
    """Returns the bodies of all start_call requests."""
    return [body for body in visitor.bodies if body["action"] == "start_call"]
