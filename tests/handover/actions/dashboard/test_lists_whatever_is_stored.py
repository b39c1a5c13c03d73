"""Every list shows what can be shown, whatever is stored: old shapes, odd values, damaged objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys, row_keys
from tests.handover.actions.dashboard.handovers import talked
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

DAY = "20261123"
HANDOVER = f"{DAY}-damaged-1"

_text = st.text(max_size=12) | st.sampled_from(["Ada", "+49 30 12345678", "\ud800", "<b>", "=1+1"])
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=5,
)
_at = st.sampled_from(
    [
        "2026-11-23T08:00:00+00:00",
        "2026-11-23T08:00:00",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59+00:00",
        "soon",
    ]
)
_request = _anything | st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("name", "reason", "channel", "details", "details_labels", "consent", "transcript", "phone_number"), _anything
    ),
)
_names = (
    "phone",
    "language",
    "time_limit",
    "reason",
    "limit",
    "sid",
    "status",
    "agents",
    "disposition",
    "follow_up",
    "rating",
)
_facts = _anything | st.fixed_dictionaries({}, optional={"wish": _request, **dict.fromkeys(_names, _anything)})
_body = st.fixed_dictionaries({}, optional={"at": _at | _anything, "facts": _facts}) | _anything
_event = st.tuples(st.sampled_from(EventKind), st.sampled_from(["", ".1", ".2", ".x", ".99999999999999"]))
_events = st.dictionaries(_event, _body.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=4), max_size=6)


@pytest.fixture
def lead(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def _views() -> list[tuple[str, dict[str, Any]]]:
    period: dict[str, Any] = {"from": "2026-11-22", "to": "2026-11-23"}
    return [
        ("now", {}),
        ("day", {}),
        ("day", {"chat": "damaged"}),
        ("lookback", period),
        ("lookback", {**period, "q": "ada"}),
        ("lookback", {**period, "format": "csv"}),
        ("desk", {}),
    ]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=_events)
@pytest.mark.slow
def test_no_stored_event_makes_a_list_fail_or_hides_a_handover(
    deployment: Deployment, events: dict[tuple[EventKind, str], bytes]
) -> None:
    rig = deployment.rig
    good = talked(rig, 1, name="Grace")
    rig.storage.handovers.mark_live(HANDOVER, rig.clock.now())
    for name in rig.server.objects(rig.bucket):
        if name.startswith((handover_keys.events(HANDOVER), row_keys.rows(DAY))):
            rig.storage.bucket.delete(name)
    for (kind, attempt), body in events.items():
        rig.server.put(rig.bucket, f"{handover_keys.events(HANDOVER)}{kind}{attempt}", body)
    fresh = Browser(Deployment(rig)).sign_in("anna")
    for view, query in _views():
        fresh.get(view, **query)
        assert fresh.shown.status == 200, (view, query, fresh.words)
        if view != "now" and "chat" not in query and "q" not in query and view != "desk":
            assert good in fresh.text


@pytest.mark.parametrize("kind", ["requested", "refused"])
@pytest.mark.parametrize(
    "request_", [None, [], "text", {"name": None}, {"name": ["x"], "consent": "yes", "details": 3}, {"transcript": 1}]
)
def test_a_request_of_any_shape_is_listed(lead: Browser, deployment: Deployment, kind: str, request_: Any) -> None:
    body = {"at": "2026-11-23T08:00:00+00:00", "facts": {"wish": request_, "reason": "closed"}}
    rig = deployment.rig
    rig.server.put(rig.bucket, f"{handover_keys.events(HANDOVER)}{kind}", json.dumps(body).encode())
    assert HANDOVER in lead.get("day")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"by": 3, "at": "soon"}', b'{"at": null}'])
def test_a_damaged_flag_or_heartbeat_leaves_the_desk_page(lead: Browser, deployment: Deployment, body: bytes) -> None:
    rig = deployment.rig
    rig.storage.availability.set_away("ben", True, "anna", rig.clock.now())
    for name in (keys.PAUSED, keys.HEARTBEAT, rig.storage.keys.away("ben")):
        rig.server.put(rig.bucket, name, body)
    assert "The desk is paused." in lead.get("desk")
    assert lead.shown.status == 200
    assert "Away since" in lead.words
