"""An action loads what it needs when it is called, and nothing for the others: a cold start is part of an 8 s limit.

Each case runs in its own interpreter, because a loaded module stays loaded.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
HEAVY = [
    "jwt",
    "phonenumbers",
    "twilio",
    "ibm_boto3",
    "ibm_botocore",
    "requests",
    "fastjsonschema",
    "jinja2",
    "itsdangerous",
    "dateutil",
]

SETTINGS = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token-of-the-account",
    "TWILIO_NUMBER": "+493012345670",
    "WEBHOOK_SECRET": "w" * 32,
    "DASHBOARD_SECRET": "d" * 32,
    "HASH_KEY": "h" * 32,
    "COS_ENDPOINT": "https://storage.test",
    "COS_BUCKET": "handovers",
    "COS_API_KEY": "key-of-the-bucket",
    "PUBLIC_URL": "https://handover.test/{action}",
}

#: Loads the actions as a platform does, signs as Twilio does (with the standard library), and prints what was loaded.
SCRIPT = """
import base64, hashlib, hmac, importlib.util, json, sys
spec = importlib.util.spec_from_file_location("actions", "__main__.py")
actions = importlib.util.module_from_spec(spec)
spec.loader.exec_module(actions)
asked = json.load(sys.stdin)
result = None
if asked["action"]:
    query = asked["query"]
    signed = hmac.new(b"token-of-the-account", f"https://handover.test/{asked['action']}?{query}".encode(), hashlib.sha1)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    headers["x-twilio-signature"] = base64.b64encode(signed.digest()).decode()
    request = {"__ow_method": "post", "__ow_path": "", "__ow_query": query, "__ow_headers": headers, "__ow_body": ""}
    result = getattr(actions, asked["action"])({**asked["settings"], **request})
print(json.dumps({"result": result, "loaded": sorted(sys.modules)}))
"""


def fresh(action: str = "", query: str = "", settings: dict[str, str] | None = None) -> tuple[dict[str, Any], set[str]]:
    """The action's result in a new interpreter (empty without an action), and every module loaded by then."""
    asked = json.dumps({"action": action, "query": query, "settings": settings or {}})
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=FUNCTIONS,
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    printed = json.loads(done.stdout.splitlines()[-1])
    return printed["result"] or {}, set(printed["loaded"])


def test_the_entry_point_loads_no_library_and_no_action() -> None:
    _, loaded = fresh()
    assert loaded.isdisjoint(HEAVY)
    assert not any(name.startswith("handover.actions.") for name in loaded)
    assert "handover.runtime" in loaded


@pytest.mark.parametrize("settings", [{}, SETTINGS], ids=["not set up", "set up"])
def test_the_fixed_apology_needs_neither_storage_nor_telephone(settings: dict[str, str]) -> None:
    result, loaded = fresh("twiml", "step=sorry", settings)
    assert result["statusCode"] == 200
    assert "We are sorry" in result["body"]
    assert loaded.isdisjoint(
        {"ibm_boto3", "ibm_botocore", "requests", "phonenumbers", "twilio.rest", "jwt", "fastjsonschema"}
    )
    assert "twilio.twiml" in loaded


@pytest.mark.parametrize("step", ["greet", "no_key", "unanswered", "inbound"])
def test_a_step_that_only_speaks_loads_no_sdk_and_nothing_of_storage(step: str) -> None:
    query = f"step={step}&h=20261123-abc-1&d=iv4gc3lqnrssasloon2xeylomnsq&l=de"
    result, loaded = fresh("twiml", query, SETTINGS)
    assert result["statusCode"] == 200
    assert "de-DE" in result["body"]
    assert loaded.isdisjoint({*HEAVY, "twilio.rest"} - {"twilio"})
    ours = [name for name in loaded if name.startswith(("handover.services.storage", "handover.core.desk"))]
    assert ours == []


def test_an_unauthorized_caller_loads_no_library() -> None:
    result, loaded = fresh("webhook", "", SETTINGS)
    assert result["statusCode"] == 401
    assert loaded.isdisjoint({*HEAVY} - {"dateutil"})


def test_a_file_of_the_pages_loads_no_library() -> None:
    result, loaded = fresh("dashboard", "asset=desk.css", SETTINGS)
    assert result["statusCode"] == 200
    assert result["headers"]["Content-Type"].startswith("text/css")
    assert loaded.isdisjoint(HEAVY)


def test_the_reader_of_numbers_is_loaded_when_something_is_read() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, handover.core.desk.config, handover.actions.webhook; print(*sys.modules)"],
        cwd=FUNCTIONS,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert "handover.core.phone_numbers.number" in loaded
    assert "handover.core.phone_numbers.vocabulary" not in loaded
    assert "phonenumbers" not in loaded
