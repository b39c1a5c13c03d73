"""A call request: the parameters of a `start_call`, as they are stored in the handover's first event.

What comes from a dialog is read as parameters.py does it. What is stored may be of any shape and is always read: earlier
versions wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from handover.core.call.parameters import ParameterError, parameter_value, structured_parameter, text_parameter
from handover.core.chat.transcript import ChatLine, read_transcript_parameter
from handover.core.chat.turn import stored_lines, text
from handover.core.i18n import Catalogue, Words, catalogue, choose, tag_of, words_in

_TEXTS = ("session_id", "phone_number", "language", "channel", "user_id", "name", "reason")
_TAKEN_OVER = ("channel", "user_id", "name", "reason", "details", "details_labels", "transcript")
_MAX_CONSENT = {"question": 4000, "answer": 1000, "label": 300, "withdrawal": 200}
_MAX_DETAILS, _MAX_DETAIL, _MAX_LINES = 20, 300, 400
#: How true and false are stored.
_YES, _NO = "yes", "no"
_MAX_NAME, _MAX_LABEL, _MAX_LANGUAGES, _MAX_TAG = 60, 100, 10, 35


@dataclass(frozen=True)
class CallRequest:
    """One `start_call`: the customer's number and reason, what the bot learned (`details`, whose names for people may be in
    `details_labels`, each a text or an object by language), and the customer's consent: at most a `question`, an `answer`,
    the `label` of the button that was pressed for it, and a `withdrawal`. The last is what a refusal with `do_not_call` gave
    the dialog: the consent was given in knowledge of it. `origin` is that of the page whose button asked for the call, and
    `""` for a chat; a dialog cannot set it."""

    session_id: str = ""
    phone_number: str = ""
    language: str = ""
    channel: str = ""
    user_id: str = ""
    name: str = ""
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    details_labels: Mapping[str, Words] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    transcript: tuple[ChatLine, ...] = ()
    origin: str = ""

    @property
    def by_button(self) -> bool:
        """Whether a page without a chat asked for the call."""
        return self.origin != ""

    def texts_in(self, *tags: str) -> Catalogue:
        """Returns what this customer hears and reads, in the first language among `tags` that has texts: to somebody who
        came by the button nothing speaks of a chat."""
        return catalogue(tag_of(choose(*tags), self.by_button))

    def labelled_details(self, texts: Catalogue) -> list[tuple[str, str]]:
        """Returns the details as pairs of a label for people and a value, in the order in which they were sent, for a reader
        of these texts. A label is in the reader's language, else in the chat's, else in any; without one it is the detail's
        name in words. What is true or false reads yes or no."""
        languages = (texts.language, self.language)
        plain = {_YES: texts.text("detail.yes"), _NO: texts.text("detail.no")}
        return [
            (words_in(self.details_labels.get(name, ""), *languages) or name.replace("_", " "), plain.get(value, value))
            for name, value in self.details.items()
        ]

    def completed_by(self, earlier: CallRequest) -> CallRequest:
        """Returns this request, with what it leaves out taken from an earlier one of the chat. A consent is never taken
        over: it was given for one call."""
        taken_over = {name: getattr(earlier, name) for name in _TAKEN_OVER if not getattr(self, name)}
        return replace(self, **taken_over)

    def as_record(self) -> dict[str, Any]:
        record = asdict(self)
        if not self.origin:
            del record["origin"]
        return record

    @classmethod
    def from_record(cls, record: Any) -> CallRequest:
        """Returns a stored request, also one of another version: what it lacks, and what has an unknown shape, is empty."""
        known = record if isinstance(record, Mapping) else {}
        return cls(
            **{name: text(known.get(name)) for name in _TEXTS},
            details=_stored_words(known.get("details")),
            details_labels=_stored_labels(known.get("details_labels")),
            consent=_stored_consent(known.get("consent")),
            transcript=stored_lines(known.get("transcript")),
            origin=text(known.get("origin")),
        )


def requested_number(facts: Mapping[str, Any]) -> str:
    """Returns the number in the facts of a permit or refusal: in E.164, or as it was typed if it could not be read."""
    return text(facts.get("phone")) or CallRequest.from_record(facts.get("wish")).phone_number


def read_call_request(parameters: Mapping[str, Any]) -> CallRequest:
    """Returns the call request in the parameters of a `start_call`. Raises ParameterError for a value of the wrong type."""
    return CallRequest(
        **{name: text_parameter(parameters, name) for name in _TEXTS},
        details=_details(parameters),
        details_labels=_labels(parameters),
        consent=_consent(parameters),
        transcript=_transcript(parameters),
    )


def _details(parameters: Mapping[str, Any]) -> dict[str, str]:
    value = structured_parameter(parameters, "details")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not _flat(value):
        raise ParameterError("details", "an object of short values")
    return _first([(name[:_MAX_NAME], _words(value, name)[:_MAX_DETAIL]) for name in value], _MAX_DETAILS)


def _labels(parameters: Mapping[str, Any]) -> dict[str, Words]:
    """Returns the details' names for people as they were sent: each a text, or an object by language."""
    value = structured_parameter(parameters, "details_labels")
    if value is None:
        return {}
    named = value if isinstance(value, Mapping) else {"": []}
    if not all(_flat(label) if isinstance(label, Mapping) else _flat({name: label}) for name, label in named.items()):
        raise ParameterError("details_labels", "an object of short values")
    return _stored_labels(named)


def _consent(parameters: Mapping[str, Any]) -> dict[str, str]:
    value = structured_parameter(parameters, "consent")
    if value is None:
        return {}
    if isinstance(value, str):
        return {"answer": value[: _MAX_CONSENT["answer"]]}
    known = {name: value.get(name) for name in _MAX_CONSENT} if isinstance(value, Mapping) else None
    if known is None or not _flat(known):
        raise ParameterError("consent", 'text, or {"question": …, "answer": …}')
    words = {name: _words(known, name)[:most] for name, most in _MAX_CONSENT.items()}
    return {name: said for name, said in words.items() if said}


def _stored_words(value: Any) -> dict[str, str]:
    """Returns stored details. Values of an unknown shape become their JSON text."""
    items = value.items() if isinstance(value, Mapping) else ()
    return _first([(text(name)[:_MAX_NAME], _stored_text(item)[:_MAX_DETAIL]) for name, item in items], _MAX_DETAILS)


def _stored_labels(value: Any) -> dict[str, Words]:
    """Returns stored labels; those of an unknown shape are left out, because a detail has its name."""
    items = value.items() if isinstance(value, Mapping) else ()
    return _first([(text(name)[:_MAX_NAME], _label(label)) for name, label in items], _MAX_DETAILS)


def _label(value: Any) -> Words:
    if not isinstance(value, Mapping):
        return _words({"label": value}, "label")[:_MAX_LABEL] if _flat({"label": value}) else ""
    flat = [tag for tag in value if _flat({tag: value[tag]})]
    return _first([(text(tag)[:_MAX_TAG], _words(value, tag)[:_MAX_LABEL]) for tag in flat], _MAX_LANGUAGES)


def _first(words: Sequence[tuple[str, Any]], most: int) -> dict[str, Any]:
    """Returns the first so many that are not empty, by their name."""
    return dict([(name, said) for name, said in words if said][:most])


def _stored_consent(value: Any) -> dict[str, str]:
    """Returns a stored consent. One of an unknown shape is an answer: what the customer agreed to must not be lost."""
    named = {name: value[name] for name in _MAX_CONSENT if name in value} if isinstance(value, Mapping) else {}
    words = {name: _stored_text(said)[: _MAX_CONSENT[name]] for name, said in (named or {"answer": value}).items()}
    return {name: said for name, said in words.items() if said}


def _stored_text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return _words({"value": value}, "value")


def _flat(value: Mapping[str, Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in value.values())


def _words(value: Mapping[str, Any], name: str) -> str:
    """Returns a short value as text for people, or `""` if it is absent. False becomes `no`, because no is an answer."""
    item = parameter_value(value, name)
    if isinstance(item, bool):
        return _YES if item else _NO
    return "" if item is None else str(item)


def _transcript(parameters: Mapping[str, Any]) -> tuple[ChatLine, ...]:
    value = structured_parameter(parameters, "transcript")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ParameterError("transcript", 'a list such as [{"user": …}, {"bot": …}]')
    return read_transcript_parameter(value)[-_MAX_LINES:]
