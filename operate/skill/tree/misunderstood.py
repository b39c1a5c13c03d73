"""What nothing understood: what is asked is explained once, then the question is left, or the call given up."""

from __future__ import annotations

from ..nodes import Jump, Node, Response, Text
from .expressions import DONE, NO_CALL, QUESTION, is_one_of
from .routes import FOR_A_CALL, QUESTIONS, RESUME, RESUMING

_VARIABLES = {"happened": "happened", "hail": "hail", "plate": "plate_number", "place": "place"}
_ONCE = {"misunderstood": 1}

NODES = (
    RESUMING,
    Node(
        "anything_else",
        "Anything else",
        "anything_else",
        responses=(
            Response(
                "unknown_question_call",
                f"$misunderstood == null && {FOR_A_CALL} && $asking != 'consent' && {QUESTION}",
                says=(Text("help.question_call"),),
                sets=_ONCE,
                then=RESUME,
            ),
            Response(
                "unknown_question",
                f"$asking != 'consent' && $misunderstood == null && $asking && {QUESTION}",
                says=(Text("help.question"),),
                sets=_ONCE,
                then=RESUME,
            ),
            *(
                Response(
                    f"help_{word}",
                    f"$misunderstood == null && $asking == '{word}'",
                    says=(Text(f"help.{word}"),),
                    sets=_ONCE,
                    then=RESUME,
                )
                for word in QUESTIONS
            ),
            Response(
                "help_consent_again",
                "$misunderstood == 1 && $asking == 'consent'",
                says=(Text("help.consent"),),
                sets={"misunderstood": 2},
                then=RESUME,
            ),
            *(
                Response(
                    f"left_{word}",
                    f"$asking == '{word}'",
                    sets={"misunderstood": None, variable: ""},
                    then=Jump("claim_left_open"),
                )
                for word, variable in _VARIABLES.items()
            ),
            Response(
                "left_name", "$asking == 'name'", sets={"misunderstood": None, "name": ""}, then=Jump("call_next")
            ),
            Response("left_consent_now", "$asking == 'consent' && $replacing", then=Jump("move_left")),
            Response("left_consent", "$asking == 'consent'", says=(Text("consent.left"),), sets={**NO_CALL, **DONE}),
            Response(
                "left_number",
                "$asking == 'number' || $asking == 'which' || $asking == 'extension'",
                then=Jump("call_given_up"),
            ),
            Response("left_time", is_one_of("$asking", "time", "now_or_later"), then=Jump("call_go_on")),
            Response("left_move", is_one_of("$asking", "new_time", "move"), then=Jump("move_left")),
            Response("left_other", "$asking", says=(Text("help.left"),), sets=DONE),
            Response("misunderstood_once", "$misunderstood == null", says=(Text("help.nothing"),), sets=_ONCE),
            Response(
                "misunderstood_twice",
                says=(Text("help.still_nothing"),),
                sets={"misunderstood": None, "reason": "<? $reason == null ? '«reason.misunderstood»' : $reason ?>"},
                then=Jump("offer"),
            ),
        ),
    ),
)
