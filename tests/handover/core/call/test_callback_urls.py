"""Callback URLs have ids and fixed words only, and the part with the retries is not signed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from handover.core.call.callback_urls import CallbackUrls, desk_in, handover_named_in, is_handover_id
from tests.handover.core.call.story import HID

LINKS = CallbackUrls("https://handover-twiml.example.org/", "https://handover-status.example.org/")
ADDRESSES = [
    LINKS.step("greet", HID, language="de"),
    LINKS.step("whisper", HID, 2),
    LINKS.step("inbound"),
    LINKS.step("greet", HID, language="de", desk="Grüße & Söhne GmbH – “Büro” 🚗"),
    LINKS.callback("customer", HID),
    LINKS.callback("agent", HID, 1),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_url_has_ids_and_fixed_words_only(address: str) -> None:
    assert re.fullmatch(r"(?:[a-z]+=[a-z0-9_-]+&?)+", urlsplit(address).query)


def test_a_steps_url_leaves_out_what_is_empty() -> None:
    assert LINKS.step("whisper", HID, 2) == f"https://handover-twiml.example.org/?step=whisper&h={HID}&a=2"
    assert LINKS.step("inbound") == "https://handover-twiml.example.org/?step=inbound"
    assert LINKS.step("sorry", HID, language="de") == f"https://handover-twiml.example.org/?step=sorry&h={HID}&l=de"


@pytest.mark.parametrize("name", ["Example Insurance", "Ä", "שלום", "a&b=c#d%20+/?", "x" * 60, "🚗 Hagel"])
def test_the_desks_name_is_one_word_and_comes_back(name: str) -> None:
    (word,) = parse_qs(urlsplit(LINKS.step("greet", HID, desk=name)).query)["d"]
    assert desk_in(word) == name


@pytest.mark.parametrize("word", ["", "0", "a", "Claims", "claims!", "äöü", "7777777", "=====", "a" * 9])
def test_a_word_that_is_no_desks_name_is_none(word: str) -> None:
    assert desk_in(word) == ""


def test_status_callbacks_ask_for_retries_in_the_fragment_which_is_not_signed() -> None:
    url = urlsplit(LINKS.callback("agent", HID, 1))
    assert (url.query, url.fragment) == (f"kind=agent&h={HID}&a=1", "rc=2&rp=5xx,ct,rt")
    assert urlsplit(LINKS.step("greet", HID)).fragment == ""


@pytest.mark.parametrize("text", [HID, "20261122-abc-1", "20261122-abc-r1a2b3c4d"])
def test_a_handovers_id_is_recognised(text: str) -> None:
    assert is_handover_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20261122",
        "20261122-",
        "2026112-abc-1",
        "20261122-ABC-1",
        "20261122-abc/../x",
        "20261122-abc-1\n",
        " 20261122-abc-1",
        "20261122-äbc-1",
        "２０２６１１２２-abc-1",
        "20261122-" + "a" * 81,
    ],
)
def test_any_other_text_is_not_a_handovers_id(text: str) -> None:
    assert not is_handover_id(text)


@pytest.mark.parametrize("url", ["http://[broken", "https://h.test/status?kind=customer", "", "https://h.test/?h="])
def test_an_address_that_names_no_handover_names_none(url: str) -> None:
    assert handover_named_in(url) == ""
