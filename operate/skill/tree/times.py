"""A time that the customer names: taken from Watson's system entities, and checked by the webhook, which knows the hours.

The dialog sends what was said as a local time with the zone that it was said in (`2026-11-28T17:00:00[Europe/Berlin]`;
without one it is the desk's), and gets it back with its offset and in words. "At five" has two readings: the one that can
be booked is meant, and of two the customer chooses.
"""

from __future__ import annotations

from ..nodes import Callout, Jump, Node, Response, Text
from .expressions import HEARD, HOUR, NUMBER, TIME, has_word
from .routes import RESUME

_TIMES = "entities['sys-time']"
_FIRST, _LAST = f"{_TIMES}[0]", f"{_TIMES}[{_TIMES}.size() - 1]"


def _exact(value: str, otherwise: str = "null") -> str:
    """Returns an expression for a value of the exact time, where `{}` stands for it, or `otherwise` without one.

    "Tomorrow morning at nine" names a part of the day beside the hour, before it or behind it.
    """
    first, last = value.format(_FIRST), value.format(_LAST)
    is_first, is_last = (f"{mention}.interpretation?.part_of_day == null" for mention in (_FIRST, _LAST))
    return f"(@sys-time && {is_first} ? {first} : (@sys-time && {is_last} ? {last} : {otherwise}))"


_PART = (
    f"(@sys-time ? ({_FIRST}.interpretation?.part_of_day != null ? {_FIRST}.interpretation.part_of_day "
    f": {_LAST}.interpretation?.part_of_day) : null)"
)
_PART_BEGINS = (
    f"(@sys-time ? ({_FIRST}.interpretation?.part_of_day != null ? {_FIRST}.value "
    f": ({_LAST}.interpretation?.part_of_day != null ? {_TIMES}[{_TIMES}.size() - 2].value : null)) : null)"
)
_HOUR = "entities.hour[0].value"
_SAID = _exact("{}.value", f"({HOUR} ? {_HOUR} + ':00:00' : null)")
# "Five" is 5:00 and 17:00.
_OTHER = _exact(
    "({0}.alternatives != null && {0}.alternatives.size() > 0 ? {0}.alternatives[0].value : null)",
    f"({HOUR} && {_HOUR}.toInt() < 12 ? ({_HOUR}.toInt() + 12) + ':00:00' : null)",
)
_RELATIVE = (
    "({0}.interpretation?.relative_hour != null || {0}.interpretation?.relative_minute != null "
    "|| {0}.interpretation?.relative_second != null)"
)
# "Move it to six" means the day for which the call is booked.
_DAY = (
    f"(@sys-date ? entities['sys-date'][0].value : ({_exact(_RELATIVE, 'false')} ? today() "
    ": ($booking_at != null ? $booking_at.substring(0, 10) "
    ": ($moving && $booked_at != null ? $booked_at.substring(0, 10) : today()))))"
)
_ZONE = _exact(
    f"({_RELATIVE} ? ({{0}}.interpretation?.timezone != null "
    "? {0}.interpretation.timezone : ($timezone != null ? $timezone : 'GMT')) : $timezone)",
    "$timezone",
)
#: Neither that time nor any other.
_NOTHING = "(!$time_result.ok && ($time_result.slots == null || $time_result.slots.size() == 0))"
_LATE = "($time_part == 'afternoon' || $time_part == 'evening' || $time_part == 'night')"
#: "Yes, at five", once that time was read back: the time that was agreed to, and nothing that takes the yes back.
_AGREED = (
    "@yesno:yes && !@yesno:no && !input.text.contains('?') "
    "&& !input.text.toLowerCase().find('(?:^|[^a-zäöüß])(?:«pattern.reserve»)(?:$|[^a-zäöüß])')"
)
# "What is the weather like tomorrow?" names no time for a call, "how about tomorrow?" does.
_ASKS = "input.text.toLowerCase().find('^(?:«pattern.asking») ')"
#: "Not at five", "not before ten".
NOT_THEN = has_word("«pattern.not_then»")
_SUGGESTS = "input.text.toLowerCase().find('^(?:«pattern.suggesting»)')"


def _check(at: str, result: str) -> Callout:
    when = f"<? $time_day + 'T' + {at} + ($time_zone == null ? '' : '[' + $time_zone + ']') ?>"
    return Callout("slots", result, {"at": when, "phone_number": "$phone_number"})


def times_for(question: str, also: str = "false") -> Node:
    """Returns a child of a question: a time is named instead of an answer, or with one. `also`: a condition for it, too."""
    return Node(
        f"{question}_time",
        "A time",
        f"({TIME} || ({also})) && (!{_ASKS} || {_SUGGESTS}) && !{NOT_THEN}",
        sets={
            "time_agreed": f"<? {_AGREED} ?>",
            "number_text": f"<? {NUMBER} ? input.text : $number_text ?>",
            "phone_number": f"<? {NUMBER} ? null : $phone_number ?>",
            **HEARD,
        },
        then=Jump("hear_time"),
    )


ASKED = (
    # Two steps, because Watson evaluates the values of one node in no certain order. No value is an object: Watson would
    # merge it with the one before.
    Node(
        "hear_time",
        "The time in the sentence",
        sets={
            "booking": True,
            "time_day": f"<? {_DAY} ?>",
            "time_said": f"<? {_SAID} ?>",
            "time_other": f"<? {_OTHER} ?>",
            "time_range": f"<? {_exact('({0}.role != null)', 'false')} ?>",
            # Watson counts "in ten minutes" in GMT if it knows no zone; any other time is the desk's then.
            "time_zone": f"<? {_ZONE} ?>",
            "time_part": f"<? {_PART} ?>",
            "time_begins": f"<? {_PART_BEGINS} ?>",
            "time_doubtful": None,
            "time_result": None,
            "other_result": None,
        },
        then=Jump("read_time"),
    ),
    Node(
        "read_time",
        "Its readings",
        sets={
            "time_first": f"<? {_LATE} && $time_other != null && $time_said.substring(0, 2).toInt() < 12 "
            "? $time_other : $time_said ?>",
            "time_second": "<? $time_part == null ? $time_other : null ?>",
            # A part of the day, a day or a range is no time: what it offers is shown.
            "time_vague": "<? $time_said == null || $time_range ?>",
        },
        then=Jump("check_time"),
    ),
    Node(
        "check_time",
        "Whether that time can be booked",
        calls=_check(
            "($time_first != null ? $time_first : ($time_begins != null ? $time_begins : '00:00:00'))",
            "time_result",
        ),
        responses=(
            Response(
                "time_check_unknown",
                "$time_result == null && $moving",
                says=(Text("booking.move_unreachable"),),
                then=Jump("move_left"),
            ),
            Response(
                "time_unreachable",
                "$time_result == null",
                says=(Text("call.unreachable"),),
                then=Jump("call_go_on_or_retry"),
            ),
            # Nothing can be booked: the question that a time was the answer to is asked again.
            Response(
                "time_refused_consent",
                f"{_NOTHING} && $asking == 'consent' && $booking_at != null",
                says=(Text(value="<? $time_result.message ?>"),),
                then=RESUME,
            ),
            Response(
                "time_refused_asked",
                f"{_NOTHING} && $asking && $asking != 'time' && $asking != 'move'",
                says=(Text(value="<? $time_result.message ?>"),),
                sets={"booking": None, "booking_at": None, "booking_words": None},
                then=RESUME,
            ),
            Response(
                "time_refused_moving",
                f"{_NOTHING} && $moving",
                says=(Text(value="<? $time_result.message ?>"),),
                then=Jump("move_left"),
            ),
            Response(
                "time_refused",
                _NOTHING,
                says=(Text(value="<? $time_result.message ?>"),),
                then=Jump("call_go_on"),
            ),
            Response("time_vague", "$time_vague", then=Jump("time_offers")),
            Response(
                "time_two",
                "!$time_vague && $time_second != null",
                then=Jump("check_other_time"),
            ),
            Response(
                "time_read",
                "!$time_vague && $time_result.at",
                sets={"time_at": "<? $time_result.at ?>", "time_words": "<? $time_result.at_words ?>"},
                then=Jump("time_known"),
            ),
            Response("time_cannot", says=(Text(value="<? $time_result.message ?>"),), then=Jump("time_offers")),
        ),
    ),
    Node(
        "check_other_time",
        "Whether its other reading can be booked",
        calls=_check("$time_second", "other_result"),
        responses=(
            Response(
                "time_either",
                "$time_result.at && $other_result.at && $time_result.at != $other_result.at",
                sets={
                    "time_doubtful": True,
                    "slots_result": {
                        "slots": [
                            {"at": "<? $time_result.at ?>", "words": "<? $time_result.at_words ?>"},
                            {"at": "<? $other_result.at ?>", "words": "<? $other_result.at_words ?>"},
                        ]
                    },
                },
                then=Jump("ask_time"),
            ),
            Response(
                "time_is_first",
                "$time_result.at",
                sets={"time_at": "<? $time_result.at ?>", "time_words": "<? $time_result.at_words ?>"},
                then=Jump("time_known"),
            ),
            Response(
                "time_is_other",
                "$other_result.at",
                sets={"time_at": "<? $other_result.at ?>", "time_words": "<? $other_result.at_words ?>"},
                then=Jump("time_known"),
            ),
            # Who says "five" seldom means the night.
            Response(
                "time_neither_at_night",
                "$other_result != null && $other_result.slots != null && $other_result.slots.size() > 0 "
                "&& $time_first.substring(0, 2).toInt() < 7",
                says=(Text(value="<? $other_result.message ?>"),),
                sets={"slots_result": {"slots": "<? $other_result.slots ?>"}},
                then=Jump("slots_seen"),
            ),
            Response("time_neither", says=(Text(value="<? $time_result.message ?>"),), then=Jump("time_offers")),
        ),
    ),
    Node(
        "time_offers",
        "The times near it",
        sets={"slots_result": {"slots": "<? $time_result.slots ?>"}},
        then=Jump("slots_seen"),
    ),
    Node(
        "time_known",
        "A time that can be booked",
        responses=(
            Response(
                "time_agreed_again",
                "$time_agreed && $asking == 'consent' && $booking_at != null && $booking_at == $time_at",
                sets={"consent": {"question": "$consent_question", "answer": "<? input.text ?>"}, "time_agreed": None},
                then=Jump("consent_given"),
            ),
            Response(
                "time_moved_again",
                "$time_agreed && $asking == 'move' && $booking_at != null && $booking_at == $time_at",
                sets={"time_agreed": None},
                then=Jump("move_call"),
            ),
            Response(
                "time_to_move",
                "$moving",
                sets={"booking_at": "<? $time_at ?>", "booking_words": "<? $time_words ?>", **HEARD},
                then=Jump("ask_move"),
            ),
            # The number comes next, or the name: the time is confirmed.
            Response(
                "time_noted",
                "$phone_number == null || $name == null",
                says=(Text("booking.noted"),),
                sets={"booking_at": "<? $time_at ?>", "booking_words": "<? $time_words ?>", "can_book": True, **HEARD},
                then=Jump("call_next"),
            ),
            Response(
                "time_to_book",
                sets={"booking_at": "<? $time_at ?>", "booking_words": "<? $time_words ?>", "can_book": True, **HEARD},
                then=Jump("call_next"),
            ),
        ),
    ),
)
