"""What a page needs is read side by side."""

from __future__ import annotations

import pytest

from handover.services.storage import keys
from tests.fakes.bucket import CUT_BEFORE, MemoryBucket
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig
from tests.handover.signing import with_secret
from tests.rounds import Counter


def test_the_viewer_and_the_availability_are_read_at_once(rig: Rig, counter: Counter) -> None:
    deployment = Deployment(with_secret(rig), make_context=counter.contexts(rig.app_for))
    browser = Browser(deployment).sign_in("anna")
    browser.get("now")
    with counter.counting() as count:
        browser.get("now")
    assert "On duty: Available" in browser.words
    assert count.kinds == {"GET v1/seat": 1, "LIST v1/switch": 2}
    assert count.rounds == 2


def test_the_script_of_a_page_does_not_read_the_availability(rig: Rig, counter: Counter) -> None:
    deployment = Deployment(with_secret(rig), make_context=counter.contexts(rig.app_for))
    browser = Browser(deployment).sign_in("anna")
    with counter.counting() as count:
        browser.json("now")
    assert keys.SWITCHES not in [sent.target for sent in count.sent]


@pytest.mark.parametrize(("part", "status"), [("v1/switch/", 200), ("v1/seat/", 503)])
def test_only_the_page_whose_viewer_cannot_be_read_is_refused(
    browser: Browser, part: str, status: int, rig: Rig
) -> None:
    browser.sign_in("anna").get("now")
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(CUT_BEFORE, lambda _, key: key.startswith(part) and not key.startswith(keys.LIVE), times=None)
    browser.get("now")
    assert browser.shown.status == status
