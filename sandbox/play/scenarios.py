"""The scripted handovers: what people do, and how each must end. Data only; `runner.py` plays them.

`make play` and the tests play the same stories, in each language of `texts/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.play import dashboard, proof
from sandbox.play.messages import Messages, messages_in
from sandbox.play.plans import BRINGS_IN, CALLS_BACK, COMES_IN, HEARS_MORE, PASSES, TAKES_IT, TALKS, said
from sandbox.play.story import Meanwhile, Story
from sandbox.twilio import (
    Answers,
    Busy,
    HangUp,
    InTurn,
    LeaveMessage,
    LetsRing,
    LoseLine,
    Mailbox,
    Press,
    Rejects,
    Unreachable,
)
from sandbox.world import World


def customers_phone_is(state: str) -> Callable[[World], bool]:
    return lambda world: world.customer.state == state


def agents_phone_is(state: str, index: int = 0) -> Callable[[World], bool]:
    return lambda world: world.agents[index].state == state


def bridged(world: World) -> bool:
    return world.customer.talking_to is not None


def ring_back(world: World, messages: Messages) -> None:
    """The customer rings our number, and talks once an agent is there."""
    world.network.dial_in(world.customer.number, then=said(TALKS.then, messages))


def call_is_over(world: World) -> bool:
    """Returns whether the customer's phone was called, and is free again."""
    return world.customer.state == "idle" and dashboard.call_is_over(world) and bool(world.network.calls)


def rings_all_at_once(world: World) -> None:
    """The desk rings all agents at the same time."""
    world.set_desk({**world.desk, "ringing": {"strategy": "all_at_once"}})


def with_messages(world: World) -> None:
    """The desk takes messages when no agent takes a call."""
    world.set_desk({**world.desk, "voicemail": {"enabled": True}})


def with_transfer(world: World) -> None:
    """Agents may bring in a colleague."""
    world.set_desk({**world.desk, "transfer": {"enabled": True}})


#: The customer's lines of two chats in English, for tests.
CLAIM, JUST_CALL = messages_in("en").claim, messages_in("en").just_call

STORIES: Mapping[str, Story] = {
    "accepted": Story("The first agent takes the call", State.COMPLETED, afterwards=("where",)),
    "wrap-up": Story(
        "The agent opens the link while the phone rings, takes the call, and wraps it up",
        State.COMPLETED,
        meanwhile=(
            Meanwhile(dashboard.link_has_come, does=dashboard.open_link),
            Meanwhile(dashboard.call_is_over, does=dashboard.wrap_up),
        ),
        afterwards=("where",),
        noted=(EventKind.WRAPPED,),
    ),
    "second-agent": Story("The first agent passes, the second takes it", State.COMPLETED, agents=(PASSES, TAKES_IT)),
    "all-at-once": Story(
        "Both agents' phones ring at the same time, and the second takes it",
        State.COMPLETED,
        agents=(LetsRing(), TAKES_IT),
        set_up=rings_all_at_once,
    ),
    "hear-more": Story("The agent asks to hear more, then takes it", State.COMPLETED, agents=(HEARS_MORE, LetsRing())),
    "agent-calls-back": Story(
        "The agent books a call back for ten minutes later by key, and takes it",
        State.NO_AGENT,
        customer=InTurn((Answers(after=4, then=(Press("1", when_asked=True),)), TALKS)),
        agents=(InTurn((CALLS_BACK, TAKES_IT)), LetsRing()),
        wait=900,
        noted=(EventKind.BOOKED,),
        further=(State.COMPLETED,),
    ),
    "mailbox": Story(
        "The first agent's mailbox answers; the second agent takes it",
        State.COMPLETED,
        agents=(Mailbox(after=3), TAKES_IT),
    ),
    "nobody-answers": Story(
        "No agent picks up", State.NO_AGENT, agents=(LetsRing(), LetsRing()), afterwards=("where",)
    ),
    "agents-busy": Story("One agent is busy, one rejects", State.NO_AGENT, agents=(Busy(), Rejects())),
    "customer-busy": Story(
        "The customer's line is busy, and again two minutes later",
        State.BUSY,
        customer=Busy(),
        afterwards=("where",),
        wait=300,
        retried=State.BUSY,
    ),
    "customer-away": Story(
        "The customer picks up neither the call nor the one after it",
        State.NO_ANSWER,
        customer=LetsRing(),
        wait=300,
        retried=State.NO_ANSWER,
    ),
    "retry": Story(
        "The customer's line is busy; the call two minutes later is taken",
        State.BUSY,
        customer=InTurn((Busy(), TALKS)),
        wait=300,
        retried=State.COMPLETED,
    ),
    "voicemail": Story(
        "No agent takes the call; the customer leaves a message",
        State.VOICEMAIL,
        customer=Answers(after=4, then=(LeaveMessage("message"),)),
        agents=(Busy(), Rejects()),
        set_up=with_messages,
        noted=(EventKind.RECORDED,),
    ),
    "ring-back": Story(
        "The customer misses the call and rings back; the agents are rung, and the retry is cancelled",
        State.BUSY,
        customer=Rejects(after=4),
        meanwhile=(Meanwhile(call_is_over, does=ring_back),),
        retried=State.CANCELED,
        further=(State.COMPLETED,),
        calls=1,
        wait=300,
    ),
    "dropped": Story(
        "The customer's line is cut off while they talk; the chat offers another call",
        State.DROPPED,
        customer=Answers(after=4, then=(Press("1", when_asked=True), LoseLine(when_bridged=True, after=15))),
        afterwards=("where",),
    ),
    "waiting": Story(
        "No agent picks up at first; the customer stays on the line, and the first agent takes the next call",
        State.COMPLETED,
        agents=(InTurn((LetsRing(), TAKES_IT)), LetsRing()),
        afterwards=("where",),
        noted=(EventKind.WAITING,),
    ),
    "waiting-call-back": Story(
        "No agent is free; the customer who waits asks to be called back",
        State.NO_AGENT,
        customer=Answers(after=4, then=(Press("1", when_asked=True), Press("2", when_listening=True, after=3))),
        agents=(Busy(), Rejects()),
        further=(State.SCHEDULED,),
        calls=1,
    ),
    "transfer": Story(
        "The agent brings in a colleague by the key *, and leaves; the two go on",
        State.COMPLETED,
        agents=(BRINGS_IN, COMES_IN),
        set_up=with_transfer,
        noted=(EventKind.JOINED, EventKind.BRIDGED),
    ),
    "customer-unreachable": Story("The network does not find the number", State.FAILED, customer=Unreachable()),
    "digit": Story(
        "The phone asks for the digit in the chat, and the customer presses it",
        State.COMPLETED,
        customer=Answers(after=4, then=TALKS.then[1:]),
        set_up=proof.ask_for_digit,
        meanwhile=(Meanwhile(proof.is_asked, does=proof.press_digit),),
    ),
    "digit-at-last": Story(
        "The customer presses two wrong digits, and then the right one",
        State.COMPLETED,
        customer=Answers(after=4, then=TALKS.then[1:]),
        set_up=proof.ask_for_digit,
        meanwhile=(
            Meanwhile(proof.is_asked, does=proof.press_another),
            Meanwhile(proof.is_asked, does=proof.press_another),
            Meanwhile(proof.is_asked, does=proof.press_digit),
        ),
    ),
    "wrong-digits": Story(
        "Somebody else picks up and does not know the digit: nobody is connected, and nobody is called again",
        State.NO_HUMAN,
        customer=Answers(after=4),
        set_up=proof.ask_for_digit,
        meanwhile=(Meanwhile(proof.is_asked, does=proof.press_another),) * 3,
        wait=600,
        afterwards=("where",),
        noted=(EventKind.NO_KEY,),
    ),
    "no-proof": Story(
        "The desk asks for no key: the greeting connects at once",
        State.COMPLETED,
        customer=Answers(after=4, then=TALKS.then[1:]),
        set_up=proof.connect_at_once,
    ),
    "no-key": Story(
        "The call is answered, but nobody presses a key",
        State.NO_HUMAN,
        customer=Answers(after=4),
        wait=300,
        retried=State.NO_HUMAN,
    ),
    "customers-mailbox": Story(
        "The customer's mailbox answers",
        State.NO_HUMAN,
        customer=Mailbox(after=5),
        wait=300,
        retried=State.NO_HUMAN,
    ),
    "leaves-greeting": Story(
        "The customer hangs up while greeted", State.ABANDONED, customer=Answers(after=4, then=(HangUp(after=2),))
    ),
    "leaves-hunting": Story(
        "The customer hangs up while an agent's phone rings",
        State.ABANDONED,
        customer=Answers(after=4, then=(Press("5", when_asked=True), HangUp(after=8))),
        agents=(LetsRing(), LetsRing()),
    ),
    "leaves-talking": Story(
        "The customer hangs up after a talk",
        State.COMPLETED,
        customer=Answers(after=4, then=(Press("1", when_asked=True), HangUp(after=20, when_bridged=True))),
        agents=(Answers(after=5, then=(Press("1", when_asked=True, after=1),)), LetsRing()),
    ),
    "cancel-ringing": Story(
        "The customer cancels while the phone rings",
        State.CANCELED,
        customer=LetsRing(),
        meanwhile=(Meanwhile(customers_phone_is("ringing"), says="cancel"),),
    ),
    "cancel-hunting": Story(
        "The customer cancels while an agent's phone rings",
        State.CANCELED,
        agents=(LetsRing(), LetsRing()),
        meanwhile=(Meanwhile(agents_phone_is("ringing"), says="cancel"),),
    ),
    "cancel-talking": Story(
        "The customer asks to cancel while talking: the talk goes on",
        State.COMPLETED,
        meanwhile=(Meanwhile(bridged, says="cancel"),),
    ),
    "asks-twice": Story(
        "The customer asks for the call again while it rings: one phone, one call",
        State.COMPLETED,
        customer=Answers(after=12, then=TALKS.then),
        meanwhile=(Meanwhile(customers_phone_is("ringing"), says="where"),),
    ),
    "messenger": Story(
        "The same in Messenger, where no welcome comes first", State.COMPLETED, channel="Facebook Messenger"
    ),
    "action-skill": Story(
        "An action calls through a custom extension, and the session history goes along",
        State.COMPLETED,
        chat="action",
        action_skill=True,
    ),
    "just-call": Story("The customer wants nothing but a call", State.COMPLETED, chat="just_call"),
    "midnight": Story(
        "The chat crosses midnight", State.COMPLETED, start=datetime(2026, 11, 23, 23, 59, 58, tzinfo=UTC)
    ),
    "booked": Story(
        "A call is booked for ten minutes later, and comes then",
        State.COMPLETED,
        chat="booked",
        wait=900,
        afterwards=("where",),
        noted=(EventKind.BOOKED,),
    ),
    "moved": Story(
        "A booked call is moved, and comes at the new time only",
        State.COMPLETED,
        chat="moved",
        wait=2400,
        afterwards=("where",),
        noted=(EventKind.BOOKED,),
    ),
    "booking-canceled": Story(
        "A booked call is cancelled, and no phone rings",
        State.CANCELED,
        chat="unbooked",
        wait=900,
        afterwards=("where",),
        noted=(EventKind.BOOKED,),
        calls=0,
    ),
    "wrong-number": Story(
        "The number is of a country that is not called",
        None,
        chat="abroad",
    ),
}
