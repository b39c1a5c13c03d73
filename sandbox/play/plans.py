"""What people do at their phones in the stories, and the words that they say in a language."""

from __future__ import annotations

from dataclasses import replace

from sandbox.play.messages import Messages, messages_in
from sandbox.twilio import Answers, HangUp, InTurn, LeaveMessage, Plan, Press, Speak
from sandbox.twilio.plans import Act

#: The customer picks up, presses a key, and talks until the agent hangs up.
TALKS = Answers(after=4, then=(Press("1", when_asked=True), Speak("customer_speaks", when_bridged=True, after=2)))
TAKES_IT = Answers(
    after=5,
    then=(Press("1", when_asked=True, after=1), Speak("agent_speaks", when_bridged=True, after=1), HangUp(after=40)),
)
BRINGS_IN = Answers(
    after=5,
    then=(
        Press("1", when_asked=True, after=1),
        Speak("agent_speaks", when_bridged=True, after=1),
        Press("*", after=12),
        Press("1", when_listening=True, after=4),
        HangUp(when_bridged=True, after=30),
    ),
)
COMES_IN = Answers(after=4, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=40)))
PASSES = Answers(after=5, then=(Press("2", when_asked=True, after=1),))
CALLS_BACK = Answers(after=5, then=(Press("3", when_asked=True, after=1),))
HEARS_MORE = Answers(
    after=5,
    then=(
        Press("9", when_asked=True, after=1),
        Press("1", when_asked=True, after=1),
        HangUp(after=40, when_bridged=True),
    ),
)


def spoken(plan: Plan, messages: Messages) -> Plan:
    """Returns the plan with the words of `messages`."""
    if isinstance(plan, InTurn):
        return InTurn(tuple(spoken(each, messages) for each in plan.plans))
    return replace(plan, then=said(plan.then, messages)) if isinstance(plan, Answers) else plan


def said(acts: tuple[Act, ...], messages: Messages) -> tuple[Act, ...]:
    """Returns the acts with the words of `messages`."""
    return tuple(
        replace(act, text=messages.line(act.text)) if isinstance(act, Speak | LeaveMessage) else act for act in acts
    )


CUSTOMER, ACCEPTS = spoken(TALKS, messages_in("en")), spoken(TAKES_IT, messages_in("en"))
