"""The brief that an agent hears before they are connected: what the bot learned, the reason, how long the customer waited,
and the customer's name.

The chat sends first what the agent needs first, such as the plate and the place. So that comes first, and is never what is
left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.call_request import CallRequest
from handover.core.i18n import Catalogue

#: Seconds after the brief in which a key still counts. Then the agent is connected.
KEY_TIMEOUT = 1

#: Characters: 6.7 seconds of speech at fifteen a second. With the time for a key it is below eight.
_MOST = 100

#: The first items are spoken whole if they fit, or cut as little as they have to be. What comes after them is spoken if
#: there is room: whole, or cut to a short value.
_FIRST = 3
_MAX_LABEL, _MAX_VALUE, _SHORT_VALUE, _MIN_VALUE = 40, 60, 24, 12
_STEP = 3  # between two lengths of values that are tried

#: The whisper plays before a key press proves that the agent listens, so its reason is short.
_MAX_REASON = 60

#: Who waited for less did not wait.
_LEAST_WAIT = timedelta(minutes=1)

#: What ends a clause, with the space that tells it from a sign inside a number.
_CLAUSE_ENDS = (". ", ", ", "; ", ": ", "! ", "? ", " – ", " - ")

#: A detail is the customer's name if the words of its name end with one of the first, and have only the second before it.
_NAMES = ("name", "surname", "kundenname", "vorname", "nachname", "familienname")
_WHOSE = ("the", "your", "customer", "caller", "contact", "user", "full", "first", "last", "given", "family", "kunden")


def short_reason(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns the reason in a few words, for the whisper, or a general phrase if the request has none."""
    return _cut(call_request.reason, _MAX_REASON) or texts.text("call.reason_unknown")


def brief(call_request: CallRequest, texts: Catalogue, waited: timedelta = timedelta()) -> str:
    """Returns the details in the order in which the chat sent them, then the reason, how long the customer has `waited`,
    and the name, as short sentences that take less than seven seconds. If they take longer, what comes after the first three
    is left out, and then long values are cut. The wait is never left out."""
    details, name, wait = _details(call_request, texts), _name(call_request, texts), _wait(waited, texts)
    room = _MOST - len(wait) - (1 if wait else 0)

    def cut_to(longest: int) -> list[str]:
        return _sentences(call_request, texts, details, name, longest)

    lengths = range(_MAX_VALUE, _MIN_VALUE - 1, -_STEP)
    longest = next((n for n in lengths if _fits(cut_to(n)[:_FIRST], room)), _MIN_VALUE)
    whole, short = cut_to(_MAX_VALUE), cut_to(_SHORT_VALUE)
    spoken: list[str] = []
    said = 0  # how many of the sentences
    for place, sentence in enumerate(cut_to(longest)):
        choices = (sentence,) if place < _FIRST else (whole[place], short[place])
        chosen = next((each for each in choices if _fits([*spoken, each], room)), None)
        if chosen is not None:
            spoken.append(chosen)
            said = place + 1
    if wait:
        has_name = name != "" and said == len(whole)
        spoken.insert(len(spoken) - has_name, wait)
    return " ".join(spoken) or texts.text("call.brief_nothing")


def _fits(sentences: Sequence[str], room: int) -> bool:
    """Returns whether the sentences take at most so many characters."""
    return len(" ".join(sentences)) <= room


def _sentences(
    call_request: CallRequest, texts: Catalogue, details: Sequence[tuple[str, str]], name: str, longest: int
) -> list[str]:
    """Returns the details, the reason and last the name, each as a sentence with a value of at most so many characters."""
    items = [f"{_cut(label, _MAX_LABEL)}: {_open(value, longest, texts)}." for label, value in details]
    if call_request.reason and not any(_same(call_request.reason, value) for _, value in details):
        items.append(texts.text("call.brief_reason", reason=_open(call_request.reason, longest, texts)))
    if name:
        items.append(texts.text("call.brief_name", name=_open(name, longest, texts)))
    return items


def _wait(waited: timedelta, texts: Catalogue) -> str:
    """Returns how long the customer has waited, as a sentence, or `""` if they have not."""
    if waited < _LEAST_WAIT:
        return ""
    minutes = int(waited.total_seconds()) // 60
    return texts.text("call.brief_waiting_minute" if minutes == 1 else "call.brief_waiting", minutes=minutes)


def _details(call_request: CallRequest, texts: Catalogue) -> list[tuple[str, str]]:
    """Returns the details without the customer's name, as pairs of a label and a value."""
    return [(label, value) for name, label, value in _named(call_request, texts) if not name]


def _name(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns the customer's name, or `""`: also one that the chat sent among the details."""
    name, sent = call_request.name, " ".join(value for is_name, _, value in _named(call_request, texts) if is_name)
    if name.casefold() in sent.casefold():
        return sent
    return name if sent.casefold() in name.casefold() else f"{name}, {sent}"


def _named(call_request: CallRequest, texts: Catalogue) -> list[tuple[bool, str, str]]:
    """Returns the details: whether each is the customer's name, its label and its value."""
    pairs = zip(call_request.details, call_request.labelled_details(texts), strict=True)
    return [(_is_name(name, label), label, value) for name, (label, value) in pairs]


def _is_name(name: str, label: str) -> bool:
    return any(_means_name(each.casefold().split()) for each in (name.replace("_", " "), label))


def _means_name(words: Sequence[str]) -> bool:
    return bool(words) and words[-1] in _NAMES and all(word in _WHOSE for word in words[:-1])


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _open(text: str, length: int, texts: Catalogue) -> str:
    """Returns the text cut, without the sign at its end: the brief ends each of its sentences itself. A text that is
    too long ends with a clause, if one ends in the second half, and else not with a word that announces more."""
    cut = _cut(text, length)
    if len(cut) < len(" ".join(text.split())):
        clause = max((cut.rfind(sign) for sign in _CLAUSE_ENDS), default=-1)
        cut = cut[:clause] if clause > length // 2 else _closed(cut, texts.text("call.brief_never_last").split())
    return cut.rstrip(" .,;:–-") or cut


def _closed(cut: str, never_last: Sequence[str]) -> str:
    """Returns the text without the words at its end that announce more, such as "when the", or all of it if it has no
    other words."""
    words = cut.split()
    while words and words[-1].strip(".,;:–-").casefold() in never_last:
        del words[-1]
    return " ".join(words) or cut


def _cut(text: str, length: int) -> str:
    """Returns at most `length` characters of the text, cut after a whole word where there is one."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length + 1].rpartition(" ")[0] or words[:length]
