"""The entities of the skill: plates, numbers, names and places in sentences, and what they must not be found in."""

from __future__ import annotations

import pytest

from operate.skill import FILES, ROOT
from sandbox.watson import Skill


def skill(language: str) -> Skill:
    return Skill.load(ROOT / FILES[language])


def found(language: str, entity: str, text: str, group: int = 0) -> list[str]:
    """Returns the text of each mention, or of a group in it."""
    return [str(mention.groups[group].text) for mention in skill(language).entities.find(text).of(entity) or []]


def values(language: str, entity: str, text: str) -> list[str]:
    return [str(mention.value) for mention in skill(language).entities.find(text).of(entity) or []]


PLATES = {
    "DE": [
        "KA-AB 123", "ka ab 123", "KAAB123", "FÜ-RT 123", "LÖ ÄB 12", "B-MW 4711E", "M-XY 42 H",
        "KA-AB 123 04/10", "KA AB 1",
        "B‑XY 12", "S:OS 112", "KA-06123", "Y-123456",
    ],
    "AT": ["W-12345 A", "W 12345 A", "G-123 AB", "GU-1234 C"],
    "CH": ["ZH 123456", "GE-4711", "BE·12345", "zh 4711"],
    "UK": ["AB12 CDE", "ab12cde", "A123 ABC", "ABC 123D", "ABZ 1234"],
    "FR": ["AB-123-CD", "ab 123 cd", "1234 AB 75"],
    "IN": ["MH 12 AB 1234", "mh12ab1234", "DL 1C AB 1234", "22 BH 1234 AA"],
    "US": ["7ABC123", "ABC-1234"],
}  # fmt: skip


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("plate", [plate for some in PLATES.values() for plate in some])
def test_a_plate_is_found_as_people_of_its_country_write_it(language: str, plate: str) -> None:
    assert found(language, "plate", plate) == [plate]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("it's ka ab 123", "ka ab 123"),
        ("in Karlsruhe, plate KA-AB 123", "KA-AB 123"),
        ("ZH 123456 (swiss plates)", "ZH 123456"),
        ("Mein Kennzeichen lautet m-xy 42h", "m-xy 42h"),
        ("my number plate is 7abc123", "7abc123"),
        ("ICH HAB KA AB 123", "KA AB 123"),
    ],
)
def test_a_plate_is_found_in_a_sentence(text: str, plate: str) -> None:
    assert found("en", "plate", text) == [plate]


NO_PLATES = [
    "no", "nein", "human please", "wait, wrong one", "my car is in 5 pieces", "is in 5 pieces", "it is at 12",
    "I am at 5",
    "ICH BIN UM 12 DA", "THE CAR IS AT 12", "ICH WARTE SEIT 2 STUNDEN", "2024123456", "policy 2024123456",
    "POL-2024123",
    "VN 2024123456", "030 23125123", "+49 30 23125123", "(415) 555-2671", "A5 bei Rastatt", "A5 near Rastatt",
    "A100 BEI BERLIN",
    "am 12 um 1400", "so um 12", "um 14 Uhr", "at 5 pm", "es ist um 12", "das ist in 5 Minuten", "ab 12 Uhr",
    "vor 3 Tagen",
    "D-04123 Leipzig", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "SW1A 1AA", "I drove 100 km",
    "1-800-FLOWERS",
    "on 23.11.2026", "Kaiserstraße 12", "ada@example.org", "Golf 7 GTI", "BMW 320 d", "Audi A4", "5", "12",
    "test", "in 5 min",
    "I want to talk to a person", "weiß ich nicht", "habe ich nicht",
]  # fmt: skip


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("text", NO_PLATES)
def test_ordinary_words_and_other_numbers_are_no_plates(language: str, text: str) -> None:
    assert found(language, "plate", text) == []


NUMBERS = [
    "030 23125123", "+49 (0)30 / 231 25 123", "030–23125123", "+49‑30‑23125123", "030\u00a023125123",
    "０３０ ２３１２５１２３",
    "[415] 555 0132", "415 - 555 - 0132", "79'123'45'67", "81234 56789", "4915228179386", "06.12.34.56.78",
    "030\u200923125123",
]  # fmt: skip


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("number", NUMBERS)
def test_there_may_be_a_number_however_it_is_written(language: str, number: str) -> None:
    assert found(language, "phone", f"it is {number}!") == [number]


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize(
    "text", ["no", "12", "at 14:30", "76133 Karlsruhe", "call 112", "KA-AB 1234", "2 mal", "@phone", "--- ---"]
)
def test_there_is_no_number_in_ordinary_words(language: str, text: str) -> None:
    assert found(language, "phone", text) == []


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "My name is Ada", "Ada"),
        ("en", "my name is ada and I am from Ulm", "ada"),
        ("en", "I'm Tom Baker, nice to meet you", "Tom Baker"),
        ("en", "Bob here", "Bob"),
        ("en", "hi, tom here.", "tom"),
        ("en", "this is Mrs. O'Neill speaking", "Mrs. O'Neill"),
        ("en", "Ada Lovelace, but call tomorrow", "Ada Lovelace"),
        ("de", "Ich heiße Ada und komme aus Ulm", "Ada"),
        ("de", "mein Name ist Jürgen Groß", "Jürgen Groß"),
        ("de", "hier ist Bob", "Bob"),
        ("de", "Müller hier", "Müller"),
        ("de", "Ich bin die Frau Müller", "Frau Müller"),
        ("de", "Ada Lovelace, aber ruf erst morgen an", "Ada Lovelace"),
    ],
)
def test_a_name_is_taken_out_of_its_sentence(language: str, text: str, name: str) -> None:
    assert found(language, "name", text, group=1) == [name]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am angry"),
        ("en", "I'm in Karlsruhe"),
        ("en", "nobody here"),
        ("en", "my name is none of your business"),
        ("en", "No, thanks"),
        ("de", "Ich bin Kunde"),
        ("de", "hier ist nichts"),
        ("de", "keiner hier"),
        ("de", "ich heiße nicht so"),
        ("de", "Nein, danke"),
    ],
)
def test_a_sentence_without_a_name_gives_none(language: str, text: str) -> None:
    assert found(language, "name", text) == []


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "in Karlsruhe, plate KA-AB 123", ["Karlsruhe"]),
        ("en", "it happened near New York yesterday", ["New York"]),
        ("en", "in English please", []),
        ("en", "in my garage", []),
        ("de", "auf der A5 bei Rastatt", ["Rastatt"]),
        ("de", "in Frankfurt am Main gestern", ["Frankfurt am Main"]),
        ("de", "in Ordnung", []),
        ("de", "bei Hagel", []),
    ],
)
def test_a_place_is_taken_out_of_its_sentence(language: str, text: str, place: list[str]) -> None:
    assert found(language, "place", text, group=1) == place


PLAIN = {
    "en": [
        "yes",
        "Yes please!",
        "yup",
        "sure, go ahead",
        "OK 👍",
        "absolutely",
        "that is right",
        "yes, call me",
        "YES!!",
    ],
    "de": ["ja", "Ja, bitte!", "jo", "klar", "passt", "ja gerne", "jawoll", "in Ordnung", "ja, ruf mich an", "jaa"],
}
LESS = {
    "en": [
        "no", "yes no", "yes but", "yes, tomorrow", "ok google", "ok whatever", "sure if you must",
        "yeah right, as if", "call me",
        "is it ok", "not ok", "yes I know", "okay then explain", "👍", "yes?", "si", "yse",
    ],
    "de": [
        "nein", "ja nein", "ja aber", "ja, morgen", "ja klar, wer's glaubt", "ok google", "jein", "ja, ich weiß",
        "ruf mich an",
        "nicht ok", "ja wenn es nichts kostet", "klar ist das nicht", "ja?", "nien",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(language, text) for language in FILES for text in PLAIN[language]])
def test_a_plain_yes_is_one(language: str, text: str) -> None:
    assert values(language, "plain_yes", text) == ["yes"]
    assert set(values(language, "yesno", text)) == {"yes"}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language in FILES for text in LESS[language]])
def test_less_than_a_plain_yes_is_none(language: str, text: str) -> None:
    assert values(language, "plain_yes", text) == []


@pytest.mark.parametrize(
    ("language", "text"), [("en", "no"), ("en", "nope"), ("de", "nö"), ("de", "lieber nicht"), ("de", "no")]
)
def test_a_no_is_one(language: str, text: str) -> None:
    assert set(values(language, "yesno", text)) == {"no"}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "great", "filler"),
        ("en", "yes but in an hour", "reply"),
        ("en", "<? context ?>", "code"),
        ("en", "$phone_number", "code"),
        ("en", "ada@example.org", "code"),
        ("en", "what's the weather like", "question"),
        ("de", "vielleicht", "filler"),
        ("de", "#call_me", "code"),
        ("de", "wie wird das Wetter morgen", "question"),
    ],
)
def test_what_answers_no_question_is_known(language: str, text: str, value: str) -> None:
    assert set(values(language, "no_answer", text)) == {value}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "dents everywhere"),
        ("en", "the whole roof is damaged, 50% of it"),
        ("en", "Great Yarmouth"),
        ("en", "Oklahoma"),
        ("en", "Nottingham"),
        ("de", "überall Dellen"),
        ("de", "mir ist ein Reh reingelaufen"),
        ("de", "Jagsthausen"),
        ("de", "Wiesbaden"),
        ("de", "Gut Kaltenbrunn"),
    ],
)
def test_answers_are_not_taken_for_something_else(language: str, text: str) -> None:
    assert values(language, "no_answer", text) == []
