"""What one handover costs in storage: a chat of 12 turns, an agent who lets it ring, one who takes it, and all callbacks.

Class A are writes and listings, class B reads; deleting is free. The chat's and the phones' requests count. What runs
whether or not anybody calls does not: the scheduler, and what agents look at.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sandbox.host import Activation
from sandbox.twilio import LetsRing
from sandbox.world import Parts
from tests.fakes.bucket import MemoryBucket
from tests.scenarios.conftest import MakeWorld
from tests.scenarios.people import TAKES_IT, finish, ready, start

_TURNS = 12


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


def test_x(make_world: MakeWorld) -> None:
    bill = Bill()
    world = ready(make_world(Parts(bucket=bill.bucket, storage_client=bill.bucket.client_on, watch=bill.close)), agents=(LetsRing(), TAKES_IT))
    start(world, session="other", number="nonsense")
    bill.by_action.clear()
    start(world)
    finish(world)
    for action, counts in bill.by_action.items():
        print(action, sum(v for k, v in counts.items() if k[0] in "PL"), counts["GET"], dict(counts))
    print({k: v for k, v in world.bucket.objects(world.bucket_name).items() }.keys())
    print(world.handover("session-1").state)
