"""The offer of a call, once a claim is noted or a customer is annoyed. A call is offered only if one can be had."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .announce import told
from .booking import BOOKING
from .expressions import CALL_ME, DONE, HEARD, NO, QUESTION, UNDER_WAY, YES
from .routes import other
from .times import times_for

_CANNOT = f"$availability_result.can_call == false && !{UNDER_WAY}"
_NO_CALL = Text(value="<? $availability_result.message ?>")

ASKED = (
    Node(
        "offer",
        "Whether a call can be offered",
        calls=Callout("availability", "availability_result"),
        responses=(
            Response(
                "offer_booking",
                f"{_CANNOT} && $availability_result.booking",
                says=(_NO_CALL,),
                sets={**BOOKING, "complained": None, "can_book": True},
                then=Jump("find_slots"),
            ),
            Response(
                "offer_booked",
                f"{UNDER_WAY} && $availability_result.at != null",
                says=(told("$availability_result"),),
                sets={"booked": True, "call_live": None, "complained": None},
                then=Jump("already_live"),
            ),
            Response(
                "offer_cannot_claim",
                f"{_CANNOT} && $claim_complete",
                says=(_NO_CALL, Choice("call.go_on_how", ("change", "go_on"))),
                sets=DONE,
            ),
            Response(
                "offer_cannot",
                _CANNOT,
                says=(_NO_CALL, Choice("call.go_on_how", ("report", "go_on"))),
                sets={**DONE, "complained": None},
            ),
            Response("offer_after_claim", "$claim_complete", then=Jump("offer_call")),
            Response("offer_without_claim", then=Jump("offer_plain")),
        ),
    ),
    Node(
        "offer_plain",
        "Offer a call without a claim",
        sets={"asking": "offer", "complained": None},
        says=(Choice("claim.offer", ("call_me", "go_on")),),
        children=(Node("offer_answered", "The answer", "true", then=Jump("offer_time", "condition")),),
    ),
    Node(
        "offer_call",
        "Offer a call",
        sets={"asking": "offer"},
        says=(Choice("claim.offer", ("call_me", "change", "go_on")),),
        children=(
            times_for("offer"),
            Node("offer_later", "Another time", "#later", sets=BOOKING, then=Jump("find_slots")),
            Node(
                "offer_yes",
                "A call",
                f"(({YES} || {CALL_ME}) && !@field) || (@phone && !@plate && !{QUESTION})",
                sets=HEARD,
                then=Jump("call"),
            ),
            Node(
                "offer_no",
                "No call",
                f"({NO} || #continue_chat || #cancel || #cancel_call || #thanks) && !@field && !@plate && !@place "
                "&& !@cause",
                says=(Text("claim.no_call"),),
                sets=DONE,
            ),
            other("offer"),
        ),
    ),
)
