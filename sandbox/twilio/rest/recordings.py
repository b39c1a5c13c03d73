"""The Recordings resource: list, fetch, delete, and the file of a recording."""

from __future__ import annotations

from sandbox.twilio import audio
from sandbox.twilio.recording import Recording
from sandbox.twilio.rest.errors import not_found
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.resource import File, ResourceRequest, ResourceResponse
from sandbox.twilio.rest.times import TimeFilter


def fetch(request: ResourceRequest) -> ResourceResponse:
    return ResourceResponse(200, _find(request).to_json())


def media(request: ResourceRequest) -> ResourceResponse:
    """Returns the file: MP3 or, without that ending, WAV. There is none before the recording is ready."""
    recording = _find(request)
    if recording.status != "completed":
        raise not_found(request.path)
    if request.path.endswith(".mp3"):
        return ResourceResponse(200, File("audio/mpeg", audio.mp3(recording.seconds)))
    return ResourceResponse(200, File("audio/x-wav", audio.wav(recording.seconds)))


def delete(request: ResourceRequest) -> ResourceResponse:
    request.network.recordings.delete(_find(request))
    return ResourceResponse(204, None)


def list_all(request: ResourceRequest) -> ResourceResponse:
    """Lists recordings, the newest first; those of one call if the path or CallSid names it."""
    created = TimeFilter.read("DateCreated", request.query)
    call_sid = request.sid or request.query.get("CallSid")
    shown = [
        recording.to_json()
        for recording in request.network.recordings.newest_first()
        if call_sid in ("", recording.call_sid) and created.passes(recording.began)
    ]
    return ResourceResponse(200, page_of("recordings", shown, request.path, request.query))


def _find(request: ResourceRequest) -> Recording:
    recording = request.network.recordings.find(request.sid)
    if recording is None:
        raise not_found(request.path)
    return recording
