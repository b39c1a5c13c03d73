"""What the environment says, typed and checked once.

Both platforms bring the same names: Code Engine as environment, OpenWhisk as bound parameters (see web.py for who brings
what). `""` is unset. A setting that is missing or malformed is named in one message; its value is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from handover.errors import HandoverError


class SettingsError(HandoverError):
    """The service is not set up; the message names every setting that is missing or malformed, and what would be right."""


@dataclass(frozen=True)
class _Rule:
    """A setting's shape, and the words that say what would be right."""

    right: Callable[[str], bool]
    words: str


_HTTP = _Rule(lambda v: re.fullmatch(r"https?://[^\s]+", v) is not None, "an http(s) address")
_LONG = _Rule(lambda v: len(v.encode()) >= 32, "at least 32 bytes long")
_E164 = _Rule(lambda v: re.fullmatch(r"\+[1-9][0-9]{6,14}", v) is not None, "a number like +493012345670")
_ANY = _Rule(lambda _: True, "")

#: Every setting the bundle knows, with its shape. settings.example.env and manifest.yml name the same ones.
RULES: Mapping[str, _Rule] = {
    "TWILIO_ACCOUNT_SID": _Rule(lambda v: re.fullmatch(r"AC[0-9a-fA-F]{32}", v) is not None, "AC and 32 hex digits"),
    "TWILIO_AUTH_TOKEN": _ANY,
    "TWILIO_NUMBER": _E164,
    "TWILIO_SMS_FROM": _ANY,
    "TWILIO_API_BASE": _HTTP,
    "WEBHOOK_SECRET": _LONG,
    "DASHBOARD_SECRET": _LONG,
    "HASH_KEY": _LONG,
    "WEBHOOK_SECRET_PREVIOUS": _ANY,
    "TWILIO_AUTH_TOKEN_PREVIOUS": _ANY,
    "DASHBOARD_SECRET_PREVIOUS": _ANY,
    "COS_ENDPOINT": _HTTP,
    "COS_BUCKET": _ANY,
    "COS_API_KEY": _ANY,
    "COS_INSTANCE_CRN": _ANY,
    "COS_AUTH_ENDPOINT": _HTTP,
    "COS_HMAC_ACCESS_KEY_ID": _ANY,
    "COS_HMAC_SECRET_ACCESS_KEY": _ANY,
    "WATSON_API_KEY": _ANY,
    "WATSON_URL": _HTTP,
    "WATSON_ASSISTANT_ID": _ANY,
    "WATSON_ENVIRONMENT_ID": _ANY,
    "WATSON_SKILL_ID": _ANY,
    "PUBLIC_URL": _Rule(
        lambda v: re.fullmatch(r"https?://\S+", v) is not None and "{action}" in v,
        "an address with {action} where the door's name goes",
    ),
}

#: Without these no door but `twiml?step=sorry` can work.
REQUIRED = (
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_NUMBER",
    "WEBHOOK_SECRET",
    "HASH_KEY",
    "COS_ENDPOINT",
    "COS_BUCKET",
)

_DEFAULTS = {
    "TWILIO_API_BASE": "https://api.twilio.com",
    "COS_AUTH_ENDPOINT": "https://iam.cloud.ibm.com/identity/token",
}

_HMAC = ("COS_HMAC_ACCESS_KEY_ID", "COS_HMAC_SECRET_ACCESS_KEY")

#: What a platform says of itself; where a door's public address is built from.
_PLATFORM = ("CE_FUNCTION", "CE_SUBDOMAIN", "CE_DOMAIN", "__OW_API_HOST", "__OW_ACTION_NAME")


@dataclass(frozen=True)
class Settings:
    """The checked settings by name, and what the platform says of itself. Compare equal when nothing changed."""

    values: tuple[tuple[str, str], ...] = field(repr=False)
    platform: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        """The setting's value, its default, or `""`."""
        if name not in RULES:
            raise KeyError(name)
        return self._all.get(name) or _DEFAULTS.get(name, "")

    def accepted(self, name: str) -> tuple[str, ...]:
        """A secret and its predecessor while it is being rotated; sign with the first only."""
        return tuple(value for value in (self[name], self[f"{name}_PREVIOUS"]) if value)

    def url(self, door: str) -> str:
        """The public address of a door, without query: from PUBLIC_URL, else from what the platform says of itself.

        Never from request headers: whoever sends a request would choose the address that its signature is checked for.
        """
        said = dict(self.platform)
        if self["PUBLIC_URL"]:
            return self["PUBLIC_URL"].replace("{action}", door)
        if said.get("CE_FUNCTION"):
            sibling = said["CE_FUNCTION"].rpartition("-")[0]
            name = f"{sibling}-{door}" if sibling else door
            return f"https://{name}.{said.get('CE_SUBDOMAIN', '')}.{said.get('CE_DOMAIN', '')}/"
        if said.get("__OW_ACTION_NAME"):
            parts = said["__OW_ACTION_NAME"].strip("/").split("/")
            package = parts[1] if len(parts) > 2 else "default"
            return f"{said.get('__OW_API_HOST', '').rstrip('/')}/api/v1/web/{parts[0]}/{package}/{door}"
        raise SettingsError("PUBLIC_URL is missing, and the platform does not say where it runs.")

    @cached_property
    def _all(self) -> dict[str, str]:
        return dict(self.values)


def read(given: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """Settings from what the platform brings (`given`) and what it says of itself (`environ`).

    Raises SettingsError that names everything missing or malformed, so that one look is enough.
    """
    texts = {name: str(given[name]).strip() for name in RULES if given.get(name) is not None}
    values = {name: text for name, text in texts.items() if text}
    problems = [f"{name} is missing" for name in REQUIRED if not values.get(name)]
    if not (values.get("COS_API_KEY") or all(values.get(name) for name in _HMAC)):
        problems.append("COS_API_KEY, or both COS_HMAC_ settings, are missing")
    problems += [
        f"{name} must be {RULES[name].words}" for name, value in values.items() if not RULES[name].right(value)
    ]
    if problems:
        raise SettingsError("The settings are not complete: " + "; ".join(problems) + ".")
    platform = {name: environ[name] for name in _PLATFORM if environ.get(name)}
    return Settings(tuple(sorted(values.items())), tuple(sorted(platform.items())))
