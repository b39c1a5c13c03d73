"""The owner of a phone, who carries out a plan on each call: answers, presses keys, speaks, hangs up.

A person uses the phone's own methods only. What a test or the demo's user did on the phone in the meantime stays.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.agenda import Agenda
from sandbox.twilio.captions import speaking_time
from sandbox.twilio.flow import Inbox, Sleep, Steps, Take, Task
from sandbox.twilio.phone import Phone
from sandbox.twilio.plans import Act, Answers, HangUp, LeaveMessage, LoseLine, Mailbox, Plan, Press, Rejects, Speak

#: Seconds before a key or a word that somebody has to think about.
_THINKS = 1.0


class Person:
    """Listens to `phone` and runs one task for each call. It ends with the plan or with the call."""

    def __init__(self, phone: Phone, agenda: Agenda) -> None:
        self._phone = phone
        self._agenda = agenda
        self._changes = Inbox()
        self._task: Task | None = None

    # What the phone reports

    def on_ring(self, plan: Plan) -> None:
        self._start(self._take_call(plan))

    def on_dial(self, acts: tuple[Act, ...]) -> None:
        self._start(self._make_call(acts))

    def on_change(self) -> None:
        self._changes.put("changed")

    def on_end(self) -> None:
        if self._task:
            self._task.interrupt("over")
            self._task = None

    # What the person does

    def _start(self, steps: Steps[None]) -> None:
        self.on_end()
        self._changes.clear()
        self._task = Task(self._agenda, steps)

    def _take_call(self, plan: Plan) -> Steps[None]:
        """Handles an incoming call. Plans that do nothing, and those that the network carries out, end at once."""
        phone = self._phone
        match plan:
            case Answers():
                yield Sleep(plan.after)
                if phone.state == "ringing":
                    phone.answer()
                for act in plan.then:
                    yield from self._do(act)
            case Rejects():
                yield Sleep(plan.after)
                if phone.state == "ringing":
                    phone.reject()
            case Mailbox():
                yield Sleep(plan.after)
                if phone.state == "ringing":
                    phone.answer(by_machine=True)
                    yield from self._record(plan)

    def _make_call(self, acts: tuple[Act, ...]) -> Steps[None]:
        """Handles an outgoing call: does `acts` once it is answered."""
        while self._phone.state != "connected":
            yield Take(self._changes)
        for act in acts:
            yield from self._do(act)

    def _record(self, mailbox: Mailbox) -> Steps[None]:
        phone = self._phone
        yield Sleep(0.5)
        phone.speak(mailbox.greeting)
        yield Sleep(speaking_time(mailbox.greeting))
        phone.speak("(beep)")
        yield Sleep(mailbox.hangs_up_after)
        phone.hang_up()

    def _do(self, act: Act) -> Steps[None]:
        phone = self._phone
        yield from self._until(lambda: _may_begin(act, phone))
        yield Sleep(act.after)
        match act:
            case Press():
                phone.press(act.keys)
            case Speak():
                phone.speak(act.text)
            case HangUp():
                phone.hang_up()
            case LoseLine():
                phone.lose_line()
            case LeaveMessage():
                yield from self._leave(act.text)
        if isinstance(act, Press) and act.when_asked:  # the next act that waits for a prompt means another one
            yield from self._until(lambda: not phone.asked)

    def _leave(self, text: str) -> Steps[None]:
        phone = self._phone
        while not phone.recording:
            yield from self._until(lambda: phone.asked)
            if phone.recording:
                break
            yield Sleep(_THINKS)
            phone.press("1")
            yield from self._until(lambda: not phone.asked)
        yield Sleep(_THINKS)
        phone.speak(text)
        yield Sleep(speaking_time(text) + _THINKS)
        phone.press("#")

    def _until(self, holds: Callable[[], bool]) -> Steps[None]:
        while not holds():
            yield Take(self._changes)


def _may_begin(act: Act, phone: Phone) -> bool:
    return (
        (phone.asked or not act.when_asked)
        and (phone.listening or not act.when_listening)
        and (phone.talking_to is not None or not act.when_bridged)
    )
