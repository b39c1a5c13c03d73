"""The webhook's sentences in the chat, and what the customer needs beside them: the number that will call, and the digit
that the call asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ..nodes import Jump, Node, Response, Text


def told(reply: str) -> Text:
    """Returns the message of a reply in a variable, without the question at its end: the dialog asks one of its own."""
    message = f"{reply}.message"
    statement = f"({message} + ' ¶').extract('^(.*?[.!])(?: [^.!?]+[?])? ¶$', 1)"
    return Text(value=f"<? {statement} != null ? {statement} : {message} ?>")


def announced(name: str, reply: str, then: Jump) -> Iterator[Node]:
    """Yields the nodes that tell, of a reply in a variable, the number and then the digit, and go on to `then`."""
    number = f"{reply}.calls_from"
    yield Node(
        f"{name}_from",
        "The number that calls",
        responses=(
            Response(
                f"{name}_from_told",
                f"{number} && !{reply}.message.contains({number})",
                says=(Text("live.calls_from"), Text(value=f"<? {number} ?>")),
                then=Jump(f"{name}_digit"),
            ),
            Response(f"{name}_from_known", then=Jump(f"{name}_digit")),
        ),
    )
    yield Node(
        f"{name}_digit",
        "The digit that the call asks for",
        responses=(
            Response(
                f"{name}_digit_shown",
                f"{reply}.digit",
                # A message of its own, so that it is seen at a glance.
                says=(Text("live.digit"), Text(value=f"<? {reply}.digit ?>"), Text("live.digit_why")),
                then=then,
            ),
            Response(f"{name}_no_digit", then=then),
        ),
    )
