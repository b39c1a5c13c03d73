"""Numbers in an input, in digits and in words. `text2num` reads the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import Words

# As long as a Java long surely is (IBM's page dialog-methods).
_MOST_DIGITS = 18
_MULTIPLIERS = (1000, 1_000_000, 1_000_000_000, 1_000_000_000_000)

_DIGITS = re.compile(
    r"(?<![\w.,:/’'])(?<!\d-)(?P<sign>[-−](?=\d))?(?P<body>\d+(?:[.,’']\d+)*)(?![\w:/])(?!-\d)(?!\.\d)"
)
_TOKENS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,’']\d+)*|[^\w\s]")

_DAY_AND_MONTH = re.compile(r"\d\d?\.\d\d?\.(?!\d)")

_PRONOUN_AFTER = re.compile(
    r"\b(?:this|that|the|which|another|other|no|any|every|each|some|wrong|right|new|old"
    r"|(?:an?|the|this|that|another|my|your) \w+) $"
)


@dataclass(frozen=True)
class Number:
    """A number at `begin` to `end`. `ordinal`: "the third". `words`: it is written in words."""

    begin: int
    end: int
    value: int | float
    ordinal: bool = False
    words: bool = False


class _Token:
    """A word, as text2num takes it."""

    def __init__(self, found: re.Match[str]) -> None:
        self.begin, self.end = found.span()
        self._text = found.group()

    def text(self) -> str:
        return self._text

    def nt_separated(self, _previous: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self._text[0].isdigit()


def numbers_in(text: str, words: Words) -> list[Number]:
    """Returns the numbers in a text, in order, ordinals too."""
    found = sorted([*_in_digits(text, words), *_in_words(text, words)], key=lambda number: number.begin)
    joined: list[Number] = []
    for number in found:
        before = joined[-1] if joined else None
        if before and number.words and number.value in _MULTIPLIERS and text[before.end : number.begin] == " ":
            joined[-1] = Number(before.begin, number.end, _whole(before.value * number.value), words=True)
        else:
            joined.append(number)
    return [_negative(number, text, words) for number in joined]


def _in_digits(text: str, words: Words) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        value = value_of(found["body"], words)
        if words.code == "de" and _DAY_AND_MONTH.match(text, found.start("body")):
            continue
        if value is not None:
            yield Number(*found.span(), -value if found["sign"] else value)
        elif sum(sign.isdigit() for sign in found["body"]) <= _MOST_DIGITS and "." not in found["body"]:
            for part in re.finditer(r"\d+", found["body"]):  # a list, such as 3,5,8 in English
                yield Number(found.start("body") + part.start(), found.start("body") + part.end(), int(part.group()))


def value_of(body: str, words: Words) -> int | float | None:
    """Returns the value of digits with signs between them, or None if they are not one number.

    `1,000` and `1.000` mean what they mean in the language; `1,000.50` and `1.000,50` are the same in both.
    """
    if sum(sign.isdigit() for sign in body) > _MOST_DIGITS:
        return None
    signs = re.findall(r"[.,’']", body)
    if not signs:
        return int(body)
    decimal = "." if words.grouping == "," else ","
    last = signs[-1]
    if len(set(signs)) == 1 and (len(signs) > 1 or last in (words.grouping, "'", "’")) and _grouped(body, last):
        return int(re.sub(r"\D", "", body))
    if len(signs) > 1 and last in ".," and signs.count(last) == 1 and len(set(signs)) == 2:
        whole, _, decimals = body.rpartition(last)
        return float(f"{re.sub(r'[^0-9]', '', whole)}.{decimals}") if _grouped(whole, signs[0]) else None
    if len(signs) == 1 and (last == decimal or (last == "." and words.grouping == ".")):
        return float(body.replace(last, "."))
    return None


def _grouped(body: str, sign: str) -> bool:
    first, *groups = body.split(sign)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)


def _in_words(text: str, words: Words) -> Iterator[Number]:
    from text_to_num import find_numbers  # here, because only a skill with system entities needs it

    tokens = [_Token(found) for found in _TOKENS.finditer(text)]
    for found in find_numbers(tokens, words.code, threshold=0):
        part = tokens[found.start : found.end]
        if not part or part[0].text()[0].isdigit():
            continue
        if len(part) == 1 and _is_no_number(part[0].text().lower(), text[: part[0].begin].lower(), words):
            continue
        yield Number(part[0].begin, part[-1].end, _whole(found.value), ordinal=found.is_ordinal, words=True)


def _is_no_number(word: str, before: str, words: Words) -> bool:
    """Returns whether a word is an article, or the pronoun of "this one" and "a big one"."""
    return word in words.not_numbers or (word == "one" and _PRONOUN_AFTER.search(before) is not None)


def _negative(number: Number, text: str, words: Words) -> Number:
    before = re.search(rf"(?<!\w)(?:{words.negative}) $", text[: number.begin], re.IGNORECASE)
    if before is None or number.ordinal:
        return number
    return Number(before.start(), number.end, -number.value, words=True)


def _whole(value: float) -> int | float:
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded
