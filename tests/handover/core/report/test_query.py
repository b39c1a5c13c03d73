"""A search finds rows by what a reader sees, and reports wrong values instead of finding nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handover.core.call.state import State
from handover.core.desk.dispositions import Disposition
from handover.core.report.labels import Labels
from handover.core.report.plain_words import plain
from handover.core.report.query import Search, has_pattern, read_search
from handover.services.storage.keys import Keys
from tests.handover.core.report.lived import row

LABELS = Labels("en", [Disposition("solved"), Disposition("damage", "Schaden aufgenommen")])
MUELLER = row(
    name="Jürgen Müller", reason="Hagelschaden, Straße 7", agent="anna", agent_name="Anna Ørsted", disposition="damage"
)


def words(text: str) -> Search:
    return read_search({"q": text}, ())[0]


@pytest.mark.parametrize(
    "typed",
    ["müller", "MULLER", "jurgen muller", "muller Hagel", "strasse", "anna", "talked", "aufgenommen", "  hagel  ", ""],
)
def test_all_words_must_occur_in_any_case_with_or_without_accents(typed: str) -> None:
    assert words(typed).matches(MUELLER, LABELS.of)


@pytest.mark.parametrize("typed", ["Meier", "muller meier", "refused", "79"])
def test_a_row_without_one_of_the_words_is_not_found(typed: str) -> None:
    assert not words(typed).matches(MUELLER, LABELS.of)


def test_a_word_does_not_reach_over_two_fields() -> None:
    assert not words("mullerhagelschaden").matches(MUELLER, LABELS.of)


def test_a_refused_row_is_found_by_its_reason_and_in_the_readers_language() -> None:
    refused = row(State.REFUSED, refusal="closed")
    assert words("opening hours").matches(refused, LABELS.of)
    assert words("öffnungszeiten").matches(refused, Labels("de").of)


def test_agent_state_and_reason_must_all_match() -> None:
    refused = row(State.REFUSED, refusal="closed")
    assert Search(agent="anna", state="completed").matches(MUELLER, LABELS.of)
    assert not Search(agent="ben").matches(MUELLER, LABELS.of)
    assert not Search(agent="anna", state="busy").matches(MUELLER, LABELS.of)
    assert Search(reason="closed").matches(refused, LABELS.of)
    assert not Search(reason="limit_reached").matches(refused, LABELS.of)


def test_calls_that_no_agent_took_can_be_searched() -> None:
    nobody = Search(agent="none")
    assert nobody.matches(row(State.BUSY), LABELS.of)
    assert not nobody.matches(MUELLER, LABELS.of)
    assert nobody.matches(row(agent="none"), LABELS.of)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"agent": "carl"}, {"agent"}),
        ({"state": "done"}, {"state"}),
        ({"reason": "because"}, {"reason"}),
        ({"reason": "."}, {"reason"}),
        ({"q": "x" * 10_000}, {"q"}),
        ({"q": "\0\x1b.*"}, {"q"}),
        ({"agent": "<script>", "state": "'", "reason": "\0"}, {"agent", "state", "reason"}),
    ],
)
def test_a_wrong_value_is_reported_and_the_other_fields_count(query: dict[str, str], wrong: set[str]) -> None:
    found = read_search({"q": "hagel", **query}, ("anna", "ben"))
    assert found[1] == wrong
    assert found[0] == Search(words=() if "q" in wrong else ("hagel",))


def test_an_empty_field_matches_any_row() -> None:
    assert read_search({"agent": "", "state": " ", "reason": "", "q": ""}, ()) == (Search(), frozenset())


def test_folding_keeps_what_has_no_accents() -> None:
    assert plain("Ärger №5 Ｆｕｌｌ ﬁ 東京 İ") == "arger no5 full fi 東京 i"


def test_a_word_without_a_label_is_shown_as_it_is() -> None:
    unknown = row("teleported", refusal="too_late", disposition="gone")
    assert LABELS.of(unknown) == ("teleported", "too_late", "gone")
    assert LABELS.of(row(disposition="solved")) == ("Talked", "", "Solved")


@pytest.mark.parametrize("typed", ["B-AB 1234", "bab1234", "BAB 1234", "b ab 1234", "b-ab1234", "ab123"])
@pytest.mark.parametrize("stored", ["B-AB 1234", "BAB1234", "b ab 1234"])
def test_a_plate_is_found_however_it_is_written(typed: str, stored: str) -> None:
    assert words(typed).matches(row(words=plain(f"{stored}, hail")), LABELS.of)


@pytest.mark.parametrize("typed", ["hagel.*", "(muller+)+$", "anna\0", "[straße]", "muller\n\t7"])
def test_a_pattern_and_control_characters_are_plain_words(typed: str) -> None:
    assert words(typed).matches(MUELLER, LABELS.of)
    assert has_pattern(typed) == any(sign in typed for sign in "*$[")


def test_a_pattern_matches_nothing_by_its_meaning() -> None:
    assert not words("h.gel").matches(MUELLER, LABELS.of)


def test_the_last_digits_are_found_in_the_hashes_of_a_number() -> None:
    names = Keys("k" * 32)
    found = row(ends=names.ends("+493012345678"), last2="78")

    def finds(typed: str) -> bool:
        search = words(typed)
        return replace(search, ends=tuple(map(names.end, search.digits))).matches(found, LABELS.of)

    assert all(map(finds, ["78", "678", "5678", "030 12345678", "+49 30 12345678", "0049 30 1234 5678"]))
    assert not any(map(finds, ["79", "679", "123", "3012345", "9301234567"]))


def test_words_may_be_in_the_row_and_in_the_chat() -> None:
    found = row(name="Kim", words="b ab 1234")
    assert words("kim bonnet").matches(found, LABELS.of, chat="hail all over the bonnet")
    assert not words("kim bonnet").matches(found, LABELS.of)
