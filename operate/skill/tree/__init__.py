"""The tree of the dialog, once for both languages: a module per part, each with its nodes in order.

Three rules hold it together. A question is a node that is only jumped to: it sets `$asking`, and its children try the
answer. What none of them understands goes to the root nodes, from ROUTES on (`other`). And a root node that answers
something in between jumps to `resume`, which asks the open question again.
"""

from __future__ import annotations

from . import (
    booked,
    booking,
    call,
    claim,
    claim_questions,
    consent,
    corrections,
    live,
    misunderstood,
    name,
    number,
    offer,
    placing,
    rating,
    small_talk,
    stop,
    times,
    welcome,
)

#: The root nodes, in the order in which Watson tries an input on them. Those that are only jumped to come last.
TREE = (
    *welcome.NODES,
    *small_talk.FIRST,
    *stop.WITHDRAW,
    *booked.BEFORE,
    *live.BEFORE,
    *corrections.FIRST,
    *small_talk.QUESTIONS,
    *live.NODES,
    *call.FIRST,
    *booking.NODES,
    *call.NODES,
    *stop.NODES,
    *claim.FIRST,
    *corrections.NODES,
    *claim.NODES,
    *small_talk.COURTESIES,
    *claim.ASKED,
    *claim_questions.ASKED,
    *offer.ASKED,
    *call.ASKED,
    *number.ASKED,
    *name.ASKED,
    *consent.ASKED,
    *placing.ASKED,
    *times.ASKED,
    *booking.ASKED,
    *booked.ASKED,
    *live.ASKED,
    *rating.ASKED,
    *stop.ASKED,
    *corrections.ASKED,
    *misunderstood.NODES,
)
