"""What stands beside a number and says that it may not be the one, or not all of it: then it is asked about."""

from __future__ import annotations

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.choice import after_corrections, is_continued, is_negated
from handover.core.phone_numbers.extensions import is_extension
from handover.core.phone_numbers.mention import Label, Look, Mention, Reader
from handover.core.phone_numbers.runs import TAKEN_OUT

_WHOLE = 7  # digits: as many as a telephone number has
_EXTENSION = 4


def in_doubt(text: str, found: list[Mention], wanted: list[Mention], read: Reader) -> bool:
    """Returns whether another number may be meant that cannot be read: one with a mistake ("Handy 0152 2817, privat
    030 23125123"), an ending ("030 23125123 or -124"), or digits to be changed ("the last digit is 7")."""
    found = [mention for mention in found if mention.label is not Label.OTHER]
    meant = after_corrections(text, found)
    if any(mention not in meant for mention in wanted):
        return True
    unread = [
        mention for mention in meant if not mention.numbers and mention.run.loose and mention.label is not Label.FAX
    ]
    unread = [mention for mention in unread if not is_extension(text, found, found.index(mention))]  # see extensions.py
    if unread and (vocabulary.ABOUT_DIGITS.search(text) or vocabulary.EXTENSION_NAMED.search(text)):
        return True
    return any(
        (_is_like_a_number(mention) and not is_negated(text, found, mention))
        or _is_ending(text, found, wanted, mention)
        or _is_last(text, found, wanted, mention)
        or _is_rest(text, found, wanted, mention, read)
        for mention in unread
    )


def _is_like_a_number(mention: Mention) -> bool:
    return len(mention.digits) >= _WHOLE and (mention.look is Look.MARKED or mention.label is Label.PHONE)


def _is_ending(text: str, found: list[Mention], wanted: list[Mention], mention: Mention) -> bool:
    n = found.index(mention)
    if n == 0 or found[n - 1] not in wanted:
        return False
    return bool(vocabulary.OR_ENDING.search(text[found[n - 1].run.end : mention.run.start]))


def _is_last(text: str, found: list[Mention], wanted: list[Mention], mention: Mention) -> bool:
    """Returns whether a few digits stand alone behind a number and end the text ("415-555-0132, 305"): they may be an
    extension."""
    n = found.index(mention)
    if n == 0 or len(mention.digits) > _EXTENSION or found[n - 1] not in wanted:
        return False
    between, after = text[found[n - 1].run.end : mention.run.start], text[mention.run.end :]
    return not any(map(str.isalnum, between + after)) and TAKEN_OUT not in between


def _is_rest(text: str, found: list[Mention], wanted: list[Mention], mention: Mention, read: Reader) -> bool:
    """Returns whether digits behind a number could be the rest of it."""
    n = found.index(mention)
    return n > 0 and found[n - 1] in wanted and is_continued(text, found[n - 1], mention, read)
