"""What `twiml` and `status` share: only Twilio may call them, and their address names a handover and an attempt.

Only what Twilio signed counts: the address, and the form of a POST. A body that the signature does not cover is not read.
"""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.callback_urls import TONE, WAKE, is_handover_id
from handover.services.twilio_signatures import is_signed
from handover.settings import Settings
from handover.web import Request, Response, text, whole_number


def refuse_unsigned(request: Request, action: str, settings: Settings) -> Response | None:
    """Returns the 403 for a request that Twilio did not sign, or None if it did."""
    return None if is_signed(request, action, settings) else text("This address answers Twilio only.", 403)


def is_wake_up(request: Request, parameter: str) -> bool:
    """Returns whether the request only starts a container: not signed, and not a report of Twilio, which sends a POST. The
    response is an empty 204, and nothing may be read or written for it."""
    return request.method in ("GET", "HEAD") and request.query_params.get(parameter) == WAKE


def is_tone(request: Request) -> bool:
    """Returns whether the request is for the sound that a customer hears while they wait."""
    return request.method in ("GET", "HEAD") and request.query_params.get("step") == TONE


def handover_id(request: Request) -> str:
    """Returns the handover in the address, or `""` if there is none."""
    given = request.query_params.get("h", "")
    return given if is_handover_id(given) else ""


def attempt(request: Request) -> int:
    """Returns the attempt in the address: the agent's place in the hunt, from 1. 0 on the customer's leg, and for anything
    that is no attempt."""
    return whole_number(request.query_params.get("a", "")) or 0


def first_attempt(request: Request) -> int:
    """Returns the first attempt of the agents who are rung together with this one, or 0 if it is rung alone."""
    return whole_number(request.query_params.get("f", "")) or 0


def picked_up(request: Request) -> int:
    """Returns when the agent picked up, in seconds of Unix time, or 0 if the address does not say."""
    return whole_number(request.query_params.get("u", ""), most_digits=11) or 0


def turn(request: Request) -> int:
    """Returns the number of documents that are left of a customer's patience, or 0 if the address does not say."""
    return whole_number(request.query_params.get("t", "")) or 0


def word(request: Request, name: str) -> str:
    """Returns a short word in the address, such as the language `l`, or `""` if there is none."""
    return request.query_params.get(name, "")


def parameters(request: Request) -> Mapping[str, str]:
    """Returns what Twilio reports: the form of a POST, the query of a GET. Raises BadBodyError.

    The signature does not cover the order of values with the same name, so a name with different values is left out.
    """
    sent = request.form if request.method == "POST" else request.query_params
    return {name: sent[name] for name in sent if len(set(sent.getlist(name))) == 1}
