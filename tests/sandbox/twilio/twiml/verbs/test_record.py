"""Record: a voicemail."""

from __future__ import annotations

from sandbox.twilio import Answers, HangUp, LeaveMessage, Press, Speak, Variants
from sandbox.twilio.plans import Act

from ...desk import CUSTOMER, Desk, Page

VERB = "<Record action='/kept' recordingStatusCallback='/ready' timeout='4' maxLength='60'/><Say>Nothing said.</Say>"
MESSAGE = "Please call me back about the hail damage on my car, thank you."


def recording(*acts: Act, variants: Variants | None = None) -> Desk:
    desk = Desk(pages={"/greet": VERB, "/kept": "<Hangup/>"}, variants=variants or Variants())
    desk.phone(CUSTOMER).plan = Answers(after=1, then=acts)
    desk.call()
    desk.run()
    return desk


def test_a_message_ends_with_silence_and_is_told_twice() -> None:
    desk = recording(Speak(MESSAGE, when_asked=True))
    (kept,), (ready,) = desk.at("/kept"), desk.at("/ready")
    assert desk.heard(CUSTOMER, "beep") == [""]
    assert kept.params["RecordingDuration"] == "4"
    assert kept.params["Digits"] == ""
    assert ready.params["RecordingSid"] == kept.params["RecordingSid"]
    assert (ready.params["RecordingStatus"], ready.params["RecordingSource"]) == ("completed", "RecordVerb")
    assert "From" not in ready.params
    assert ready.at > kept.at


def test_a_key_ends_it() -> None:
    assert recording(Speak(MESSAGE, when_asked=True), Press("#", after=5)).at("/kept")[0].params["Digits"] == "#"


def test_hanging_up_ends_it_and_the_action_is_still_told() -> None:
    desk = recording(Speak(MESSAGE, when_asked=True), HangUp(after=2))
    (kept,) = desk.at("/kept")
    assert (kept.params["Digits"], kept.params["CallStatus"]) == ("hangup", "completed")


def test_silence_goes_on_with_the_next_verb_or_as_a_variant_to_the_action() -> None:
    assert recording().heard(CUSTOMER) == ["Nothing said."]
    assert len(recording(variants=Variants(silent_recording="action")).at("/kept")) == 1


def test_the_recording_is_kept_with_its_words() -> None:
    desk = recording(Speak(MESSAGE, when_asked=True))
    (kept,), (stored,) = desk.at("/kept"), desk.network.recordings.newest_first()
    assert kept.params["RecordingSid"] == stored.sid
    assert kept.params["RecordingUrl"].endswith(f"/Recordings/{stored.sid}")
    assert (stored.words, stored.seconds, stored.status) == (MESSAGE, 4, "completed")


def test_nothing_heard_is_no_recording_and_who_subscribed_learns_it() -> None:
    desk = Desk(pages={"/greet": VERB.replace("<Record", "<Record recordingStatusCallbackEvent='in-progress absent'")})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.call()
    desk.run()
    assert [got.params["RecordingStatus"] for got in desk.at("/ready")] == ["in-progress", "absent"]
    assert "RecordingUrl" not in desk.at("/ready")[-1].params
    assert desk.network.recordings.newest_first() == []


def test_a_message_is_cut_at_its_longest() -> None:
    desk = Desk(pages={"/greet": VERB.replace("maxLength='60'", "maxLength='3'"), "/kept": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers(after=1, then=(Speak(MESSAGE, when_asked=True),))
    desk.call()
    desk.run()
    assert desk.at("/kept")[0].params["RecordingDuration"] == "3"


def test_silence_is_kept_if_the_document_asks_for_it() -> None:
    desk = Desk(pages={"/greet": VERB.replace("<Record", "<Record trim='do-not-trim'"), "/kept": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers(after=1, then=(Speak(MESSAGE, when_asked=True, after=2),))
    desk.call()
    desk.run()
    assert desk.at("/kept")[0].params["RecordingDuration"] == "10"


def test_only_a_recorded_call_names_a_recording_in_its_status() -> None:
    assert "RecordingSid" not in recording(Speak(MESSAGE, when_asked=True)).at("/status")[-1].params


def test_who_leaves_a_message_presses_1_until_the_beep() -> None:
    pages: dict[str, Page] = {
        "/greet": "<Gather action='/choose' numDigits='1'><Say>Press a key.</Say></Gather>",
        "/choose": "<Gather action='/message' numDigits='1'><Say>For a message, press 1.</Say></Gather>",
        "/message": VERB,
        "/kept": "<Hangup/>",
    }
    desk = Desk(pages=pages)
    desk.phone(CUSTOMER).plan = Answers(after=1, then=(LeaveMessage(MESSAGE),))
    desk.call()
    desk.run()
    assert [desk.at(path)[0].params["Digits"] for path in ("/choose", "/message", "/kept")] == ["1", "1", "#"]
    assert desk.network.recordings.newest_first()[0].words == MESSAGE
