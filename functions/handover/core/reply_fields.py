"""What a reply to the chat may hold, as types. mypy checks every reply, and a test compares them with openapi.json."""

from __future__ import annotations

from typing import Literal, TypedDict

from handover.core.call.state import State

#: `ok` of commands that are not about a call; `withdrawn` once a number is on the do-not-call list.
Status = State | Literal["ok", "refused", "withdrawn"]


class Slot(TypedDict):
    """A time that can be booked: ISO 8601 with the desk's offset, and in words."""

    at: str
    words: str


class Challenge(TypedDict):
    """The button's form: its signed token, and the puzzle (core/access/puzzle.py); `expires_in` is in seconds."""

    token: str
    salt: str
    target: str
    iterations: int
    largest: int
    expires_in: int


class FormWords(TypedDict):
    """What a customer reads in the button's form: the note, the sentence that they tick, the label that they press."""

    note: str
    agree: str
    label: str


class Country(TypedDict):
    """A country that is called, and its name."""

    country: str
    country_name: str


class ReplyFields(TypedDict, total=False):
    """The fields that only some replies have. openapi.json describes each. An option has a number, its country and the
    country's name; times are ISO 8601 with zone."""

    number: str
    country: str
    country_name: str
    options: list[ReplyFields]
    extension: str
    calls_from: str
    digit: str
    already: bool
    agent: str
    live: bool
    position: int
    estimate_seconds: int
    rated: bool
    can_call_again: bool
    disposition: str
    follow_up: str
    withdrawal: str
    opens_at: str
    open: bool
    paused: bool
    agents_free: bool
    can_call: bool
    next_opening: str
    next_opening_words: str
    booking: bool
    at: str
    at_words: str
    slots: list[Slot]
    time: str
    challenge: Challenge
    language: str
    desk: str
    countries: list[Country]
    consent: FormWords
    web_token: str
