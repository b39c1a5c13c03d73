"""Hostile content: texts, JSON values, and changes to valid requests, chosen by a seeded random."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any
from urllib.parse import quote

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

Pairs = list[tuple[str, str]]

_NASTY = (
    "", "0", "-1", "1" * 5000, "٣", "１", "²", "1.5", "1e999", "NaN", "inf", "null", "true",
    "\ud800", "\udfff\ud800", "a\udc00b", "\x00", "\x07", "\r\nSet-Cookie: a=b", "\u2028", "\ufffe", "🙂", "ä" * 300,
    "%", "%zz", "%ed%a0%80", "%00", "+", "&&&", "=", "../../desk.json", "v1/day/", "{", "[" * 3000, "<script>",
    "<Response><Dial>+4930", "]]>", "&lt;&#0;", "{{7*7}}", "{{ settings.hash_key }}", "{% include 'x' %}", "%s%n{0}",
    "{0.__class__}", "${jndi:ldap://x}", "'; DROP TABLE x; --", "=cmd|' /C calc'!A0", "99999999-a", "00000000-a-1",
    "+493012345671", "+49 30 12345671;ext=9", "tel:+4930", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "9999-12-31", "0001-01-01", "Europe/../Berlin", "x" * 20000, "a\u0301" * 2000, "\u202e", "\u200b",
)  # fmt: skip

_JSON_BYTES = (
    b"\xff", b"\x00", b"\xef\xbb\xbf", b"{", b"}", b"]", b'"', b",", b"NaN", b"1e999", b"-", b"1" * 5000, b"[" * 3000,
    b'{"a":' * 2000, b"\\ud800", b"\\u0000", b"//", b"'",
)  # fmt: skip


def texts_and_values(seed: int, most: int) -> tuple[Sequence[str], Sequence[Any]]:
    """Returns texts and JSON values that hypothesis generated."""
    texts: list[str] = []
    values: list[Any] = []
    text = st.text(st.characters(exclude_categories=()), max_size=30)
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | text
    value = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=8
    )

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=most, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text, value)
    def collect(some_text: str, some_value: Any) -> None:
        texts.append(some_text)
        values.append(some_value)

    collect()
    return texts, values


class Hostile:
    """Makes hostile content. `texts` and `values` are the generated ones, used beside our own list."""

    def __init__(self, random: Random, texts: Sequence[str], values: Sequence[Any]) -> None:
        self.random = random
        self._texts, self._values = texts, values

    def text(self) -> str:
        return self.random.choice(_NASTY) if self.random.random() < 0.6 else self.random.choice(self._texts)

    def value(self) -> Any:
        return self.text() if self.random.random() < 0.5 else self.random.choice(self._values)

    def pairs(self, valid: Pairs) -> Pairs:
        """Returns the fields with some replaced, left out, sent twice or added."""
        changed = list(valid)
        for _ in range(self.random.randrange(4)):
            place = self.random.randrange(len(changed) + 1)
            name = changed[place][0] if place < len(changed) else self.text()
            what = self.random.choice(("replace", "replace", "omit", "add"))
            changed[place : place + (what != "add")] = [] if what == "omit" else [(name, self.text())]
        self.random.shuffle(changed)
        return changed

    def json(self, valid: dict[str, Any]) -> bytes:
        """Returns the object as JSON, with some values replaced or left out, and sometimes with broken bytes."""
        body: Any = dict(valid)
        for _ in range(self.random.randrange(4)):
            name = self.random.choice([*body, self.text()])
            if self.random.random() < 0.2:
                body.pop(name, None)
            elif isinstance(body.get(name), dict) and self.random.random() < 0.7:
                body[name] = {**body[name], self.random.choice([*body[name], self.text()]): self.value()}
            else:
                body[name] = self.value()
        if self.random.random() < 0.03:
            body = self.value()
        sent = json.dumps(body).encode()
        return self._broken(sent) if self.random.random() < 0.15 else sent

    def _broken(self, sent: bytes) -> bytes:
        place = self.random.randrange(len(sent) + 1)
        return sent[:place] + self.random.choice(_JSON_BYTES) + sent[place + self.random.randrange(3) :]

    def headers(self) -> dict[str, str]:
        """Returns headers that change nothing about who the caller is."""
        names = self.random.sample(_HEADERS, self.random.choice((0, 0, 1, 2)))
        return {name: self.text() for name in names}


_HEADERS = (
    "accept-language", "host", "x-forwarded-host", "x-forwarded-for", "x-forwarded-proto", "x-original-url", "origin",
    "x-http-method-override", "if-none-match", "referer", "user-agent", "ce-type", "ce-id", "content-encoding", "x-\ud800",
)  # fmt: skip


def encoded(pairs: Pairs) -> str:
    """Returns the fields as a query or form. Half a surrogate pair is sent as its three bytes."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def other_character(random: Random, text: str, first: int = 0) -> str:
    """Returns the text with one letter or digit replaced, between `first` and its last two characters: the last one of a
    signature in base64 has bits that mean nothing."""
    places = [place for place in range(first, len(text) - 2) if text[place].isalnum()]
    place = random.choice(places)
    other = random.choice([letter for letter in "aZ09kQ5" if letter != text[place]])
    return text[:place] + other + text[place + 1 :]
