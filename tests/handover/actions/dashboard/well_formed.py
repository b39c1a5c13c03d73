"""A check of a page's HTML: every element is closed in order, and nothing that was typed became one."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = ("meta", "link", "input", "br", "img", "hr")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert "x-odd" not in tag, "typed text became an element"
        assert not any(name.startswith("on") for name, _ in attributes), f"<{tag}> has a script"
        if tag == "script":
            assert dict(attributes).get("nonce"), "a script without a nonce"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()


def require_well_formed(html: str) -> None:
    """Raises AssertionError if the page is not well-formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
