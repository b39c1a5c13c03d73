"""An agent's browser at a desk with many stored handovers, and the storage requests that its pages cost.

Each page is opened by a new container, which remembers nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime, time
from functools import partial
from io import StringIO
from typing import Any

from bench import stored
from handover.deadline import Deadline
from handover.runtime import Container
from handover.services.storage import AppStorage
from handover.services.telephony import TwilioClient
from handover.settings import read
from handover.usecases.context import AppContext
from sandbox.browser import Browser
from sandbox.host import FunctionHost, Inline
from sandbox.world import World

#: The time of the world: on the day of the newest handovers, after they are over.
NOW = datetime.combine(stored.DAY, time(17), UTC)

#: The pages. `{handover}` is one of the day's handovers, at each opening another one: each view of a page is recorded, and
#: the next one reads that.
PAGES: Mapping[str, str] = {
    "a day's list": f"?view=day&date={stored.DAY}",
    "the live list": "?view=now",
    "a handover's page": "?view=handover&h={handover}",
}
_CODE = re.compile(r"\b[0-9]{6}\b")


class FullDesk:
    """The first agent's browser in a world whose bucket has `per_day` handovers on its last day.

    `client` returns the storage client of all containers.
    """

    def __init__(self, world: World, client: Callable[[], Any], per_day: int) -> None:
        self._world, self._client = world, client
        self._settings = read(world.settings, {})
        self._cookie = _signed_in(world)
        self._handovers = map(stored.handover, itertools.cycle(range(per_day)))

    def open(self, page: str) -> str:
        """Opens a page, by its name in PAGES. Returns its visible text."""
        host = FunctionHost("openwhisk", self._world.settings, Inline(self._container), now=self._world.agenda.now)
        browser = Browser(host)
        browser.cookie = self._cookie
        with redirect_stdout(StringIO()):  # the log
            view = PAGES[page].format(handover=next(self._handovers))
            browser.open(f"{self._world.host.url('dashboard')}{view}")
        if browser.shown.status != 200:
            raise RuntimeError(f"{page}: status {browser.shown.status}")
        return browser.words

    def requests(self, taken: Callable[[], Sequence[str]]) -> dict[str, list[str]]:
        """Returns the storage requests of each page. `taken` returns those since it was last called, like `LIST v1/switch/`.

        The first opening of a day's list stores what later ones read. So each page is opened once before.
        """
        found = {}
        for page in PAGES:
            self.open(page)
            taken()
            self.open(page)
            found[page] = list(taken())
        return found

    def list(self, prefixes: Sequence[str]) -> None:
        """Requests the names under each prefix, side by side, and reads them: what is in no page's power."""
        storage = self._storage().within(Deadline(self._world.agenda, 30))
        storage.in_parallel(*[partial(storage.bucket.names, prefix) for prefix in prefixes])

    def _storage(self) -> AppStorage:
        return AppStorage(self._settings, self._world.agenda, self._client)

    def _container(self, environ: Mapping[str, str]) -> Container:
        context = AppContext(self._settings, self._world.agenda, self._storage(), TwilioClient(self._settings))
        return Container(environ, lambda _: context)


def _signed_in(world: World) -> str:
    """Signs the first agent in. Returns the browser's cookie."""
    browser = Browser(world.web)
    with redirect_stdout(StringIO()):
        browser.open(f"{world.host.url('dashboard')}?view=signin")
        browser.submit(number=world.desk["agents"][0]["phone"])
        world.agenda.advance(10)
        found = _CODE.search(world.agents[0].messages[-1].body)
        assert found
        browser.submit(code=found[0])
    return browser.cookie
