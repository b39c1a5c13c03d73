"""Strategies for what may be stored of a handover: the shapes of the contract, those of other versions, and damaged ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind

#: It would be an element of its own in a page that does not escape it.
PAYLOAD = "<x-odd onload=alert(1)>'\"&{{ 7*7 }}</script></textarea>"

TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", " ", "null", PAYLOAD, "ä" * 500, "\x00\x0b\x1f\ufffe", "+49 30 12345678"]
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.just(10**400)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
ODD = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4
)
WORDS = TEXTS | ODD
TIMES = st.sampled_from(
    [
        "2026-11-23T08:59:00.000Z",
        "2026-11-23T09:00:00+00:00",
        "2026-11-23T10:00:01.5+14:00",
        "2026-11-23T10:00:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999-12:00",
        "9999-12-31T23:59:59Z",
        "2026-11-23",
        "yesterday",
        "",
    ]
)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(usual, usual, ODD)


LINES = mostly(
    st.lists(
        mostly(st.fixed_dictionaries({"who": TEXTS, "text": WORDS}, optional={"at": mostly(TIMES), "tone": ODD})),
        max_size=4,
    )
)
CONSENTS = WORDS | st.dictionaries(st.sampled_from(["question", "answer", "label", "items", "by"]), WORDS, max_size=4)
DETAILS = mostly(st.dictionaries(TEXTS | st.sampled_from(["plate_number", "items"]), WORDS, max_size=4))
LABELS = mostly(
    st.dictionaries(
        TEXTS | st.sampled_from(["plate_number", "items"]),
        WORDS | st.dictionaries(TEXTS | st.sampled_from(["en", "de-AT", "fr"]), WORDS, max_size=3),
        max_size=4,
    )
)
REQUESTS = mostly(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(
                ("session_id", "phone_number", "language", "channel", "user_id", "name", "reason", "mood"), WORDS
            ),
            "details": DETAILS,
            "details_labels": LABELS,
            "consent": CONSENTS,
            "transcript": LINES,
        },
    )
)
AGENTS = mostly(
    st.lists(
        st.sampled_from(
            [
                {"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"},
                {"id": "ben", "name": PAYLOAD, "phone": "+493012345672", "language": "de"},
                {"id": "left", "name": "", "phone": "", "language": "xx"},
            ]
        )
        | st.just({"id": "anna"}),
        max_size=3,
    )
)
FACTS = mostly(
    st.fixed_dictionaries(
        {},
        optional={
            "wish": REQUESTS,
            "phone": mostly(st.just("+493012345678")),
            "language": mostly(st.sampled_from(["en", "de", "fr"])),
            "time_limit": mostly(st.just(3600)),
            "desk": mostly(st.just("Claims")),
            "reason": mostly(st.sampled_from(["closed", "limit_reached", "new_reason"])),
            "limit": mostly(st.just("calls_per_day")),
            "agents": AGENTS,
            "ring": mostly(st.just(30)),
            "sid": mostly(st.just("CA" + "1" * 32)),
            "status": mostly(st.sampled_from(list(CallStatus)) | st.just("none")),
            "source": mostly(st.just("look")),
            "seconds": mostly(st.sampled_from(["7", 7, "9" * 400, "٣"])),
            "agent": mostly(st.sampled_from(["anna", "nobody"])),
            "name": WORDS,
            "by": mostly(st.sampled_from(["seat", "link"])),
            "disposition": mostly(st.sampled_from(["solved", "unknown"])),
            "notes": WORDS,
            "follow_up": mostly(st.sampled_from(["2026-11-30", "9999-12-31", "0001-01-01", "soon"])),
            "callback": mostly(st.booleans()),
            "once": WORDS,
            "rating": mostly(st.integers(0, 6)),
            "comment": WORDS,
        },
    )
)
#: A permit that the contract allows: its request is in the shape that this version or an older one wrote.
PERMITS = st.fixed_dictionaries(
    {
        "wish": REQUESTS,
        "phone": st.just("+493012345678"),
        "language": st.sampled_from(["en", "de"]),
        "time_limit": st.just(3600),
        "desk": TEXTS,
    }
)
NUMBERED = (
    EventKind.ACCEPTED,
    EventKind.PASSED,
    EventKind.BRIDGED,
    EventKind.MISSED,
    EventKind.LOOKED,
    EventKind.WRAPPED,
    EventKind.RATED,
)
NAMES = st.sampled_from(
    [
        *[str(kind) for kind in EventKind if kind is not EventKind.VOID and kind not in NUMBERED],
        *[f"{kind}.{n}" for kind in (*NUMBERED, EventKind.REFUSED) for n in (1, 2, 9)],
        "newer",
        "accepted.x",
    ]
)
REPORTS = st.sampled_from(
    [
        *[f"{n}.agent-{status}" for n in (1, 2) for status in CallStatus],
        *[
            "0.view-abc",
            "1.view-abd",
            "0.reveal-x",
            "1.link",
            "1.link-failed",
            "0.amd-human",
            "0.amd-new",
            "0.new_fact",
            "x",
        ],
    ]
)
TURNS = mostly(
    st.fixed_dictionaries(
        {},
        optional={
            "log_id": mostly(st.sampled_from(["log-1", "log-2"])),
            "session_id": mostly(st.just("session-1")),
            "at": mostly(TIMES),
            "count": ODD,
            "channel": WORDS,
            "language": WORDS,
            "lines": LINES,
            "newer": ODD,
        },
    )
)


def _bodies(times: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"at": times}, optional={"facts": FACTS, "owner": ODD})


USUAL_TIMES = st.sampled_from([f"2026-11-23T09:{n:02}:00+00:00" for n in (0, 1, 2, 30)])


@dataclass(frozen=True)
class Stored:
    """What is stored beside a permit: events, reports and turns, by the ends of their names."""

    permit: Any
    events: dict[str, Any]
    reports: dict[str, Any]
    turns: dict[str, Any]


TURN_NAMES = st.sampled_from(
    [
        "a" * 24,
        "b" * 24,
        *[
            f"{time}-{count:06d}-{letter * 24}"
            for time in ("0" * 13, "1795424340000")
            for count in (0, 2)
            for letter in "ac"
        ],
    ]
)
STORED = st.builds(
    Stored,
    st.fixed_dictionaries({"at": USUAL_TIMES, "facts": PERMITS}),
    st.dictionaries(NAMES, _bodies(mostly(USUAL_TIMES | TIMES)) | st.just({}), max_size=8),
    st.dictionaries(REPORTS, _bodies(mostly(USUAL_TIMES | TIMES)) | st.just({}), max_size=5),
    st.dictionaries(TURN_NAMES, TURNS, max_size=4),
)
