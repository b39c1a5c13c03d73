"""The English and German words around passwords and codes, as patterns and sets. `secrets.py` says how they are used."""

from __future__ import annotations

import re

_PASSWORDS = (
    r"pass[ -]?words?|pass[ -]?phrases?|pass[ -]?codes?|passwd|pwd|pw|login[ -]?data",
    r"pass(?:wort|wörter|woerter)(?:es|s)?|kenn(?:wort|wörter)(?:es|s)?|log-?in-?daten",
)
_CODES = (
    r"pin(?:[ -]?(?:code|number|nummer))?|puk|cvv2?|cvc2?|otp",
    r"(?:(?:m|i|sms|push|chip|photo|foto|app|qr)-?)?tan(?:[ -]?(?:code|nummer))?",
    r"(?:security|verification|access)[ -]?codes?|one[ -]?time[ -]?(?:codes?|pass[ -]?words?|pins?)",
    r"geheim(?:zahl|nummer|code)|(?:karten)?prüf(?:nummer|ziffer|zahl)|sicherheits(?:code|nummer)",
    r"(?:bestätigungs|zugangs|freischalt)code|einmal-?(?:code|passwort|kennwort|pin)",
)

#: The words for a password, or for a code, as whole words.
KEYWORD = re.compile(
    rf"(?<![^\W_])(?:(?P<password>{'|'.join(_PASSWORDS)})|(?P<code>{'|'.join(_CODES)}))(?![^\W_])", re.IGNORECASE
)

#: What may stand between the word and the secret: `password for the shop is …`, `PIN meiner Karte: …`.
_VERB = r"(?:is|was|ist|war|lautet|heißt|heisst|wäre)"
BETWEEN = re.compile(
    rf"(?P<words>(?:\s{{1,3}}(?!{_VERB}\b|[-=]>|[-–—]\s)[^\s:=.,;!?]{{1,30}}(?:\.[^\s:=.,;!?]{{1,30}}){{0,3}}){{0,5}}?)"
    rf"(?P<joint>\s{{0,3}}(?:[:=→>]{{1,3}}|[-=]>|[-–—](?=\s))|\s{{1,3}}{_VERB}(?:\s{{0,2}}:|(?!\w)))"
    r"\s{0,4}",
    re.IGNORECASE,
)

#: The end of what comes before the word if the secret comes first: `1234 is my PIN`.
LINK = re.compile(r"(?:is|was|ist|war)\s{1,3}(?:my|the|our|mein|meine|das|die|unser|unsere)\s{1,3}\Z", re.IGNORECASE)

#: Words that follow `my password is` and are no password, and short answers to a bot.
_ENGLISH = (
    "a|about|again|also|always|an|and|any|asked|been|being|blocked|broken|changed|correct|empty|expired|fine|"
    "for|forgotten|gone|good|here|hidden|in|incorrect|invalid|it|just|known|locked|lost|missing|my|needed|"
    "never|new|no|none|not|of|ok|okay|old|on|only|or|please|private|protected|rejected|required|reset|right|"
    "safe|same|secret|secure|still|stolen|strong|that|the|this|to|too|unknown|unsafe|valid|very|weak|what|"
    "where|with|working|wrong|yes|you|your|help|agent|stop|cancel"
)
_GERMAN = (
    "abgelaufen|aber|alt|als|am|an|auch|auf|bekannt|bereits|bitte|da|das|defekt|dem|den|der|die|ein|eine|"
    "einfach|erforderlich|falsch|für|geändert|geheim|gesperrt|gestohlen|gut|hier|ihr|im|immer|in|ja|jetzt|kein|"
    "keine|korrekt|leer|mein|mir|nein|neu|nicht|nie|noch|nötig|nun|oder|richtig|schon|schwach|sehr|sicher|so|"
    "stark|und|unbekannt|ungültig|unsicher|verboten|vergessen|verloren|verschwunden|von|weg|wichtig|wie|wieder|"
    "wo|zu|zum|zurückgesetzt|hilfe|abbrechen"
)
NO_SECRET = frozenset(f"{_ENGLISH}|{_GERMAN}".split("|"))

#: Words that begin a sentence about a password, after a colon.
NO_VALUE = frozenset(("please", "bitte"))

ASKS = re.compile(
    r"\?|\b(?:enter|type|tell|give|send|provide|what|which|your|please|bitte|eingeben|geben|gib|nennen|nenne|wie|lautet|ihr|dein)\b",
    re.IGNORECASE,
)
DECLINES = re.compile(r"\b(?:never|not|don.?t|no|nie|niemals|nicht|kein|keine|keinen)\b", re.IGNORECASE)
