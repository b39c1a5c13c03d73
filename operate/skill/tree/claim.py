"""Taking a claim: what happened, whether it was hail, the licence plate, the place.

`$happened`, `$hail`, `$plate_number`, `$place`: null while unknown, empty if the customer left the question open.
`$claim_open` while it is being taken, `$claim_complete` afterwards, until a new one begins.
"""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .expressions import (
    ANOTHER_CLAIM,
    DENIED,
    DONE,
    HEARD,
    NO,
    NOTED,
    OWN_WORDS,
    QUESTION,
    TELLS,
    TOLD,
    UNDER_WAY,
    WITHOUT,
    YES,
    has_word,
    is_one_of,
)
from .routes import FOR_A_CALL, RESUME, other

_NEXT = Jump("claim_next")
#: "Not Rastatt, Kehl": group 1 is the place.
_NOT_BUT = (
    "(?i)^ *(?:not|nicht) (?:in )?[^,]{2,30}?(?:, | but | sondern |, sondern |, but )"
    "(?:in )?([A-Za-zÀ-ž .-]{2,40}?)[ .!]*$"
)
_WITHOUT = f"{WITHOUT} && !{QUESTION}"
#: In focus a plate may have any form with a letter and a digit; plates of other countries are not all known.
_LIKE_A_PLATE = (
    f"input.text.length() <= 10 && input.text.find('[A-Za-zÀ-ɏ]') && input.text.find('[0-9]') && !@phone && {OWN_WORDS}"
)

# In the customer's own words, and neither a bare number nor a mere yes, a perhaps, a question, or something for programs.
_TELLING = (
    f"{OWN_WORDS} && ({TOLD} || input.text.length() > 200) && !@no_answer:code && !(@no_answer && !@cause && !@place) "
    "&& !(@phone && !@cause && input.text.length() <= 40) "
    "&& !((@yesno:yes || @yesno:unsure) && !@cause && input.text.length() <= 20)"
)
_INTRODUCED = "(@name && input.text.toLowerCase().find('«pattern.name_introduced»'))"
# A story or a number is no place, though there may be one in it.
_LONG = "(@cause || @damage || input.text.length() > 60)"
_A_PLACE = f"{_TELLING} && !@plate && !@phone && !{_LONG} && !{_INTRODUCED}"

_TELLS_WHAT = f"$happened == null && {TELLS}"

_CANNOT = f"$availability_result.can_call == false && !{UNDER_WAY}"
_NO_CALL = Text(value="<? $availability_result.message ?>")

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


def _without(question: str, variable: str, unless: str = "") -> Node:
    return Node(
        f"{question}_open",
        "Left open",
        f"{_WITHOUT} && !@cause && !@damage{unless}",
        sets={**NOTED, variable: ""},
        then=Jump("claim_left_open"),
    )


def _place_first(question: str) -> Node:
    """The place, told before it was asked for: it is noted, and the question asked again."""
    return Node(
        f"{question}_place",
        "The place comes first",
        f"@place && $place == null && {OWN_WORDS}",
        sets=NOTED,
        says=(Text("change.place_noted"),),
        then=_NEXT,
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
    Node(
        "ask_happened",
        "What happened",
        sets={"asking": "happened"},
        says=(Text("claim.happened"),),
        children=(
            _without("happened", "happened"),
            # A plate tells nothing of what happened: it is noted, and the question asked again.
            Node(
                "happened_plate",
                "The plate comes first",
                "@plate && !@cause && input.text.length() <= 40",
                sets=NOTED,
                says=(Text("change.plate_noted"),),
                then=Jump("ask_happened"),
            ),
            Node(
                "happened_heard",
                "What happened is told",
                f"{_TELLING} && input.text.length() > 2",
                sets={**NOTED, "happened": "<? input.text ?>"},
                then=_NEXT,
            ),
            other("happened"),
        ),
    ),
    Node(
        "ask_hail",
        "Hail or other",
        sets={"asking": "hail"},
        says=(Choice("claim.hail", ("hail", "no_hail")),),
        children=(
            Node(
                "hail_unknown",
                "Left open",
                f"(#dont_know || #skip) && !@cause && !{QUESTION}",
                sets={**NOTED, "hail": ""},
                then=Jump("claim_left_open"),
            ),
            Node(
                "hail_heard",
                "The cause is told",
                f"(@cause || @yesno:yes || {NO}) && !{QUESTION}",
                sets={
                    **NOTED,
                    "hail": "<? !@yesno:no && (@cause:hail || (@yesno:yes && !@cause)) ? 'yes' : 'no' ?>",
                    # "No, a deer ran into me" tells more than no.
                    "happened": (
                        "<? @cause && input.text.length() > 20 && $happened != null && $happened != '' "
                        "? $happened + ' / ' + input.text : $happened ?>"
                    ),
                },
                then=_NEXT,
            ),
            _place_first("hail"),
            _without("hail", "hail"),
            other("hail"),
        ),
    ),
    Node(
        "ask_plate",
        "Licence plate",
        sets={"asking": "plate"},
        says=(Choice("claim.plate", ("no_plate",)),),
        children=(
            Node("plate_heard", "A plate", "@plate", sets=NOTED, then=_NEXT),
            _without("plate", "plate_number"),
            _place_first("plate"),
            Node(
                "plate_like",
                "Like a plate",
                _LIKE_A_PLATE,
                sets={**NOTED, "plate_number": "<? input.text.trim().toUpperCase() ?>"},
                then=_NEXT,
            ),
            other("plate"),
        ),
    ),
    Node(
        "ask_place",
        "Place",
        sets={"asking": "place"},
        says=(Text("claim.place"),),
        children=(
            Node(
                "place_not_but",
                "Not there but there",
                f"input.text.find('{_NOT_BUT}') && !{QUESTION}",
                sets={**NOTED, "place": f"<? input.text.extract('{_NOT_BUT}', 1) ?>"},
                then=_NEXT,
            ),
            _without("place", "place", " && !@place"),
            Node(
                "place_named",
                "A place among other things",
                f"@place && (@plate || @place.literal == input.text.trim() || {_LONG} || {WITHOUT}) && !{QUESTION}",
                sets={**NOTED, "place": "<? @place.groups[1] ?>"},
                then=_NEXT,
            ),
            Node(
                "place_heard",
                "A place",
                _A_PLACE,
                sets={**NOTED, "place": "<? input.text.trim() ?>"},
                then=_NEXT,
            ),
            other("place"),
        ),
    ),
    # A call is offered only if one can be had.
    Node(
        "offer",
        "Whether a call can be offered",
        calls=Callout("availability", "availability_result"),
        responses=(
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
        children=(Node("offer_answered", "The answer", "true", then=Jump("offer_yes", "condition")),),
    ),
    Node(
        "offer_call",
        "Offer a call",
        sets={"asking": "offer"},
        says=(Choice("claim.offer", ("call_me", "change", "go_on")),),
        children=(
            Node(
                "offer_yes",
                "A call",
                f"(({YES} || #call_me) && !@field) || (@phone && !@plate && !{QUESTION})",
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
