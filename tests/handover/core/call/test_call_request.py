"""A call request is read from anything a dialog node sends; long values are cut, wrong types refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.call.call_request import CallRequest, read_call_request
from handover.core.call.parameters import ParameterError
from handover.core.chat.transcript import ChatLine
from handover.core.i18n import catalogue

TEXTS = {
    "session_id": 200,
    "phone_number": 201,
    "language": 35,
    "channel": 60,
    "user_id": 200,
    "name": 100,
    "reason": 300,
}
ABSENT = [None, "", "null", "  ", " null "]
EN, DE = catalogue("en"), catalogue("de")
LINES = (ChatLine("customer", "Hail."), ChatLine("bot", "What is the plate?"))


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("absent", ABSENT)
def test_absent_null_and_empty_mean_the_same(absent: Any) -> None:
    assert (
        read_call_request(dict.fromkeys((*TEXTS, "details", "consent", "transcript"), absent))
        == read_call_request({})
        == CallRequest()
    )


def test_a_whole_request_is_read() -> None:
    call_request = read_call_request(
        {
            "action": "start_call",
            "session_id": "s-1",
            "phone_number": " 030 1234567 ",
            "language": "de-AT",
            "channel": "Web chat",
            "user_id": "u-1",
            "name": "Kim",
            "reason": "hail",
            "details": {"plate": "KA-AB 123", "cars": 2},
            "consent": {"question": "May we call?", "answer": "yes"},
            "transcript": [{"user": "Hail."}, {"bot": "What is the plate?"}],
        }
    )
    assert (call_request.session_id, call_request.phone_number, call_request.language) == (
        "s-1",
        "030 1234567",
        "de-AT",
    )
    assert (call_request.channel, call_request.user_id, call_request.name, call_request.reason) == (
        "Web chat",
        "u-1",
        "Kim",
        "hail",
    )
    assert call_request.details == {"plate": "KA-AB 123", "cars": "2"}
    assert call_request.consent == {"question": "May we call?", "answer": "yes"}
    assert call_request.transcript == LINES


def test_objects_and_lists_may_come_as_their_json_text() -> None:
    call_request = read_call_request(
        {
            "details": ' {"plate": "KA-AB 123"}',
            "consent": '{"answer": "yes"}',
            "transcript": '[{"user": "Hail."}, {"bot": "What is the plate?"}]',
        }
    )
    assert (call_request.details, call_request.consent, call_request.transcript) == (
        {"plate": "KA-AB 123"},
        {"answer": "yes"},
        LINES,
    )


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("wrong", [True, False, ["x"], {"x": 1}])
def test_a_text_of_another_type_is_refused_by_name(name: str, wrong: Any) -> None:
    with pytest.raises(ParameterError, match=rf"^The parameter {name} must be text\.$") as caught:
        read_call_request({name: wrong})
    assert caught.value.name == name


@pytest.mark.parametrize(("name", "length"), TEXTS.items())
def test_a_long_text_is_cut_not_refused(name: str, length: int) -> None:
    assert getattr(read_call_request({name: "x" * 1_000_000}), name) == "x" * length


# Details


@pytest.mark.parametrize("wrong", ["hail", 5, True, ["a"], '["a"]', '{"a": ', {"a": {}}, {"a": ["b"]}, nested(100_000)])
def test_details_of_another_shape_are_refused(wrong: Any) -> None:
    with pytest.raises(ParameterError, match=r"^The parameter details must be an object of short values\.$"):
        read_call_request({"details": wrong})


def test_details_of_every_kind_become_words_and_what_is_absent_is_left_out() -> None:
    given_details = {"plate": "KA", "cars": 2, "km": 0, "price": 1.5, "hurt": False, "new": True}
    read = read_call_request(
        {"details": {**given_details, **{f"absent {n}": value for n, value in enumerate(ABSENT)}}}
    ).details
    assert read == {"plate": "KA", "cars": "2", "km": "0", "price": "1.5", "hurt": "no", "new": "yes"}


def test_details_are_cut_in_number_and_length() -> None:
    read = read_call_request({"details": {f"{n:02d}{'n' * 100}": "v" * 1000 for n in range(30)}}).details
    assert list(read) == [f"{n:02d}{'n' * 58}" for n in range(20)]
    assert set(read.values()) == {"v" * 300}


@pytest.mark.parametrize("wrong", ["x", 5, ["a"], {"plate": ["Plate"]}, {"plate": {"en": {"short": "Plate"}}}])
def test_labels_of_another_shape_are_refused_by_name(wrong: Any) -> None:
    with pytest.raises(ParameterError, match=r"^The parameter details_labels must be an object of short values\.$"):
        read_call_request({"details_labels": wrong})


def test_details_have_labels_for_people() -> None:
    read = read_call_request({"details": {"plate_no": "KA", "cars": 2}, "details_labels": '{"cars": "How many cars"}'})
    assert read.labelled_details(EN) == [("plate no", "KA"), ("How many cars", "2")]


def test_labels_by_language_are_stored_as_they_were_sent() -> None:
    labels = {"plate_number": {"en": "Licence plate", "de": "Kennzeichen"}, "place": "Place"}
    read = read_call_request(
        {"language": "de", "details": {"plate_number": "KA"}, "details_labels": json.dumps(labels)}
    )
    assert read.details_labels == labels
    assert CallRequest.from_record(json.loads(json.dumps(read.as_record()))) == read
    assert read.labelled_details(EN) == [("Licence plate", "KA")]
    assert read.labelled_details(DE) == [("Kennzeichen", "KA")]


def test_what_is_true_or_false_reads_yes_or_no_in_the_readers_language() -> None:
    read = read_call_request({"details": {"hail": True, "injured": False, "cars": 0}})
    assert read.labelled_details(EN) == [("hail", "yes"), ("injured", "no"), ("cars", "0")]
    assert read.labelled_details(DE) == [("hail", "ja"), ("injured", "nein"), ("cars", "0")]


def test_labels_are_cut_in_number_languages_and_length() -> None:
    by_language = {f"l{n:02d}" + "x" * 50: "L" * 500 for n in range(30)}
    read = read_call_request({"details_labels": {f"{n:02d}": by_language for n in range(30)}})
    assert list(read.details_labels) == [f"{n:02d}" for n in range(20)]
    label = read.details_labels["00"]
    assert isinstance(label, dict)
    assert [(tag[:3], len(tag), len(said)) for tag, said in label.items()] == [
        (f"l{n:02d}", 35, 100) for n in range(10)
    ]


@pytest.mark.parametrize(
    ("stored", "label"),
    [
        ("Plate", "Plate"),
        ({"en": "Plate", "de": ["x"]}, "Plate"),
        ({"en": None, "de": " "}, "plate no"),
        (["Plate"], "plate no"),
        (7, "7"),
        (None, "plate no"),
        ({}, "plate no"),
    ],
)
def test_a_stored_label_of_any_shape_is_read(stored: Any, label: str) -> None:
    record = {"details": {"plate_no": "KA"}, "details_labels": {"plate_no": stored}}
    assert CallRequest.from_record(record).labelled_details(EN) == [(label, "KA")]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("yes, call me", {"answer": "yes, call me"}),
        ({"answer": None, "question": False, "by": {"bot": 1}}, {"question": "no"}),
        ({"agreed": True}, {"answer": '{"agreed": true}'}),
        (["yes"], {"answer": '["yes"]'}),
        (7, {"answer": "7"}),
        (True, {"answer": "yes"}),
        (None, {}),
        ([], {}),
    ],
)
def test_a_stored_consent_of_any_shape_is_read(stored: Any, shown: dict[str, str]) -> None:
    assert CallRequest.from_record({"consent": stored}).consent == shown


# Consent


def test_consent_is_text_or_question_and_answer() -> None:
    assert read_call_request({"consent": "yes, call me"}).consent == {"answer": "yes, call me"}
    assert read_call_request({"consent": {"question": "May we?", "answer": None, "by": {"bot": 1}}}).consent == {
        "question": "May we?"
    }
    assert read_call_request({"consent": {"question": "q" * 2000, "answer": "a" * 2000}}).consent == {
        "question": "q" * 2000,
        "answer": "a" * 1000,
    }


def test_a_consent_has_the_label_of_what_was_pressed() -> None:
    pressed = {"question": "We record nothing. May we call?", "answer": "yes", "label": "Yes, call me"}
    assert read_call_request({"consent": pressed}).consent == pressed
    assert CallRequest.from_record({"consent": pressed}).consent == pressed


@pytest.mark.parametrize(("answer", "kept"), [(False, "no"), (True, "yes"), (0, "0"), ("no", "no")])
def test_a_refused_consent_is_stored_too(answer: Any, kept: str) -> None:
    assert read_call_request({"consent": {"answer": answer}}).consent == {"answer": kept}


@pytest.mark.parametrize("wrong", [5, True, ["yes"], '["yes"]', {"answer": {"a": 1}}, {"question": ["q"]}])
def test_consent_of_another_type_is_refused_by_name(wrong: Any) -> None:
    with pytest.raises(ParameterError, match=r"^The parameter consent must be"):
        read_call_request({"consent": wrong})


# Transcript


@pytest.mark.parametrize("wrong", ["hello", 5, True, {"user": "Hail."}, '{"user": "Hail."}', "[1,", nested(100_000)])
def test_a_transcript_that_is_not_a_list_is_refused_by_name(wrong: Any) -> None:
    with pytest.raises(ParameterError, match=r"^The parameter transcript must be a list"):
        read_call_request({"transcript": wrong})


def test_of_a_long_transcript_the_end_is_kept() -> None:
    lines = read_call_request({"transcript": [{"user": f"{n}", "bot": "ok"} for n in range(1000)]}).transcript
    assert len(lines) == 400
    assert lines[-2:] == (ChatLine("customer", "999"), ChatLine("bot", "ok"))


def test_a_long_line_is_cut() -> None:
    assert read_call_request({"transcript": [{"user": "x" * 1_000_000}]}).transcript == (
        ChatLine("customer", "x" * 4096),
    )


# All of it


def test_half_an_emoji_hidden_in_json_text_can_still_be_stored() -> None:
    half = json.dumps("\ud83d")
    call_request = read_call_request(
        {
            "details": f'{{"plate": {half}}}',
            "consent": f'{{"answer": {half}}}',
            "transcript": f'[{{"user": {half}}}]',
        }
    )
    json.dumps(call_request.as_record(), ensure_ascii=False).encode()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
PARAMETERS = st.dictionaries(
    st.sampled_from([*TEXTS, "details", "details_labels", "consent", "transcript"]), JSON | JSON.map(json.dumps)
)


@settings(max_examples=50)
@given(PARAMETERS)
def test_any_parameters_are_read_or_refused_by_name_and_can_be_stored(parameters: dict[str, Any]) -> None:
    refused = ""
    try:
        call_request = read_call_request(parameters)
    except ParameterError as error:
        refused, call_request = error.name, CallRequest()
    stored = json.loads(json.dumps(call_request.as_record(), ensure_ascii=False).encode())
    assert CallRequest.from_record(stored) == call_request
    assert not refused or refused in parameters


def test_a_record_of_another_version_is_read_as_far_as_it_is_known() -> None:
    assert CallRequest.from_record({"name": "Kim", "mood": "angry"}) == CallRequest(name="Kim")
