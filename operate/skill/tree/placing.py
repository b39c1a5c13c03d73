"""Placing the call, or booking it, once there is a yes."""

from __future__ import annotations

from ..nodes import Callout, Jump, Node, Response, Text
from .announce import announced
from .booking import BOOKING
from .expressions import is_one_of

_HAIL = "<? $hail == 'yes' ? '«claim.hail_yes»' : ($hail == 'no' ? '«claim.hail_no»' : $hail) ?>"
_OTHER_REASON = "($reason == null ? '«reason.call»' : $reason)"
_CLAIM_REASON = "($hail == 'yes' ? '«reason.hail»' : '«reason.damage»')"
_MESSAGE = Text(value="<? $call_result.message ?>")
_REQUEST = {
    "phone_number": "$phone_number",
    "channel": "<? context.integrations?.channel?.name ?>",
    "user_id": "<? context.metadata?.user_id ?>",
    "name": "$name",
    "reason": f"<? $claim_open || $claim_complete ? {_CLAIM_REASON} : {_OTHER_REASON} ?>",
    "details": {
        "plate_number": "$plate_number",
        "place": "$place",
        "happened": "$happened",
        "hail": _HAIL,
    },
    "details_labels": {
        name: {language: f"«{language}:label.{name}»" for language in ("en", "de")}
        for name in ("plate_number", "place", "happened", "hail")
    },
    "consent": "$consent",
}


def _refused_for(*reasons: str) -> str:
    return is_one_of("$call_result.reason", *reasons)


def _refusals(name: str) -> tuple[Response, ...]:
    """Returns the responses to what is refused whatever the time of the call."""
    return (
        Response(
            f"{name}_bad_number_again",
            f"({_refused_for('invalid_number', 'number_type_not_allowed', 'country_not_allowed')}) && $number_failures",
            says=(_MESSAGE,),
            then=Jump("call_given_up"),
        ),
        Response(
            f"{name}_bad_number",
            _refused_for(
                "missing_number",
                "invalid_number",
                "number_type_not_allowed",
                "country_not_allowed",
                "ambiguous_number",
                "extension_not_supported",
            ),
            says=(_MESSAGE,),
            sets={"number_failures": 1},
            then=Jump("ask_number"),
        ),
        Response(
            f"{name}_already_booked",
            f"{_refused_for('already_calling')} && ($booked || $call_result.at != null)",
            says=(_MESSAGE,),
            sets={"booked": True},
            then=Jump("already_live"),
        ),
        Response(
            f"{name}_already_live",
            _refused_for("already_calling", "already_connected"),
            says=(_MESSAGE,),
            sets={"call_live": True},
            then=Jump("already_live"),
        ),
        Response(
            f"{name}_withdrawn",
            "$call_result.reason == 'do_not_call' && $call_result.withdrawal && $withdrawal == null",
            says=(_MESSAGE,),
            sets={
                "withdrawal": "<? $call_result.withdrawal ?>",
                "withdrawal_told": "<? $call_result.message ?>",
                "withdrawal_number": "<? $phone_number ?>",
            },
            then=Jump("ask_consent"),
        ),
        Response(
            f"{name}_not_now",
            _refused_for("storage_unavailable", "telephone_unavailable"),
            says=(_MESSAGE,),
            then=Jump("call_go_on_or_retry"),
        ),
    )


ASKED = (
    Node(
        "place",
        "Now or at the time that was agreed",
        responses=(
            Response("place_then", "$booking_at != null", then=Jump("book_call")),
            Response("place_now", then=Jump("place_call")),
        ),
    ),
    Node(
        "place_call",
        "Place the call",
        calls=Callout("start_call", "call_result", _REQUEST, page=True),
        responses=(
            Response(
                "placed_unknown",
                "$call_result == null",
                says=(Text("call.placed_unknown"),),
                sets={"last_number": "$phone_number"},
                then=Jump("call_perhaps"),
            ),
            Response(
                "placed_ok",
                "$call_result.ok",
                page="$call_result",
                says=(_MESSAGE,),
                sets={"last_number": "$phone_number"},
                then=Jump("placed_from"),
            ),
            *_refusals("placed"),
            # It has closed since it was asked.
            Response(
                "placed_later",
                f"$can_book && {_refused_for('closed', 'desk_paused', 'no_agents')}",
                says=(_MESSAGE,),
                sets=BOOKING,
                then=Jump("find_slots"),
            ),
            Response("placed_refused", says=(_MESSAGE,), then=Jump("call_go_on")),
        ),
    ),
    *announced("placed", "$call_result", Jump("call_placed")),
    Node(
        "book_call",
        "Book the call",
        calls=Callout("schedule_call", "call_result", {**_REQUEST, "at": "$booking_at"}, page=True),
        responses=(
            Response(
                "book_unknown",
                "$call_result == null",
                says=(Text("booking.unknown"),),
                sets={"last_number": "$phone_number"},
                then=Jump("booked_perhaps"),
            ),
            Response(
                "book_ok",
                "$call_result.ok",
                page="$call_result",
                says=(_MESSAGE,),
                sets={
                    "last_number": "$phone_number",
                    "booked": True,
                    "booked_at": "<? $call_result.at != null ? $call_result.at : $booking_at ?>",
                    "booked_words": "<? $call_result.at_words != null ? $call_result.at_words : $booking_words ?>",
                },
                then=Jump("book_from"),
            ),
            # That time has gone, or is not to be had for this number: others are shown.
            Response(
                "book_not_then",
                "$call_result.slots != null && $call_result.slots.size() > 0",
                says=(_MESSAGE,),
                sets={
                    "booking_at": None,
                    "booking_words": None,
                    "slots_result": {"slots": "<? $call_result.slots ?>"},
                },
                then=Jump("ask_time"),
            ),
            # Another chat has booked a call to that number.
            Response(
                "book_elsewhere",
                f"{_refused_for('already_calling')} && $call_result.status == 'refused'",
                says=(_MESSAGE,),
                then=Jump("call_go_on"),
            ),
            *_refusals("book"),
            Response("book_refused", says=(_MESSAGE,), then=Jump("call_go_on")),
        ),
    ),
    *announced("book", "$call_result", Jump("call_booked")),
)
