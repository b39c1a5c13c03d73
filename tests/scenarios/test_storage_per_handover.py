"""What one handover costs in storage: a chat of 12 turns, an agent who lets it ring, one who takes it, and all callbacks.

Class A are writes and listings, class B reads; deleting is free. The requests of the chat and of the phones count. What runs
whether or not anybody calls does not: the scheduler, and what agents look at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from handover.core.call.state import State
from handover.runtime import Container
from handover.services.storage import AppStorage, keys
from handover.settings import Settings
from handover.usecases.context import AppContext
from sandbox.host import Activation
from sandbox.twilio import LetsRing
from sandbox.world import Parts, World
from tests.fakes.bucket import MemoryBucket
from tests.fakes.worlds import in_memory
from tests.scenarios.people import TAKES_IT, ask_for_call, finish, ready, start

TURNS = 12
#: Two of the listings look which agents are engaged: at the key press, and between the agents. One write and four reads
#: count the call that the first agent misses.
MOST_A, MOST_B = 32, 44
#: Of these, what `start_call` may use; its own tests hold it to that.
START_A, START_B = 7, 10
#: Dollars for a request: IBM's last published list price (class Flex).
PRICE_A, PRICE_B = 0.01 / 1000, 0.01 / 10_000


class Bill:
    """Counts the requests to storage by the action that made them."""

    def __init__(self) -> None:
        self.bucket = MemoryBucket()
        self.bucket.watch = lambda method, key: self._open.append(f"{method} {'/'.join(key.split('/')[:2])}")
        self._open: list[str] = []
        self.by_action: dict[str, Counter[str]] = defaultdict(Counter)

    def close(self, activation: Activation) -> None:
        """Charge the action that has just run."""
        self.by_action[activation.action].update(self._open)
        self._open.clear()

    def calls(self, *methods: str) -> int:
        """Returns how many requests with these methods the phones' actions made."""
        counts = [self.by_action[action] for action in ("twiml", "status")]
        return sum(number for count in counts for kind, number in count.items() if kind.split()[0] in methods)

    def __str__(self) -> str:
        lines = [f"{action}: {dict(sorted(count.items()))}" for action, count in sorted(self.by_action.items())]
        money = 1000 * (self.a * PRICE_A + self.b * PRICE_B)
        return "\n".join([*lines, f"with start and turns: A {self.a}, B {self.b}; ${money:.2f} for 1,000 handovers"])

    @property
    def a(self) -> int:
        return START_A + TURNS + self.calls("PUT", "LIST")

    @property
    def b(self) -> int:
        return START_B + self.calls("GET")


class SeparateContainers(World):
    """A world in which each action remembers only what it has read itself, as on a platform."""

    def _container(self, environ: Mapping[str, str]) -> Container:
        def context(settings: Settings) -> AppContext:
            storage = AppStorage(settings, self.agenda, self._storage.client)
            return AppContext(settings, self.agenda, storage, self._twilio)

        return Container(environ, context)


def test_a_handover_costs_at_most_32_writes_and_listings_and_44_reads() -> None:
    bill = Bill()
    parts = Parts(bucket=bill.bucket, storage_client=bill.bucket.client_on, watch=bill.close)
    with SeparateContainers("openwhisk", in_memory(parts)) as world:
        bill.bucket.put(world.bucket_name, keys.PROOF, b'{"proven":true}')
        ready(world, agents=(LetsRing(), TAKES_IT))
        start(world)
        finish(world, wait=10)
        handover = world.handover("session-1")
    assert (handover.state, handover.accepted_by) == (State.COMPLETED, 2)
    print(bill)
    assert bill.a <= MOST_A, str(bill)
    assert bill.b <= MOST_B, str(bill)


def test_a_turn_of_a_chat_is_one_write() -> None:
    bill = Bill()
    parts = Parts(bucket=bill.bucket, storage_client=bill.bucket.client_on, watch=bill.close)
    with SeparateContainers("openwhisk", in_memory(parts)) as world:
        session_id = ask_for_call(world).session_id
        world.agenda.advance(1)
        turns = world.storage().turns.of_session(session_id)
    assert bill.by_action["transcript"] == {"PUT v1/turn": len(turns)}, str(bill)
