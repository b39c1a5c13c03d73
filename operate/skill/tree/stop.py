"""Stopping: what is being asked, a call, or all calls for ever."""

from __future__ import annotations

from ..nodes import Callout, Jump, Node, Response, Text
from .booked import NOT_BOOKED
from .expressions import DONE, NO_CALL, NUMBER, SURE, is_one_of
from .routes import ABOUT_THE_CLAIM, FOR_A_CALL, other

_MESSAGE = Text(value="<? $withdraw_result.message ?>")
_CANCEL = Text(value="<? $cancel_result.message ?>")
_SURE = f"(input.text.length() <= 80 || {SURE})"
_FORGOTTEN = {**NO_CALL, **DONE, "withdraw_result": None}

WITHDRAW = (
    Node(
        "withdraw_number",
        "Never call that number again",
        f"#withdraw && {_SURE} && @phone",
        sets={"phone_number": "<? input.text ?>"},
        then=Jump("withdraw"),
    ),
    Node(
        "withdraw",
        "Never call again",
        f"#withdraw && {_SURE}",
        calls=Callout("withdraw", "withdraw_result", {"phone_number": "$phone_number"}),
        responses=(
            Response(
                "withdraw_unknown",
                "$withdraw_result == null",
                says=(Text("stop.withdraw_unknown"),),
                sets={**NO_CALL, **DONE},
            ),
            Response(
                "withdraw_which",
                is_one_of(
                    "$withdraw_result.reason",
                    "missing_number",
                    "invalid_number",
                    "ambiguous_number",
                    "extension_not_supported",
                ),
                says=(_MESSAGE,),
                then=Jump("ask_which_number"),
            ),
            Response(
                "withdraw_noted",
                "$withdraw_result.ok",
                says=(_MESSAGE,),
                sets={"call_live": None, **NOT_BOOKED},
                then=Jump("withdrawn"),
            ),
            Response("withdraw_told", says=(_MESSAGE,), then=Jump("withdrawn")),
        ),
    ),
)

NODES = (
    Node(
        "stop",
        "Stop what is being asked",
        f"$asking && !$call_live && (#cancel || (#cancel_call && !{ABOUT_THE_CLAIM})) && {SURE} && !@plain_yes",
        responses=(
            Response("stop_call", FOR_A_CALL, then=Jump("call_declined")),
            Response("stop_claim", ABOUT_THE_CLAIM, says=(Text("stop.claim"),), sets=DONE),
            Response("stop_other", says=(Text("stop.other"),), sets=DONE),
        ),
    ),
    Node(
        "cancel_call",
        "Cancel the call",
        "(#cancel_call || #cancel) && !@plain_yes",
        calls=Callout("cancel_call", "cancel_result"),
        responses=(
            Response("cancel_unknown", "$cancel_result == null", says=(Text("live.cancel_unknown"),)),
            Response(
                "cancel_done",
                "$cancel_result.ok",
                says=(_CANCEL,),
                sets={"call_live": None, **NOT_BOOKED},
                then=Jump("answered"),
            ),
            # It is over: how it ended closes the matter.
            Response("cancel_over", "$cancel_result.reason == 'no_handover' && $call_live", then=Jump("look")),
            Response(
                "cancel_nothing",
                "$cancel_result.reason == 'no_handover' && #cancel",
                says=(Text("stop.other"),),
                sets={**DONE, **NOT_BOOKED, "cancel_result": None},
            ),
            Response("cancel_told", says=(_CANCEL,), then=Jump("answered")),
        ),
    ),
)

ASKED = (
    Node("withdrawn", "Forget the number that is not called again", sets=_FORGOTTEN),
    Node(
        "ask_which_number",
        "Which number is not called again",
        sets=_FORGOTTEN,
        children=(
            Node(
                "withdraw_this",
                "That number",
                NUMBER,
                sets={"phone_number": "<? input.text ?>"},
                then=Jump("withdraw"),
            ),
            other("never_again"),
        ),
    ),
)
