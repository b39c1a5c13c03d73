"""Conditions and values that several parts of the dialog share, in Watson's expression language.

«key» stands for a text of texts.toml, because some conditions depend on the language.
"""

from __future__ import annotations

#: Letters of most scripts, inside brackets; the engines that read it have no common name for them.
LETTERS = "A-Za-zÀ-ɏͰ-῿぀-鿿가-힣"

#: Not only digits, signs or blanks.
HAS_LETTER = f"input.text.find('[{LETTERS}]')"

#: A question: it is none of the answers that a question of ours may get.
QUESTION = (
    "(input.text.trim().endsWith('?') || "
    "(input.text.length() <= 60 && input.text.toLowerCase().find('^(?:«pattern.asking») ')))"
)

#: Told, and not asked. A question may stand behind what is told: "somebody hit my car, what now?"
TOLD = (
    "(!input.text.trim().endsWith('?') || (!@no_answer:question "
    "&& input.text.toLowerCase().find('.{15}[.,;!] *(?:«pattern.asks_behind») [^.!]*[?]')))"
)

#: Tells what happened to a car, and not only that something did.
TELLS = (
    f"{TOLD} && (@cause || (@damage && (@part || input.text.length() > 60))) && !@announcement && !@no_answer:code "
    "&& input.text.length() > 12 && input.text.trim().contains(' ')"
)

#: After a condition with an intent: it was recognised well.
SURE = "intents[0].confidence > 0.8"

SHORT = "input.text.length() <= 40"

#: A time that is not this moment, or a day, and no story of what happened then. "April" may be a name.
TIME = (
    "((@sys-time ? entities['sys-time'][0].interpretation?.part_of_day != 'now' && input.text.length() <= 100 "
    ": @sys-date && input.text.length() <= 40 && entities['sys-date'][0].interpretation?.granularity != 'month' "
    "&& entities['sys-date'][0].interpretation?.granularity != 'year') && !@damage && !@cause)"
)

#: "Move it to six", "make it 6": an hour without a word for a time. In "28.11." no number is one.
HOUR = (
    "(@hour && !@sys-time && input.text.length() <= 40 "
    "&& (!@sys-date || entities.hour[0].location[0] >= entities['sys-date'][0].location[1]))"
)

# All digits are those of a date and of times: "on 28.11.2026 at 17:00".
_CLOCK = "[0-9]{1,2}(?:[.:][0-9]{2})?"
_DATE = (
    "(?:20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./-] ?[0-9]{1,2}(?:[./-] ?(?:20)?[0-9]{2})?"
    "|[0-9]{1,2}(?:[^0-9+]+20[0-9]{2})?)"
)
_ONLY_TIMES = f"^[^0-9+]*(?:{_DATE}[^0-9+]+)?(?:{_CLOCK}[^0-9+]*)?(?:{_CLOCK}[^0-9+]*)?$"

#: Five digits or more, in whatever form: there may be a phone number, and the webhook reads the whole sentence.
NUMBER = (
    "((@phone || input.text.find('[0-9][^0-9]*[0-9][^0-9]*[0-9][^0-9]*[0-9][^0-9]*[0-9]')) "
    f"&& !((@sys-date || @sys-time) && input.text.find('{_ONLY_TIMES}')))"
)

#: What a customer says instead of an answer. Long sentences are answers, whatever else they remind Watson of.
_ASIDE = (
    "call_status",
    "cancel",
    "cancel_call",
    "continue_chat",
    "other_number",
    "time",
    "capabilities",
    "greeting",
    "thanks",
    "goodbye",
    "privacy",
    "opening_hours",
    "costs",
    "robot",
    "change",
    "wait",
    "repeat",
    "complaint",
    "later",
)
_ALWAYS = ("call_me", "withdraw", "emergency")


def is_one_of(value: str, *words: str) -> str:
    """Returns a condition: the value is one of these words."""
    return "(" + " || ".join(f"{value} == '{word}'" for word in words) + ")"


def any_of(*intents: str) -> str:
    """Returns a condition for any of these intents."""
    return "(" + " || ".join(f"#{intent}" for intent in intents) + ")"


#: No call can be had because there is one.
UNDER_WAY = is_one_of("$availability_result.reason", "already_calling", "already_connected")

ASIDE = f"(({any_of(*_ALWAYS)} || (input.text.length() <= 80 && {any_of(*_ASIDE)})) && {SURE})"

#: A person, an insult and the like, and no story with these words in it.
INSTEAD = "(@aside && !@cause && !@damage && input.text.length() <= 60)"

#: Asks for a call or a person, in words that Watson was shown or in others, also mistyped ones.
CALL_ME = f"(#call_me || (@aside:person && {INSTEAD}))"

#: A text of the customer's own.
FREE_TEXT = f"!{QUESTION} && {HAS_LETTER} && !{ASIDE}"

#: An answer in the customer's own words.
OWN_WORDS = f"{FREE_TEXT} && !{INSTEAD}"

_NO_PLAIN_NO = (
    "wait",
    "other_number",
    "change",
    "call_status",
    "goodbye",
    "withdraw",
    "call_me",
    "repeat",
    "cancel",
    "cancel_call",
)

#: "no" and what amounts to it. A question with a "not" in it is none, and neither is "wait" or "no, the wrong number".
NO = (
    f"(@yesno:no && {SHORT} && !input.text.contains('?') && "
    f"!({any_of(*_NO_PLAIN_NO)} && {SURE}) && !input.text.toLowerCase().find('^(?:«pattern.waiting»)'))"
)
#: "No, I don't want that": perhaps no call after all. "The door is not damaged" is a report.
DOUBT = (
    f"({NO} && input.text.length() <= 25 && !#dont_know "
    "&& !@damage && !@part && !@cause && !@plate && !@place && !@name)"
)
YES = f"(@yesno:yes && !@yesno:unsure && !@yesno:no && {SHORT} && !input.text.contains('?'))"

#: "I don't know", "I don't have it", "skip", "no": the question stays without an answer.
WITHOUT = f"((((#dont_know || #skip) && input.text.length() <= 80) || {NO}) && !@plain_yes)"

STOP = f"({any_of('cancel', 'cancel_call', 'continue_chat')} && {SURE} && !@plain_yes)"


def has_word(pattern: str) -> str:
    """Returns a condition: one of these words, as a part of a regular expression, is in the input."""
    return f"input.text.toLowerCase().find('(?:^|[^a-zäöüß])(?:{pattern})(?:$|[^a-zäöüß])')"


#: "not the first one", "forget the main number".
DENIED = has_word("«pattern.denying»")

#: Damage beside the one that was noted.
ANOTHER_CLAIM = has_word("«pattern.another_claim»")

#: The last input was understood.
HEARD = {"misunderstood": None}

#: Nothing is being asked any more.
DONE = {"asking": None, "calling": None, **HEARD}

#: What belongs to one number, and not to another.
NO_NUMBER = {
    "phone_number": None,
    "country_name": None,
    "number_text": None,
    "number_result": None,
    "number_failures": None,
    "consent": None,
    "consent_question": None,
    "call_result": None,
    "withdrawal": None,
    "withdrawal_told": None,
    "withdrawal_number": None,
}

#: What belongs to a call at another time than now.
NO_BOOKING = {
    "booking": None,
    "booking_at": None,
    "booking_words": None,
    "moving": None,
    "slots_result": None,
    "time_result": None,
    "other_result": None,
    "time_doubtful": None,
    "time_agreed": None,
}

#: What a call needed, and no later call may find.
NO_CALL = {**NO_NUMBER, **NO_BOOKING, "availability_result": None}

#: What a sentence says about the claim, whatever was asked. What it does not say stays as it was.
NOTED = {
    "plate_number": "<? @plate ? @plate.literal.toUpperCase() : $plate_number ?>",
    "place": "<? @place && $place == null ? @place.groups[1] : $place ?>",
    # "No hail" names hail, too.
    "hail": "<? @cause && !(@cause:hail && @yesno:no) ? (@cause:hail ? 'yes' : 'no') : $hail ?>",
    "misunderstood": None,
}
