"""The phone number: read by the webhook at once, before anything else is asked. What it refuses is asked for once more."""

from __future__ import annotations

from ..nodes import Button, Callout, Choice, Jump, Node, Response, Text
from .announce import told
from .expressions import DENIED, HEARD, NO, NUMBER, QUESTION, STOP, WITHOUT, YES
from .routes import other
from .times import times_for

_CHECK = Jump("check_number")
_HEARD = {
    "number_text": "<? input.text ?>",
    "phone_number": None,
    "plate_number": "<? @plate ? @plate.literal.toUpperCase() : $plate_number ?>",
    **HEARD,
}
_LEAVE = f"({WITHOUT} || {STOP}) && !{QUESTION} && !#wait"
_TOLD = told("$number_result")
_SAID = "input.text.toLowerCase()"
#: The number of which the customer was told that they took their consent back.
_SAME = "$withdrawal != null && $number_result.number == $withdrawal_number"


def _option(place: int) -> Button:
    option = f"$number_result.options[{place}]"
    return Button(f"<? {option}.number ?> (<? {option}.country_name ?>)", f"<? {option}.number ?>")


def _chosen(place: int, ordinal: str) -> Node:
    option = f"$number_result.options[{place}]"
    differs = "$number_result.options[0].country_name != $number_result.options[1].country_name"
    named = f"{differs} && {option}.country_name != null && {_SAID}.contains({option}.country_name.toLowerCase())"
    there = f"$number_result.options.size() > {place}"
    return Node(
        f"which_{ordinal}",
        f"The {ordinal} one",
        f"{there} && (@ordinal:{ordinal} || ({named})) && !{DENIED}",
        sets={"number_text": f"<? {option}.number ?>", **HEARD},
        then=_CHECK,
    )


ASKED = (
    Node(
        "check_number",
        "Have the number read",
        calls=Callout("check_number", "number_result", {"phone_number": "$number_text"}),
        responses=(
            Response(
                "number_unknown",
                "$number_result == null",
                says=(Text("call.unreachable"),),
                then=Jump("call_go_on_or_retry"),
            ),
            Response(
                "number_read",
                "$number_result.ok",
                sets={
                    "phone_number": "<? $number_result.number ?>",
                    "country_name": "<? $number_result.country_name ?>",
                    "number_text": None,
                    "number_failures": None,
                    "withdrawal": f"<? {_SAME} ? $withdrawal : null ?>",
                    "withdrawal_told": f"<? {_SAME} ? $withdrawal_told : null ?>",
                    **HEARD,
                },
                then=Jump("call_next"),
            ),
            # A date or a policy number is no better number than the one that was read before.
            Response(
                "number_kept",
                "$number_result.reason == 'missing_number' && $phone_number != null",
                sets={"number_text": None},
                then=Jump("anything_else"),
            ),
            Response(
                "number_ambiguous_three",
                "$number_result.reason == 'ambiguous_number' && $number_result.options.size() > 2",
                then=Jump("ask_which_three"),
            ),
            Response(
                "number_ambiguous",
                "$number_result.reason == 'ambiguous_number' && $number_result.options.size() > 1",
                then=Jump("ask_which"),
            ),
            Response(
                "number_extension",
                "$number_result.reason == 'extension_not_supported' && $number_result.number",
                then=Jump("ask_extension"),
            ),
            # "Call me about policy 2024123456": no number was meant, so there is nothing to refuse.
            Response(
                "number_missing",
                "$number_result.reason == 'missing_number' && $asking != 'number'",
                sets={"number_text": None},
                then=Jump("ask_number"),
            ),
            Response("number_refused_again", "$number_failures", says=(_TOLD,), then=Jump("call_given_up")),
            Response(
                "number_refused",
                says=(_TOLD,),
                sets={"number_text": None, "number_failures": 1},
                then=Jump("ask_number"),
            ),
        ),
    ),
    Node(
        "ask_number",
        "Phone number",
        sets={"asking": "number", "phone_number": None, "number_text": None, "consent": None, "consent_question": None},
        says=(Text("call.number"),),
        children=(
            Node("number_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            times_for("number"),
            Node("number_heard", "There may be a number", NUMBER, sets=_HEARD, then=_CHECK),
            Node("number_declined", "No number", _LEAVE, then=Jump("call_declined")),
            other("number"),
        ),
    ),
    Node(
        "ask_which_three",
        "Which of three numbers",
        sets={"asking": "which", "number_text": None},
        says=(Choice("call.which", (_option(0), _option(1), _option(2), "other_number")),),
        children=(Node("which_of_three", "The answer", "true", then=Jump("which_number", "condition")),),
    ),
    Node(
        "ask_which",
        "Which of several numbers",
        sets={"asking": "which", "number_text": None},
        says=(Choice("call.which", (_option(0), _option(1), "other_number")),),
        children=(
            # A number that is written out comes first: "not the first but 0176 …" means no number of ours.
            Node("which_number", "A number", NUMBER, sets=_HEARD, then=_CHECK),
            times_for("which"),
            _chosen(0, "first"),
            _chosen(1, "second"),
            _chosen(2, "third"),
            Node(
                "which_none",
                "None of them",
                f"#other_number || {NO}",
                sets={"number_result": None},
                then=Jump("ask_number"),
            ),
            Node("which_declined", "No call", _LEAVE, then=Jump("call_declined")),
            other("which"),
        ),
    ),
    Node(
        "ask_extension",
        "The main number or another",
        sets={"asking": "extension", "number_text": None},
        says=(Choice("call.extension", ("main_number", "other_number", "no_call")),),
        children=(
            # "ok, then use 0152 …" is no yes to the main number.
            Node("extension_number", "A number", NUMBER, sets=_HEARD, then=_CHECK),
            times_for("extension"),
            Node(
                "extension_main",
                "The main number",
                f"(#main_number || {YES}) && !{DENIED} && !{QUESTION}",
                sets={"number_text": "<? $number_result.number ?>", **HEARD},
                then=_CHECK,
            ),
            Node(
                "extension_other",
                "Another number",
                f"#other_number || (#main_number && {DENIED})",
                sets={"number_result": None},
                then=Jump("ask_number"),
            ),
            Node("extension_declined", "No call", _LEAVE, then=Jump("call_declined")),
            other("main_or_other"),
        ),
    ),
)
