"""The bundle's settings, typed and checked.

All platforms use the same names: environment variables on Code Engine and in containers, bound parameters on OpenWhisk (web/
decides which of the two count). `""` is unset. One message names every setting that is missing or malformed; it never
repeats a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handover.errors import HandoverError


class SettingsError(HandoverError):
    """The service is not set up. The message names every setting that is missing or malformed, and what is expected."""


@dataclass(frozen=True)
class Rule:
    """The form of a setting's value: `accepts` checks it, `expected` describes it to an operator."""

    accepts: Callable[[str], bool]
    expected: str


_HTTP = Rule(lambda v: re.fullmatch(r"https?://[^\s]+", v) is not None, "an http(s) address")
_LONG = Rule(lambda v: len(v.encode()) >= 32, "at least 32 bytes long")
_E164 = Rule(lambda v: re.fullmatch(r"\+[1-9][0-9]{6,14}", v) is not None, "a number like +493012345670")
_ACCOUNT = Rule(lambda v: re.fullmatch(r"AC[0-9a-fA-F]{32}", v) is not None, "AC and 32 hex digits")
_ADDRESSES = Rule(
    lambda v: re.fullmatch(r"https?://\S+", v) is not None and "{action}" in v,
    "an address with {action} where the action's name goes",
)
_ANY = Rule(lambda _: True, "")


@dataclass(frozen=True)
class PlatformFacts:
    """What the platform's environment reports about the running action. Fields are `""` where it reports nothing."""

    ce_function: str = ""
    ce_subdomain: str = ""
    ce_domain: str = ""
    ow_api_host: str = ""
    ow_action_name: str = ""
    ce_app: str = ""

    @property
    def on_code_engine(self) -> bool:
        """Returns whether this is a function or an application of Code Engine."""
        return bool(self.ce_function or self.ce_app)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> PlatformFacts:
        return cls(
            environ.get("CE_FUNCTION", ""),
            environ.get("CE_SUBDOMAIN", ""),
            environ.get("CE_DOMAIN", ""),
            environ.get("__OW_API_HOST", ""),
            environ.get("__OW_ACTION_NAME", ""),
            environ.get("CE_APP", ""),
        )

    def url(self, action: str) -> str:
        """Returns the public address of a sibling action, or `""` if the platform does not report where it runs."""
        if self.ce_function:
            project = self.ce_function.rpartition("-")[0]
            name = f"{project}-{action}" if project else action
            return f"https://{name}.{self.ce_subdomain}.{self.ce_domain}/"
        if self.ce_app:  # one application has all actions
            return f"https://{self.ce_app}.{self.ce_subdomain}.{self.ce_domain}/{action}"
        if self.ow_action_name:
            parts = self.ow_action_name.strip("/").split("/")
            package = parts[1] if len(parts) > 2 else "default"
            return f"{self.ow_api_host.rstrip('/')}/api/v1/web/{parts[0]}/{package}/{action}"
        return ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Settings:
    """The checked settings; an optional one that is not set has its default, else `""`. Equal when nothing changed.

    A field is named like its setting, in lower case. There is no repr, because values are secrets.
    """

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_number: str = ""
    twilio_sms_from: str = ""
    twilio_api_base: str = "https://api.twilio.com"
    webhook_secret: str = ""
    dashboard_secret: str = ""
    hash_key: str = ""
    webhook_secret_previous: str = ""
    twilio_auth_token_previous: str = ""
    dashboard_secret_previous: str = ""
    cos_endpoint: str = ""
    cos_bucket: str = ""
    cos_api_key: str = ""
    cos_instance_crn: str = ""
    cos_auth_endpoint: str = "https://iam.cloud.ibm.com/identity/token"
    cos_hmac_access_key_id: str = ""
    cos_hmac_secret_access_key: str = ""
    cos_trusted_profile: str = "handover"
    watson_api_key: str = ""
    watson_url: str = ""
    watson_assistant_id: str = ""
    watson_environment_id: str = ""
    watson_skill_id: str = ""
    public_url: str = ""
    platform: PlatformFacts = PlatformFacts()

    @property
    def by_trusted_profile(self) -> bool:
        """Returns whether storage is reached by a trusted profile: no credential is set (decision 67)."""
        return not (self.cos_api_key or self.cos_hmac_access_key_id)

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that Watson may send: the current one, and the previous one while it is being rotated."""
        return _rotated(self.webhook_secret, self.webhook_secret_previous)

    @property
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """The tokens that Twilio may sign with, the current one first."""
        return _rotated(self.twilio_auth_token, self.twilio_auth_token_previous)

    @property
    def dashboard_secrets(self) -> tuple[str, ...]:
        """The secrets of sessions and links, the current one first. Sign with that one only; empty if none is set."""
        return _rotated(self.dashboard_secret, self.dashboard_secret_previous)

    @property
    def logs_of(self) -> str:
        """What the logs API calls the assistant: an environment's id, or the assistant's in the classic experience. `""` if
        a setting for that API is missing."""
        named = self.watson_environment_id or self.watson_assistant_id
        return named if self.watson_api_key and self.watson_url else ""

    def url(self, action: str) -> str:
        """Returns the public address of an action, without query. Raises SettingsError when it is unknown.

        It comes from PUBLIC_URL, else from the platform, never from request headers: the caller would choose the address
        that its own signature is checked over.
        """
        url = self.public_url.replace("{action}", action) or self.platform.url(action)
        if not url:
            raise SettingsError("PUBLIC_URL is missing, and the platform does not report where it runs.")
        return url


def _rotated(current: str, previous: str) -> tuple[str, ...]:
    return tuple(secret for secret in (current, previous) if secret)


#: The settings that have a form.
_FORMS = {
    "TWILIO_ACCOUNT_SID": _ACCOUNT,
    "TWILIO_NUMBER": _E164,
    "TWILIO_API_BASE": _HTTP,
    "WEBHOOK_SECRET": _LONG,
    "DASHBOARD_SECRET": _LONG,
    "HASH_KEY": _LONG,
    "COS_ENDPOINT": _HTTP,
    "COS_AUTH_ENDPOINT": _HTTP,
    "WATSON_URL": _HTTP,
    "PUBLIC_URL": _ADDRESSES,
}

#: Every setting that the bundle knows, with its rule. settings.example.env and manifest.yml name the same ones.
RULES: Mapping[str, Rule] = {
    name.upper(): _FORMS.get(name.upper(), _ANY) for name in Settings.__annotations__ if name != "platform"
}

#: Without these no action works, except `twiml?step=sorry`.
REQUIRED = (
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_NUMBER",
    "WEBHOOK_SECRET",
    "HASH_KEY",
    "COS_ENDPOINT",
    "COS_BUCKET",
)

_HMAC = ("COS_HMAC_ACCESS_KEY_ID", "COS_HMAC_SECRET_ACCESS_KEY")


def read(given: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """Returns the settings in `given` (what the operator set), with the platform's own facts from `environ`.

    Raises SettingsError that names everything missing or malformed at once. Without any credential of storage a trusted
    profile is used, which only Code Engine has.
    """
    platform = PlatformFacts.of(environ)
    texts = {name: str(given[name]).strip() for name in RULES if given.get(name) is not None}
    values = {name: text for name, text in texts.items() if text}
    problems = [f"{name} is missing" for name in REQUIRED if name not in values]
    if "COS_API_KEY" not in values and not _hmac_or_profile(values, platform):
        problems.append("COS_API_KEY, or both COS_HMAC_ settings, are missing")
    problems += [
        f"{name} must be {RULES[name].expected}" for name, value in values.items() if not RULES[name].accepts(value)
    ]
    if problems:
        raise SettingsError("The settings are not complete: " + "; ".join(problems) + ".")
    return Settings(platform=platform, **{name.lower(): value for name, value in values.items()})


def _hmac_or_profile(values: Mapping[str, str], platform: PlatformFacts) -> bool:
    """Returns whether both HMAC settings are there, or neither where a trusted profile can be used. Half a pair is a
    mistake, and no choice."""
    there = [name in values for name in _HMAC]
    return all(there) or (platform.on_code_engine and not any(there))
