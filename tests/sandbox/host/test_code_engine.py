"""Code Engine's side of a call: the function's arguments, and the response for its result."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.host.code_engine import LONGEST_URL, MOST_BYTES, CodeEngine, function_arguments
from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpRequest, HttpResponse

HOST = CodeEngine({"HASH_KEY": "set"})
URL = HOST.url("webhook")
SENT = {"accept": "*/*", "USER-AGENT": "curl/7.58.0", "x-request-id": "d03a1af0", "Host": "ignored.test"}
SEEN = {"Accept": "*/*", "User-Agent": "curl/7.58.0", "X-Request-Id": "d03a1af0"}
FORM = "application/x-www-form-urlencoded"


def answered(result: Any) -> HttpResponse:
    return HOST.response(Run(result), HttpRequest("POST", URL), "a1")


def args_of(method: str, query: str = "", kind: str = "", body: bytes = b"") -> dict[str, Any]:
    headers = {**SENT, "content-type": kind} if kind else SENT
    return HOST.arguments(HttpRequest(method, URL + query, headers, body), "/")


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        (args_of("GET"), {"__ce_method": "GET", "__ce_path": "/", "__ce_headers": SEEN}),
        (
            args_of("GET", "?planet1=Mars&planet2=Jupiter"),
            {
                "planet1": "Mars",
                "planet2": "Jupiter",
                "__ce_method": "GET",
                "__ce_path": "/",
                "__ce_headers": SEEN,
                "__ce_query": "planet1=Mars&planet2=Jupiter",
            },
        ),
        (
            args_of("POST", kind=FORM, body=b"planet1=Mars&planet2=Jupiter"),
            {
                "__ce_method": "POST",
                "__ce_path": "/",
                "__ce_headers": {**SEEN, "Content-Type": FORM, "Content-Length": "28"},
                "__ce_body": "planet1=Mars&planet2=Jupiter",
            },
        ),
        (
            args_of(
                "POST",
                "?planet2=Venus&planet3=Uranus",
                "application/json",
                b'{"planet1": "Mars", "planet2": "Jupiter"}',
            ),
            {
                "planet1": "Mars",
                "planet2": "Jupiter",
                "planet3": "Uranus",
                "__ce_method": "POST",
                "__ce_path": "/",
                "__ce_headers": {**SEEN, "Content-Type": "application/json", "Content-Length": "41"},
                "__ce_query": "planet2=Venus&planet3=Uranus",
                "__ce_body": "eyJwbGFuZXQxIjogIk1hcnMiLCAicGxhbmV0MiI6ICJKdXBpdGVyIn0=",
            },
        ),
    ],
    ids=["example 3", "example 4", "example 5", "example 7"],
)
def test_the_documents_examples_come_out_as_printed(given: dict[str, Any], seen: dict[str, Any]) -> None:
    assert given == seen


@pytest.mark.parametrize(
    ("kind", "body", "seen"),
    [
        ("text/plain", b"This is text", "This is text"),
        ("application/octet-stream", b"\x00\xff", "AP8="),
        ("application/xml", b"<a/>", "PGEvPg=="),
        ("application/json", b"[1]", "WzFd"),
        ("", b"[1]", "WzFd"),
    ],
)
def test_bodies_travel_by_their_content_type(kind: str, body: bytes, seen: str) -> None:
    args = args_of("POST", kind=kind, body=body)
    assert args["__ce_body"] == seen
    assert all(name.startswith("__ce_") for name in args)


def test_form_fields_are_unfolded_only_in_the_old_edition() -> None:
    request = HttpRequest("POST", URL, {"content-type": FORM}, b"Digits=1")
    assert "Digits" not in function_arguments(request, "/")
    assert function_arguments(request, "/", unfolds_forms=True)["Digits"] == "1"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HttpRequest("POST", URL, {"content-type": "application/json"}, b"{"), 400),
        (HttpRequest("POST", URL, {}, b"a=1"), 400),
        (HttpRequest("POST", URL, {"content-type": "application/json"}, b'{"__ce_body": "mine"}'), 400),
        (HttpRequest("GET", URL + "?__ce_method=POST"), 400),
        (HttpRequest("POST", URL, {"content-type": "text/plain"}, b"x" * (MOST_BYTES + 1)), 413),
        (HttpRequest("GET", URL + "?" + "x" * LONGEST_URL), 414),
    ],
)
def test_what_never_reaches_a_function(request_: HttpRequest, status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        HOST.arguments(request_, "/")
    answer = HOST.refusal(refused.value, "a1")
    assert answer.status == status
    assert "x-faas-actionstatus" not in answer.headers


def test_a_cron_event_is_a_post_with_its_data_under_body() -> None:
    args = HOST.event({"run": "all"}, "a1", datetime(2026, 11, 22, tzinfo=UTC))
    assert (args["__ce_method"], args["body"]) == ("POST", {"run": "all"})
    assert args["__ce_headers"]["Ce-Type"] == "dev.knative.sources.ping"
    assert args["__ce_headers"]["Ce-Time"] == "2026-11-22T00:00:00+00:00"
    assert "__ce_body" not in args


@pytest.mark.parametrize(
    ("result", "content_type", "body"),
    [
        ({"headers": {"Content-Type": "text/xml; charset=utf-8"}, "body": "<a/>"}, "text/xml; charset=utf-8", b"<a/>"),
        ({"headers": {"Content-Type": "application/json"}, "body": {"a": 1}}, "application/json", b'{"a": 1}'),
        ({"body": "plain"}, "text/plain; charset=utf-8", b"plain"),
        ({"headers": {"content-type": "image/png"}, "body": "iQ=="}, "image/png", b"\x89"),
        ({"headers": {"content-type": "text/html", "X-L": ["a", "b"]}, "body": ""}, "text/html", b""),
    ],
)
def test_a_function_s_result_becomes_a_message(result: Any, content_type: str, body: bytes) -> None:
    answer = answered({"statusCode": 201, **result})
    assert (answer.status, answer.headers["content-type"], answer.body) == (201, content_type, body)
    assert answer.headers["x-faas-actionstatus"] == "201"


@pytest.mark.parametrize(
    "result",
    [
        None,
        [1],
        {"body": "no status"},
        {"statusCode": "200", "body": "x"},
        {"statusCode": True, "body": "x"},
        {"statusCode": 199, "body": "x"},
        {"statusCode": 600, "body": "x"},
        {"statusCode": 200, "headers": [], "body": "x"},
        {"statusCode": 200, "headers": {"X Y": "1"}, "body": "x"},
        {"statusCode": 200, "headers": {"X": 1}, "body": "x"},
        {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": '{"a": 1}'},
        {"statusCode": 200, "headers": {"Content-Type": "text/xml"}, "body": {"a": 1}},
        {"statusCode": 200, "headers": {"Content-Type": "application/xml"}, "body": "<a/>"},
    ],
)
def test_a_result_the_documents_do_not_allow_is_422(result: Any) -> None:
    answer = answered(result)
    assert answer.status == 422
    assert "x-faas-actionstatus" not in answer.headers


def test_an_answer_too_large_is_416_and_one_too_late_299() -> None:
    assert answered({"statusCode": 200, "body": "x" * (MOST_BYTES + 1)}).status == 416
    assert HOST.overdue("a1").status == 299
