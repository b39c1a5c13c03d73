"""The Calls resource: create, fetch, update, list, delete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.twilio.call import Call
from sandbox.twilio.rest.asked import Asked, Reply
from sandbox.twilio.rest.errors import RestError, not_found, not_in_progress
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.magic import test_call
from sandbox.twilio.rest.orders import read_order
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.switchboard import NotInProgressError


def create(asked: Asked) -> Reply:
    network = asked.network
    if asked.testing:
        return Reply(201, test_call(asked))
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
    calls = [call for call in reversed(asked.network.calls) if call.created <= as_of]
    shown = [call.to_json(as_of) for call in calls if _matches(call, asked.query, as_of)]
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
    if any(query.get(name) and query.get(name) != value for name, value in wanted.items()):
        return False
    return _in_time(call.started or call.created, "StartTime", query) and _in_time(call.ended, "EndTime", query)


def _in_time(at: datetime | None, name: str, query: Form) -> bool:
    """Whether `at` passes the three forms of a time filter; a date alone means its whole day."""
    for sign in ("", "<", ">"):
        text = query.get(name + sign)
        if not text:
            continue
        if at is None:
            return False
        wanted, whole_day = _time(text, name)
        moment = at.replace(hour=0, minute=0, second=0) if whole_day else at
        moment = moment.replace(microsecond=0)
        if (sign == "" and moment != wanted) or (sign == "<" and moment > wanted) or (sign == ">" and moment < wanted):
            return False
    return True


def _time(text: str, name: str) -> tuple[datetime, bool]:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestError(20001, f"Invalid {name}: '{text}' is neither a date nor a time in ISO 8601.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), len(text) == len("2026-11-22")
