"""Fixtures for skill-claim.json: the shipped skill, a webhook with prepared responses, and a customer."""

from __future__ import annotations

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
#: What a call needed, and no later call may find.
USED = ("phone_number", "consent", "consent_question", "call_result")


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
    """The webhook's answer when all is well."""
    return {"ok": True, "status": "dialing", "message": f"Yes to {body['action']}.", "handover_id": "20261122-x"}


def refusing(reason: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A webhook that refuses to place a call, and does all else."""

    def answer(body: dict[str, Any]) -> dict[str, Any]:
        if body["action"] != "start_call":
            return ok(body)
        return {"ok": False, "status": "refused", "reason": reason, "message": f"No: {reason}."}

    return answer


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
