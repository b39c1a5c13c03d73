"""Recordings at Twilio within one request's deadline: find them, fetch the sound, delete them.

The sound's address is made of our own settings and the sid, never taken from a request. Messages of errors name no sid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from handover.core.call.recording import seconds_of
from handover.deadline import Deadline, DeadlineError
from handover.services.telephony.errors import RestError, TelephoneError

if TYPE_CHECKING:
    from requests import Session

    from handover.services.telephony.account import Account

T = TypeVar("T")

#: Bytes that are fetched at most, of a message and of a conversation. Two minutes are half a megabyte as MP3, two as WAV.
MOST_BYTES, MOST_BYTES_OF_CALL = 4_000_000, 24_000_000

_TIME_LIMIT = 3.0  # seconds, per socket operation
_CHUNK = 65_536

#: The kinds of sound that are stored, by their content type.
KINDS: Mapping[str, str] = {
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
}


class NotReadyError(TelephoneError):
    """The sound is not there yet, or not any more."""


class TooLargeError(TelephoneError):
    """The sound has too many bytes, so it was not fetched; the next time it will be the same."""


@dataclass(frozen=True)
class TwilioRecording:
    """A recording in Twilio's list. `seconds` is None while Twilio does not know it. `ready`: it is complete. `lost`: Twilio
    could not record it. `source` is Twilio's word for what was recorded, such as `DialVerb`."""

    sid: str
    seconds: int | None = None
    ready: bool = False
    lost: bool = False
    source: str = ""


@dataclass(frozen=True)
class Sound:
    """The sound of a recording: its kind (`mp3`, `wav`) and its bytes."""

    kind: str
    data: bytes


class Twilio(Protocol):
    """What a container keeps for Twilio (client.py)."""

    def account(self) -> Account: ...

    def session(self) -> Session: ...

    def sound_address(self, sid: str, /) -> tuple[str, tuple[str, str]]:
        """Returns the address of a recording's sound, and the credentials for it."""


class Recordings:
    """Recordings within one request's deadline. Every method raises TelephoneError."""

    def __init__(self, twilio: Twilio, deadline: Deadline) -> None:
        self._twilio = twilio
        self._deadline = deadline

    def of_call(self, call_sid: str) -> list[TwilioRecording]:
        """Returns the recordings of a call."""
        answer = self._request(lambda: self._twilio.account().read(f"Calls/{call_sid}/Recordings"))
        listed = answer.get("recordings") if answer else None
        return [_recording(entry) for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []

    def look(self, sid: str) -> TwilioRecording | None:
        """Returns the recording of that sid, or None if Twilio knows none."""
        answer = self._request(lambda: self._twilio.account().read(f"Recordings/{sid}"))
        return _recording({**answer, "sid": sid}) if answer is not None else None

    def fetch(self, sid: str, most: int = MOST_BYTES) -> Sound:
        """Returns the sound of a recording, of so many bytes at most. Raises NotReadyError, TooLargeError."""
        url, credentials = self._twilio.sound_address(sid)
        try:
            return self._deadline.run(lambda: _fetch(self._twilio.session(), url, credentials, most))
        except DeadlineError:
            raise TelephoneError("Twilio did not send the recording in time.") from None
        except TelephoneError:
            raise
        except Exception as error:  # the HTTP library's own errors
            raise TelephoneError(f"The recording could not be fetched ({type(error).__name__}).") from None

    def delete(self, sid: str) -> None:
        """Delete a recording with its sound; does nothing if there is none."""
        self._request(lambda: self._twilio.account().delete(f"Recordings/{sid}"))

    def _request(self, work: Callable[[], T]) -> T | None:
        """Returns the result of a request that may be repeated, or None if Twilio knows no such recording."""
        from twilio.base.exceptions import TwilioException

        try:
            return self._deadline.run(work)
        except DeadlineError:
            raise TelephoneError("Twilio did not answer in time.") from None
        except TwilioException as error:
            refusal = RestError(error)
            if refusal.unknown:
                return None
            raise TelephoneError(refusal.sentence) from None
        except Exception as error:  # the HTTP library's own errors, and those of a broken answer
            raise TelephoneError(f"Twilio could not be reached ({type(error).__name__}).") from None


def _recording(entry: Mapping[str, Any]) -> TwilioRecording:
    """Returns a recording of Twilio's answer, whose fields may all be null."""
    status = str(entry.get("status") or "")
    return TwilioRecording(
        sid=str(entry.get("sid") or ""),
        seconds=seconds_of(entry.get("duration")),
        ready=status == "completed",
        lost=status in ("absent", "failed"),
        source=str(entry.get("source") or ""),
    )


def _fetch(session: Session, url: str, credentials: tuple[str, str], most: int) -> Sound:
    with session, session.get(url, auth=credentials, stream=True, timeout=_TIME_LIMIT) as answer:
        if answer.status_code == 404:
            raise NotReadyError("The recording is not there yet.")
        if answer.status_code != 200:
            raise TelephoneError(f"Twilio did not send the recording (status {answer.status_code}).")
        kind = KINDS.get(answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(), "")
        if not kind:
            raise NotReadyError("Twilio sent something else in place of the recording.")
        return Sound(kind, _read(answer, most))


def _read(answer: Any, most: int) -> bytes:
    data = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        data += chunk
        if len(data) > most:
            raise TooLargeError(f"The recording has more than {most // 1_000_000} MB.")
    if not data:
        raise NotReadyError("The recording is empty.")
    return bytes(data)
