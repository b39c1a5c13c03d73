"""What one handover costs in requests to storage: a chat of 12 turns, an agent who does not pick up, one who does, all
callbacks. Counts are exact: the storage is in memory, on a clock of its own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from bench.deployed import turn
from bench.report import Cell, Section, Table, verdict
from bench.run import Run
from bench.scale.prices import CLASS_A, CLASS_B
from bench.scale.request import start_call
from sandbox.host import Activation
from sandbox.net import HttpRequest
from sandbox.play.plans import CUSTOMER
from sandbox.twilio import Answers, HangUp, LetsRing, Press
from sandbox.world import CUSTOMER as NUMBER
from sandbox.world import Parts, World
from tests.fakes.bucket import MemoryBucket

_TURNS = 12
#: Requests, at the most.
_WRITES, _READS = 30, 40

_INTRO = """Class A are writes and listings, class B reads; deleting is free. The chat's and the phones' requests count. What
runs whether or not anybody calls does not: the scheduler, and what agents look at. The handover: {turns} turns of chat by
the log webhook, `start_call`, an agent who lets it ring, one who takes it, and all callbacks."""


def section(_: Run) -> Section:
    """Returns the same on every machine."""
    by_action = handover_requests()
    rows: list[list[Cell]] = [[action, _writes(counts), counts["GET"]] for action, counts in sorted(by_action.items())]
    total = sum(by_action.values(), Counter[str]())
    writes, reads = _writes(total), total["GET"]
    rows.append(["**a handover**", writes, reads])
    rows.append(["target", f"≤ {_WRITES}, {verdict(writes, _WRITES)}", f"≤ {_READS}, {verdict(reads, _READS)}"])
    money = 1000 * (writes * CLASS_A.usd + reads * CLASS_B.usd)
    price = (
        f"1,000 such handovers cost **${money:.2f}** in requests to storage, at the prices of a {CLASS_A.unit}, and of a"
        f" {CLASS_B.unit} ({CLASS_A.source})."
    )
    return Section(
        "Storage of one handover", _INTRO.format(turns=_TURNS), [Table(("", "class A", "class B"), rows), price]
    )


def handover_requests() -> Mapping[str, Counter[str]]:
    """Returns the number of requests by their method, by action, of one handover in a bucket that was used before."""
    bucket = MemoryBucket()
    sent: list[str] = []
    by_action: dict[str, Counter[str]] = defaultdict(Counter)

    def charge(ran: Activation) -> None:
        by_action[ran.action].update(sent)
        sent.clear()

    bucket.watch = lambda method, _: sent.append(method)
    with World(
        "code-engine", Parts(bucket=bucket, storage_client=bucket.client_on, watch=charge, timer=False)
    ) as world:
        _play(world, "warm-up", "+493020000000")  # the first call in a bucket proves that conditional writes work
        _leave_alone(world)
        sent.clear()
        by_action.clear()
        world.network.calls.clear()
        _play(world, "session-1", NUMBER)
    return by_action


def _play(world: World, session: str, number: str) -> None:
    """Plays the handover of one chat to its end."""
    world.phone(number).plan = CUSTOMER
    first, second = world.agents
    first.plan = LetsRing()
    second.plan = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=30)))
    for count in range(_TURNS):
        _turn(world, session, count)
    start_call(world, session, number)
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=3600)
    world.agenda.advance(60)


def _leave_alone(world: World) -> None:
    """Lets the agent's wrap-up end, and the scheduler remove the marker of that call: the next one is then the only one. The
    agent who missed the call comes back, so that they miss the next one as the first."""
    world.agenda.advance(120)
    world.host.trigger("scheduler")
    storage = world.storage()
    for agent in storage.desk().agents:
        storage.availability.set_away(agent.id, away=False, by=agent.id, at=world.agenda.now())


def _turn(world: World, session: str, count: int) -> None:
    headers, body = turn(session, count, world.settings["WEBHOOK_SECRET"])
    response = world.web(HttpRequest("POST", world.host.url("transcript"), headers, json.dumps(body).encode()))
    assert response.status == 204, response


def _writes(counts: Mapping[str, Any]) -> int:
    return sum(count for method, count in counts.items() if method in ("PUT", "LIST"))
