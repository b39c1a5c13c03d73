"""A call that was placed: the bot knows it (`$call_live`), keeps what is said for the agent, and asks how it went."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .announce import announced, told
from .booked import NOT_BOOKED
from .booking import BOOKING
from .expressions import CALL_ME, DONE, DOUBT, HEARD, NO, NO_CALL, NUMBER, QUESTION, SHORT, STOP, SURE, TIME, YES
from .routes import FOR_A_CALL, RESUME, ROUTES, other

_STATUS = Text(value="<? $status_result.message ?>")
_TOLD = told("$status_result")
_CANCEL = Text(value="<? $cancel_result.message ?>")
_LOOK = Callout("call_status", "status_result")
_FAILED = (
    "busy",
    "no_answer",
    "failed",
    "no_human",
    "abandoned",
    "no_agent",
    "voicemail",
    "dropped",
)
_CAME_TO_NOTHING = "(" + " || ".join(f"$status_result.status == '{state}'" for state in _FAILED) + ")"
_OVER = (
    f"$status_result.ok && ($status_result.live == false || $status_result.status == 'completed' || {_CAME_TO_NOTHING})"
)
_NOT_LIVE = {"call_live": None, "status_result": None, "cancel_result": None, **NOT_BOOKED}
_BOOKED = "$status_result.ok && $status_result.status == 'scheduled'"
_IS_BOOKED = {
    "booked": True,
    "booked_at": "<? $status_result.at ?>",
    "booked_words": "<? $status_result.at_words ?>",
    "call_live": None,
}
_IS_LIVE = {**NOT_BOOKED, "call_live": True}
#: Goes on with the root nodes behind the look at the call: those before it have been tried.
_GO_ON = Jump("call_already", "condition")
#: The message may tell the place itself.
_IN_LINE = (
    "$status_result.position != null && !$status_result.message.contains(' ' + $status_result.position) "
    "&& !($status_result.position == 1 && $status_result.message.contains('«live.next»'))"
)

#: Before the questions that may come at any time.
BEFORE = (
    Node(
        "live_wrong_number",
        "The number of the call is wrong",
        f"($call_live || ($booked && $asking == null)) && (#other_number || (@field:number && #change)) && {SURE}",
        calls=Callout("cancel_call", "cancel_result"),
        responses=(
            Response(
                "wrong_number_unbooked",
                "$cancel_result && $cancel_result.ok && $booked && $booked_at != null",
                says=(_CANCEL,),
                sets={**NO_CALL, "booking": True, "booking_at": "$booked_at", "booking_words": "$booked_words"},
                then=Jump("wrong_number_booked"),
            ),
            Response(
                "wrong_number_cancelled",
                "$cancel_result && $cancel_result.ok",
                says=(_CANCEL,),
                then=Jump("wrong_number"),
            ),
            Response(
                "wrong_number_over",
                "$cancel_result.reason == 'no_handover'",
                sets={**NO_CALL, **_NOT_LIVE, "asking": None, **HEARD},
                then=Jump("call"),
            ),
            Response("wrong_number_kept", "$cancel_result", says=(_CANCEL,), then=Jump("answered")),
            Response("wrong_number_unknown", says=(Text("live.cancel_unknown"),)),
        ),
    ),
    Node("live_stop", "No call after all", f"$call_live && {STOP} && !#continue_chat", then=Jump("cancel_call")),
    Node(
        "call_status",
        "Where is my call",
        f"#call_status && !{FOR_A_CALL} && ((!$call_live && input.text.length() <= 80) || {SURE})",
        calls=_LOOK,
        responses=(
            Response("status_unknown", "$status_result == null", says=(Text("live.status_unknown"),), then=RESUME),
            Response("status_booked", _BOOKED, says=(_STATUS,), sets=_IS_BOOKED, then=Jump("booked_from")),
            Response("status_over", _OVER, then=Jump("call_over")),
            Response(
                "status_in_line",
                f"$status_result.live && {_IN_LINE}",
                says=(_STATUS, Text("live.position")),
                sets=_IS_LIVE,
                then=Jump("status_from"),
            ),
            Response("status_live", "$status_result.live", says=(_STATUS,), sets=_IS_LIVE, then=Jump("status_from")),
            Response("status_told", says=(_STATUS,), sets=NOT_BOOKED, then=Jump("answered")),
        ),
    ),
)

NODES = (
    Node(
        "live_check",
        "Anything else while a call is live or booked",
        "$call_live || ($booked && $asking == null)",
        calls=_LOOK,
        responses=(
            Response(
                "live_booked_unknown",
                "$call_live == null && ($status_result == null || (!$status_result.ok "
                "&& $status_result.reason != 'no_handover'))",
                then=_GO_ON,
            ),
            # A call that failed while nobody asked is booked again.
            Response(
                "live_booked_again",
                f"{_BOOKED} && $call_live && !{CALL_ME} && !{TIME}",
                says=(_STATUS,),
                sets=_IS_BOOKED,
                then=Jump("booked_from"),
            ),
            Response("live_booked", _BOOKED, sets={"call_live": None}, then=_GO_ON),
            Response(
                "live_unknown",
                "$status_result == null || (!$status_result.ok && $status_result.reason != 'no_handover')",
                says=(Text("live.kept_unknown"),),
            ),
            # The call is gone: what was said now means what it means without a call.
            Response("live_none", "!$status_result.ok", sets=_NOT_LIVE, then=ROUTES),
            Response(
                "live_call_again",
                f"({_OVER}) && {CALL_ME}",
                sets={**_NOT_LIVE, "number_text": f"<? {NUMBER} ? input.text : $last_number ?>"},
                then=ROUTES,
            ),
            Response("live_claim", f"({_OVER}) && #claim", sets=_NOT_LIVE, then=ROUTES),
            Response("live_over", _OVER, then=Jump("call_over")),
            Response("live_seen", "$status_result.agent", says=(Text("live.seen"),), sets=_IS_LIVE),
            Response("live_no", f"{DOUBT} && input.text.length() <= 12", sets=_IS_LIVE, then=Jump("offer_cancel")),
            # "Don't want it", "call me at five", "wait, wrong one".
            Response(
                "live_doubted",
                f"{DOUBT} || #later || ({CALL_ME} && {TIME}) || (#change && {SURE} && {SHORT} && !@field)",
                says=(Text("live.kept"),),
                sets=_IS_LIVE,
                then=Jump("offer_cancel"),
            ),
            # "Which key?", "call me": where the call is says what to do.
            Response(
                "live_asked",
                f"{QUESTION} || {CALL_ME}",
                says=(Text("live.kept"), _STATUS),
                sets=_IS_LIVE,
                then=Jump("status_from"),
            ),
            Response(
                "live_in_line",
                "$status_result.position != null",
                says=(Text("live.kept"), _STATUS),
                sets=_IS_LIVE,
            ),
            Response("live_kept", says=(Text("live.kept"),), sets=_IS_LIVE),
        ),
    ),
)

ASKED = (
    Node(
        "look",
        "What became of the call",
        calls=_LOOK,
        responses=(
            Response("look_unknown", "$status_result == null", says=(Text("live.status_unknown"),)),
            Response("look_over", _OVER, then=Jump("call_over")),
            Response("look_told", says=(_STATUS,), then=Jump("over_done")),
        ),
    ),
    Node(
        "call_placed",
        "After a call was placed",
        sets={
            **NO_CALL,
            **DONE,
            **_NOT_LIVE,
            "reason": None,
            "context_connect_to_agent": True,
            "rating_asked": None,
            "call_live": True,
        },
        says=(Choice("live.meanwhile", ("where", "wrong_number", "cancel_call")),),
    ),
    Node(
        "call_perhaps",
        "A call may have been placed",
        # What is said next looks for it, and forgets it if there is none.
        sets={**NO_CALL, **DONE, **_NOT_LIVE, "rating_asked": None, "call_live": True},
        says=(Choice("live.meanwhile", ("where", "cancel_call")),),
    ),
    *announced("status", "$status_result", Jump("answered")),
    *announced("booked", "$status_result", Jump("booked_told")),
    Node("already_live", "A call is live already", sets={**NO_CALL, **DONE}, then=Jump("offer_cancel")),
    Node(
        "offer_cancel",
        "Offer to cancel the call",
        responses=(
            Response(
                "offer_cancel_booked",
                "$booked",
                says=(Choice("live.cancel_or_keep", ("move_call", "cancel_call", "keep_call")),),
            ),
            Response("offer_cancel_live", says=(Choice("live.cancel_or_keep", ("cancel_call", "keep_call")),)),
        ),
        children=(
            # A child that is true of none goes to the root nodes, which move a booked call.
            Node(
                "move_that_call",
                "Move that call",
                f"$booked && (#later || {TIME})",
                then=ROUTES,
            ),
            Node("keep_call", "Keep the call", f"{NO} || #continue_chat", says=(Text("live.stays"),)),
            Node("cancel_that_call", "Cancel that call", f"{YES} || #cancel_call || #cancel", then=Jump("cancel_call")),
            other("cancel_or_keep"),
        ),
    ),
    Node(
        "wrong_number",
        "Ask for the right number",
        sets={**NO_CALL, **_NOT_LIVE, "asking": None, **HEARD},
        # The chat's limits are told before another number is typed.
        then=Jump("call"),
    ),
    Node(
        "wrong_number_booked",
        "Ask for the right number of a booked call",
        sets={**_NOT_LIVE, "asking": None, **HEARD},
        then=Jump("call_next"),
    ),
    Node(
        "call_over",
        "The call is over",
        responses=(
            Response(
                "over_talked",
                "$status_result.status == 'completed' && $status_result.rated != true && $rating_asked == null",
                says=(_TOLD,),
                sets=HEARD,
                then=Jump("ask_rating"),
            ),
            Response(
                "over_in_vain",
                f"{_CAME_TO_NOTHING} || $status_result.status == 'refused'",
                says=(_TOLD,),
                sets=HEARD,
                then=Jump("offer_again"),
            ),
            Response("over_told", says=(_TOLD,), then=Jump("over_done")),
        ),
    ),
    Node("over_done", "Forget the call", sets={**_NOT_LIVE, **HEARD}, then=RESUME),
    Node(
        "offer_again",
        "Offer to call again",
        responses=(
            Response(
                "offer_again_or_later",
                "$can_book",
                says=(Choice("live.again", ("again", "call_later", "other_number", "go_on")),),
                sets={**_NOT_LIVE, "asking": "again"},
            ),
            Response(
                "offer_again_now",
                says=(Choice("live.again", ("again", "other_number", "go_on")),),
                sets={**_NOT_LIVE, "asking": "again"},
            ),
        ),
        children=(
            Node(
                "again_time",
                "At a time",
                TIME,
                sets={**NO_CALL, "number_text": f"<? {NUMBER} ? input.text : $last_number ?>"},
                then=Jump("hear_time"),
            ),
            Node(
                "again_later",
                "Another time",
                "#later",
                sets={**NO_CALL, **BOOKING, "number_text": "$last_number"},
                then=Jump("find_slots"),
            ),
            Node(
                "again_no",
                "No second call",
                f"({NO} || {STOP} || #thanks) && !{QUESTION}",
                says=(Text("claim.no_call"),),
                sets=DONE,
            ),
            Node("again_number", "Another number", f"{NUMBER} || #other_number", sets=NO_CALL, then=Jump("call")),
            Node(
                "again_yes",
                "A second call",
                f"{YES} || {CALL_ME}",
                sets={**NO_CALL, "number_text": "$last_number"},
                then=Jump("call"),
            ),
            other("again"),
        ),
    ),
    Node(
        "answered",
        "Forget the answers of the webhook",
        sets={"status_result": None, "cancel_result": None, **HEARD},
        then=RESUME,
    ),
)
