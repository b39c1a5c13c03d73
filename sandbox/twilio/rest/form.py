"""The parameters of a REST request, from its form or query. A key may occur several times; case matters."""

from __future__ import annotations

from urllib.parse import parse_qsl

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.webhook import Webhook, is_absolute


class Form:
    def __init__(self, encoded: str) -> None:
        self._pairs = parse_qsl(encoded, keep_blank_values=True)

    def get(self, name: str, default: str = "") -> str:
        """Returns the last value, or `default` if it is blank or absent."""
        return next((value for key, value in reversed(self._pairs) if key == name and value), default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name and value]

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self._pairs)

    def plain(self) -> dict[str, str]:
        return dict(self._pairs)

    def number(self, name: str, low: int, high: int, code: int) -> int | None:
        """Returns a whole number, or None if absent. Raises RestError with `code` if it is out of bounds."""
        text = self.get(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise RestError(code, f"Invalid {name}: '{text}' is not a whole number from {low} to {high}.")
        return int(text)

    def flag(self, name: str) -> bool:
        return self.get(name).lower() == "true"

    def webhook(self, name: str, method: str, code: int = 21205) -> Webhook | None:
        """Returns the webhook of an address and a method parameter, or None without an address. Raises RestError."""
        url = self.get(name)
        verb = self.get(method, "POST").upper()
        if verb not in ("GET", "POST"):
            raise RestError(21209, f"Invalid {method}: '{verb}' is neither GET nor POST.")
        if not url:
            return None
        if not is_absolute(url):
            raise RestError(code, f"Url is not a valid URL: {url}")
        return Webhook(url, verb)
