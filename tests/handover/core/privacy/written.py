"""Phone numbers as people and machines write them, for tests; and what a reader can put together from a text."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

#: What stands between digits: spaces of all kinds, dashes, brackets, invisible characters, line breaks.
SEPARATORS = [
    *(
        "",
        " ",
        "  ",
        "-",
        ".",
        "/",
        "_",
        ",",
        "'",
        "|",
        "*",
        "(",
        ")",
        "[",
        "]",
        "\t",
        "\n",
        "\r\n",
        " - ",
        "+",
        ":",
        "~",
    ),
    *(
        "\u00a0",
        "\u2007",
        "\u2009",
        "\u202f",
        "\u3000",
        "\u2010",
        "\u2011",
        "\u2012",
        "\u2013",
        "\u2014",
        "\u2015",
        "\u2212",
    ),
    *(
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u2028",
        "\ufe0f\u20e3",
        "\u00b7",
        "\u30fb",
        "\u30fc",
        "\ufe63",
        "\u00ad",
    ),
    *("%20", "&nbsp;", "&#8209;", "%2D"),
]

#: The first digit of scripts and forms that write numbers like ours.
ZEROS = ["0", "\uff10", "\u0660", "\u06f0", "\u0966", "\u0e50", "\U0001d7d8", "\U0001d7f6"]


def readable(text: str) -> str:
    """Returns all digits that a reader sees in a text, of any script, without what is between them."""
    form = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(sign)) for sign in form if sign.isdigit())


@st.composite
def written(draw: st.DrawFn, ways: list[str]) -> str:
    """Returns one of the `ways` to write a number, its digits in any script, with anything between them."""
    digits = draw(st.sampled_from(ways))
    zeros = st.just("0") if draw(st.booleans()) else st.sampled_from(ZEROS)
    gaps = st.just("") if draw(st.booleans()) else st.sampled_from(SEPARATORS)
    gap = draw(st.sampled_from(SEPARATORS))
    signs = [chr(ord(draw(zeros)) + int(digit)) if digit.isdigit() else digit for digit in digits]
    return signs[0] + "".join(f"{draw(st.one_of(gaps, st.just(gap)))}{sign}" for sign in signs[1:])
