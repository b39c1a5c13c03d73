"""The whisper has nothing personal for a mailbox; the brief has as much as fits into eight seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.call.brief import KEY_TIMEOUT, brief, short_reason
from handover.core.call.call_request import CallRequest
from handover.core.i18n import catalogue

EN, DE = catalogue("en"), catalogue("de")

#: At fifteen characters a second; after the brief a key still counts for a second.
EIGHT_SECONDS = 8 * 15
SECOND = 15 * KEY_TIMEOUT
KIM = CallRequest(name="Kim Example", reason="hail damage", details={"plate": "KA-AB 123", "car_type": "van"})


def test_the_short_reason_has_no_name_and_no_details() -> None:
    assert short_reason(KIM, EN) == "hail damage"


def test_without_a_reason_there_is_a_general_phrase_in_the_agents_language() -> None:
    assert short_reason(CallRequest(name="Kim"), EN) == "a question from the chat"
    assert short_reason(CallRequest(), DE) == "eine Frage aus dem Chat"


def test_a_long_reason_is_cut_after_a_whole_word() -> None:
    said = short_reason(CallRequest(reason="the hail has damaged my car " * 10), EN)
    assert len(said) <= 60
    assert ("the hail has damaged my car " * 10).startswith(said + " ")


def test_a_reason_that_just_fits_is_whole() -> None:
    assert short_reason(CallRequest(reason="x" * 60), EN) == "x" * 60
    assert short_reason(CallRequest(reason="x" * 61), EN) == "x" * 60
    assert short_reason(CallRequest(reason="a" * 30 + " " + "b" * 29 + " c"), EN) == "a" * 30 + " " + "b" * 29


def test_the_brief_has_details_reason_and_name_in_that_order() -> None:
    assert brief(KIM, EN) == "plate: KA-AB 123. car type: van. hail damage. Kim Example."


def test_each_item_ends_with_one_sign() -> None:
    told = CallRequest(
        details={"what": "The car stood in the street, in the hail, without a roof", "place": "Ulm."}, name="Kim,"
    )
    long = replace(told, reason="damage at the car " * 4)
    assert brief(told, EN) == "what: The car stood in the street, in the hail, without a roof. place: Ulm. Kim."
    assert (
        brief(long, EN)
        == "what: The car stood in the street. place: Ulm. damage at the car damage at the car damage. Kim."
    )


def test_what_is_cut_does_not_end_with_a_word_that_announces_more() -> None:
    details = {"plate": "KA-AB 123", "place": "Karlsruhe", "what": "The car stood in the street when the hail came"}
    labels = {"plate": "Licence plate", "place": "Place", "what": "What happened"}
    told = CallRequest(details=details, details_labels=labels, reason="hail damage", name="Ada")
    assert "What happened: The car stood in the street. " in brief(told, EN) + " "
    only = CallRequest(details={"what": "in the " * 20})
    assert brief(only, EN).startswith("what: in the in the")


def test_a_detail_is_spoken_by_its_label() -> None:
    labelled = CallRequest(details={"plate": "KA-AB 123", "car_type": "van"}, details_labels={"plate": "License plate"})
    assert brief(labelled, EN) == "License plate: KA-AB 123. car type: van."


def test_a_label_is_spoken_in_the_agents_language() -> None:
    plate = CallRequest(
        language="fr",
        details={"plate_number": "KA-AB 123"},
        details_labels={"plate_number": {"en-US": "Licence plate", "de": "Kennzeichen"}},
    )
    assert brief(plate, EN) == "Licence plate: KA-AB 123."
    assert brief(plate, DE) == "Kennzeichen: KA-AB 123."


def test_a_label_that_the_agents_language_lacks_is_spoken_in_the_chats_or_in_any() -> None:
    labels = {"plate_number": {"it": "Targa", "fr": "Plaque"}}
    chat = CallRequest(language="fr-CH", details={"plate_number": "VD 123"}, details_labels=labels)
    assert brief(chat, DE) == "Plaque: VD 123."
    assert brief(replace(chat, language="nl"), DE) == "Targa: VD 123."
    assert brief(replace(chat, details_labels={}), DE) == "plate number: VD 123."


def test_a_brief_that_takes_too_long_still_has_the_plate_and_the_place() -> None:
    told = CallRequest(
        name="Kim " * 25,
        reason="the hail has damaged my car " * 10,
        details={
            "plate_number": "KA-AB 123",
            "place": "Karlsruhe, Kaiserstraße",
            "happened": "a tree fell on the roof of the car and then " * 6,
            "hail": "yes",
        },
        details_labels={"plate_number": "Licence plate", "place": "Place", "happened": "What happened"},
    )
    assert brief(told, EN) == (
        "Licence plate: KA-AB 123. Place: Karlsruhe, Kaiserstraße. What happened: a tree fell on the roof."
    )
    waited = brief(replace(told, name="Kim"), EN, timedelta(minutes=4))
    assert waited == "Licence plate: KA-AB 123. Place: Karlsruhe. What happened: a tree fell. Waiting 4 minutes. Kim."


def test_what_happened_is_cut_after_a_clause_and_before_it_is_cut_for_the_name() -> None:
    told = CallRequest(
        name="Ada",
        details={
            "plate_number": "KA-AB 123",
            "place": "Karlsruhe",
            "happened": "The car stood in the street, when the hail came down",
            "hail": "yes",
        },
        details_labels={"plate_number": "Licence plate", "place": "Place", "happened": "What happened"},
    )
    first = "Licence plate: KA-AB 123. Place: Karlsruhe. What happened: The car stood in the street."
    assert brief(told, EN) == f"{first} hail: yes."
    assert brief(replace(told, details=dict(list(told.details.items())[:3])), EN) == f"{first} Ada."


def test_a_wait_of_over_a_minute_is_said_before_the_name() -> None:
    told = CallRequest(name="Kim", details={"plate": "KA-AB 123"})
    assert brief(told, EN, timedelta(seconds=59)) == "plate: KA-AB 123. Kim."
    assert brief(told, EN, timedelta(seconds=110)) == "plate: KA-AB 123. Waiting one minute. Kim."
    assert brief(told, DE, timedelta(seconds=200)) == "plate: KA-AB 123. Wartet seit 3 Minuten. Kim."
    assert brief(CallRequest(), EN, timedelta(minutes=2)) == "Waiting 2 minutes."


def test_a_name_among_the_details_is_said_last_and_once() -> None:
    among = CallRequest(details={"name": "Kim Example", "plate": "KA-AB 123", "company_name": "Acme"})
    assert brief(among, EN) == "plate: KA-AB 123. company name: Acme. Kim Example."
    assert brief(replace(among, name="Kim"), EN) == brief(among, EN)
    labelled = CallRequest(
        name="Kim Example", details={"n": "Kim", "plate": "KA-AB 123"}, details_labels={"n": "Vorname"}
    )
    assert brief(labelled, DE) == "plate: KA-AB 123. Kim Example."


def test_a_reason_that_is_a_detail_is_said_once() -> None:
    assert brief(CallRequest(reason="Hail", details={"happened": "hail"}), EN) == "happened: hail."


def test_a_first_detail_with_an_endless_label_is_still_spoken() -> None:
    labelled = CallRequest(details={"plate": "KA-AB 123"}, details_labels={"plate": "The licence plate " * 5})
    assert brief(labelled, EN).endswith(": KA-AB 123.")


def test_the_brief_says_so_when_nothing_is_known() -> None:
    assert brief(CallRequest(), EN) == "Nothing more is known."


def test_an_item_that_does_not_fit_is_left_out_as_a_whole() -> None:
    spoken = brief(CallRequest(name="Kim", details={f"field_{n}": "x" * 40 for n in range(9)}), EN)
    assert spoken == f"field 0: {'x' * 21}. field 1: {'x' * 21}. field 2: {'x' * 21}. Kim."


WORDS = st.text(max_size=120)


@settings(max_examples=60)
@given(
    st.builds(CallRequest, name=WORDS, reason=WORDS, details=st.dictionaries(WORDS, WORDS, max_size=20)),
    st.timedeltas(timedelta(), timedelta(hours=2)),
)
def test_whatever_the_bot_learned_the_brief_is_short_and_never_empty(
    call_request: CallRequest, waited: timedelta
) -> None:
    for words in (EN, DE):
        assert brief(call_request, words, waited)
        assert len(words.text("call.accepted", brief=brief(call_request, words, waited))) + SECOND < EIGHT_SECONDS
        assert 0 < len(short_reason(call_request, words)) <= 60
