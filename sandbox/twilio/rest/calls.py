"""The Calls resource: create, fetch, update, list, delete."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.twilio.call import Call
from sandbox.twilio.rest.asked import Asked, Reply
from sandbox.twilio.rest.errors import RestError, not_found, not_in_progress
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.magic import magic_call
from sandbox.twilio.rest.orders import read_order
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.times import TimeFilter
from sandbox.twilio.switchboard import NotInProgressError


def create(asked: Asked) -> Reply:
    network = asked.network
    if asked.testing:
        return Reply(201, magic_call(asked))
    call = network.place(read_order(asked.form, network.account))
    return Reply(201, call.to_json(network.agenda.now()))


def fetch(asked: Asked) -> Reply:
    return Reply(200, _find(asked).to_json(_as_of(asked)))


def update(asked: Asked) -> Reply:
    """End it, lead it elsewhere, or change its time limit."""
    call, form, switchboard = _find(asked, lagging=False), asked.form, asked.network.switchboard
    status = form.get("Status")
    if status not in ("", "canceled", "completed"):
        raise RestError(20001, f"Invalid Status: '{status}' is neither canceled nor completed.")
    url, fallback = form.hook("Url", "Method"), form.hook("FallbackUrl", "FallbackMethod")
    limit = form.number("TimeLimit", 1, 86_400, 20001)
    start = url or form.get("Twiml")
    try:
        if status:
            switchboard.end(call, status)
        elif start:
            switchboard.redirect(call, start, fallback)
        elif limit is not None:
            switchboard.limit(call, limit)
    except NotInProgressError as error:
        raise not_in_progress() from error
    return Reply(200, call.to_json(asked.network.agenda.now()))


def delete(asked: Asked) -> Reply:
    call = _find(asked)
    if not call.over:
        raise RestError(20001, "A call cannot be deleted while it is in progress.")
    asked.network.calls.remove(call)
    return Reply(204, None)


def list_all(asked: Asked) -> Reply:
    """The newest first."""
    as_of = _as_of(asked)
    started, ended = TimeFilter.read("StartTime", asked.query), TimeFilter.read("EndTime", asked.query)
    shown = [
        call.to_json(as_of)
        for call in reversed(asked.network.calls)
        if call.created <= as_of
        and _matches(call, asked.query, as_of)
        and started.passes(call.started or call.created)
        and ended.passes(call.ended)
    ]
    return Reply(200, page_of("calls", shown, asked.path, asked.query))


def _as_of(asked: Asked) -> datetime:
    return asked.network.agenda.now() - timedelta(seconds=asked.network.variants.lookup_lag)


def _find(asked: Asked, lagging: bool = True) -> Call:
    call = asked.network.call(asked.sid)
    if call is None or (lagging and call.created > _as_of(asked)):
        raise not_found(asked.path)
    return call


def _matches(call: Call, query: Form, as_of: datetime) -> bool:
    wanted = {
        "To": call.to,
        "From": call.from_,
        "ParentCallSid": call.parent_sid or "",
        "Status": str(call.to_json(as_of)["status"]),
    }
    return all(query.get(name) in ("", value) for name, value in wanted.items())
