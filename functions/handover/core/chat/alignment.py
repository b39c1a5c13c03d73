"""The alignment of two sequences: a longest common subsequence.

The algorithm is Crochemore's bit-parallel one ("A fast and practical bit-vector algorithm for the longest common
subsequence problem", 2001): a row of the usual table is one large integer. So 5,000 by 5,000 items take hundredths of a
second, whatever they are; `difflib` takes many seconds when items repeat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence


def aligned(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Returns the places `(in left, in right)` of equal items, both ascending: as many as possible, and of equal items the
    later ones. It costs the product of both lengths, divided by the width of a machine word."""
    # The table is made of the sequences backwards, because it leads to the first ones of equal items.
    rows = _rows(left[::-1], right[::-1])
    found = []
    i, j = len(left), len(right)
    while i and j:
        # Bit j-1 of row i is clear where item j-1 makes the common subsequence of the first i and j items longer.
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif not rows[i - 1] >> (j - 1) & 1:
            i -= 1
        else:
            found.append((len(left) - i, len(right) - j))
            i, j = i - 1, j - 1
    return found


def _rows(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[int]:
    places: dict[Hashable, int] = defaultdict(int)
    for place, item in enumerate(right):
        places[item] |= 1 << place
    whole = (1 << len(right)) - 1
    rows = [whole]
    for item in left:
        row, here = rows[-1], places.get(item, 0)
        rows.append((row + (row & here) | row & ~here) & whole)
    return rows
