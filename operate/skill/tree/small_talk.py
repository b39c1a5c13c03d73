"""Questions and courtesies that may come at any time. After an answer the open question is asked again."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Says, Text
from .expressions import DONE, DOUBT, HEARD, INSTEAD, NO_CALL, SHORT, SURE, TELLS, UNDER_WAY
from .routes import FOR_A_CALL, RESUME

# While a call is live, what is no clear question is said to the agent.
# A long story is no question, whatever it ends with.
_SURE = f"((!$call_live && input.text.length() <= 80) || ({SURE} && !(input.text.length() > 80 && {TELLS})))"

_START = Choice("welcome.what", ("report", "call_me", "hours"))


def _answer(intent: str, title: str, unless: str = "") -> Node:
    return Node(
        intent, title, f"#{intent} && {_SURE}{unless}", says=(Text(f"answer.{intent}"),), sets=HEARD, then=RESUME
    )


def _or_start(intent: str, title: str, says: Says, unless: str = "") -> Node:
    """An answer that ends with what the bot can do, if no question is open."""
    return Node(
        intent,
        title,
        f"#{intent} && {_SURE}{unless}",
        responses=(
            Response(f"{intent}_resumed", "$asking", says=says, sets=HEARD, then=RESUME),
            Response(f"{intent}_start", says=(*says, _START), sets=HEARD),
        ),
    )


FIRST = (_answer("emergency", "Somebody is hurt"),)

QUESTIONS = (
    _answer("privacy", "What happens with the data"),
    _answer("costs", "What a call costs"),
    # "I want a human" asks for one.
    _answer("robot", "Is this a machine", " && !(@aside:person && !input.text.contains('?'))"),
    Node(
        "language",
        "Another language",
        f"@aside:language && {INSTEAD} && !$call_live",
        says=(Text("answer.language"),),
        sets=HEARD,
        then=RESUME,
    ),
    Node(
        "opening_hours",
        "Opening hours",
        # While a call is live, "is anybody there?" asks for the call.
        "#opening_hours && !$call_live",
        calls=Callout("availability", "availability_result"),
        responses=(
            # The message is about the call.
            Response(
                "hours_open_booked",
                f"{UNDER_WAY} && $availability_result.open && $availability_result.at != null",
                says=(Text("answer.hours_open"),),
                sets={"booked": True, **HEARD},
                then=RESUME,
            ),
            Response(
                "hours_open_live",
                f"{UNDER_WAY} && $availability_result.open",
                says=(Text("answer.hours_open"),),
                sets={"call_live": True},
                then=Jump("already_live"),
            ),
            Response(
                "hours_closed_booking",
                "$availability_result.reason == 'closed' && $availability_result.next_opening_words "
                "&& $availability_result.booking && $asking == null && !$booked",
                says=(Text("answer.hours_closed"), Choice("call.go_on_how", ("call_later", "report", "go_on"))),
                sets=HEARD,
            ),
            # The refusal of a call, which the message is, answers no question about hours.
            Response(
                "hours_closed",
                f"($availability_result.reason == 'closed' || {UNDER_WAY}) && $availability_result.next_opening_words",
                says=(Text("answer.hours_closed"),),
                sets=HEARD,
                then=RESUME,
            ),
            Response(
                "hours_told",
                "$availability_result && $availability_result.message",
                says=(Text(value="<? $availability_result.message ?>"),),
                sets=HEARD,
                then=RESUME,
            ),
            Response("hours_unknown", says=(Text("answer.hours_unknown"),), then=RESUME),
        ),
    ),
    Node(
        "time",
        "Time",
        f"#time && {_SURE}",
        calls=Callout("time", "time_result", {"timezone": "$timezone"}, session=False),
        responses=(
            Response(
                "time_told",
                "$time_result && $time_result.message",
                says=(Text(value="<? $time_result.message ?>"),),
                sets=HEARD,
                then=RESUME,
            ),
            Response("time_unknown", says=(Text("answer.time_unknown"),), then=RESUME),
        ),
    ),
    _or_start("capabilities", "What the assistant can do", (Text("answer.capabilities"),), " && !$call_live"),
    _answer("wait", "One moment"),
    Node("repeat", "The question again", "#repeat && $asking", then=RESUME),
)

COURTESIES = (
    Node(
        "continue_chat",
        "Go on in the chat",
        "#continue_chat",
        responses=(
            Response("continue_asked", "$asking", says=(Text("answer.go_on"),), then=RESUME),
            Response("continue_claim", "$claim_open", says=(Text("answer.go_on"),), then=Jump("claim_next")),
            Response("continue_free", says=(Text("answer.go_on_free"),), sets=DONE),
        ),
    ),
    _or_start("greeting", "Greeting", (Text("answer.greeting"),)),
    _answer("thanks", "Thanks"),
    # "Ok" or "no" to what asked nothing, or nothing that is still open.
    Node(
        "acknowledged",
        "Yes or no without a question",
        f"$asking == null && ((@plain_yes && {SHORT}) || {DOUBT})",
        says=(Text("stop.other"),),
        sets=HEARD,
    ),
    Node(
        "goodbye",
        "Goodbye",
        "#goodbye",
        responses=(
            Response("goodbye_no_call", FOR_A_CALL, says=(Text("answer.goodbye_no_call"),), sets={**NO_CALL, **DONE}),
            Response("goodbye_said", says=(Text("answer.goodbye"),), sets=DONE),
        ),
    ),
    Node(
        "complaint",
        "Is annoyed",
        f"#complaint || (@aside:rude && {INSTEAD})",
        responses=(
            Response(
                "complaint_call",
                f"$complained && {FOR_A_CALL}",
                says=(Text("answer.complaint_call"),),
                sets=HEARD,
                then=RESUME,
            ),
            Response("complaint_again", "$complained", says=(Text("answer.complaint_again"),), then=Jump("offer")),
            Response(
                "complaint_once", says=(Text("answer.complaint"),), sets={**HEARD, "complained": True}, then=RESUME
            ),
        ),
    ),
)
