"""Every sentence of the corpus in the states of the dialog: an answer, no wrong call, no loop, no nonsense stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest

from tests.sandbox.watson.corpus.judge import faults
from tests.sandbox.watson.corpus.sentences import KINDS, Sentence, sentences
from tests.sandbox.watson.corpus.states import QUESTIONS, WAYS, Chats, chats
from tests.sandbox.watson.small_skills import texts

LANGUAGES = ("en", "de")
#: The quick suite takes one sentence of so many.
_SHARE = 40
#: What no question is answered with.
_NO_ANSWER = ("noise", "rude", "injection", "unsure", "question")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_sentences_of_every_kind(language: str) -> None:
    some = sentences(language)
    assert len(some) >= 200
    assert len({sentence.say for sentence in some}) == len(some)
    assert {sentence.kind for sentence in some} == set(KINDS)
    assert {state for sentence in some for state in sentence.at} <= set(WAYS)


@pytest.fixture(scope="module")
def desks() -> Iterator[dict[str, Chats]]:
    """A world for each language; it takes a second to load a skill."""
    with chats("en") as english, chats("de") as german:
        yield {"en": english, "de": german}


@pytest.mark.slow
@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_comes_to_good(desks: dict[str, Chats], language: str, state: str) -> None:
    """In every state that it is meant for, and in every second one of the others."""
    first = list(WAYS).index(state) % 2
    some = [each for n, each in enumerate(sentences(language)) if n % 2 == first or state in each.at]
    assert not list(judged(desks[language], (state,), some))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_some_sentences_come_to_good_in_every_state(desks: dict[str, Chats], language: str) -> None:
    assert not list(judged(desks[language], WAYS, sentences(language)[::_SHARE]))


@pytest.mark.slow
@pytest.mark.parametrize("state", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_three_answers_in_a_row_are_not_the_same(desks: dict[str, Chats], language: str, state: str) -> None:
    assert not list(loops(desks[language], state, sentences(language)))


def judged(desk: Chats, states: Iterable[str], some: Sequence[Sentence]) -> Iterator[str]:
    """Says each sentence in each state, in a chat of its own. Yields the faults, in words."""
    for state in states:
        for sentence in some:
            chat = desk.open(state)
            for fault in faults(chat, sentence):
                yield f"\n  {state}: {sentence.say!r}: {fault}"


def loops(desk: Chats, state: str, some: Sequence[Sentence]) -> Iterator[str]:
    """Says three sentences one after the other, in chats of that state. Yields those that all got the same answer.

    An answer with buttons offers a way out.
    """
    hopeless = [sentence.say for sentence in some if sentence.kind in _NO_ANSWER]
    for three in (hopeless[at : at + 3] for at in range(0, len(hopeless), 3)):
        talk = desk.open(state).talk
        answers = [talk.say(words) for words in three]
        if len(answers) == 3 and not talk.choices() and answers[0] == answers[1] == answers[2]:
            yield f"\n  {state}: {' / '.join(three)}\n      the bot: {' | '.join(texts(answers[0]))}"
