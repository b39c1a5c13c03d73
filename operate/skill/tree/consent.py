"""Reading the number back, asking for a yes, and placing the call."""

from __future__ import annotations

from ..nodes import Callout, Choice, Jump, Node, Response, Text
from .expressions import DONE, HEARD, NO_CALL, NUMBER, STOP, SURE, any_of, is_one_of
from .routes import RESUME, other

_NO = f"(@yesno:no && input.text.length() <= 80) || {STOP}"
_NOTHING_ELSE = "!@plate && !@name && !@cause && !input.text.contains('?')"
_MESSAGE = Text(value="<? $call_result.message ?>")
_HAIL = "<? $hail == 'yes' ? '«claim.hail_yes»' : ($hail == 'no' ? '«claim.hail_no»' : $hail) ?>"
_OTHER_REASON = "($reason == null ? '«reason.call»' : $reason)"
_CLAIM_REASON = "($hail == 'yes' ? '«reason.hail»' : '«reason.damage»')"

# "You asked us not to call this number" is shown with the question.
_BEFORE = "<? $withdrawal_told == null ? '' : $withdrawal_told + ' ' ?>"
#: The record holds every sentence that is shown with the question.
_CONSENT = {"question": "$consent_question", "answer": "<? input.text ?>"}


def _refused_for(*reasons: str) -> str:
    return is_one_of("$call_result.reason", *reasons)


ASKED = (
    Node(
        "ask_consent",
        "Read the number back and ask for a yes",
        sets={
            "asking": "consent",
            "consent": None,
            "consent_question": f"{_BEFORE}«consent.disclosure» «consent.question»",
        },
        says=(Text("consent.disclosure"), Choice("consent.question", ("yes_call", "other_number", "no_call"))),
        children=(
            Node("consent_never", "Never call again", "#withdraw", then=Jump("withdraw")),
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
                sets={**NO_CALL, **HEARD},
                then=Jump("ask_number"),
            ),
            Node(
                "consent_pressed",
                "Yes by the button",
                "input.text == '«button.yes_call.label»'",
                sets={"consent": {**_CONSENT, "label": "«button.yes_call.label»"}},
                then=Jump("consent_given"),
            ),
            # Nothing but a yes is a yes.
            Node("consent_yes", "Yes in words", "@plain_yes", sets={"consent": _CONSENT}, then=Jump("consent_given")),
            # "wait" is no yes, and "wrong name" is a correction; both are no plain no.
            Node(
                "consent_no",
                "No",
                f"({_NO}) && !({any_of('wait', 'change', 'repeat')} && {SURE}) && {_NOTHING_ELSE}",
                sets={**NO_CALL, **DONE},
                says=(Text("consent.no"), Choice("call.go_on_how", ("other_number", "go_on"))),
            ),
            Node(
                "consent_call",
                "Asks for the call instead of a yes",
                "#call_me",
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
                then=Jump("place_call"),
            ),
            Response("consent_plain", then=Jump("place_call")),
        ),
    ),
    Node(
        "place_call",
        "Place the call",
        calls=Callout(
            "start_call",
            "call_result",
            {
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
            },
        ),
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
                says=(_MESSAGE,),
                sets={"last_number": "$phone_number"},
                then=Jump("call_placed"),
            ),
            Response(
                "placed_bad_number_again",
                f"({_refused_for('invalid_number', 'number_type_not_allowed', 'country_not_allowed')}) && $number_failures",
                says=(_MESSAGE,),
                then=Jump("call_given_up"),
            ),
            Response(
                "placed_bad_number",
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
                "placed_already_live",
                _refused_for("already_calling", "already_connected"),
                says=(_MESSAGE,),
                sets={"call_live": True},
                then=Jump("already_live"),
            ),
            Response(
                "placed_withdrawn",
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
                "placed_not_now",
                _refused_for("storage_unavailable", "telephone_unavailable"),
                says=(_MESSAGE,),
                then=Jump("call_go_on_or_retry"),
            ),
            Response("placed_refused", says=(_MESSAGE,), then=Jump("call_go_on")),
        ),
    ),
)
