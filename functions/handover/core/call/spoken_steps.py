"""The steps that only speak: everything that they need is in their address.

They read no storage, because somebody has just picked up, or waits for the end, and a container that starts would load the
storage's SDK first. What there is to record of them is recorded by others: by the request before them (`connect` and
`dialed` know when no agent is left), or at the end of the call (`record_callback`).

A canceled call that is picked up in that moment is greeted: the cancellation ends the call, and a key rings nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handover.core.call.callback_urls import CallbackUrls, desk_in
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import catalogue


@dataclass(frozen=True)
class Address:
    """What such a step's address holds: the handover's id or `""`, and the words for the language, the desk's name, the kind
    of proof (`""` for any key), what is offered when no agent is left, and the recording that is announced, each `""` if
    there is none. Addresses of version
    0.3.0 and before have no name, and not always a language; those of 0.5 and before have no offer."""

    handover_id: str
    language: str
    desk: str
    proof: str = ""
    offer: str = ""
    recording: str = ""

    @property
    def builder(self) -> TwimlBuilder:
        return TwimlBuilder(catalogue(self.language))

    @property
    def desk_name(self) -> str:
        """The desk's spoken name, or a general one."""
        return desk_in(self.desk) or catalogue(self.language).text("call.default_desk")


def greet(address: Address, callback_urls: CallbackUrls) -> str:
    if address.proof:
        from handover.core.call.twiml_proof import greet_for

        catalogue_of_call = catalogue(address.language)
        known = (address.handover_id, callback_urls, address.desk_name, address.recording)
        return greet_for(address.proof, catalogue_of_call, *known)
    if address.recording:
        from handover.core.call.twiml_recording import RecordingTwiml

        announcing = RecordingTwiml(catalogue(address.language))
        return announcing.greet_announced(address.handover_id, callback_urls, address.desk_name, address.recording)
    return address.builder.greet(address.handover_id, callback_urls, address.desk_name)


def no_key(address: Address, _: CallbackUrls) -> str:
    return address.builder.no_key()


def back_hello(address: Address, _: CallbackUrls) -> str:
    """An agent calls back, and the customer has picked up."""
    from handover.core.call.twiml_call_back import CallBackTwiml

    return CallBackTwiml(catalogue(address.language)).hello(address.desk_name)


def unanswered(address: Address, callback_urls: CallbackUrls) -> str:
    """No agent took the call: an apology and what is offered by key, or the apology alone."""
    if not address.offer:
        return address.builder.unanswered()
    from handover.core.call.twiml_nobody_left import NobodyLeftTwiml

    builder = NobodyLeftTwiml(catalogue(address.language))
    return builder.ask(address.handover_id, callback_urls, address.offer)


def inbound(address: Address, callback_urls: CallbackUrls) -> str:
    """The caller's number proves nothing, so they hear only who we are. What it is good for is looked up after a key."""
    return address.builder.inbound(callback_urls, address.desk_name, desk_in(address.desk))


#: Those of a handover, and those of none, by their name in the address.
OF_HANDOVER: Mapping[str, Callable[[Address, CallbackUrls], str]] = {
    "greet": greet,
    "no_key": no_key,
    "unanswered": unanswered,
    "back_hello": back_hello,
}
OF_ANYBODY: Mapping[str, Callable[[Address, CallbackUrls], str]] = {"inbound": inbound}
