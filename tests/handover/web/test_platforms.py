"""The arguments of both platforms become one Request: vectors from their documents, and derived from their code.

Each vector says where it is from: DOC is printed in a document, DERIVED follows from documented rules or source code.
"""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

import pytest
from twilio.request_validator import RequestValidator

from handover import web

JSON_BODY = b'{"action":"lookup","customer":"Ada","n":7}'
JSON_64 = "eyJhY3Rpb24iOiJsb29rdXAiLCJjdXN0b21lciI6IkFkYSIsIm4iOjd9"
FORM_BODY = "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
FORM_FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
FORM_TYPE = "application/x-www-form-urlencoded"
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
PLANETS = b'{"planet1": "Mars", "planet2": "Jupiter"}'


class Vector(NamedTuple):
    """Arguments as a platform passes them, and the request that they must become."""

    origin: str
    args: dict[str, Any]
    method: str
    query: str = ""
    body: bytes = b""
    path: str = "/"


def ow(method: str, headers: dict[str, str] | None = None, path: str = "", **more: Any) -> dict[str, Any]:
    return {"__ow_method": method, "__ow_headers": {"host": "172.17.0.1", **(headers or {})}, "__ow_path": path, **more}


def ce(method: str, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    named = {"Accept": "*/*", "User-Agent": "curl/7.58.0", "X-Request-Id": "d03a1af0", **(headers or {})}
    return {"__ce_method": method, "__ce_headers": named, "__ce_path": "/", **more}


JSON_IN = {"content-type": "application/json"}
FORM_IN = {"content-type": FORM_TYPE, "x-twilio-signature": SIGNATURE}
CE_FORM = {"Content-Type": FORM_TYPE + "; charset=UTF-8", "Content-Length": "97", "X-Twilio-Signature": SIGNATURE}

VECTORS = {
    # OpenWhisk, plain web action
    "plain json": Vector(
        "DERIVED",
        ow("post", JSON_IN, action="lookup", customer="Ada", n=7, BRIDGE_TOKEN="bound-default"),
        "POST",
        body=b'{"action": "lookup", "customer": "Ada", "n": 7}',
    ),
    "plain form, query mixed in": Vector(
        "DERIVED",
        ow("post", FORM_IN, foo="1", bar="2", **FORM_FIELDS),
        "POST",
        body=b"foo=1&bar=2&" + FORM_BODY.encode(),
    ),
    "plain get": Vector("DOC", ow("get", {"accept": "*/*"}, name="Jane"), "GET", query="name=Jane"),
    "plain empty post": Vector("DERIVED", ow("post"), "POST"),
    "plain json array": Vector("DERIVED", ow("post", JSON_IN, __ow_body=[1, 2]), "POST", body=b"[1, 2]"),
    "plain sub-path": Vector("DERIVED", ow("get", path="/calls/CA1"), "GET", path="/calls/CA1"),
    # OpenWhisk, raw web action (7.2)
    "raw json of the document": Vector(
        "DOC",
        ow("post", JSON_IN, __ow_query="name=Jane", __ow_body="eyJuYW1lIjoiSmFuZSJ9"),
        "POST",
        query="name=Jane",
        body=b'{"name":"Jane"}',
    ),
    "raw json": Vector("DERIVED", ow("post", JSON_IN, __ow_query="", __ow_body=JSON_64), "POST", body=JSON_BODY),
    "raw twilio form": Vector(
        "DERIVED",
        ow("post", FORM_IN, BRIDGE_TOKEN="bound-default", __ow_query="foo=1&bar=2", __ow_body=FORM_BODY),
        "POST",
        query="foo=1&bar=2",
        body=FORM_BODY.encode(),
    ),
    "raw get, query rendered again": Vector("DERIVED", ow("get", __ow_query="a=x+y", __ow_body=""), "GET", "a=x+y"),
    "raw get, a query that begins with a question mark": Vector(
        "DERIVED", ow("get", __ow_query="?a=1", __ow_body=""), "GET", "?a=1"
    ),
    "ce get, a query that begins with a question mark": Vector(
        "DERIVED", ce("GET", __ce_query="?a=1"), "GET", query="?a=1"
    ),
    "raw empty post": Vector("DOC", ow("post", __ow_query="", __ow_body=""), "POST"),
    # Code Engine (7.3)
    "ce json": Vector(
        "DERIVED",
        ce(
            "POST",
            {"Content-Type": "application/json", "Content-Length": "42"},
            action="lookup",
            customer="Ada",
            n=7,
            __ce_body=JSON_64,
            __ce_query="",
        ),
        "POST",
        body=JSON_BODY,
    ),
    "ce json, example 7": Vector(
        "DOC",
        ce(
            "POST",
            {"Content-Type": "application/json", "Content-Length": "41"},
            planet1="Mars",
            planet2="Jupiter",
            planet3="Uranus",
            __ce_body="eyJwbGFuZXQxIjogIk1hcnMiLCAicGxhbmV0MiI6ICJKdXBpdGVyIn0=",
        ),
        "POST",
        body=PLANETS,
    ),
    "ce twilio form": Vector(
        "DERIVED",
        ce("POST", CE_FORM, foo="1", bar="2", __ce_query="foo=1&bar=2", __ce_body=FORM_BODY),
        "POST",
        query="foo=1&bar=2",
        body=FORM_BODY.encode(),
    ),
    "ce form, example 5": Vector(
        "DOC",
        ce("POST", {"Content-Type": FORM_TYPE, "Content-Length": "28"}, __ce_body="planet1=Mars&planet2=Jupiter"),
        "POST",
        body=b"planet1=Mars&planet2=Jupiter",
    ),
    "ce form unfolded too, as in 2024": Vector(
        "DOC",
        ce("POST", CE_FORM, **FORM_FIELDS, __ce_body=FORM_BODY),
        "POST",
        body=FORM_BODY.encode(),
    ),
    "ce get, example 4": Vector(
        "DOC",
        ce("GET", planet1="Mars", planet2="Jupiter", __ce_query="planet1=Mars&planet2=Jupiter"),
        "GET",
        query="planet1=Mars&planet2=Jupiter",
    ),
    "ce empty get, example 3": Vector("DOC", ce("GET"), "GET"),
    "ce empty post": Vector("DERIVED", ce("POST"), "POST"),
    "ce empty post, blank body": Vector("DERIVED", ce("POST", {"Content-Length": "0"}, __ce_body=""), "POST"),
    "ce empty post, null body": Vector("DERIVED", ce("POST", __ce_body=None, __ce_query=None), "POST"),
    "ce text, example 8": Vector(
        "DOC", ce("POST", {"Content-Type": "text/plain"}, __ce_body="This is text"), "POST", body=b"This is text"
    ),
    "ce octets, example 9": Vector(
        "DOC",
        ce(
            "POST",
            {"Content-Type": "application/octet-stream", "Content-Length": "38"},
            __ce_body="VGhpcyBzdHJpbmcgaXMgdHJlYWRlZCBhcyBiaW5hcnkgZGF0YS4=",
        ),
        "POST",
        body=b"This string is treaded as binary data.",
    ),
    "ce cron event": Vector(
        "DOC",
        ce("POST", {"Ce-Type": "dev.knative.sources.ping", "Ce-Specversion": "1.0"}, body='{"run":"all"}'),
        "POST",
        body=b'{"run":"all"}',
    ),
    "ce cron event, parsed data": Vector(
        "DERIVED",
        ce("POST", {"Ce-Type": "dev.knative.sources.ping"}, body={"run": "all"}),
        "POST",
        body=b'{"run": "all"}',
    ),
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_every_known_shape_becomes_the_request_that_was_sent(vector: Vector) -> None:
    request = web.read(vector.args, {}).request
    assert (request.method, request.path, request.query) == (vector.method, vector.path, vector.query)
    assert request.body == vector.body


@pytest.mark.parametrize("name", ["raw twilio form", "ce twilio form"])
def test_twilios_own_signature_vector_holds_over_what_was_read(name: str) -> None:
    request = web.read(VECTORS[name].args, {}).request
    url = f"https://mycompany.com/myapp.php?{request.query}"
    assert RequestValidator("12345").validate(url, request.form, request.header("X-Twilio-Signature"))
    assert not RequestValidator("12346").validate(url, request.form, request.header("X-Twilio-Signature"))


def test_on_code_engine_no_caller_can_bring_a_setting() -> None:
    environ = {"CE_FUNCTION": "handover-webhook", "WEBHOOK_SECRET": "real"}
    forged: dict[str, Any] = {"TWILIO_AUTH_TOKEN": "mine", "WEBHOOK_SECRET": "mine", "__ow_query": "", "__ow_body": ""}
    for args in (forged, ce("POST", **forged), ce("GET", WEBHOOK_SECRET="mine", __ce_query="WEBHOOK_SECRET=mine")):
        incoming = web.read(args, environ)
        assert incoming.platform == "code-engine"
        assert dict(incoming.settings) == environ


def test_openwhisk_keys_from_a_code_engine_caller_do_not_become_the_request() -> None:
    args = ce("GET", __ow_method="post", __ow_path="/forged", __ow_body="forged", __ow_query="step=forged")
    request = web.read(args, {"CE_FUNCTION": "handover-twiml"}).request
    assert request == web.read(ce("GET"), {}).request


def test_on_openwhisk_settings_are_what_was_bound() -> None:
    args = ow("post", __ow_query="a=1", __ow_body="", HASH_KEY="bound", TWILIO_AUTH_TOKEN=12345, DASHBOARD_SECRET=None)
    incoming = web.read(args, {"__OW_ACTION_NAME": "/guest/handover/webhook"})
    assert incoming.platform == "openwhisk"
    assert incoming.settings == {"HASH_KEY": "bound", "TWILIO_AUTH_TOKEN": "12345", "DASHBOARD_SECRET": ""}


def test_a_plain_web_action_brings_no_settings_since_a_caller_may_have_sent_them() -> None:
    assert web.read(ow("post", WEBHOOK_SECRET="mine"), {}).settings == {}


def test_a_trigger_is_an_empty_post_with_the_bound_settings() -> None:
    incoming = web.read({"HASH_KEY": "bound", "run": "all"}, {"__OW_ACTION_NAME": "/guest/handover/scheduler"})
    assert incoming.request == web.Request("POST")
    assert incoming.settings["HASH_KEY"] == "bound"


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_header_names_come_in_any_case(name: str) -> None:
    request = web.read({"__ce_headers": {name: "Text/XML; charset=utf-8", "X-Many": ["a", "b"], "X-N": 7}}, {}).request
    assert request.content_type == "text/xml"
    assert (request.header("X-MANY"), request.header("x-n"), request.header("absent")) == ("a, b", "7", "")


@pytest.mark.parametrize(
    ("content_type", "given", "body"),
    [
        ("application/json", '{"a":1}', b'{"a":1}'),  # a host that does not encode
        ("application/cloudevents+json", base64.b64encode(b"{}").decode(), b"{}"),
        ("application/xml", "<a/>", b"<a/>"),  # text on OpenWhisk
        ("application/xml", base64.b64encode(b"<a/>").decode(), b"<a/>"),  # "all remaining types" on Code Engine
        ("text/plain", "QUJD", b"QUJD"),  # could be base64, is not
        (FORM_TYPE, "QUJD", b"QUJD"),
        ("", base64.b64encode(b"\x00\xff").decode(), b"\x00\xff"),
        ("", "grüße", "grüße".encode()),
        ("image/png", "QUJD\n", b"QUJD\n"),  # strict: no blanks inside base64
    ],
)
def test_the_body_is_decoded_by_its_content_type(content_type: str, given: str, body: bytes) -> None:
    for args in (
        {"__ce_headers": {"Content-Type": content_type}, "__ce_body": given},
        ow("post", {"content-type": content_type}, __ow_query="", __ow_body=given),
    ):
        assert web.read(args, {}).request.body == body


def test_a_result_is_valid_on_both_platforms() -> None:
    answers = [
        web.to_platform_result(web.json_response({"error": "inside"}, 401, {"WWW-Authenticate": "Basic"})),
        web.to_platform_result(web.xml("<Response/>")),
        web.to_platform_result(web.html("<p>", headers={"Set-Cookie": ["a=1", "b=2"]})),
        web.to_platform_result(web.text("no", 405)),
        web.to_platform_result(web.empty()),
        web.to_platform_result(web.redirect("?view=now")),
    ]
    for answer in answers:
        assert set(answer) == {"statusCode", "headers", "body"}
        assert json.loads(json.dumps(answer)) == answer
    types = [answer["headers"]["Content-Type"].partition(";")[0] for answer in answers]
    assert types == ["application/json", "text/xml", "text/html", "text/plain", "text/plain", "text/plain"]
    assert [answer["statusCode"] for answer in answers] == [401, 200, 200, 405, 204, 303]
    assert answers[0]["body"] == {"error": "inside"}
    assert answers[5]["headers"]["Location"] == "?view=now"
