"""How the call went: 1 to 5, and a comment if it did not go well."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .expressions import CALL_ME, DONE, FREE_TEXT, HEARD, NO, NUMBER, STOP, SURE, TIME, WITHOUT
from .routes import other

_MESSAGE = Text(value="<? $rating_result.message ?>")
_BYE = f"(#goodbye && {SURE})"
_COURTESY = f"(#thanks || {_BYE})"
# "The mirror is broken, too, I forgot to tell her" is no refusal.
_LEAVE = f"({WITHOUT} || {STOP} || {_COURTESY}) && !@damage && !@cause"

# "Yesterday at 5", "call me again, ok?" and "good bye" are no ratings; "it wasn't great" is none that is known.
_NO_RATING = (
    f"({TIME} || {CALL_ME} || #later || {_BYE} || #withdraw || {NUMBER} "
    "|| (@yesno:no && (@rating:4 || @rating:5) && !@rating:1 && !@rating:2 && !@rating:3))"
)

ASKED = (
    Node(
        "ask_rating",
        "How did the call go",
        sets={
            "asking": "rating",
            "call_live": None,
            "status_result": None,
            "rating_asked": True,
            "rating_comment": None,
        },
        says=(Choice("rating.question", ("rating_5", "rating_4", "rating_3", "rating_2", "rating_1", "rating_none")),),
        children=(
            Node(
                "rating_given",
                "A rating",
                f"@rating && input.text.length() <= 80 && !{_NO_RATING}",
                # "It was terrible, he hung up" needs no further question. A word or two is no comment.
                sets={
                    "rating": "<? @rating ?>",
                    "rating_comment": "<? input.text.length() > 20 ? input.text : null ?>",
                    **HEARD,
                },
                then=Jump("rate"),
            ),
            Node(
                "rating_withheld",
                "No rating",
                f"{_LEAVE} && (!@rating || {_BYE})",
                says=(Text("rating.withheld"),),
                sets=DONE,
            ),
            other("rating"),
        ),
    ),
    Node(
        "rate",
        "Store the rating",
        calls=Callout("rate_call", "rating_result", {"rating": "$rating", "comment": "$rating_comment"}),
        responses=(
            Response("rate_failed", "$rating_result == null", says=(Text("rating.failed"),), sets=DONE),
            Response(
                "rate_low",
                "$rating_result.ok && $rating_comment == null && ($rating == '1' || $rating == '2')",
                says=(_MESSAGE,),
                then=Jump("ask_comment"),
            ),
            Response("rate_told", says=(_MESSAGE,), sets=DONE),
        ),
    ),
    Node(
        "ask_comment",
        "What should be better",
        sets={"asking": "comment"},
        says=(Text("rating.comment"),),
        children=(
            Node("comment_withheld", "No comment", f"({_LEAVE}) || {NO}", says=(Text("rating.withheld"),), sets=DONE),
            Node("comment_heard", "A comment", FREE_TEXT, then=Jump("rate_comment")),
            other("comment"),
        ),
    ),
    Node(
        "rate_comment",
        "Store the comment",
        calls=Callout("rate_call", "rating_result", {"rating": "$rating", "comment": "<? input.text ?>"}),
        responses=(
            Response("comment_failed", "$rating_result == null", says=(Text("rating.failed"),), sets=DONE),
            Response("comment_told", says=(_MESSAGE,), sets=DONE),
        ),
    ),
)
