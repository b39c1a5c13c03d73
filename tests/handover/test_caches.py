"""No caller can make a cache grow: 10,000 made-up names, languages, time zones and numbers leave all of them small."""

from __future__ import annotations

import functools
import gc
from contextlib import suppress
from urllib.parse import quote

import pytest

from handover.core.desk import config
from handover.core.desk.own_number import read_own_number
from handover.core.i18n import choose
from handover.core.phone_numbers import PhoneNumberError, read
from handover.core.time_zones import UnknownZoneError, zone
from handover.pages import assets
from tests.handover.actions.dashboard.conftest import deployment as deployment
from tests.handover.deployment import Deployment
from tests.handover.rig import DESK

MANY = 10_000
#: Files, languages and what is made once: no more than this is ever in one of our caches.
BOUND = 60
#: Entries of a cache that bounds itself: single characters, names of events.
SMALL = 4096


def ours() -> dict[str, int]:
    """Returns how many entries each cache of the bundle has that has no small bound of its own."""
    gc.unfreeze()  # what tests/conftest.py froze is not among the objects
    caches = [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]
    # A library's cache may have no name.
    named = [(f"{getattr(cache, '__module__', '')}.{getattr(cache, '__qualname__', '')}", cache) for cache in caches]
    grows = [(name, cache.cache_info()) for name, cache in named if name.startswith("handover.")]
    return {name: info.currsize for name, info in grows if info.maxsize is None or info.maxsize > SMALL}


def test_there_are_caches_to_look_at() -> None:
    assets.address("desk.css")
    assert "handover.pages.assets.address" in ours()


def test_made_up_files_are_not_remembered() -> None:
    for n in range(MANY):
        assert assets.find(f"{n}.css") is None
    assert assets.find("../templates/base.html") is None
    assert max(ours().values()) <= BOUND


def test_made_up_languages_and_zones_are_not_remembered() -> None:
    for n in range(MANY):
        choose(f"x{n}")
    for n in range(MANY // 10):
        with pytest.raises(UnknownZoneError):
            zone(f"Nowhere/{n}")
    assert max(ours().values()) <= BOUND


def test_numbers_are_not_remembered() -> None:
    found = config.read(DESK)
    for n in range(200):
        with suppress(PhoneNumberError):
            read(f"+4930{n}", ("DE",))
        with suppress(PhoneNumberError):
            read_own_number(f"+4930{n}", found)
    assert max(ours().values()) <= BOUND


@pytest.mark.slow
def test_a_stranger_grows_no_cache(deployment: Deployment) -> None:
    for n in range(MANY):
        long = quote(f"{n}" * 50)
        deployment.send("dashboard", "GET", f"asset={long}.css&v={n}", {"accept-language": f"x{n}"})
        if n % 20 == 0:
            deployment.send(
                "dashboard", "GET", f"view={long}&h={long}", {"accept-language": f"x{n}", "cookie": f"handover={n}"}
            )
            deployment.send("twiml", "POST", f"step=sorry&l={n}", {}, f"a={n}".encode())
    assert max(ours().values()) <= BOUND
