"""The document of a customer who waits: never silent for long, short, and each way out of it leads back to the line."""

from __future__ import annotations

import wave

import pytest

from handover.core.call.twiml_waiting import DOCUMENT_SECONDS, TONE_SECONDS, WaitingTwiml, turns_for, words_for
from handover.core.i18n import catalogue
from operate import hold_tone
from tests.handover.core.call.silence import longest_silence
from tests.handover.core.call.story import HID
from tests.handover.core.call.test_twiml import LANGUAGES, LINKS, query, read, spoken


def document(language: str = "en", turn: int = 4, said: str = "waiting.first", offer: str = "mc") -> str:
    return WaitingTwiml(catalogue(language)).wait(HID, 3, turn, LINKS, said, offer)


@pytest.mark.parametrize(
    ("verbs", "seconds"),
    [
        ("<Say>x</Say>", 0),
        ('<Pause length="4"/>', 4),
        ('<Gather timeout="2"><Say>x</Say></Gather>', 2),
        ('<Gather><Say>x</Say></Gather><Pause length="2"/>', 7),
        ('<Gather timeout="2"/><Say>x</Say><Pause/>', 2),
        ('<Gather timeout="1"><Pause length="3"/><Play>x</Play></Gather>', 3),
    ],
)
def test_silence_is_counted_over_verbs(verbs: str, seconds: float) -> None:
    assert longest_silence(f"<Response>{verbs}</Response>") == seconds


@LANGUAGES
def test_every_way_out_leads_back_to_the_same_place_in_line(language: str) -> None:
    gather, redirect = read(document(language))
    expected = {"step": ["wait"], "h": [HID], "a": ["3"], "o": ["mc"], "t": ["4"]}
    expected |= {"l": ["de"]} if language == "de" else {}
    assert query(gather.attrib["action"]) == query(redirect.text or "") == expected
    assert [prompt.tag for prompt in gather] == ["Say", "Say", "Play"]


def test_a_call_back_is_offered_only_where_it_can_be_had() -> None:
    assert "2" in spoken(document())
    assert "2" not in spoken(document(offer="m"))


def test_nobody_is_asked_to_stay_when_hardly_any_time_is_left() -> None:
    """What the question promises must last longer than the document in which it is asked."""
    assert "Press 1" in spoken(document(turn=4))
    for turn in (1, 2, 3):
        assert spoken(document(turn=turn)).endswith("Please stay on the line.")


def test_most_documents_have_the_tone_alone() -> None:
    assert spoken(document(said="")) == ""
    said = [words_for(turn, turn + 1, "") for turn in range(12, 0, -1)]
    assert said.count("waiting.still") == 3
    assert set(said) == {"", "waiting.still"}
    assert words_for(11, 0, "") == "waiting.first"
    assert words_for(11, 12, "1") == "waiting.stays"


@pytest.mark.parametrize(("seconds", "turns"), [(0.5, 1), (DOCUMENT_SECONDS, 1), (DOCUMENT_SECONDS + 1, 2), (90, 11)])
def test_turns_count_the_documents_that_are_left(seconds: float, turns: int) -> None:
    assert turns_for(seconds) == turns


def test_the_sound_is_what_its_script_makes_and_as_long_as_the_documents_say() -> None:
    assert hold_tone.FILE.read_bytes() == hold_tone.sound()
    with wave.open(str(hold_tone.FILE)) as sound:
        assert sound.getnframes() / sound.getframerate() == TONE_SECONDS
