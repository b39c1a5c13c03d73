"""The Conferences resource: list, and an announcement to one participant."""

from __future__ import annotations

from sandbox.twilio.rest.errors import not_found
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.resource import ResourceRequest, ResourceResponse


def list_all(request: ResourceRequest) -> ResourceResponse:
    """Lists conferences, the newest first."""
    name, status = request.query.get("FriendlyName"), request.query.get("Status")
    shown = [room.to_json() for room in reversed(request.network.conferences.all) if name in ("", room.name)]
    shown = [room for room in shown if status in ("", room["status"])]
    return ResourceResponse(200, page_of("conferences", shown, request.path, request.query))


def update_participant(request: ResourceRequest) -> ResourceResponse:
    """Plays the document at AnnounceUrl to the participant."""
    room = request.network.conferences.with_sid(request.sid)
    call_sid = request.path.rpartition("/")[2].removesuffix(".json")
    leg = next((leg for leg in room.legs if leg.call.sid == call_sid), None) if room else None
    if room is None or leg is None:
        raise not_found(request.path)
    webhook = request.form.webhook("AnnounceUrl", "AnnounceMethod")
    if webhook:
        request.network.switchboard.announce(leg.call, webhook)
    body = {
        "call_sid": call_sid,
        "conference_sid": room.sid,
        "account_sid": room.account_sid,
        "label": None,
        "muted": False,
        "hold": False,
        "coaching": False,
        "call_sid_to_coach": None,
        "start_conference_on_enter": True,
        "end_conference_on_exit": leg in room.ending,
        "status": "connected",
        "queue_time": "0",
        "date_created": room.to_json()["date_created"],
        "date_updated": room.to_json()["date_created"],
        "uri": request.path,
    }
    return ResourceResponse(200, body)
