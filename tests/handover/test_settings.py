"""One look at the message is enough to set the service up, and the message never repeats a value."""

from __future__ import annotations

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


def test_what_is_given_is_read_and_the_rest_has_defaults() -> None:
    settings = read(GOOD, {})
    assert {name: settings[name] for name in GOOD} == GOOD
    assert settings["TWILIO_API_BASE"] == "https://api.twilio.com"
    assert settings["COS_AUTH_ENDPOINT"] == "https://iam.cloud.ibm.com/identity/token"
    assert settings["DASHBOARD_SECRET"] == settings["PUBLIC_URL"] == ""


@pytest.mark.parametrize("unset", [None, "", "  "])
def test_empty_is_unset(unset: Any) -> None:
    optional = [name for name in RULES if name not in GOOD]
    assert read({**GOOD, **dict.fromkeys(optional, unset)}, {}) == read(GOOD, {})
    assert problem({**GOOD, "COS_ENDPOINT": unset}) == "COS_ENDPOINT is missing"


def test_everything_that_is_missing_is_named_at_once() -> None:
    message = problem({})
    assert all(f"{name} is missing" in message for name in REQUIRED)
    assert "COS_API_KEY, or both COS_HMAC_ settings, are missing" in message


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_setting_is_missed_by_name(name: str) -> None:
    assert problem({key: value for key, value in GOOD.items() if key != name}) == f"{name} is missing"


def test_storage_takes_an_api_key_or_a_pair_of_hmac_keys() -> None:
    others = {name: value for name, value in GOOD.items() if name != "COS_API_KEY"}
    assert read({**others, **HMAC}, {})["COS_HMAC_ACCESS_KEY_ID"] == "id"
    for name in HMAC:
        assert "both COS_HMAC_ settings" in problem({**others, **HMAC, name: ""})


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
        ("PUBLIC_URL", "https://example.org/", "an address with {action} where the door's name goes"),
        ("PUBLIC_URL", "example.org/{action}", "an address with {action} where the door's name goes"),
    ],
)
def test_what_is_malformed_is_named_with_what_would_be_right(name: str, wrong: str, words: str) -> None:
    assert problem({**GOOD, name: wrong}) == f"{name} must be {words}"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("WEBHOOK_SECRET", "ü" * 16),
        ("PUBLIC_URL", "http://localhost:8000/x/{action}"),
        ("COS_ENDPOINT", "http://s3.test"),
    ],
)
def test_what_is_right_is_taken(name: str, right: str) -> None:
    assert read({**GOOD, name: f" {right} "}, {})[name] == right


def test_no_value_is_ever_repeated() -> None:
    wrong = {name: f"wrong-{name.lower()}-value" for name in RULES}
    message = problem({**wrong, "TWILIO_AUTH_TOKEN": "", "COS_API_KEY": "", "HASH_KEY": "short-and-secret"})
    assert not any(value in message for value in (*wrong.values(), "short-and-secret"))
    assert all(name in message for name in ("TWILIO_AUTH_TOKEN", "HASH_KEY", "TWILIO_NUMBER", "PUBLIC_URL"))


def test_what_the_bundle_does_not_know_is_not_kept_nor_asked_for() -> None:
    settings = read({**GOOD, "HOME": "/root"}, {"PATH": "/bin"})
    assert settings == read(GOOD, {})
    with pytest.raises(KeyError):
        settings["HOME"]


def test_settings_are_equal_when_nothing_changed_so_that_a_container_keeps_its_clients() -> None:
    assert read(GOOD, {"CE_FUNCTION": "a"}) == read(dict(reversed(GOOD.items())), {"CE_FUNCTION": "a", "HOME": "/"})
    assert read(GOOD, {}) != read({**GOOD, "COS_BUCKET": "other"}, {})
    assert read(GOOD, {"CE_FUNCTION": "a"}) != read(GOOD, {"CE_FUNCTION": "b"})


def test_a_secret_that_is_being_rotated_is_accepted_beside_its_successor() -> None:
    assert read(GOOD, {}).accepted("WEBHOOK_SECRET") == ("w" * 32,)
    rotating = read({**GOOD, "WEBHOOK_SECRET_PREVIOUS": "before"}, {})
    assert rotating.accepted("WEBHOOK_SECRET") == ("w" * 32, "before")
    assert rotating.accepted("DASHBOARD_SECRET") == ()


# Where a door is


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
def test_a_doors_address_is_built_from_what_the_platform_says_of_itself(environ: dict[str, str], address: str) -> None:
    assert url(environ) == address


@pytest.mark.parametrize("environ", [{}, CODE_ENGINE, OPENWHISK])
def test_public_url_wins_wherever_it_is_set(environ: dict[str, str]) -> None:
    assert url(environ, PUBLIC_URL="https://example.org/h/{action}?k={action}") == "https://example.org/h/twiml?k=twiml"


def test_without_either_the_setting_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^PUBLIC_URL is missing"):
        url({})


def test_settings_do_not_show_their_values_by_accident() -> None:
    assert "token-of-the-account" not in repr(Settings((("TWILIO_AUTH_TOKEN", "token-of-the-account"),)))
