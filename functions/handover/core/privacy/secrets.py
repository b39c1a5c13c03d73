"""Masks for what nobody at the desk needs and nobody should read: card numbers, IBANs, passwords and one-time codes.

Customers type these into a chat unasked. Card numbers and IBANs have check digits, so hardly anything else is taken for
one. Passwords have none: only what follows a word such as `password:` is hidden. The stored words stay as they are, so that
a mistake here loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from handover.core.privacy.cards import cards
from handover.core.privacy.digits import Span, folded, most_digits, replaced
from handover.core.privacy.iban import ibans
from handover.core.privacy.stems import STEMS
from handover.core.privacy.vocabulary import ASKS, BETWEEN, DECLINES, KEYWORD, LINK, NO_SECRET, NO_VALUE


class Secret(StrEnum):
    """The kinds of secrets. `CODE` is a PIN, TAN, card verification value or one-time code."""

    CARD = "card"
    IBAN = "iban"
    PASSWORD = "password"  # noqa: S105 (a word, not a password)
    CODE = "code"


_MASK = "••••"

#: What is shown where the reader's language is not known.
PLAIN: Mapping[Secret, str] = dict.fromkeys(Secret, _MASK)

#: Fewer digits are in no card number and no IBAN.
_FEWEST_DIGITS = 10

_QUOTED = re.compile(r"[\"'„“‚‘«»`](?P<value>[^\"'”“’‘«»`\n]{1,100})[\"'”“’‘«»`]")
_TOKEN = re.compile(r"\S{1,200}")
_NUMERIC = re.compile(r"\d(?:[ .\-]?\d){2,11}(?!\d)")


def without_secrets(
    text: str, shown: Mapping[Secret, str] = PLAIN, number: str = "", asked: bool = False
) -> tuple[str, int]:
    """Returns the text with its secrets hidden, and how many there were.

    `shown` says what stands in place of each kind. `number` is the customer's phone number, which is never taken for a
    card's. `asked` says that the bot had just requested a password: then a single word is one.
    """
    found = sorted({**_passwords(text, asked), **_banking(text, number)}.items())
    spans: list[tuple[int, int, str]] = []
    for (start, end), kind in found:
        if spans and start < spans[-1][1]:
            first, last, word = spans[-1]
            spans[-1] = (first, max(last, end), word if last - first >= end - start else shown[kind])
        else:
            spans.append((start, end, shown[kind]))
    return replaced(text, spans), len(spans)


def secret_in_field(name: str, value: str) -> Secret | None:
    """Returns the kind of secret that a field of that name holds (`customer_pin`, `Passwort`), or None: a field may also say
    that a password was forgotten."""
    match = next(_keywords(name.replace("_", " ")), None)
    return _kind(match) if match and value.strip(" .!?").casefold() not in {"", *NO_SECRET} else None


def asks_for_secret(text: str) -> bool:
    """Returns whether the bot requests a password or a code in that line."""
    plain = folded(text)
    return bool(next(_keywords(plain), None) and ASKS.search(plain) and not DECLINES.search(plain))


def _kind(match: re.Match[str]) -> Secret:
    return Secret.PASSWORD if match["password"] else Secret.CODE


def _banking(text: str, number: str) -> dict[Span, Secret]:
    if most_digits(text) < _FEWEST_DIGITS:
        return {}
    found = dict.fromkeys(ibans(text), Secret.IBAN)
    return found | dict.fromkeys(cards(text, number), Secret.CARD)


def _keywords(text: str) -> Iterator[re.Match[str]]:
    lower = text.lower()
    return KEYWORD.finditer(text) if any(stem in lower for stem in STEMS) else iter(())


def _passwords(text: str, asked: bool) -> dict[Span, Secret]:
    plain = folded(text)
    found: dict[Span, Secret] = {}
    for match in _keywords(plain):
        span = _after(plain, match) or _before(plain, match)
        if span:
            found[span] = _kind(match)
    if asked and not found:
        found = dict.fromkeys(_answer(plain), Secret.PASSWORD)
    return found


def _after(text: str, keyword: re.Match[str]) -> Span | None:
    """Returns the span of the secret after the word for it, or None."""
    between = BETWEEN.match(text, keyword.end())
    if between is None:
        return _bare(text, keyword.end(), keyword)
    at, joint = between.end(), between["joint"].strip().casefold()
    quoted = _QUOTED.match(text, at)
    if quoted:
        return quoted.span("value")
    numeric = _NUMERIC.match(text, at) if keyword["code"] else None
    if numeric:
        return numeric.span()
    span = _word(text, at)
    value = text[slice(*span)].casefold() if span else ""
    if joint == "lautet" or not joint.isalpha():
        plain = NO_SECRET if keyword["code"] else NO_VALUE
    elif keyword["code"] or between["words"]:
        return span if any(sign.isdigit() for sign in value) and len(value) > 2 else None
    else:
        plain = NO_SECRET
    return None if value.rstrip("!?") in plain else span


def _bare(text: str, at: int, keyword: re.Match[str]) -> Span | None:
    """Returns the span of a secret that directly follows the word for it: digits after `PIN`, letters and digits after
    `password`."""
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    numeric = _NUMERIC.match(text, at)
    if keyword["code"]:
        return numeric.span() if numeric else None
    quoted = _QUOTED.match(text, at)
    if quoted:
        return quoted.span("value")
    span = _word(text, at)
    value = text[slice(*span)] if span else ""
    return span if len(value) > 3 and any(sign.isdigit() for sign in value) else None


def _before(text: str, keyword: re.Match[str]) -> Span | None:
    """Returns the span of the secret before the word for it, or None."""
    link = LINK.search(text, max(0, keyword.start() - 20), keyword.start())
    if not link:
        return None
    words = list(_TOKEN.finditer(text, max(0, link.start() - 100), link.start()))
    return words[-1].span() if words and any(sign.isdigit() for sign in words[-1][0]) else None


def _word(text: str, at: int) -> Span | None:
    """Returns the span of the next word without the punctuation that ends a sentence, or None."""
    match = _TOKEN.match(text, at)
    if match is None:
        return None
    value = match[0].rstrip(".,;") or match[0]
    return match.start(), match.start() + len(value)


def _answer(text: str) -> Iterator[Span]:
    """Yields what is a secret in the answer to a bot that requested one: a single word, or every word with a digit."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if len(words) == 1:
        word = text[slice(*words[0])].strip(".,;!?").casefold()
        if word and word not in NO_SECRET:
            yield words[0]
        return
    numeric = re.fullmatch(r"\D*(\d(?:[ .\-]?\d){2,11})\D*", text)
    if numeric:
        yield numeric.span(1)
        return
    for start, end in words:
        if end - start > 2 and any(sign.isdigit() for sign in text[start:end]):
            yield start, end
