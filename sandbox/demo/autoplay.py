"""The script of the played demo: the customer's messages, and what people do on their phones. Data only."""

from __future__ import annotations

from sandbox.twilio import Answers, HangUp, Press, Speak

CHAT = (
    "I want to report hail damage",
    "The car stood in the street when the hail came",
    "KA-AB 123",
    "Karlsruhe",
    "Call me",
    "{number}",
    "Ada",
    "Yes, call me",
)

CUSTOMER = Answers(
    after=4,
    then=(
        Press("1", when_asked=True, after=1),
        Speak("Hello, it is about the hail.", when_bridged=True, after=5),
        Speak("Yes, that is the one. The roof is full of dents.", after=9),
        Speak("Thank you, goodbye.", after=9),
    ),
)

#: The first agent has no time, the second takes the call.
AGENTS = (
    Answers(after=4, then=(Press("2", when_asked=True, after=2),)),
    Answers(
        after=4,
        then=(
            Press("1", when_asked=True, after=1),
            Speak("Hello Ada, this is the claims desk.", when_bridged=True, after=1),
            Speak("I have your plate here: KA-AB 123, in Karlsruhe. Is that right?", after=8),
            Speak("I will send an expert tomorrow morning.", after=9),
            HangUp(after=9),
        ),
    ),
)
