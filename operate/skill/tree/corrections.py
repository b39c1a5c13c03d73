"""What was noted can be corrected at any time, each value alone: "the plate is KA-XY 9", "change the place"."""

from __future__ import annotations

from ..nodes import Choice, Jump, Node, Response, Text
from .expressions import ANOTHER_CLAIM, HEARD, INSTEAD, NO_NUMBER, QUESTION, STOP, WITHOUT
from .routes import FOR_A_CALL, RESUME, other

_CLAIM = "($claim_open || $claim_complete)"
_AFTER = Jump("after_correction")
#: A call that is being arranged goes on after the correction.
_CHANGING = {**HEARD, "calling": f"<? {FOR_A_CALL} ? true : $calling ?>"}
#: What stands behind "is", "to" or a colon, after the name of a field.
_VALUE = "(input.text + ' ¶').extract('«pattern.corrected_to»', 1)"
_HAS_VALUE = f"!{QUESTION} && {_VALUE}.length() > 0 && !{_VALUE}.toLowerCase().find('^(?:«pattern.no_value»)')"

#: Before the questions that may come at any time.
FIRST = (
    Node(
        "correct_name",
        "The name is given",
        "@name && !$call_live && input.text.toLowerCase().find('«pattern.name_introduced»')",
        then=Jump("hear_name"),
    ),
)

NODES = (
    Node(
        "correct_plate",
        "Another plate",
        f"@plate && ({_CLAIM} || {FOR_A_CALL}) && !#claim",
        sets={
            "plate_number": "<? @plate.literal.toUpperCase() ?>",
            "place": "<? @place && $place == null ? @place.groups[1] : $place ?>",
            **HEARD,
        },
        says=(Text("change.plate_noted"),),
        then=_AFTER,
    ),
    Node(
        "correct_place_words",
        "Another place",
        f"@field:place && {_CLAIM} && {_HAS_VALUE}",
        sets={"place": f"<? {_VALUE} ?>", **HEARD},
        says=(Text("change.place_noted"),),
        then=_AFTER,
    ),
    Node(
        "correct_place",
        "Another place in a sentence",
        f"@place && {_CLAIM} && $place != null && (#change || @yesno:no) && !#claim",
        sets={"place": "<? @place.groups[1] ?>", **HEARD},
        says=(Text("change.place_noted"),),
        then=_AFTER,
    ),
    Node(
        "correct_happened",
        "Another description",
        f"@field:happened && {_CLAIM} && {_HAS_VALUE} && !{ANOTHER_CLAIM}",
        sets={"happened": f"<? {_VALUE} ?>", **HEARD},
        says=(Text("change.happened_noted"),),
        then=_AFTER,
    ),
    Node(
        "correct_cause",
        "Another cause",
        f"@cause && {_CLAIM} && $hail != null && !{QUESTION} && !#claim && input.text.length() <= 40",
        sets={"hail": "<? @cause:hail && !@yesno:no ? 'yes' : 'no' ?>", **HEARD},
        says=(Text("change.hail_noted"),),
        then=_AFTER,
    ),
    Node(
        "change",
        "Change something",
        f"#change || (@aside:back && {INSTEAD}) "
        f"|| (@field && !{QUESTION} && !{ANOTHER_CLAIM} && ({_CLAIM} || {FOR_A_CALL}))",
        responses=(
            Response("change_plate", f"@field:plate && {_CLAIM}", sets=_CHANGING, then=Jump("ask_plate")),
            Response("change_place", f"@field:place && {_CLAIM}", sets=_CHANGING, then=Jump("ask_place")),
            Response(
                "change_happened",
                f"@field:happened && {_CLAIM}",
                sets=_CHANGING,
                then=Jump("ask_happened"),
            ),
            Response("change_hail", f"@field:hail && {_CLAIM}", sets=_CHANGING, then=Jump("ask_hail")),
            Response("change_name", f"@field:name && {FOR_A_CALL}", sets=HEARD, then=Jump("ask_name")),
            Response(
                "change_number",
                f"(@field:number || (($asking == 'consent' || $asking == 'name') && !@field)) && {FOR_A_CALL}",
                sets={**NO_NUMBER, **HEARD},
                then=Jump("ask_number"),
            ),
            Response("change_what", _CLAIM, sets=_CHANGING, then=Jump("ask_change")),
            Response("change_nothing", says=(Text("change.nothing"),), then=RESUME),
        ),
    ),
)

ASKED = (
    Node(
        "ask_change",
        "What to change",
        sets={"asking": "change"},
        says=(Choice("change.what", ("field_plate", "field_place", "field_happened", "field_hail", "field_nothing")),),
        children=(
            *(
                Node(
                    f"choose_{field}",
                    f"Change this - {field}",
                    f"@field:{field} && !@plate",
                    sets=HEARD,
                    then=Jump(f"ask_{field}"),
                )
                for field in ("plate", "place", "happened", "hail")
            ),
            Node(
                "change_none",
                "Nothing after all",
                f"{WITHOUT} || {STOP}",
                sets=HEARD,
                then=Jump("claim_next"),
            ),
            other("change"),
        ),
    ),
    Node(
        "after_correction",
        "Go on after a correction",
        responses=(
            Response("corrected_for_a_call", FOR_A_CALL, then=RESUME),
            Response("corrected_claim", _CLAIM, then=Jump("claim_next")),
            Response("corrected", then=RESUME),
        ),
    ),
)
