"""Taking a claim: what happened, whether it was hail, the licence plate, the place.

`$happened`, `$hail`, `$plate_number`, `$place`: null while unknown, empty if the customer left the question open.
`$claim_open` while it is being taken, `$claim_complete` afterwards, until a new one begins.
"""

from __future__ import annotations

from ..nodes import Jump, Node, Response, Text
from .expressions import (
    ANOTHER_CLAIM,
    DENIED,
    NOTED,
    TELLS,
    TOLD,
    has_word,
    is_one_of,
)
from .routes import FOR_A_CALL, RESUME

_NEXT = Jump("claim_next")
_TELLS_WHAT = f"$happened == null && {TELLS}"

#: What the customer adds once all is noted stands behind what was told before, as long as there is room in a detail.
_MORE = (
    "$happened == null || $happened == '' ? input.text : "
    "($happened.contains(input.text) || $happened.length() + input.text.length() > 290 ? $happened : "
    "$happened + '; ' + input.text)"
)

_NOTHING = {"happened": None, "hail": None, "plate_number": None, "place": None, "claim_complete": None}

#: Before the corrections: a story may have their words in it.
FIRST = (
    Node(
        "claim_more",
        "More about the claim when all is noted",
        f"$asking == 'offer' && $claim_complete && (@cause || @damage || @plate) && "
        f"(input.text.length() > 40 || {has_word('«pattern.also»')}) && {TOLD} && "
        f"!#change && !{DENIED} && !{ANOTHER_CLAIM}",
        sets={
            **NOTED,
            "happened": f"<? {_MORE} ?>",
            "hail": f"<? {is_one_of('$hail', 'yes', 'no')} || !@cause ? $hail : (@cause:hail ? 'yes' : 'no') ?>",
        },
        then=Jump("claim_next"),
    ),
)

NODES = (
    Node(
        "claim_aside",
        "Told while a call is arranged",
        f"{FOR_A_CALL} && {TELLS}",
        sets={**NOTED, "happened": "<? $happened == null ? input.text : $happened ?>", "claim_open": True},
        says=(Text("claim.noted_aside"),),
        then=RESUME,
    ),
    Node(
        "claim",
        "Report a claim",
        f"#claim || ((@cause || (@field:happened && {ANOTHER_CLAIM})) && {TOLD}) || ({TELLS}) || @plate",
        responses=(
            Response("claim_anew", "$claim_complete", sets=_NOTHING, then=Jump("claim_begin")),
            Response("claim_first", then=Jump("claim_begin")),
        ),
    ),
)

ASKED = (
    Node(
        "claim_begin",
        "Note what the first sentence says",
        sets={
            **NOTED,
            # A sentence that tells what happened is not asked for once more.
            "happened": f"<? {_TELLS_WHAT} ? input.text : $happened ?>",
            "claim_open": True,
        },
        then=_NEXT,
    ),
    Node(
        "claim_next",
        "Ask for what is missing",
        responses=(
            Response("claim_back_to_call", "$calling", sets={"calling": None}, then=Jump("call_next")),
            Response(
                "claim_needs_happened", "$happened == null", says=(Text("claim.sorry"),), then=Jump("ask_happened")
            ),
            Response("claim_needs_hail", "$hail == null", then=Jump("ask_hail")),
            Response("claim_needs_plate", "$plate_number == null", then=Jump("ask_plate")),
            Response("claim_needs_place", "$place == null", then=Jump("ask_place")),
            Response("claim_noted", says=(Text("claim.noted"),), then=Jump("claim_taken")),
        ),
    ),
    Node(
        "claim_taken",
        "The claim is complete",
        sets={"claim_open": None, "claim_complete": True, "reason": None},
        then=Jump("offer"),
    ),
    Node("claim_left_open", "A question stays without an answer", says=(Text("claim.left_open"),), then=_NEXT),
)
