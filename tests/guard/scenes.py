"""The scenes in which the guard measures: each takes its paths once, in containers that have served others before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jwt

from handover.services.signed_tokens import sign
from handover.settings import read
from sandbox.host import Fault
from sandbox.net import HttpRequest
from sandbox.play.plans import HEARS_MORE, PASSES
from sandbox.twilio import Answers, HangUp, LetsRing, Plan, Press, signed_request
from sandbox.world import CUSTOMER, DESK, Parts, World
from tests.fakes.bucket import MemoryBucket
from tests.fakes.worlds import in_memory
from tests.guard.meter import Meter

MakeMeter = Callable[..., Meter]

OTHER, THIRD = "+493012345679", "+493012345673"
TURNS = 12
_TALKS: Plan = Answers(after=4, then=(Press("1", when_asked=True),))
_TAKES_IT: Plan = Answers(after=5, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=40)))


#: The handovers follow one another at once, with the same two agents: nobody wraps up, or is away after missed calls.
_RINGING = {"wrap_up_seconds": 0, "away_after_misses": 10}


@dataclass(frozen=True)
class Stage:
    """A world and the meter of its functions."""

    world: World
    meter: Meter

    def plan(self, customer: Plan = _TALKS, *agents: Plan) -> None:
        """Sets the plans of all phones."""
        for number in (CUSTOMER, OTHER):
            self.world.phone(number).plan = customer
        for phone, plan in zip(self.world.agents, agents or (_TAKES_IT, LetsRing()), strict=True):
            phone.plan = plan

    def ask(self, command: str, secret: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Sends a command as a dialog does. Returns the reply."""
        given = self.world.settings["WEBHOOK_SECRET"] if secret is None else secret
        headers = {"content-type": "application/json", "x-handover-secret": given}
        body = json.dumps({"action": command, **parameters}).encode()
        reply: dict[str, Any] = json.loads(self._post("webhook", headers, body))
        return reply

    def start(self, session: str = "session-1", number: str = CUSTOMER) -> str:
        """Starts a call. Returns the handover's id."""
        reply = self.ask("start_call", session_id=session, phone_number=number, name="Ada", reason="hail damage")
        assert reply["status"] == "dialing", reply
        return str(reply["handover_id"])

    def say(self, n: int, session: str = "session-1") -> None:
        """Sends the chat's turn `n`, as Watson's log webhook does."""
        payload = {
            "log_id": f"log-{session}-{n}",
            "session_id": session,
            "request_timestamp": f"2026-11-23T08:59:{n:02}.000Z",
            "request": {"input": {"text": f"turn {n}"}},
            "response": {"output": {"generic": [{"response_type": "text", "text": "Go on."}]}},
        }
        token = jwt.encode({}, self.world.settings["WEBHOOK_SECRET"], "HS256")
        body = json.dumps({"event": {"name": "message_logged"}, "payload": payload}).encode()
        self._post("transcript", {"content-type": "application/json", "authorization": token}, body)

    def report(self, url: str, **form: str) -> None:
        """Requests an address as Twilio does."""
        assert self.world.web(signed_request(self.world.account.auth_token, "POST", url, form)).status < 300

    def finish(self) -> None:
        """Lets all calls end, and all callbacks arrive."""
        self.world.agenda.run_until(lambda: all(call.over for call in self.world.network.calls), at_most=3600)
        self.world.agenda.advance(60)

    def whole_handover(self, session: str = "session-1", number: str = CUSTOMER, first: Plan = PASSES) -> str:
        """A chat of twelve turns, two agents of whom the second takes the call; `first` is what the first one does. Returns
        the handover's id."""
        self.plan(_TALKS, first, _TAKES_IT)
        for n in range(TURNS):
            self.say(n, session)
        handover_id = self.start(session, number)
        self.finish()
        assert self.world.handover(session).state == "completed"
        return handover_id

    def sign_in(self, agent_id: str = "anna") -> None:
        """Signs an agent's browser in without a code."""
        settings = read({**self.world.settings}, {})
        storage = self.world.storage()
        agent = storage.desk().agent(agent_id)
        assert agent
        storage.sign_ins.add(agent.phone, "sign-in", self.world.agenda.now())
        self.world.browser(
            agent_id
        ).cookie = f"handover={sign(settings, 'visitor', {'s': 'sign-in', 'agent': agent_id})}"

    def open(self, query: str, agent_id: str = "anna") -> None:
        """Opens a view in an agent's browser."""
        browser = self.world.browser(agent_id)
        browser.open(f"{self.world.host.url('dashboard')}?{query}")
        assert browser.shown.status == 200, browser.shown

    def _post(self, action: str, headers: dict[str, str], body: bytes) -> bytes:
        response = self.world.web(HttpRequest("POST", self.world.host.url(action), headers, body))
        assert response.status in (200, 204, 401), response
        return response.body


@contextmanager
def stage(make: MakeMeter = Meter, memory: MemoryBucket | None = None) -> Iterator[Stage]:
    """Returns a world without the scheduler's timer, whose functions run in the meter that `make` returns."""
    memory, meters = memory or MemoryBucket(), []

    def runner(clock: Any) -> Meter:
        meters.append(make(clock, memory))
        return meters[0]

    parts = in_memory(Parts(bucket=memory, storage_client=memory.client_on, timer=False, runner=runner))
    with World("openwhisk", parts) as world:
        world.set_desk({**DESK, "ringing": _RINGING})
        yield Stage(world, meters[0])


def call(stage: Stage) -> None:
    """What Twilio and the log webhook request, in handovers with each end; others before have warmed the containers."""
    limits = {"calls_per_number_per_hour": 9, "calls_per_number_per_day": 9}
    limits |= {"calls_per_chat_per_hour": 9, "calls_per_chat_per_day": 9}
    stage.world.set_desk({**DESK, "limits": limits, "ringing": _RINGING})
    for session, number in (("session-0", OTHER), ("session-1", CUSTOMER)):
        stage.meter.forget()
        stage.whole_handover(session, number)
        for customer, agents in _OTHER_ENDS:
            stage.plan(customer, *agents)
            handover_id = stage.start(session, number)
            stage.finish()
        status, own = stage.world.host.url("status"), stage.world.account.number
        stage.report(f"{status}?kind=amd&h={handover_id}&a=1", AnsweredBy="human")
        stage.report(f"{status}?kind=recording&h={handover_id}&a=1", RecordingStatus="completed", RecordingSid="RE1")
        stage.report(stage.world.account.numbers[own].voice_url, From=number, To=own)
        stage.world.host.faults.add(Fault(status=500), "twiml")  # Twilio then requests the address for that case
        stage.plan()
        stage.start(session, number)
        stage.finish()
        _ring_back(stage, number, own)


def _ring_back(stage: Stage, number: str, own: str) -> None:
    """A customer rings us after a call that was missed, and hangs up."""
    twiml, status = stage.world.host.url("twiml"), stage.world.host.url("status")
    call = {"From": number, "To": own, "Direction": "inbound", "CallSid": "CA" + number[1:]}
    stage.report(f"{twiml}?step=ring_back", CallStatus="in-progress", Digits="1", **call)
    stage.report(f"{status}?kind=inbound", CallStatus="completed", CallDuration="9", **call)


def first_moments(stage: Stage) -> None:
    """What a customer waits for first, and what everybody may request."""
    named = stage.meter.named
    stage.plan()
    stage.start("session-0", OTHER)
    stage.meter.end_containers()
    with named("webhook: wrong secret"):
        stage.ask("call_status", secret="wrong", session_id="session-1")
    with named("dashboard: file of a page"):
        stage.open("asset=desk.css")
    with named("dashboard: sign-in page"):
        stage.open("view=signin")
    with named("webhook: start_call, fresh container"):
        stage.start()
    stage.world.agenda.advance(10)


def whole_handover(stage: Stage, first: Plan) -> None:
    """A start, its twelve turns, two agents, and all that Twilio reports. Another handover has warmed the containers."""
    stage.whole_handover("session-0", OTHER, first)
    stage.meter.forget()
    stage.whole_handover(first=first)


def chat(stage: Stage) -> None:
    """The commands of a chat."""
    named = stage.meter.named
    stage.plan(LetsRing())
    with named("webhook: start_call, first in a new bucket"):
        stage.start("session-0", OTHER)
    stage.meter.end_containers()
    with named("webhook: start_call, fresh container"):
        stage.start("session-9", THIRD)
    _before_the_call(stage)
    with named("webhook: start_call, warm"):
        stage.start()
    _while_it_rings(stage)
    stage.finish()
    stage.plan()
    with named("webhook: start_call, second of a chat"):
        stage.start()
    stage.finish()
    with named("webhook: call_status, over"):
        stage.ask("call_status", session_id="session-1")
    with named("webhook: rate_call"):
        stage.ask("rate_call", session_id="session-1", rating=5)
    with named("webhook: withdraw"):
        stage.ask("withdraw", session_id="session-1", phone_number=CUSTOMER)


def _before_the_call(stage: Stage) -> None:
    named = stage.meter.named
    with named("webhook: wrong secret"):
        stage.ask("call_status", secret="wrong", session_id="session-1")
    with named("webhook: call_status, no call"):
        stage.ask("call_status", session_id="session-1")
    with named("webhook: availability, no call"):
        stage.ask("availability", session_id="session-1")
    with named("webhook: check_number"):
        stage.ask("check_number", phone_number="030 12345678", language="en")
    with named("webhook: time"):
        stage.ask("time", timezone="Europe/Berlin", language="en")
    with named("webhook: start_call, bad number"):
        stage.ask("start_call", session_id="session-1", phone_number="030 1")


def _while_it_rings(stage: Stage) -> None:
    named = stage.meter.named
    with named("webhook: start_call, while another is live"):
        stage.ask("start_call", session_id="session-1", phone_number=CUSTOMER)
    with named("webhook: call_status, ringing"):
        stage.ask("call_status", session_id="session-1")
    with named("webhook: availability, ringing"):
        stage.ask("availability", session_id="session-1")
    with named("webhook: cancel_call, ringing"):
        stage.ask("cancel_call", session_id="session-1")


def scheduler(stage: Stage) -> None:
    """The timer, with nothing to do."""
    stage.whole_handover()
    with stage.meter.named("scheduler: nothing to do, fresh container"):
        stage.world.host.trigger("scheduler")
    stage.world.agenda.advance(300)
    with stage.meter.named("scheduler: nothing to do"):
        stage.world.host.trigger("scheduler")


def dashboard(stage: Stage) -> None:
    """The pages, on a day with two handovers, of which one is live."""
    named = stage.meter.named
    handover_id = stage.whole_handover("session-0", OTHER)
    with named("dashboard: file of a page"):
        stage.open("asset=desk.css")
    with named("dashboard: sign-in page"):
        stage.open("view=signin")
    stage.sign_in()
    _prove_a_number(stage)
    _open_the_link(stage)
    for name, query in {**_VIEWS, "handover": f"view=handover&h={handover_id}"}.items():
        stage.meter.end_containers()
        with named(f"dashboard: {name}, fresh container"):
            stage.open(query)
        with named(f"dashboard: {name}"):
            stage.open(query)


def _prove_a_number(stage: Stage) -> None:
    """The second agent signs in, with a code from a text message."""
    named, phone, browser = stage.meter.named, stage.world.agents[1], stage.world.browser("ben")
    browser.open(f"{stage.world.host.url('dashboard')}?view=signin")
    with named("dashboard: request a code", "dashboard: code page"):
        browser.submit(number=phone.number)
    stage.world.agenda.advance(10)
    code = re.search(r"[0-9]{6}", phone.messages[-1].body)
    assert code
    with named("dashboard: enter the code", "dashboard: first page"):
        browser.submit(code=code[0])


def _open_the_link(stage: Stage) -> None:
    """The first agent's phone rings, and a browser that is not signed in opens the link that came with the ring."""
    named, world, browser = stage.meter.named, stage.world, stage.world.browser("carl")
    stage.plan(_TALKS, LetsRing(), LetsRing())
    stage.start()
    world.agenda.run_until(lambda: world.agents[0].state == "ringing" and len(world.agents[0].messages) > 1)
    link = re.search(r"https://\S+", world.agents[0].messages[-1].body)
    assert link
    with named("dashboard: link"):
        browser.open(link[0])
    with named("dashboard: open the link", "dashboard: handover by the link"):
        browser.submit(t=link[0].partition("t=")[2])
    assert browser.shown.status == 200


_VIEWS = {"Now": "view=now", "day": "view=day", "reports": "view=lookback", "desk": "view=desk"}
#: Nobody presses a key; the second agent hears more; no agent picks up.
_OTHER_ENDS: tuple[tuple[Plan, tuple[Plan, ...]], ...] = (
    (Answers(after=4), (LetsRing(), LetsRing())),
    (_TALKS, (LetsRing(), HEARS_MORE)),
    (_TALKS, (LetsRing(), LetsRing())),
)
#: The scenes, and the actions whose paths each measures.
SCENES: Mapping[str, tuple[Callable[[Stage], None], tuple[str, ...]]] = {
    "call": (call, ("twiml", "status", "transcript")),
    "chat": (chat, ("webhook",)),
    "scheduler": (scheduler, ("scheduler",)),
    "dashboard": (dashboard, ("dashboard",)),
    "first moments": (first_moments, ()),
}
