"""A person gets everything about them, in a file for programs and a page, and nothing about anybody else."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from handover.core.call.consent import Receipt, ReceiptKind
from handover.core.call.events import EventKind
from handover.core.call.rating import Rating
from handover.core.i18n import available, read_texts
from handover.services.storage.keys import consent_keys
from handover.usecases.rate_call import rate_call
from handover.usecases.start_call import start_call
from operate import export
from operate.privacy import page as page_module
from operate.privacy.twilio_records import Record
from tests.handover.rig import ANNA, Rig, call_request
from tests.operate.people import ADA, BOB, FakeRecords, called, whose

TEXTS = Path(page_module.__file__).with_name("texts")
AGENTS = [{"id": "anna", "name": "Anna", "phone": ANNA, "language": "de"}]


def exported(rig: Rig, folder: Path, language: str = "", number: str = ADA, session: str = "") -> tuple[Any, str]:
    """Returns the file for programs, parsed, and the page."""
    records = FakeRecords({ADA: [Record("call", "CA77", "completed", "2026-11-23T09:00:00+00:00")]})
    person = whose(session=session) if session else whose(number)
    export.run(rig.storage, records, person, folder, language, rig.clock, lambda _: None)
    return json.loads((folder / "person.json").read_text()), (folder / "person.html").read_text()


def test_everything_about_the_person_is_there_and_nothing_about_others(rig: Rig, tmp_path: Path) -> None:
    ada = called(rig, "adas-chat", ADA)
    called(rig, "bobs-chat", BOB)
    before = rig.objects()
    data, page = exported(rig, tmp_path)
    assert [handover["id"] for handover in data["handovers"]] == [ada]
    assert data["handovers"][0]["request"]["name"] == "name of adas-chat"
    assert [line["text"] for turn in data["chat"] for line in turn["lines"]] == ["words of adas-chat"]
    assert [record["sid"] for record in data["at_twilio"]] == ["CA77"]
    for text in ("name of adas-chat", "words of adas-chat", "May we call you?", "CA77"):
        assert text in page
    assert "bobs-chat" not in page + json.dumps(data)
    assert rig.objects() == before


def test_the_consent_receipts_come_with_the_check_of_their_seals(rig: Rig, tmp_path: Path) -> None:
    person = rig.storage.keys.person(ADA)
    facts = {"question": "May we call you?", "answer": "yes"}
    rig.storage.consents.append(person, [Receipt(ReceiptKind.GIVEN, rig.clock.now(), "20261123-x-1", facts)])
    data, page = exported(rig, tmp_path)
    assert (data["consent"]["whole"], data["consent"]["entries"][0]["facts"]) == (True, facts)
    assert "complete and unchanged" in page
    ((key, body),) = rig.objects(consent_keys.consents(person)).items()
    rig.server.put(rig.bucket, key, json.dumps({**body, "facts": {"answer": "yes, always"}}).encode())
    data, page = exported(rig, tmp_path)
    assert (data["consent"]["whole"], data["consent"]["broken_at"]) == (False, 1)
    assert "Receipt 1 does not fit" in page


def test_the_rating_and_what_the_chatbot_learned_are_there_in_words(rig: Rig, tmp_path: Path) -> None:
    ada = start_call(
        rig.ctx(),
        call_request(
            "adas-chat",
            ADA,
            details={"plate_number": "KA-AB 123"},
            details_labels={"plate_number": {"en": "Licence plate", "de": "Kennzeichen"}},
            consent={"question": "May we call you?", "answer": "yes", "label": "Yes, call me"},
        ),
    ).handover_id
    rig.storage.handovers.add(ada, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    assert rate_call(rig.ctx(), "adas-chat", Rating(2, "Nobody rang."), "").ok
    data, page = exported(rig, tmp_path, "en")
    assert [event["facts"] for event in data["handovers"][0]["events"] if event["kind"] == "rated"] == [
        {"rating": 2, "comment": "Nobody rang."}
    ]
    assert "You rated the call: Rating, 1 to 5: 2; Your comment: Nobody rang." in page
    assert "Licence plate: KA-AB 123" in page
    assert "We asked: May we call you?; You answered: yes; You pressed: Yes, call me" in page
    german = exported(rig, tmp_path, "de")[1]
    assert "Kennzeichen: KA-AB 123" in german
    assert "Sie haben den Anruf bewertet" in german


@pytest.mark.parametrize("language", available())
def test_every_kind_of_event_has_words_for_the_person(language: str) -> None:
    texts = read_texts(TEXTS / f"{language}.toml")
    assert sorted(texts["event"]) == sorted(EventKind)
    assert {section: list(names) for section, names in texts.items()} == {
        section: list(names) for section, names in read_texts(TEXTS / "en.toml").items()
    }


def test_agents_keep_their_phone_numbers_to_themselves(rig: Rig, tmp_path: Path) -> None:
    ada = called(rig, "adas-chat", ADA)
    rig.storage.handovers.claim(ada, EventKind.HUNT, rig.clock.now(), {"agents": AGENTS})
    data, page = exported(rig, tmp_path)
    assert "Anna" in page
    assert ANNA not in page + json.dumps(data)


@pytest.mark.parametrize("language", available())
def test_hostile_words_stay_words_in_every_language(rig: Rig, tmp_path: Path, language: str) -> None:
    hostile = '<script>alert(1)</script>{{ 7 * 7 }}"'
    start_call(rig.ctx(), call_request("adas-chat", ADA, name=hostile, reason=hostile, details={hostile: hostile}))
    _, page = exported(rig, tmp_path, language)
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page


def test_the_page_is_in_the_persons_language_unless_another_is_chosen(rig: Rig, tmp_path: Path) -> None:
    start_call(rig.ctx(), call_request("adas-chat", ADA, language="de-AT"))
    assert "Was wir über Sie gespeichert haben" in exported(rig, tmp_path)[1]
    assert "What we keep about you" in exported(rig, tmp_path, "en")[1]


def test_a_chat_can_be_exported_alone(rig: Rig, tmp_path: Path) -> None:
    called(rig, "first-chat", ADA)
    second = called(rig, "second-chat", ADA)
    data, _ = exported(rig, tmp_path, session="second-chat")
    assert [handover["id"] for handover in data["handovers"]] == [second]
    assert data["about"] == {"session": "second-chat"}


def test_only_the_operator_can_read_the_files(rig: Rig, tmp_path: Path) -> None:
    exported(rig, tmp_path / "new")
    assert [stat.S_IMODE(path.stat().st_mode) for path in sorted((tmp_path / "new").iterdir())] == [0o600, 0o600]


def test_a_message_left_on_the_phone_is_a_file_that_the_page_links(rig: Rig, tmp_path: Path) -> None:
    ada, bob = called(rig, "adas-chat", ADA), called(rig, "bobs-chat", BOB)
    for handover_id in (ada, bob):
        rig.storage.voicemails.keep(handover_id, "mp3", handover_id.encode())
        rig.storage.voicemails.keep_call(handover_id, "mp3", b"ID3 a conversation")
    data, page = exported(rig, tmp_path)
    (call,) = data["handovers"][0]["recordings"]
    assert (tmp_path / call).read_bytes() == b"ID3 a conversation"
    assert f'href="{call}"' in page
    (name,) = data["handovers"][0]["messages"]
    assert (tmp_path / name).read_bytes() == ada.encode()
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert f'href="{name}"' in page
    assert bob not in str(sorted(tmp_path.iterdir()))


@pytest.mark.parametrize("language", sorted(path.stem for path in TEXTS.iterdir()))
def test_every_kind_of_event_has_words(language: str) -> None:
    texts = read_texts(TEXTS / f"{language}.toml")
    assert [kind for kind in EventKind if kind not in texts["event"]] == []
