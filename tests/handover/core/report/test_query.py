"""A search finds rows by what a reader sees, and reports wrong values instead of finding nothing."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from handover.core.desk.dispositions import Disposition
from handover.core.report.labels import Labels
from handover.core.report.query import Search, folded, read_search
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


@pytest.mark.parametrize("typed", ["Meier", "muller meier", "refused", "78", "-", "anna\0"])
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
        ({"q": "x" * 201}, {"q"}),
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
    assert folded("Ärger №5 Ｆｕｌｌ ﬁ 東京") == "arger no5 full fi 東京"


def test_a_word_without_a_label_is_shown_as_it_is() -> None:
    unknown = row("teleported", refusal="too_late", disposition="gone")
    assert LABELS.of(unknown) == ("teleported", "too_late", "gone")
    assert LABELS.of(row(disposition="solved")) == ("Talked", "", "Solved")
