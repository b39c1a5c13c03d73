"""The customer's name: taken out of the sentence, never the sentence itself. It may be withheld."""

from __future__ import annotations

from ..nodes import Jump, Node, Response, Text
from .expressions import CALL_ME, HEARD, LETTERS, NUMBER, OWN_WORDS, STOP, SURE, TELLS, TIME, WITHOUT
from .routes import ROUTES, other

# A word of letters, apostrophes and hyphens. Two apostrophes are one in a text of an expression.
_WORD = f"[{LETTERS}][{LETTERS}''’-]{{0,29}}"
# A long sentence is no name, unless one is introduced in it; and names have none of the signs of addresses and code.
_MAY_NAME = (
    "(@name || (input.text.length() <= 40 && !@no_answer:filler && !@no_answer:question)) "
    r"&& !@no_answer:code && !@plain_yes && !input.text.find('[\x40/\x5C<>{}=]')"
)
# After greetings and "my name is": up to four words, up to a sign or a word that begins something else.
_NAME = (
    rf"(?i)^ *(?:(?:«pattern.name_before»)[ ,:!.-]+)*((?:(?:«pattern.name_title»)[.] ?){{0,3}}{_WORD}(?: {_WORD}){{0,3}}?)"
    rf" *(?:[^{LETTERS}0-9 ''’.-]|[.] | (?:«pattern.name_after») ).*"
)
_FOUND = "(' ' + $name_found + ' ').toLowerCase()"
_GOOD = (
    "$name_found != null && $name_found.length() > 0 && $name_found.length() <= 60 "
    f"&& !{_FOUND}.find(' (?:«pattern.no_name») ')"
)

#: "My car was hit, call me on 030 …, my name is Ada."
_MORE = f"({CALL_ME} || {NUMBER} || @plate || ({TELLS}) || (#claim && {SURE}))"
#: "You can call me Al" asks for no call.
_CALLED = "(@name && input.text.find('(?:[Cc]all me|[Nn]ennt? mich|[Nn]ennen [Ss]ie mich) [A-ZÀ-Þ]'))"

ASKED = (
    Node(
        "ask_name",
        "Name",
        sets={"asking": "name"},
        says=(Text("call.name"),),
        children=(
            Node("name_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            Node(
                "name_number",
                "A better number",
                NUMBER,
                sets={"number_text": "<? input.text ?>"},
                then=Jump("check_number"),
            ),
            # A day alone may be a name.
            Node(
                "name_time",
                "A time",
                f"@sys-time && {TIME} && !@name",
                sets={"time_agreed": None, **HEARD},
                then=Jump("hear_time"),
            ),
            Node("name_called", "What the customer is called", _CALLED, then=Jump("hear_name")),
            Node("name_declined", "No call", STOP, then=Jump("call_declined")),
            Node("name_withheld", "No name", WITHOUT, sets={"name": "", **HEARD}, then=Jump("call_next")),
            Node(
                "name_heard",
                "There may be a name",
                f"{OWN_WORDS} && {_MAY_NAME} && (@name || (!@plate && !@cause))",
                then=Jump("hear_name"),
            ),
            other("name"),
        ),
    ),
    # Three steps, because Watson evaluates the values of one node in no certain order.
    Node(
        "hear_name",
        "The words with the name",
        sets={"name_text": "<? @name ? @name.groups[1] : input.text ?>"},
        then=Jump("cut_name"),
    ),
    Node(
        "cut_name",
        "The name in them",
        sets={"name_found": f"<? ($name_text + ' . ').extract('{_NAME}', 1) ?>"},
        then=Jump("judge_name"),
    ),
    Node(
        "judge_name",
        "Whether that is a name",
        responses=(
            Response(
                "name_taken",
                f"$asking == 'name' && {_GOOD}",
                sets={"name": "<? $name_found ?>", **HEARD},
                then=Jump("forget_name"),
            ),
            # The rest of the sentence means what it means without the name.
            Response(
                "name_and_more",
                f"{_GOOD} && $asking == null && {_MORE}",
                sets={"name": "<? $name_found ?>", "name_sentence": "<? input.text ?>", **HEARD},
                says=(Text("call.name_noted"),),
                then=ROUTES,
            ),
            Response(
                "name_noted",
                _GOOD,
                sets={"name": "<? $name_found ?>", **HEARD},
                says=(Text("call.name_noted"),),
                then=Jump("after_correction"),
            ),
            Response("name_unclear", then=Jump("anything_else")),
        ),
    ),
    Node(
        "forget_name",
        "Forget how the name was found",
        sets={"name_text": None, "name_found": None},
        then=Jump("call_next"),
    ),
)
