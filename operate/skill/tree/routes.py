"""Where a conversation goes on: to the root nodes with the same input, and back to the open question."""

from __future__ import annotations

from ..nodes import Jump, Node, Response
from .expressions import is_one_of

#: The first root node that an answer is tried on if it is none.
ROUTES = Jump("emergency", "condition")

RESUME = Jump("resume")

#: The node that asks each question, by the word in `$asking`.
QUESTIONS = {
    "happened": "ask_happened",
    "hail": "ask_hail",
    "plate": "ask_plate",
    "place": "ask_place",
    "offer": "offer_call",
    "change": "ask_change",
    "number": "ask_number",
    "which": "ask_which",
    "extension": "ask_extension",
    "name": "ask_name",
    "consent": "ask_consent",
    "time": "ask_time",
    "new_time": "ask_time",
    "move": "ask_move",
    "now_or_later": "ask_now_or_later",
    "again": "offer_again",
    "rating": "ask_rating",
    "comment": "ask_comment",
}

#: The questions on the way to a call.
FOR_A_CALL = is_one_of("$asking", "number", "which", "extension", "name", "consent", "time", "now_or_later")
ABOUT_THE_CLAIM = is_one_of("$asking", "happened", "hail", "plate", "place")


def other(question: str) -> Node:
    """Returns the last child of a question: the answer was none, so the root nodes try it."""
    return Node(f"{question}_other", "Something else", "true", then=ROUTES)


#: Asks the open question again. Without one it says nothing: something has been said before.
RESUMING = Node(
    "resume",
    "Back to the open question",
    responses=(
        Response(
            "resume_which_three",
            "$asking == 'which' && $number_result.options.size() > 2",
            then=Jump("ask_which_three"),
        ),
        Response("resume_offer_plain", "$asking == 'offer' && $claim_complete == null", then=Jump("offer_plain")),
        *(Response(f"resume_{word}", f"$asking == '{word}'", then=Jump(node)) for word, node in QUESTIONS.items()),
        Response("resume_nothing"),
    ),
)
