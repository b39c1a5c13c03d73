"""Alignments are longest common subsequences, also of long sequences whose items repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.chat.alignment import aligned
from handover.core.chat.merging import merged
from handover.core.chat.transcript import ChatLine, Turn

ITEMS = st.lists(st.sampled_from("abcd"), max_size=9)


def longest(left: Sequence[str], right: Sequence[str]) -> int:
    """Returns the length of a longest common subsequence, by the usual table."""
    row = [0] * (len(right) + 1)
    for item in left:
        above, row = row, [0]
        for j, other in enumerate(right):
            row.append(above[j] + 1 if item == other else max(above[j + 1], row[-1]))
    return row[-1]


@given(ITEMS, ITEMS)
def test_as_many_items_as_possible_are_aligned_in_order(left: list[str], right: list[str]) -> None:
    found = aligned(left, right)
    assert all(left[i] == right[j] for i, j in found)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(found))
    assert len(found) == longest(left, right)


def test_of_equal_items_the_later_ones_are_aligned() -> None:
    assert aligned("yc", "yabyz") == [(0, 3)]


# Long chats


def turn(n: int, *lines: ChatLine) -> Turn:
    return Turn(f"log-{n}", "s", f"2026-06-18T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}.000Z", n, "", "", lines)


def lines(words: Sequence[str], seed: int, count: int = 5000) -> list[ChatLine]:
    random = Random(seed)
    return [ChatLine(random.choice(["customer", "bot"]), random.choice(words)) for _ in range(count)]


@pytest.mark.parametrize("words", [["yes"], ["yes", "no"], [f"word {n}" for n in range(4000)]], ids=len)
def test_five_thousand_lines_and_as_many_again_lose_and_double_nothing(words: list[str]) -> None:
    """With difflib this took 18 seconds, and with one word much longer."""
    logged, sent = lines(words, 1), lines(words, 2)
    result = merged([turn(n, line) for n, line in enumerate(logged)], sent)
    assert Counter(result) == Counter(logged) | Counter(sent)
    rest = iter(result)
    assert all(line in rest for line in logged)


# Compared with the algorithm before


def merged_before(logged: Sequence[ChatLine], sent: Sequence[ChatLine]) -> list[ChatLine]:
    """The former algorithm: quadratic, and for repeated lines worse."""
    missing, result = Counter(sent) - Counter(logged), []
    for tag, a, b, c, d in SequenceMatcher(a=sent, b=logged, autojunk=False).get_opcodes():
        only_sent = []
        for line in sent[a:b] if tag in ("delete", "replace") else ():
            if missing[line] > 0:
                missing[line] -= 1
                only_sent.append(line)
        result += [*logged[c:d], *only_sent] if a == 0 else [*only_sent, *logged[c:d]]
    return result


@given(st.data())
def test_an_ordinary_chat_is_merged_as_before(data: st.DataObject) -> None:
    """The dialog sends the end of the chat so far; the log lacks some turns, or has none of those that were sent."""
    count = data.draw(st.integers(1, 10), "turns")
    chat = [(ChatLine("customer", f"question {n}"), ChatLine("bot", f"answer {n}")) for n in range(count)]
    said = [line for pair in chat for line in pair]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(said))] * 2), "sent"))
    kept = sorted(data.draw(st.sets(st.integers(0, count - 1)), "logged turns"))
    logged, sent = [line for n in kept for line in chat[n]], said[first:last]
    assert merged([turn(n, *chat[n]) for n in kept], sent) == merged_before(logged, sent)
