"""The owner of a phone, carrying out a plan on one call: a generator that ends with the plan or with the call.

It does only what a hand on that phone could do, and leaves alone what somebody else has done in the meantime.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.twilio.captions import speaking_time
from sandbox.twilio.flow import Sleep, Steps, Take
from sandbox.twilio.plans import Act, Answers, HangUp, Mailbox, Plan, Press, Rejects, Speak

if TYPE_CHECKING:
    from sandbox.twilio.phone import Phone


def take_call(phone: Phone, plan: Plan, answer_by_machine: Callable[[], None]) -> Steps[None]:
    """One call under `plan`. Plans that do nothing, and those the network itself sees to, end at once."""
    match plan:
        case Answers():
            yield Sleep(plan.after)
            if phone.state == "ringing":
                phone.answer()
            for act in plan.then:
                yield from _do(phone, act)
        case Rejects():
            yield Sleep(plan.after)
            if phone.state == "ringing":
                phone.reject()
        case Mailbox():
            yield Sleep(plan.after)
            if phone.state == "ringing":
                answer_by_machine()
                yield from _record(phone, plan)


def call_somebody(phone: Phone, acts: tuple[Act, ...]) -> Steps[None]:
    """A call that this person makes: `acts`, once it is answered."""
    while phone.state != "connected":
        yield Take(phone.news)
    for act in acts:
        yield from _do(phone, act)


def _record(phone: Phone, mailbox: Mailbox) -> Steps[None]:
    yield Sleep(0.5)
    phone.speak(mailbox.greeting)
    yield Sleep(speaking_time(mailbox.greeting))
    phone.speak("(beep)")
    yield Sleep(mailbox.hangs_up_after)
    phone.hang_up()


def _do(phone: Phone, act: Act) -> Steps[None]:
    while (act.when_asked and not phone.asked) or (act.when_bridged and phone.talking_to is None):
        yield Take(phone.news)
    yield Sleep(act.after)
    match act:
        case Press():
            phone.press(act.keys)
        case Speak():
            phone.speak(act.text)
        case HangUp():
            phone.hang_up()
