"""A call at another time: offered when none can be had now, and whenever a customer names a time. Nothing is booked before a
yes to the number and the time."""

from __future__ import annotations

from ..nodes import Button, Callout, Choice, Jump, Node, Response, Text
from .expressions import (
    CALL_ME,
    DONE,
    HEARD,
    HOUR,
    LATER,
    NO,
    NO_BOOKING,
    NUMBER,
    QUESTION,
    STOP,
    SURE,
    TIME,
    WITHOUT,
    has_word,
)
from .routes import other
from .times import NOT_THEN, times_for

_MOST_SLOTS = 5
_ORDINALS = ("first", "second", "third")
#: "Call me now" is no answer to "when?".
_NOW = "(@sys-time && entities['sys-time'][0].interpretation?.part_of_day == 'now')"
_LEAVE = f"({WITHOUT} || {STOP}) && !{QUESTION} && !#wait && !#later && !{TIME}"
_LAST = Button(
    "<? $moving ? '«button.keep_time.label»' : '«button.no_call.label»' ?>",
    "<? $moving ? '«button.keep_time.text»' : '«button.no_call.text»' ?>",
)


def _slot(place: int) -> Button:
    slot = f"$slots_result.slots[{place}]"
    return Button(f"<? {slot}.label != null ? {slot}.label : {slot}.words ?>", f"<? {slot}.words ?>")


def _chosen(place: int) -> Node:
    slot = f"$slots_result.slots[{place}]"
    ordinal = f" || (@ordinal:{_ORDINALS[place]} && !{TIME})" if place < len(_ORDINALS) else ""
    # "As soon as possible", "I don't mind"; but of two readings of a time one must be chosen.
    any_time = f" || (!$time_doubtful && {has_word('«pattern.any_time»')} && !{TIME})" if place == 0 else ""
    said = f"input.text.trim().toLowerCase() == {slot}.words.toLowerCase()"
    return Node(
        f"time_chosen_{place + 1}",
        f"The offered time {place + 1}",
        f"$slots_result.slots.size() > {place} && ({said}{ordinal}{any_time})",
        sets={
            "time_at": f"<? {slot}.at ?>",
            "time_words": f"<? {slot}.words ?>",
            "time_agreed": None,
            "time_picked": True,
        },
        then=Jump("time_known"),
    )


#: Begins the way to a booking with the number that was given, if any.
BOOKING = {**NO_BOOKING, "booking": True}

NODES = (
    Node(
        "call_at_a_time",
        "Call me at a time",
        f"{CALL_ME} && {TIME}",
        sets={"number_text": f"<? {NUMBER} ? input.text : $number_text ?>"},
        then=Jump("hear_time"),
    ),
    Node(
        "call_later",
        "Call me another time",
        f"{LATER} && input.text.length() <= 80",
        sets={**BOOKING, "number_text": f"<? {NUMBER} ? input.text : $number_text ?>"},
        then=Jump("find_slots"),
    ),
)

ASKED = (
    Node(
        "find_slots",
        "When a call can be booked",
        calls=Callout("slots", "slots_result", {"phone_number": "$phone_number"}),
        responses=(
            Response("slots_moving_unknown", "$slots_result == null && $moving", then=Jump("move_unreachable")),
            Response(
                "slots_unknown",
                "$slots_result == null",
                says=(Text("call.unreachable"),),
                then=Jump("call_go_on_or_retry"),
            ),
            Response("slots_there", then=Jump("slots_seen")),
        ),
    ),
    Node(
        "slots_seen",
        "Whether there are any",
        responses=(
            Response(
                "slots_offered", "$slots_result.slots != null && $slots_result.slots.size() > 0", then=Jump("ask_time")
            ),
            Response(
                "slots_none_moving",
                "$moving",
                says=(Text("booking.none"),),
                then=Jump("move_left"),
            ),
            Response("slots_none", says=(Text("booking.none"),), then=Jump("call_go_on")),
        ),
    ),
    Node(
        "ask_time",
        "When to call",
        responses=tuple(
            Response(
                f"ask_time_{size}",
                f"$slots_result.slots.size() {'>=' if size == _MOST_SLOTS else '=='} {size}",
                says=(Choice("booking.when", (*(_slot(place) for place in range(size)), _LAST)),),
                sets={"asking": "<? $moving ? 'new_time' : 'time' ?>"},
            )
            for size in range(1, _MOST_SLOTS + 1)
        ),
        children=(
            Node("time_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            *(_chosen(place) for place in range(_MOST_SLOTS)),
            times_for("time", HOUR),
            Node(
                "time_later",
                "None of these",
                f"#later || {NOT_THEN}",
                says=(Text("booking.say_when"),),
                sets=HEARD,
                then=Jump("ask_time"),
            ),
            Node(
                "time_number",
                "The number first",
                f"{NUMBER} && $moving == null",
                sets={"number_text": "<? input.text ?>", **HEARD},
                then=Jump("check_number"),
            ),
            Node(
                "time_no_call",
                "No call at all",
                f"$moving && #cancel_call && {SURE}",
                sets=DONE,
                then=Jump("cancel_call"),
            ),
            Node("time_kept", "The time stays", f"$moving && ({_LEAVE})", then=Jump("move_left")),
            Node("time_declined", "No call", _LEAVE, then=Jump("call_declined")),
            Node(
                "time_now",
                "Now after all",
                f"$moving == null && ({_NOW} || {CALL_ME})",
                sets={**NO_BOOKING, "asking": None, **HEARD},
                then=Jump("call"),
            ),
            other("time"),
        ),
    ),
    Node(
        "ask_now_or_later",
        "Now or at another time",
        sets={"asking": "now_or_later"},
        says=(Choice("booking.now_or_later", ("call_now", "call_later", "no_call")),),
        children=(
            Node("now_or_later_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            times_for("now_or_later"),
            Node("now_or_later_later", "Another time", LATER, sets=BOOKING, then=Jump("find_slots")),
            Node(
                "now_or_later_now",
                "Now",
                f"({CALL_ME} || {_NOW}) && !{QUESTION}",
                sets={**NO_BOOKING, **HEARD},
                then=Jump("call_next"),
            ),
            Node(
                "now_or_later_number",
                "A number",
                NUMBER,
                sets={"number_text": "<? input.text ?>", **HEARD},
                then=Jump("call_next"),
            ),
            Node(
                "now_or_later_declined",
                "No call",
                f"({NO} || {STOP} || #thanks) && !{QUESTION}",
                sets=DONE,
                then=Jump("call_declined"),
            ),
            other("now_or_later"),
        ),
    ),
)
