"""Whatever arrives, in either platform's shape, gets an answer of its caller's kind: never 5xx and never a secret. Most
requests carry a right credential, so that they are read."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from xml.etree import ElementTree

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from handover.actions.commands import COMMANDS as CARRIED_OUT
from handover.actions.dashboard.routes import ROUTES
from handover.actions.twiml import ALL_STEPS
from handover.runtime import Container
from handover.services.signed_tokens import sign
from handover.web.request import well_formed
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.deployment import FORM, environ
from tests.handover.rig import ANNA, HASH_KEY, SECRET, STORAGE_SECRET, TOKEN, Rig, call_request

SECRETS = (SECRET, TOKEN, HASH_KEY, STORAGE_SECRET, DASHBOARD_SECRET)
ACTIONS = ("webhook", "twiml", "status", "transcript", "dashboard", "scheduler")
HID = "20261123-aaaaaaaaaaaaaaaaaaaaaaaa-1"

NASTY = [
    "", "0", "-1", "1" * 5000, "٣", "１", "²", "1.5", "1e999", "NaN", "inf", "null", "true",
    "\ud800", "\udfff\ud800", "a\udc00b", "\x00", "\x07", "\r\nSet-Cookie: a=b", "\u2028", "\ufffe", "🙂", "ä" * 300,
    "%", "%zz", "%ed%a0%80", "%00", "+", "&&&", "=", "../../desk.json", "{", "[" * 3000, "<script>", "{{7*7}}", "%s{0}",
    "99999999-a", "00000000-a-1", HID, "+493012345671", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "9999-12-31", "0001-01-01", "x" * 20000,
]  # fmt: skip

texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=30))
NAMES = {
    "twiml": ["step", "h", "a", "l", "d", "o", "p", "t", "Digits", "To", "CallSid", "DialCallStatus", "DialBridged",
              "RecordingSid", "bodySHA256"],
    "status": ["kind", "h", "a", "CallStatus", "AnsweredBy", "RecordingStatus", "Timestamp", "CallDuration", "CallSid"],
    "dashboard": ["view", "asset", "h", "t", "page", "lines", "mark", "format", "from", "to", "date", "back", "told",
                  "number", "code", "do", "disposition", "notes", "follow_up", "once", "callback", "sort", "q", "agent"],
}  # fmt: skip
WORDS = {
    "step": sorted(ALL_STEPS),
    "kind": ["customer", "agent", "amd", "recording", "inbound"],
    "view": sorted(ROUTES),
    "format": ["json", "csv"],
    "h": [HID],
    "CallStatus": ["ringing", "in-progress", "completed", "queued"],
    "do": ["call", "everywhere", "wrap_up", "number", "on", "off"],
}
COMMANDS = [*CARRIED_OUT, "x"]
PARAMETERS = ["action", "session_id", "phone_number", "language", "name", "reason", "details", "consent", "transcript",
              "timezone", "channel", "user_id", "at"]  # fmt: skip

METHODS = st.sampled_from(["GET", "POST"])
ODD_METHODS = st.sampled_from(["HEAD", "PUT", "DELETE", "OPTIONS", "", "gEt", "\ud800"])

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)


@st.composite
def fields(draw: st.DrawFn, action: str) -> list[tuple[str, str]]:
    """Returns fields of a query or form: mostly known names, with right and with odd values, some of them twice."""
    names = NAMES.get(action, PARAMETERS)
    chosen = draw(st.lists(st.one_of(st.sampled_from(names), texts), max_size=6))
    return [(name, draw(st.one_of(st.sampled_from(WORDS.get(name, [""])), texts))) for name in chosen]


def encoded(pairs: list[tuple[str, str]], raw: bool) -> str:
    """Returns the fields as a query; `raw` leaves everything as it is, as no browser would."""
    if raw:
        return "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join(f"{quote(n, errors='replace')}={quote(v, errors='replace')}" for n, v in pairs)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Returns an action, a platform, and the arguments that the platform passes."""
    action, platform = draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(["openwhisk", "code-engine"]))
    usual = draw(st.integers(0, 5)) > 0
    method = "POST" if usual and action in ("webhook", "transcript") else draw(METHODS if usual else ODD_METHODS)
    query = encoded(draw(fields(action)), not usual)
    headers: dict[str, Any] = {
        name: draw(texts)
        for name in draw(
            st.lists(
                st.sampled_from(
                    ["cookie", "accept-language", "authorization", "authentication", "x-twilio-signature", "host",
                     "x-handover-secret", "sec-fetch-site", "if-none-match", "x-forwarded-host", "\ud800"]
                ),
                max_size=4,
            )
        )
    }  # fmt: skip
    kind = draw(
        st.sampled_from([FORM, FORM, "application/json", "", "text/plain", "multipart/form-data; boundary=x", "\ud800"])
    )
    headers["content-type"] = kind
    body: Any
    if action in ("webhook", "transcript"):
        headers["content-type"] = draw(st.sampled_from(["application/json", kind]))
        value: Any = draw(json_values)
        if draw(st.booleans()):
            value = {name: draw(json_values) for name in draw(st.lists(st.sampled_from(PARAMETERS), max_size=6))}
            value["action"] = draw(st.sampled_from(COMMANDS))
        body = json.dumps(value)
    else:
        body = encoded(draw(fields(action)), not usual)
    if draw(st.integers(0, 3)):
        if usual and action not in ("webhook", "transcript"):
            headers["content-type"] = FORM
        headers.update(credentials(action, method, query, headers, body, draw(st.booleans())))
        body = "token=" + form_token() + "&" + body if action == "dashboard" else body
    sent: Any = body
    if headers["content-type"] == "application/json":
        sent = base64.b64encode(body.encode(errors="replace")).decode()
    mark = "__ow_" if platform == "openwhisk" else "__ce_"
    args: dict[str, Any] = {
        f"{mark}method": method,
        f"{mark}query": query,
        f"{mark}headers": headers,
        f"{mark}body": sent,
    }
    args[f"{mark}path"] = draw(texts)
    if draw(st.integers(0, 9)) == 0:
        args[draw(st.sampled_from(list(args)))] = draw(json_values)  # of a type that no platform's document names
    extra = draw(st.dictionaries(texts, json_values, max_size=2)) if platform == "code-engine" else {}
    return action, platform, {**extra, **args}


def form_token() -> str:
    return sign(SETTINGS[0], "form", "a-sign-in")


SETTINGS: list[Any] = []


def credentials(action: str, method: str, query: str, headers: dict[str, Any], body: str, lead: bool) -> dict[str, Any]:
    """Returns the headers of a caller that may come in."""
    if action == "webhook":
        return {"authorization": f"Bearer {SECRET}"}
    if action == "transcript":
        return {"authorization": jwt.encode({}, SECRET, algorithm="HS256")}
    if action == "dashboard":
        return {
            "cookie": f"handover={sign(SETTINGS[0], 'visitor', {'s': 'a-sign-in', 'agent': 'anna' if lead else 'ben'})}"
        }
    query = well_formed(query)
    url = f"https://handover.example.org/{action}" + (f"?{query.removeprefix('?')}" if query else "")
    form: dict[str, str] = {}
    if method.upper() == "POST" and headers["content-type"] in (FORM, ""):
        pairs = parse_qsl(well_formed(body), keep_blank_values=True, errors="replace")
        form = dict(pairs)
    return {"x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, form)}


def serve(rig: Rig, action: str, platform: str, args: dict[str, Any]) -> dict[str, Any]:
    settings_of = environ(rig.settings)
    if platform == "openwhisk":
        return Container({}, rig.app_for).serve(action, {**settings_of, **args})
    return Container({**settings_of, "CE_FUNCTION": f"x-{action}"}, rig.app_for).serve(action, args)


def check(action: str, result: dict[str, Any], printed: str) -> None:
    status, sent = result["statusCode"], json.dumps(result, ensure_ascii=False)
    sent.encode()
    assert status < 500, (action, result, printed)
    assert "Traceback" not in sent + printed
    assert not any(secret in sent + printed for secret in SECRETS)
    assert "error" not in result
    if action == "twiml" and status == 200:
        ElementTree.fromstring(result["body"])
    for value in result["headers"].values():
        assert "\n" not in str(value)


@pytest.fixture
def rig(rig: Rig) -> Rig:
    rig.change_settings(DASHBOARD_SECRET=DASHBOARD_SECRET)
    agents = [
        {"id": "anna", "name": "Anna", "phone": ANNA, "role": "lead"},
        {"id": "ben", "name": "Ben", "phone": "+493012345672"},
    ]
    rig.desk(agents=agents)
    SETTINGS[:] = [rig.settings]
    for agent in ("+493012345671", "+493012345672"):
        rig.storage.sign_ins.add(agent, "a-sign-in", rig.clock.now())
    facts = {"wish": call_request().as_record(), "language": "en", "time_limit": 3600, "owner": "x"}
    body = json.dumps({"at": rig.clock.now().isoformat(), "facts": facts}).encode()
    rig.server.put(rig.bucket, f"v1/day/20261123/{HID}/requested", body)
    return rig


_QUIET = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]


@settings(max_examples=80, deadline=None, suppress_health_check=_QUIET, derandomize=True)
@given(request=requests())
def test_any_request_gets_a_proper_answer(
    rig: Rig, capsys: pytest.CaptureFixture[str], request: tuple[str, str, dict[str, Any]]
) -> None:
    action, platform, args = request
    result = serve(rig, action, platform, args)
    check(action, result, capsys.readouterr().out)


@pytest.mark.slow
@settings(max_examples=700, deadline=None, suppress_health_check=_QUIET)
@given(request=requests())
def test_very_many_requests_get_a_proper_answer(
    rig: Rig, capsys: pytest.CaptureFixture[str], request: tuple[str, str, dict[str, Any]]
) -> None:
    action, platform, args = request
    result = serve(rig, action, platform, args)
    check(action, result, capsys.readouterr().out)


@pytest.mark.parametrize("platform", ["openwhisk", "code-engine"])
@pytest.mark.parametrize("action", ACTIONS)
def test_half_a_surrogate_pair_anywhere_is_refused_like_any_other(
    rig: Rig, capsys: pytest.CaptureFixture[str], action: str, platform: str
) -> None:
    mark = "__ow_" if platform == "openwhisk" else "__ce_"
    odd = "x\ud800"
    headers = {
        "content-type": FORM,
        "authorization": f"Bearer {odd}",
        "x-handover-secret": odd,
        "x-twilio-signature": odd,
        "cookie": f"handover={odd}",
        "accept-language": odd,
        odd: odd,
    }
    for authorization in (f"Bearer {odd}", f"Basic {odd}", odd):
        sent = {**headers, "authorization": authorization}
        for method in ("POST", "GET"):
            args = {
                "method": method,
                "path": odd,
                "query": f"view={odd}&h={odd}&step={odd}",
                "headers": sent,
                "body": f"a={odd}",
            }
            result = serve(rig, action, platform, {f"{mark}{name}": value for name, value in args.items()})
            check(action, result, capsys.readouterr().out)
            expected = {"webhook": (401, 405), "transcript": (401, 405), "twiml": (403,), "status": (403,)}
            assert result["statusCode"] in expected.get(action, (200, 303, 400, 403, 404)), result


@pytest.mark.parametrize(
    ("digits", "platform"),
    list(zip(["1" * 5000, "٣" * 5, "²", "-1", "1.5", "1e5"], ["openwhisk", "code-engine"] * 3, strict=True)),
)
@pytest.mark.parametrize("view", ["handover", "day", "lookback", "now"])
def test_numbers_in_the_pages_addresses_are_read_or_ignored(
    rig: Rig, capsys: pytest.CaptureFixture[str], view: str, digits: str, platform: str
) -> None:
    mark = "__ow_" if platform == "openwhisk" else "__ce_"
    cookie = sign(rig.settings, "visitor", {"s": "a-sign-in", "agent": "anna"})
    for name in ("page", "lines", "a", "from", "to", "date", "h"):
        for form in ("", "json", "csv"):
            query = urlencode({"view": view, "h": HID, "mark": "x", "lines": "1", "format": form, name: digits})
            args = {f"{mark}method": "GET", f"{mark}query": query, f"{mark}headers": {"cookie": f"handover={cookie}"}}
            check("dashboard", serve(rig, "dashboard", platform, args), capsys.readouterr().out)


@pytest.mark.parametrize("header", ["authorization", "authentication"])
@pytest.mark.parametrize(
    "start", ["[" * 100_000, "1" * 6000, '{"a":' * 5000, '{"alg":"none"}', '{"alg":"HS256","crit":["x"]}']
)
def test_a_token_whose_header_is_odd_is_401(rig: Rig, header: str, start: str) -> None:
    token = base64.urlsafe_b64encode(start.encode()).decode().rstrip("=") + ".e30.c2ln"
    args = {"__ce_method": "POST", "__ce_headers": {header: token}, "__ce_query": "", "__ce_body": "e30="}
    assert serve(rig, "transcript", "code-engine", args)["statusCode"] == 401
