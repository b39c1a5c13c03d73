"""The Twilio account: its credentials, its numbers, and what it may do. Data only; REST and Dial check it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class OwnedNumber:
    """A number of the account, with its webhooks. An empty address is unset."""

    number: str
    sid: str
    friendly_name: str
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_capable: bool = True


@dataclass
class Account:
    """`number` is the account's main number, `owned_numbers` further ones; all in E.164.

    `countries` are the dialling prefixes that calls and messages may go to ("+49"), None for all; `premium` and `blocked`
    are prefixes that cost extra or that Twilio refuses; `unroutable` are numbers that no carrier reaches.
    `messaging_services` are the pools of numbers that a message may be sent from, by the service's id (`MG…`).
    """

    sid: str
    auth_token: str
    number: str
    owned_numbers: tuple[str, ...] = ()
    verified_numbers: tuple[str, ...] = ()
    calls_per_second: float = 1.0
    voice_url: str | None = None
    voice_fallback_url: str | None = None
    sms_url: str | None = None
    trial: bool = False
    countries: tuple[str, ...] | None = None
    premium: tuple[str, ...] = ("+49900", "+1900")
    blocked: tuple[str, ...] = ()
    unroutable: tuple[str, ...] = ()
    landlines: tuple[str, ...] = ()
    api_keys: Mapping[str, str] = field(default_factory=dict)
    messaging_services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = {number: _owned(number) for number in (self.number, *self.owned_numbers)}
        main = self.numbers[self.number]
        main.voice_url = self.voice_url or ""
        main.voice_fallback_url = self.voice_fallback_url or ""
        main.sms_url = self.sms_url or ""

    def own(self, number: str) -> OwnedNumber:
        """Returns the account's number, which is bought if it is new."""
        return self.numbers.setdefault(number, _owned(number))

    def owns(self, number: str) -> bool:
        return number in self.numbers

    def may_show(self, number: str) -> bool:
        """Returns whether calls may show this number as the caller's."""
        return self.owns(number) or number in self.verified_numbers

    def may_reach(self, number: str) -> bool:
        """Returns whether the number's country is allowed."""
        return self.countries is None or number.startswith(self.countries)


def _owned(number: str) -> OwnedNumber:
    sid = "PN" + hashlib.sha256(number.encode()).hexdigest()[:32]
    return OwnedNumber(number, sid, friendly_name=number)
