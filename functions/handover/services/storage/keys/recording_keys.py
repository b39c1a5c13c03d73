"""The names of recordings: of messages and of conversations, and what is still due of them."""

from __future__ import annotations

from handover.services.storage.keys import RECORDINGS_DUE

_OF_CALL = ".call"


def voicemails(handover_id: str) -> str:
    """Returns the prefix of the sound of a handover's message."""
    return f"v1/voicemail/{handover_id}."


def voicemail(handover_id: str, kind: str) -> str:
    """Returns the name of that sound; `kind` is `mp3` or `wav`."""
    return f"{voicemails(handover_id)}{kind}"


def call_recordings(handover_id: str) -> str:
    """Returns the prefix of the sound of a handover's conversation."""
    return f"v1/recording/call/{handover_id}."


def call_recording(handover_id: str, kind: str) -> str:
    """Returns the name of that sound; `kind` is `mp3` or `wav`."""
    return f"{call_recordings(handover_id)}{kind}"


def of_call(handover_id: str) -> str:
    """Returns the name under which the recording of a handover's conversation is due."""
    return f"{handover_id}{_OF_CALL}"


def handover_of_call(due: str) -> str:
    """Returns the handover whose conversation is due by that name, or `""` if the name is that of a message."""
    return due.removesuffix(_OF_CALL) if due.endswith(_OF_CALL) else ""


def recording_due(handover_id: str) -> str:
    return f"{RECORDINGS_DUE}{handover_id}"
