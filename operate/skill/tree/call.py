"""A call: whether one can be had, then the number, the name, and the consent. Nothing is asked in vain."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .announce import told
from .expressions import (
    CALL_ME,
    DONE,
    HAS_LETTER,
    HEARD,
    NO_BOOKING,
    NO_CALL,
    NO_NUMBER,
    NOTED,
    NUMBER,
    QUESTION,
    SHORT,
    TELLS,
    TIME,
    UNDER_WAY,
    has_word,
)
from .routes import ABOUT_THE_CLAIM, FOR_A_CALL, RESUME

_MESSAGE = Text(value="<? $availability_result.message ?>")
_UNDER_WAY = told("$availability_result")
#: "My car was stolen, please call me": what is told is noted, too.
_FIRST = {
    **NO_BOOKING,
    "can_book": "<? $availability_result.booking ?>",
    **NOTED,
    "happened": f"<? $happened == null && {TELLS} ? input.text : $happened ?>",
    "claim_open": f"<? $claim_complete == null && {TELLS} ? true : $claim_open ?>",
    "number_failures": None,
    "withdraw_result": None,
}

#: Before the nodes of booking.py.
FIRST = (
    Node(
        "call_already",
        "Asks for the call that is being arranged",
        f"({CALL_ME} || #call_status) && {FOR_A_CALL} && !{NUMBER}",
        says=(Text("call.already_on_it"),),
        then=RESUME,
    ),
)

NODES = (
    Node(
        "call",
        "Call me",
        CALL_ME,
        calls=Callout("availability", "availability_result"),
        responses=(
            Response(
                "call_unknown",
                "$availability_result == null",
                says=(Text("call.unreachable"), Choice("call.go_on_how", ("report", "try_again", "go_on"))),
                sets={**NO_CALL, **DONE},
            ),
            Response(
                "call_booked_already",
                f"$availability_result.can_call == false && {UNDER_WAY} && ($booked || $availability_result.at != null)",
                says=(_UNDER_WAY,),
                sets={"booked": True, "call_live": None},
                then=Jump("already_live"),
            ),
            Response(
                "call_under_way",
                f"$availability_result.can_call == false && {UNDER_WAY}",
                says=(_UNDER_WAY,),
                sets={"call_live": True},
                then=Jump("already_live"),
            ),
            Response(
                "call_can_be_booked",
                "$availability_result.can_call == false && $availability_result.booking",
                says=(_MESSAGE,),
                sets={**_FIRST, "booking": True, "number_text": f"<? {NUMBER} ? input.text : $number_text ?>"},
                then=Jump("find_slots"),
            ),
            Response(
                "call_cannot_open",
                "$availability_result.can_call == false && $availability_result.next_opening_words",
                says=(_MESSAGE, Choice("call.come_back", ("report", "go_on"))),
                sets=DONE,
            ),
            Response(
                "call_cannot",
                "$availability_result.can_call == false",
                says=(_MESSAGE, Choice("call.go_on_how", ("report", "go_on"))),
                sets=DONE,
            ),
            # A call can be had, but the customer should know before they type that perhaps nobody takes it.
            Response(
                "call_now_or_later",
                "$availability_result.can_call && $availability_result.agents_free == false && $availability_result.booking",
                says=(_MESSAGE,),
                sets={**_FIRST, "number_text": f"<? {NUMBER} ? input.text : $number_text ?>"},
                then=Jump("ask_now_or_later"),
            ),
            Response(
                "call_perhaps_nobody",
                "$availability_result.can_call && $availability_result.agents_free == false",
                says=(_MESSAGE,),
                sets=_FIRST,
                then=Jump("call_next"),
            ),
            Response("call_can", sets=_FIRST, then=Jump("call_next")),
        ),
    ),
    # Nobody is called before a yes.
    Node(
        "number_first",
        "A number that nobody asked for",
        f"$asking == null && @phone && !@plate && !{QUESTION} && ({SHORT} && (@field:number || !{HAS_LETTER}))",
        then=Jump("call"),
    ),
    Node(
        "other_number",
        "Another number",
        "#other_number && !@field:name",
        responses=(
            Response("other_number_asked", FOR_A_CALL, sets={**NO_NUMBER, **HEARD}, then=Jump("call_next")),
            # It may be the number of the plate.
            Response("other_number_claim", ABOUT_THE_CLAIM, sets=HEARD, then=Jump("ask_change")),
            Response("other_number_call", sets=NO_CALL, then=Jump("call")),
        ),
    ),
)

ASKED = (
    Node(
        "call_next",
        "Ask for what a call still needs",
        responses=(
            Response(
                "call_hears_name",
                "$name == null && @name && input.text.toLowerCase().find('«pattern.name_introduced»')",
                sets={"asking": "name"},
                then=Jump("hear_name"),
            ),
            Response("call_has_text", "$phone_number == null && $number_text != null", then=Jump("check_number")),
            Response(
                "call_has_number",
                f"$phone_number == null && {NUMBER}",
                sets={"number_text": "<? input.text ?>"},
                then=Jump("check_number"),
            ),
            # "Ada Lovelace, but call tomorrow".
            Response(
                "call_hears_time",
                f"$asking == 'name' && $booking == null && {TIME} && {has_word('«pattern.call_words»')}",
                sets={"asking": "consent", "time_agreed": None},
                then=Jump("hear_time"),
            ),
            # A time was named instead of an answer to "which number?".
            Response(
                "call_needs_which",
                "$phone_number == null && $number_result != null && $number_result.reason == 'ambiguous_number' "
                "&& $number_result.options.size() > 1",
                sets={"asking": "which"},
                then=RESUME,
            ),
            Response("call_needs_time", "$booking && $booking_at == null", then=Jump("find_slots")),
            Response("call_needs_number", "$phone_number == null", then=Jump("ask_number")),
            Response("call_needs_name", "$name == null", then=Jump("ask_name")),
            Response("call_needs_consent", then=Jump("ask_consent")),
        ),
    ),
    Node(
        "call_declined",
        "No call after all",
        sets={**NO_CALL, **DONE},
        says=(Text("call.declined"),),
    ),
    Node(
        "call_given_up",
        "No number that we can call",
        sets={**NO_CALL, **DONE},
        says=(Choice("call.given_up", ("other_number", "report", "go_on")),),
    ),
    Node(
        "call_go_on",
        "Go on without a call",
        sets={**NO_CALL, **DONE},
        says=(Choice("call.go_on_how", ("report", "go_on")),),
    ),
    Node(
        "call_go_on_or_retry",
        "Go on without a call or try again",
        sets={**NO_CALL, **DONE},
        says=(Choice("call.go_on_how", ("report", "try_again", "go_on")),),
    ),
)
