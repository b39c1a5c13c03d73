"""The alignment of two sequences: a longest common subsequence.

The algorithm is Crochemore's bit-parallel one ("A fast and practical bit-vector algorithm for the longest common
subsequence problem", 2001): a row of the usual table is one large integer. So 5,000 by 5,000 items take hundredths of a
second, whatever they are; `difflib` takes many seconds when items repeat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence


def aligned(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Returns the places `(in left, in right)` of equal items, both ascending: as many as possible, and of equal items the
    later ones. It costs the product of both lengths, divided by the width of a machine word."""
    places = places_of(right)
    return alignment([places.get(item, 0) for item in left], len(right))


def places_of(right: Sequence[Hashable]) -> Mapping[Hashable, int]:
    """Returns for each item its places, as bits: the last place is the lowest bit."""
    places: dict[Hashable, int] = defaultdict(int)
    for place, item in enumerate(reversed(right)):
        places[item] |= 1 << place
    return places


def alignment(alike: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Returns the same for items that need not be equal: `alike` has for each left one the places in `right` that it may be
    aligned with, as `places_of` gives them. `count` is the length of `right`."""
    # The table is made of the sequences backwards, because it leads to the first ones of equal items.
    rows = _rows(alike, count)
    found = []
    i, j = len(alike), count
    while i and j:
        # Bit j-1 of row i is clear where item j-1 makes the common subsequence of the first i and j items longer.
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif not rows[i - 1] >> (j - 1) & 1:
            i -= 1
        else:
            found.append((len(alike) - i, count - j))
            i, j = i - 1, j - 1
    return found


def _rows(alike: Sequence[int], count: int) -> list[int]:
    whole = (1 << count) - 1
    rows = [whole]
    for here in reversed(alike):
        row = rows[-1]
        rows.append((row + (row & here) | row & ~here) & whole)
    return rows
