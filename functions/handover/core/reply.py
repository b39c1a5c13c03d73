"""The replies to the chat: one JSON object each, with a sentence that the bot can say as it is.

A refusal is never an HTTP error, because the dialog would see only `null`. `reason` is a stable word that the dialog can
branch on. `message` is in the chat's language and promises only what has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Unpack

from handover.core.call.proof import ANY_KEY, DIGIT, NONE
from handover.core.call.state import Handover, State
from handover.core.call.wrapup import saved_wrap_ups
from handover.core.desk.config import Desk
from handover.core.desk.dispositions import Disposition, FollowUp, customer_text, find
from handover.core.desk.hours import next_opening
from handover.core.desk.spoken_time import spoken_time
from handover.core.desk.stop import Stop
from handover.core.i18n import Catalogue
from handover.core.phone_numbers import AmbiguousNumberError, ExtensionError, PhoneNumber, PhoneNumberError
from handover.core.reply_fields import ReplyFields, Status


@dataclass(frozen=True)
class Reply:
    """`status` is the handover's state or `refused`, `reason` why it was refused. `extra` is added to the body as it is."""

    ok: bool
    status: Status
    message: str
    reason: str = ""
    handover_id: str = ""
    extra: ReplyFields = field(default_factory=ReplyFields)

    def as_body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": self.ok, "status": str(self.status), "message": self.message}
        if self.handover_id:
            body["handover_id"] = self.handover_id
        if self.reason:
            body["reason"] = self.reason
        return {**body, **self.extra}


def refusal(
    reason: str, texts: Catalogue, handover_id: str = "", status: Status = "refused", **values: object
) -> Reply:
    """Returns a refusal: nothing was done, and `reason` says why."""
    return Reply(False, status, texts.text(f"refusal.{reason}", **values).strip(), reason, handover_id)


def number_fields(number: PhoneNumber, texts: Catalogue) -> ReplyFields:
    """Returns the fields of a reply that name a number: `number` as people write it for another country, `country` (ISO
    3166-1 alpha-2), `country_name` in the language of the texts."""
    return {
        "number": number.international,
        "country": number.country,
        "country_name": texts.country(number.country),
    }


def number_read(number: PhoneNumber, texts: Catalogue) -> Reply:
    """Returns that a number was read, and reads it back."""
    message = texts.text("number.read_back", number=_named(number, texts))
    return Reply(True, "ok", message, extra=number_fields(number, texts))


def number_refused(error: PhoneNumberError, texts: Catalogue) -> Reply:
    """Returns the refusal of a number that cannot be read or must not be called, with what the chat can choose from."""
    if isinstance(error, AmbiguousNumberError):
        named = [_named(option, texts) for option in error.options]
        key, choice = ("number.is_it", named[0]) if len(named) == 1 else ("number.which", _either(named, texts))
        options = [number_fields(option, texts) for option in error.options]
        return Reply(False, "refused", texts.text(key, number=choice), error.reason, extra={"options": options})
    if isinstance(error, ExtensionError):
        message = texts.text("number.extension", extension=error.extension, number=_named(error.number, texts))
        extra: ReplyFields = {**number_fields(error.number, texts), "extension": error.extension}
        return Reply(False, "refused", message, error.reason, extra=extra)
    return refusal(error.reason, texts)


def dialing(number: PhoneNumber, texts: Catalogue, calls_from: str, proof: str = "", digit: str = "") -> str:
    """Returns the sentence for the chat that started the call: it names the whole number, so that the customer notices a
    wrong one, and ours, so that they know whose call it is."""
    values = _how(proof, digit, texts)
    return texts.text("number.dialing", number=_named(number, texts), caller=calls_from, **values)


def _how(proof: str, digit: str, texts: Catalogue) -> dict[str, str]:
    """Returns what the customer has to do on the phone, in words, before and after it was picked up."""
    how, now = _TO_DO.get(proof, _TO_DO[ANY_KEY])
    return {"how": texts.text(how, digit=digit), "now": texts.text(now, digit=digit)}


#: For each kind of proof, what the customer has to do when the phone rings, and once it was picked up.
_TO_DO = {
    ANY_KEY: ("proof.how_any_key", "proof.now_any_key"),
    DIGIT: ("proof.how_digit", "proof.now_digit"),
    NONE: ("proof.how_none", "proof.now_none"),
}


def _named(number: PhoneNumber, texts: Catalogue) -> str:
    return texts.text("number.named", number=number.international, country=texts.country(number.country))


def _either(named: Sequence[str], texts: Catalogue) -> str:
    return texts.text("number.either", some=", ".join(named[:-1]), last=named[-1])


def limit_reached(limit: str, texts: Catalogue, handover_id: str = "") -> Reply:
    """Returns the refusal because of a limit of desk.json, named by its word there."""
    return Reply(False, "refused", texts.text(f"limit_reached.{limit}"), "limit_reached", handover_id)


def refused(reason: str, limit: str, texts: Catalogue, handover_id: str) -> Reply:
    """Returns the refusal of a chat's own handover, in its own words for each limit."""
    if limit and texts.has(f"limit_reached.{limit}"):
        return limit_reached(limit, texts, handover_id)
    if reason == "already_calling":  # this chat has no call: the one under way belongs to another chat
        return Reply(False, "refused", texts.text("refusal.already_calling_elsewhere"), reason, handover_id)
    return refusal(reason, texts, handover_id, opening="", what=texts.text("status.refused"))


def unconfirmed(handover_id: str, texts: Catalogue, digit: str = "") -> Reply:
    """Returns the status when it is not known whether a call was placed. `digit`: the one that it would ask for."""
    message = texts.text("status.unconfirmed")
    if not digit:
        return Reply(True, State.UNCONFIRMED, message, handover_id=handover_id)
    said = f"{message} {digit_later(digit, texts)}"
    return Reply(True, State.UNCONFIRMED, said, handover_id=handover_id, extra={"digit": digit})


def closed(desk: Desk, now: datetime, texts: Catalogue) -> Reply:
    """Returns the refusal outside opening hours, with the next opening if there is one."""
    opens = next_opening(desk, now)
    opening = texts.text("refusal.closed_until", when=spoken_time(opens, now, texts)) if opens else ""
    reply = refusal("closed", texts, opening=opening)
    return replace(reply, extra={"opens_at": opens.isoformat()} if opens else {})


def stopped(stop: Stop, desk: Desk, now: datetime, texts: Catalogue) -> Reply:
    """Returns the refusal of a start because of what stops the desk."""
    if stop.reason == "closed":
        return closed(desk, now, texts)
    return limit_reached(stop.limit, texts) if stop.limit else refusal(stop.reason, texts)


def status_of(handover: Handover, texts: Catalogue, **extra: Unpack[ReplyFields]) -> Reply:
    """Returns the status of a handover. A `digit` among the fields is named in the sentence."""
    agent: ReplyFields = {"agent": handover.agent.name} if handover.agent else {}
    again: ReplyFields = {"can_call_again": True} if handover.state is State.DROPPED else {}
    return Reply(
        ok=True,
        status=handover.state,
        message=_sentence(handover, texts, extra.get("digit", "")),
        handover_id=handover.id,
        extra={**agent, **again, **extra},
    )


def outcome(
    handover: Handover, texts: Catalogue, dispositions: Sequence[Disposition], languages: Sequence[str] = ()
) -> Reply:
    """Returns the status of a handover and, after a conversation that an agent has wrapped up, what the customer may know of
    its outcome: the disposition's text for them, in the first of the `languages` that it has. The disposition's label, the
    notes and the date of an outcome without such a text are for the desk only."""
    status, latest = status_of(handover, texts), saved_wrap_ups(handover)[:1]
    if handover.state is not State.COMPLETED or not latest:
        return status
    wrap = latest[0].wrap
    disposition = find(dispositions, wrap.disposition)
    sentence = customer_text(disposition, languages or (texts.language,), texts)
    if disposition is None or not sentence:
        return status
    who = handover.agent.name if handover.agent else texts.text("status.colleague")
    if not wrap.follow_up or disposition.follow_up is FollowUp.NO:
        message = texts.text("status.outcome", who=who, outcome=sentence)
        return replace(status, message=message, extra={**status.extra, "disposition": sentence})
    day = date.fromisoformat(wrap.follow_up).strftime(texts.text("status.day"))
    message = texts.text("status.outcome_follow_up", who=who, outcome=sentence, day=day)
    extra: ReplyFields = {**status.extra, "disposition": sentence, "follow_up": wrap.follow_up}
    return replace(status, message=message, extra=extra)


def already_calling(handover: Handover, texts: Catalogue) -> Reply:
    """Returns the refusal while another number is being called for this chat. It has only the last two digits."""
    return refusal("already_calling", texts, handover.id, handover.state, last2=handover.phone[-2:])


def _sentence(handover: Handover, texts: Catalogue, digit: str) -> str:
    if handover.state in (State.CONNECTED, State.COMPLETED, State.DROPPED) and not handover.agent:
        return texts.text(f"status.{handover.state}_unnamed")
    if handover.state is State.REFUSED and texts.has(f"refusal.{handover.reason}"):
        return refused(handover.reason, handover.limit, texts, handover.id).message
    if handover.state is State.NO_HUMAN and handover.proof == DIGIT:
        return texts.text("status.no_human_digit")
    if handover.state in (State.HUNTING, State.WAITING) and handover.nobody_left:
        return texts.text("status.nobody_left")
    agent = handover.agent.name if handover.agent else ""
    rang = f"status.{handover.state}_ring_back"
    if (handover.ring_back or handover.replaced) and texts.has(rang):
        return texts.text(rang)
    how = _how(handover.proof, digit, texts)
    sentence = texts.text(f"status.{handover.state}", last2=handover.phone[-2:], agent=agent, **how)
    return f"{sentence} {digit_later(digit, texts)}" if digit and handover.state in _TO_COME else sentence


def digit_later(digit: str, texts: Catalogue) -> str:
    """Returns the sentence about the digit of a call that is still to come."""
    return texts.text("proof.digit_later", digit=digit)


#: States whose sentence does not say what to do on the phone.
_TO_COME = (State.SCHEDULED, State.REQUESTED, State.UNCONFIRMED)
