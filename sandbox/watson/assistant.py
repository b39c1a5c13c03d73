"""An assistant that serves a dialog skill to many conversations, on any channel.

A customer writes in a `Conversation`; the skill's webhook and the log webhook are called. `dialog` runs the skill, and
`understanding` recognises intents and entities.
"""

from __future__ import annotations

import copy
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sandbox.agenda import Agenda
from sandbox.net import Web

from . import message_log
from .dialog import Answer, Session, Turn, Webhook
from .dialog.output import buttons
from .dialog.session import inner
from .dialog.turn_state import TurnState
from .errors import ChoiceError
from .expressions import Scope, local_time
from .log_webhook import Delivery, LogWebhook, promptly
from .skill import Skill
from .variants import Variants

# Channels with a welcome turn. On the others the customer writes first, and no welcome node runs (IBM's page
# deploy-facebook).
_WITH_WELCOME = frozenset({"Web chat", "Phone"})
_LONGEST_INPUT = 2048


def new_uuid() -> str:
    """Returns a random id in Watson's form."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Said:
    """One message. An assistant's has `items` (response elements) and `user_defined` (what it hands to the page beside
    them), a customer's has `text`.

    `clicked`: the label of the button that the customer clicked, if any.
    """

    by: str
    at: datetime
    text: str = ""
    items: tuple[dict[str, Any], ...] = ()
    clicked: str | None = None
    user_defined: Mapping[str, Any] = field(default_factory=dict)


class Assistant:
    """One deployed skill. `webhook_url` and `webhook_headers` replace the placeholders of the skill file.

    Without `log_url` there is no log webhook. `new_id` makes session and log ids. `say` and `choose` of its conversations
    run in the calling thread. Call them without the agenda's lock, because the webhook may call back.
    """

    def __init__(
        self,
        skill: Skill,
        agenda: Agenda,
        web: Web,
        webhook_url: str | None = None,
        webhook_headers: Mapping[str, str] | None = None,
        log_url: str | None = None,
        log_secret: str = "",
        *,
        delivery: Delivery = promptly,
        log_bearer: bool = False,
        log_expires: float | None = None,
        variants: Variants | None = None,
        new_id: Callable[[], str] = new_uuid,
    ) -> None:
        self.skill, self.agenda, self.new_id, self.variants = skill, agenda, new_id, variants or Variants()
        headers = skill.webhook_headers if webhook_headers is None else webhook_headers
        self.webhook = Webhook(web, webhook_url or skill.webhook_url, headers)
        self.assistant_id, self.skill_id = new_id(), new_id()
        self.log = (
            LogWebhook(agenda, web, log_url, log_secret, delivery, bearer=log_bearer, expires=log_expires)
            if log_url
            else None
        )

    def open(
        self,
        channel: str = "Web chat",
        user_id: str | None = None,
        timezone: str = "Europe/Berlin",
        session_id: str | None = None,
    ) -> Conversation:
        """Begins a conversation, with the welcome turn if the channel has one."""
        session_id = session_id or self.new_id()
        identity = message_log.Identity(
            assistant_id=self.assistant_id,
            skill_id=self.skill_id,
            session_id=session_id,
            user_id=user_id or session_id,
            language=self.skill.language,
            started=self.agenda.now(),
        )
        conversation = Conversation(self, identity, channel, timezone)
        if channel in _WITH_WELCOME:
            conversation.welcome()
        return conversation


class Conversation:
    """One chat session. `greeting`: the items of the welcome turn. `history`: all messages. `context`: the variables.

    `problems`: the expressions that could not be evaluated, over all turns.
    """

    def __init__(self, assistant: Assistant, identity: message_log.Identity, channel: str, timezone: str) -> None:
        self.session_id, self.channel = identity.session_id, channel
        self.greeting: list[dict[str, Any]] = []
        self.history: list[Said] = []
        self.problems: list[str] = []
        self._assistant, self._identity = assistant, identity
        self._lock = threading.Lock()
        self._rng = Random(0)
        self._session = Session(_first_context(assistant, identity, channel, timezone))

    @property
    def context(self) -> dict[str, Any]:
        """Returns a copy of the dialog's variables."""
        return copy.deepcopy(self._session.context)

    def fork(self) -> Conversation:
        """Returns the same customer's conversation as it is now, which may then take another course. Nothing is logged."""
        other = Conversation(self._assistant, self._identity, self.channel, self._session.context["timezone"])
        other._session = copy.deepcopy(self._session)
        other.greeting, other.history = self.greeting, list(self.history)
        return other

    def welcome(self) -> None:
        """Runs the turn with an empty input that opens a web chat."""
        self.greeting = self._exchange("", None)

    def say(self, text: str) -> list[dict[str, Any]]:
        """Sends a message as the customer. Returns the answer's `output.generic`.

        Raises ValueError for a text that Watson refuses: empty, above 2048 characters, or with tabs or line breaks.
        """
        if not text.strip() or len(text) > _LONGEST_INPUT or any(sign in text for sign in "\t\n\r"):
            raise ValueError(f"a message has 1 to {_LONGEST_INPUT} characters and no tab or line break")
        return self._exchange(text, None)

    def choose(self, label: str) -> list[dict[str, Any]]:
        """Clicks a button of the last answer, which sends its value as the customer's message. Returns the answer.

        Raises ChoiceError if the last answer has no button with that label.
        """
        choices = self.choices()
        if label not in choices:
            raise ChoiceError(f"there is no button {label!r}; there are: {', '.join(choices) or 'none'}")
        return self._exchange(choices[label], label)

    def choices(self) -> dict[str, str]:
        """Returns the buttons of the last answer: from label to the text that a click sends."""
        last = self.history[-1].items if self.history else ()
        return dict(found for item in last for found in buttons(item))

    def _exchange(self, text: str, clicked: str | None) -> list[dict[str, Any]]:
        with self._lock:
            at = self._assistant.agenda.now()
            if text:
                self.history.append(Said("customer", at, text, clicked=clicked))
            scope = self._scope(text, at)
            answer = self._run(scope)
            now, items = self._assistant.agenda.now(), tuple(answer.generic)
            self.history.append(Said("assistant", now, items=items, user_defined=answer.user_defined))
            self.problems.extend(answer.problems)
            try:
                self._log(text, at, scope, answer)
            except (TypeError, ValueError, RecursionError) as error:  # a variable that cannot be written as JSON
                self.problems.append(f"The turn cannot be logged: {error}")
            return answer.generic

    def _run(self, scope: Scope) -> Answer:
        assistant, session = self._assistant, self._session
        session.turns += 1
        inner(session.context, "system")["dialog_turn_counter"] = session.turns
        state = TurnState(assistant.skill, session, scope, assistant.webhook, assistant.variants, self.channel)
        return Turn(state).run()

    def _scope(self, text: str, at: datetime) -> Scope:
        skill, first = self._assistant.skill, self._session.turns == 0
        local = local_time(at, self._session.context.get("timezone"))
        intents, entities = skill.intents.match(text), skill.entities.find(text, local)
        names = {
            "input": {"text": text, "original_text": text},
            "input_text": text,
            "context": self._session.context,
            "intents": intents,
            "intent": intents[0] if intents else None,
            "entities": entities,
            "welcome": first and not text,
            "conversation_start": first,
            "anything_else": True,
            "irrelevant": bool(text) and not intents,
            "returning_from_digression": False,
        }
        return Scope(names, at, self._rng, self._assistant.variants.empty_text_is_true)

    def _log(self, text: str, at: datetime, scope: Scope, answer: Answer) -> None:
        log = self._assistant.log
        if log is not None:
            event = message_log.payload(
                self._identity, self._assistant.new_id(), text, at, scope, self._session, answer
            )
            log.post("message_logged", event)


def _first_context(assistant: Assistant, identity: message_log.Identity, channel: str, timezone: str) -> dict[str, Any]:
    """Returns the context before the first turn (IBM's pages dialog-integrations, dialog-tasks)."""
    variants = assistant.variants
    integrations: dict[str, Any] = {"chat": {"private": {}}} if channel == "Web chat" else {}
    if channel == "Facebook Messenger":
        integrations["facebook"] = {}
    if variants.channel_in_context:
        integrations["channel"] = {"name": channel, "private": {"user": {"id": identity.user_id}}}
    system: dict[str, Any] = {"initialized": True, "dialog_turn_counter": 0, "assistant_id": identity.assistant_id}
    if variants.session_id_in_context:
        system["session_id"] = identity.session_id
    return {
        "system": system,
        # Not the session id: whether the two are equal is unknown, so nothing should rely on it.
        "conversation_id": assistant.new_id(),
        "timezone": timezone,
        "metadata": {"user_id": identity.user_id},
        "integrations": integrations,
    }
