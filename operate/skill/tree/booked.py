"""A call that is booked: the bot knows it (`$booked`), tells when it comes, moves it after a yes, or cancels it."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .expressions import (
    CALL_ME,
    DONE,
    DOUBT,
    HEARD,
    HOUR,
    NO,
    NO_BOOKING,
    NO_CALL,
    QUESTION,
    SHORT,
    STOP,
    SURE,
    TIME,
    has_word,
    is_one_of,
)
from .routes import RESUME, other
from .times import times_for

_CLAIM = "($claim_open || $claim_complete)"
_FREE = "$booked && $asking == null"
#: "Change it": the call, if nothing else was noted or the call is named.
_CHANGE = f"(#change && !@field && (!{_CLAIM} || {has_word('«pattern.the_call»')}))"
_MESSAGE = Text(value="<? $move_result.message ?>")
_AT = {"booked": True, "booked_at": "<? $move_result.at ?>", "booked_words": "<? $move_result.at_words ?>"}
#: What is said of a call that is not booked any more.
NOT_BOOKED = {"booked": None, "booked_at": None, "booked_words": None}
_MOVING = {**NO_BOOKING, "moving": True}

#: Before the questions that may come at any time.
BEFORE = (
    Node(
        "booked_stop",
        "No booked call after all",
        f"{_FREE} && (#cancel || #cancel_call) && {SURE} && !@plain_yes",
        then=Jump("cancel_call"),
    ),
    Node("booked_no", "Perhaps no booked call", f"{_FREE} && {DOUBT}", then=Jump("offer_cancel")),
    Node(
        "booked_move_to",
        "Move the call to a time",
        f"{_FREE} && ((({TIME}) && (#later || #change || {CALL_ME} || {SHORT}) && !#opening_hours && !#claim && !@damage) "
        f"|| ({HOUR} && (#later || #change || {has_word('«pattern.moving»')})))",
        sets={**_MOVING, "time_agreed": None},
        then=Jump("hear_time"),
    ),
    Node(
        "booked_move",
        "Move the call",
        f"{_FREE} && (#later || {_CHANGE}) && input.text.length() <= 80",
        sets=_MOVING,
        then=Jump("find_slots"),
    ),
)

ASKED = (
    Node(
        "call_booked",
        "After a call was booked",
        sets={
            **NO_CALL,
            **DONE,
            "call_live": None,
            "status_result": None,
            "cancel_result": None,
            "reason": None,
            "context_connect_to_agent": True,
            "rating_asked": None,
        },
        then=Jump("booked_meanwhile"),
    ),
    Node(
        "booked_meanwhile",
        "What can be done with a booked call",
        says=(Choice("booking.meanwhile", ("move_call", "cancel_call", "go_on")),),
    ),
    Node(
        "booked_perhaps",
        "A call may be booked",
        # What is said next looks for it, and forgets it if there is none.
        sets={**NO_CALL, **DONE, "status_result": None, "cancel_result": None, "rating_asked": None, "booked": True},
        says=(Choice("booking.perhaps", ("when_call", "cancel_call", "go_on")),),
    ),
    Node(
        "ask_move",
        "Read the new time back and ask for a yes",
        sets={
            "asking": "move",
            "consent_question": "«booking.move_question»",
        },
        says=(Choice("booking.move_question", ("yes_move", "other_time", "keep_time")),),
        children=(
            Node("move_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            Node(
                "move_pressed",
                "Yes by the button",
                "input.text == '«button.yes_move.label»'",
                then=Jump("move_call"),
            ),
            times_for("move", HOUR),
            Node("move_later", "Another time", "#later", then=Jump("find_slots")),
            Node(
                "move_yes",
                "Yes in words",
                f"@plain_yes && !{has_word('«pattern.now_words»')}",
                then=Jump("move_call"),
            ),
            Node("move_cancelled", "No call at all", f"#cancel_call && {SURE}", sets=DONE, then=Jump("cancel_call")),
            Node("move_no", "No", f"({NO} || {STOP}) && !{QUESTION}", then=Jump("move_left")),
            other("move"),
        ),
    ),
    Node(
        "move_call",
        "Move the call",
        calls=Callout("reschedule_call", "move_result", {"at": "$booking_at"}),
        responses=(
            Response(
                "moved_unknown",
                "$move_result == null",
                says=(Text("booking.move_unknown"),),
                then=Jump("booked_perhaps"),
            ),
            Response("moved", "$move_result.ok", says=(_MESSAGE,), sets=_AT, then=Jump("call_booked")),
            # That time has gone, or is not to be had: others are shown.
            Response(
                "moved_not_then",
                "$move_result.slots != null && $move_result.slots.size() > 0",
                says=(_MESSAGE,),
                sets={"slots_result": {"slots": "<? $move_result.slots ?>"}},
                then=Jump("ask_time"),
            ),
            Response(
                "moved_gone",
                "$move_result.reason == 'no_handover'",
                says=(_MESSAGE,),
                sets={**NO_CALL, **DONE, **NOT_BOOKED},
                then=Jump("move_again"),
            ),
            Response(
                "moved_live",
                is_one_of("$move_result.reason", "already_calling", "already_connected"),
                says=(_MESSAGE,),
                sets={**NO_CALL, **DONE, **NOT_BOOKED, "call_live": True},
            ),
            Response("moved_refused", says=(_MESSAGE,), then=Jump("move_left")),
        ),
    ),
    Node("move_again", "Offer another call", says=(Choice("call.go_on_how", ("call_me", "go_on")),)),
    Node(
        "move_unreachable",
        "The phone service cannot be reached",
        says=(Text("booking.move_unreachable"),),
        then=Jump("move_left"),
    ),
    Node(
        "move_left",
        "The call stays as it is",
        sets={**NO_CALL, **DONE},
        says=(Text("booking.stays"),),
    ),
    Node(
        "booked_told",
        "After telling when the call comes",
        sets={"status_result": None, **HEARD},
        then=Jump("booked_choice"),
    ),
    Node(
        "booked_choice",
        "Move or cancel or keep it",
        responses=(
            Response("booked_resumed", "$asking", then=RESUME),
            Response("booked_options", then=Jump("booked_meanwhile")),
        ),
    ),
)
