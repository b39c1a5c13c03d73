"""The Calls resource: create, fetch, update, list, delete, and the record of a call's requests."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.twilio.call import Call
from sandbox.twilio.rest.errors import RestError, not_found, not_in_progress
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.orders import read_order
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.resource import ResourceRequest, ResourceResponse
from sandbox.twilio.rest.times import TimeFilter
from sandbox.twilio.switchboard import NotInProgressError


def create(request: ResourceRequest) -> ResourceResponse:
    network = request.network
    call = network.place(read_order(request.form, network.account))
    return ResourceResponse(201, call.to_json(network.agenda.now()))


def fetch(request: ResourceRequest) -> ResourceResponse:
    return ResourceResponse(200, _find(request).to_json(_as_of(request)))


def update(request: ResourceRequest) -> ResourceResponse:
    """Ends the call, redirects it, or changes its time limit."""
    call, form, switchboard = _find(request, lagging=False), request.form, request.network.switchboard
    status = form.get("Status")
    if status not in ("", "canceled", "completed"):
        raise RestError(20001, f"Invalid Status: '{status}' is neither canceled nor completed.")
    url, fallback = form.webhook("Url", "Method"), form.webhook("FallbackUrl", "FallbackMethod")
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
    return ResourceResponse(200, call.to_json(request.network.agenda.now()))


def delete(request: ResourceRequest) -> ResourceResponse:
    call = _find(request)
    if not call.over:
        raise RestError(20001, "A call cannot be deleted while it is in progress.")
    request.network.calls.remove(call)
    return ResourceResponse(204, None)


def list_all(request: ResourceRequest) -> ResourceResponse:
    """Lists calls, the newest first."""
    as_of = _as_of(request)
    started, ended = TimeFilter.read("StartTime", request.query), TimeFilter.read("EndTime", request.query)
    shown = [
        call.to_json(as_of)
        for call in reversed(request.network.calls)
        if call.created <= as_of
        and _matches(call, request.query, as_of)
        and started.passes(call.started or call.created)
        and ended.passes(call.ended)
    ]
    return ResourceResponse(200, page_of("calls", shown, request.path, request.query))


def events(request: ResourceRequest) -> ResourceResponse:
    """Lists the requests of a call. There are none until some time after its end."""
    network, call = request.network, _find(request)
    there = call.ended is not None and network.agenda.now() - call.ended >= timedelta(
        seconds=network.variants.record_lag
    )
    shown = network.records.of(call.sid) if there else []
    return ResourceResponse(200, page_of("events", shown, request.path, request.query))


def _as_of(request: ResourceRequest) -> datetime:
    return request.network.agenda.now() - timedelta(seconds=request.network.variants.lookup_lag)


def _find(request: ResourceRequest, lagging: bool = True) -> Call:
    call = request.network.call(request.sid)
    if call is None or (lagging and call.created > _as_of(request)):
        raise not_found(request.path)
    return call


def _matches(call: Call, query: Form, as_of: datetime) -> bool:
    wanted = {
        "To": call.to,
        "From": call.from_,
        "ParentCallSid": call.parent_sid or "",
        "Status": str(call.to_json(as_of)["status"]),
    }
    return all(query.get(name) in ("", value) for name, value in wanted.items())
