"""Reading the number back, and the time if it is not now, and asking for a yes."""

from __future__ import annotations

from ..nodes import Choice, Jump, Node, Response, Text
from .booking import BOOKING
from .expressions import CALL_ME, DONE, HEARD, NO_CALL, NO_NUMBER, NUMBER, STOP, SURE, any_of, has_word
from .routes import RESUME, other
from .times import times_for

_NO = f"(@yesno:no && input.text.length() <= 80) || {STOP}"
_NOTHING_ELSE = "!@plate && !@name && !@cause && !input.text.contains('?')"
#: "Yes, call me now" agrees to no other time.
_AS_ASKED = f"($booking_at == null || !{has_word('«pattern.now_words»')})"

# "You asked us not to call this number" is shown with the question.
_BEFORE = "<? $withdrawal_told == null ? '' : $withdrawal_told + ' ' ?>"
#: The record holds every sentence that is shown with the question.
_ASKING = {"asking": "consent", "consent": None}
_CONSENT = {"question": "$consent_question", "answer": "<? input.text ?>"}


ASKED = (
    Node(
        "ask_consent",
        "Read the number back and ask for a yes",
        responses=(
            Response(
                "ask_consent_then",
                "$booking_at != null",
                sets={**_ASKING, "consent_question": f"{_BEFORE}«consent.disclosure» «booking.question»"},
                says=(
                    Text("consent.disclosure"),
                    Choice("booking.question", ("yes_then", "other_time", "other_number", "no_call")),
                ),
            ),
            Response(
                "ask_consent_now",
                sets={**_ASKING, "consent_question": f"{_BEFORE}«consent.disclosure» «consent.question»"},
                says=(Text("consent.disclosure"), Choice("consent.question", ("yes_call", "other_number", "no_call"))),
            ),
        ),
        children=(
            Node("consent_never", "Never call again", "#withdraw", then=Jump("withdraw")),
            times_for("consent"),
            Node(
                "consent_number",
                "Another number",
                NUMBER,
                sets={"number_text": "<? input.text ?>"},
                then=Jump("check_number"),
            ),
            Node(
                "consent_another",
                "Asks for another number",
                "#other_number && !@field:name",
                sets={**NO_NUMBER, **HEARD},
                then=Jump("ask_number"),
            ),
            Node(
                "consent_pressed",
                "Yes by the button",
                "$booking_at == null && input.text == '«button.yes_call.label»'",
                sets={"consent": {**_CONSENT, "label": "«button.yes_call.label»"}},
                then=Jump("consent_given"),
            ),
            Node(
                "consent_pressed_then",
                "Yes to the time by the button",
                "$booking_at != null && input.text == '«button.yes_then.label»'",
                sets={"consent": {**_CONSENT, "label": "«button.yes_then.label»"}},
                then=Jump("consent_given"),
            ),
            # Nothing but a yes is a yes.
            Node(
                "consent_yes",
                "Yes in words",
                f"@plain_yes && {_AS_ASKED}",
                sets={"consent": _CONSENT},
                then=Jump("consent_given"),
            ),
            # "Maybe later" books nothing; the number stays, and times are offered.
            Node(
                "consent_later",
                "Another time",
                "#later && input.text.length() <= 80",
                says=(Text("booking.not_now"),),
                sets={**BOOKING, **HEARD},
                then=Jump("find_slots"),
            ),
            # "wait" is no yes, and "wrong name" is a correction; both are no plain no.
            Node(
                "consent_no",
                "No",
                f"({_NO}) && !({any_of('wait', 'change', 'repeat')} && {SURE}) && {_NOTHING_ELSE}",
                responses=(
                    Response(
                        "consent_no_or_later",
                        "$can_book",
                        says=(Text("consent.no"), Choice("call.go_on_how", ("call_later", "other_number", "go_on"))),
                        sets={**NO_CALL, **DONE},
                    ),
                    Response(
                        "consent_no_now",
                        says=(Text("consent.no"), Choice("call.go_on_how", ("other_number", "go_on"))),
                        sets={**NO_CALL, **DONE},
                    ),
                ),
            ),
            Node(
                "consent_call",
                "Asks for the call instead of a yes",
                CALL_ME,
                says=(Text("help.consent"),),
                then=RESUME,
            ),
            other("consent"),
        ),
    ),
    Node(
        "consent_given",
        "In knowledge of a withdrawal",
        responses=(
            Response(
                "consent_renewed",
                "$withdrawal",
                sets={"consent": {"withdrawal": "$withdrawal"}},
                then=Jump("place"),
            ),
            Response("consent_plain", then=Jump("place")),
        ),
    ),
)
