"""The views `voicemail` and `recording`: the sound of a customer's message, and of the recorded conversation, for the
players on the handover's page. The conversation is for agents who signed in: a link is for the time of the call.

It is played once it is on record who listens, and only at a signed address from that page, in the same browser, for a short
time (core/access/sound_address.py). Browsers request a sound in parts, and some play nothing else; a part is also what keeps
a long message below OpenWhisk's limit of 1 MB for a response.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Literal

from handover.actions.dashboard import headers
from handover.actions.dashboard.error_pages import error_page
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.access import sound_address
from handover.core.access.sound_address import SoundAddress
from handover.core.call.events import EventKind
from handover.core.call.recording import Recording
from handover.services.signed_tokens import Purpose, sign, verify
from handover.services.storage import StorageError
from handover.usecases.view_handover import record_listening
from handover.web import Response, binary, empty
from handover.web.ranges import Part, requested_part

Sound = Literal["voicemail", "recording"]

#: Bytes of one part: base64 makes it a third larger.
_MOST_BYTES = 600_000

MESSAGE: Sound = "voicemail"
CALL: Sound = "recording"

#: What the signature of an address is for, by its view.
_PURPOSES: Mapping[Sound, Purpose] = {MESSAGE: "sound", CALL: "call-sound"}

_KINDS: Mapping[Sound, EventKind] = {MESSAGE: EventKind.RECORDED, CALL: EventKind.CALL_RECORDED}
_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


def address(page: AuthenticatedRequest, handover_id: str, sound: Sound = MESSAGE) -> str:
    """Returns the query at which this browser can play the handover's message, or its conversation."""
    made = SoundAddress.made_for(handover_id, page.viewer, page.cookie["s"], page.now(), secrets.token_hex(6))
    return f"view={sound}&h={handover_id}&t={sign(page.ctx.settings, _PURPOSES[sound], made.as_signed())}"


def play(page: AuthenticatedRequest) -> Response:
    return _play(page, MESSAGE)


def play_call(page: AuthenticatedRequest) -> Response:
    return _play(page, CALL)


def _play(page: AuthenticatedRequest, wanted: Sound) -> Response:
    handover_id = page.query.get("h", "")
    allowed = sound_address.read(verify(page.ctx.settings, _PURPOSES[wanted], page.query.get("t", "")))
    if allowed is None or not allowed.opens(handover_id, page.viewer, page.cookie["s"], page.now()):
        return error_page(page, 403, "sound_closed")
    if wanted == CALL and not page.viewer.signed_in:
        return error_page(page, 403, "sound_closed")
    kind, voicemails = _KINDS[wanted], page.ctx.storage.voicemails
    recording = Recording.from_event(page.ctx.storage.handovers.events_of(handover_id, kind).get(kind))
    read = voicemails.call_sound if wanted == CALL else voicemails.sound
    sound = read(handover_id, recording.kind) if recording else None
    if recording is None or sound is None:
        return error_page(page, 404, "no_sound")
    try:
        once = f"call-{allowed.once}" if wanted == CALL else allowed.once
        record_listening(page.ctx, handover_id, page.viewer, once)
    except StorageError as problem:
        page.ctx.log.warn(f"A recording was not played, because that could not be recorded: {problem}")
        return error_page(page, 503, "sound_not_noted")
    page.ctx.log.note(handover=handover_id, outcome="played")
    return _sound(sound, _TYPES[recording.kind], requested_part(page.request.header("range"), len(sound), _MOST_BYTES))


def _sound(sound: bytes, content_type: str, part: Part | None) -> Response:
    sent = {**headers.COMMON, "Accept-Ranges": "bytes", "Content-Disposition": "inline"}
    if part is None:
        return binary(sound, content_type, headers=sent)
    if part.empty:
        return empty(416, {**sent, "Content-Range": f"bytes */{len(sound)}"})
    return binary(sound[part.begin : part.end], content_type, 206, {**sent, "Content-Range": part.header(len(sound))})
