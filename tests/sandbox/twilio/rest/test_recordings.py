"""Recordings through Twilio's SDK, and their files as a browser fetches them."""

from __future__ import annotations

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.twilio import Answers, Recording, RestServer, Speak
from sandbox.twilio.audio import playing_time

from ..desk import CUSTOMER, SID, TOKEN, Desk
from .sdk import error_of


@pytest.fixture
def recording(desk: Desk) -> Recording:
    """A message of two seconds, whose file is not ready."""
    desk.pages |= {"/greet": "<Record action='/kept'/>", "/kept": "<Pause length='60'/>"}
    desk.phone(CUSTOMER).plan = Answers(after=1, then=(Speak("Please call me back. Thanks.", when_asked=True),))
    desk.call()
    assert desk.agenda.run_until(lambda: bool(desk.at("/kept")))
    (recording,) = desk.network.recordings.newest_first()
    return recording


def file(server: RestServer, recording: Recording, kind: str, user: str = SID) -> requests.Response:
    address = f"{server.base_url}/2010-04-01/Accounts/{SID}/Recordings/{recording.sid}{kind}"
    return requests.get(address, auth=(user, TOKEN), timeout=30)


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [("", "audio/x-wav", b"RIFF"), (".wav", "audio/x-wav", b"RIFF"), (".mp3", "audio/mpeg", b"\xff\xe3")],
)
def test_a_file_is_there_when_it_is_ready(
    desk: Desk, server: RestServer, recording: Recording, kind: str, content_type: str, start: bytes
) -> None:
    assert file(server, recording, kind).status_code == 404
    desk.agenda.advance(5)
    found = file(server, recording, kind)
    assert (found.status_code, found.headers["content-type"]) == (200, content_type)
    assert found.content.startswith(start)


def test_a_wav_file_is_as_long_as_the_recording(desk: Desk, server: RestServer, recording: Recording) -> None:
    desk.agenda.advance(5)
    assert playing_time(file(server, recording, ".wav").content) == recording.seconds == 2


def test_a_file_needs_the_accounts_credentials(desk: Desk, server: RestServer, recording: Recording) -> None:
    desk.agenda.advance(5)
    assert file(server, recording, ".mp3", user="AC" + "9" * 32).status_code == 401


def test_a_recording_is_listed_fetched_and_deleted(
    desk: Desk, client: Client, server: RestServer, recording: Recording
) -> None:
    assert client.recordings(recording.sid).fetch().status == "processing"
    desk.agenda.advance(5)
    (listed,) = client.recordings.list()
    (of_call,) = client.calls(recording.call_sid).recordings.list()
    assert (listed.sid, of_call.sid, listed.duration, listed.source) == (
        recording.sid,
        recording.sid,
        "2",
        "RecordVerb",
    )
    assert client.recordings.list(call_sid="CA" + "0" * 32) == []
    assert client.recordings(recording.sid).delete()
    assert file(server, recording, ".mp3").status_code == 404
    with pytest.raises(TwilioRestException) as caught:
        client.recordings(recording.sid).delete()
    assert error_of(caught.value) == (404, 20404)
