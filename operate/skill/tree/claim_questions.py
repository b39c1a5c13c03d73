"""The questions of a claim: what happened, whether it was hail, the licence plate, the place. Each may be left open."""

from __future__ import annotations

from ..nodes import Choice, Jump, Node, Text
from .expressions import NO, NOTED, OWN_WORDS, QUESTION, TOLD, WITHOUT
from .routes import other

_NEXT = Jump("claim_next")
#: "Not Rastatt, Kehl": group 1 is the place.
_NOT_BUT = (
    "(?i)^ *(?:not|nicht) (?:in )?[^,]{2,30}?(?:, | but | sondern |, sondern |, but )"
    "(?:in )?([A-Za-zÀ-ž .-]{2,40}?)[ .!]*$"
)
_WITHOUT = f"{WITHOUT} && !{QUESTION}"
#: In focus a plate may have any form with a letter and a digit; plates of other countries are not all known.
_LIKE_A_PLATE = (
    f"input.text.length() <= 10 && input.text.find('[A-Za-zÀ-ɏ]') && input.text.find('[0-9]') && !@phone && {OWN_WORDS}"
)

#: "Yesterday at five" tells neither what happened nor where: more than half of it is a time.
_ONLY_WHEN = (
    "((@sys-date || @sys-time) && !@place && !@cause && !@damage "
    "&& ((@sys-date ? entities['sys-date'][0].literal.length() : 0) "
    "+ (@sys-time ? entities['sys-time'][0].literal.length() : 0)) * 2 > input.text.length())"
)
_INTRODUCED = "(@name && input.text.toLowerCase().find('«pattern.name_introduced»') && !@cause && !@damage)"

# In the customer's own words, and neither a bare number nor a mere yes, a perhaps, a question, or something for programs.
_TELLING = (
    f"{OWN_WORDS} && ({TOLD} || input.text.length() > 200) && !@no_answer:code && !(@no_answer && !@cause && !@place) "
    f"&& !{_ONLY_WHEN} && !{_INTRODUCED} "
    "&& !(@phone && !@cause && input.text.length() <= 40) "
    "&& !((@yesno:yes || @yesno:unsure) && !@cause && input.text.length() <= 20)"
)
# A story or a number is no place, though there may be one in it.
_LONG = "(@cause || @damage || input.text.length() > 60)"
_A_PLACE = f"{_TELLING} && !@plate && !@phone && !{_LONG}"


def _without(question: str, variable: str, unless: str = "") -> Node:
    return Node(
        f"{question}_open",
        "Left open",
        f"{_WITHOUT} && !@cause && !@damage{unless}",
        sets={**NOTED, variable: ""},
        then=Jump("claim_left_open"),
    )


def _place_first(question: str) -> Node:
    """The place, told before it was asked for: it is noted, and the question asked again."""
    return Node(
        f"{question}_place",
        "The place comes first",
        f"@place && $place == null && {OWN_WORDS}",
        sets=NOTED,
        says=(Text("change.place_noted"),),
        then=_NEXT,
    )


ASKED = (
    Node(
        "ask_happened",
        "What happened",
        sets={"asking": "happened"},
        says=(Text("claim.happened"),),
        children=(
            _without("happened", "happened"),
            # A plate tells nothing of what happened: it is noted, and the question asked again.
            Node(
                "happened_plate",
                "The plate comes first",
                "@plate && !@cause && input.text.length() <= 40",
                sets=NOTED,
                says=(Text("change.plate_noted"),),
                then=Jump("ask_happened"),
            ),
            Node(
                "happened_heard",
                "What happened is told",
                f"{_TELLING} && input.text.length() > 2",
                sets={**NOTED, "happened": "<? input.text ?>"},
                then=_NEXT,
            ),
            other("happened"),
        ),
    ),
    Node(
        "ask_hail",
        "Hail or other",
        sets={"asking": "hail"},
        says=(Choice("claim.hail", ("hail", "no_hail")),),
        children=(
            Node(
                "hail_unknown",
                "Left open",
                f"(#dont_know || #skip) && !@cause && !{QUESTION}",
                sets={**NOTED, "hail": ""},
                then=Jump("claim_left_open"),
            ),
            Node(
                "hail_heard",
                "The cause is told",
                f"(@cause || @yesno:yes || {NO}) && !{QUESTION}",
                sets={
                    **NOTED,
                    "hail": "<? !@yesno:no && (@cause:hail || (@yesno:yes && !@cause)) ? 'yes' : 'no' ?>",
                    # "No, a deer ran into me" tells more than no.
                    "happened": (
                        "<? @cause && input.text.length() > 20 && $happened != null && $happened != '' "
                        "? $happened + ' / ' + input.text : $happened ?>"
                    ),
                },
                then=_NEXT,
            ),
            _place_first("hail"),
            _without("hail", "hail"),
            other("hail"),
        ),
    ),
    Node(
        "ask_plate",
        "Licence plate",
        sets={"asking": "plate"},
        says=(Choice("claim.plate", ("no_plate",)),),
        children=(
            Node("plate_heard", "A plate", "@plate", sets=NOTED, then=_NEXT),
            _without("plate", "plate_number"),
            _place_first("plate"),
            Node(
                "plate_like",
                "Like a plate",
                _LIKE_A_PLATE,
                sets={**NOTED, "plate_number": "<? input.text.trim().toUpperCase() ?>"},
                then=_NEXT,
            ),
            other("plate"),
        ),
    ),
    Node(
        "ask_place",
        "Place",
        sets={"asking": "place"},
        says=(Text("claim.place"),),
        children=(
            Node(
                "place_not_but",
                "Not there but there",
                f"input.text.find('{_NOT_BUT}') && !{QUESTION}",
                sets={**NOTED, "place": f"<? input.text.extract('{_NOT_BUT}', 1) ?>"},
                then=_NEXT,
            ),
            _without("place", "place", " && !@place"),
            Node(
                "place_named",
                "A place among other things",
                f"@place && (@plate || @place.literal == input.text.trim() || {_LONG} || {WITHOUT}) && !{QUESTION}",
                sets={**NOTED, "place": "<? @place.groups[1] ?>"},
                then=_NEXT,
            ),
            Node(
                "place_heard",
                "A place",
                _A_PLACE,
                sets={**NOTED, "place": "<? input.text.trim() ?>"},
                then=_NEXT,
            ),
            other("place"),
        ),
    ),
)
