"""TwiML as Twilio documents it: the elements, where each is allowed, their attributes and values.

Data only, from the voice TwiML pages. Elements that Twilio knows and the sandbox does not play are listed too, so that their
use is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.twilio.twiml.values import (
    ADDRESS,
    FLAG,
    LANGUAGE,
    METHOD,
    VOICE,
    Anything,
    Either,
    OneOf,
    Pattern,
    SomeOf,
    Value,
    Whole,
)


@dataclass(frozen=True)
class Attribute:
    """`code`: Twilio's warning about an invalid value."""

    value: Value
    code: int = 12200


@dataclass(frozen=True)
class Shape:
    """`children`: the elements that are allowed inside. `text`: whether text is."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: bool = False


_EVENTS = SomeOf(("initiated", "ringing", "answered", "completed"))
_RECORD = OneOf(
    (
        "do-not-record",
        "record-from-answer",
        "record-from-ringing",
        "record-from-answer-dual",
        "record-from-ringing-dual",
        "true",
        "false",
    )
)
_RECORDING_EVENTS = SomeOf(("in-progress", "completed", "absent"))
_TRIM = OneOf(("trim-silence", "do-not-trim"))
# fmt: off
_RINGS = (
    "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hu", "il", "in", "it",
    "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt", "ru", "se", "sg", "th", "uk", "us", "us-old", "tw",
    "ve", "za",
)
# fmt: on


def _plain(values: Mapping[str, Value]) -> dict[str, Attribute]:
    return {name: Attribute(value) for name, value in values.items()}


_ACTION = _plain({"action": ADDRESS, "method": METHOD})
_RECORDING = _plain(
    {
        "recordingStatusCallback": ADDRESS,
        "recordingStatusCallbackMethod": METHOD,
        "recordingStatusCallbackEvent": _RECORDING_EVENTS,
        "recordingConfigurationId": Anything(),
        "trim": _TRIM,
    }
)
_STATUS = _plain({"statusCallback": ADDRESS, "statusCallbackMethod": METHOD, "statusCallbackEvent": _EVENTS})
_DETECTION = _plain(
    {
        "machineDetection": OneOf(("Enable", "DetectMessageEnd")),
        "machineDetectionTimeout": Whole(3, 60),
        "machineDetectionSpeechThreshold": Whole(1000, 6000),
        "machineDetectionSpeechEndThreshold": Whole(500, 5000),
        "machineDetectionSilenceTimeout": Whole(2000, 10000),
        "amdStatusCallback": ADDRESS,
        "amdStatusCallbackMethod": METHOD,
    }
)
_DOCUMENT = _plain({"url": ADDRESS, "method": METHOD})

SAY = Shape(
    _plain({"voice": VOICE, "language": LANGUAGE, "loop": Whole(0, 1000)}),
    frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}),
    text=True,
)
PLAY = Shape(_plain({"loop": Whole(0, 1000), "digits": Pattern(r"[0-9A-D#*wW]+", "keys")}), text=True)
PAUSE = Shape(_plain({"length": Whole(1)}))
GATHER = Shape(
    {
        **_ACTION,
        "method": Attribute(METHOD, 13312),
        "input": Attribute(SomeOf(("dtmf", "speech"))),
        "actionOnEmptyResult": Attribute(FLAG, 13338),
        "timeout": Attribute(Either(Whole(1), OneOf(("auto",))), 13313),
        "speechTimeout": Attribute(Either(Whole(1), OneOf(("auto",))), 13327),
        "maxSpeechTime": Attribute(Whole(1, 60), 13328),
        "numDigits": Attribute(Whole(1), 13314),
        "finishOnKey": Attribute(Pattern(r"[0-9#*]?", "one of 0-9, # and *, or nothing"), 13310),
        "language": Attribute(LANGUAGE),
        "hints": Attribute(Anything(50_000), 13330),
        "profanityFilter": Attribute(FLAG),
        "speechModel": Attribute(Pattern(r"[a-z0-9_-]+", "a model's name"), 13334),
        "enhanced": Attribute(FLAG),
        "bargeIn": Attribute(FLAG),
        "debug": Attribute(FLAG),
        "partialResultCallback": Attribute(ADDRESS),
        "partialResultCallbackMethod": Attribute(METHOD),
    },
    frozenset({"Say", "Play", "Pause"}),
)
DIAL = Shape(
    {
        **_ACTION,
        **_RECORDING,
        "method": Attribute(METHOD, 13210),
        "timeout": Attribute(Whole(5, 600), 13212),
        "hangupOnStar": Attribute(FLAG, 13210),
        "callerId": Attribute(Anything(), 13214),
        "timeLimit": Attribute(Whole(1, 86_400), 13216),
        "sequential": Attribute(FLAG, 13218),
        "answerOnBridge": Attribute(FLAG, 13219),
        "ringTone": Attribute(OneOf(_RINGS), 13220),
        "record": Attribute(_RECORD, 13210),
        "recordingTrack": Attribute(OneOf(("inbound", "outbound", "both"))),
        "callReason": Attribute(Anything(50)),
        "referUrl": Attribute(ADDRESS),
        "referMethod": Attribute(METHOD),
        "events": Attribute(Anything()),
        "passports": Attribute(Anything()),
    },
    frozenset({"Number", "Client", "Sip", "Conference", "Queue", "Application", "WhatsApp", "Sim"}),
    text=True,
)
NUMBER = Shape(
    {
        **_DOCUMENT,
        **_STATUS,
        **_DETECTION,
        "sendDigits": Attribute(Pattern(r"[0-9A-D#*wW]{1,32}", "up to 32 keys, w and W"), 13222),
        "byoc": Attribute(Anything()),
    },
    text=True,
)
SIP = Shape(
    {**_DOCUMENT, **_STATUS, **_DETECTION, **_plain({"username": Anything(), "password": Anything()})}, text=True
)
RECORD = Shape(
    {
        **_ACTION,
        **_RECORDING,
        **_plain(
            {
                "timeout": Whole(0),
                "finishOnKey": Pattern(r"[0-9#*]*", "any of 0-9, # and *"),
                "maxLength": Whole(1, 86_400),
                "playBeep": FLAG,
                "transcribe": FLAG,
                "transcribeCallback": ADDRESS,
            }
        ),
    },
)
REDIRECT = Shape(_plain({"method": METHOD}), text=True)
REJECT = Shape(_plain({"reason": OneOf(("rejected", "busy"))}))
HANGUP = Shape()

#: The verbs that the sandbox plays.
VERBS: Mapping[str, Shape] = {
    "Say": SAY,
    "Play": PLAY,
    "Pause": PAUSE,
    "Gather": GATHER,
    "Dial": DIAL,
    "Record": RECORD,
    "Redirect": REDIRECT,
    "Reject": REJECT,
    "Hangup": HANGUP,
}

CONFERENCE = Shape(
    {
        **_plain(
            {
                "muted": FLAG,
                "beep": OneOf(("true", "false", "onEnter", "onExit")),
                "startConferenceOnEnter": FLAG,
                "endConferenceOnExit": FLAG,
                "participantLabel": Anything(128),
                "jitterBufferSize": OneOf(("large", "medium", "small", "off")),
                "waitUrl": ADDRESS,
                "waitMethod": METHOD,
                "maxParticipants": Whole(2, 250),
                "region": Anything(),
                "coach": Anything(),
                "record": OneOf(("do-not-record", "record-from-start", "true", "false")),
                "statusCallback": ADDRESS,
                "statusCallbackMethod": METHOD,
                "statusCallbackEvent": SomeOf(
                    ("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
                ),
            }
        ),
        **_RECORDING,
    },
    text=True,
)

#: Elements inside a verb that are checked.
NOUNS: Mapping[str, Shape] = {"Number": NUMBER, "Sip": SIP, "Conference": CONFERENCE}

#: Known to Twilio, not played here.
UNSUPPORTED_VERBS = frozenset(
    {"Enqueue", "Leave", "Connect", "Start", "Stop", "Pay", "Prompt", "Refer", "Queue", "Sms", "Echo"}
)
UNSUPPORTED_NOUNS = DIAL.children - set(NOUNS)

#: Verbs allowed in a whisper: the documented ones, and ones that work without being documented.
WHISPER_VERBS = frozenset({"Say", "Play", "Gather", "Hangup"})
WHISPER_MAYBE = frozenset({"Pause", "Redirect"})

#: Verbs allowed in the documents for somebody who is alone in a conference.
WAIT_VERBS = frozenset({"Say", "Play", "Pause", "Redirect"})
