"""What the words beside a number say that it is: a telephone's, a fax's, or that of another thing."""

from __future__ import annotations

import re
from dataclasses import replace

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.mention import Label, Look, Mention

_CLAUSE = re.compile(r"[!?;\n,\x1f]|(?<!nr)(?<!\bno)(?<!tel)(?<!mob)(?<!\bph)(?<!pol)(?<!ref)(?<!\baz)(?<!kto)\.(?=\s)")


def labelled(text: str, found: list[Mention], n: int) -> Mention:
    """Returns a mention with its label: that of the words before it, else of those after it in the same clause."""
    mention = found[n]
    before = _CLAUSE.split(text[found[n - 1].run.end if n else 0 : mention.run.start])[-1]
    label = _label(before, mention.look)
    if label is Label.PHONE and vocabulary.OWN_NUMBER.search(before):
        mention = replace(mention, readings=replace(mention.readings, sure=False))
    if label is Label.NONE:
        until = found[n + 1].run.start if n + 1 < len(found) else len(text)
        clauses = _CLAUSE.split(text[mention.run.end : until])
        if len(clauses) > 1 or until == len(text):
            label = _label_after(clauses[0], mention.look)
    return replace(mention, label=label)


def _label(words: str, look: Look) -> Label:
    """Returns what the words say. The last one counts; but a number that is marked is a telephone's if any word says so."""
    if look is Look.MARKED:
        words = vocabulary.SPOKEN_OF.sub(" ", words)
    last = {
        Label.FAX: _last(vocabulary.FAX, words),
        Label.PHONE: _last(vocabulary.PHONE, words),
        Label.OTHER: _last(vocabulary.OTHER, words),
    }
    if look is not Look.MARKED and vocabulary.TOPIC.search(words):
        return Label.OTHER
    if last[Label.FAX] >= 0:
        return Label.FAX
    if look is Look.MARKED and last[Label.PHONE] >= 0:
        return Label.PHONE
    label = max(last, key=lambda each: last[each])
    if last[label] >= 0:
        return label
    return Label.PHONE if vocabulary.NUMBER.search(words) or vocabulary.WHOSE.search(words) else Label.NONE


def _label_after(words: str, look: Look) -> Label:
    """Returns what the words after a number say. "030 … about my policy" is still a telephone number."""
    if re.match(r"\s*\(?\s*(?:tele)?fax", words):
        return Label.FAX
    says = re.match(r"\s*(?:\(|=|:|is\b|ist\b|-)", words)
    label = _label(words, Look.BARE if says else look)
    if label is Label.OTHER and look is Look.MARKED and not says:
        return Label.NONE
    return Label.NONE if label is Label.FAX else label


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((found.start() for found in pattern.finditer(words)), default=-1)
