"""Test credentials: numbers that stand for an outcome. Nothing is placed, sent or called back."""

from __future__ import annotations

from typing import Any

from sandbox.twilio.call import API_VERSION, Call
from sandbox.twilio.messages import Message
from sandbox.twilio.numbers import is_number
from sandbox.twilio.rest.asked import Asked
from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.orders import check_required, read_terms

VALID = "+15005550006"

_CALL_FROM = {"+15005550001": 21212}
_CALL_TO = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
_TEXT_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
_TEXT_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


def magic_call(asked: Asked) -> dict[str, Any]:
    """The answer to a create with test credentials."""
    form, network = asked.form, asked.network
    check_required(form)
    _stands_for(form.get("From"), _CALL_FROM, otherwise=21210)
    _stands_for(form.get("To"), _CALL_TO)
    order = read_terms(form)
    if not is_number(order.to):
        raise RestError(21211, f"Invalid 'To' Phone Number: {order.to}")
    now = network.agenda.now()
    sid = network.sids.new("CA")
    return Call(sid, network.account.test_sid, order.to, order.from_, "outbound-api", now).to_json(now)


def magic_message(asked: Asked) -> dict[str, Any]:
    """The same for a message that passed the general checks."""
    form, network = asked.form, asked.network
    _stands_for(form.get("From"), _TEXT_FROM, otherwise=21606)
    _stands_for(form.get("To"), _TEXT_TO)
    return Message(
        network.sids.new("SM"),
        network.account.test_sid,
        form.get("To"),
        form.get("From"),
        form.get("Body"),
        "outbound-api",
        network.agenda.now(),
    ).to_json()


def _stands_for(number: str, outcomes: dict[str, int], otherwise: int | None = None) -> None:
    code = outcomes.get(number, None if number == VALID else otherwise)
    if code:
        raise RestError(code, f"{number} stands for the error {code} (API {API_VERSION}, test credentials).")
