"""One message names everything that is missing or malformed, and never repeats a value."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from handover.settings import REQUIRED, RULES, Settings, SettingsError, read

GOOD = {
    "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "TWILIO_AUTH_TOKEN": "token-of-the-account",
    "TWILIO_NUMBER": "+493012345670",
    "WEBHOOK_SECRET": "w" * 32,
    "HASH_KEY": "h" * 32,
    "COS_ENDPOINT": "https://storage.example.org",
    "COS_BUCKET": "handovers",
    "COS_API_KEY": "key-of-the-bucket",
}
HMAC = {"COS_HMAC_ACCESS_KEY_ID": "id", "COS_HMAC_SECRET_ACCESS_KEY": "secret"}


def problem(given: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        read(given, {})
    return str(caught.value).removeprefix("The settings are not complete: ").removesuffix(".")


def value(settings: Settings, name: str) -> str:
    """Returns the value of a setting by its name in the environment."""
    return str(getattr(settings, name.lower()))


def test_given_values_are_read_and_the_rest_have_defaults() -> None:
    settings = read(GOOD, {})
    assert {name: value(settings, name) for name in GOOD} == GOOD
    assert settings.twilio_api_base == "https://api.twilio.com"
    assert settings.cos_auth_endpoint == "https://iam.cloud.ibm.com/identity/token"
    assert settings.dashboard_secret == settings.public_url == ""


def test_every_field_is_a_setting_with_a_rule() -> None:
    assert [each.name.upper() for each in fields(Settings) if each.name != "platform"] == list(RULES)


@pytest.mark.parametrize("unset", [None, "", "  "])
def test_empty_is_unset(unset: Any) -> None:
    optional = [name for name in RULES if name not in GOOD]
    assert read({**GOOD, **dict.fromkeys(optional, unset)}, {}) == read(GOOD, {})
    assert problem({**GOOD, "COS_ENDPOINT": unset}) == "COS_ENDPOINT is missing"


def test_all_missing_settings_are_named_at_once() -> None:
    message = problem({})
    assert all(f"{name} is missing" in message for name in REQUIRED)
    assert "COS_API_KEY, or both COS_HMAC_ settings, are missing" in message


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_setting_is_reported_by_name(name: str) -> None:
    assert problem({key: value for key, value in GOOD.items() if key != name}) == f"{name} is missing"


def test_storage_takes_an_api_key_or_a_pair_of_hmac_keys() -> None:
    others = {name: value for name, value in GOOD.items() if name != "COS_API_KEY"}
    assert read({**others, **HMAC}, {}).cos_hmac_access_key_id == "id"
    for name in HMAC:
        assert "both COS_HMAC_ settings" in problem({**others, **HMAC, name: ""})


@pytest.mark.parametrize("environ", [{"CE_FUNCTION": "handover-webhook"}, {"CE_APP": "handover"}])
def test_on_code_engine_no_credential_of_storage_means_a_trusted_profile(environ: dict[str, str]) -> None:
    others = {name: value for name, value in GOOD.items() if name != "COS_API_KEY"}
    settings = read(others, environ)
    assert (settings.by_trusted_profile, settings.cos_trusted_profile) == (True, "handover")
    assert read({**others, "COS_TRUSTED_PROFILE": "tests"}, environ).cos_trusted_profile == "tests"
    assert not read(GOOD, environ).by_trusted_profile
    assert not read({**others, **HMAC}, environ).by_trusted_profile
    for name in HMAC:  # half a pair is a mistake, and no choice
        with pytest.raises(SettingsError, match="both COS_HMAC_ settings"):
            read({**others, **HMAC, name: ""}, environ)


def test_elsewhere_a_trusted_profile_cannot_be_chosen() -> None:
    others = {name: value for name, value in GOOD.items() if name != "COS_API_KEY"}
    openwhisk = {"__OW_API_HOST": "https://ow.example.org", "__OW_ACTION_NAME": "/guest/handover/webhook"}
    with pytest.raises(SettingsError, match="COS_API_KEY, or both COS_HMAC_ settings, are missing"):
        read({**others, "COS_TRUSTED_PROFILE": "handover", "CE_FUNCTION": "from-a-caller"}, openwhisk)


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123", "AC and 32 hex digits"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32, "AC and 32 hex digits"),
        ("TWILIO_NUMBER", "030 12345670", "a number like +493012345670"),
        ("TWILIO_NUMBER", "+0493012345670", "a number like +493012345670"),
        ("TWILIO_NUMBER", "+49３０12345670", "a number like +493012345670"),
        ("TWILIO_API_BASE", "api.twilio.com", "an http(s) address"),
        ("WEBHOOK_SECRET", "w" * 31, "at least 32 bytes long"),
        ("DASHBOARD_SECRET", "d" * 31, "at least 32 bytes long"),
        ("HASH_KEY", "h" * 31, "at least 32 bytes long"),
        ("COS_ENDPOINT", "ftp://storage.example.org", "an http(s) address"),
        ("COS_ENDPOINT", "https://storage example.org", "an http(s) address"),
        ("COS_AUTH_ENDPOINT", "iam", "an http(s) address"),
        ("WATSON_URL", "watson", "an http(s) address"),
        ("PUBLIC_URL", "https://example.org/", "an address with {action} where the action's name goes"),
        ("PUBLIC_URL", "example.org/{action}", "an address with {action} where the action's name goes"),
    ],
)
def test_a_malformed_setting_is_named_with_what_is_expected(name: str, wrong: str, words: str) -> None:
    assert problem({**GOOD, name: wrong}) == f"{name} must be {words}"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("WEBHOOK_SECRET", "ü" * 16),
        ("PUBLIC_URL", "http://localhost:8000/x/{action}"),
        ("COS_ENDPOINT", "http://s3.test"),
    ],
)
def test_a_well_formed_value_is_accepted(name: str, right: str) -> None:
    assert value(read({**GOOD, name: f" {right} "}, {}), name) == right


def test_the_message_never_repeats_a_value() -> None:
    wrong = {name: f"wrong-{name.lower()}-value" for name in RULES}
    message = problem({**wrong, "TWILIO_AUTH_TOKEN": "", "COS_API_KEY": "", "HASH_KEY": "short-and-secret"})
    assert not any(value in message for value in (*wrong.values(), "short-and-secret"))
    assert all(name in message for name in ("TWILIO_AUTH_TOKEN", "HASH_KEY", "TWILIO_NUMBER", "PUBLIC_URL"))


def test_unknown_names_are_ignored() -> None:
    assert read({**GOOD, "HOME": "/root"}, {"PATH": "/bin"}) == read(GOOD, {})


def test_settings_are_equal_when_nothing_changed_so_a_container_keeps_its_clients() -> None:
    assert read(GOOD, {"CE_FUNCTION": "a"}) == read(dict(reversed(GOOD.items())), {"CE_FUNCTION": "a", "HOME": "/"})
    assert read(GOOD, {}) != read({**GOOD, "COS_BUCKET": "other"}, {})
    assert read(GOOD, {"CE_FUNCTION": "a"}) != read(GOOD, {"CE_FUNCTION": "b"})


def test_the_previous_secret_is_accepted_while_it_is_rotated() -> None:
    previous = {name: "before" for name in RULES if name.endswith("_PREVIOUS")}
    assert read(GOOD, {}).webhook_secrets == ("w" * 32,)
    rotating = read({**GOOD, "DASHBOARD_SECRET": "d" * 32, **previous}, {})
    assert rotating.webhook_secrets == ("w" * 32, "before")
    assert rotating.twilio_auth_tokens == ("token-of-the-account", "before")
    assert rotating.dashboard_secrets == ("d" * 32, "before")
    assert read(GOOD, {}).dashboard_secrets == ()


# An action's address


def url(environ: dict[str, str], **more: str) -> str:
    return read({**GOOD, **more}, environ).url("twiml")


CODE_ENGINE = {
    "CE_FUNCTION": "handover-webhook",
    "CE_SUBDOMAIN": "abc123",
    "CE_DOMAIN": "eu-de.codeengine.appdomain.cloud",
}
OPENWHISK = {"__OW_API_HOST": "https://openwhisk.example.org", "__OW_ACTION_NAME": "/guest/handover/webhook"}


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        (CODE_ENGINE, "https://handover-twiml.abc123.eu-de.codeengine.appdomain.cloud/"),
        (
            {**CODE_ENGINE, "CE_FUNCTION": "claims-desk-2-status"},
            "https://claims-desk-2-twiml.abc123.eu-de.codeengine.appdomain.cloud/",
        ),
        ({**CODE_ENGINE, "CE_FUNCTION": "webhook"}, "https://twiml.abc123.eu-de.codeengine.appdomain.cloud/"),
        (OPENWHISK, "https://openwhisk.example.org/api/v1/web/guest/handover/twiml"),
        ({**OPENWHISK, "__OW_API_HOST": "http://host:3233/"}, "http://host:3233/api/v1/web/guest/handover/twiml"),
        (
            {**OPENWHISK, "__OW_ACTION_NAME": "/guest/webhook"},
            "https://openwhisk.example.org/api/v1/web/guest/default/twiml",
        ),
        ({**CODE_ENGINE, **OPENWHISK}, "https://handover-twiml.abc123.eu-de.codeengine.appdomain.cloud/"),
    ],
)
def test_an_actions_address_is_built_from_what_the_platform_reports(environ: dict[str, str], address: str) -> None:
    assert url(environ) == address


@pytest.mark.parametrize("environ", [{}, CODE_ENGINE, OPENWHISK])
def test_public_url_wins_wherever_it_is_set(environ: dict[str, str]) -> None:
    assert url(environ, PUBLIC_URL="https://example.org/h/{action}?k={action}") == "https://example.org/h/twiml?k=twiml"


def test_without_either_the_setting_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^PUBLIC_URL is missing"):
        url({})


def test_the_repr_shows_no_values() -> None:
    assert not any(secret in repr(read(GOOD, {})) for secret in GOOD.values())
