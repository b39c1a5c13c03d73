"""Whether two lines of different sources may be the same message.

The same message has another form in each source: with HTML or Markdown or without, a button's label or what it sends, cut at
512 characters, with a number masked. Lines of one source are never compared: what somebody wrote twice, they wrote twice.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from handover.core.chat.turn import ChatLine

_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""
_INLINE = re.compile(rf"</?(?:b|i|u|s|em|strong|a|span|code|small|sub|sup|mark){_ATTRIBUTES}", re.IGNORECASE)
_BLOCK = re.compile(
    rf"</?(?:p|br|div|ul|ol|li|h[1-6]|pre|table|tr|td|th|hr|img|blockquote){_ATTRIBUTES}", re.IGNORECASE
)
_LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\([^()\s]{1,2000}\)")
_MARKDOWN = re.compile(r"[*_~`]+|^[ ]{0,3}(?:#{1,6}|>|[-+])\s+", re.MULTILINE)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u3001-\u3003«»¿¡]+")
_MASK = re.compile(r"[*•●█░]{3,}|[xX]{4,}|\[[^\[\]|]{1,40}\]|<[A-Z_ ]{2,40}>")
_VARIATIONS = dict.fromkeys(range(0xFE00, 0xFE10))

#: Characters that a cut line has at least. With fewer it says where it was cut.
_CUT, _CUT_WITH_MARK = 200, 8
#: Characters beside a mask that are enough to recognise a line by.
_BESIDE_MASK = 4
#: Parts of a line that are masked. A line with more is no message that somebody masked.
_MOST_MASKS = 20
#: Elements of one answer that another source may have as one line.
_MOST_ELEMENTS = 5

Key = tuple[str, str]


def key(line: ChatLine) -> Key:
    """Returns what is equal for lines that are surely the same message: who wrote it, and its words. Of the bot's words the
    punctuation does not count: sources separate a title and its buttons differently."""
    words = plain(line.text)
    return (line.who, (" ".join(_PUNCTUATION.sub(" ", words).split()) or words) if line.who == "bot" else words)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Returns a text without markup, signs that cannot be seen, and differences of case and spaces. A text of markup alone
    stays as it is."""
    bare = html.unescape(_BLOCK.sub(" ", _INLINE.sub("", text))) if "<" in text or "&" in text else text
    bare = _MARKDOWN.sub("", _LINK.sub(r"\1", bare))
    if not bare.isascii():
        bare = unicodedata.normalize("NFKC", bare).translate(_VARIATIONS)
        bare = "".join(sign for sign in bare if unicodedata.category(sign) != "Cf")
    return " ".join(bare.split()).casefold() or " ".join(text.split()).casefold()


class Form:
    """A line, and what is compared of it. Each is found once: a line is compared with many others, and pages choose what is
    in it. So nothing here may cost more than its length."""

    def __init__(self, line: ChatLine) -> None:
        self.who = line.who
        self.text = line.text

    @cached_property
    def words(self) -> str:
        """Its words, as `key` has them."""
        return key(ChatLine(self.who, self.text))[1]

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    @cached_property
    def without_choices(self) -> str:
        """The words of a line of the bot before the labels of its buttons; `""` if it has no buttons, or no such words."""
        found = _choices(self.text) if self.who == "bot" else None
        return key(ChatLine("bot", found[0]))[1] if found and found[0] else ""

    @cached_property
    def beginning(self) -> str:
        """The words that a longer form of a cut line begins with; `""` if it is too short to be a cut line."""
        bare = _without_ellipsis(self.text)
        words = self.words if bare is None else key(ChatLine(self.who, bare))[1]
        return words if len(words) >= (_CUT if bare is None else _CUT_WITH_MARK) else ""

    @cached_property
    def parts(self) -> Sequence[str]:
        """The words between its masks; none if it has no mask, or too few words to recognise it by."""
        parts = _MASK.split(self.text, _MOST_MASKS + 1)
        if not 1 < len(parts) <= _MOST_MASKS + 1:
            return ()
        found = [plain(part) if part.strip() else "" for part in parts]
        return () if sum(map(len, found)) < _BESIDE_MASK and any(found) else found

    @cached_property
    def is_odd(self) -> bool:
        """Whether it may be another form of a message: cut, with a part masked, or with buttons."""
        return bool(self.beginning or self.parts or self.without_choices)


def may_be_same(one: Form, other: Form) -> bool:
    """Returns whether two lines whose keys differ may be the same message: one is cut, has a part masked, or lacks the
    labels of the buttons. One of them is odd."""
    return one.who == other.who and (_says_less(one, other) or _says_less(other, one))


def fuller(line: ChatLine, other: ChatLine) -> str:
    """Returns the text that says more, of two lines that are the same message: the first one's, unless it is cut, masked,
    or without the labels."""
    return other.text if key(line) != key(other) and _says_less(Form(line), Form(other)) else line.text


def _says_less(one: Form, other: Form) -> bool:
    if one.who == "bot" and other.without_choices == one.words:
        return True
    if one.beginning and other.words.startswith(one.beginning):
        return True
    return _masks(one, other) and not _masks(other, one)


def labels(line: ChatLine) -> frozenset[str]:
    """Returns the labels of the buttons in a line of the bot, as `plain` gives them."""
    found = _choices(line.text) if line.who == "bot" else None
    return frozenset(plain(label) for label in found[1].split(" | ")) if found else frozenset()


def offered(lines: Sequence[ChatLine]) -> list[frozenset[str]]:
    """Returns for each line the labels of the buttons that the bot had offered just before it."""
    found, now = [], frozenset[str]()
    for line in lines:
        found.append(now if line.who == "customer" else frozenset())
        now = (now | labels(line)) if line.who == "bot" else frozenset()
    return found


def split_like(lines: Sequence[ChatLine], others: Sequence[ChatLine]) -> list[ChatLine]:
    """Returns the lines, with those split that the other source has as several lines: one answer of the bot, element by
    element."""
    known = {key(line) for line in others}
    runs = dict(_runs(others))
    found: list[ChatLine] = []
    for line in lines:
        pieces = runs.get(key(line)[1], ()) if line.who == "bot" and key(line) not in known else ()
        found += [replace(line, text=piece.text) for piece in pieces] or [line]
    return found


def _runs(lines: Sequence[ChatLine]) -> Iterator[tuple[str, Sequence[ChatLine]]]:
    for n, line in enumerate(lines):
        words = key(line)[1]
        for last in range(n + 1, min(n + _MOST_ELEMENTS, len(lines))):
            if line.who != "bot" or lines[last].who != "bot":
                break
            words = f"{words} {key(lines[last])[1]}"
            yield words, lines[n : last + 1]


def surplus(keys: Sequence[Key], others: Sequence[Key]) -> frozenset[Key]:
    """Returns the keys that the two sources do not have equally often. Only such lines may be the same in another form."""
    here, there = Counter(keys), Counter(others)
    return frozenset(each for each in here | there if here[each] != there[each])


def _choices(words: str) -> tuple[str, str] | None:
    """Returns what is before the labels of the buttons that end a text, and the labels; None if there are none."""
    words = words.rstrip()
    before, bracket, labels = words[:-1].rpartition("[")
    return (before.rstrip(), labels) if bracket and words.endswith("]") and "]" not in labels else None


def _without_ellipsis(words: str) -> str | None:
    """Returns a text without the mark that it is cut, or None if it has no such mark."""
    words = words.rstrip()
    return next((words.removesuffix(mark).rstrip() for mark in ("…", "...") if words.endswith(mark)), None)


def _masks(masked: Form, whole: Form) -> bool:
    """Returns whether a line is another one with parts masked, so that each other part is found in it in order."""
    known, words, at = masked.parts, whole.plain, 0
    if not known or not words.startswith(known[0]) or not words.endswith(known[-1]):
        return False
    for part in known:
        found = words.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
