"""One token serves all requests: fetched once, kept while it is valid, and its failure known in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from handover.services.storage.iam import Token, TokenError, auth_function
from tests.handover.rig import HandClock, at_once
from tests.handover.stub import Reply, Stub, as_json, refusing_url


class Iam:
    """Returns numbered tokens, and fails as often as planned."""

    def __init__(self, expires_in: Any = 3600, failures: int = 0) -> None:
        self.fetches = 0
        self._answer = {"expires_in": expires_in}
        self._failures = failures

    def __call__(self) -> dict[str, Any]:
        self.fetches += 1
        if self.fetches <= self._failures:
            raise TokenError("IAM gave no token.")
        return {"access_token": f"token-{self.fetches}", **self._answer}


class TestKeepingAToken:
    def test_it_is_kept_until_five_minutes_before_it_ends(self) -> None:
        clock, iam = HandClock(), Iam()
        token = Token(iam, clock)
        assert token.get_token() == "token-1"
        clock.step(3600 - 300 - 1)
        assert token.get_token() == "token-1"
        clock.step(2)
        assert token.get_token() == "token-2"
        assert iam.fetches == 2

    def test_a_token_without_an_expiry_lasts_an_hour(self) -> None:
        clock, iam = HandClock(), Iam(expires_in=None)
        token = Token(iam, clock)
        token.get_token()
        clock.step(3290)
        token.get_token()
        assert iam.fetches == 1

    def test_a_token_that_expires_soon_is_still_used(self) -> None:
        token = Token(Iam(expires_in=60), HandClock())
        assert token.get_token() == "token-1"

    def test_twenty_requests_at_once_wait_for_one_fetch(self) -> None:
        begun = threading.Event()
        iam = Iam()

        def slow() -> dict[str, Any]:
            begun.wait(0.1)
            return iam()

        token = Token(slow, HandClock())
        assert at_once([token.get_token] * 20) == ["token-1"] * 20
        assert iam.fetches == 1

    def test_a_failure_is_raised_to_all_that_wait_for_a_second(self) -> None:
        clock, iam = HandClock(), Iam(failures=1)
        token = Token(iam, clock)

        def ask() -> str:
            try:
                return token.get_token()
            except TokenError:
                return "none"

        assert at_once([ask] * 20) == ["none"] * 20
        assert iam.fetches == 1
        clock.step(1.1)
        assert token.get_token() == "token-2"

    def test_a_renewal_that_fails_is_a_failure_and_no_old_token(self) -> None:
        clock = HandClock()
        fetches: list[Callable[[], dict[str, Any]]] = [Iam(), Iam(failures=9)]
        token = Token(lambda: fetches[0](), clock)
        token.get_token()
        clock.step(3600)
        fetches.pop(0)
        with pytest.raises(TokenError):
            token.get_token()

    def test_a_renewal_that_fails_early_costs_no_request_and_is_tried_again_in_half_a_minute(self) -> None:
        clock = HandClock()
        working, away = Iam(), Iam(failures=1)
        fetches = [working]
        token = Token(lambda: fetches[0](), clock)
        token.get_token()
        clock.step(3600 - 299)
        fetches[0] = away
        assert [token.get_token() for _ in range(5)] == ["token-1"] * 5
        assert away.fetches == 1
        clock.step(31)
        assert token.get_token() == "token-2"

    def test_while_one_request_renews_it_the_others_use_the_token_that_is_still_good(self) -> None:
        clock, renewing, others_done = HandClock(), threading.Event(), threading.Event()
        iam = Iam()

        def fetch() -> dict[str, Any]:
            if iam.fetches:
                renewing.set()
                others_done.wait(20)
            return iam()

        token = Token(fetch, clock)
        token.get_token()
        clock.step(3600 - 299)
        got: list[str] = []
        renews = threading.Thread(target=lambda: got.append(token.get_token()))
        other = threading.Thread(target=lambda: got.append(token.get_token()))
        renews.start()
        assert renewing.wait(20)
        other.start()
        other.join(2)
        others_done.set()
        renews.join(20)
        other.join(20)
        assert got == ["token-1", "token-2"]


class TestFetchingAToken:
    def test_a_token_is_fetched_with_the_key(self) -> None:
        with Stub(lambda _: as_json({"access_token": "t", "expires_in": 60})) as stub:
            assert auth_function("key", stub.url)()["access_token"] == "t"
            assert stub.requests[0].form["apikey"] == ["key"]
            assert stub.requests[0].headers["Accept"] == "application/json"

    @pytest.mark.parametrize(
        ("reply", "says"),
        [
            (as_json({"errorMessage": "no such key: key"}, 400), r"status 400\); check COS_API_KEY"),
            (as_json({"errorCode": "BXNIM0415E"}, 400), r"status 400, BXNIM0415E\); check COS_API_KEY"),
            (as_json({"access_token": ""}), "status 200"),
            (as_json(["access_token"]), "status 200"),
            (Reply(503, b"busy"), r"status 503\)\.$"),
            (Reply(200, b"<html>"), "JSONDecodeError"),
            (Reply(cut=True), "RemoteDisconnected"),
        ],
    )
    def test_no_token_is_one_sentence_without_the_key(self, reply: Reply, says: str) -> None:
        with Stub(lambda _: reply) as stub, pytest.raises(TokenError, match=says) as error:
            auth_function("key-that-nobody-may-read", stub.url)()
        assert "nobody" not in str(error.value)
        assert len(stub.requests) == 1

    def test_an_unreachable_iam_is_reported_at_once(self) -> None:
        began = time.monotonic()
        with pytest.raises(TokenError, match="ConnectionRefusedError"):
            auth_function("key", refusing_url())()
        assert time.monotonic() - began < 5
