"""Step `smoke` reports an action that accepts a request without credentials, or rejects a valid one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from operate import actions
from operate.deploy.smoke import CHECKS
from sandbox.net import HttpRequest, HttpResponse
from tests.operate.deploy.world import World
from tests.operate.standins.http import serving

NOT_A_STRANGER = ("X-Handover-Secret", "X-Twilio-Signature", "Authorization")


def _right(request: HttpRequest) -> HttpResponse:
    """The responses of the bundle's actions."""
    action = request.url.rpartition("/")[2].partition("?")[0]
    if action == "dashboard":
        signing_in = request.url.endswith("?view=signin")
        return HttpResponse(200, {}, b'<input name="token">') if signing_in else HttpResponse(303)
    if not set(NOT_A_STRANGER) & set(request.headers):
        return HttpResponse(401)
    bodies = {"webhook": b'{"ok":true,"status":"time"}', "twiml": b"<Response><Say/></Response>"}
    return HttpResponse(CHECKS[action].status, {}, bodies.get(action, b""))


@contextmanager
def _answering(made: World, web: Callable[[HttpRequest], HttpResponse]) -> Iterator[None]:
    with serving(web) as base:
        made.settings["PUBLIC_URL"] = base + "/{action}"
        yield


def test_actions_that_check_credentials_pass(fresh: World) -> None:
    with _answering(fresh, _right):
        said = fresh.step("smoke").said
    assert len(said) == 2 * 2 * len(actions.on_the_web())


def test_every_action_on_the_web_is_asked_in_its_own_way() -> None:
    assert set(CHECKS) == set(actions.on_the_web())


def test_a_dashboard_that_lets_strangers_see_the_desk_is_reported(fresh: World) -> None:
    def open_to_all(request: HttpRequest) -> HttpResponse:
        return HttpResponse(200, {}, b'<input name="token">') if "/dashboard" in request.url else _right(request)

    with _answering(fresh, open_to_all):
        assert "/dashboard?view=desk responded with 200" in fresh.problem("smoke")


def test_a_dashboard_without_its_secret_is_not_asked(fresh: World) -> None:
    del fresh.settings["DASHBOARD_SECRET"]
    with _answering(fresh, _right):
        said = fresh.step("smoke").said
    assert "  The action dashboard is not checked: it does not work without DASHBOARD_SECRET." in said
    assert not [line for line in said if "dashboard" in line and "DASHBOARD_SECRET" not in line]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (200, "responded with 200"),
        (404, "the action is not deployed: ./deploy.sh --only functions"),
        (429, "the host's rate limit is too low"),
        (500, "read its log"),
    ],
)
def test_an_action_that_sends_another_status_is_reported(fresh: World, status: int, sentence: str) -> None:
    with _answering(fresh, lambda _: HttpResponse(status)):
        assert sentence in fresh.problem("smoke")


def test_an_action_that_rejects_the_credentials_is_reported_with_both_causes(fresh: World) -> None:
    with _answering(fresh, lambda _: HttpResponse(403)):
        told = fresh.problem("smoke")
    assert "set PUBLIC_URL; otherwise deploy the functions again" in told


def test_another_program_behind_the_address_is_reported(fresh: World) -> None:
    def other(request: HttpRequest) -> HttpResponse:
        answer = _right(request)
        return HttpResponse(answer.status, {}, b"<html>parked</html>") if answer.status == 200 else answer

    with _answering(fresh, other):
        assert "is this the address of another program?" in fresh.problem("smoke")


def test_an_address_that_does_not_respond_is_reported(fresh: World) -> None:
    fresh.settings["PUBLIC_URL"] = "http://127.0.0.1:9/{action}"
    assert "cannot be reached" in fresh.problem("smoke")


def test_the_summary_tells_where_agents_sign_in_or_what_is_missing_for_that(fresh: World) -> None:
    address = fresh.settings["PUBLIC_URL"].replace("{action}", "dashboard")
    (said,) = [text for text in fresh.step("summary").said if "The actions" in text]
    assert f"For your agents, on any phone or computer:\n  {address}\n" in said
    del fresh.settings["DASHBOARD_SECRET"]
    (said,) = [text for text in fresh.step("summary").said if "The actions" in text]
    assert "does not work without DASHBOARD_SECRET" in said


def test_the_summary_names_every_address_and_no_secret(fresh: World) -> None:
    (said,) = [text for text in fresh.step("summary").said if "The actions" in text]
    for action in actions.on_the_web():
        assert fresh.settings["PUBLIC_URL"].replace("{action}", action) in said
    assert "43,200 runs of the scheduler" in said
    assert not any(fresh.settings[name] in said for name in ("WEBHOOK_SECRET", "TWILIO_AUTH_TOKEN", "HASH_KEY"))
