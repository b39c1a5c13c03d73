"""OpenWhisk's side of a call: the action's arguments, and the response for its result."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.host.contract import RefusedError, Run, read_result
from sandbox.host.openwhisk import MOST_BYTES, OpenWhisk, raw_arguments, rendered_again
from sandbox.net import HttpRequest, HttpResponse

HOST = OpenWhisk({"HASH_KEY": "bound"}, "https://openwhisk.test", private=frozenset({"scheduler"}))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = HOST.url("webhook")


def answered(result: Any, accept: str = "") -> HttpResponse:
    headers = {"Accept": accept} if accept else {}
    return HOST.response(Run(result), HttpRequest("POST", URL, headers), "a1")


def test_a_raw_call_carries_the_documented_keys_beside_the_bound_settings() -> None:
    request = HttpRequest("POST", URL + "?name=Jane", {"Content-Type": "application/json"}, b'{"name":"Jane"}')
    assert HOST.arguments(request, "") == {
        "HASH_KEY": "bound",
        "__ow_method": "post",
        "__ow_headers": {"content-type": "application/json", "host": "172.17.0.1"},
        "__ow_path": "",
        "__ow_query": "name=Jane",
        "__ow_body": "eyJuYW1lIjoiSmFuZSJ9",
    }


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("foo=1&bar=2", "foo=1&bar=2"),
        ("a=x%20y", "a=x+y"),
        ("a=x+y&b=1%2B1", "a=x+y&b=1%2B1"),
        ("p=a%2fb;c", "p=a/b%3Bc"),
        ("a&a=&a=1&a=1", "a&a=&a=1&a=1"),
        ("n=%c3%bc~-._!$'()*,:@?", "n=%C3%BC~-._!$'()*,:@?"),
        ("", ""),
    ],
)
def test_a_query_is_rendered_again(sent: str, seen: str) -> None:
    assert rendered_again(sent) == seen


@pytest.mark.parametrize(
    ("content_type", "body", "seen_type", "seen_body"),
    [
        ("application/x-www-form-urlencoded; charset=UTF-8", b"a=%2B1", "application/x-www-form-urlencoded", "a=%2B1"),
        ("text/plain;charset=utf-8", "grüße".encode(), "text/plain; charset=UTF-8", "grüße"),
        ("application/xml", b"<a/>", "application/xml; charset=UTF-8", "<a/>"),
        ("application/json; charset=utf-8", b"{", "application/json", base64.b64encode(b"{").decode()),
        ("image/png", b"\x89", "image/png", "iQ=="),
    ],
)
def test_bodies_travel_by_their_content_type(content_type: str, body: bytes, seen_type: str, seen_body: str) -> None:
    args = raw_arguments(HttpRequest("POST", URL, {"CONTENT-TYPE": content_type, "Content-Length": "9"}, body), "")
    assert args["__ow_headers"] == {"content-type": seen_type, "host": "172.17.0.1"}
    assert args["__ow_body"] == seen_body


def test_a_body_without_a_type_comes_in_base64_and_an_empty_one_as_nothing() -> None:
    assert raw_arguments(HttpRequest("POST", URL, {}, b"x"), "")["__ow_body"] == "eA=="
    assert raw_arguments(HttpRequest("GET", URL), "/a")["__ow_body"] == ""


@pytest.mark.parametrize(
    ("request_", "path", "status"),
    [
        (HttpRequest("BREW", URL), "", 405),
        (HttpRequest("POST", URL, {}, b"x" * (MOST_BYTES + 1)), "", 413),
        (HttpRequest("GET", URL), ".pdf", 406),
        (HttpRequest("OPTIONS", URL), "", 200),
    ],
)
def test_what_never_reaches_an_action(request_: HttpRequest, path: str, status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        HOST.arguments(request_, path)
    answer = HOST.refusal(refused.value, "a1")
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, "*")


def test_an_alarm_brings_plain_parameters_only() -> None:
    assert HOST.event({"run": "all"}, "a1", NOON) == {"HASH_KEY": "bound", "run": "all"}


@pytest.mark.parametrize(
    ("result", "status", "content_type", "body"),
    [
        ({"headers": {"Content-Type": "text/xml; charset=utf-8"}, "body": "<a/>"}, 200, "text/xml", b"<a/>"),
        ({"statusCode": "201", "body": {"a": 1}}, 201, "application/json", b'{"a": 1}'),
        ({"body": "<p>"}, 200, "text/html", b"<p>"),
        (
            {"headers": {"content-type": "application/json"}, "body": "eyJhIjoxfQ=="},
            200,
            "application/json",
            b'{"a":1}',
        ),
        ({"headers": {"content-type": "application/json"}, "body": '{"a":1}'}, 200, "application/json", b'{"a":1}'),
        ({"headers": {"Content-Type": "image/png"}, "body": "iQ=="}, 200, "image/png", b"\x89"),
        ({"statusCode": 204, "headers": {"Content-Type": "text/plain"}, "body": ""}, 204, "", b""),
        ({"unrelated": 1}, 204, "", b""),
        ({"error": {"statusCode": 418, "body": "tea"}, "statusCode": 200}, 418, "text/html", b"tea"),
        ({"error": {"reason": "projected, and empty"}}, 204, "", b""),
    ],
)
def test_an_action_s_result_becomes_a_message(result: Any, status: int, content_type: str, body: bytes) -> None:
    answer = answered(result)
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("content-type", "").partition(";")[0] == content_type
    assert answer.headers["x-openwhisk-activation-id"] == "a1"


@pytest.mark.parametrize(
    "result",
    [
        {"error": "a text"},
        [1, 2],
        {"statusCode": 2.5, "body": "x"},
        {"statusCode": "ok", "body": "x"},
        {"statusCode": True, "body": "x"},
        {"statusCode": 999, "body": "x"},
        {"headers": ["x"], "body": "x"},
        {"headers": {"X": {"no": "object"}}, "body": "x"},
        {"headers": {"Content-Type": "nonsense"}, "body": "x"},
        {"headers": {"Content-Type": "text/xml"}, "body": {"a": 1}},
        {"headers": {"Content-Type": "application/pdf"}, "body": "no base64!"},
        {"body": "x" * 1_048_577},
    ],
)
def test_a_result_that_is_no_message_is_400(result: Any) -> None:
    assert answered(result).status == 400


def test_header_values_may_be_numbers_and_lists() -> None:
    headers = answered({"headers": {"X-N": 1, "X-B": True, "X-L": ["a", 2]}, "body": "x"}).headers
    assert (headers["x-n"], headers["x-b"], headers["x-l"]) == ("1", "true", "a, 2")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/json", 406),
        ("text/*;q=0.5, application/json", 200),
        ("text/html;q=0", 406),
        ("TEXT/HTML", 200),
    ],
)
def test_an_answer_the_caller_does_not_accept_is_406(accept: str, status: int) -> None:
    assert answered({"body": "<p>"}, accept).status == status
    assert answered({"statusCode": 204}, accept).status == 204


@pytest.mark.parametrize("line", ["null", '"text"', "7", '{"a": NaN}', "{"])
def test_a_line_that_is_no_dictionary_or_array_is_a_failure_and_400(line: str) -> None:
    run = read_result(line)
    assert run.failure
    assert HOST.response(run, HttpRequest("POST", URL), "a1").status == 400


def test_an_answer_after_the_time_limit_says_not_ready() -> None:
    assert HOST.overdue("a1").status == 202
