"""Which of the numbers that a text mentions is to be called: corrections, refusals, alternatives."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.mention import Label, Look, Mention, Reader
from handover.core.phone_numbers.number import PhoneNumberError
from handover.core.phone_numbers.runs import TAKEN_OUT

_WHOLE = 9  # digits of a number that may be complete
_OWN = 6  # digits of a contract and the like
_FRAGMENT = 2  # digits, after a correction: a piece of a number


def chosen(text: str, found: list[Mention], read: Reader, *, negated_too: bool) -> list[Mention]:
    """Returns the mentions that may be meant: none if the text mentions no number, several if it is not clear.

    Raises PhoneNumberError when a number is surely not all of what was written, or when all were taken back; with
    `negated_too`, a number that is not to be called can be what the text is about.
    """
    others = [mention for mention in found if mention.label is Label.OTHER]
    found = [mention for mention in found if mention.label is not Label.OTHER]
    meant = after_corrections(text, found)
    wanted = [mention for mention in meant if mention.numbers and (negated_too or not is_negated(text, found, mention))]
    if not wanted and meant:  # the correction was none: the number before it is asked about
        wanted = [mention for mention in found if mention.numbers and not is_negated(text, found, mention)]
    if not wanted and any(mention.numbers for mention in found):
        if not negated_too:
            raise PhoneNumberError("missing_number", "The numbers in the text are not to be called.")
        wanted = [mention for mention in found if mention.numbers]
    if len(wanted) > 1:
        wanted = [mention for mention in wanted if mention.label is not Label.FAX] or wanted
    for mention in wanted:
        _refuse_piece(text, found, mention, read)
    return _best(text, wanted, others, read)


def after_corrections(text: str, found: list[Mention]) -> list[Mention]:
    """Returns the mentions from the last correction on. Raises PhoneNumberError when the correction is no number."""
    first = 0
    for n in range(1, len(found)):
        if not _corrects(text, found[n - 1], found[n]):
            continue
        if any(mention.numbers for mention in found[n:]):
            first = n
        elif len(found[n].digits) >= _FRAGMENT and any(mention.numbers for mention in found[:n]):
            raise PhoneNumberError("invalid_number", "The correction of the number cannot be read.")
    after = text[found[-1].run.end :] if found else ""
    if found and found[-1].numbers and vocabulary.INSTEAD.search(after):
        first = len(found) - 1
    if any(mention.numbers for mention in found) and vocabulary.TAKEN_BACK.search(after) and after.strip(" .!,"):
        return []
    return found[first:]


def _corrects(text: str, first: Mention, second: Mention) -> bool:
    gap = vocabulary.IF_NOT.sub(" ", _gap(text, first, second))
    changed = vocabulary.CHANGED_TO.search(gap) and vocabulary.CHANGE.search(text[: first.run.start])
    return bool(changed or vocabulary.CORRECTION.search(gap))


def is_negated(text: str, found: list[Mention], mention: Mention) -> bool:
    """Returns whether the text says that a number is not the one to call."""
    n = found.index(mention)
    before = text[found[n - 1].run.end if n else 0 : mention.run.start]
    before = vocabulary.ABOUT_LAST.sub("", before) if n else before
    after = text[mention.run.end :]
    return bool(
        vocabulary.NOT_THIS.search(vocabulary.IF_NOT.sub(" ", before))
        or vocabulary.NOT_THAT.search(after)
        or vocabulary.COMPARED.search(text[: mention.run.start])
        or vocabulary.NEITHER.search(text[: mention.run.start])
    )


def _refuse_piece(text: str, found: list[Mention], mention: Mention, read: Reader) -> None:
    """Raises PhoneNumberError when digits beside the number could be the rest of it: "030 2312, 5123"."""
    n = found.index(mention)
    following = found[n + 1] if n + 1 < len(found) else None
    if following is None or following.numbers:
        return
    is_whole = len(mention.digits) >= _WHOLE and len(following.digits) < _WHOLE  # then it is asked about: doubts.py
    if not is_whole and is_continued(text, mention, following, read):
        raise PhoneNumberError("invalid_number", "The number may be longer than what stands in one piece.")


def is_continued(text: str, mention: Mention, following: Mention, read: Reader) -> bool:
    """Returns whether the digits of two mentions could be one number, because next to nothing stands between them."""
    gap, joined = _gap(text, mention, following), f"{mention.run.written} {following.run.written}"
    return bool(vocabulary.CONTINUED.search(gap) and TAKEN_OUT not in gap and read(joined).numbers)


def _best(text: str, wanted: list[Mention], others: list[Mention], read: Reader) -> list[Mention]:
    """Returns the mentions that look most like telephone numbers, and those that are as good: alternatives to them, and
    numbers as people of the desk's first country write them, unless the better one is called a telephone number."""
    bare = [mention for mention in wanted if mention.look is Look.BARE and mention.label is Label.NONE]
    better = [mention for mention in wanted if mention not in bare]
    if not better:
        return _unless_about_something(text, bare, others)
    named = [
        second if first in better else first
        for first, second in pairwise(wanted)
        if vocabulary.EITHER.search(_gap(text, first, second))
    ]
    if all(mention.label is Label.NONE for mention in better) and not vocabulary.OTHER.search(text):
        named += [mention for mention in bare if read.is_of_first_country(mention)]
    return [mention for mention in wanted if mention in better or mention in named]


def _unless_about_something(text: str, bare: list[Mention], others: list[Mention]) -> list[Mention]:
    """Returns bare digits. If the text speaks of other things that have numbers, they may be one: then none are returned, or
    they are not certain if that thing has its own ("4155550132 and policy 2024123456")."""
    about = vocabulary.OWN_VALUE.sub("", text)
    if not (vocabulary.OTHER.search(text) or re.search(vocabulary.FAX, text)):
        return bare
    named = any(mention.numbers or len(mention.digits) >= _OWN for mention in others)
    named = named or not vocabulary.OTHER.search(about)
    return [replace(each, readings=replace(each.readings, sure=False)) for each in bare] if named else []


def _gap(text: str, first: Mention, second: Mention) -> str:
    return text[first.run.end : second.run.start]
